"""Dates of a passage: days, months, years, their ranges, what opens and closes them, durations and recurrences.

In: one passage's text, the report's year, the texts around. Out: mentions with EDTF values, none overlapping. It
refuses to know tags and tables, and to guess a day that nobody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.kinds.date_atoms import PREFILTER, Atom, find_atoms
from pipeline.kinds.date_shapes import DAY, WEEKDAY, YEAR, _role
from pipeline.kinds.durations import find_durations
from pipeline.kinds.edtf import Point, date_value, interval_value, is_real
from pipeline.lexicon import fold, one_of
from pipeline.model import DateValue, Mention

REACH = 80  # characters that a cue or an enumeration before a date may take

ARTICLE = rf"(?:(?:le|la|les|l')\s?)?(?:{WEEKDAY}\s)?"
TO = re.compile(rf"\s?(?:(?:,\s)?(?:au|a|jusqu'au|jusqu'en|jusqu'a)\s(?:le\s|la\s|l')?(?:{WEEKDAY}\s)?|-\s?|/)$")
AND = re.compile(rf"\s(?:et|&)\s(?:en\s|du\s|de\s|le\s|la\s|l')?(?:{WEEKDAY}\s)?$")
LIST = re.compile(
    rf"(?:\s?[,;]\s?|\s(?:et|ou|puis|&|,\spuis|ainsi\sque)\s|,\s(?:et|puis)\s)(?:(?:le|les|du|des|en|au|celui\sdu)\s)?(?:{WEEKDAY}\s)?$"
)
BETWEEN = re.compile(rf"(?<!\w)entre\s{ARTICLE}$")
DAYS = re.compile(
    rf"(?<![\w,.-])(?:{DAY}(?:\s?,\s?|\s(?:et|ou|au|a|puis|&)\s(?:le\s)?|\s?[-/&]\s?)(?:{WEEKDAY}\s)?){{1,31}}$"
)
ONE_DAY = re.compile(rf"({DAY})(\s?,\s?|\s(?:et|ou|au|a|puis|&)\s|\s?[-/&]\s?)")
LIST_CUE = re.compile(rf"(?:(?<!\w)(?:les|des|aux|du|le|au|entre\sle|{WEEKDAY})|[(:,;-]|^)\s?$")
FROM_CUE = re.compile(rf"(?<!\w)(?:{one_of(_role('open_from'))})\s?(?:le\s|la\s|l'|l'annee\s)?(?:{WEEKDAY}\s)?$")
UNTIL_CUE = re.compile(rf"(?<!\w)(?:{one_of(_role('open_until'))})\s?(?:le\s|la\s|l'|l'annee\s)?(?:{WEEKDAY}\s)?$")
ABOUT_CUE = re.compile(rf"(?<!\w)(?:{one_of(_role('about'))})[\s-]\s?(?:du\s|de\s|d')?(?:mois\s(?:de\s|d'))?$")
ANY_YEAR = re.compile(rf"(?<![\w-]){YEAR}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Item:
    """One date on its way to a mention: its ends in the text; `last` where it is a range."""

    start: int
    end: int
    first: Atom
    last: Atom | None = None
    about: bool = False
    about_last: bool = False
    opens: str = ""  # from, until


def find_dates(text: str, year: int | None, context: Sequence[str] = ()) -> list[Mention]:
    """All dates of one passage, in order; one that the calendar does not have is there without value.

    `year` is the report's, for dates that leave it out; `context` the texts around, nearest first.

    >>> [m.value.value for m in find_dates("les 9 et 11 février, puis depuis 2016", 2021)]
    ['2021-02-09', '2021-02-11', '2016/..']
    """
    folded = fold(text)
    if not PREFILTER.search(folded):
        return []
    atoms = _with_days(find_atoms(text, folded), folded)
    items = _join(_abouts(atoms, folded), folded)
    items = [_open(item, folded) for item in items]
    years = _years(items, folded, _known_year(year, context))
    mentions = [_mention(item, *pair) for item, pair in zip(items, years, strict=True)]
    taken = bytearray(len(text))  # one byte a character keeps this linear
    for m in mentions:
        taken[m.start : m.end] = b"\1" * (m.end - m.start)
    others = [m for m in find_durations(folded) if not any(taken[m.start : m.end])]
    return sorted(mentions + others, key=lambda m: m.start)


def _known_year(year: int | None, context: Sequence[str]) -> int | None:
    """The report's year; without one, that of the nearest text that names just one."""
    if year is not None:
        return year
    for around in context:
        if len(named := set(ANY_YEAR.findall(around))) == 1:
            return int(named.pop())
    return None


