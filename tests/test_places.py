"""Places: tests/cases/places.csv is the specification. A case gives the body's départements; values are `kind:code`."""

import csv
from pathlib import Path

import pytest

from pipeline.gazetteer import load_gazetteer
from pipeline.kinds.places import find_places
from pipeline.model import Name
from pipeline.territory import Territory

CASES = Path(__file__).parent / "cases" / "places.csv"


def load_cases() -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    strict = pytest.mark.xfail(strict=True)
    return [
        pytest.param(
            r["text"], r["territory"], r["value"], marks=[strict] if r["status"] == "xfail" else [], id=r["text"]
        )
        for r in rows
    ]


def territory_of(codes: str) -> Territory:
    departements = tuple(codes.split(","))
    gazetteer = load_gazetteer()
    regions = tuple(dict.fromkeys(gazetteer.region_of(code) for code in departements))
    return Territory(departements, regions, shares=tuple((code, 1.0) for code in departements))


@pytest.mark.parametrize(("marked", "codes", "value"), load_cases())
def test_places(marked: str, codes: str, value: str) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    ((mention,),) = find_places([text], [[Name(start, end, "PLACE")]], territory_of(codes))
    assert text[mention.start : mention.end] == text[start:end]
    assert mention.value is not None
    assert f"{mention.value.kind}:{mention.value.code}" == value  # type: ignore[union-attr]


def test_every_commune_is_read_by_its_full_name_in_its_departement() -> None:
    """Every twentieth of the communes of today, each written in three ways."""
    communes = [c for same in load_gazetteer().communes.values() for c in same if c.is_today][::20]
    wrong = []
    for commune in communes:
        territory = territory_of(commune.departement)
        for written in (commune.name, commune.name.replace("-", " "), commune.name.replace("Saint-", "St-")):
            ((mention,),) = find_places([written], [[Name(0, len(written), "PLACE")]], territory)
            if mention.value.code != commune.code:  # type: ignore[union-attr]
                wrong.append((written, commune.code, mention.value))
    # what is left has a homonym in its own département, or the name of the département itself
    assert len(wrong) <= len(communes) * 3 * 0.003, wrong


@pytest.mark.parametrize(
    ("text", "start", "end", "surface"),
    [
        ("au 12 rue du Bac (62)", 0, 21, "rue du Bac"),
        ("dans la Marne,", 5, 14, "Marne"),
        ("62300 Lens.", 0, 11, "Lens"),
    ],
)
def test_edges_hold_the_name_alone(text: str, start: int, end: int, surface: str) -> None:
    ((mention,),) = find_places([text], [[Name(start, end, "PLACE")]], Territory(("62",), ("32",)))
    assert text[mention.start : mention.end] == surface


def test_of_two_communes_of_one_name_the_nearer_is_meant() -> None:
    """« Auberives » beside Pont-en-Royans is not the one on the Rhône, seventy kilometres away; both are in Isère."""
    text = "Pont-en-Royans, Auberives, Rencurel"
    places = find_places(
        [text], [[Name(0, 14, "PLACE"), Name(16, 25, "PLACE"), Name(27, 35, "PLACE")]], territory_of("38")
    )
    assert [mention.value.code for mention in places[0]] == ["38319", "38018", "38333"]  # type: ignore[union-attr]
    alone = find_places(["Auberives"], [[Name(0, 9, "PLACE")]], territory_of("38"))
    assert alone[0][0].value.code == "38019"  # type: ignore[union-attr]


def test_of_two_communes_of_one_name_the_one_at_home_is_meant() -> None:
    around_gray = ("Arc-lès-Gray", "Velet", "Mantoche", "Essertenne-et-Cecey", "Nantilly")
    for names, code in (((*around_gray, "Champvans"), "70125"), (("Champvans",), "39101")):
        found = find_places(list(names), [[Name(0, len(name), "PLACE")] for name in names], territory_of("70,39"))
        assert found[-1][0].value.code == code  # type: ignore[union-attr]
