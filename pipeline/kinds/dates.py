"""Dates of a passage: days, months, years, their ranges, what opens and closes them, durations and recurrences.

In: one passage's text, the report's year, the texts around. Out: mentions with EDTF values, none overlapping. It
refuses to know tags and tables, and to guess a day that nobody wrote.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.kinds.date_atoms import PREFILTER, find_atoms
from pipeline.kinds.date_joins import Item, find_items
from pipeline.kinds.date_near import is_count
from pipeline.kinds.date_years import fill_years
from pipeline.kinds.dates_delimited import with_odd_dates
from pipeline.kinds.dates_relative import find_relative
from pipeline.kinds.durations import find_durations
from pipeline.kinds.edtf import Point, date_value, interval_value, is_forward, is_real
from pipeline.lexicon import fold
from pipeline.model import DateValue, Mention


def find_dates(text: str, year: int | None, context: Sequence[str] = ()) -> list[Mention]:
    """All dates of one passage, in order; one that the calendar does not have is there without value.

    `year` is the report's, for dates that leave it out; `context` the texts around, nearest first.

    >>> [m.value.value for m in find_dates("les 9 et 11 février, puis depuis 2016", 2021)]
    ['2021-02-09', '2021-02-11', '2016/..']
    """
    folded = fold(text)
    if not PREFILTER.search(folded) or (context and is_count(folded, fold(context[0]))):
        return []
    atoms = with_odd_dates(find_atoms(text, folded), text)
    items = find_items(atoms, folded)
    years = fill_years(items, folded, year, context)
    mentions = [_mention(item, *pair) for item, pair in zip(items, years, strict=True)]
    taken = bytearray(len(text))  # one byte a character keeps this linear
    for others in (find_relative(folded, mentions), find_durations(folded)):
        for m in mentions:
            taken[m.start : m.end] = b"\1" * (m.end - m.start)
        mentions += [m for m in others if not any(taken[m.start : m.end])]
    return sorted(mentions, key=lambda m: m.start)


def _mention(item: Item, start: int | None, end: int | None) -> Mention:
    value, rule = _value(item, start, end)
    return Mention("dates", item.start, item.end, value, rule)


def _value(item: Item, start: int | None, end: int | None) -> tuple[DateValue | None, str]:
    if start is None or end is None:
        return None, "no_year"
    if item.ahead:
        return None, "relative_date"
    said = _inferred(item)
    first = Point(start, item.first.code, item.first.day, item.about)
    if not is_real(first):
        return None, "impossible_date"
    if item.first.until:
        return interval_value(first, Point(item.first.until)), "years"
    if item.last:
        last = Point(end, item.last.code, item.last.day, item.about_last)
        if not is_real(last):
            return None, "impossible_date"
        if not is_forward(first, last):
            return None, "backward_range"
        return interval_value(first, last, said), "range"
    if item.opens:
        since = item.opens == "from"
        return interval_value(first if since else None, None if since else first, said), item.opens
    return date_value(first, said), item.first.shape


def _inferred(item: Item) -> str:
    """What the item's own words leave out: its year, its month, both or nothing."""
    year = item.first.year or (item.last.year if item.last else None)
    month = item.first.shape not in ("bare", "later") or item.last is not None
    return "+".join(part for part, told in (("year", year), ("month", month)) if not told)
