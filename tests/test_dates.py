"""Dates: the cases of cases/dates.csv, words written by another hand and read back, and time that grows with length."""

import csv
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import perf_counter

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
    assert len(CASES) >= 900
    assert sum(not row["value"] for row in CASES) >= 100


# --- a writer of French that shares nothing with the reader ----------------------------------------------------------

days = st.dates(date(1950, 1, 1), date(2060, 12, 31))
years = st.integers(1990, 2049)
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
SMALL = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()


def in_words(n):
    """1 to 69, as a town clerk writes it."""
    if n <= 16:
        return SMALL[n - 1]
    if n < 20:
        return f"dix-{SMALL[n - 11]}"
    tens, rest = n - n % 10, n % 10
    return TENS[tens] + ("" if not rest else " et un" if rest == 1 else f"-{SMALL[rest - 1]}")


def year_in_words(year):
    return "deux mille" + (f" {in_words(year - 2000)}" if year > 2000 else "")


def of(noun):
    return f"d'{noun}" if noun[0] in "aeéo" else f"de {noun}"


@given(day=days, style=st.integers(0, 9))
@settings(max_examples=600, deadline=None)
def test_a_day_written_in_french_is_read_back(day, style):
    first = "1er" if day.day == 1 else str(day.day)
    month = MONTHS[day.month - 1]
    written = (
        f"{first} {month} {day.year}",
        f"{first} {month.upper()} {day.year}",
        f"{day.day:02d}/{day.month:02d}/{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        day.isoformat(),
        f"{first}{chr(160)}{month}{chr(160)}{day.year}",
        f"{first} {month} de l'année {day.year}",
        f"{day.day:02d} / {day.month:02d} / {day.year}",
        f"{first} {month.replace('é', 'e').replace('û', 'u')}{day.year}",
        f"{day.year}/{day.month:02d}/{day.day:02d}",
    )[style]
    assert values(f"Comité du {written}, à Lens", 2021) == [(written, day.isoformat())]


@given(day=st.dates(date(2000, 1, 1), date(2069, 12, 31)))
@settings(max_examples=200, deadline=None)
def test_a_day_in_words_is_read_back(day):
    number = "premier" if day.day == 1 else in_words(day.day)
    written = f"{number} {MONTHS[day.month - 1]} {year_in_words(day.year)}"
    assert values(f"séance du {written}.", 2021) == [(written, day.isoformat())]


@given(first=days, last=days)
@settings(max_examples=200, deadline=None)
def test_a_range_is_read_back(first, last):
    first, last = sorted((first, last))
    if first == last:
        return
    text = f"{first.day:02d}/{first.month:02d}/{first.year} au {last.day:02d}/{last.month:02d}/{last.year}"
    assert values(f"du {text}", 2021) == [(text, f"{first}/{last}")]


@given(month=st.integers(1, 12), numbers=st.sets(st.integers(1, 28), min_size=2, max_size=6), year=years)
@settings(max_examples=200, deadline=None)
def test_an_enumeration_is_read_back(month, numbers, year):
    *most, last = [str(n) if n > 1 else "1er" for n in sorted(numbers)]
    text = f"les {', '.join(most)} et {last} {MONTHS[month - 1]} {year}"
    want = [*most, f"{last} {MONTHS[month - 1]} {year}"]
    assert values(text, 2021) == [
        (surface, f"{year}-{month:02d}-{n:02d}") for surface, n in zip(want, sorted(numbers), strict=True)
    ]


@given(first=st.integers(0, 35), length=st.integers(1, 30), year=st.integers(2000, 2030), opens=st.booleans())
@settings(max_examples=200, deadline=None)
def test_months_and_their_ranges_are_read_back(first, length, year, opens):
    last = first + length
    year1, year2 = year + first // 12, year + last // 12
    month1, month2 = MONTHS[first % 12], MONTHS[last % 12]
    said = f"{month1} {year1} à {month2} {year2}"
    value = f"{year1}-{first % 12 + 1:02d}/{year2}-{last % 12 + 1:02d}"
    assert values(f"{of(said)}, le chantier", 2021) == [(said, value)]
    cue = "depuis" if opens else "jusqu'en"
    one = f"{year1}-{first % 12 + 1:02d}"
    assert values(f"{cue} {month1} {year1}", 2021) == [
        (f"{cue} {month1} {year1}", f"{one}/.." if opens else f"../{one}")
    ]


@given(rank=st.integers(1, 4), year=years, style=st.integers(0, 4))
@settings(max_examples=100, deadline=None)
def test_quarters_are_read_back(rank, year, style):
    ordinal = "1er" if rank == 1 else f"{rank}e"
    word = ["premier", "deuxième", "troisième", "quatrième"][rank - 1]
    written = (
        f"{ordinal} trimestre {year}", f"{word} trimestre de l'année {year}", f"T{rank} {year}", f"{rank}T{year}",
        f"{year}-T{rank}",
    )[style]  # fmt: skip
    assert values(f"livré au {written}", 2021) == [(written, f"{year}-{32 + rank}")]