def _with_days(atoms: list[Atom], folded: str) -> list[Atom]:
    """Bare days before a date (« 11, 12 et 13 décembre ») become atoms of their own, in their month."""
    found: list[Atom] = []
    floor = 0
    for atom in atoms:
        if atom.shape == "day" and (run := DAYS.search(folded[max(floor, atom.start - REACH) : atom.start])):
            base = max(floor, atom.start - REACH)
            days = [(int(re.sub(r"\s?er|ler", "", one[1]) or 1), one) for one in ONE_DAY.finditer(run[0])]
            rising = sorted({*(day for day, _ in days), atom.day}) == [*(day for day, _ in days), atom.day]
            cued = LIST_CUE.search(folded[max(0, base + run.start() - 20) : base + run.start()])
            if all(1 <= day <= 31 for day, _ in days) and (cued or (rising and not run[0].rstrip().endswith(","))):
                for day, one in days:
                    start = base + run.start() + one.start()
                    found.append(Atom(start, start + len(one[1]), "bare", None, atom.code, day))
        found.append(atom)
        floor = atom.end
    return found


def _abouts(atoms: list[Atom], folded: str) -> list[Item]:
    items = []
    floor = 0
    for atom in atoms:
        base = max(floor, atom.start - REACH)
        cue = ABOUT_CUE.search(folded[base : atom.start]) if atom.shape not in ("bare", "years") else None
        items.append(Item(base + cue.start() if cue else atom.start, atom.end, atom, about=bool(cue)))
        floor = atom.end
    return items


def _join(items: list[Item], folded: str) -> list[Item]:
    """Two dates that make one range become one item."""
    joined: list[Item] = []
    for item in items:
        before = joined[-1] if joined else None
        if before and before.last is None and _is_range(before, item, folded):
            joined[-1] = replace(before, end=item.end, last=item.first, about_last=item.about)
        else:
            joined.append(item)
    return joined


def _is_range(a: Item, b: Item, folded: str) -> bool:
    gap = folded[a.end : b.start]
    if len(gap) > 24 or "years" in (a.first.shape, b.first.shape):
        return False
    unit = _unit(a.first), _unit(b.first)
    if AND.fullmatch(gap):
        return bool(BETWEEN.search(folded[max(0, a.start - 30) : a.start]))
    if unit[0] != unit[1] or not TO.fullmatch(gap):
        return False
    if gap.strip() == "/":
        return unit[0] != "day"
    if unit[0] == "year" and gap.strip() == "a":
        return bool(
            re.search(r"(?:\b(?:de|annees|exercices|saisons|periode)|\()\s$", folded[max(0, a.start - 12) : a.start])
        )
    return True


def _unit(atom: Atom) -> str:
    return "day" if atom.day else "part" if atom.code else "year"


def _open(item: Item, folded: str) -> Item:
    """With its cue, where one opens it: « depuis », « jusqu'en »."""
    base = max(0, item.start - REACH)
    window = folded[base : item.start]
    if item.first.shape == "bare" or item.last or item.first.shape == "years":
        return item
    for opens, cue in (("from", FROM_CUE), ("until", UNTIL_CUE)):
        if found := cue.search(window):
            return replace(item, start=base + found.start(), opens=opens)
    return item


def _years(items: list[Item], folded: str, known: int | None) -> list[tuple[int | None, int | None, bool]]:
    """For each item the years of its two ends, and whether they were filled in."""
    years: list[tuple[int | None, int | None, bool]] = []
    following: int | None = None
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        own = (item.last or item.first).year
        gap = folded[item.end : items[index + 1].start] if index + 1 < len(items) else "."
        linked = following if LIST.fullmatch(gap) or item.first.shape == "bare" else None
        end = own or linked or (item.first.year if item.last else None) or known
        start = item.first.year or (end if item.last else own or linked or known)
        if item.last and item.first.year is None and start is not None and _later(item.first, item.last):
            start -= 1
        if item.last and item.last.year is None and item.first.year and _later(item.first, item.last):
            end = item.first.year + 1
        years.append((start, end, not (item.first.year and (item.last is None or item.last.year))))
        following = own or linked if (own or linked) and _unit(item.first) != "year" else None
    return years[::-1]


def _later(a: Atom, b: Atom) -> bool:
    return _unit(a) == _unit(b) and (a.code, a.day) > (b.code, b.day)


def _mention(item: Item, start: int | None, end: int | None, inferred: bool) -> Mention:
    value, rule = _value(item, start, end, inferred)
    return Mention("dates", item.start, item.end, value, rule)


def _value(item: Item, start: int | None, end: int | None, inferred: bool) -> tuple[DateValue | None, str]:
    if start is None or end is None:
        return None, "no_year"
    said = "year" if inferred else ""
    if item.first.shape == "bare":
        said = "year+month" if inferred else "month"
    first = Point(start, item.first.code, item.first.day, item.about)
    if not is_real(first):
        return None, "impossible_date"
    if item.first.until:
        return interval_value(first, Point(item.first.until)), "years"
    if item.last:
        last = Point(end, item.last.code, item.last.day, item.about_last)
        if not is_real(last):
            return None, "impossible_date"
        if (first.year, first.code, first.day) > (last.year, last.code, last.day):
            return None, "backward_range"
        return interval_value(first, last, said), "range"
    if item.opens:
        return (
            interval_value(first, None, said) if item.opens == "from" else interval_value(None, first, said)
        ), item.opens
    return date_value(first, said), item.first.shape
