"""Numbers of running text and what each measures, before anything joins them.

In: a text and its folded form. Out: Items in the order of the text; `unit` is empty where nothing says it. It refuses
to know ranges, bounds and roles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.kinds.amount_heads import has_symbol, read_prefix
from pipeline.kinds.amount_nouns import begins_list, is_count, is_label, read_noun
from pipeline.kinds.amount_units import MILLION, ROUND, Measure, read_measure
from pipeline.lexicon import one_of
from pipeline.numbers import DIGITS, IN_WORDS, LONGEST, read_digits, read_words

_NUMBER = re.compile(
    rf"(?<!\w)(?<!\d[.,])(?:(?P<digits>{DIGITS})|(?P<words>(?<!-)(?:{IN_WORDS}))"
    rf"|(?:la|cette|leur|sa|notre) (?P<round>{one_of(form for form in ROUND if not form.endswith('s'))})(?!\w))"
)
_HALF = re.compile(r" et demie?(?!\w)")
_NO_NUMBER = re.compile(r"[.,]\d|/\d")  # 2.1.3, 2/3 des communes
_FRACTION = re.compile(r"\d ?/ ?\Z")
PARTS = frozenset(map(Decimal, (2, 3, 4, 5, 10)))  # « 3/4 » is a part; « 12/15 communes » tells of 15 communes
_FRACTION_OF = re.compile(r" (?:des?|du) | d'|\Z")
_OF = re.compile(r" ?(?:de(?= )|d(?='))")
_NAMES_NEXT = re.compile(r" ?: \d")
_MISPLACED = re.compile(r"\d{1,3}(?:,\d{3})+\Z")  # « 17,500 habitants »: nobody counts halves of inhabitants
_CENTS = re.compile(r", (\d\d)(?= ?€)")  # « 1 315 372, 55 € », as scans have it


@dataclass(frozen=True, slots=True)
class Item:
    """A number and what it measures."""

    start: int
    stop: int  # end of the number
    end: int  # end of what is shown
    number: Decimal
    digits: str = ""  # as written; empty for a number in words
    unit: str = ""
    kind: str = ""
    scale: Decimal = Decimal(1)
    extra: Decimal = Decimal(0)
    about: bool = False  # « une centaine »
    label: bool = False  # « lot 3 »

    @property
    def value(self) -> Decimal:
        return self.number * self.scale + self.extra


def scan(text: str, low: str) -> Iterator[Item]:
    """Every number of the text, in order, none overlapping.

    >>> [(item.number, item.unit) for item in scan("lot 3 : 4 agents, 12,5 %", "lot 3 : 4 agents, 12,5 %")]
    [(Decimal('3'), ''), (Decimal('4'), 'agents'), (Decimal('12.5'), '%')]
    """
    place, after_label = 0, -1
    while match := _NUMBER.search(low, place):
        item = _number(low, match)
        if item is None:
            place = match.end()
            continue
        label = is_label(low, item.start, item.number, after_label)
        goes_on = label and (after_label >= 0 or begins_list(low, item.start))
        item = _measured(text, low, item, label, place)
        yield item
        after_label = item.stop if goes_on else -1
        place = max(item.end, match.start() + 1)


def _number(low: str, match: re.Match[str]) -> Item | None:
    start, end = match.span()
    if match["round"]:
        start = match.start("round")
        return Item(start, start - 1, end, Decimal(1))
    if match["words"]:
        read = read_words(match[0])
        if read is None:
            return None
        end = start + read[1]
        return Item(start, end, end, read[0])
    value = read_digits(match[0]) if len(match[0]) <= LONGEST else None
    if value is None or _NO_NUMBER.match(low, end):
        return None
    fraction = _FRACTION.search(low[max(0, start - 3) : start])
    if fraction and (value in PARTS or _FRACTION_OF.match(low, end)):
        return None
    if (cents := _CENTS.match(low, end)) and value == int(value):
        return Item(start, cents.end(), cents.end(), value + Decimal(cents[1]) / 100, match[0])
    return Item(start, end, end, value, match[0])


def _measured(text: str, low: str, item: Item, label: bool, floor: int) -> Item:
    if not item.digits and item.number >= MILLION and (half := _HALF.match(low, item.stop)):
        part = 1000 * MILLION if "milliard" in low[item.start : item.stop] else MILLION
        item = replace(item, stop=half.end(), end=half.end(), number=item.number + part / 2)
    measure = read_measure(text, low, item.stop)
    item = replace(
        item, end=measure.end, unit=measure.unit, kind=measure.kind,
        scale=measure.scale, extra=measure.extra, about=measure.round, label=label,
    )  # fmt: skip
    if measure.unit:
        return item
    counted = None if has_symbol(low, item.start, floor) else _counted(text, low, item, measure)
    if counted:
        return counted
    prefix = read_prefix(low, item.start, floor)
    if prefix and not item.label:
        return replace(item, unit=prefix.unit, kind="money", scale=item.scale * prefix.scale)
    return item


def _counted(text: str, low: str, item: Item, measure: Measure) -> Item | None:
    """The item as a count of the noun that follows, or None."""
    at = measure.end
    if (measure.after_of or (not item.digits and item.number >= MILLION)) and (of := _OF.match(low, at)):
        at = of.end()
    if item.label or (not item.digits and item.number < 2 and not measure.after_of):
        return None
    noun = read_noun(text, low, at, item.value)
    if noun is None or not is_count(text, item.start, item.digits, noun[1]):
        return None
    if item.start and noun[1].istitle() and _NAMES_NEXT.match(low, noun[0]):
        return None  # « 2 991 Primaires : 8 638 Secondaires : »: the noun names the number that follows
    number = Decimal(item.digits.replace(",", "")) if _MISPLACED.match(item.digits) and item.scale == 1 else item.number
    return replace(item, end=noun[0], unit=noun[1], kind="quantity", number=number)
