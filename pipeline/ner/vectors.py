"""What a large corpus knows of frequent words: a row of numbers each, and how common they are.

In: the file that `resources` wrote. Out: a word's row, a word's commonness. It refuses to learn: these numbers are
given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

EVERYDAY = 5000  # this many words are everyday words


@dataclass(frozen=True, slots=True)
class Vectors:
    """Ranks are by frequency, 0 the most frequent; row 0 of the table is all zeros."""

    ranks: dict[int, int]
    rows: Any
    table: Any
    identify: Callable[[str], int]

    def row(self, word: str) -> int:
        """The row of a word, or of the word as another writes it; 0 for one that nobody writes."""
        for form in (word, word.lower(), word.title()):
            at = self.ranks.get(self.identify(form))
            if at is not None:
                return int(self.rows[at])
        return 0

    def commonness(self, word: str) -> int:
        """3 for an everyday word, 2 for one mostly written in small letters, 1 for one that rarely is, 0 for never."""
        small = self.ranks.get(self.identify(word.lower()))
        if small is None:
            return 0
        if small > self.ranks.get(self.identify(word.title()), len(self.ranks)):
            return 1
        return 3 if small < EVERYDAY else 2


def load_vectors(path: Path) -> Vectors:
    """`keys` (spaCy's numbers of words, frequent ones first), `rows` of the `table` (int8), its `scale`."""
    from spacy.strings import get_string_id

    with numpy.load(path) as file:
        table = file["table"].astype("float32") * file["scale"].astype("float32")
        ranks = {key: rank for rank, key in enumerate(file["keys"].tolist())}
        rows = file["rows"].astype("int32") + 1
    nothing = numpy.zeros((1, table.shape[1]), dtype="float32")
    return Vectors(ranks, rows, numpy.vstack([nothing, table]), get_string_id)
