"""How much a change deserves a reader's time: a measure between 0 and 100 that says what it is made of.

In: one action's change with its amounts, dates, partners and places. Out: points. It refuses to know how it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal

from pipeline.compare.amounts import AmountChange
from pipeline.compare.changes import ActionChange
from pipeline.compare.dates import DateChange
from pipeline.compare.rows import read_side

# Points, 100 at most: money first, then what begins or is no longer told, then terms, names, figures and words.
MONEY, EVENT, TERM, NAMES, FIGURES, WORDS = 40, 25, 15, 10, 5, 5
UNDER = 15  # instead of EVENT, for an action that stands under another
NEW_SUM = 0.75  # of a sum's points where an action that goes on tells it for the first time
STOP = 30  # below this: no sum that counts, and no new or missing action with money; a hurried reader may stop


def weigh(
    change: ActionChange, amounts: Iterable[AmountChange], dates: Iterable[DateChange], names: int, largest: Decimal
) -> dict[str, int]:
    """Points by reason. `names` counts partners and places won or lost; `largest` is the largest sum of both reports.

    Money counts by its order of magnitude: a change of the largest sum's size takes all 40 points, of its thousandth
    about half of them.
    """
    amounts = list(amounts)
    moved = max((_share(a) * _order(abs(sum_at_stake(a)), largest) for a in amounts), default=0.0)
    figures = any(a.change in ("up", "down") for a in amounts if a.before and a.before.kind != "money")
    points = {
        "money": round(MONEY * moved),
        "event": _event(change),
        "term": TERM if any(d.change in ("slipped", "advanced") for d in dates) else 0,
        "names": min(NAMES, 3 * names) if change.before and change.after else 0,
        "figures": FIGURES if figures else 0,
        "words": round(WORDS * (1 - change.likeness.score)) if change.change in ("reworded", "moved") else 0,
    }
    return {reason: value for reason, value in points.items() if value}


def _event(change: ActionChange) -> int:
    known = change.after or change.before
    if known is None or (change.before and change.after) or change.whole or read_side(known.column):
        return 0
    return UNDER if known.parent_id else EVENT


def sum_at_stake(amount: AmountChange) -> Decimal:
    """The money that a line moves: what it changed by (of ranges, their middles), or all of it where the other report
    has none."""
    known = amount.after or amount.before
    if known is None or known.kind != "money":
        return Decimal(0)
    if amount.before and amount.after:
        return (amount.after.value + amount.after.top - amount.before.value - amount.before.top) / 2
    return abs(known.value)


def _share(amount: AmountChange) -> float:
    """A sum that one report alone tells counts in full where its action is new or missing too, in part where the action
    goes on and the sum is new, not at all where it merely is not told again."""
    if (amount.before and amount.after) or amount.action_before is None or amount.action_after is None:
        return 1.0
    return NEW_SUM if amount.after else 0.0


def _order(value: Decimal, largest: Decimal) -> float:
    if value <= 0 or largest <= 0:
        return 0.0
    return min(1.0, math.log10(1 + float(value)) / math.log10(1 + float(largest)))
