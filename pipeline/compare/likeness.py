"""How much an action of one year is like one of another, and why.

In: the actions of two years. Out: for each pair worth a look, a score between 0 and 1 with the parts that it is the
sum of. It refuses to decide which action is which: that takes all pairs together (align.py).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.compare.words import blank, find_proper, find_stems, find_titles, fold, read_lead
from pipeline.compare.year import Action

# What each agreement adds, and each disagreement takes away. The positive weights of the wording add up to 1, so that
# the same words in the same place score about 1; calibrated on the pairs of tests/cases/pairs (see test_compare.py).
WORDING, LEAD, SHAPE = 0.45, 0.30, 0.25
SHARED = {"titles": 0.25, "people": 0.15, "partners": 0.15, "places": 0.12, "proper": 0.15, "periods": 0.05}
# Disagreement scales down: the more two actions read alike but for their names, the surer it is that one form of words
# was filled in twice (« passerelle sur la Rance », « passerelle sur l'Oust »). A name in the lead says what it is about.
APART = {"titles": 0.5, "people": 0.4, "partners": 0.3, "places": 0.4, "proper": 0.1, "periods": 0.4}
APART_LEAD = {"people": 0.6, "partners": 0.55, "places": 0.6, "periods": 0.6}
LISTING = 0.2  # share of that for places that are examples or stops of a round: « 17 avis, dont A, B et C »
AMOUNT = 0.05
SECTION = 0.10
PARENT = 0.10
PERIOD = re.compile(r"(\d{4})(?:-\d\d)*/(\d{4})(?:-\d\d)*")
EXAMPLES = re.compile(r"\bdont(?: notamment)? (?:à |celle de |celui de )?[A-ZÉÈ]")
CANDIDATES = 12  # per action, each way; the right one was never below rank 4 in the pairs that we have
FLOOR = 0.12  # wording below which a pair is not looked at


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score of a pair and its parts, largest first: (what, how much it adds or takes)."""

    score: float
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Features:
    """One action, taken to pieces."""

    stems: tuple[str, ...]
    lead: tuple[str, ...]
    grams: tuple[str, ...]
    names: dict[str, frozenset[Hashable]]
    leading: dict[str, frozenset[Hashable]]  # those of the names that stand in the lead
    amounts: frozenset[tuple[str, str]]
    section: tuple[str, ...]
    listing: bool  # names three places or more, or some among others (« dont »)


def read_features(action: Action) -> Features:
    """The pieces of one action."""
    names = [*action.places, *action.partners, *action.people]
    lead = read_lead(action.text, action.label)
    until = action.text.find(lead) + len(lead)
    periods = [d for d in action.dates if _years(d.value) > 1]
    kinds = {"people": action.people, "partners": action.partners, "places": action.places}
    spans = [(m.start, m.end) for m in names]
    common = blank(action.text, [*spans, *((m.start, m.end) for m in (*action.dates, *action.amounts))])
    titles = find_titles(action.text)
    plain = fold(common)
    kinds_of_place = Counter(kind for kind, _ in {(m.kind, m.key) for m in action.places})
    return Features(
        stems=tuple(find_stems(common)),
        lead=tuple(find_stems(lead)),
        grams=tuple(_grams(" ".join(plain.split()))),
        names={
            "titles": frozenset(titles),
            **{kind: frozenset(m.key for m in found) for kind, found in kinds.items()},
            "proper": frozenset(find_proper(blank(action.text, spans))),
            "periods": frozenset(d.value for d in periods),
        },
        leading={
            **{kind: frozenset(m.key for m in found if m.start < until) for kind, found in kinds.items()},
            "periods": frozenset(d.value for d in periods if d.start < until),
        },
        amounts=frozenset((str(a.value.normalize()), fold(a.unit)) for a in action.amounts if a.value >= 10),
        section=tuple(find_stems(" ".join((*action.section[-2:], action.objective)))),
        listing=kinds_of_place["commune"] > 2 or bool(EXAMPLES.search(action.text)),
    )


