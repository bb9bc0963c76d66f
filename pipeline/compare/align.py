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
from pipeline.compare.parts import Part, find_parts
from pipeline.compare.words import fold
from pipeline.compare.year import Action

# A pair scoring this or more is taken for the same action; measured on the pairs of tests/cases/pairs.
SAME = 0.48
LEFT = 0.31  # what is left over has fewer rivals, and may be less alike
DOUBT = 0.06  # so near to SAME, a person should look
BRIEF = (
    3  # what is left over and has fewer words than that may be alike by chance (« Mon Suivi Justice », « … Social »)
)
WORDS = 0.09  # names alone do not make two actions one
RIVAL = 0.05  # a second candidate this close makes a doubt
ALIKE = 0.50  # names aside, two actions that score this read alike
APART = 0.05  # names that take away this much keep two actions apart, unless all else is alike


Scores = dict[tuple[int, int], Likeness]
Decided = dict[tuple[int, int], bool]  # (before, after) -> the same action?


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

    Two rounds over all: the pairs of the first say which section became which, and which parents are the same, and
    the second weighs that. A third round, less strict, over what is left.
    """
    if not before or not after:
        return Alignment(())
    likenesses = Likenesses(before, after, body)
    scores = score_all(likenesses, before, after)
    decide(scores, decided or {})
    taken = assign(scores, len(before), len(after))
    brief = [{n for n, f in enumerate(side) if len(f.stems) < BRIEF} for side in (likenesses.before, likenesses.after)]
    left = {(i, j): s for (i, j), s in leave(scores, taken).items() if i not in brief[0] and j not in brief[1]}
    taken += assign(left, len(before), len(after), LEFT)
    pairs = tuple(Pair(i, j, scores[i, j], read_doubt(scores, i, j)) for i, j in sorted(taken))
    there, back = dict(taken), {j: i for i, j in taken}
    parts = find_parts("split", likenesses.before, likenesses.after, scores, there)
    turned = {(j, i): likeness for (i, j), likeness in scores.items()}
    parts += find_parts("merged", likenesses.after, likenesses.before, turned, back)
    return Alignment(pairs, tuple(parts), find_near(scores, there, parts))


def score_all(likenesses: Likenesses, before: Sequence[Action], after: Sequence[Action]) -> Scores:
    """The scores of all candidates, sections and parents weighed by what a first round says of them."""
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
    return scores | score_identical(before, after)


def score_identical(before: Sequence[Action], after: Sequence[Action]) -> Scores:
    """Pairs of the same text, whatever it says; where a text stands twice, the same place and order go first."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, action in enumerate(after):
        places[fold(action.text)].append(j)
    scores = {}
    for i, action in enumerate(before):
        for j in places[fold(action.text)]:
            same = (after[j].section, after[j].objective) == (action.section, action.objective)
            far = abs(i / len(before) - j / len(after))
            scores[i, j] = Likeness(1.0 - 0.1 * (not same) - 0.05 * far, (("same", 1.0),))
    return scores


def decide(scores: Scores, decided: Decided) -> None:
    """Put people's word in place of the score: the same action scores 1, another one is no candidate."""
    for (i, j), same in decided.items():
        rivals = [pair for pair in scores if (pair[0] == i) != (pair[1] == j)] if same else []
        for pair in (*rivals, (i, j)):
            scores.pop(pair, None)
        if same:
            scores[i, j] = Likeness(1.0, (("decided", 1.0),))


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
    rival = find_rivals(free)
    return {
        pair: likeness
        for pair, likeness in free.items()
        if likeness.apart < APART and likeness.words >= WORDS and likeness.score - rival[pair] >= RIVAL
    }


def find_rivals(scores: Scores) -> dict[tuple[int, int], float]:
    """For each pair, the best score that one of its two actions has with a third."""
    best: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (i, j), likeness in scores.items():
        for end in (("before", i), ("after", j)):
            best[end] = sorted((*best[end], likeness.score))[1:]
    rivals = {}
    for (i, j), likeness in scores.items():
        ends = (best["before", i], best["after", j])
        rivals[i, j] = max(second if top <= likeness.score else top for second, top in ends)
    return rivals


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
    """Why this pair should be looked at, or nothing: weak (the texts share little)."""
    return "weak" if scores[i, j].score < SAME else ""


def find_near(scores: Scores, there: dict[int, int], parts: Collection[Part]) -> tuple[Pair, ...]:
    """Pairs of actions without a pair that look alike: `names` (they read alike, their names differ) or `unsure`."""
    columns = set(there.values()) | {p.part for p in parts if p.change == "split"}
    rows = set(there) | {p.part for p in parts if p.change == "merged"}
    free = {pair: s for pair, s in scores.items() if s.score >= LEFT or s.score + s.apart >= ALIKE}
    near = []
    for (i, j), likeness in sorted(free.items(), key=lambda item: (-item[1].score, item[0])):
        if i not in rows and j not in columns and likeness.words >= WORDS:
            near.append(Pair(i, j, likeness, "names" if likeness.apart >= APART else "unsure"))
            rows.add(i)
            columns.add(j)
    return tuple(near)
