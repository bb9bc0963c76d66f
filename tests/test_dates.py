"""Dates: the cases of cases/dates.csv, words written by another hand and read back, and time that grows with length."""

import csv
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.kinds import date_shapes
from pipeline.kinds.dates import find_dates
from pipeline.kinds.decoys import find_decoys

with (Path(__file__).parent / "cases" / "dates.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))
BRACKET = re.compile(r"\[([^\]]*)\]")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def case(row):
    marks = [pytest.mark.xfail] if row["expect"] == "xfail" else []
    return pytest.param(row["text"], row["value"], int(row["year"]), marks=marks, id=row["text"][:60])


def values(text, year):
    taken = [(m.start, m.end) for m in find_decoys(text)]
    found = [m for m in find_dates(text, year) if m.value]
    return [
        (text[m.start : m.end], m.value.value) for m in found if not any(m.start < b and a < m.end for a, b in taken)
    ]


@pytest.mark.parametrize(("text", "value", "year"), [case(row) for row in CASES])
def test_case(text, value, year):
    want = list(zip(BRACKET.findall(text), value.split(" ; "), strict=False))
    assert values(re.sub(r"[\[\]]", "", text), year) == want


def test_there_are_counter_examples():
    assert len(CASES) >= 600
    assert sum(not row["value"] for row in CASES) >= 100


days = st.dates(date(1950, 1, 1), date(2060, 12, 31))


@given(day=days, style=st.integers(0, 4))
@settings(max_examples=300, deadline=None)
def test_a_day_written_in_french_is_read_back(day, style):
    first = "1er" if day.day == 1 else str(day.day)
    written = (
        f"{first} {MONTHS[day.month - 1]} {day.year}",
        f"{first} {MONTHS[day.month - 1].upper()} {day.year}",
        f"{day.day:02d}/{day.month:02d}/{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        day.isoformat(),
    )[style]
    assert values(f"Comité du {written}, à Lens", 2021) == [(written, day.isoformat())]


@given(first=days, last=days)
@settings(max_examples=200, deadline=None)
def test_a_range_is_read_back(first, last):
    first, last = sorted((first, last))
    if first == last:
        return
    text = f"{first.day:02d}/{first.month:02d}/{first.year} au {last.day:02d}/{last.month:02d}/{last.year}"
    assert values(f"du {text}", 2021) == [(text, f"{first}/{last}")]


@given(st.text(alphabet="0123456789/.,- 'ahrdeutmil°n", max_size=60))
@settings(max_examples=300, deadline=None)
def test_nothing_raises_and_nothing_overlaps(text):
    for find in (lambda: find_dates(text, 2021), lambda: find_decoys(text)):
        found = find()
        assert all(a.end <= b.start for a, b in pairwise(found))


def test_edtf_values_are_valid():
    edtf = pytest.importorskip("edtf")
    from edtf.parser.edtf_exceptions import EDTFParseException

    plain = {v for row in CASES for v in row["value"].split(" ; ") if v and v[0] not in "PR"}
    wrong = []
    for value in sorted(plain):
        try:
            edtf.parse_edtf(value)
        except EDTFParseException:
            wrong.append(value)
    assert wrong == []


def test_the_report_year_fills_in_and_says_so():
    (found,) = find_dates("le 27/02", 2019)
    assert (found.value.value, found.value.inferred, found.value.start_date) == ("2019-02-27", "year", "2019-02-27")


def test_without_a_report_year_the_nearest_text_that_names_one_serves():
    (found,) = find_dates("en octobre", None, ("sans année", "Bilan 2018", "2017"))
    assert found.value.value == "2018-10"


@pytest.mark.parametrize("text", ["le 31/06/2021", "le 29 février 2021", "le 31 juin"])
def test_an_impossible_date_is_seen_and_turned_down(text):
    (found,) = find_dates(text, 2021)
    assert (found.value, found.rule) == (None, "impossible_date")


def test_months_and_cardinals_are_complete():
    assert set(date_shapes.MONTHS.values()) == set(range(1, 13))
    assert set(date_shapes.CARDINALS.values()) == set(range(1, 101))


@pytest.mark.parametrize("piece", ["1 ", "12, ", "1/", "les 3, 4 et ", "2019-", "é", "de 3 a "])
def test_time_grows_with_length_only(piece):
    from time import perf_counter

    def cost(size):
        text = piece * (size // len(piece))
        best = 1e9
        for _ in range(2):
            begin = perf_counter()
            find_dates(text, 2021)
            find_decoys(text)
            best = min(best, perf_counter() - begin)
        return best

    assert cost(100_000) < 40 * cost(10_000) + 0.5  # tenfold if linear, hundredfold if not
