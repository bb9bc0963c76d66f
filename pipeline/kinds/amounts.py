"""Amounts: money, shares, counts and physical quantities.

In: the text of one passage and the heads that it stands under. Out: mentions with an `AmountValue`, none overlapping,
sorted. It refuses to know dates, durations, law numbers and names: the caller removes what overlaps them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.kinds.amount_bounds import read_bound, read_per, read_tax
from pipeline.kinds.amount_cells import read_cell
from pipeline.kinds.amount_nouns import is_count, is_year
from pipeline.kinds.amount_scan import Item, scan
from pipeline.kinds.amount_units import MILLION
from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.model import AmountValue, Mention

LOOK_BACK = 40
THOUSAND = Decimal(1000)
NEAR = 5  # « 5 à 10 000 € » is 5 000 à 10 000: the upper end is no more than so many times the lower one


def _verbs(kind: str) -> str:
    return one_of(row["form"] for row in load_lexicon("spans") if row["kind"] == kind)


_TO = re.compile(r" +a +\Z|-\Z")
_OR = re.compile(r" ou \Z")
_AND = re.compile(r" et \Z")
_COMMA = re.compile(r", \Z")
_BETWEEN = re.compile(r"(?<!\w)entre +\Z")
_FROM = re.compile(r"(?<!\w)(?:de |d')\Z")
_VARIES = re.compile(rf"(?<!\w)(?:{_verbs('range')}) (?:de |d')\Z")
_CHANGES = re.compile(rf"(?<!\w)(?:{_verbs('change')}) (?:\w+ )?(?:de |d')\Z")
_MINUS = re.compile(r"(?:\A|[ (])-\Z")


def find_amounts(text: str, *heads: str) -> list[Mention]:
    """The amounts of a text; empty where it has none.

    `heads` are the heads that it stands under (column, row, caption), the nearest first: they say the unit of a cell
    that is a bare number (« Montant (k€) »).

    >>> [(text[m.start : m.end], str(m.value.value), m.value.unit) for text in ["3 nouvelles conventions, 35,9 M€ HT"]
    ...  for m in find_amounts(text)]
    [('3 nouvelles conventions', '3', 'conventions'), ('35,9 M€', '35900000.0', 'EUR')]
    """
    cell = read_cell(text, heads)
    if cell:
        return [cell]
    low = fold(text)
    items = _complete(list(scan(text, low)))
    lasts = _lists(text, low, items)
    found: list[Mention] = []
    joined = False
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        if joined:
            joined = False
        elif following and (first := _first_of_range(low, item, following)):
            found.append(_mention(low, first, following))
            joined = True
        elif item.unit:
            found.append(_mention(low, item))
        elif (last := lasts[index]) is not None:
            found.append(_mention(low, replace(item, unit=last.unit, kind=last.kind, scale=last.scale)))
    return found


def _complete(items: Sequence[Item]) -> list[Item]:
    """Millions of nothing are millions of what the text last spoke of in such numbers, else of euros."""
    done: list[Item] = []
    unit, kind, told = "EUR", "money", False
    for item in items:
        large = item.value >= MILLION
        if item.unit and (large or (item.kind == "money" and not told)):
            unit, kind, told = item.unit, item.kind, large
        elif large and not item.unit and not item.label and (item.scale >= MILLION or not item.digits):
            item = replace(item, unit=unit, kind=kind)
        done.append(item)
    return done


def _lists(text: str, low: str, items: Sequence[Item]) -> list[Item | None]:
    """For each item without unit, the one that gives it one: « 12, 15 et 18 agents », « passe de 10 à 15 agents »."""
    lasts: list[Item | None] = [None] * len(items)
    for index in range(len(items) - 2, -1, -1):
        item, following = items[index], items[index + 1]
        if item.unit or item.label or item.scale != 1 or item.number < 2:
            continue
        between = low[item.stop : following.start]
        last = following if following.unit else lasts[index + 1]
        closes = _AND.match(between) or (_TO.match(between) and _CHANGES.search(_before(low, item)))
        if last and (closes or (_COMMA.match(between) and not following.unit)):
            noun = last.unit if last.kind == "quantity" else "unités"
            lasts[index] = last if is_count(text, item.start, item.digits, noun) else None
    return lasts


def _before(low: str, item: Item) -> str:
    return low[max(0, item.start - LOOK_BACK) : item.start]


def _first_of_range(low: str, item: Item, following: Item) -> Item | None:
    """The lower end of a range with the unit of the upper one, or None where the two are no range."""
    if not following.unit or item.label:
        return None
    before, between = _before(low, item), low[item.end : following.start]
    is_between = bool(_AND.match(between) and _BETWEEN.search(before))
    if item.unit:
        told = _TO.match(between) and (not _FROM.search(before) or _VARIES.search(before))
        same = (item.unit, item.kind) == (following.unit, following.kind)
        return item if same and item.value < following.value and (is_between or told) else None
    if item.scale != 1 or is_year(item.digits) or (_TO.match(between) and _CHANGES.search(before)):
        return None
    if not (is_between or _TO.match(between) or _OR.match(between)):
        return None
    return _scaled_as(item, following)


def _scaled_as(item: Item, upper: Item) -> Item | None:
    """The lower end in the scale of the upper one; « 5 à 10 000 € » begins at 5 000."""
    number, scale = item.number, upper.scale
    of_thousands = number * THOUSAND
    if (
        upper.scale == 1
        and upper.digits.endswith("000")
        and item.digits.isdigit()
        and of_thousands < upper.number <= NEAR * of_thousands
    ):
        number = of_thousands
    return replace(item, number=number, scale=scale) if number * scale < upper.value else None


def _mention(low: str, item: Item, upper: Item | None = None) -> Mention:
    last = upper or item
    value = item.value
    if last.kind == "money" and _MINUS.search(low[max(0, item.start - 2) : item.start]):
        value = -value
    bound = read_bound(low, item.start, last.end)
    amount = AmountValue(
        value,
        upper.value if upper else None,
        last.unit,
        last.kind,
        bound or ("about" if last.about else ""),
        read_tax(low, last.end) if last.kind == "money" else "",
        per=read_per(low, last.end) if last.kind == "money" else "",
    )
    return Mention("amounts", item.start, last.end, amount, "range" if upper else last.kind)
