"""Amounts: money, shares, counts and physical quantities.

In: the text of one passage and the head of its column. Out: mentions with an `AmountValue`, none overlapping, sorted.
It refuses to know dates, durations, law numbers and names: the caller removes what overlaps them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model import AmountValue, Mention
from pipeline.numbers import DIGITS, IN_WORDS, LONGEST, SPACE, load_rows, one_of, read_number, read_words

SCALES = {text: Decimal(value) for text, value in load_rows("scales")}
CURRENCIES = {text: (code, Decimal(factor)) for text, code, factor in load_rows("currencies")}
UNITS = tuple(row[0] for row in load_rows("units"))
ADJECTIVES = frozenset(row[0] for row in load_rows("adjectives"))
STOP = frozenset(row[0] for row in load_rows("count_stopwords"))
NUMBERED = frozenset(row[0] for row in load_rows("numbered"))
BOUNDS = dict(load_rows("bounds"))

_S = rf"{SPACE}?"
_END = r"(?![^\W_])"
_NUMBER = re.compile(rf"(?<![\w])(?<!\d[.,])(?:(?P<digits>{DIGITS})|(?P<words>(?i:{IN_WORDS})))")
_SCALE = re.compile(rf"{_S}(?:{one_of(tuple(SCALES))})(?={_S}(?:d['’]|de\b|[^\W\d_]|[€$£¥]|\W|$))")
_OF = re.compile(rf"{SPACE}*(?:de{SPACE}+|d['’])")
_MONEY = re.compile(rf"{_S}(?:{SPACE}?d['’]{_S}|{SPACE}de{SPACE})?({one_of(tuple(CURRENCIES))}){_END}")
_SHARE = re.compile(rf"{_S}(?:%|{_S}pour{SPACE}cent\b|p\.{_S}100\b)")
_PHYSICAL = re.compile(rf"{_S}(?:de{SPACE}|d['’])?({one_of(UNITS)}){_END}")
_NOUN = re.compile(rf"(?:{SPACE}+|['’])([^\W\d_]\w*(?:-\w+)*)")
_DES = re.compile(rf"{SPACE}+(?:des|de{SPACE}ces|de{SPACE}ses|de{SPACE}nos)\b")
_TO = re.compile(rf"{SPACE}+à{SPACE}+\Z|[-–]\Z")
_AND = re.compile(rf"{SPACE}+et{SPACE}+\Z")
_BETWEEN = re.compile(rf"\bentre{SPACE}+\Z", re.IGNORECASE)
_TAX = re.compile(rf"{SPACE}*(H\.?T|T\.?T\.?C)\b")
_LAST_WORD = re.compile(rf"([^\W\d_]+|n°)\.?{SPACE}*\Z")
_LIST = re.compile(rf"(?:,|{SPACE}et|{SPACE}à|{SPACE}ou){SPACE}*\Z")
_BOUND_BEFORE = re.compile(rf"(?:\W|^)({one_of(tuple(BOUNDS))}){SPACE}*(?:les{SPACE}|[àa]{SPACE})?\Z", re.IGNORECASE)
_BOUND_AFTER = re.compile(rf"{SPACE}*(max|maximum|au maximum|au plus|minimum|au minimum|environ)\b")
_HEAD = re.compile(rf"(?<!\w)(k|K|M|Md|milliers{SPACE}d['’]|millions{SPACE}d['’])?{_S}(€|euros?|EUR)(?!\w)|(%)")


@dataclass(frozen=True, slots=True)
class _Item:
    """A number and what it measures; `unit` is empty while nothing says it."""

    start: int
    end: int
    number: Decimal
    unit: str = ""
    kind: str = ""
    scale: Decimal = Decimal(1)
    words: bool = False


def find_amounts(text: str, head: str = "") -> list[Mention]:
    """The amounts of a text; empty where it has none.

    `head` is the head of the column (« Montant (k€) »): it scales a cell that is a bare number.

    >>> [(text[m.start : m.end], str(m.value.value), m.value.unit) for text in ["3 nouvelles conventions, 35,9 M€ HT"]
    ...  for m in find_amounts(text)]
    [('3 nouvelles conventions', '3', 'conventions'), ('35,9 M€', '35900000.0', 'EUR')]
    """
    bare = _bare(text, head)
    if bare:
        return [bare]
    found: list[Mention] = []
    waiting: _Item | None = None
    place, listed = 0, False
    while match := _NUMBER.search(text, place):
        item = _item(text, match)
        place = match.end() if item is None else max(item.end, match.start() + 1)
        if item is None:
            waiting = None
            continue
        listed = _is_numbered(text, item.start, listed)
        if waiting is not None and item.unit and _is_range(text, waiting, item):
            found.append(_mention(text, waiting, item))
        elif item.unit and (item.kind != "quantity" or not listed):
            found.append(_mention(text, item))
        waiting = None if item.unit else item
    return found


def _item(text: str, match: re.Match[str]) -> _Item | None:
    start, end = match.span()
    if match["words"] is not None:
        read = read_words(match[0])
        if read is None:
            return None
        number, end = read[0], start + read[1]
    else:
        value = read_number(match[0]) if len(match[0]) <= LONGEST else None
        if value is None:
            return None
        number = value
    item = _Item(start, end, number, words=match["words"] is not None)
    return _with_unit(text, item)


def _with_unit(text: str, item: _Item) -> _Item:
    at = item.end
    if share := _SHARE.match(text, at):
        return replace(item, end=share.end(), unit="%", kind="share")
    scale = Decimal(1)
    if (match := _SCALE.match(text, at)) and not _PHYSICAL.match(text, at):
        scale, at = SCALES[match[0].strip("\u00a0\u202f\u2007\u2009 \t")], match.end()
    if money := _MONEY.match(text, at):
        code, factor = CURRENCIES[money[1]]
        return replace(item, end=money.end(), unit=code, kind="money", scale=scale * factor)
    if physical := _PHYSICAL.match(text, at):
        return replace(item, end=physical.end(), unit=physical[1], kind="quantity", scale=scale)
    large = scale > 1 or (item.number >= 1_000_000 and item.words)
    if large and (of := _OF.match(text, at)):
        at = of.end() - 1
    elif des := _DES.match(text, at):
        at = des.end()
    if item.words and item.number < 2:
        return item
    noun = _noun(text, at, item.number * scale)
    return replace(item, end=noun.end(1), unit=noun[1], kind="quantity", scale=scale) if noun else item


def _noun(text: str, at: int, number: Decimal) -> re.Match[str] | None:
    """The counted noun: the first plural that is no adjective, else the last adjective."""
    best = None
    match = _NOUN.match(text, at)
    for _ in range(4):
        if match is None or not _is_noun(match[1], number):
            return best
        best = match
        if match[1].lower() not in ADJECTIVES:
            return best
        match = _NOUN.match(text, match.end())
    return best


def _is_noun(word: str, number: Decimal) -> bool:
    low = word.lower()
    if low in STOP:
        return False
    if (word.isupper() and len(word) > 1) or number < 2:
        return len(word) > 1
    return (low[-1] in "sxz" and len(word) > 2) or (low.split("-")[0][-1] in "sx" and "-" in low)


def _is_numbered(text: str, start: int, listed: bool) -> bool:
    """Is the number a label (« lot 3 », « lignes 4 et 11 », « 2x2 »), not a count?"""
    before = text[max(0, start - 20) : start]
    if listed and _LIST.search(before):
        return True  # only a plural label (« lignes ») is followed by a list
    word = _LAST_WORD.search(before)
    return bool(word and word[1].lower() in NUMBERED)


def _is_range(text: str, low: _Item, high: _Item) -> bool:
    if low.number >= high.number:
        return False
    between = text[low.end : high.start]
    if _TO.match(between):
        return True
    return bool(_AND.match(between) and _BETWEEN.search(text[max(0, low.start - 10) : low.start]))


def _mention(text: str, item: _Item, high: _Item | None = None) -> Mention:
    last = high or item
    start, end = item.start, last.end
    number = item.number * last.scale
    before, after = text[max(0, start - 30) : start], text[end : end + 15]
    if last.kind == "money" and re.search(r"(?:^|[\s(])[-−]\Z", before):
        number = -number
    bound = _BOUND_BEFORE.search(before) or _BOUND_AFTER.match(after)
    tax = _TAX.match(after)
    value = AmountValue(
        number,
        high.number * last.scale if high else None,
        last.unit,
        last.kind,
        BOUNDS.get(bound[1].lower(), "max" if "max" in bound[1] else "min") if bound else "",
        tax[1].replace(".", "") if tax else "",
    )
    return Mention("amounts", start, end, value, "range" if high else last.kind)


def _bare(text: str, head: str) -> Mention | None:
    """The amount of a cell that is a bare number under a head with a unit, or in parentheses before its unit."""
    inner = text.strip()
    match = re.match(rf"(\([^()]{{1,{LONGEST}}}\)|[-–−]{_S}[\d][^€a-zA-Z]{{0,{LONGEST}}})(.*)\Z", inner, re.DOTALL)
    unit = _HEAD.search(head)
    number = read_number(inner[: LONGEST + 4]) if len(inner) <= LONGEST + 4 else None
    scale, code = Decimal(1), ""
    if number is not None and unit and any(c.isdigit() for c in inner):
        word = (unit[1] or "").split(" ")[0]
        scale, code = SCALES.get(word, Decimal(1)), "%" if unit[3] else "EUR"
    elif match and (number := read_number(match[1])) is not None:
        money = re.fullmatch(rf"{_S}([kKM]|Md)?{_S}(€|euros?|EUR)", match[2])
        if not money:
            return None
        scale, code = SCALES.get(money[1] or "", Decimal(1)), "EUR"
    if not code or number is None:
        return None
    start = len(text) - len(text.lstrip())
    kind = "share" if code == "%" else "money"
    return Mention("amounts", start, start + len(inner), AmountValue(number * scale, None, code, kind), "column")