def _years(value: str) -> int:
    """From which year to which an interval runs, as their difference: a school year is 1, a programme more."""
    match = PERIOD.fullmatch(value)
    return int(match.group(2)) - int(match.group(1)) if match else 0


def _grams(text: str) -> Iterable[str]:
    letters = "".join(c if c.isalpha() else " " for c in text)
    return (letters[i : i + 4] for i in range(len(letters) - 3))


class Rarity:
    """How telling a word or a name is among all actions of both years: 1 when one action has it, 0 when all have."""

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
            weights = {item: (1 + math.log(n)) * rarity[item] for item, n in counts.items()}
            norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
            for item, weight in weights.items():
                rows.append(row)
                columns.append(index.setdefault(item, len(index)))
                values.append(weight / norm)
        sides.append((values, (rows, columns), len(bags)))
    width = max(len(index), 1)
    a, b = (sparse.csr_matrix((v, rc), shape=(n, width), dtype=np.float32) for v, rc, n in sides)
    return (a @ b.T).toarray()


class Likenesses:
    """The scores of all pairs of two years that are worth a look."""

    def __init__(self, before: Sequence[Action], after: Sequence[Action]) -> None:
        self.before = [read_features(a) for a in before]
        self.after = [read_features(a) for a in after]
        both = [*self.before, *self.after]
        self.rarity = {kind: Rarity(f.names[kind] for f in both) for kind in SHARED}
        self.wording = cosines([f.stems for f in self.before], [f.stems for f in self.after])
        self.lead = cosines([f.lead for f in self.before], [f.lead for f in self.after])
        self.shape = cosines([f.grams for f in self.before], [f.grams for f in self.after])
        self.section = cosines([f.section for f in self.before], [f.section for f in self.after])
        self.base = WORDING * self.wording + LEAD * self.lead + SHAPE * self.shape

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
        parts = [
            ("wording", WORDING * float(self.wording[i, j])),
            ("lead", LEAD * float(self.lead[i, j])),
            ("shape", SHAPE * float(self.shape[i, j])),
            ("section", SECTION * (float(self.section[i, j]) if section is None else section)),
            ("parent", PARENT * parent),
        ]
        parts += [(kind, value) for kind in SHARED if (value := self._shared(kind, a, b)) > 0]
        parts.append(("amounts", AMOUNT * bool(a.amounts & b.amounts)))
        left = sum(value for _, value in parts)
        for kind in APART:
            share = self._apart(kind, a, b)
            parts.append((kind, -left * share))
            left -= left * share
        told = tuple(sorted(((w, v) for w, v in parts if abs(v) > 0.004), key=lambda part: -abs(part[1])))
        return Likeness(min(1.0, left), told)

    def _shared(self, kind: str, a: Features, b: Features) -> float:
        """What the names of one kind that both have add."""
        rarity, first, second = self.rarity[kind], a.names[kind], b.names[kind]
        if not first or not second:
            return 0.0
        if kind == "titles":
            return SHARED[kind] * max(_same_title(x, y) for x in first for y in second)
        shared = sum(rarity[item] for item in first & second)
        least = min(sum(rarity[item] for item in side) for side in (first, second))
        return SHARED[kind] * min(1.0, shared) * shared / max(least, 1e-9)

    def _apart(self, kind: str, a: Features, b: Features) -> float:
        """The share of the score that names of one kind take away, when both name some and none is the same."""
        rarity, first, second = self.rarity[kind], a.names[kind], b.names[kind]
        if not first or not second:
            return 0.0
        if kind == "titles":
            return 0.0 if any(_same_title(x, y) for x in first for y in second) else APART[kind]
        if first & second:
            return 0.0
        weight = APART[kind]
        if a.leading.get(kind) and b.leading.get(kind):
            weight = APART_LEAD[kind]
        elif kind == "places" and (a.listing or b.listing):
            weight *= LISTING
        return weight * min(1.0, *(sum(rarity[item] for item in side) for side in (first, second)))


def _same_title(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One holds the other: « Densités douces » and « Sobriété foncière » differ, and so do two « Flexo … »."""
    return set(a) <= set(b) or set(b) <= set(a)
