"""Units that stand before their number: in the head of a column, or in front (« EUR 5 000 », « en k€ : 120 »).

In: a head, or a folded text and where a number begins in it. Out: the unit and its scale, or None. It refuses to read
the number.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.kinds.amount_units import (
    CURRENCIES,
    CURRENCY,
    END,
    LETTERS,
    OF,
    PHYSICAL,
    SCALE_WORDS,
    SCALES,
    Measure,
    S,
    plain,
    symbol_of,
)
from pipeline.lexicon import one_of
from pipeline.numbers import SPACE

LOOK_BACK = 30
_UNLESS_COUNTED = rf"(?<!\w)(?<!\d{SPACE})"  # « aide de 500 € » is no head in euros


def _money(suffix: str) -> str:
    """A currency and its scale without a number; Python wants each group's name once."""
    scale = rf"(?:(?P<letter{suffix}>{one_of(LETTERS)}){S}|(?P<word{suffix}>{one_of(SCALE_WORDS)}){S})?"
    return rf"{scale}{OF}(?P<code{suffix}>{CURRENCY}){END}"


_TAX = rf"(?:{SPACE}?(?:ht|h\.t\.?|ttc|t\.t\.c\.?))?"
_OPENING = rf"(?:\({S}(?:en{SPACE})?|(?<!\w)en{SPACE}|\A)"
_HEAD = re.compile(
    rf"{_OPENING}{_money('_open')}|{_UNLESS_COUNTED}{_money('_end')}{_TAX}{S}[)*]?{S}\Z|{_UNLESS_COUNTED}(?P<share>%)"
)
_HEAD_OPENING = re.compile(_OPENING)
_HEAD_END = re.compile(rf"{S}(?:\)|\Z|par{SPACE}|/)")
_SYMBOL = rf"(?P<letter_bare>{one_of(LETTERS)})?(?P<code_bare>€|eur|us\$|\$|£|chf)"
_SYMBOL_BEFORE = re.compile(rf"{_UNLESS_COUNTED}{_SYMBOL}{S}\Z")
_PREFIX = re.compile(rf"{_UNLESS_COUNTED}(?:{_SYMBOL}{S}|{_money('_open')}{_TAX}\)?{S}:{S})\Z")


def read_head_unit(head: str, low: str) -> Measure | None:
    """The unit that a head names (« Montant en k€ », « Part (%) », « Surface (ha) »), or None.

    >>> [read_head_unit(head, head).unit for head in ("montant (k€)", "part (%)", "surface (ha)")]
    ['EUR', '%', 'ha']
    """
    if match := _HEAD.search(low):
        if match["share"]:
            return Measure(match.end(), "%", "share")
        return _measure(match)
    for opening in _HEAD_OPENING.finditer(low):
        physical = PHYSICAL.match(head, opening.end())
        if physical and _HEAD_END.match(low, physical.end()):
            return Measure(physical.end(), symbol_of(physical[0]), "quantity")
    return None


def read_prefix(low: str, start: int, floor: int = 0) -> Measure | None:
    """The money that stands between `floor` and the number that begins at `start`, or None."""
    match = _PREFIX.search(low, max(floor, start - LOOK_BACK), start)
    return _measure(match) if match else None


def has_symbol(low: str, start: int, floor: int) -> bool:
    """Does a currency stand right before the number that begins at `start` (« £ 50 millions »)?"""
    return start > floor and bool(_SYMBOL_BEFORE.search(low, max(floor, start - LOOK_BACK), start))


def _measure(match: re.Match[str]) -> Measure:
    found = match.groupdict()
    code, factor = CURRENCIES[plain(next(found[name] for name in found if name.startswith("code") and found[name]))]
    named = next((found[name] for name in found if name.startswith(("letter", "word")) and found[name]), None)
    return Measure(match.end(), code, "money", (SCALES[plain(named)] if named else Decimal(1)) * factor)
