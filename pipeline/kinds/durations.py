"""Durations (« pour 3 ans ») and recurrences (« tous les mois ») of a folded text.

In: folded text. Out: mentions with ISO 8601 durations and R/… values. It refuses to know dates on the calendar.
"""

from __future__ import annotations

import re

from pipeline.kinds.date_shapes import ADVERBS, CARDINALS, DURATION, EVERY, MULTIPLES, UNITS, WEEKDAYS
from pipeline.model import DateValue, Mention

AGE_BEFORE = re.compile(
    r"(?:\bmoins\sde|\bplus\sde|\bages?\s(?:de|d')|\bjeunes\sde|\ba\s\d+\s|\b[ag]e(?:e?s?)\s\w+|\b\d{1,2}\s?(?:a|-|/|et)|\benfants\sde)\s$"
)
AGE_AFTER = re.compile(r"\s(?:et\splus|revolus|ou\splus|et\smoins|d'age)\b")
LATER = re.compile(r"\s(?:plus\st|apres|avant)")
CLOCK = re.compile(r"\b(?:a|de|des|vers|avant|apres|jusqu'a|entre|et)\s$")


def find_durations(folded: str) -> list[Mention]:
    """Durations and recurrences, none of the ages, clock times and rates that look like them.

    >>> [m.value.value for m in find_durations("pendant 6 mois, tous les jeudis ; les 11 a 17 ans")]
    ['P6M', 'R/P1W']
    """
    found: list[Mention] = []
    for m in EVERY.finditer(folded):
        found.append(_mention(m.start(), m.end(), _recurrence(m), "recurrence"))
    taken = {place for one in found for place in range(one.start, one.end)}
    for m in DURATION.finditer(folded):
        if m.start() not in taken and _is_duration(m, folded):
            half = (
                re.sub(",", ".", m["n"]) if "5" in m["n"][2:] and not m["n"].isdigit() and m["n"][0].isdigit() else ""
            )
            found.append(_mention(m.start(), m.end(), length(m["u"], half or _count(m["n"])), "duration"))
    return sorted(found, key=lambda m: m.start)


def length(unit: str, count: int | str) -> str:
    """ISO 8601 duration.

    >>> length("ans", 3), length("trimestres", 2), length("jeudis", 1)
    ('P3Y', 'P6M', 'P1W')
    """
    pattern = UNITS.get(unit) or "P{}W"
    for sign, (real, times) in MULTIPLES.items():
        if pattern.endswith(sign):
            return f"P{int(count) * times}{real}"
    return pattern.format(count)


def _count(word: str | None) -> int:
    if word is None:
        return 1
    return CARDINALS.get(re.sub(r"\s+", " ", word)) or int(float(word.replace(",", ".")))


def _recurrence(m: re.Match[str]) -> str:
    if m["a"]:
        return ADVERBS[m["a"]]
    unit = m["c"] or m["u"]
    return "R/P1W" if unit.rstrip("s") in WEEKDAYS else f"R/{length(unit, _count(m['n']))}"


def _is_duration(m: re.Match[str], folded: str) -> bool:
    before, after = folded[max(0, m.start() - 24) : m.start()], folded[m.end() : m.end() + 16]
    if m["u"] in ("an", "annee") and (m["u"] == "annee" or LATER.match(after)):
        return False
    if _count(m["n"]) == 0 or re.search(r"\d[\s.,]$|\bn°\s?$", before):
        return False
    if m["u"] in ("an", "ans") and (AGE_BEFORE.search(before) or AGE_AFTER.match(after)):
        return False
    return not (m["u"] == "h" and (re.match(r"\s?[\d/]", after) or (CLOCK.search(before) and _count(m["n"]) <= 24)))


def _mention(start: int, end: int, value: str, kind: str) -> Mention:
    return Mention("dates", start, end, DateValue(value, kind), kind)
