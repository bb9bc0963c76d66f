"""What became of the dates of an action: an announced term met, slipped or brought forward, an event held again.

In: the dates of a pair. Out: one DateChange for each date that has a counterpart or was announced. It refuses to know
how dates are written, and to call a term met by a day of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.compare.words import TITLE, completed, find_stems, fold, is_recurring, postponed, read_lead
from pipeline.compare.year import Action, Date

CLAUSE = re.compile(r"[;:.(–]\s")
NEAR = 40  # characters before a date that say what it is the date of
SURELY = 2  # words that two dates share from which they are of one event
YEARLY = 31  # days by which an event that is held each year may move


@dataclass(frozen=True, slots=True)
class DateChange:
    change: str  # slipped, advanced, met, same, silent (no date), unknown (no action), again (an event, next year)
    before: Date
    after: Date | None


@dataclass(frozen=True, slots=True)
class Told:
    """A date and the words that say what it is the date of."""

    date: Date
    words: frozenset[str]


def last_day(date: Date) -> str:
    """The day by which it is over, empty when it has none (durations, recurrences, « depuis … »)."""
    return date.end_date if date.kind in ("date", "interval") else ""


def compare_dates(before: Sequence[Action], after: Sequence[Action], years: tuple[int, int]) -> tuple[DateChange, ...]:
    """What the report of the later year says of the terms that the earlier one had announced. Each side is an action
    and the cells beside it.

    A term lies after the earlier report's year. Of the later report's dates, each answers at most one term: one whose
    words it shares, or, with a word of completion or delay, the only one. The term slipped where that date is later,
    and was met where it is a day that came in time; it is silent where no date answers.
    """
    terms = [term for action in before for term in tell(action, find_terms(action, years[0]), before[0])]
    if not terms:
        return find_again(before[0], after[0], years)
    days = [d for action in after for d in tell(action, action.dates, after[0]) if _end(d.date)[:4] > str(years[0])]
    alone = sum(not _is_far(term.date, years) for term in terms) == 1
    rated = sorted(
        (-_alike(term, day, alone), _days_between(term.date, day.date), i, j)
        for i, term in enumerate(terms)
        for j, day in enumerate(days)
        if may_answer(term.date, day.date, years)
    )
    answers: dict[int, int] = {}
    for alike, _, i, j in rated:
        if alike and i not in answers and j not in answers.values():
            answers[i] = j
    found = [(term.date, days[answers[i]].date if i in answers else None) for i, term in enumerate(terms)]
    # A far term, or a programme's period, need not be told again.
    told = [(term, day) for term, day in found if day or not (_is_far(term, years) or _is_long(term))]
    return tuple(DateChange(_outcome(term, day, years), term, day) for term, day in told)


def find_terms(action: Action, year: int) -> list[Date]:
    """The terms that an action announces: days after its report's year, not what runs on from that year, nor the year
    of a quoted title."""
    if action.heading:
        return []
    quoted = [match.span() for match in TITLE.finditer(action.text)]
    return [
        d
        for d in action.dates
        if last_day(d)[:4] > str(year)
        and not "0" < d.start_date[:4] <= str(year)
        and not any(start <= d.start < end for start, end in quoted)
    ]


def find_announced(before: Sequence[Action], years: tuple[int, int]) -> tuple[DateChange, ...]:
    """The terms that an action and its cells announced which the later report has not: « unknown » is what became of
    them."""
    terms = (d for action in before for d in find_terms(action, years[0]))
    return tuple(DateChange("unknown", d, None) for d in terms if last_day(d)[:4] <= str(years[1]))


def find_again(before: Action, after: Action, years: tuple[int, int]) -> tuple[DateChange, ...]:
    """An event of the one year held again in the other: the first days whose words are the same, or the first of each
    where the leads say that it comes again."""
    both = {d.value for d in before.dates} & {d.value for d in after.dates}  # one day told twice is no other event
    first = [d for d in tell(before, before.dates, before) if _within(d.date, years[0]) and d.date.value not in both]
    second = [d for d in tell(after, after.dates, after) if _within(d.date, years[1]) and d.date.value not in both]
    recurring = is_recurring(before.text, before.label) and is_recurring(after.text, after.label)
    for one in first:
        for other in second:
            shared = len(one.words & other.words)
            if (recurring or shared >= SURELY) and fold(one.date.text) != fold(other.date.text):
                return (DateChange("again", one.date, other.date),)
    return ()


def tell(action: Action, dates: Sequence[Date], main: Action) -> Iterator[Told]:
    """Dates of an action with the words before each, in its clause; of a date that none precede, those of the main
    action's lead."""
    lead = frozenset(find_stems(read_lead(main.text, main.label)))
    for one in dates:
        clause = CLAUSE.split(action.text[max(0, one.start - NEAR) : one.start])[-1]
        yield Told(one, frozenset(find_stems(clause)) or lead)


def may_answer(term: Date, day: Date, years: tuple[int, int]) -> bool:
    """Whether a date of the later report may say what became of a term: of a period, or of one that lies beyond that
    report's year, only another such term does."""
    if _is_long(term):
        return _is_period(day)
    return not _is_far(term, years) or _end(day)[:4] > str(years[1])


def _is_far(term: Date, years: tuple[int, int]) -> bool:
    """Whether a term lies beyond the later report's year."""
    return (term.start_date or last_day(term))[:4] > str(years[1])


def _outcome(term: Date, day: Date | None, years: tuple[int, int]) -> str:
    if day is None:
        return "silent"
    due, now = last_day(term), _end(day)
    if due == now:
        return "same"
    if _is_yearly(term, day, years[1] - years[0]) or (_is_period(term) and _is_period(day) and now > due):
        return "again"  # held each year, or a programme's next period
    if now > due and (not day.start_date or day.start_date > due):
        return "slipped"
    return "met" if now[:4] <= str(years[1]) else "advanced"


def _is_yearly(term: Date, day: Date, years: int) -> bool:
    """Two whole days, as many years apart as the reports: an event that comes each year."""
    whole = len(term.value) == len(day.value) == len("2020-01-31")
    return whole and abs(_days_between(term, day) - 365 * years) <= YEARLY


def _is_period(one: Date) -> bool:
    return "/" in one.value and bool(one.start_date)


def _alike(term: Told, day: Told, alone: bool) -> int:
    """How many words the two share. Where no other term is open, a word of completion or delay counts too, and so does
    a day within the season or month that was named."""
    said = bool(day.words & (completed() | postponed()))
    return len(term.words & day.words) + (alone and (said or _is_within(day.date, term.date)))


def _is_long(one: Date) -> bool:
    """Whether it is a period of several years: that of a programme."""
    return _is_period(one) and one.end_date[:4] > one.start_date[:4]


def _is_within(day: Date, term: Date) -> bool:
    """Whether a date begins within a term that is finer than a year."""
    fine = len(term.value.rstrip("~?")) > len("2020") and "/" not in term.value
    return fine and term.start_date <= day.start_date <= term.end_date


def _end(one: Date) -> str:
    return last_day(one) or one.start_date


def _within(one: Date, year: int) -> bool:
    return one.start_date[:4] == str(year) and len(one.value) > len("2020")


def _days_between(one: Date, other: Date) -> int:
    first, second = (date.fromisoformat(_end(d)) for d in (one, other))
    return abs((second - first).days)
