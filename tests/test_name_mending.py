"""What is mended of the model's names: edges, names alone in columns, what they are (`natures`), `echoes`.

The cases are tests/cases/names.csv.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.columns import add_column_names
from pipeline.echoes import add_echoes
from pipeline.edges import mend_names
from pipeline.model import Name, Passage
from pipeline.natures import mark_epcis, mend_labels
from pipeline.ner.data import read_line
from pipeline.ner.labels import NAMES
from pipeline.territory import Territory

CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "names.csv").open(encoding="utf-8", newline="")))
BREAK = " ¶ "  # between passages
LETTERS = {label: letter for letter, label in NAMES.items()}


@pytest.mark.parametrize("case", CASES, ids=[case["seen"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    lines = [read_line(part) for part in case["seen"].split(BREAK)]
    assert all(line is not None for line in lines), "a mark does not parse"
    texts = [line.text for line in lines if line]
    seen = [[Name(a, b, NAMES[kind]) for a, b, kind in line.spans] for line in lines if line]
    if case["stage"] == "edges":
        mended = [mend_names(text, names) for text, names in zip(texts, seen, strict=True)]
    elif case["stage"] in ("columns", "natures"):
        mend = add_column_names if case["stage"] == "columns" else mend_labels
        columns = [case["column"], *[""] * len(texts)]  # of the first passage
        mended = mend([Passage(text, 1, column=column) for text, column in zip(texts, columns, strict=False)], seen)
    else:
        mended = add_echoes(texts, seen)
    assert BREAK.join(map(marked, texts, mended)) == case["mended"], case["why"]


def marked(text: str, names: Sequence[Name]) -> str:
    """The text with its names in marks, as the cases write them."""
    for name in reversed(names):
        inner = text[name.start : name.end]
        text = f"{text[: name.start]}{{{LETTERS[name.label]}|{inner}}}{text[name.end :]}"
    return text


def test_the_letters_of_an_epci_are_no_place() -> None:
    rhone = Territory(("38",), ("84",), shares=(("38", 1.0),))
    text = "transmis à EBER et à ZZZZ"
    assert [n.label for n in mark_epcis([text], [[Name(11, 15, "PLACE"), Name(21, 25, "PLACE")]], rhone)[0]] == [
        "PARTNER",
        "PLACE",
    ]
