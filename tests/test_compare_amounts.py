"""What became of the amounts of an action: which answers which, what may be compared, how it is told."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from pipeline.compare.amounts import comparable, compare_amounts
from pipeline.compare.report import french
from pipeline.compare.year import Action, Amount, Date, sign


def with_amounts(text: str, *marks: tuple[str, str, str, str]) -> Action:
    """An action; each mark is surface, value, unit and kind."""
    amounts, at = [], 0
    for surface, value, unit, kind in marks:
        at = text.index(surface, at)
        amounts.append(Amount(surface, at, at + len(surface), Decimal(value), None, unit, kind))
        at += len(surface)
    return Action("a", 1, text, amounts=tuple(amounts))


def told(before: Action, after: Action) -> list[tuple[str, str | None, str | None]]:
    return [
        (c.change, c.before.text if c.before else None, c.after.text if c.after else None)
        for c in compare_amounts(before, after, 2020)
    ]


def test_amounts_meet_in_the_words_around_them() -> None:
    before = with_amounts(
        "coût 4,2 M€ – Région 1,25 M€, solde CD38 600 k€",
        ("4,2 M€", "4200000", "EUR", "money"),
        ("1,25 M€", "1250000", "EUR", "money"),
        ("600 k€", "600000", "EUR", "money"),
    )
    after = with_amounts(
        "coût final 4,65 M€ – Région 1,25 M€, solde CD38 700 k€",
        ("4,65 M€", "4650000", "EUR", "money"),
        ("1,25 M€", "1250000", "EUR", "money"),
        ("700 k€", "700000", "EUR", "money"),
    )
    assert told(before, after) == [
        ("up", "4,2 M€", "4,65 M€"),
        ("equal", "1,25 M€", "1,25 M€"),
        ("up", "600 k€", "700 k€"),
    ]


def test_a_study_is_not_compared_with_a_programme() -> None:
    before = with_amounts("étude confiée à un cabinet (78 600 €)", ("78 600 €", "78600", "EUR", "money"))
    after = with_amounts("programme adopté, 18,4 M€ d'ici 2030", ("18,4 M€", "18400000", "EUR", "money"))
    assert told(before, after) == [("added", None, "18,4 M€"), ("removed", "78 600 €", None)]


def test_other_units_are_not_compared() -> None:
    before = with_amounts("12 km de haies", ("12 km", "12", "km", "quantity"))
    after = with_amounts("12 ha de haies", ("12 ha", "12", "ha", "quantity"))
    assert {change for change, _, _ in told(before, after)} == {"added", "removed"}


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ({"role": "cost"}, {"role": "budget"}, True),
        ({"role": "cost", "tax": "HT"}, {"role": "budget", "tax": "TTC"}, False),
        ({"role": "cost"}, {"role": "funding"}, False),
        ({"role": "cost"}, {}, True),
        ({"per": "hab"}, {}, False),
        ({"unit": "km"}, {"unit": "kilomètres"}, True),
        ({"unit": "communes"}, {"unit": "communautés"}, False),
    ],
)
def test_what_may_be_compared_at_all(first: dict[str, str], second: dict[str, str], want: bool) -> None:
    one, other = (Amount("9", 0, 1, Decimal(9), **told) for told in (first, second))  # type: ignore[arg-type]
    assert comparable(one, other) is comparable(other, one) is want


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("PCAET : 42 fiches adoptées", "PCAET : 17 fiches lancées"),
        ("Badges : 6 sites équipés", "Badges : 5 nouveaux sites"),
        ("L'OCCAL : 168 dossiers", "L'OCCAL : 129 dossiers de plus"),
    ],
)
def test_counts_of_other_things_are_not_compared(before: str, after: str) -> None:
    def action(text: str) -> Action:
        number, noun = next((a, b) for a, b in pairwise(text.split()) if a.isdigit())
        return with_amounts(text, (f"{number}", number, noun.replace("nouveaux", "sites"), "quantity"))

    assert {change for change, _, _ in told(action(before), action(after))} == {"added", "removed"}


def test_one_figure_is_never_new_and_gone() -> None:
    before = with_amounts("tarif de 96,40 € la tonne", ("96,40 €", "96.40", "EUR", "money"))
    after = with_amounts("maintenue pour tous à 96,40 €", ("96,40 €", "96.40", "EUR", "money"))
    before = replace(before, amounts=tuple(replace(a, per="tonne") for a in before.amounts))
    assert told(before, after) == [("equal", "96,40 €", "96,40 €")]


def test_singular_and_plural_are_one_unit() -> None:
    before = with_amounts("7 réunions", ("7 réunions", "7", "réunions", "quantity"))
    after = with_amounts("2 réunion", ("2 réunion", "2", "réunion", "quantity"))
    assert told(before, after) == [("down", "7 réunions", "2 réunion")]


def test_the_same_past_period_in_another_figure_is_restated() -> None:
    mark = ("61 %", "61", "%", "share")
    period = Date("2015-2019", 0, 9, "2015/2019", "interval", "2015-01-01", "2019-12-31")
    before = replace(with_amounts("2015-2019 : 61 % pour l'habitat", mark), dates=(period,))
    after = replace(with_amounts("2015-2019 : 58 % pour l'habitat", ("58 %", "58", "%", "share")), dates=(period,))
    assert [c.restated for c in compare_amounts(before, after, 2020)] == [True]
    assert [c.restated for c in compare_amounts(replace(before, dates=()), replace(after, dates=()), 2020)] == [False]


def test_a_year_that_a_figure_is_measured_against_is_not_its_period() -> None:
    """« 24 % sous le niveau de 2019 », then « 8 % sous le niveau de 2019 »: two years, each beside the same one."""
    found = []
    for share in ("24 %", "18 %"):
        action = with_amounts(f"trafic {share} sous le niveau de 2019", (share, share[:2], "%", "share"))
        at = action.text.index("2019")
        found.append(replace(action, dates=(Date("2019", at, at + 4, "2019", "date", "2019-01-01", "2019-12-31"),)))
    before, after = found
    assert [c.restated for c in compare_amounts(before, after, 2020)] == [False]


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ("10", "10", "equal"),
        ("10-20", "10-40", "up"),
        ("10-40", "10-20", "down"),
        ("22-28", "28", "up"),
    ],
)
def test_ranges_are_compared_at_both_ends_and_have_no_ratio(first: str, second: str, want: str) -> None:
    def action(told: str) -> Action:
        low, _, high = told.partition("-")
        one = Amount(told, 0, len(told), Decimal(low), Decimal(high) if high else None, "EUR", "money")
        return Action("a", 1, f"{told} le mètre carré", amounts=(one,))

    (change,) = compare_amounts(action(first), action(second), 2020)
    assert change.change == want
    assert (change.ratio is None) == (change.delta is None) == ("-" in first + second)


def test_a_deficit_that_shrinks_has_no_ratio() -> None:
    before = with_amounts("Résultat : −30 000 €", ("−30 000 €", "-30000", "EUR", "money"))
    after = with_amounts("Résultat : −15 000 €", ("−15 000 €", "-15000", "EUR", "money"))
    (change,) = compare_amounts(before, after, 2020)
    assert (change.change, change.delta, change.ratio) == ("up", 15000, None)
    assert french.amount_change(change)[1].endswith("(+15\u202f000\u00a0€)")


def test_what_falls_to_nothing_is_compared_where_its_words_agree() -> None:
    before = with_amounts("Accidents sur le réseau : 3 accidents", ("3 accidents", "3", "accidents", "quantity"))
    after = with_amounts("Accidents sur le réseau : 0 accident", ("0 accident", "0", "accident", "quantity"))
    assert told(before, after) == [("down", "3 accidents", "0 accident")]
    assert told(before, with_amounts("0 accident", ("0 accident", "0", "accident", "quantity")))[0][0] == "added"


def test_two_evolutions_are_told_with_their_signs_and_not_subtracted() -> None:
    def action(text: str, surface: str, value: str) -> Action:
        found = with_amounts(text, (surface, value, "%", "share"))
        return replace(found, amounts=tuple(sign(a, text) for a in found.amounts))

    before, after = action("visiteurs (– 36 %)", "36 %", "36"), action("visiteurs (+ 40 %)", "40 %", "40")
    (change,) = compare_amounts(before, after, 2020)
    assert french.amount_change(change) == ("up", "−36\u00a0% → +40\u00a0%")
    assert told(before, action("visiteurs : 40 %", "40 %", "40"))[0][0] == "added"


@pytest.mark.parametrize(
    ("before", "after", "want"),
    [
        ("1001000", "1004000", "1,001\u00a0M€ → 1,004\u00a0M€ (+3\u202f000\u00a0€)"),
        ("63800", "63500", "63\u202f800\u00a0€ → 63\u202f500\u00a0€ (−300\u00a0€)"),
        ("100000", "125000", "100\u202f000\u00a0€ → 125\u202f000\u00a0€ (+25\u00a0%)"),
    ],
)
def test_a_small_difference_is_told_as_such(before: str, after: str, want: str) -> None:
    first, second = (with_amounts(f"{value} €", (f"{value} €", value, "EUR", "money")) for value in (before, after))
    (change,) = compare_amounts(first, second, 2020)
    assert french.amount_change(change)[1] == want


def test_a_sum_that_is_not_told_again_is_named_by_the_words_of_its_own_report() -> None:
    before = with_amounts("Convention signée, déficit 590 000 €", ("590 000 €", "590000", "EUR", "money"))
    after = Action("b", 1, "Passage en redevance, convention signée le 3 mai")
    (change,) = compare_amounts(before, after, 2020)
    assert french.amount_change(change)[1] == "déficit : 590\u202f000\u00a0€ (non repris)"
