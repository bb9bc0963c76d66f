"""Durations (« pour 3 ans ») and recurrences (« tous les mois ») of a folded text.

In: folded text. Out: mentions with ISO 8601 durations and R/… values. It refuses to know dates on the calendar.
"""

from __future__ import annotations

import re

from pipeline.kinds.date_shapes import (
    ABOUT_MANY,
    ADVERBS,
    CARDINALS,
    CLOCK_SPAN,
    DURATION,
    EVERY,
    MULTIPLES,
    SPANS,
    UNITS,
    WEEKDAYS,
    words,
)
from pipeline.lexicon import one_of
from pipeline.model import DateValue, Mention

# « depuis plus de 10 ans » lasts, « les plus de 60 ans » are people.
LASTING = rf"(?:{one_of(words('lasting'))})\s(?:environ\s|pres\sde\s|au\s)?"
LASTS = re.compile(rf"(?<!\w){LASTING}(?:plus|moins)\sde\s$")
AGE_BEFORE = re.compile(
    r"(?:\bmoins\sde|\bplus\sde|\bages?\s(?:de|d'|moyen|moyen\s(?:de|:))|\bjeunes\sde|\ba\s\d+\s|\b[ag]e(?:e?s?)\s\w+|"
    r"\b\d{1,2}\s?(?:mois\s)?(?:a|-|/|et)|(?<!\w)[+-]\sde|\b(?:ont|avait|avaient)|\benfants\sde|\b(?:mes|ses|nos|leurs))\s$"
)
AGE_AFTER = re.compile(r"\s(?:et\s\+|(?:et\splus|revolus|ou\splus|et\smoins|d'age)\b)")
AGED = re.compile(r"\b(?:ages?|agee?s?|enfants|jeunes|bebes)\s(?:de|d'|des)\s$")
LATER = re.compile(r"\s(?:plus\st|apres|avant)")
CLOCK = re.compile(r"\b(?:a|vers|avant|apres|jusqu'a)\s$")  # « levée à vingt heures »
LASTING_HOURS = re.compile(r"\b(?:pendant|durant|duree|sur|en|dure|dans\sles|sous)\s(?:de\s)?(?:[:(]\s?)?$")
FINER = {"mois": "M", "jour": "D", "jours": "D", "minute": "M", "minutes": "M", "min": "M", "mn": "M"}


def find_durations(folded: str) -> list[Mention]:
    """Durations and recurrences, none of the ages, clock times and rates that look like them.

    >>> [m.value.value for m in find_durations("pendant 6 mois, tous les jeudis ; les 11 a 17 ans")]
    ['P6M', 'R/P1W']
    """
    found = [_mention(*m.span(), _recurrence(m), "recurrence") for m in EVERY.finditer(folded)]
    for m in CLOCK_SPAN.finditer(folded):
        found.append(_mention(*m.span("t"), f"PT{int(m['h'])}H{int(m['min'])}M", "duration"))
    taken = {place for one in found for place in range(one.start, one.end)}
    for m in DURATION.finditer(folded):
        if m.start() in taken:
            continue
        if m["span"]:
            found.append(_mention(*m.span(), SPANS[" ".join(m["span"].split())], "duration"))
        elif m["many"]:
            found.append(_mention(*m.span(), length(m["mu"], ABOUT_MANY[m["many"]]), "duration", about=True))
        elif _is_duration(m, folded):
            end = m.end() if m["half"] or _adds(m) else m.end("u")
            found.append(_mention(m.start(), end, _length(m), "duration"))
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


def _length(m: re.Match[str]) -> str:
    """« 3,5 mois », « deux ans et demi », « 3 ans et 6 mois »."""
    written = m["n"].replace(",", ".")
    count = written if "." in written and not written.endswith(".0") else str(_count(m["n"]))
    if m["half"] and UNITS[m["u"]] == "PT{}H":
        return f"PT{_count(m['n'])}H30M"
    if m["half"]:
        count = f"{_count(m['n'])}.5"
    value = length(m["u"], int(count) if count.isdigit() else count)
    return value + f"{_count(m['n2'])}{FINER[m['u2']]}" if _adds(m) else value


def _adds(m: re.Match[str]) -> bool:
    """Whether the second of two lengths goes on with the first: months after years, minutes after hours."""
    if not m["u2"]:
        return False
    first, second = UNITS[m["u"]], m["u2"]
    if second == "mois":
        return first == "P{}Y"
    return first in ("P{}Y", "P{}M", "P{}W") if second.startswith("jour") else first == "PT{}H"


def _count(word: str | None) -> int:
    if word is None:
        return 1
    return CARDINALS.get(re.sub(r"\s+", " ", word)) or int(float(word.replace(",", ".")))


def _recurrence(m: re.Match[str]) -> str:
    if m["a"]:
        return ADVERBS[m["a"]]
    if m["m"] or m["y"]:
        return "R/P1M" if m["m"] else "R/P1Y"
    unit = m["c"] or m["u"]
    return "R/P1W" if unit.rstrip("s") in WEEKDAYS else f"R/{length(unit, _count(m['n']))}"


def _is_duration(m: re.Match[str], folded: str) -> bool:
    before, after = folded[max(0, m.start() - 36) : m.start()], folded[m.end("u") : m.end("u") + 16]
    if m["u"] in ("an", "annee") and (m["u"] == "annee" or LATER.match(after)):
        return False
    if _count(m["n"]) == 0 or re.search(r"\d[\s.,]$|\bn°\s?$|(?<!\w)-$", before):
        return False
    if m["u"] in ("an", "ans") and not LASTS.search(before) and (AGE_BEFORE.search(before) or AGE_AFTER.match(after)):
        return False
    if m["u"].startswith("heure") and CLOCK.search(before) and _count(m["n"]) < 24 and not re.match(r"\sde?\b", after):
        return False
    if m["u"] == "mois" and re.match(r"\s(?:a|-)\s\d{1,2}\s(?:ans|mois)\b", after) and AGED.search(before):
        return False
    return m["u"] != "h" or not m["n"].isdigit() or _is_span_of_hours(_count(m["n"]), before, after)


def _is_span_of_hours(count: int, before: str, after: str) -> bool:
    """« 14 h » is an hour of the day unless something lasts so long: « pendant 14 h », « 14 h de cours », « 48 h »."""
    if re.match(r"\s?[\d/]", after):
        return False
    return count >= 24 or bool(LASTING_HOURS.search(before) or re.match(r"\s(?:de|d')\b", after))


def _mention(start: int, end: int, value: str, kind: str, about: bool = False) -> Mention:
    return Mention("dates", start, end, DateValue(value, kind, approximate=about), kind)
