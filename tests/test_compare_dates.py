"""What became of the dates of an action: terms met, put off or not told again, events held again."""

from dataclasses import replace

import pytest

from pipeline.compare.changes import ActionChange, follow_dates
from pipeline.compare.dates import compare_dates
from pipeline.compare.year import Action, Date, Year

YEARS = (2020, 2021)


def told(text: str, *dates: tuple[str, str, str, str]) -> Action:
    """An action; each date is surface, value, first and last day."""
    found = []
    for surface, value, start, end in dates:
        at = text.index(surface)
        kind = "interval" if "/" in value else "date"
        found.append(Date(surface, at, at + len(surface), value, kind, start, end))
    return Action(text, 1, text, dates=tuple(found))


def day(surface: str, value: str) -> tuple[str, str, str, str]:
    return (surface, value, value, value)


def by(surface: str, year: int) -> tuple[str, str, str, str]:
    """A horizon: « d'ici 2030 »."""
    return (surface, f"../{year}", "", f"{year}-12-31")


MAY = ("mai 2021", "2021-05", "2021-05-01", "2021-05-31")
YEAR_2023 = ("2023", "2023", "2023-01-01", "2023-12-31")
CASES = {
    "put off": (
        told("arrêt visé au T2 2022", ("T2 2022", "2022-34", "2022-04-01", "2022-06-30")),
        told("arrêt repoussé au T4 2022", ("T4 2022", "2022-36", "2022-10-01", "2022-12-31")),
        ["slipped"],
    ),
    "put off, in other words": (
        told("Livraison prévue en mai 2021", MAY),
        told("Chantier retardé jusqu'en juin 2022", ("juin 2022", "2022-06", "2022-06-01", "2022-06-30")),
        ["slipped"],
    ),
    "done in time": (
        told("livraison mi-2021", ("mi-2021", "2021~", "2021-01-01", "2021-12-31")),
        told("inauguré le 18 septembre", day("18 septembre", "2021-09-18")),
        ["met"],
    ),
    "done later than said": (
        told("Livraison en mai 2021", MAY),
        told("Livraison le 3 juin 2021", day("3 juin 2021", "2021-06-03")),
        ["slipped"],
    ),
    "in the season that was said": (
        told("Voyage reporté au printemps 2021", ("printemps 2021", "2021-21", "2021-03-20", "2021-06-20")),
        told("Vingt élus à Fribourg le 11 mai", day("11 mai", "2021-05-11")),
        ["met"],
    ),
    "brought forward": (
        told("ouverture en 2024", ("2024", "2024", "2024-01-01", "2024-12-31")),
        told("ouverture en 2023", ("2023", "2023", "2023-01-01", "2023-12-31")),
        ["advanced"],
    ),
    "no date any more": (
        told("ouverture vers mai 2021", ("vers mai 2021", "2021-05~", "2021-05-01", "2021-05-31")),
        told("permis déposé"),
        ["silent"],
    ),
    "a far horizon is not met by a day of the year": (
        told("retour des trains d'ici 2030", by("d'ici 2030", 2030)),
        told("étude des trains rendue le 9 avril", day("9 avril", "2021-04-09")),
        [],  # nor need it be told again
    ),
    "a far horizon, and a later one": (
        told("retour des trains d'ici 2023", by("d'ici 2023", 2023)),
        told("étude le 9 avril, trains attendus d'ici 2024", day("9 avril", "2021-04-09"), by("d'ici 2024", 2024)),
        ["slipped"],
    ),
    "one horizon, written otherwise": (
        told("neutralité en 2050", ("2050", "2050", "2050-01-01", "2050-12-31")),
        told("neutralité d'ici 2050", by("d'ici 2050", 2050)),
        ["same"],
    ),
    "a programme and the next": (
        told("programme 2022-2024 signé", ("2022-2024", "2022/2024", "2022-01-01", "2024-12-31")),
        told("programme 2024-2027 signé", ("2024-2027", "2024/2027", "2024-01-01", "2027-12-31")),
        ["again"],
    ),
    "presented each March": (
        told("Rapport présenté le 10 mars 2021", day("10 mars 2021", "2021-03-10")),
        told("Rapport présenté le 16 mars 2022", day("16 mars 2022", "2022-03-16")),
        ["again"],
    ),
    "the year of a title": (
        told("SCoT « Rives 2040 » débattu", ("2040", "2040", "2040-01-01", "2040-12-31")),
        told("SCoT « Rives 2040 » arrêté", ("2040", "2040", "2040-01-01", "2040-12-31")),
        [],
    ),
    "an event held again": (
        told("salon du 8 mars", day("8 mars", "2020-03-08")),
        told("salon du 7 mars", day("7 mars", "2021-03-07")),
        ["again"],
    ),
    "two events": (
        told("Station : marché notifié le 16 novembre", day("16 novembre", "2020-11-16")),
        told("Station : première pierre le 12 mars", day("12 mars", "2021-03-12")),
        [],
    ),
    "two terms, each with its own day": (
        told("plans en mai 2021, travaux en 2022", MAY, ("2022", "2022", "2022-01-01", "2022-12-31")),
        told("travaux en 2023, plans le 3 mai", YEAR_2023, day("3 mai", "2021-05-03")),
        ["met", "slipped"],
    ),
    "one day answers one term": (
        told("plans en mai 2021, plans revus en 2021", MAY, ("2021", "2021", "2021-01-01", "2021-12-31")),
        told("plans rendus le 3 mai", day("3 mai", "2021-05-03")),
        ["met", "silent"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "want"), CASES.values(), ids=CASES)
def test_dates_tell_what_became_of_a_term(before: Action, after: Action, want: list[str]) -> None:
    assert [c.change for c in compare_dates([before], [after], YEARS)] == want


def test_a_report_beside_itself_tells_no_event_again() -> None:
    report = told(
        "séances des 8 mars 2020 et 7 juin 2020", day("8 mars 2020", "2020-03-08"), day("7 juin 2020", "2020-06-07")
    )
    assert compare_dates([report], [report], (2020, 2020)) == ()


def test_years_that_do_not_follow_each_other() -> None:
    """A day of any year between the two reports may be what was announced."""
    before = told("livraison en mai 2022", ("mai 2022", "2022-05", "2022-05-01", "2022-05-31"))
    after = told("livraison le 3 avril 2022", day("3 avril 2022", "2022-04-03"))
    assert [c.change for c in compare_dates([before], [after], (2020, 2023))] == ["met"]
    first, second = (told(f"salon du 8 mars {y}", day(f"8 mars {y}", f"{y}-03-08")) for y in (2020, 2022))
    assert [c.change for c in compare_dates([first], [second], (2020, 2022))] == ["again"]


def test_cells_beside_an_action_tell_its_terms() -> None:
    before = Action("a", 1, "Centrale solaire de la halle", objective="Énergie")
    cell = told("2e trimestre 2021", ("2e trimestre 2021", "2021-34", "2021-04-01", "2021-06-30"))
    term = replace(cell, column="Échéance", objective="Énergie")
    after = replace(told("Centrale solaire inaugurée le 3 mai", day("3 mai", "2021-05-03")), objective="Énergie")
    change = ActionChange("reworded", before, after)
    years = Year("o", 2020, (before, term)), Year("o", 2021, (after,))
    assert [date.change for _, date in follow_dates(*years, [change])] == ["met"]


def test_what_a_merged_action_announced_is_followed_where_it_went() -> None:
    """What an action without a counterpart announced is unknown; a heading announces nothing."""
    announced = told("livraison en mai 2021", MAY)
    whole = told("livré le 3 mai", day("3 mai", "2021-05-03"))
    changes = [
        ActionChange("merged", announced, None, whole=whole),
        ActionChange("ended", announced, None),
        ActionChange("ended", replace(announced, heading=True), None),
    ]
    years = (Year("o", 2020, ()), Year("o", 2021, ()))
    assert [date.change for _, date in follow_dates(*years, changes)] == ["met", "unknown"]


def test_a_year_that_runs_on_is_no_announced_term() -> None:
    before = told("inscrits 2020-2021", ("2020-2021", "2020/2021", "2020-01-01", "2021-12-31"))
    assert compare_dates([before], [Action("b", 1, "inscrits")], YEARS) == ()
