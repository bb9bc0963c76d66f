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
from pipeline.compare.words import closed, find_steps, fold
from pipeline.compare.year import Action

# Points, 100 at most: money first, then terms that move, what begins or is no longer told, steps taken (signed, opened,
# adopted), names, figures and words. Only a pair has terms, steps and words; only an action of one report is an event.
MONEY, TERM, EVENT, STEP, NAMES, FIGURES, WORDS = 40, 30, 20, 15, 5, 5, 5
UNDER = 10  # instead of EVENT, for an action that stands under another, or that the earlier report had told the end of
NEW_SUM = 0.75  # of a sum's points where an action that goes on tells it for the first time
DECADES = 4  # a sum this many orders of magnitude below the largest weighs nothing
STOP = 30  # below this a hurried reader may stop, unless the first lines cite it


def weigh(
    change: ActionChange, amounts: Iterable[AmountChange], dates: Iterable[DateChange], names: int, largest: Decimal
) -> dict[str, int]:
    """Points by reason. `names` counts partners and places won or lost; `largest` is the largest sum of both reports.

    Money counts by its order of magnitude: a change of the largest sum's size takes all 40 points, of its hundredth
    half of them.
    """
    amounts = list(amounts)
    moved = max((_share(a) * _order(abs(sum_at_stake(a)), largest) for a in amounts), default=0.0)
    figures = any(a.change in ("up", "down") for a in amounts if a.before and a.before.kind != "money")
    points = {
        "money": round(MONEY * moved),
        "event": _event(change),
        "term": TERM if any(d.change in ("slipped", "advanced") for d in dates) else 0,
        "step": STEP if takes_step(change) else 0,
        "names": min(NAMES, names) if change.before and change.after else 0,
        "figures": FIGURES if figures else 0,
        "words": round(WORDS * (1 - change.likeness.score)) if change.change in ("reworded", "moved") else 0,
    }
    return {reason: value for reason, value in points.items() if value}


def _event(change: ActionChange) -> int:
    known = change.known
    if (change.before and change.after) or change.whole or read_side(known.column):
        return 0
    return UNDER if known.parent_id or (change.before and is_closed(known)) else EVENT


def takes_step(change: ActionChange) -> bool:
    """Whether the later report says of a pair that something was brought about (adopted, signed, opened), and the
    earlier one did not."""
    if not change.before or not change.after:
        return False
    return bool(find_steps(change.after.text) - find_steps(change.before.text))


def is_closed(action: Action) -> bool:
    """Whether a report tells that an action has come to its end."""
    return closed().search(fold(action.text)) is not None


def sum_at_stake(amount: AmountChange) -> Decimal:
    """The money that a line moves: what it changed by (of ranges, their middles), or all of it where the other report
    has none."""
    known = amount.known
    if known.kind != "money":
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
    return max(0.0, min(1.0, 1 + math.log10(float(value / largest)) / DECADES))
