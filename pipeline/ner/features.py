"""What the network sees of a word: numbers for its letters, its ends, its shape and its hints.

In: a word and what the lists say of it. Out: rows of the network's tables, the same number for every word. It refuses
to know what any of them means: the tables are learned, here words only find their rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy

from pipeline.ner.hints import Hints, fold_word
from pipeline.ner.vectors import Vectors

Key = tuple[str, str, str]  # a word, what the two lists say of it: words of equal keys look alike

GROUPS = {"word": (2, 8000), "affix": (8, 4000), "gram": (14, 6000), "hint": (6, 300)}  # name: (ids a word, rows)
WIDTH = sum(size for size, _ in GROUPS.values())
LONGEST = 24  # letters of a word that count


@dataclass(frozen=True, slots=True)
class Words:
    """The lists and the vectors that words are looked up in."""

    hints: Hints
    vectors: Vectors

    def keys(self, doc: Any) -> list[Key]:
        """Each word of spaCy's Doc with what the lists say of it."""
        strings = doc.vocab.strings
        words = [strings[number] for number in doc.to_array("ORTH").tolist()]  # five times as fast as asking each token
        return list(zip(words, *self.hints.classes(words), strict=True))

    def rows(self, keys: Sequence[Key]) -> Any:
        """For each key: its rows of the tables, its row of the vectors."""
        out = numpy.zeros((len(keys), WIDTH + 1), dtype="int32")
        for at, (word, place, other) in enumerate(keys):
            out[at, :WIDTH] = rows_of(word, place, other, self.vectors.commonness(word))
            out[at, WIDTH] = self.vectors.row(word)
        return out


def rows_of(word: str, place: str, other: str, common: int) -> list[int]:
    """The rows of one word in the four tables, side by side; row 0 of each fills what is short.

    >>> len(rows_of("Lens", "COM", "", 0)) == WIDTH
    True
    """
    plain = "".join(fold_word(word)) or word
    plain = plain[:LONGEST]
    bare = f"<{plain}>"
    form = shape_of(word)
    grams = [bare[at : at + 3] for at in range(len(bare) - 2)] + [
        bare[at : at + 5] for at in range(0, len(bare) - 4, 2)
    ]
    names = {
        "word": [f"1{plain}", f"2{plain}"],
        "affix": [
            f"p1{plain[:1]}", f"p2{plain[:2]}", f"p4{plain[:4]}", f"s2{plain[-2:]}", f"s3{plain[-3:]}",
            f"s4{plain[-4:]}", f"f{form}", f"l{word[:1]}",
        ],
        "gram": grams[: GROUPS["gram"][0]],
        "hint": [f"a{place}", f"b{other}", f"c{common}", f"ab{place}|{other}", f"ac{place}|{common}|{form[:2]}",
                 f"f{form[:3]}|{common}"],
    }  # fmt: skip
    found: list[int] = []
    for group, (size, rows) in GROUPS.items():
        ids = [1 + crc32(name.encode()) % (rows - 1) for name in names[group]]
        found += ids + [0] * (size - len(ids))
    return found


@lru_cache(maxsize=200_000)
def shape_of(word: str) -> str:
    """The word with its letters as X and x, its digits as d, no more than three alike in a row.

    >>> shape_of("Saint-Étienne"), shape_of("CD62"), shape_of("2019")
    ('Xxxx-Xxxx', 'XXdd', 'ddd')
    """
    form = ""
    for c in word[:LONGEST]:
        mark = "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c
        if form[-3:] != mark * 3:
            form += mark
    return form
