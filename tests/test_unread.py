"""What ended in no record is listed, once, with its sentence and its reason."""

import re

import pytest

from pipeline.kinds.decoys import DECOYS
from pipeline.model import DateValue, Mention, Name, Passage
from pipeline.unread import find_unread, load_reasons

DATE = DateValue("2019", "date")


def listed(
    text: str, mentions: list[Mention] | None = None, names: list[Name] | None = None
) -> list[tuple[str, str, str]]:
    issues = find_unread([Passage(text, 1)], [mentions or []], [names or []])
    return [(issue.level, issue.code, issue.text) for issue in issues]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lot 12 attribué, 1 250 points", [("doubt", "number", "12"), ("doubt", "number", "1 250")]),
        ("le SDIS et l'ONF", [("doubt", "acronym", "SDIS"), ("doubt", "acronym", "ONF")]),
        ("AVIS AU PUBLIC DE LA COMMUNE", []),
        ("un texte sans rien", []),
        ("un R2D2, la CC-VBA", [("doubt", "acronym", "R2D2"), ("doubt", "acronym", "CC-VBA")]),
    ],
)
def test_what_no_record_holds_is_listed(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert listed(text) == expected


def test_what_a_record_holds_is_not_listed() -> None:
    assert listed("en 2019", [Mention("dates", 3, 7, DATE, "year")]) == []


def test_a_programme_is_no_acronym_that_was_missed() -> None:
    assert listed("le SRADDET", names=[Name(3, 10, "EVENT")]) == []


def test_what_a_rule_turned_down_bears_its_reason() -> None:
    (issue,) = find_unread(
        [Passage("Avis. Loi n° 2010-788 votée. Fin.", 1)], [[Mention("dates", 10, 21, None, "law_number")]], [[]]
    )
    assert (issue.level, issue.code, issue.text) == ("note", "law_number", "n° 2010-788")
    assert "Loi n° 2010-788 votée" in issue.message
    assert issue.message.startswith("Numéro de loi")


def test_an_impossible_date_is_a_doubt() -> None:
    assert listed("le 31/06", [Mention("dates", 3, 8, None, "impossible_date")]) == [("doubt", "date", "31/06")]


def test_every_rule_that_turns_down_has_its_reason() -> None:
    assert {name for name, _, _ in DECOYS} <= load_reasons().keys()
    assert all(re.search(r"[a-zé]$", reason) for reason in load_reasons().values())
