"""People: tests/cases/people.csv is the specification; full names and organisations by the whole report."""

import csv
from pathlib import Path

import pytest

from pipeline.kinds.people import find_people
from pipeline.model import Mention, Name, PartnerValue

CASES = Path(__file__).parent / "cases" / "people.csv"


def load_cases() -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    strict = [pytest.mark.xfail(strict=True)]
    return [
        pytest.param(r["text"], r["name"], r["title"], marks=strict if r["status"] == "xfail" else [], id=r["text"])
        for r in rows
    ]


@pytest.mark.parametrize(("marked", "name", "title"), load_cases())
def test_people(marked: str, name: str, title: str) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    ((mention,),) = find_people([text], [[Name(start, end, "PERSON")]], [[]])
    assert text[mention.start : mention.end] == text[start:end]
    assert (mention.value.name, mention.value.title) == (name, title)  # type: ignore[union-attr]


def test_a_last_name_alone_gets_the_first_name_that_the_reports_give() -> None:
    texts = ["Alain Wacheux ouvre la séance", "M. Wacheux conclut", "Mme Robert", "Paul Robert et Anne Robert"]
    names = [[Name(0, 13, "PERSON")], [Name(3, 10, "PERSON")], [Name(4, 10, "PERSON")],
             [Name(0, 11, "PERSON"), Name(15, 26, "PERSON")]]  # fmt: skip
    found = find_people(texts, names, [[], [], [], []])
    assert [m.value.name for own in found for m in own] == [  # type: ignore[union-attr]
        "Alain Wacheux", "Alain Wacheux", "Robert", "Paul Robert", "Anne Robert",
    ]  # fmt: skip


def test_whom_a_person_speaks_for() -> None:
    text = "Didier Thomas, directeur de Pôle emploi Pas-de-Calais, et Jeanne Roy"
    partner = Mention("partners", 28, 53, PartnerValue("pole-emploi", "Pôle emploi"), "model")
    first, second = find_people([text], [[Name(0, 13, "PERSON"), Name(58, 68, "PERSON")]], [[partner]])[0]
    assert (first.value.title, first.value.partner_id) == ("directeur", "pole-emploi")  # type: ignore[union-attr]
    assert (second.value.title, second.value.partner_id) == ("", "")  # type: ignore[union-attr]


@pytest.mark.parametrize(("text", "surface"), [("M. Dupont,", "Dupont"), ("Mme Anne Le Goff", "Anne Le Goff")])
def test_civility_stays_outside(text: str, surface: str) -> None:
    ((mention,),) = find_people([text], [[Name(0, len(text), "PERSON")]], [[]])
    assert text[mention.start : mention.end] == surface
