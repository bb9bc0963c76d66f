"""Which amount of an action answers which of the same action a year later, and what may be compared at all.

In: the amounts of a pair of actions. Out: AmountChanges. It refuses to compare a study's price with a programme's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipeline.compare.words import find_stems
from pipeline.compare.year import Action, Amount

RATIO_DIGITS = 4
NEAR = 40  # characters on each side that say what an amount is the amount of
# How many times larger one amount may be than the other, where the words around are the same; where they are not,
# for sums and measures (640 km inspected, 212 km to build), and for things counted, whose noun says what they are.
FAR_TOLD, FAR_UNTOLD, FAR_COUNTED = 30.0, 2.0, 10.0
AFTER = re.compile(
    r"(?:HT|TTC)?\s?(/\s?\w+|(?:en|pour|par)\s[\w’'-]+(?:\s[\w’'-]+)?)(?=\s*(?:[,;:.()–]|$|\bet\b|\bdont\b))"
)
BEFORE = re.compile(r"(?:^|[,;:.()–]|\bet|\bdont)\s*((?:[^\W\d][\w’'.-]*\s){1,3})$")
LINK = re.compile(r"\s(?:de|d’|d'|à|est|de la|au|aux)\s*$", re.IGNORECASE)
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
    def delta(self) -> Decimal | None:
        """After less before, None where one is missing."""
        return self.after.value - self.before.value if self.before and self.after else None

    @property
    def ratio(self) -> Decimal | None:
        """After by before, None where one is missing or the first is zero."""
        if not self.before or not self.after or not self.before.value:
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
        again = other is not None and other.value != amount.value and is_restated(before, after, year)
        changes.append(AmountChange(_direction(other, amount), other, amount, before, after, again))
    left = [a for i, a in enumerate(first) if i not in match.values()]
    return changes + [AmountChange("removed", a, None, before, after) for a in left]


def _direction(before: Amount | None, after: Amount) -> str:
    if before is None:
        return "added"
    if before.value == after.value:
        return "equal"
    return "up" if after.value > before.value else "down"


def match_amounts(before: Action, after: Action) -> dict[int, int]:
    """For each later amount that has one, the earlier amount: those that stand in the most similar words."""
    if not before.amounts or not after.amounts:
        return {}
    gain = np.zeros((len(before.amounts), len(after.amounts)))
    for i, first in enumerate(before.amounts):
        for j, second in enumerate(after.amounts):
            gain[i, j] = likeness(before, first, after, second)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return {int(j): int(i) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0}


def likeness(before: Action, first: Amount, after: Action, second: Amount) -> float:
    """How surely two amounts are of the same thing; 0 where they are not comparable."""
    if not comparable(first, second):
        return 0.0
    told = _shared(_words_before(before, first), _words_before(after, second))
    told += 0.5 * _shared(_words_after(before, first), _words_after(after, second))
    if first.partner_id and second.partner_id:
        told += 0.5 if first.partner_id == second.partner_id else -0.5
    far = abs(math.log((abs(float(second.value)) or 1e-9) / (abs(float(first.value)) or 1e-9)))
    counted = first.kind == "quantity" and not MEASURES.fullmatch(first.unit)
    most = FAR_TOLD if told >= 0.5 else FAR_COUNTED if counted else FAR_UNTOLD
    if far > math.log(most) + 1e-9:
        return 0.0
    return 0.3 + told + 0.3 * (first.value == second.value) + 0.2 / (1 + far)


def comparable(before: Amount, after: Amount) -> bool:
    """Same kind and unit, no contradiction of role or tax."""
    unit = find_stems(before.unit) or [before.unit]
    if before.kind != after.kind or unit != (find_stems(after.unit) or [after.unit]):
        return False
    return all(not x or not y or x == y for x, y in ((before.role, after.role), (before.tax, after.tax)))


def _words_before(action: Action, amount: Amount) -> list[str]:
    return find_stems(action.text[max(0, amount.start - NEAR) : amount.start])[::-1][:3]


def _words_after(action: Action, amount: Amount) -> list[str]:
    return find_stems(action.text[amount.end : amount.end + NEAR])[:3]


def _shared(first: Sequence[str], second: Sequence[str]) -> float:
    """Words in common, the nearest counting most: 1 when the next word is the same."""
    return sum(1 / ((first.index(w) + 1) * (second.index(w) + 1)) for w in set(first) & set(second))


def is_restated(before: Action | None, after: Action | None, year: int) -> bool:
    """Both actions speak of one same past period and the later one of no other: its figures were told again.

    « 186 ha consommés entre 2015 et 2019, dont 61 % », then « dont 58 % » for the same years."""
    if not before or not after:
        return False
    past = {d.value for d in before.dates if d.end_date and d.end_date[:4] <= str(year)}
    told = {d.value for d in after.dates if d.end_date}
    return bool(told) and told <= past


def tell_which(action: Action | None, one: Amount) -> str:
    """The words beside a sum that say which one it is, around « {} »; a bare « {} » where there are none.

    >>> text = "Budget : coût final 4,65 M€, 612 € en fonctionnement"
    >>> action = Action("a", 1, text)
    >>> [tell_which(action, Amount(t, text.index(t), text.index(t) + len(t), Decimal(1), None, "EUR", "money"))
    ...  for t in ("4,65 M€", "612 €")]
    ['coût final : {}', '{} en fonctionnement']
    """
    if action is None or one.kind != "money":
        return "{}"
    if match := AFTER.match(action.text[one.end :]):
        return ("{}" if match.group(1).startswith("/") else "{} ") + _plain(match.group(1))
    if match := BEFORE.search(action.text[: one.start]):
        words = LINK.sub("", match.group(1)).strip()
        return f"{_plain(words)} : {{}}" if find_stems(words) else "{}"
    return "{}"


def _plain(words: str) -> str:
    return words.replace("{", "").replace("}", "")
