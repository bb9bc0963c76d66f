"""What an action tells of, whatever its words: how much of each operation of local bodies there is in them.

In: the actions of two years, taken to pieces. Out: a matrix of numbers between 0 and 1, larger where what the lead of
the one tells of is what the other tells of. It refuses to settle which operation it is: many words point to several.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.compare.features import Features
from pipeline.compare.ties import Rarity
from pipeline.compare.words import find_stems
from pipeline.lexicon import load_lexicon


@cache
def load_senses() -> tuple[dict[str, int], Any]:
    """The rows of the stems that point to operations, and a sparse matrix, stems × operations, of how much each does.

    A stem that few operations have points further than one that many have (lexicon/compare_operations.csv)."""
    pointing: dict[str, Counter[str]] = defaultdict(Counter)
    for row in load_lexicon("compare_operations"):
        for word in set(find_stems(row["form"])):
            pointing[word][row["operation"]] += 1
    operations = {name: at for at, name in enumerate(sorted({o for counts in pointing.values() for o in counts}))}
    stems = {word: at for at, word in enumerate(sorted(pointing))}
    rows, columns, values = [], [], []
    for word, at in stems.items():
        strength = {operation: math.log1p(many) for operation, many in sorted(pointing[word].items())}
        telling = math.log(len(operations) / len(strength)) / math.log(len(operations))
        length = math.sqrt(sum(value**2 for value in strength.values()))
        rows += [at] * len(strength)
        columns += [operations[operation] for operation in strength]
        values += [telling * value / length for value in strength.values()]
    return stems, sparse.csr_matrix((values, (rows, columns)), (len(stems), len(operations)), dtype=np.float32)


def tie_senses(before: Sequence[Features], after: Sequence[Features]) -> Any:
    """Matrix of how near what the one's lead tells of is to what the other tells of, both ways."""
    rarity = Rarity(f.stems for f in (*before, *after))
    whole = [find_senses([f.stems for f in side], rarity) for side in (before, after)]
    leads = [find_senses([f.lead for f in side], rarity) for side in (before, after)]
    return ((leads[0] @ whole[1].T + whole[0] @ leads[1].T) / 2).toarray()


def find_senses(texts: Sequence[Sequence[str]], rarity: Rarity) -> Any:
    """Sparse matrix, texts × operations, of how much of each there is in the stems of each text; rows of length 1."""
    stems, senses = load_senses()
    rows, columns, values = [], [], []
    for row, words in enumerate(texts):
        held = sorted({word for word in words if word in stems})
        rows += [row] * len(held)
        columns += [stems[word] for word in held]
        values += [rarity[word] for word in held]
    found = sparse.csr_matrix((values, (rows, columns)), (len(texts), len(stems)), dtype=np.float32) @ senses
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-6)) @ found
