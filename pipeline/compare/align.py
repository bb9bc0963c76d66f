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

from pipeline.compare.cells import pair_cells
from pipeline.compare.chances import SURE, Scores, find_rivals, weigh_pairs
from pipeline.compare.likeness import Likeness, Likenesses
from pipeline.compare.parts import Part, find_parts
from pipeline.compare.rows import Rows
from pipeline.compare.words import fold
from pipeline.compare.year import Action

LEAST = 0.2  # a pair scoring less is none
# Chances: to be taken for one action, to need no look, to be worth one. With a body left out of the fit, F1 is within
# 0.005 of its best for any first bar from 0.4 to 0.55.
LIKELY, WEAK, NEAR = 0.5, 0.7, 0.25
AGAIN = 8  # where one text stands many times, so many of the other year are looked at, the nearest by rank
FAINT = 0.4  # a pair less alike than this is to be looked at, however likely
CLOSE = 0.1  # a rival no further behind than this is nearly as like
APART = 0.05  # names that take away this much are what keeps two actions apart


Decided = dict[tuple[int, int], bool]  # (before, after), as positions in the two reports -> the same action?


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actions held to be the same one; `doubt` says why a person should look, empty when there is no need."""

    before: int
    after: int
    likeness: Likeness
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    pairs: tuple[Pair, ...]
    parts: tuple[Part, ...] = ()
    near: tuple[Pair, ...] = ()  # actions without a pair that look alike: a person may know better


def align(
    before: Sequence[Action], after: Sequence[Action], decided: Decided | None = None, body: str = ""
) -> Alignment:
    """The pairs of one action of each year; each action stands in at most one. `decided` is what people said, `body`
    the name of the body.

    Two rounds over all: the pairs of the first say which section became which, and the second weighs that. Of the
    pairs that are then best for all, those stand that are likely enough.
    """
    if not before or not after:
        return Alignment(())
    likenesses = Likenesses(before, after, body)
    rows = Rows(before), Rows(after)
    scores = {
        (i, j): likeness
        for (i, j), likeness in score_all(likenesses, before, after).items()
        if before[i].action_id not in rows[0].actions and after[j].action_id not in rows[1].actions
    }
    decide(scores, decided or {})
    best = assign(scores, len(before), len(after))
    chances = weigh_pairs(scores, best, likenesses.wording)
    rivals = find_rivals(scores)
    pairs = tuple(
        Pair(i, j, scores[i, j], read_doubt(scores[i, j], chances[i, j], rivals[i, j]))
        for i, j in sorted(best)
        if chances[i, j] >= LIKELY
    )
    there = {pair.before: pair.after for pair in pairs}
    cells = [
        Pair(i, j, Likeness(scores[pair].total, (("row", scores[pair].total),)))
        for i, j, pair in pair_cells(before, after, rows, sorted(there.items()))
    ]
    parts = find_parts("split", likenesses.before, likenesses.after, scores, there)
    turned = {(j, i): likeness for (i, j), likeness in scores.items()}
    parts += find_parts("merged", likenesses.after, likenesses.before, turned, {j: i for i, j in there.items()})
    return Alignment((*pairs, *cells), tuple(parts), find_near(scores, chances, there, parts))


def read_doubt(likeness: Likeness, chance: float, rival: float) -> str:
    """Why a pair taken for one action is doubtful: `rival` (another is nearly as like), `apart` (names differ), `weak`
    (the two are little alike); empty where it is not."""
    if chance >= WEAK and likeness.score >= FAINT:
        return ""
    if likeness.total - rival < CLOSE:
        return "rival"
    return "apart" if likeness.apart >= APART else "weak"


def score_all(likenesses: Likenesses, before: Sequence[Action], after: Sequence[Action]) -> Scores:
    """The scores of all candidates, sections weighed by what a first round says of them."""
    candidates = likenesses.candidates()
    scores = {(i, j): likenesses.score(i, j) for i, j in candidates}
    sure = [(i, j) for i, j in assign(scores, len(before), len(after)) if scores[i, j].total >= SURE]
    became = follow_sections(before, after, sure)
    for i, j in candidates:
        section = became.get((before[i].section, after[j].section), 0.0)
        scores[i, j] = likenesses.score(i, j, max(float(likenesses.section[i, j]), section))
    return scores | score_identical(before, after)


def score_identical(before: Sequence[Action], after: Sequence[Action]) -> Scores:
    """Pairs of the same text, whatever it says; where a text stands twice, the same place and order go first."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, action in enumerate(after):
        places[fold(action.text)].append(j)
    scores = {}
    rank: Counter[str] = Counter()
    for i, action in enumerate(before):
        text = fold(action.text)
        first = max(0, rank[text] - AGAIN // 2)
        rank[text] += 1
        for j in places[text][first : first + AGAIN]:
            same = (after[j].section, after[j].objective) == (action.section, action.objective)
            far = abs(i / len(before) - j / len(after))
            scores[i, j] = Likeness(2.0 - 0.1 * (not same) - 0.05 * far, (("same", 1.0),))
    return scores


def decide(scores: Scores, decided: Decided) -> None:
    """Put people's word in place of the score: the same action scores more than any, another one is no candidate."""
    for (i, j), same in decided.items():
        rivals = [pair for pair in scores if (pair[0] == i) != (pair[1] == j)] if same else []
        for pair in (*rivals, (i, j)):
            scores.pop(pair, None)
        if same:
            scores[i, j] = Likeness(3.0, (("decided", 1.0),))


def assign(scores: Scores, rows: int, columns: int) -> list[tuple[int, int]]:
    """The pairs whose scores above LEAST add up to the most; global, so that a good pair may yield to two better."""
    gain = np.zeros((rows, columns), dtype=np.float32)
    for (i, j), likeness in scores.items():
        gain[i, j] = max(0.0, likeness.total - LEAST)
    return [
        (int(i), int(j)) for i, j in zip(*linear_sum_assignment(gain, maximize=True), strict=True) if gain[i, j] > 0
    ]


def follow_sections(
    before: Sequence[Action], after: Sequence[Action], pairs: Collection[tuple[int, int]]
) -> dict[tuple[tuple[str, ...], tuple[str, ...]], float]:
    """For two sections, the share of the one's sure pairs that went to the other: a renamed section is the same."""
    went = Counter((before[i].section, after[j].section) for i, j in pairs)
    total: dict[tuple[str, ...], int] = defaultdict(int)
    for (section, _), count in went.items():
        total[section] += count
    return {key: count / (total[key[0]] + 1) for key, count in went.items()}


def find_near(
    scores: Scores, chances: dict[tuple[int, int], float], there: dict[int, int], parts: Collection[Part]
) -> tuple[Pair, ...]:
    """Pairs of actions without a pair that look alike: `names` (they read alike, their names differ) or `unsure`."""
    columns = set(there.values()) | {p.part for p in parts if p.change == "split"}
    rows = set(there) | {p.part for p in parts if p.change == "merged"}
    free = {p: s for p, s in scores.items() if chances.get(p, 0.0) >= NEAR or s.total + s.apart >= SURE}
    near = []
    for (i, j), likeness in sorted(free.items(), key=lambda item: (-item[1].total, item[0])):
        if i not in rows and j not in columns:
            near.append(Pair(i, j, likeness, "names" if likeness.apart >= APART else "unsure"))
            rows.add(i)
            columns.add(j)
    return tuple(near)
