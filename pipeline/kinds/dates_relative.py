"""Dates told from another date: « l'année suivante », « le mois précédent ».

In: a folded text and the dates found in it. Out: mentions, with a value where the same sentence holds the date that
they start from. It refuses to guess when the writer wrote: « l'an dernier » in a report of 2021, written in 2022, may
be either year, so it is noted without value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.kinds.date_shapes import words
from pipeline.kinds.edtf import Point, date_value
from pipeline.lexicon import one_of
from pipeline.model import DateValue, Mention

STEPS = words("step")  # +1Y, -1M: from the date told before; 0Y, 0M: from the day of writing
RELATIVE = re.compile(rf"(?<!\w)(?:{one_of(STEPS)})(?!\w)")
BREAK = re.compile(r"[.!?]\s")
TOLD = re.compile(r"(\d{4})(?:-(\d\d)(?:-\d\d)?)?~?$")


def find_relative(folded: str, dates: Sequence[Mention]) -> list[Mention]:
    """The relative dates of a text, in order; `dates` are those found so far.

    >>> from pipeline.kinds.edtf import Point, date_value
    >>> told = Mention("dates", 3, 7, date_value(Point(2018)), "year")
    >>> [(m.rule, m.value.value) for m in find_relative("en 2018, puis l'annee suivante", [told])]
    [('relative', '2019')]
    """
    found = []
    for m in RELATIVE.finditer(folded):
        anchor = next((d for d in reversed(dates) if d.end <= m.start()), None)
        value = None
        if anchor and anchor.value and not BREAK.search(folded, anchor.end, m.start()):
            value = _stepped(anchor.value, STEPS[" ".join(m[0].split())])
        found.append(Mention("dates", m.start(), m.end(), value, "relative" if value else "relative_date"))
    return found


def _stepped(anchor: object, step: str) -> DateValue | None:
    if not isinstance(anchor, DateValue) or step[0] == "0" or not (told := TOLD.match(anchor.value)):
        return None
    year, month = int(told[1]), int(told[2] or 0)
    if step.endswith("Y"):
        return date_value(Point(year + int(step[:-1])), "year")
    if not 1 <= month <= 12:
        return None
    months = year * 12 + month - 1 + int(step[:-1])
    return date_value(Point(months // 12, months % 12 + 1), "year+month")
