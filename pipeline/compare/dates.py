"""What became of the dates of an action: an announced term met, slipped or brought forward, an event held again.

In: the dates of a pair. Out: one DateChange for each date that has a counterpart or was announced. It refuses to know
how dates are written.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compare.words import find_stems
from pipeline.compare.year import Action, Date

NEAR = 40  # characters around a date that say what it is the date of


@dataclass(frozen=True, slots=True)
class DateChange:
    change: str  # slipped, advanced, met, same, silent (no date), unknown (no action), again (an event, next year)
    before: Date
    after: Date | None


def last_day(date: Date) -> str:
    """The day by which it is over, empty when it has none (durations, recurrences, « depuis … »)."""
    return date.end_date if date.kind in ("date", "interval") else ""


def compare_dates(before: Action, after: Action, year: int) -> tuple[DateChange, ...]:
    """What the report of the later year says of the terms that the earlier one (of `year`) had announced.

    A term lies after the earlier report's year. It slipped when the later report gives a later one in its place, was
    met when the later report tells a day at or before it, and is silent when the later report gives no date.
    """
    announced = [d for d in before.dates if last_day(d)[:4] > str(year)]
    told = [d for d in after.dates if last_day(d) or d.start_date]
    changes = []
    for date in announced:
        nearest = max(told, key=lambda d: (_alike(before, date, after, d), last_day(d)), default=None)
        changes.append(DateChange(_outcome(date, nearest, year), date, nearest))
    if not announced:
        changes += _again(before, after, year)
    return tuple(changes)


def find_announced(before: Action, year: int) -> tuple[DateChange, ...]:
    """The terms that an action announced which the later report has not: « unknown » is what became of them."""
    return tuple(DateChange("unknown", d, None) for d in before.dates if last_day(d)[:4] == str(year + 1))


def _outcome(announced: Date, told: Date | None, year: int) -> str:
    if told is None:
        return "silent"
    if announced.value == told.value:
        return "same"
    day, now = last_day(announced), last_day(told) or told.start_date
    if now > day:
        return "slipped"
    return "met" if now[:4] <= str(year + 1) else "advanced"


def _again(before: Action, after: Action, year: int) -> list[DateChange]:
    """An event of the one year held again in the other: the first day of each."""
    first = [d for d in before.dates if d.start_date[:4] == str(year)]
    second = [d for d in after.dates if d.start_date[:4] == str(year + 1)]
    return [DateChange("again", first[0], second[0])] if first and second else []


def _alike(before: Action, date: Date, after: Action, other: Date) -> int:
    words = set(find_stems(before.text[max(0, date.start - NEAR) : date.start]))
    return len(words & set(find_stems(after.text[max(0, other.start - NEAR) : other.start])))