UNIT_LETTERS = {"ans": "P{}Y", "mois": "P{}M", "semaines": "P{}W", "jours": "P{}D", "minutes": "PT{}M"}


@given(count=st.integers(2, 69), unit=st.sampled_from(sorted(UNIT_LETTERS)), spelt=st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_duration_is_read_back(count, unit, spelt):
    written = f"{in_words(count) if spelt else count} {unit}"
    assert values(f"pour une durée de {written}", 2021) == [(written, UNIT_LETTERS[unit].format(count))]


@given(st.text(alphabet="0123456789/.,- 'ahrdeutmil°n", max_size=60))
@settings(max_examples=300, deadline=None)
def test_nothing_raises_and_nothing_overlaps(text):
    for find in (lambda: find_dates(text, 2021), lambda: find_decoys(text)):
        found = find()
        assert all(a.end <= b.start for a, b in pairwise(found))


PART = re.compile(r"-(?:3[3-6]|4[01])(?!\d)")  # quarters and semesters


def test_edtf_values_are_valid():
    """python-edtf reads each; quarters and semesters (level 2) it reads alone, neither in an interval nor with ~."""
    edtf = pytest.importorskip("edtf")
    from edtf.parser.edtf_exceptions import EDTFParseException

    wrong = []
    for value in sorted({v for row in CASES for v in row["value"].split(" ; ") if v and v[0] not in "PR"}):
        ends = [end.rstrip("~") for end in value.split("/") if end != ".."] if PART.search(value) else [value]
        try:
            for end in ends:
                edtf.parse_edtf(end)
        except EDTFParseException:
            wrong.append(value)
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "value", "start", "end", "precision", "approximate"),
    [
        ("le 8 juillet 2019", "2019-07-08", "2019-07-08", "2019-07-08", "day", False),
        ("en février 2020", "2020-02", "2020-02-01", "2020-02-29", "month", False),
        ("en 2019", "2019", "2019-01-01", "2019-12-31", "year", False),
        ("au T3 2019", "2019-35", "2019-07-01", "2019-09-30", "quarter", False),
        ("au 2nd semestre 2019", "2019-41", "2019-07-01", "2019-12-31", "semester", False),
        ("été 2022", "2022-22", "2022-06-01", "2022-08-31", "season", False),
        ("hiver 2020-2021", "2021-24", "2020-12-01", "2021-02-28", "season", False),
        ("années 2010", "2010/2019", "2010-01-01", "2019-12-31", "year", False),
        ("année scolaire 2019-2020", "2019/2020", "2019-01-01", "2020-12-31", "year", False),
        ("de mai à décembre 2019", "2019-05/2019-12", "2019-05-01", "2019-12-31", "month", False),
        ("depuis avril 2019", "2019-04/..", "2019-04-01", "", "month", False),
        ("jusqu'en 2021", "../2021", "", "2021-12-31", "year", False),
        ("fin 2019", "2019~", "2019-01-01", "2019-12-31", "year", True),
        ("depuis mi-2020", "2020~/..", "2020-01-01", "", "year", True),
        ("pour 3 ans", "P3Y", "", "", "", False),
        ("une dizaine de jours", "P10D", "", "", "", True),
        ("tous les mois", "R/P1M", "", "", "", False),
    ],
)
def test_first_and_last_day(text, value, start, end, precision, approximate):
    (found,) = [m.value for m in find_dates(text, 2021)]
    assert (found.value, found.start_date, found.end_date) == (value, start, end)
    assert (found.precision, found.approximate, found.inferred) == (precision, approximate, "")


@pytest.mark.parametrize(
    ("text", "inferred"),
    [
        ("les 11, 12 et 13 décembre", ["year+month", "year+month", "year"]),
        ("du 11 au 13 décembre", ["year"]),
        ("du 11 au 13 décembre 2019", [""]),
        ("de mars à juin 2019", [""]),
        ("les 17 septembre et 15 novembre 2019", ["year", ""]),
        ("en 2018, puis l'année suivante", ["", "year"]),
    ],
)
def test_what_was_inferred_is_said(text, inferred):
    assert [m.value.inferred for m in find_dates(text, 2021)] == inferred


@pytest.mark.parametrize(
    ("text", "context", "value"),
    [
        ("forum en mars", ("En 2018 :",), "2018-03"),
        ("forum en mars", ("Réunions tenues en 2020 :", "Bilan 2019"), "2020-03"),
        ("forum en mars", ("Énergie", "Bilan 2019"), "2019-03"),
        ("forum en mars", ("2019",), "2019-03"),
        ("le 12 mars", ("Perspectives 2022",), "2022-03-12"),
        ("forum le vendredi 22 septembre", ("Fête du lac, édition 2023",), "2023-09-22"),
        ("forum en mars", ("Fête du lac, depuis 2016",), "2021-03"),
        ("forum en mars", ("Contrat de ville 2015-2020",), "2021-03"),
        ("forum en mars", ("Objectif 2030",), "2021-03"),
        ("forum en mars", ("Comité du 12 décembre 2019",), "2021-03"),
        ("forum en mars", ("Budget 2022, voté en 2021",), "2021-03"),
        ("décembre", ("Échéance", "Programme d'actions 2022 adopté"), "2021-12"),
        ("En 2018 : forum en mars", ("Bilan 2019",), "2018-03"),
        ("forum en mars 2017", ("Bilan 2019",), "2017-03"),
    ],
)
def test_the_nearest_text_that_sets_a_year_fills_in(text, context, value):
    year = 2022 if "vendredi" in text else 2020 if "2018" in str(context) + text else 2021
    assert find_dates(text, year, context)[-1].value.value == value


