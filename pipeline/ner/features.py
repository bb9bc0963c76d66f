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
FIRST, SECOND, SHAPE, LETTER = (crc32(name) for name in (b"1", b"2", b"f", b"l"))
AFFIXES = [
    (slice(None, 1), crc32(b"p1")), (slice(None, 2), crc32(b"p2")), (slice(None, 4), crc32(b"p4")),
    (slice(-2, None), crc32(b"s2")), (slice(-3, None), crc32(b"s3")), (slice(-4, None), crc32(b"s4")),
]  # fmt: skip


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
    plain = ("".join(fold_word(word)) or word)[:LONGEST]
    form = shape_of(word)
    whole = plain.encode()
    raw: Any = whole if plain.isascii() else Letters(plain)
    words = [number(whole, start, "word") for start in (FIRST, SECOND)]
    affixes = [number(raw[part], start, "affix") for part, start in AFFIXES]
    affixes += [number(form.encode(), SHAPE, "affix"), number(word[:1].encode(), LETTER, "affix")]
    bare: Any = b"<" + whole + b">" if plain.isascii() else Letters(f"<{plain}>")
    starts = [(at, at + 3) for at in range(len(bare) - 2)] + [(at, at + 5) for at in range(0, len(bare) - 4, 2)]
    grams = [number(bare[start:end], 0, "gram") for start, end in starts[: GROUPS["gram"][0]]]
    grams += [0] * (GROUPS["gram"][0] - len(grams))
    return words + affixes + grams + hint_rows(place, other, common, form[:3])


@lru_cache(maxsize=8_000)
def hint_rows(place: str, other: str, common: int, form: str) -> list[int]:
    """The rows of what the lists and the corpus say of a word."""
    names = (
        f"a{place}", f"b{other}", f"c{common}", f"ab{place}|{other}", f"ac{place}|{common}|{form[:2]}",
        f"f{form}|{common}",
    )  # fmt: skip
    return [number(name.encode(), 0, "hint") for name in names]


def number(letters: bytes, start: int, group: str) -> int:
    """A row of the group's table for these letters; `start` tells uses of the same letters apart."""
    return 1 + crc32(letters, start) % (GROUPS[group][1] - 1)


class Letters(str):
    """Letters beyond ASCII, cut as letters and then turned into bytes."""

    def __getitem__(self, part: Any) -> Any:
        return str(self)[part].encode()


@lru_cache(maxsize=8_000)
def shape_of(word: str) -> str:
    """The word with its letters as X and x, its digits as d, no more than three alike in a row.

    >>> shape_of("Saint-Étienne"), shape_of("CD62"), shape_of("2019")
    ('Xxxx-Xxxx', 'XXdd', 'ddd')
    """
    if word.isalpha():
        if word.islower():
            return "xxx"[: len(word)]
        if word.isupper():
            return "XXX"[: len(word)]
    form = ""
    for c in word[:LONGEST]:
        mark = "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c
        if form[-3:] != mark * 3:
            form += mark
    return form
