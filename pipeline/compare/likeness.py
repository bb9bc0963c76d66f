"""How much an action of one year is like one of another, and why.

In: the actions of two years. Out: for each pair worth a look, a score between 0 and 1 with the parts that it is the
sum of. It refuses to decide which action is which: that takes all pairs together (align.py).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from pipeline.compare.words import (
    WORD,
    blank,
    common,
    find_proper,
    find_stems,
    find_titles,
    fold,
    read_lead,
    read_side,
    recurring,
)
from pipeline.compare.year import Action

# What each agreement adds. The weights of the words (the first four) add up to 1, so that the same words in the same
# place score about 1; calibrated on the pairs of tests/cases/pairs (see test_compare.py).
WORDING, LEAD, SHAPE, LINKS = 0.35, 0.20, 0.10, 0.35
SECTION, PARENT, AMOUNT, TITLE = 0.08, 0.08, 0.05, 0.20
# Disagreement scales down: the more two actions read alike but for their names, the surer it is that one form of
# words was filled in twice (« passerelle sur la Rance », « passerelle sur l'Oust »). A name in the lead says what the
# action is about, and weighs more.
APART = {"titles": 0.1, "people": 0.45, "partners": 0.35, "places": 0.45, "proper": 0.15, "periods": 0.4}
APART_LEAD = {"titles": 0.6, "people": 0.65, "partners": 0.6, "places": 0.7, "proper": 0.6, "periods": 0.65}
SHARED_LEAD = 0.20  # both leads hold the same name
LINK = 0.5  # the share of the doubt that one perfect link takes away
LISTING = 0.2  # share of APART for places that are examples or stops of a round: « 17 avis, dont A, B et C »
EXAMPLES = re.compile(r"\bdont(?: notamment)? (?:à |celle de |celui de )?[A-ZÉÈ]")
PERIOD = re.compile(r"(\d{4})(?:-\d\d)*/(\d{4})(?:-\d\d)*")
ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")
NAMES = ("titles", "people", "partners", "places", "proper", "periods")
CANDIDATES = 15  # per action, each way; the right one was never below rank 6 in the pairs that we have
COMMON = 400  # pairs that share a word beyond which the word ties none
FLOOR = 0.05  # words in common below which a pair is not looked at


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score of a pair and its parts, largest first: (what, how much it adds or takes)."""

    score: float
    parts: tuple[tuple[str, float], ...] = ()

    @property
    def words(self) -> float:
        """How much of it comes from words, names aside."""
        return sum(value for what, value in self.parts if what in ("wording", "lead", "shape"))

    @property
    def apart(self) -> float:
        """How much names that differ take away."""
        return -sum(value for _, value in self.parts if value < 0)


@dataclass(frozen=True, slots=True)
class Features:
    """One action, taken to pieces."""

    stems: tuple[str, ...]
    lead: tuple[str, ...]
    grams: tuple[str, ...]
    links: frozenset[str]  # every word and name
    acronyms: frozenset[str]
    initials: str  # of the words that carry meaning, in order: an acronym of the other year may spell them
    names: dict[str, frozenset[Any]]
    leading: dict[str, frozenset[Any]]  # those of the names that stand in the lead
    amounts: frozenset[tuple[str, str]]
    section: tuple[str, ...]
    side: str  # the column beside the actions that it stands in, empty for an action
    again: bool  # an edition among others: an event that is held in another town each year
    listing: bool  # names three places or more, or some among others (« dont »)


def find_features(actions: Sequence[Action]) -> list[Features]:
    """The pieces of each action; one that stands under another answers to the other's lead too, and one with partners
    in the cell beside it to these."""
    leads = {a.action_id: find_stems(read_lead(a.text, a.label)) for a in actions}
    beside: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for action in actions:
        if action.objective and read_side(action.column):
            beside[action.section, action.objective] += [partner.key for partner in action.partners]
    return [read_features(a, (*leads.get(a.parent_id, ()), *beside.get((a.section, a.objective), ()))) for a in actions]


def read_features(action: Action, above: Iterable[str] = ()) -> Features:
    """The pieces of one action; `above` holds what it answers to beside its own words."""
    named = (*action.people, *action.partners, *action.places)
    plain = blank(action.text, [(m.start, m.end) for m in named])
    lead = read_lead(action.text, action.label)
    until = action.text.find(lead) + len(lead)
    names = _names(action, plain, len(plain))
    leading = _names(action, plain, until)
    undated = blank(action.text, [(d.start, d.end) for d in action.dates])
    communes = {m.key for m in action.places if m.kind == "commune"}
    keys = {m.key for m in named}
    return Features(
        stems=tuple(find_stems(plain)),
        lead=tuple(find_stems(lead)),
        grams=tuple(_grams(" ".join(fold(plain).split()))),
        links=frozenset(find_stems(action.text)) | keys | frozenset(above),
        acronyms=frozenset(m.group().casefold() for m in ACRONYM.finditer(action.text)),
        initials="".join(word[0] for word in find_stems(action.text)),
        names=names,
        leading=leading,
        amounts=frozenset((str(a.value.normalize()), fold(a.unit)) for a in action.amounts if a.value >= 10),
        section=tuple(find_stems(" ".join((*action.section[-2:], action.objective)))),
        side=read_side(action.column),
        again=bool(recurring() & set(WORD.findall(fold(undated)))),
        listing=len(communes) > 2 or bool(EXAMPLES.search(action.text)),
    )


