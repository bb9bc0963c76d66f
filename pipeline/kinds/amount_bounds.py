"""What the words around an amount make of it: a bound, an approximation, with or without tax.

In: a folded text and where an amount stands in it. Out: the modifier and the tax, empty where nothing is said. It
refuses to know the amount.
"""

from __future__ import annotations

import re

from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.numbers import SPACE

LOOK_BACK, LOOK_AHEAD = 40, 60
_BOUNDS = load_lexicon("bounds")
BEFORE = {fold(row["form"]): row["modifier"] for row in _BOUNDS if row["side"] == "before"}
AFTER = {fold(row["form"]): row["modifier"] for row in _BOUNDS if row["side"] == "after"}
PERIODS = {fold(row["form"]): row["per"] for row in load_lexicon("periods")}
TAXES = {fold(row["form"]): row["tax"] for row in load_lexicon("taxes")}

_TAX = rf"(?:{one_of(TAXES)})(?!\w)"
_PER = rf"(?:{SPACE}?/{SPACE}?\w+|{SPACE}par{SPACE}\w+)"
_BEFORE = re.compile(
    rf"(?:\A|(?<=\W)|(?=[><~+≈±≥≤])){SPACE}?({one_of(BEFORE)}){SPACE}?(?::|les|la|a|de|des|d'|une?)?{SPACE}?\Z"
)
_AFTER = re.compile(rf"(?:{SPACE}?{_TAX})?{_PER}?,?{SPACE}?\(?({one_of(AFTER)})(?!\w)")
_PER_WHAT = re.compile(
    rf"(?:{SPACE}?{_TAX})?(?:{SPACE}?/{SPACE}?(?:l')?|{SPACE}par{SPACE}|{SPACE})(?P<period>{one_of(PERIODS)})(?!\w)"
    rf"|(?:{SPACE}?{_TAX})?(?:{SPACE}?/{SPACE}?|{SPACE}par{SPACE})(?P<noun>[^\W\d_]+)"
)
_TAX_AFTER = re.compile(rf"{_PER}?{SPACE}?\(?({_TAX})")


def read_bound(low: str, start: int, end: int) -> str:
    """min, max, about, more_than, less_than, or empty.

    >>> [read_bound(text, text.index("1"), text.index("€") + 1) for text in ("plus de 10 €", "150 k€ ht max", "10 €")]
    ['more_than', 'max', '']
    """
    before = _BEFORE.search(low[max(0, start - LOOK_BACK) : start])
    if before:
        return BEFORE[" ".join(before[1].split())]
    after = _AFTER.match(low, end, end + LOOK_AHEAD)
    return AFTER[" ".join(after[1].split())] if after else ""


def read_tax(low: str, end: int) -> str:
    """HT, TTC, or empty.

    >>> read_tax("10 € h.t.", 4)
    'HT'
    """
    tax = _TAX_AFTER.match(low, end, end + LOOK_AHEAD)
    return TAXES[" ".join(tax[1].split())] if tax else ""


def read_per(low: str, end: int) -> str:
    """Per what the amount that ends at `end` is told: an ISO 8601 duration, a noun as folded, or empty.

    >>> [read_per(text, text.index("€") + 1) for text in ("48 k€/an", "90 € ht par mois", "0,85 €/hab.", "10 € votes")]
    ['P1Y', 'P1M', 'hab', '']
    """
    per = _PER_WHAT.match(low, end, end + LOOK_AHEAD)
    if not per:
        return ""
    word = per["period"] or per["noun"]
    return PERIODS.get(word, word)


def find_tax(low: str) -> str:
    """The tax that a head of a column names (« Montant HT »), or empty."""
    tax = re.search(rf"(?<!\w)({_TAX})", low)
    return TAXES[" ".join(tax[1].split())] if tax else ""
