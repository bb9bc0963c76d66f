"""Which action of one year is which of another: one assignment over all pairs at once.

In: the actions of two years, and what people decided. Out: the pairs, with score, reasons and doubts. It refuses to
know what changed in a pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipeline.compare.likeness import Likeness, Likenesses
from pipeline.compare.year import Action

# A pair scoring this or more is taken for the same action; measured on the pairs of tests/cases/pairs.
SAME = 0.40
LEFT = 0.26  # what is left over has fewer rivals, and may be less alike
DOUBT = 0.06  # so near to SAME, a person should look
WORDS = 0.12  # names alone do not make two actions one
RIVAL = 0.05  # a second candidate this close makes a doubt
APART = 0.05  # names that take away this much keep two actions apart, unless all else is alike


Scores = dict[tuple[int, int], Likeness]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actions held to be the same one; `doubt` says why a person should look, empty when there is no need."""

    before: int
    after: int
    likeness: Likeness
    doubt: str = ""


def align(before: Sequence[Action], after: Sequence[Action]) -> list[Pair]:
    """The pairs of one action of each year; each action stands in at most one.

    Two rounds: the pairs of the first say which section became which, and which parents are the same, and the
    second weighs that.
    """
    if not before or not after:
        return []
    likenesses = Likenesses(before, after)
    candidates = likenesses.candidates()
    scores = {(i, j): likenesses.score(i, j) for i, j in candidates}
    first = assign(scores, len(before), len(after))
    became = follow_sections(before, after, [(i, j) for i, j in first if scores[i, j].score >= SAME + DOUBT])
    ids = {(before[i].action_id, after[j].action_id) for i, j in first}
    for i, j in candidates:
        a, b = before[i], after[j]
        section = max(float(likenesses.section[i, j]), became.get((a.section, b.section), 0.0))
        parent = bool(a.parent_id) and (a.parent_id, b.parent_id) in ids
        scores[i, j] = likenesses.score(i, j, section, parent)
    taken = assign(scores, len(before), len(after))
    taken += assign(leave(scores, taken), len(before), len(after), LEFT)
    return [Pair(i, j, scores[i, j], read_doubt(scores, i, j)) for i, j in taken]


def assign(scores: Scores, rows: int, columns: int, least: float = SAME) -> list[tuple[int, int]]:
    """The pairs whose scores above `least` add up to the most; global, so that a good pair may yield to two better."""
    gain = np.zeros((rows, columns), dtype=np.float32)
    for (i, j), likeness in scores.items():
        gain[i, j] = max(0.0, likeness.score - least)
    return [
        (int(i), int(j)) for i, j in zip(*linear_sum_assignment(gain, maximize=True), strict=True) if gain[i, j] > 0
    ]


def leave(scores: Scores, taken: Collection[tuple[int, int]]) -> Scores:
    """The pairs of actions that are not taken, without those that names set apart or that have a rival."""
    rows, columns = {i for i, _ in taken}, {j for _, j in taken}
    free = {(i, j): s for (i, j), s in scores.items() if i not in rows and j not in columns}
    return {
        (i, j): likeness
        for (i, j), likeness in free.items()
        if likeness.apart < APART and likeness.words >= WORDS and not has_rival(free, i, j)
    }


def has_rival(scores: Scores, i: int, j: int) -> bool:
    """Another pair with one of the two scores nearly as much, or more."""
    close = scores[i, j].score - RIVAL
    return any(s.score > close for (x, y), s in scores.items() if (x == i) != (y == j))


def follow_sections(
    before: Sequence[Action], after: Sequence[Action], pairs: Collection[tuple[int, int]]
) -> dict[tuple[tuple[str, ...], tuple[str, ...]], float]:
    """For two sections, the share of the one's sure pairs that went to the other: a renamed section is the same."""
    went = Counter((before[i].section, after[j].section) for i, j in pairs)
    total: dict[tuple[str, ...], int] = defaultdict(int)
    for (section, _), count in went.items():
        total[section] += count
    return {key: count / (total[key[0]] + 1) for key, count in went.items()}


def read_doubt(scores: Scores, i: int, j: int) -> str:
    """Why this pair should be looked at, or nothing."""
    score = scores[i, j].score
    if score < SAME + DOUBT:
        return "weak"
    return ""
