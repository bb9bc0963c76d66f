"""The words that we know, as data.

In: the name of a table of pipeline/lexicon. Out: its rows, and `fold`, the one spelling in which words are compared.
It refuses to know what the words mean.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from pipeline.errors import LexiconError

Row = dict[str, str]

LATIN = [chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x180))]
FOLDED = str.maketrans(
    {letter: unicodedata.normalize("NFD", letter)[0].lower() for letter in LATIN}
    | dict.fromkeys("’‘ʼ´`", "'")
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("\u00a0\u202f\u2009\t\n", " ")
    | {"ᵉ": "e", "ʳ": "r"}
)


def fold(text: str) -> str:
    """Lower case, without accents, one kind of apostrophe, dash and space; as long as `text`, so that places agree.

    >>> fold("Jusqu’à l’ÉTÉ – 1ᵉʳ août")
    "jusqu'a l'ete - 1er aout"
    """
    return text.translate(FOLDED)


@cache
def load_lexicon(name: str) -> tuple[Row, ...]:
    """The rows of lexicon/`name`.csv, in the file's order. LexiconError: no such table, an empty cell, a row twice.

    >>> load_lexicon("months")[0]
    {'form': 'janvier', 'month': '1'}
    """
    path = files("pipeline") / "lexicon" / f"{name}.csv"
    if not path.is_file():
        raise LexiconError(f"There is no lexicon {name}.csv")
    rows = tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, 2):
        cells = tuple(row.values())
        if None in row or not all(cells):
            raise LexiconError(f"{name}.csv, line {number}: a cell is missing or too many: {row}")
        if cells in seen:
            raise LexiconError(f"{name}.csv, line {number}: said twice: {row}")
        seen.add(cells)
    return rows


def one_of(forms: Iterable[str]) -> str:
    """A pattern for one of the folded `forms`, the longest first; a space in a form is any run of spaces.

    >>> one_of(["an", "année", "à partir de"])
    'a\\\\s+partir\\\\s+de|annee|an'
    """
    longest = sorted({fold(form) for form in forms}, key=lambda form: (-len(form), form))
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest)
