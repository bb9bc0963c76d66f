"""Dates as values: EDTF (ISO 8601-2), and the days that they cover.

In: the year, month, day or part of the year that was read. Out: an EDTF value with its first and last day. It refuses
to know how a date is written in French.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

from pipeline.model import DateValue

# First and last month of the parts of a year, by their EDTF code. Seasons are those of the weather services: whole
# months, winter from December of the year before; a school's « hiver 2021 » is no better defined than that.
PARTS = {
    21: ("season", 3, 5), 22: ("season", 6, 8), 23: ("season", 9, 11), 24: ("season", -1, 2),
    33: ("quarter", 1, 3), 34: ("quarter", 4, 6), 35: ("quarter", 7, 9), 36: ("quarter", 10, 12),
    40: ("semester", 1, 6), 41: ("semester", 7, 12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month, part of a year or year. `code` is a month (1…12) or a part (21…41), `code` and `day` 0 if none."""

    year: int
    code: int = 0
    day: int = 0
    about: bool = False

    @property
    def precision(self) -> str:
        if self.day:
            return "day"
        if not self.code:
            return "year"
        return "month" if self.code <= 12 else PARTS[self.code][0]


def is_real(point: Point) -> bool:
    """Whether the calendar has such a date.

    >>> is_real(Point(2020, 2, 29)), is_real(Point(2021, 2, 29)), is_real(Point(2021, 13))
    (True, False, False)
    """
    if not 1 <= point.year <= 9999 or (point.code > 12 and point.code not in PARTS):
        return False
    return not point.day or (1 <= point.code <= 12 and point.day <= monthrange(point.year, point.code)[1])


def write_edtf(point: Point) -> str:
    """The EDTF of one point.

    >>> write_edtf(Point(2019, 3, about=True)), write_edtf(Point(2022, 36)), write_edtf(Point(2019, 7, 8))
    ('2019-03~', '2022-36', '2019-07-08')
    """
    parts = [f"{point.year:04d}", *(f"{part:02d}" for part in (point.code, point.day) if part)]
    return "-".join(parts) + "~" * point.about


def bounds(point: Point) -> tuple[str, str]:
    """First and last day of a point, both inclusive.

    >>> bounds(Point(2020, 2)), bounds(Point(2022, 36)), bounds(Point(2022, 24))
    (('2020-02-01', '2020-02-29'), ('2022-10-01', '2022-12-31'), ('2021-12-01', '2022-02-28'))
    """
    if point.day:
        day = f"{point.year:04d}-{point.code:02d}-{point.day:02d}"
        return day, day
    if not point.code:
        first, last = 1, 12
    elif point.code <= 12:
        first = last = point.code
    else:
        _, first, last = PARTS[point.code]
    year = point.year - 1 if first < 0 else point.year
    month = 12 if first < 0 else first
    return f"{year:04d}-{month:02d}-01", f"{point.year:04d}-{last:02d}-{monthrange(point.year, last)[1]:02d}"


def is_forward(first: Point, last: Point) -> bool:
    """Whether a range from `first` to `last` runs with time; both are real.

    >>> is_forward(Point(2019), Point(2019, 3)), is_forward(Point(2021, 5), Point(2021, 3))
    (True, False)
    """
    return bounds(first)[0] <= bounds(last)[1]


def date_value(point: Point, inferred: str = "") -> DateValue:
    """One point as a value.

    >>> date_value(Point(2019)).start_date
    '2019-01-01'
    """
    return DateValue(write_edtf(point), "date", *bounds(point), point.precision, point.about, inferred)


def interval_value(first: Point | None, last: Point | None, inferred: str = "") -> DateValue:
    """From `first` to `last`; None is the open end. Precision is that of the first end given.

    >>> interval_value(Point(2019, 5), Point(2019, 12)).value, interval_value(None, Point(2021)).value
    ('2019-05/2019-12', '../2021')
    """
    one = first or last
    assert one is not None
    value = f"{write_edtf(first) if first else '..'}/{write_edtf(last) if last else '..'}"
    start, end = bounds(first)[0] if first else "", bounds(last)[1] if last else ""
    about = bool((first and first.about) or (last and last.about))
    return DateValue(value, "interval", start, end, one.precision, about, inferred)
