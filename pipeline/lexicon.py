"""The words that we know, as data.

In: the name of a table of pipeline/lexicon. Out: its rows, and `fold`, the one spelling in which words are compared.
It refuses to know what the words mean.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.errors import LexiconError

Row = dict[str, str]
KEPT = 4096  # texts whose folded form is remembered: each stage asks for that of the same few

LATIN = [chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x180))]
FOLDED = str.maketrans(
    {letter: unicodedata.normalize("NFD", letter)[0].lower() for letter in LATIN}
    | dict.fromkeys("’‘ʼ´`", "'")
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("\u00a0\u202f\u2009\t\n", " ")
    | {"ᵉ": "e", "ʳ": "r"}
)


@lru_cache(maxsize=KEPT)
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
    """A pattern for one of the folded `forms`, the longest that fits; a space in a form is any run of spaces.

    Forms that begin alike share their beginning, so that a text is held against it once.

    >>> one_of(["an", "année", "à partir de"])
    'a(?:\\\\s+partir\\\\s+de|n(?:nee|))'
    """
    tree: _Tree = {}
    for form in {fold(form) for form in forms}:
        branch = tree
        for letter in form:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _alternatives(tree)


_Tree = dict[str, "_Tree"]  # letter -> what may follow it; "" where a form may end


def _alternatives(tree: _Tree) -> str:
    """What may follow, the end last: at any place of a text only one branch fits, so that the longest form wins."""
    told = []
    for letter in sorted(tree, key=lambda letter: (letter == "", letter)):
        here, below = r"\s+" if letter == " " else re.escape(letter), tree[letter]
        while len(below) == 1 and "" not in below:
            ((letter, below),) = below.items()
            here += r"\s+" if letter == " " else re.escape(letter)
        inner = _alternatives(below) if letter else ""
        told.append(f"{here}(?:{inner})" if "|" in inner else here + inner)
    return "|".join(told)
