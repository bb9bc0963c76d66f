"""Numbers: an independent writer of French, read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers import read_number

SMALL = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
).split()
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


def write(number: int) -> str:
    if number >= 1000:
        head, rest = divmod(number, 1000)
        # « cents » and « vingts » lose their s before « mille »
        before = [write(head).replace("cents", "cent").replace("vingts", "vingt")] if head > 1 else []
        return " ".join([*before, "mille", *([write(rest)] if rest else [])])
    if number >= 100:
        head, rest = divmod(number, 100)
        return " ".join(
            [*([SMALL[head]] if head > 1 else []), "cents" if head > 1 and not rest else "cent"]
            + ([write(rest)] if rest else [])
        )
    if number < 20:
        return SMALL[number]
    if number >= 80:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{SMALL[number - 80]}"
    tens = min(number // 10, 6)
    rest = number - 10 * tens
    if not rest:
        return TENS[tens]
    return f"{TENS[tens]} et {SMALL[rest]}" if rest in (1, 11) else f"{TENS[tens]}-{SMALL[rest]}"


@pytest.mark.parametrize("spelling", [str, lambda text: text.replace(" ", "-"), lambda text: text.replace("-", " ")])
def test_every_number_below_a_thousand_is_read(spelling):
    assert [n for n in range(1000) if read_number(spelling(write(n))) != n] == []


@given(st.integers(0, 999_999))
def test_numbers_are_read_back(number):
    assert read_number(write(number)) == number
    for space in " \u00a0\u202f":
        assert read_number(f"{number:,}".replace(",", space)) == number


@pytest.mark.parametrize("million", [1, 2, 80, 345])
@pytest.mark.parametrize("rest", [0, 1, 200, 999_999])
def test_millions_are_read_back(million, rest):
    written = f"{write(million)} million{'s' * (million > 1)}" + (f" {write(rest)}" if rest else "")
    assert read_number(written) == million * 1_000_000 + rest


@pytest.mark.parametrize(
    ("text", "value"),
    [("septante-deux", 72), ("huitante", 80), ("nonante et un", 91), ("vingt et une", 21), ("VINGT", 20), ("Zéro", 0)],
)
def test_other_spellings(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "deux trois", "12 34", "CD62", "un et demi", "1" * 200])
def test_what_is_no_number(text):
    assert read_number(text) is None
