"""How likely a pair that is best for all is one action: by its score, its rivals, and how much the two reports keep of
their wording.

In: the scores of all pairs, and the best of them. Out: a chance for each, and what it rests on. It refuses to choose
the best.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from pipeline.compare.likeness import Likeness

Scores = dict[tuple[int, int], Likeness]

SURE = 0.57  # by pairs scoring this, one knows how much was worded anew, and which section became which
# Whether a pair that is best for all is one action: the log-odds of it, by a logistic regression on marked pairs of
# twenty-six bodies, and on the same with words kept and actions left out (tests/fit_pairs.py). A pair is likelier where
# no other action is nearly as like. The less alike may do where the two reports were worded anew throughout: among
# pairs that keep their words, one that does not is another action.
ODDS = {"": -2.3, "score": 6.8, "ahead": 2.0, "kept": -9.6, "apart": -4.4}
AHEAD = 0.45  # so far ahead of any rival is far enough
MOST = 0.7  # keeping more of the wording than this says no more
USUAL, FEW = 0.4, 5  # share of the wording that pairs keep, where little is known, and how many pairs that is worth
CERTAIN = ("same", "decided")  # parts of a score that leave no doubt


def weigh_pairs(scores: Scores, best: Collection[tuple[int, int]], wording: Any) -> dict[tuple[int, int], float]:
    """The chance that each of the `best` pairs is one action."""
    chances = {}
    for pair, evidence in measure_pairs(scores, best, wording).items():
        odds = ODDS[""] + sum(ODDS[what] * value for what, value in evidence.items())
        chances[pair] = 1.0 if scores[pair].parts[0][0] in CERTAIN else 1 / (1 + math.exp(-odds))
    return chances


def measure_pairs(
    scores: Scores, best: Collection[tuple[int, int]], wording: Any
) -> dict[tuple[int, int], dict[str, float]]:
    """What the chance of each of the `best` pairs rests on: score, how far it is ahead of its rivals, how much of the
    wording the sure pairs keep, how far names set it apart."""
    sure = [float(wording[pair]) for pair in best if scores[pair].total >= SURE]
    kept = min(MOST, (sum(sure) + FEW * USUAL) / (len(sure) + FEW))
    rival = find_rivals(scores)
    return {
        pair: {
            "score": scores[pair].total,
            "ahead": max(-AHEAD, min(AHEAD, scores[pair].total - rival[pair])),
            "kept": kept - USUAL,
            "apart": scores[pair].apart,
        }
        for pair in best
    }


def find_rivals(scores: Scores) -> dict[tuple[int, int], float]:
    """For each pair, the best score that one of its two actions has with a third."""
    best: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (i, j), likeness in scores.items():
        for end in (("before", i), ("after", j)):
            best[end] = sorted((*best[end], likeness.total))[1:]
    rivals = {}
    for (i, j), likeness in scores.items():
        ends = (best["before", i], best["after", j])
        rivals[i, j] = max(second if top <= likeness.total else top for second, top in ends)
    return rivals
