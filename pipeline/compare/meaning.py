"""How near the words of two actions are in meaning: « végétaux » and « branchages », « internes » and « médecins ».

In: the words of the actions of two years. Out: a matrix of numbers between 0 and 1, larger where what the one is about
is found in the other. It refuses to know names: two towns are near in meaning, and yet two.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from pipeline.compare.features import Features, Words
from pipeline.compare.ties import Rarity
from pipeline.compare.words import common

if TYPE_CHECKING:
    from pipeline.ner.vectors import Vectors

NEAR = 0.35  # cosine of two words that have little to do with each other; what is beyond counts


@cache
def load_meanings() -> tuple[Vectors, Any]:
    """The vectors of the model of names, and what all of them have in common."""
    from pipeline.ner.files import MODEL, VECTORS
    from pipeline.ner.vectors import load_vectors

    vectors = load_vectors(MODEL / VECTORS)
    return vectors, vectors.table[1:].mean(axis=0)


class Meanings:
    """The words of two years: how near each of the one is to each of the other, and how telling each is."""

    def __init__(self, before: Sequence[Words], after: Sequence[Words]) -> None:
        rarity = Rarity([stem for stem, _ in words] for words in (*before, *after))
        self.index: list[dict[str, int]] = []
        self.telling: list[Any] = []
        self.vectors: list[Any] = []
        for side in (before, after):
            words = {stem: word for action in reversed(side) for stem, word in reversed(action)}
            self.index.append({stem: at for at, stem in enumerate(words)})
            self.telling.append(np.array([rarity[s] * common().get(s, 1.0) for s in words], dtype=np.float32))
            self.vectors.append(find_vectors(list(words.values())))
        near = (self.vectors[0] @ self.vectors[1].T - NEAR) / (1 - NEAR)
        self.near = np.clip(near, 0, 1)
        for stem in self.index[0].keys() & self.index[1].keys():
            self.near[self.index[0][stem], self.index[1][stem]] = 1

    def found(self, side: int, said: Sequence[Words], where: Sequence[Words]) -> Any:
        """Matrix of the share of each text's words that another says too, or nearly; `said` is of this side's year
        (0 or 1), `where` of the other."""
        near = self.near.T if side else self.near
        best = np.zeros((near.shape[0], len(where)), dtype=np.float32)
        for column, words in enumerate(where):
            if words:
                best[:, column] = near[:, [self.index[1 - side][stem] for stem, _ in words]].max(axis=1)
        return self._weights(side, said) @ best

    def _weights(self, side: int, actions: Sequence[Words]) -> Any:
        """Sparse matrix of how much each word weighs in each action, 1 in all."""
        rows, columns, values = [], [], []
        for row, words in enumerate(actions):
            held = sorted({self.index[side][stem] for stem, _ in words})
            weights = self.telling[side][held]
            rows += [row] * len(held)
            columns += held
            values += list(weights / (weights.sum() or 1.0))
        return sparse.csr_matrix((values, (rows, columns)), shape=(len(actions), len(self.index[side])))


def find_vectors(words: Sequence[str]) -> Any:
    """A vector of length 1 for each word, without what all words share; zeros where none is known."""
    known, middle = load_meanings()
    rows = [known.row(word) if word else 0 for word in words]
    vectors = known.table[rows] - middle
    vectors[[at for at, row in enumerate(rows) if not row]] = 0
    return lengthen(vectors)


def lengthen(vectors: Any) -> Any:
    """The rows brought to length 1; zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-6)).astype(np.float32)


def tie_topics(before: Sequence[Features], after: Sequence[Features]) -> Any:
    """Matrix of how far the words of the one's lead are found in the other, both ways."""
    first, second = [f.words for f in before], [f.words for f in after]
    leads = [f.lead_words for f in before], [f.lead_words for f in after]
    meanings = Meanings([*first, *leads[0]], [*second, *leads[1]])
    return (meanings.found(0, leads[0], second) + meanings.found(1, leads[1], first).T) / 2
