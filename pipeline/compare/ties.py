"""What ties an action of one year to one of another: matrices over all pairs.

In: the Features of two years. Out: for each kind of tie, a matrix of numbers between 0 and 1. It refuses to weigh one
kind against another.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.compare.features import Features
from pipeline.compare.words import common

LINK = 0.3  # the share of the doubt that one perfect link takes away: the more agree, the surer
NAME = 0.85  # how much a key, and each word of a name, ties beside another word: a name is not to count twice
COMMON = 400  # pairs that share a word beyond which the word ties none
TYPICAL = 60  # actions of a report; of a longer one, more may have a word that still tells
FAR = math.log(3)  # figures of the same thing further apart than this tie nothing
NEAR = 0.02  # figures nearer than this are the same


class Rarity:
    """How telling a word or a name is among all actions of both years: 1 when one has it, little when all do."""

    def __init__(self, bags: Iterable[Iterable[Hashable]]) -> None:
        self.count: Counter[Hashable] = Counter()
        self.total = 0
        for bag in bags:
            self.count.update(set(bag))
            self.total += 1

    def __getitem__(self, item: Hashable) -> float:
        return math.log((self.total + 1) / max(self.count[item], 1)) / math.log(self.total + 1)


def cosines(before: Sequence[Sequence[Hashable]], after: Sequence[Sequence[Hashable]]) -> Any:
    """Matrix of the cosines of two lists of bags, words weighed by rarity; 0 where either bag is empty."""
    rarity = Rarity([*before, *after])
    index: dict[Hashable, int] = {}
    sides = []
    for bags in (before, after):
        rows, columns, values = [], [], []
        for row, bag in enumerate(bags):
            counts = Counter(bag)
            weights = {
                item: (1 + math.log(n)) * rarity[item] * common().get(str(item), 1.0) for item, n in counts.items()
            }
            norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
            for item, weight in weights.items():
                rows.append(row)
                columns.append(index.setdefault(item, len(index)))
                values.append(weight / norm)
        sides.append((values, (rows, columns), len(bags)))
    width = max(len(index), 1)
    a, b = (sparse.csr_matrix((v, rc), shape=(n, width), dtype=np.float32) for v, rc, n in sides)
    return (a @ b.T).toarray()


def spells(initials: str, acronym: str) -> bool:
    """Whether words with these initials may stand for the acronym; of four letters or more the last may be missing.

    >>> spells("mae", "maec"), spells("patd", "pat"), spells("xyz", "pat")
    (True, True, False)
    """
    return acronym in initials or (len(acronym) > 3 and acronym[:-1] in initials)


def tie_words(before: Sequence[Features], after: Sequence[Features], none: Collection[str] = ()) -> Any:
    """Matrix of how strongly shared words and names tie two actions; the words in `none` do not."""
    acronyms = {acronym for feature in (*before, *after) for acronym in feature.acronyms}
    sides = []
    for features in (before, after):
        spelled = [{f"={a}" for a in acronyms if a in f.acronyms or spells(f.initials, a)} for f in features]
        sides.append([feature.links | more for feature, more in zip(features, spelled, strict=True)])
    named = frozenset().union(*(feature.named for feature in (*before, *after)))
    return tie_shared(sides[0], sides[1], dict.fromkeys(named, NAME) | dict.fromkeys(none, 0.0))


def tie_names(before: Sequence[Features], after: Sequence[Features], none: Collection[str] = ()) -> Any:
    """Matrix of how strongly names of people, organisations, sites and works tie two actions; those in `none` do not.

    A name that one year has as such need not be read as one in the other. Names of towns are left out: an action of
    each year in the same small town is often another action."""
    both = (*before, *after)
    names = frozenset().union(*(f.own for f in both)) - frozenset().union(*(f.towns for f in both))
    first, second = ([(f.said | f.own) & names for f in side] for side in (before, after))
    return tie_shared(first, second, dict.fromkeys(none, 0.0))


def tie_shared(
    before: Sequence[Collection[str]], after: Sequence[Collection[str]], weights: Mapping[str, float]
) -> Any:
    """Matrix of how strongly what they share ties two actions, each item by its weight, which is 1 if none is given.

    What one action of each year has, and no other, takes away its share of the doubt that the rest leaves; what many
    have, or what any report has, hardly any."""
    doubt = np.zeros((len(before), len(after)), dtype=np.float32)
    scale = min(1.0, TYPICAL**2 / max(1, len(before) * len(after)))
    for item, (first, second) in hold(before, after).items():
        many = len(first) * len(second)
        if many <= COMMON and (weight := weights.get(item, 1.0)):
            tie = common().get(item, 1.0) * weight / math.sqrt(max(1.0, many * scale))
            doubt[np.ix_(first, second)] += math.log1p(-LINK * tie**2)
    return 1 - np.exp(doubt)


def hold(before: Sequence[Collection[Any]], after: Sequence[Collection[Any]]) -> dict[Any, tuple[list[int], list[int]]]:
    """For each item that both years have, the actions of either that have it."""
    holders: dict[Any, tuple[list[int], list[int]]] = {}
    for side, bags in enumerate((before, after)):
        for row, bag in enumerate(bags):
            for item in set(bag):
                holders.setdefault(item, ([], []))[side].append(row)
    return {item: held for item, held in sorted(holders.items()) if held[0] and held[1]}


def tie_rarest(before: Sequence[Collection[Any]], after: Sequence[Collection[Any]]) -> Any:
    """Matrix of the rarest thing that two actions share: 1 when one action of each year has it, and no other."""
    ties = np.zeros((len(before), len(after)), dtype=np.float32)
    for first, second in hold(before, after).values():
        where = np.ix_(first, second)
        ties[where] = np.maximum(ties[where], 1 / math.sqrt(len(first) * len(second)))
    return ties


def tie_figures(before: Sequence[Features], after: Sequence[Features]) -> Any:
    """Matrix of the most telling figure that two actions share: the same thing counted, about as much.

    A report gives the same indicator each year. It tells much where no other two figures of that unit are as near."""
    holders: dict[Any, tuple[list[tuple[int, float]], list[tuple[int, float]]]] = defaultdict(lambda: ([], []))
    for side, features in enumerate((before, after)):
        for row, feature in enumerate(features):
            for unit, value in sorted(feature.figures):
                holders[unit][side].append((row, math.log(value)))
    ties = np.zeros((len(before), len(after)), dtype=np.float32)
    for _, (first, second) in sorted(holders.items()):
        if not first or not second:
            continue
        far = np.abs(np.array([v for _, v in first])[:, None] - np.array([v for _, v in second])[None, :])
        far = np.maximum(far, NEAR)
        as_near = np.searchsorted(np.sort(far, axis=None), far, side="right")
        strength = np.where(far <= FAR, 1 / np.sqrt(np.maximum(as_near, 1)), 0)
        rows, columns = [i for i, _ in first], [j for j, _ in second]
        np.maximum.at(ties, np.ix_(rows, columns), strength.astype(np.float32))
    return ties
