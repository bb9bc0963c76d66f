"""Actions split in two, or merged: what is left over and yet stands, in part, in an action that has its pair.

In: the features of two years, their scores and pairs. Out: Parts. It refuses to break a pair: a part is added to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.compare.features import Features
from pipeline.compare.likeness import Likeness
from pipeline.compare.words import common

TELLING = 2.0  # weight of the words that a part must have from the whole, beyond what the whole's pair has
OWN = 0.4  # share of the part's telling words that the whole must hold
LEAST = 0.25  # likeness below which nothing is a part


@dataclass(frozen=True, slots=True)
class Part:
    """`part` is an action without a pair; `whole` has one, and also holds what the part says."""

    change: str  # split: the part is of the later year; merged: of the earlier
    whole: int
    part: int
    likeness: Likeness


def find_parts(
    change: str,
    wholes: Sequence[Features],
    parts: Sequence[Features],
    scores: dict[tuple[int, int], Likeness],
    paired: dict[int, int],
) -> list[Part]:
    """For each action without a pair, the paired action of the other year that it is a part of, where there is one.

    `scores` is keyed (whole, part); `paired` gives, for a whole, its counterpart among `parts`."""
    taken = set(paired.values())
    best: dict[int, Part] = {}
    for (whole, part), likeness in scores.items():
        if part in taken or whole not in paired or likeness.apart > 0 or likeness.score < LEAST:
            continue
        shared = wholes[whole].links & parts[part].links
        beyond = shared - parts[paired[whole]].links
        if not set(parts[part].lead) & wholes[whole].links:
            continue  # what the part is about is not in the whole: the rest is a form of words
        own = weigh_words(parts[part].links)
        if weigh_words(beyond) < TELLING or weigh_words(shared) < OWN * own:
            continue
        if part not in best or likeness.score > best[part].likeness.score:
            best[part] = Part(change, whole, part, likeness)
    return [best[part] for part in sorted(best)]


def weigh_words(words: Iterable[str]) -> float:
    """How much these words say together."""
    return sum(common().get(word, 1.0) for word in sorted(words))
