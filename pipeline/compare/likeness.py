"""How much an action of one year is like one of another, and why.

In: the actions of two years. Out: for each pair worth a look, a score between 0 and 1 with the parts that it is the
sum of. It refuses to decide which action is which: that takes all pairs together (align.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.compare.features import NAMES, Features, find_features
from pipeline.compare.ties import Rarity, cosines, tie_figures, tie_names, tie_themes, tie_words
from pipeline.compare.words import common, find_stems
from pipeline.compare.year import Action

# What each agreement adds to the score. The shares are those of a logistic regression on the marked pairs of nine
# bodies, rounded. They lie on a plateau: a fifth more or less of any of them moves F1 by 0.02 at most. On two pairs
# written afterwards F1 was 0.90 and 0.95, on a third, of a kind of body whose words were no theme yet, 0.80
# (tests/test_align.py).
WORDING, LEAD, LINKS, THEMES, THEME, FIGURES, NAMED = 0.30, 0.20, 0.50, 0.15, 0.20, 0.10, 0.18
TITLE, SECTION, PARENT = 0.30, 0.12, 0.04
OTHER = 0.15  # taken away where the leads have themes, and none is the same
# Rare words and names in common may be chance (two actions in one village): they count in part, and more the more other
# words and further names agree.
ABOUT_LEAST, ABOUT_FULL, COMPANY = 0.4, 0.35, 0.5
THEME_LEAST, THEME_FULL = 0.8, 0.3
# Disagreement scales down: the more two actions read alike but for their names, the surer it is that one form of
# words was filled in twice (« passerelle sur la Rance », « passerelle sur l'Oust »). A name in the lead says what the
# action is about, and weighs more.
APART = {"titles": 0.1, "people": 0.45, "partners": 0.25, "places": 0.45, "proper": 0.3, "periods": 0.15}
APART_LEAD = {"titles": 0.6, "people": 0.65, "partners": 0.6, "places": 0.75, "proper": 0.6, "periods": 0.65}
LISTING = 0.2  # share of APART for places that are examples or stops of a round: « 17 avis, dont A, B et C »
FEW = 6  # actions of both years: a word of a name that no more of them have is one name, known as such or not
CANDIDATES = 15  # per action, each way; the right one was never below rank 6 in the pairs that we have
FLOOR = 0.05  # likeness below which a pair is not looked at


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score of a pair and its parts, largest first: (what, how much it adds or takes)."""

    score: float
    parts: tuple[tuple[str, float], ...] = ()
    words: float = 0.0  # how much of it comes from what the two are about, names and figures aside

    @property
    def apart(self) -> float:
        """How much names, or topics, that differ take away."""
        return -sum(value for _, value in self.parts if value < 0)


class Likenesses:
    """The scores of all pairs of two years that are worth a look; `body` is the name of the body, which ties none."""

    def __init__(self, before: Sequence[Action], after: Sequence[Action], body: str = "") -> None:
        self.before = find_features(before)
        self.after = find_features(after)
        both = [*self.before, *self.after]
        holders = Counter(stem for f in both for stem in f.said)
        self.telling = {stem for stem, many in holders.items() if many <= FEW and stem not in common()}
        self.rarity = {kind: Rarity(f.names[kind] for f in both) for kind in NAMES}
        self.wording = cosines([f.stems for f in self.before], [f.stems for f in self.after])
        self.lead = cosines([f.lead for f in self.before], [f.lead for f in self.after])
        self.section = cosines([f.section for f in self.before], [f.section for f in self.after])
        self.themes = cosines([f.themes for f in self.before], [f.themes for f in self.after])
        self.theme = tie_themes(self.before, self.after)
        self.figures = tie_figures(self.before, self.after)
        self.links, self.words = tie_words(self.before, self.after, frozenset(find_stems(body)))
        beside = np.array([[f.side] for f in self.before]) != np.array([[f.side for f in self.after]])
        about = self.wording + self.lead
        further = np.maximum(0, tie_names(self.before, self.after) - 1)
        self.agreeing = {
            "wording": WORDING * self.wording,
            "lead": LEAD * self.lead,
            "links": LINKS * self.links * np.minimum(1, ABOUT_LEAST + about / ABOUT_FULL + COMPANY * further),
            "themes": (THEMES * self.themes + THEME * self.theme) * np.minimum(1, THEME_LEAST + about / THEME_FULL),
            "figures": FIGURES * self.figures * np.minimum(1, (about + self.themes) / ABOUT_LEAST),
        }
        self.base = sum(self.agreeing.values())
        self.base[beside] = 0.0

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

    def score(self, i: int, j: int, section: float | None = None, parent: bool = False) -> Likeness:
        """The likeness of a pair; `section` is how well their sections agree (0 to 1) when that is known better."""
        a, b = self.before[i], self.after[j]
        parts = [(what, float(matrix[i, j])) for what, matrix in self.agreeing.items()]
        leading = max((min(1.0, 2 / self.rarity[kind].count[name]) for kind in NAMES[1:]
                       for name in a.leading[kind] & b.leading[kind]), default=0.0)  # fmt: skip
        titles = any(_same_title(x, y) for x in a.names["titles"] for y in b.names["titles"])
        parts += [
            ("names", NAMED * leading),
            ("title", TITLE * titles),
            ("section", SECTION * (float(self.section[i, j]) if section is None else section)),
            ("parent", PARENT * parent),
        ]
        total = max(1.0, sum(value for _, value in parts))  # more than full agreement does not outweigh other names
        parts = [(what, value / total) for what, value in parts]
        left = sum(value for _, value in parts)
        for kind in NAMES:
            share = self._apart(kind, a, b)
            parts.append((kind, -left * share))
            left -= left * share
        if a.topic and b.topic and not a.topic & b.topic:
            parts.append(("other", -OTHER))
            left -= OTHER
        told = tuple(sorted(((w, v) for w, v in parts if abs(v) > 0.004), key=lambda part: -abs(part[1])))
        about = sum(value for what, value in parts if what in ("wording", "lead", "themes"))
        return Likeness(max(0.0, left), told, about + LINKS * float(self.words[i, j]))

    def _apart(self, kind: str, a: Features, b: Features) -> float:
        """The share of the score that names of one kind take away, when both name some and none is the same."""
        first, second = a.leading[kind], b.leading[kind]
        weight = APART_LEAD[kind]
        if not first or not second:
            first, second, weight = a.names[kind], b.names[kind], APART[kind]
            if kind == "places" and (a.listing or b.listing):
                weight *= LISTING
        if kind in ("places", "people") and (a.again or b.again):
            weight *= LISTING
        if not first or not second:
            return 0.0
        if kind == "titles":
            return 0.0 if any(_same_title(x, y) for x in first for y in second) else weight
        if first & second or a.leading[kind] & b.names[kind] or a.names[kind] & b.leading[kind]:
            return 0.0
        if kind in a.spelled and (self._says(b, a.spelled[kind], first) or self._says(a, b.spelled[kind], second)):
            return 0.0
        rarity = self.rarity[kind]
        return weight * min(1.0, *(sum(rarity[item] for item in side) for side in (first, second)))

    def _says(self, feature: Features, spelled: dict[Any, frozenset[str]], names: Iterable[Any]) -> bool:
        """Whether an action has a telling word of the core of one of these names, known as a name or not."""
        return any(spelled.get(name, frozenset()) & feature.said & self.telling for name in names)


def _same_title(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One holds the other: « Densités douces » and « Sobriété foncière » differ, and so do two « Flexo … »."""
    return set(a) <= set(b) or set(b) <= set(a)
