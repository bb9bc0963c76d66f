"""How much an action of one year is like one of another, and why.

In: the actions of two years. Out: for each pair worth a look, a score between 0 and 1 with the parts that it is the
sum of. It refuses to decide which action is which: that takes all pairs together (align.py).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.acronyms import find_acronyms
from pipeline.compare.features import NAMES, Features, find_features
from pipeline.compare.meaning import tie_topics
from pipeline.compare.senses import tie_senses
from pipeline.compare.ties import Rarity, cosines, tie_figures, tie_names, tie_rarest, tie_words
from pipeline.compare.words import common, find_stems, stem
from pipeline.compare.year import Action

# What each agreement adds to the score, what each disagreement takes: the weights of a logistic regression on the
# marked pairs of twenty-six bodies (tests/fit_pairs.py fits them again), scaled so that a score of 0 is a pair in which
# nothing agrees, and 0.5 one that is as likely one action as two, of all that there could be.
WEIGHTS = {
    "links": 0.48, "lead": 0.07, "theme": 0.12, "sense": 0.5, "figures": 0.11, "topic": 0.1, "title": 0.18,
    "section": 0.12, "programme": 0.14, "names": 0.42, "exact": 0.11, "other": -0.07, "other_operation": -0.15,
    "once": -0.6, "strange": -0.08, "titles": -0.53, "people": -0.32, "partners": -0.02, "towns": -0.61,
    "sites": -0.59, "proper": -0.04, "periods": -0.72,
}  # fmt: skip
# Names that differ set apart: one form of words may be filled in twice (« passerelle sur la Rance », « passerelle sur
# l'Oust »). A name in the lead says what the action is about, and weighs more.
LEADING, PASSING = 1.0, 0.5
PLACES = ("towns", "sites")
LISTING = 0.2  # share of that for places that are examples or stops of a round: « 17 avis, dont A, B et C »
FEW = 6  # actions of both years: a word of a name that no more of them have is one name, known as such or not
CANDIDATES = 15  # per action, each way; the right one was never below rank 6 in the pairs that we have
SLIGHT = 0.5  # names that are told apart by less than this are hardly strange
FLOOR = 0.05  # likeness below which a pair is not looked at


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a pair is alike, as the sum of its parts, largest first: (what, how much it adds or takes)."""

    total: float
    parts: tuple[tuple[str, float], ...] = ()

    @property
    def score(self) -> float:
        """Between 0 and 1; more than full agreement is full."""
        return min(1.0, max(0.0, self.total))

    @property
    def apart(self) -> float:
        """How much names, or topics, that differ take away."""
        return -sum(value for _, value in self.parts if value < 0)


