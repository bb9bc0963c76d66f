"""Which amount of an action answers which of the same action a year later, and what may be compared at all.

In: the amounts of a pair of actions. Out: AmountChanges. It refuses to compare a study's price with a programme's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipeline.compare.words import KEPT, find_stems, fold, stem
from pipeline.compare.year import Action, Amount, Date
from pipeline.lexicon import load_lexicon, one_of

RATIO_DIGITS = 4
NEAR = 40  # characters on each side that say what an amount is the amount of
# How many times larger one amount may be than the other, where the words around are the same; where they are not,
# for sums and measures (640 km inspected, 212 km to build), and for things counted, whose noun says what they are.
TOLD = 0.5  # words in common, by nearness, from which they are the same
FAR_TOLD, FAR_UNTOLD, FAR_COUNTED = 30.0, 2.0, 5.0
DONE = re.compile(r"\s(?:\w+\s){0,1}(\w+(?:ées?|és?))\b")
PART = re.compile(r"\b(?:nouve(?:au|l)|supplémentaires?|de plus|en plus|tranche|phase|acompte|avance)", re.IGNORECASE)
UNITS = {"kilometre": "km", "tonne": "t", "hectare": "ha", "metre": "m", "metre carre": "m²", "m2": "m²", "euro": "€"}
MEASURES = re.compile(r"(?:k?m|[mck]?m[²³2-3]|ha|hectares?|kilomètres?|mètres?|tonnes?|t|[kMGT]?Wh?|litres?|ETP)")


@dataclass(frozen=True, slots=True)
class AmountChange:
    change: str  # equal, up, down, added, removed
    before: Amount | None
    after: Amount | None
    action_before: Action | None
    action_after: Action | None
    restated: bool = False  # both speak of the same past period, and not in the same figure

    @property
    def known(self) -> Amount:
        """The later amount, or the earlier one where there is none."""
        one = self.after or self.before
        assert one is not None
        return one

    @property
    def action(self) -> Action | None:
        """The action that `known` stands in."""
        return self.action_after if self.after else self.action_before

    @property
    def delta(self) -> Decimal | None:
        """After less before, None where one is missing or a range."""
        if not self.before or not self.after or self.before.value_max or self.after.value_max:
            return None
        return self.after.value - self.before.value

    @property
    def ratio(self) -> Decimal | None:
        """After by before, None where one is missing, a range, an evolution (« + 22 % ») or not above zero."""
        if self.delta is None or not self.before or not self.after or self.after.evolution:
            return None
        if self.before.value <= 0 or self.after.value <= 0:
            return None
        return round(self.after.value / self.before.value, RATIO_DIGITS)


def compare_amounts(before: Action | None, after: Action | None, year: int) -> list[AmountChange]:
    """The amounts of one action, paired where they are comparable; `year` is the earlier report's."""
    first, second = before.amounts if before else (), after.amounts if after else ()
    match: dict[int, int] = {}
    if before and after:
        match = match_amounts(before, after)
    changes = []
    for j, amount in enumerate(second):
        other = first[match[j]] if j in match else None
        again = (
            other is not None
            and _direction(other, amount) != "equal"
            and is_restated(before, other, after, amount, year)
        )
        changes.append(AmountChange(_direction(other, amount), other, amount, before, after, again))
    left = [a for i, a in enumerate(first) if i not in match.values()]
    return changes + [AmountChange("removed", a, None, before, after) for a in left]


def _direction(before: Amount | None, after: Amount) -> str:
    if before is None:
        return "added"
    first, second = (before.value, before.top), (after.value, after.top)
    if first == second:
        return "equal"
    return "up" if sum(second) > sum(first) else "down"


def match_amounts(before: Action, after: Action) -> dict[int, int]:
    """For each later amount that has one, the earlier amount: those that stand in the most similar words."""
    if not before.amounts or not after.amounts:
        return {}
    gain = np.zeros((len(before.amounts), len(after.amounts)))
    for i, first in enumerate(before.amounts):
        for j, second in enumerate(after.amounts):
            gain[i, j] = likeness(before, first, after, second)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    match = {int(j): int(i) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0}
    for j, second in enumerate(after.amounts):
        same = [i for i, first in enumerate(before.amounts) if i not in match.values() and is_same(first, second)]
        if j not in match and same:
            match[j] = same[0]
    return match


def is_same(first: Amount, second: Amount) -> bool:
    """Whether two amounts are one figure, whatever else is said of it: such are never new and gone."""
    one, other = ((a.value, a.top, a.kind, read_unit(a.unit)) for a in (first, second))
    return one == other


