"""Amounts: the cases of cases/amounts.csv, values written by another hand and read back, the lexicon, linear time."""

import csv
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_numbers import write

from pipeline.kinds.amount_bounds import read_per
from pipeline.kinds.amounts import find_amounts
from pipeline.lexicon import fold, load_lexicon

with (Path(__file__).parent / "cases" / "amounts.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))
BRACKET = re.compile(r"\[([^\]]*)\]")
SPACES = " \u00a0\u202f"


def case(row):
    marks = [pytest.mark.xfail(strict=True)] if row["expect"] == "xfail" else []
    return pytest.param(row, id=f"{row['text'][:50]}|{row['head'][:20]}", marks=marks)


def values(text, *heads):
    found = [(text[m.start : m.end], m.value) for m in find_amounts(text, *heads)]
    return [(surface, value.value, value.value_max, value.unit) for surface, value in found]


def wanted(surface, value):
    number, unit = value.split(" ", 1)
    low, _, high = number.partition("..")
    return surface, Decimal(low), Decimal(high) if high else None, unit


@pytest.mark.parametrize("row", [case(row) for row in CASES])
def test_case(row):
    surfaces, told = BRACKET.findall(row["text"]), [value for value in row["value"].split(" ; ") if value]
    assert len(surfaces) == len(told)
    found = values(re.sub(r"[\[\]]", "", row["text"]), *filter(None, [row["head"]]))
    assert found == [wanted(surface, value) for surface, value in zip(surfaces, told, strict=True)]


def test_there_are_counter_examples():
    assert len(CASES) >= 400
    assert sum(not row["value"] for row in CASES) >= 100
    assert all(row["source"] for row in CASES)


@pytest.mark.parametrize(
    ("text", "modifier", "tax"),
    [
        ("plus de 300 participants", "more_than", ""),
        ("+ de 300 participants", "more_than", ""),
        ("plus d'une centaine d'élus", "more_than", ""),
        ("moins de 12 %", "less_than", ""),
        ("< 12 %", "less_than", ""),
        ("au moins 3 agents", "min", ""),
        ("3 agents minimum", "min", ""),
        ("à partir de 10 €", "min", ""),
        ("jusqu'à 5 000 €", "max", ""),
        ("150 k€ max", "max", ""),
        ("150 k€ (max)", "max", ""),
        ("150 k€ HT maximum", "max", "HT"),
        ("150 k€/an maximum", "max", ""),
        ("plafonnée à 4 500 €", "max", ""),
        ("dans la limite de 90 000 €", "max", ""),
        ("environ 45 agents", "about", ""),
        ("près de 45 agents", "about", ""),
        ("quelque 300 visiteurs", "about", ""),
        ("de l'ordre de 12 M€", "about", ""),
        ("~ 12 M€", "about", ""),
        ("une centaine de visiteurs", "about", ""),
        ("des 1 250 logements", "", ""),
        ("12 000 € HT", "", "HT"),
        ("12 000 € H.T.", "", "HT"),
        ("12 000 € hors taxes", "", "HT"),
        ("12 000 € TTC", "", "TTC"),
        ("12 000 € toutes taxes comprises", "", "TTC"),
        ("12 000 euros/an TTC", "", "TTC"),
        ("12 agents", "", ""),
    ],
)
def test_what_bounds_an_amount(text, modifier, tax):
    (mention,) = find_amounts(text)
    assert (mention.value.modifier, mention.value.tax) == (modifier, tax)


def grouped(number, space):
    return f"{number:,}".replace(",", space)


@st.composite
def moneys(draw):
    """A sum as French writes it, and its value: by cents, thousands, millions or in words."""
    space = draw(st.sampled_from([*SPACES, "."]))
    euros = draw(st.sampled_from(["€", " €", "\u00a0€", " euros", " EUR"]))
    style = draw(st.integers(0, 4))
    whole = draw(st.integers(2, 999))
    tenth = draw(st.integers(1, 9))
    if style == 0:
        number = draw(st.integers(0, 99_999_999))
        return f"{grouped(number, space)}{euros}", Decimal(number)
    if style == 1:
        number, cents = draw(st.integers(1, 999_999)), draw(st.integers(0, 99))
        return f"{grouped(number, space)},{cents:02d}{euros}", Decimal(number) + Decimal(cents) / 100
    if style == 2:
        scale, size = draw(st.sampled_from([("k€", 3), (" K€", 3), (" M€", 6), ("Md€", 9), (" k euros", 3)]))
        return f"{whole},{tenth}{scale}", (Decimal(whole) + Decimal(tenth) / 10) * 10**size
    if style == 3:
        scale, size = draw(st.sampled_from([("millions d'euros", 6), ("milliards d’euros", 9), ("millions €", 6)]))
        return f"{whole},{tenth} {scale}", (Decimal(whole) + Decimal(tenth) / 10) * 10**size
    number = draw(st.integers(2, 999_999))
    return f"{write(number)} euros", Decimal(number)


@given(money=moneys(), around=st.sampled_from(["Coût : {} HT", "une aide de {}, votée", "({})", "{}"]))
@settings(max_examples=400, deadline=None)
def test_money_written_in_french_is_read_back(money, around):
    written, value = money
    assert values(around.format(written)) == [(written, value, None, "EUR")]


@given(number=st.decimals(0, 1000, places=1), sign=st.sampled_from(["%", " %", "\u00a0%", " pour cent"]))
@settings(max_examples=200, deadline=None)
def test_a_share_is_read_back(number, sign):
    written = f"{str(number).replace('.', ',')}{sign}"
    assert values(f"soit {written} du budget") == [(written, number, None, "%")]


NOUNS = ["communes", "agents", "vice-présidents", "EPCI", "avis", "réseaux", "bénéficiaires", "élus", "PLUi"]
PHYSICAL = ["km", "ha", "m²", "MWh", "t", "L", "kWc", "m³"]


@given(
    number=st.integers(2, 999_999),
    noun=st.sampled_from(NOUNS + PHYSICAL),
    in_words=st.booleans(),
    space=st.sampled_from(SPACES),
)
@settings(max_examples=300, deadline=None)
def test_a_quantity_is_read_back(number, noun, in_words, space):
    written = f"{write(number) if in_words else grouped(number, space)} {noun}"
    assert values(f"pour {written} du territoire") == [(written, Decimal(number), None, noun)]


@given(low=st.integers(2, 500), more=st.integers(1, 400), unit=st.sampled_from(["M€", "%", "agents", "ha"]))
@settings(max_examples=200, deadline=None)
def test_a_range_is_read_back(low, more, unit):
    scale, name = (10**6, "EUR") if unit == "M€" else (1, unit)
    for written, text in ((f"{low} et {low + more} {unit}", "entre {}"), (f"{low} à {low + more} {unit}", "de {}")):
        assert values(text.format(written)) == [(written, low * scale, (low + more) * scale, name)]


@pytest.mark.parametrize("row", load_lexicon("units"), ids=lambda row: row["form"])
def test_each_unit_is_read(row):
    assert [found[1:] for found in values(f"soit 12,5 {row['form']}")] == [(Decimal("12.5"), None, row["symbol"])]


@pytest.mark.parametrize("row", load_lexicon("currencies"), ids=lambda row: row["form"])
def test_each_currency_is_read(row):
    assert values(f"soit 12 {row['form']} versés")[0][1:] == (12 * Decimal(row["factor"]), None, row["code"])


@pytest.mark.parametrize("row", load_lexicon("scales"), ids=lambda row: row["form"])
def test_each_scale_is_read(row):
    form = row["form"] if row["kind"] != "letter" else row["form"].upper()
    of = "d'" if row["kind"] != "letter" and row["form"] != "mille" else ""
    assert values(f"soit 12 {form} {of}euros")[0][1:] == (12 * Decimal(row["value"]), None, "EUR")


def test_each_number_below_a_thousand_counts_in_words():
    wrong = [
        n for n in range(2, 1000) if values(f"{write(n)} communes") != [(f"{write(n)} communes", n, None, "communes")]
    ]
    assert wrong == []


@given(st.text(alphabet="0123456789/.,- '()€%kMdeàetunx°ns", max_size=80), st.sampled_from(["", "k€", "Nombre d'élus"]))
@settings(max_examples=400, deadline=None)
def test_nothing_raises_and_nothing_overlaps(text, head):
    found = find_amounts(text, head)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


HOSTILE = ["1", " ", "1 ", ",", "1,", "1.", "1 234 ", "deux ", "deux-", "12, ", "1.234", "k", "un et ", "€ "]
HOSTILE += ["12 et ", "entre 1 et ", "(1", "-1", "lot 3, ", "plus de ", "3 grands ", "1€", "agent·e"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length_only(piece):
    def cost(size):
        text = piece * (size // len(piece))
        begin = perf_counter()
        find_amounts(text)
        return perf_counter() - begin

    # twice the time for twice the length; four times and more if a pattern went back and forth
    assert cost(100_000) < 3.5 * min(cost(50_000), cost(50_000)) + 0.3


@pytest.mark.parametrize("row", load_lexicon("periods"), ids=lambda row: row["form"])
def test_each_period_is_read(row):
    assert read_per(fold(f"12 € HT par {row['form']}"), len("12 €")) == row["per"]
