"""What two reports are about as a whole: money by role and partner, actions by field."""

from decimal import Decimal

import pytest

from pipeline.compare.totals import FieldTotal, by_field, by_partner, by_role, find_field, is_paid
from pipeline.compare.year import Action, Amount, Name, Year


def euros(value: int, role: str, record_id: str, **more: str) -> Amount:
    return Amount(f"{value} €", 0, 9, Decimal(value), None, "EUR", "money", role, record_id=record_id, **more)


def year(number: int, *actions: Action) -> Year:
    return Year("a", number, actions)


def test_a_sum_told_twice_and_a_part_beside_its_whole_count_once() -> None:
    """« Budget de 900 €, dont 400 € d'études, aidés à hauteur de 100 € par l'État ; pour mémoire, 900 € »"""
    amounts = (
        euros(900, "budget", "r1"),
        euros(400, "budget", "r2", part_of="r1"),
        euros(100, "funding", "r3", part_of="r2", partner_id="etat"),
        euros(900, "budget", "r4", same_as="r1"),
    )
    partners = (Name("l'État", 0, 6, "etat", "État"),)
    before, after = year(2020, Action("x", 1, "…", amounts=amounts, partners=partners)), year(2021)
    assert [(t.key, t.sums, len(t.before)) for t in by_role(before, after)] == [
        ("budget", (900, 0), 1),
        ("funding", (100, 0), 1),
    ]
    assert [(t.key, t.sums, len(t.before)) for t in by_partner(before, after)] == [("État", (100, 0), 1)]


def test_prices_of_one_thing_and_ranges_are_not_added_up() -> None:
    amounts = (
        euros(1850, "contribution", "r1"),
        euros(90, "contribution", "r2", per="enfant"),
        Amount("2 à 3 €", 0, 7, Decimal(2), Decimal(3), "EUR", "money", "contribution", record_id="r3"),
    )
    (total,) = by_role(year(2020, Action("x", 1, "…", amounts=amounts)), year(2021))
    assert total.sums == (1850, 0)


def test_a_sum_that_its_cell_repeats_counts_once() -> None:
    told = Action("a", 1, "Budget de 900 €", objective="Payer", amounts=(euros(900, "budget", "r1"),))
    cell = Action("b", 2, "900 €", objective="Payer", column="Montant", amounts=(euros(900, "cost", "r2"),))
    other = Action("c", 3, "40 €", objective="Autre", column="Montant", amounts=(euros(40, "cost", "r3"),))
    totals = {t.key: t.sums for t in by_role(year(2020, told, cell, other), year(2021))}
    assert totals == {"budget": (900, 0), "cost": (40, 0)}


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("Aide de 900 € de l'État", True),
        ("Garantie d'un emprunt de 900 € à Habitat", False),
        ("Signé avec l'État : 900 € de projets", False),
        ("Place refaite par la commune : 900 € de travaux", False),
        ("Prêts d'honneur : 900 €", False),
        ("Un préfet, puis 900 €", True),
    ],
)
def test_what_is_lent_guaranteed_or_a_cost_is_paid_by_no_partner(text: str, paid: bool) -> None:
    at = text.index("900")
    assert is_paid(Action("a", 1, text), Amount("900 €", at, at + 5, Decimal(900))) is paid


def test_sums_of_other_currencies_and_counts_are_no_euros() -> None:
    other = (
        Amount("9 CHF", 0, 5, Decimal(9), None, "CHF", "money", "budget", record_id="r1"),
        Amount("9 bus", 0, 5, Decimal(9), None, "bus", "quantity", "budget", record_id="r2"),
    )
    assert by_role(year(2020, Action("x", 1, "…", amounts=other)), year(2021)) == []


@pytest.mark.parametrize(
    ("action", "want"),
    [
        (Action("a", 1, "Ligne express : 11 allers-retours, affiche de l'office de tourisme", ()), "transports"),
        (
            Action("a", 1, "Trois lignes de bus et un transport à la demande, avec l'office de tourisme", ()),
            "transports",
        ),
        (Action("a", 1, "Trois réunions", ("Rapport", "Les déchets")), "déchets"),
        (Action("a", 1, "Voir ci-dessus", ("Rapport",), objective="Préserver la qualité de l'eau potable"), "eau"),
        (Action("a", 1, "Collecte des biodéchets", ("Rapport", "Mobilités, tourisme, culture")), "déchets"),
        (Action("a", 1, "Voir ci-dessus"), ""),
    ],
)
def test_the_field_is_the_one_most_named_else_that_of_the_headings(action: Action, want: str) -> None:
    assert find_field(action).startswith(want)
    assert bool(find_field(action)) == bool(want)


def test_an_action_that_goes_on_is_of_one_field_in_both_reports() -> None:
    first = Action("a", 1, "Navette des marchés, lancée avec l'office de tourisme")
    second = Action("b", 1, "Navette : 3 lignes de bus, 12 000 voyageurs")
    totals = by_field(year(2020, first), year(2021, second), [(first, second)])
    assert totals == [FieldTotal("transports et mobilité", 1, 1)]


def test_each_action_counts_once_and_cells_beside_them_do_not() -> None:
    first = Action("a", 1, "Collecte des ordures ménagères")
    beside = Action("b", 2, "Collecte des ordures ménagères", column="Partenaires")
    totals = by_field(year(2020, first, beside), year(2021, first, first, Action("c", 3, "…")))
    assert totals == [FieldTotal("déchets", 1, 2), FieldTotal("", 0, 1)]
