"""The name of a body: tests/cases/body_names.csv is the specification. « | » parts the titles of one report, « || » its
years."""

import csv
from pathlib import Path
from time import perf_counter

import pytest

from pipeline.body import learn_body, mark_own
from pipeline.body_name import Told, told_by
from pipeline.formats import read_document
from pipeline.model import Card, Name

CASES = Path(__file__).parent / "cases" / "body_names.csv"


def load_cases() -> list:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    strict = [pytest.mark.xfail(strict=True)]
    return [pytest.param(r, marks=strict if r["status"] == "xfail" else [], id=r["titles"]) for r in rows]


def read_told(row: dict[str, str]) -> list[Told]:
    years = row["titles"].split(" || ")
    declared = row["declared"].split(" || ") if row["declared"] else []
    return [
        Told(tuple(declared[at : at + 1]), tuple(titles.split(" | ")), (row["opening"],) if row["opening"] else ())
        for at, titles in enumerate(years)
    ]


@pytest.mark.parametrize("row", load_cases())
def test_name(row: dict[str, str]) -> None:
    texts = [row["text"]] if row["text"] else []
    assert learn_body(Card(), row["folder"], read_told(row), texts, [() for _ in texts]).name == row["name"]


def test_the_card_is_believed_first() -> None:
    told = [Told(("Pôle de la Vade",), ("Pôle de la Vade – Bilan 2021",))]
    assert learn_body(Card(name="Régie des eaux"), "pole-vade", told, [], []).name == "Régie des eaux"


def test_slogans_are_none_of_its_names() -> None:
    told = [Told(titles=("Trop d'eau, plus assez d'eau : notre année 2022",))]
    assert learn_body(Card(), "smgt", told, [], []).names == ()


@pytest.mark.parametrize(
    ("suffix", "text", "declared", "titles"),
    [
        (
            ".md",
            "---\ntitle: Agir\nauthor: Zoé\norganisme: PETR Vade\n---\n# Agir avec le PETR Vade\n\n- Bilan du 3 mai\n",
            ("PETR Vade",),
            ("Agir", "Agir avec le PETR Vade"),
        ),
        (
            ".html",
            "<title>PETR Vade - 2020</title><h1>Bilan 2020</h1><p>Le 3 mai, le comité s'est réuni à Vade.</p>",
            (),
            ("Bilan 2020", "PETR Vade - 2020"),
        ),
    ],
)
def test_where_a_report_says_whose_it_is(suffix: str, text: str, declared: tuple, titles: tuple) -> None:
    told = told_by(read_document(text.encode(), suffix))
    assert (told.declared, told.titles) == (declared, titles)


def test_a_part_of_its_own_name_is_no_partner_and_a_longer_name_is() -> None:
    told = [Told(titles=("PETR Sourde, Elle et Vannier – Rapport 2018",))]
    texts = ["Le PETR Sourde, Elle et Vannier aide la Maison Sourde", "PETR Sourde, Elle et Vannier Nord"]
    names = [[Name(3, 14, "PARTNER"), Name(41, 53, "PARTNER")], [Name(0, 33, "PARTNER")]]
    marked = mark_own(texts, names, learn_body(Card(), "sev", told, texts, names))
    assert [[name.label for name in found] for found in marked] == [["ORGAN", "PARTNER"], ["PARTNER"]]


def test_what_the_texts_name_is_its_name_only_with_a_word_that_bodies_are_called_by() -> None:
    texts = ["Suivez www.reseau.fr/CCOUSSE Martin", "La Communauté de communes Ccousse a voté"]
    junk, good = [Name(0, 35, "ORGAN")], [Name(3, 33, "ORGAN")]
    assert learn_body(Card(), "ccousse", [], texts[:1], [junk]).name == "ccousse"
    assert learn_body(Card(), "ccousse", [], texts, [junk, good]).name == "Communauté de communes Ccousse"


@pytest.mark.parametrize(
    "piece", ["Syndicat, ", "Lot, de la Vade et ", "le Pôle Vade (PV) réunit, ", "Pays – ", "(", "l'", "Vade de vade "]
)
def test_a_long_line_takes_no_long_time(piece: str) -> None:
    told = [Told((piece * 2000,), (piece * 2000, "Syndicat mixte " + piece * 20), (piece * 2000,))]
    start = perf_counter()
    learn_body(Card(), "pole-vade", told, [], [])
    assert perf_counter() - start < 5
