"""Numbers as French writes them, in digits and in words.

In: text. Out: `Decimal` values, and the sources of two patterns that find numbers in folded running text (`fold`). It
refuses to know what is counted, and in what unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lexicon import fold, load_lexicon, one_of

LONGEST = 24  # characters of a number in digits; beyond, it is a code
MOST_WORDS = 30  # « neuf cent quatre-vingt-dix-neuf milliards … » has 27; the bound keeps long lists linear
SPACE = "[ \u2007]"  # what `fold` leaves of the spaces within a number

WORDS = {fold(row["word"]): (int(row["value"]), row["kind"]) for row in load_lexicon("numbers")}
_GROUPS = rf"[1-9]\d{{0,2}}(?:(?:{SPACE}\d{{3}})+(?!\d)(?:[.,]\d+)?|(?:\.\d{{3}})+(?!\d)(?:,\d+)?"
_OTHER_GROUPS = r"|(?:'\d{3})+(?!\d)(?:[.,]\d+)?|(?:,\d{3}){2,}(?!\d)(?:\.\d+)?)"
DIGITS = rf"{_GROUPS}{_OTHER_GROUPS}|\d+(?:[.,]\d+)?"
_WORD = rf"(?:{one_of(WORDS)})(?![^\W_])"
IN_WORDS = rf"{_WORD}(?:(?:{SPACE}|-){{1,2}}(?:et(?:{SPACE}|-))?{_WORD}){{0,{MOST_WORDS}}}"

_DIGITS = re.compile(rf"(?:{DIGITS})\Z")
_SCALED = re.compile(rf"(.*?){SPACE}+(mille|mil|millions?|milliards?)\Z")
_PIECE = re.compile(r"[^\W\d_]+")


def read_number(text: str) -> Decimal | None:
    """The number that a text is, or None when it is anything else.

    Parentheses and a leading dash make it negative. « 12.500 » is twelve thousand five hundred, « 12,500 » twelve and
    a half; « 0.125 » and « 3.6 » have a decimal point.

    >>> [str(read_number(t)) for t in ("1 234,5", "1.250.000", "12.500", "(300)", "douze mille cinq cents", "0.125")]
    ['1234.5', '1250000', '12500', '-300', '12500', '0.125']
    >>> read_number("deux trois") is None
    True
    """
    text = fold(text).strip()
    if text.startswith("(") and text.endswith(")"):
        inner = read_number(text[1:-1])
        return None if inner is None else -inner
    if text.startswith("-") and text[1:].strip()[:1].isdigit():
        inner = read_number(text[1:])
        return None if inner is None else -inner
    if _DIGITS.match(text):
        return read_digits(text)
    match = _SCALED.match(text) if len(text) < 4 * LONGEST else None
    if match and _DIGITS.match(match[1]):
        value = read_digits(match[1])
        return None if value is None else value * WORDS[match[2]][0]
    value_and_end = read_words(text)
    return value_and_end[0] if value_and_end and value_and_end[1] == len(text) else None


def read_digits(text: str) -> Decimal | None:
    """The value of digits that `DIGITS` matches; None when they are too many, or not of our script.

    >>> [str(read_digits(t)) for t in ("1 234.56", "1.250.000,5", "1,250,000.5", "12'500", "3,60")]
    ['1234.56', '1250000.5', '1250000.5', '12500', '3.60']
    """
    bare = re.sub(rf"{SPACE}|'", "", text)
    if len(text) > LONGEST or not bare.isascii():
        return None
    groups = re.match(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?!\d)", bare)
    if groups and (groups[1] == "." or bare.count(",") > 1):
        bare = bare.replace(groups[1], "")
    return Decimal(bare.replace(",", "."))


def read_words(text: str) -> tuple[Decimal, int] | None:
    """The longest number in words that a text begins with and where it ends, or None when it begins with none.

    Both spellings (with hyphens or without), septante, huitante and nonante are read. « deux trois » is only « deux ».

    >>> read_words("quatre-vingt-dix mille euros")
    (Decimal('90000'), 22)
    """
    total, group, last_scale, end, found = 0, 0, 10**12, 0, False
    joined = False
    for word, stop in _pieces(fold(text[: 16 * MOST_WORDS])):
        if word == "et":
            if not found or joined:
                break
            joined = True
            continue
        if word not in WORDS:
            break
        value, kind = WORDS[word]
        if joined and value not in (1, 11):
            break
        if kind == "scale":
            if value >= last_scale or (not group and (value > 1000 or (total and last_scale == 1000))):
                break
            total, group, last_scale = total + (group or 1) * value, 0, value
        else:
            grown = _grow(group, value, kind, found)
            if grown is None:
                break
            group = grown
        end, found, joined = stop, True, False
    return (Decimal(total + group), end) if found else None


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Words that only spaces and hyphens part, with their ends."""
    last = 0
    for match in _PIECE.finditer(text):
        if text[last : match.start()].strip(" -\u2007"):
            return
        last = match.end()
        yield match[0], last


def _grow(group: int, value: int, kind: str, found: bool) -> int | None:
    """The number below a thousand that one more word makes of it, or None where the word cannot follow."""
    rest = group % 100
    if kind == "hundred":
        return 100 if not group else group * 100 if 2 <= group <= 9 else None
    if value == 0:
        return None if found else 0
    if value == 20 and rest == 4:
        return group + 76  # quatre-vingt
    if value >= 20:
        return group + value if not rest else None
    if value >= 10:
        return group + value if rest in (0, 60, 80) else None
    if rest % 10 or (rest == 10 and value < 7):
        return None
    return group + value