def _names(action: Action, plain: str, until: int) -> dict[str, frozenset[Any]]:
    """The names of each kind that stand before the character `until`; in `plain`, the names known are blanked."""
    text = plain[:until]
    return {
        "people": frozenset(m.key for m in action.people if m.start < until),
        "partners": frozenset(m.key for m in action.partners if m.start < until),
        "places": frozenset(m.key for m in action.places if m.start < until),
        "titles": frozenset(find_titles(text)),
        "proper": frozenset(find_proper(text)),
        "periods": frozenset(d.value for d in action.dates if _years(d.value) > 1 and d.start < until),
    }


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


def link_strengths(before: Sequence[Features], after: Sequence[Features]) -> Any:
    """Matrix of how strongly shared words and names tie two actions.

    A word that one action of each year has, and no other, ties them by half of what is left to doubt; one that many
    have, or that any report has, hardly ties."""
    holders: dict[str, tuple[list[int], list[int]]] = {}
    acronyms = {acronym for feature in (*before, *after) for acronym in feature.acronyms}
    for side, features in enumerate((before, after)):
        for row, feature in enumerate(features):
            spelled = {f"={a}" for a in acronyms if a in feature.acronyms or spells(feature.initials, a)}
            for item in feature.links | spelled:
                holders.setdefault(item, ([], []))[side].append(row)
    doubt = np.zeros((len(before), len(after)), dtype=np.float32)
    for item, (first, second) in sorted(holders.items()):
        many = len(first) * len(second)
        if not many or many > COMMON:
            continue
        tie = common().get(item, 1.0) / math.sqrt(many)
        doubt[np.ix_(first, second)] += math.log1p(-LINK * tie**2)
    return 1 - np.exp(doubt)


class Likenesses:
    """The scores of all pairs of two years that are worth a look."""

    def __init__(self, before: Sequence[Action], after: Sequence[Action]) -> None:
        self.before = find_features(before)
        self.after = find_features(after)
        both = [*self.before, *self.after]
        self.rarity = {kind: Rarity(f.names[kind] for f in both) for kind in NAMES}
        self.wording = cosines([f.stems for f in self.before], [f.stems for f in self.after])
        self.lead = cosines([f.lead for f in self.before], [f.lead for f in self.after])
        self.shape = cosines([f.grams for f in self.before], [f.grams for f in self.after])
        self.section = cosines([f.section for f in self.before], [f.section for f in self.after])
        self.links = link_strengths(self.before, self.after)
        beside = np.array([[f.side] for f in self.before]) != np.array([[f.side for f in self.after]])
        self.base = WORDING * self.wording + LEAD * self.lead + SHAPE * self.shape + LINKS * self.links
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
        titles = any(_same_title(x, y) for x in a.names["titles"] for y in b.names["titles"])
        leading = max((min(1.0, 2 / self.rarity[kind].count[name]) for kind in NAMES[1:]
                       for name in a.leading[kind] & b.leading[kind]), default=0.0)  # fmt: skip
        about = float(self.wording[i, j] + self.lead[i, j])
        parts = [
            ("wording", WORDING * float(self.wording[i, j])),
            ("lead", LEAD * float(self.lead[i, j])),
            ("shape", SHAPE * float(self.shape[i, j])),
            ("links", LINKS * float(self.links[i, j]) * min(1.0, 0.4 + about / 0.25)),
            ("section", SECTION * (float(self.section[i, j]) if section is None else section)),
            ("parent", PARENT * parent),
            ("titles", TITLE * titles),
            ("names", SHARED_LEAD * leading),
            ("amounts", AMOUNT * bool(a.amounts & b.amounts)),
        ]
        left = sum(value for _, value in parts)
        for kind in NAMES:
            share = self._apart(kind, a, b)
            parts.append((kind, -left * share))
            left -= left * share
        told = tuple(sorted(((w, v) for w, v in parts if abs(v) > 0.004), key=lambda part: -abs(part[1])))
        return Likeness(min(1.0, left), told)

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
        rarity = self.rarity[kind]
        return weight * min(1.0, *(sum(rarity[item] for item in side) for side in (first, second)))


def _same_title(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One holds the other: « Densités douces » and « Sobriété foncière » differ, and so do two « Flexo … »."""
    return set(a) <= set(b) or set(b) <= set(a)