def likeness(before: Action, first: Amount, after: Action, second: Amount) -> float:
    """How surely two amounts are of the same thing; 0 where they are not comparable."""
    done = {_done(before, first), _done(after, second)} - {""}
    if not comparable(first, second) or len(done) > 1 or is_part(before, first) != is_part(after, second):
        return 0.0
    told = _shared(_words_before(before, first), _words_before(after, second))
    told += 0.5 * _shared(_words_after(before, first), _words_after(after, second))
    if first.kind == "money" and bool(first.role) != bool(second.role) and told < TOLD:
        return 0.0  # one of the two is said to be a cost, a grant …, the other may be anything
    if first.partner_id and second.partner_id:
        told += 0.5 if first.partner_id == second.partner_id else -0.5
    if not first.value or not second.value:
        return 0.3 + told if told >= TOLD else 0.0  # nothing left, or nothing before: only its words say of what
    far = abs(math.log(abs(float(second.value)) / abs(float(first.value))))
    counted = first.kind == "quantity" and not MEASURES.fullmatch(first.unit)
    most = FAR_TOLD if told >= TOLD else FAR_COUNTED if counted else FAR_UNTOLD
    if far > math.log(most) + 1e-9:
        return 0.0
    return 0.3 + told + 0.3 * (first.value == second.value) + 0.2 / (1 + far)


def comparable(before: Amount, after: Amount) -> bool:
    """Same kind and unit, both an evolution or none, no contradiction of role, tax or « per »; what is spent may be a
    cost or a budget."""
    if (before.kind, before.evolution, before.per) != (after.kind, after.evolution, after.per):
        return False
    if read_unit(before.unit) != read_unit(after.unit):
        return False
    roles, taxes = {before.role, after.role} - {""}, {before.tax, after.tax} - {""}
    return len(taxes) < 2 and (len(roles) < 2 or roles == {"cost", "budget"})


@lru_cache(maxsize=KEPT)
def read_unit(unit: str) -> str:
    """A unit as it is compared: one word for its spellings, singular.

    >>> [read_unit(unit) for unit in ("kilomètres", "km", "réunion", "Réunions", "communes", "communautés")]
    ['km', 'km', 'reunion', 'reunion', 'commune', 'communaute']
    """
    words = [word.rstrip("sx") if len(word) > 3 else word for word in fold(unit).split()]
    return UNITS.get(" ".join(words), " ".join(words))


def _done(action: Action, amount: Amount) -> str:
    """Stem of the participle behind a count, which says what was done to the things: « 17 fiches lancées »; empty where
    there is none."""
    match = DONE.match(action.text, amount.end) if amount.kind == "quantity" else None
    return stem(match.group(1)) if match else ""


def is_part(action: Action, amount: Amount) -> bool:
    """Whether an amount is of a part, or says how many came: « première tranche », « cinq nouveaux sites », « 129 de
    plus »."""
    return PART.search(action.text[max(0, amount.start - NEAR // 2) : amount.end + NEAR // 2]) is not None


def _words_before(action: Action, amount: Amount) -> list[str]:
    return find_stems(action.text[max(0, amount.start - NEAR) : amount.start])[::-1][:3]


def _words_after(action: Action, amount: Amount) -> list[str]:
    return find_stems(action.text[amount.end : amount.end + NEAR])[:3]


def _shared(first: Sequence[str], second: Sequence[str]) -> float:
    """Words in common, the nearest counting most: 1 when the next word is the same."""
    return math.fsum(1 / ((first.index(w) + 1) * (second.index(w) + 1)) for w in set(first) & set(second))


def is_restated(before: Action | None, first: Amount | None, after: Action | None, second: Amount, year: int) -> bool:
    """Both amounts stand beside one same past period, and the later action speaks of no other: a figure told again.

    « 186 ha consommés entre 2015 et 2019, dont 61 % », then « dont 58 % » for the same years. A period that a figure is
    only measured against (« sous le niveau de 2019 ») is not its own, and an evolution has another each year.
    """
    if not before or not first or not after or first.evolution or second.evolution:
        return False
    past = {d.value for d in _periods(before, first) if d.end_date[:4] <= str(year)}
    told = {d.value for d in after.dates if d.end_date}
    return bool(told) and told <= past and any(d.value in past for d in _periods(after, second))


def _periods(action: Action, amount: Amount) -> list[Date]:
    """The dates beside an amount, but for those that it is measured against."""
    return [
        d
        for d in action.dates
        if d.end_date
        and d.start - amount.end >= -NEAR
        and d.end - amount.start <= NEAR
        and not against().search(fold(action.text[: d.start]))
    ]


@cache
def against() -> re.Pattern[str]:
    """Words before a year that another one is measured against (lexicon/compare_baselines.csv)."""
    forms = one_of(row["form"] for row in load_lexicon("compare_baselines"))
    return re.compile(rf"\b(?:{forms})\s(?:l'annee\s)?$")
