"""The year of a date that leaves it out: from its neighbours, its sentence, the texts around, the report.

In: the items of a folded text, the report's year, the texts around. Out: for each item the years of its two ends. It
refuses to let a year that is only mentioned (« depuis 2016 ») rule over what stands beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from pipeline.kinds.date_atoms import Atom
from pipeline.kinds.date_joins import LIST, Item, unit
from pipeline.kinds.date_shapes import MONTH, YEAR, words
from pipeline.lexicon import fold, one_of

# A heading rules over dates of at most so many years from the report's: « Perspectives 2023 » does in a report of 2022,
# « Objectif 2030 » does not.
NEAR = 2
LONGEST_HEADING = 90

IN_YEAR = r"(?:en|courant|durant|pendant|annee|l'annee|exercice|l'exercice|au\scours\sde\s(?:l'annee|l'exercice))"
OPENING = re.compile(
    rf"(?:^|(?<=[.;:!?]\s)|(?<=\s-\s))(?:{IN_YEAR}\s({YEAR})(?=\s?[,:(]|\s(?!(?:et|a|ou|puis|comme|[-/])\s)[a-z])|({YEAR})(?=\s?:))"
)
SENTENCE = re.compile(r"[a-z0-9)»]{2}[.!?]\s")
ENDING = re.compile(rf"(?<!\w){IN_YEAR}\s({YEAR})\s?[:;.]?$")
EDGE_YEAR = re.compile(rf"^\W*{YEAR}(?!\w)|(?<!\w){YEAR}\W*$")  # a heading's year stands first or last
ANY_YEAR = re.compile(rf"(?<![\w-]){YEAR}(?![\w-])")
FRAME = re.compile(rf"(?<!\w)(?:{one_of(words('frame'))})(?!\w)")
OTHER_DATE = re.compile(rf"(?<!\w)(?:{MONTH})|\d/\d|(?<!\w)(?:depuis|jusqu'en|d'ici|horizon|objectifs?\s{YEAR})(?!\w)")

Years = tuple[int | None, int | None]


def fill_years(items: Sequence[Item], folded: str, year: int | None, context: Sequence[str] = ()) -> list[Years]:
    """For each item the years of its first and last day, None where nothing tells.

    >>> from pipeline.kinds.date_atoms import find_atoms
    >>> from pipeline.kinds.date_joins import find_items
    >>> text = "en 2018 : forum en mars"
    >>> fill_years(find_items(find_atoms(text, text), text), text, 2020)
    [(2018, 2018), (2018, 2018)]
    """
    if not items:
        return []
    told = _told(items, folded)
    outside = _known_year(year, tuple(context))
    frames = _frames(folded)
    opened = [start for start, _, _ in frames]
    named = _named_years(folded, context) if any(item.weekday is not None for item in items) else []
    years: list[Years] = []
    for item, said in zip(items, told, strict=True):
        last = bisect_right(opened, item.start) - 1
        known = frames[last][2] if last >= 0 and item.start < frames[last][1] else outside
        if item.weekday is not None and known is not None:
            known = _by_weekday(item, known, named)
        years.append(_ends(item, said, known))
    return years


def _told(items: Sequence[Item], folded: str) -> list[int | None]:
    """The year of each item's end, as its words or an enumeration tell it.

    « les 17 septembre et 15 novembre 2019 » gives it to those before, « mars 2020 et mai » to those that come later.
    """
    gaps = [folded[a.end : b.start] for a, b in pairwise(items)]
    listed = [bool(LIST.fullmatch(gap)) or item.first.shape == "bare" for gap, item in zip(gaps, items, strict=False)]
    told = [(item.last or item.first).year for item in items]
    for i in range(len(items) - 2, -1, -1):
        after = told[i + 1]
        if told[i] is None and listed[i] and after and unit(items[i + 1].first) != "year":
            told[i] = after - 1 if _is_half_a_year_later(items[i].last or items[i].first, items[i + 1].first) else after
    for i in range(1, len(items)):
        one, before = items[i].first, items[i - 1].last or items[i - 1].first
        if told[i] is None and told[i - 1] and listed[i - 1] and items[i].last is None and _later(one, before):
            told[i] = told[i - 1]
    return told


def _is_half_a_year_later(a: Atom, b: Atom) -> bool:
    """« 12 décembre et 15 janvier 2021 »: the December before."""
    return 1 <= b.code <= 12 and 1 <= a.code <= 12 and a.code - b.code >= 6


def _ends(item: Item, told: int | None, known: int | None) -> Years:
    """The years of both ends: what is told, else what is known; a range that would run backwards crosses New Year."""
    if item.last is None:
        year = item.first.year or told or known
        return year, year
    first, last = item.first.year, told
    crosses = _later(item.first, item.last)
    if first is None and last is None:
        first, last = known, known
        return (first, first + 1 if crosses and first is not None else last)
    if first is None and last is not None:
        return (last - 1 if crosses else last), last
    if item.last.year is None and first is not None:
        return first, first + 1 if crosses else first
    return first, last


def _by_weekday(item: Item, known: int, named: Sequence[int]) -> int:
    """« L'édition 2023 aura lieu le vendredi 22 septembre »: a weekday that the known year denies and a year near by,
    named in the text or around it, confirms is of that year."""
    if _has_weekday(known, item):
        return known
    fitting = [year for year in named if abs(year - known) <= NEAR and _has_weekday(year, item)]
    return fitting[0] if len(fitting) == 1 else known


def _named_years(folded: str, context: Sequence[str]) -> list[int]:
    return sorted({int(year) for words in (folded, *context) for year in ANY_YEAR.findall(words)})


def _has_weekday(year: int, item: Item) -> bool:
    try:
        return date(year, item.first.code, item.first.day).weekday() == item.weekday
    except ValueError:
        return False


def _later(a: Atom, b: Atom) -> bool:
    """Whether `a` comes after `b` in one year."""
    return bool(a.code and b.code) and (a.code, a.day) > (b.code, b.day) and (a.code > 12) == (b.code > 12)


def _frames(folded: str) -> list[tuple[int, int, int]]:
    """Where a year rules (start, end, year): « En 2018, … » over its sentence, « 2018 : … » up to the next one."""
    opened = list(OPENING.finditer(folded)) if ANY_YEAR.search(folded) else []
    frames = []
    for index, m in enumerate(opened):
        stop = opened[index + 1].start() if index + 1 < len(opened) else len(folded)
        if not re.match(r"\s?:", folded[m.end() : m.end() + 2]):
            end = SENTENCE.search(folded, m.end(), stop)
            stop = end.end() if end else stop
        frames.append((m.end(), stop, int(m[1] or m[2])))
    return frames


@lru_cache(maxsize=4096)
def _known_year(year: int | None, context: tuple[str, ...]) -> int | None:
    """The year that the nearest text around sets, else the report's; without one, the only year that a text names."""
    for around in context:
        said = frame_year(around)
        if said is not None and (year is None or abs(said - year) <= NEAR):
            return said
    if year is not None:
        return year
    for around in context:
        if len(named := set(ANY_YEAR.findall(around))) == 1:
            return int(named.pop())
    return None


@lru_cache(maxsize=4096)
def frame_year(around: str) -> int | None:
    """The year that a bullet, column head or heading sets for what stands under it, None where it only mentions one.

    >>> frame_year("En 2018 :"), frame_year("Bilan 2019"), frame_year("2020"), frame_year("Réunions tenues en 2018 :")
    (2018, 2019, 2020, 2018)
    >>> frame_year("Fête du lac, depuis 2016"), frame_year("Contrat de ville 2015-2020"), frame_year("Natura 2000")
    (None, None, None)
    """
    folded = fold(around).strip()
    found = ANY_YEAR.findall(folded)
    if len(set(found)) != 1 or OTHER_DATE.search(folded):
        return None
    if folded.strip(" :.()") == found[0] or ENDING.search(folded) or OPENING.match(folded):
        return int(found[0])
    heading = len(folded) <= LONGEST_HEADING and not re.search(r"\d", folded.replace(found[0], ""))
    return int(found[0]) if heading and EDGE_YEAR.search(folded) and FRAME.search(folded) else None