class Likenesses:
    """The scores of all pairs of two years that are worth a look; `body` is the name of the body, which ties none."""

    def __init__(self, before: Sequence[Action], after: Sequence[Action], body: str = "") -> None:
        explained = find_acronyms(a.text for side in (before, after) for a in side)
        own = set(find_stems(body))
        own.update(stem(acronym) for acronym, full in explained.items() if own.issuperset(find_stems(full)))
        explained = {acronym: full for acronym, full in explained.items() if stem(acronym) not in own}
        self.before = find_features(before, explained)
        self.after = find_features(after, explained)
        both = (self.before, self.after)
        holders = Counter(word for side in both for f in side for word in f.said)
        self.telling = {word for word, many in holders.items() if many <= FEW and word not in common()}
        self.rarity = {kind: Rarity(f.names[kind] for side in both for f in side) for kind in NAMES}
        self.section = cosines([f.section for f in self.before], [f.section for f in self.after])
        self.wording = cosines([f.stems for f in self.before], [f.stems for f in self.after])
        self.links = tie_words(self.before, self.after, own)
        self.ties = {
            "links": self.links,
            "lead": cosines([f.lead for f in self.before], [f.lead for f in self.after]),
            "theme": tie_rarest([f.themes for f in self.before], [f.themes for f in self.after]),
            "programme": tie_rarest([f.programmes for f in self.before], [f.programmes for f in self.after]),
            "names": tie_names(self.before, self.after, own),
            "exact": tie_rarest([f.exact for f in self.before], [f.exact for f in self.after]),
            "figures": tie_figures(self.before, self.after),
            "topic": tie_topics(self.before, self.after),
            "sense": tie_senses(self.before, self.after),
        }
        self.weighed: dict[tuple[int, int], dict[str, float]] = {}
        self.base = sum(WEIGHTS[what] * matrix for what, matrix in self.ties.items())
        self.base[np.array([[f.side] for f in self.before]) != np.array([[f.side for f in self.after]])] = 0.0

    def candidates(self) -> list[tuple[int, int]]:
        """Pairs worth a look: for each action, the most alike of the other year."""
        if not self.base.size:
            return []
        keep = np.zeros(self.base.shape, dtype=bool)
        for axis in (0, 1):
            rank = np.argsort(-self.base, axis=axis, kind="stable")
            top = np.take(rank, range(min(CANDIDATES, rank.shape[axis])), axis=axis)
            np.put_along_axis(keep, top, True, axis=axis)
        return [(int(i), int(j)) for i, j in np.argwhere(keep & (self.base >= FLOOR))]

    def score(self, i: int, j: int, section: float | None = None) -> Likeness:
        """The likeness of a pair; `section` is how well their sections agree (0 to 1) when that is known better."""
        if (i, j) not in self.weighed:
            self.weighed[i, j] = self.weigh(i, j)
        parts = [("section", WEIGHTS["section"] * (float(self.section[i, j]) if section is None else section))]
        parts += [(what, WEIGHTS[what] * share) for what, share in self.weighed[i, j].items()]
        told = tuple(sorted(((w, v) for w, v in parts if abs(v) > 0.004), key=lambda part: -abs(part[1])))
        return Likeness(sum(value for _, value in parts), told)

    def weigh(self, i: int, j: int) -> dict[str, float]:
        """How far a pair agrees in each respect but its section, and how far each kind of name sets it apart (0 to
        1)."""
        a, b = self.before[i], self.after[j]
        apart = {kind: self._apart(kind, a, b) for kind in NAMES}
        return {what: float(matrix[i, j]) for what, matrix in self.ties.items()} | {
            "title": float(any(_same_title(x, y) for x in a.names["titles"] for y in b.names["titles"])),
            "other": float(bool(a.topic and b.topic and not a.topic & b.topic)),
            "other_operation": float(_tell_of_others(a, b)),
            "once": max(apart.values()) if a.objects & b.objects else 0.0,
            "strange": self._strange(a, b),
            **apart,
        }

    def _strange(self, a: Features, b: Features) -> float:
        """How far proper names of either are strange to the other, beside those that both say."""
        first, second = a.names["proper"], b.names["proper"]
        least = min(self._tell("proper", first - b.said), self._tell("proper", second - a.said))
        both = self._tell("proper", first & b.said | second & a.said)
        return least / (least + both + SLIGHT)

    def _apart(self, kind: str, a: Features, b: Features) -> float:
        """How far names of one kind set the pair apart (0 to 1), where both name some and none is the same."""
        first, second, weight = a.leading[kind], b.leading[kind], LEADING
        if not first or not second:
            first, second, weight = a.names[kind], b.names[kind], PASSING
            if kind in PLACES and (a.listing or b.listing):
                weight *= LISTING
        if kind in (*PLACES, "people") and (a.again or b.again):
            weight *= LISTING
        if not first or not second or self._meet(kind, a, b, first, second):
            return 0.0
        return weight * min(1.0, self._tell(kind, first), self._tell(kind, second))

    def _tell(self, kind: str, names: Iterable[Any]) -> float:
        """How telling names are together, whatever order they come in."""
        return math.fsum(self.rarity[kind][name] for name in names)

    def _meet(self, kind: str, a: Features, b: Features, first: frozenset[Any], second: frozenset[Any]) -> bool:
        """Whether one of these names of an action is one of the other's too, known there as a name or not."""
        if kind == "titles":
            return any(_same_title(x, y) for x in first for y in second)
        if first & second or a.leading[kind] & b.names[kind] or a.names[kind] & b.leading[kind]:
            return True
        if kind == "proper":
            return bool((first & b.said | second & a.said) & self.telling)
        cores = {a.cores.get(name) for name in first} & {b.cores.get(name) for name in second}
        return bool(cores - {None, frozenset()}) or self._says(a, b, first) or self._says(b, a, second)

    def _says(self, a: Features, b: Features, names: Iterable[Any]) -> bool:
        """Whether `b` says the core of one of these names of `a`, known as a name or not."""
        cores = (a.cores.get(name, frozenset()) for name in names)
        return any(core <= b.said and core & self.telling for core in cores)


def _tell_of_others(a: Features, b: Features) -> bool:
    """Whether each lead names an operation, and the other action says nothing of it."""
    leads = a.lead_operations and b.lead_operations
    return bool(leads) and not (a.lead_operations & b.operations or b.lead_operations & a.operations)


def _same_title(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One holds the other: « Densités douces » and « Sobriété foncière » differ, and so do two « Flexo … »."""
    return set(a) <= set(b) or set(b) <= set(a)
