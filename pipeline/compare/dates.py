"""What became of the dates of an action: an announced term met, slipped or brought forward, an event held again.

In: the dates of a pair. Out: one DateChange for each date that has a counterpart or was announced. It refuses to know
how dates are written.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compare.words import completed, find_stems
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
    announced = find_terms(before, year)
    told = [d for d in after.dates if (last_day(d) or d.start_date)[:4] > str(year)]
    changes = []
    for date in announced:
        rated = [(_alike(before, date, after, d), last_day(d), n) for n, d in enumerate(told)]
        nearest = told[max(rated)[2]] if rated and max(rated)[0] else None
        changes.append(DateChange(_outcome(date, nearest, year), date, nearest))
    if not announced:
        changes += _again(before, after, year)
    return tuple(changes)


def find_terms(action: Action, year: int) -> list[Date]:
    """The terms that an action announces: days after its report's year, not what runs on from that year."""
    return [d for d in action.dates if last_day(d)[:4] > str(year) and not "0" < d.start_date[:4] <= str(year)]


def find_announced(before: Action, year: int) -> tuple[DateChange, ...]:
    """The terms that an action announced which the later report has not: « unknown » is what became of them."""
    return tuple(DateChange("unknown", d, None) for d in find_terms(before, year) if last_day(d)[:4] == str(year + 1))


def _outcome(announced: Date, told: Date | None, year: int) -> str:
    if told is None:
        return "silent"
    if announced.value == told.value:
        return "same"
    day, now = last_day(announced), last_day(told) or told.start_date
    if now > day and (not told.start_date or told.start_date > day):
        return "slipped"
    return "met" if now[:4] <= str(year + 1) else "advanced"


def _again(before: Action, after: Action, year: int) -> list[DateChange]:
    """An event of the one year held again in the other: the first day of each."""
    first = [d for d in before.dates if d.start_date[:4] == str(year) and len(d.value) > 4]
    second = [d for d in after.dates if d.start_date[:4] == str(year + 1) and len(d.value) > 4]
    return [DateChange("again", first[0], second[0])] if first and second else []


def _alike(before: Action, date: Date, after: Action, other: Date) -> int:
    """Words before the two dates in common; a word of completion before the later one counts as one."""
    first = set(find_stems(before.text[max(0, date.start - NEAR) : date.start]))
    second = set(find_stems(after.text[max(0, other.start - NEAR) : other.start]))
    return len(first & second) + bool(second & completed())
