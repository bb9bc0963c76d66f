"""The last resort: a date set apart by its surroundings whose parts stand in an order that no shape knows.

In: the atoms of a text. Out: the same, a year and a month (and day) that make one date (« Mars 12, 2021 », « 2021, 12
mars », « 12 mars, 2021 ») being one atom, as dateparser reads it. It refuses running text, and a reading that does not
agree with the words: dateparser takes « mar » for a Tuesday and fills what is missing with today.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipeline.kinds.date_atoms import Atom

GAP = re.compile(r"[\s,./-]{1,3}(?:(?:\d{1,2}|1er)[\s,./-]{1,3})?")
LAST_DAY = re.compile(r"[\s,./-]{1,2}\d{1,2}(?!\w|[.,/-]\d)")
OPENED = re.compile(r"(?:^|[(«\[:;|–])\s*$")
CLOSED = re.compile(r"\s*(?:$|[)»\];:|]|[.,](?:\s|$)|-\s)")


def with_odd_dates(atoms: list[Atom], text: str) -> list[Atom]:
    """The atoms, two neighbours that are one date made one; the list as it is where there are none (most often).

    >>> from pipeline.kinds.date_atoms import find_atoms
    >>> odd = with_odd_dates(find_atoms("Mars 12, 2021", "mars 12, 2021"), "Mars 12, 2021")
    >>> [(a.year, a.code, a.day) for a in odd]
    [(2021, 3, 12)]
    """
    found: list[Atom] = []
    for atom in atoms:
        joined = _joined(found[-1], atom, text) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(atom)
    return found


def _joined(a: Atom, b: Atom, text: str) -> Atom | None:
    year, other = (a, b) if a.shape == "year" else (b, a)
    if year.shape != "year" or other.shape not in ("day", "month", "numeric") or other.year:
        return None
    if not GAP.fullmatch(text[a.end : b.start]):
        return None
    end = b.end
    if a is year and other.shape == "month" and (day := LAST_DAY.match(text, end)):
        end = day.end()
    before = text[max(0, a.start - 12) : a.start]
    if not CLOSED.match(text, end) or not (b is year or OPENED.search(before)):
        return None
    read = read_delimited(text[a.start : end])
    if read is None or read[:2] != (year.year, other.code) or (other.day and read[2] != other.day):
        return None
    return Atom(a.start, end, "delimited", *read)


@cache
def _parser() -> Any:
    from dateparser.date import DateDataParser  # slow to load, and seldom needed

    settings = {"DATE_ORDER": "DMY", "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": False}
    return DateDataParser(languages=["fr"], settings=settings)


def read_delimited(text: str) -> tuple[int, int, int] | None:
    """Year, month and day (0 where the text names none) of a text that is one date; None where dateparser finds none.

    >>> read_delimited("2021 mars 12"), read_delimited("mars, 2021"), read_delimited("trois élus")
    ((2021, 3, 12), (2021, 3, 0), None)
    """
    read = _parser().get_date_data(text)
    if read.date_obj is None or read.period not in ("day", "month"):
        return None
    day = read.date_obj.day if read.period == "day" else 0
    if day and str(day) not in (number.lstrip("0") for number in re.findall(r"\d+", text)):
        return None
    return read.date_obj.year, read.date_obj.month, day