def test_the_report_year_fills_in_and_says_so():
    (found,) = find_dates("le 27/02", 2019)
    assert (found.value.value, found.value.inferred, found.value.start_date) == ("2019-02-27", "year", "2019-02-27")


def test_without_a_report_year_the_nearest_text_that_names_one_serves():
    (found,) = find_dates("en octobre", None, ("sans année", "Bilan 2018", "2017"))
    assert found.value.value == "2018-10"


@pytest.mark.parametrize("text", ["le 31/06/2021", "le 29 février 2021", "le 31 juin", "le 00/05/2021"])
def test_an_impossible_date_is_seen_and_turned_down(text):
    (found,) = find_dates(text, 2021)
    assert (found.value, found.rule) == (None, "impossible_date")


def test_months_and_cardinals_are_complete():
    assert set(date_shapes.MONTHS.values()) == set(range(1, 13))
    assert set(date_shapes.CARDINALS.values()) == set(range(1, 101))


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_is_read_in_every_spelling(month):
    number = f"2020-{MONTHS.index(month) + 1:02d}"
    bare = month.replace("é", "e").replace("û", "u")
    short = [form for form in date_shapes.ABBREVIATED if bare.startswith(form)]
    assert short or month in ("mai", "juin", "mars", "août")
    for form in (month, month.upper(), month.capitalize(), bare, *(f"{form}." for form in short)):
        assert [v for _, v in values(f"en {form} 2020", 2021)] == [number], form
        assert [v for _, v in values(f"le 3 {form} 2020", 2021)] == [f"{number}-03"], form


@pytest.mark.parametrize("unit", sorted(date_shapes.UNITS))
def test_every_unit_lasts_and_recurs(unit):
    if unit not in ("h", "an", "annee"):
        assert [v[0] for _, v in values(f"pendant 4 {unit}", 2021)] == ["P"]
    assert [v[:3] for _, v in values(f"tous les 4 {unit}", 2021)] == ["R/P"]


def test_a_month_one_letter_away_is_that_month():
    for number, month in enumerate(MONTHS, 1):
        if len(month) < 5:
            continue
        dropped, other = month[:2] + month[3:], month[:2] + "x" + month[3:]
        doubled, swapped = month[:3] + month[2:], month[:2] + month[3:1:-1] + month[4:]
        for spelt in (dropped, other, doubled, swapped):
            if spelt != month:
                assert values(f"le 12 {spelt} 2020", 2021) == [(f"12 {spelt} 2020", f"2020-{number:02d}-12")], spelt


def test_dateparser_is_loaded_for_odd_dates_only():
    code = (
        "import sys; from pipeline.kinds.dates import find_dates\n"
        "find_dates('du 3 au 9 mars 2021, en 2022, le 12/03', 2021)\n"
        "assert 'dateparser' not in sys.modules\n"
        "find_dates('Mars 12, 2021', 2021)\n"
        "assert 'dateparser' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("Nombre de visiteurs", []),
        ("Montant (€)", []),
        ("Année", ["2015"]),
        ("Montant par exercice", ["2015"]),
        ("", ["2015"]),
    ],
)
def test_the_head_of_a_column_tells_a_count_from_a_year(head, found):
    assert [m.value.value for m in find_dates("2015", 2021, (head,))] == found


@pytest.mark.parametrize("text", ["l'an dernier", "l'année suivante", "le mois prochain", "en mars prochain"])
def test_a_relative_date_without_anchor_is_noted_without_value(text):
    (found,) = find_dates(text, 2021)
    assert (found.value, found.rule) == (None, "relative_date")


HOSTILE = [
    "1 ", "12, ", "1/", "les 3, 4 et ", "2019-", "2019/", "é", "de 3 a ", "du 3 au ", "le 12, ", "mars ", "mars-",
    "1er ", "mars 12, 2021 ", "lundi 12 mars ", "en 2018 : lundi 12 mars ", "2018 : ", "fin de l'année ",
    "depuis le mois de ", "deux mille ", "1er et 2e ", "3 ans et 6 ", "en 2018 l'année suivante ", "3 (Lens), ",
    "abcdefghij 2019 ", "moins de ", "0.", "1.2.", "a@b.", "12h30 ", "tous les ", "   ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length_only(piece):
    def cost(size):
        text = piece * (size // len(piece))
        begin = perf_counter()
        find_dates(text, 2021)
        find_decoys(text)
        return perf_counter() - begin

    assert cost(100_000) < 40 * cost(10_000) + 0.5  # tenfold if linear, hundredfold if not
