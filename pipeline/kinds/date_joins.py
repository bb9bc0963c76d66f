"""Dates and their neighbours: the days of an enumeration, the two ends of a range, what opens, closes or blurs a date.

In: the atoms of a folded text. Out: items, one for each date that will be told, with the words that belong to it. It
refuses to know which year is meant, and what the calendar has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.kinds.date_atoms import Atom, day_number
from pipeline.kinds.date_shapes import DAY, ORDINAL, ORDINALS, WEEKDAY, WEEKDAYS, words
from pipeline.lexicon import one_of

REACH = 120  # characters that a cue or an enumeration before a date may take
RANGE_GAP = 28  # characters between the ends of a range: « au plus tard le vendredi »

ARTICLE = rf"(?:(?:le|la|les|l')\s?)?(?:{WEEKDAY}\s)?"
TO = re.compile(
    rf"(?:\s\([^()\d]{{1,20}}\))?\s?(?:(?:(?:inclus)?,?\s)?(?:au|a|jusqu'au|jusqu'en|jusqu'a)\s(?:le\s|la\s|l')?(?:{WEEKDAY}\s)?|(?:[->→]|->)\s?(?:{WEEKDAY}\s)?|/\s?)$"
)
AND = re.compile(rf"\s(?:et|&)\s(?:en\s|du\s|de\s|le\s|la\s|l')?(?:{WEEKDAY}\s)?$")
LIST = re.compile(
    rf"(?:\s?[,;/]\s?|\s(?:et|ou|puis|&|,\spuis|ainsi\sque)\s|,\s(?:et|puis)\s)"
    rf"(?:(?:le|les|du|des|en|au|celui\sdu)\s)?(?:{WEEKDAY}\s)?$"
)
BETWEEN = re.compile(rf"(?<!\w)entre\s{ARTICLE}$")
MOVED = re.compile(rf"(?<!\w)(?:{one_of(words('moved'))})\s(?:du|de|d'|des)\s?{ARTICLE}$")  # « reporté du 3 au 9 mai »
FROM_TO = re.compile(rf"(?<!\w)(?:du|de|d'|des|entre|depuis|periode|[(:])\s?{ARTICLE}$")
ASIDE = r"(?:\s\([^()\d]{1,40}\))?"  # « les 3 (Lens), 10 (Béthune) et 17 mars »
NEXT_DAY = rf"{ASIDE}(?:\s?,\s?|,?\s(?:et|ou|au|a|puis|&)\s(?:le\s|du\s)?|\s?[-/&]\s?)(?:{WEEKDAY}\s)?"
DAYS = re.compile(rf"(?<![\w,.-])(?:{DAY}{NEXT_DAY}){{1,31}}$")
ONE_DAY = re.compile(rf"({DAY}){NEXT_DAY}")
NEXT_PART = r"(?:\s?,\s?|\s(?:et|ou|au|a|&)\s(?:le\s|du\s)?|\s?[-/&]\s?)"
PARTS_RUN = re.compile(rf"(?<!\w)(?:{ORDINAL}{NEXT_PART}){{1,3}}$")
ONE_PART = re.compile(rf"({ORDINAL}){NEXT_PART}")
LIST_CUE = re.compile(rf"(?:(?<!\w)(?:les|des|aux|du|le|au|entre\sle|{WEEKDAY})|[(:,;-]|^)\s?$")
OF = (
    r"(?:(?:le|la|les|l'|du|de\sla|de\sl'|de|d'|des)\s?)?"
    r"(?:(?:annee(?:\sscolaire)?|exercice|saison|rentree|periode|horizon|mois)\s(?:de\s|d'|du\s)?)?"
)
FROM_CUE = re.compile(rf"(?<!\w)(?:{one_of(words('open_from'))})\s?{OF}(?:{WEEKDAY}\s)?$")
UNTIL_CUE = re.compile(rf"(?<!\w)(?:{one_of(words('open_until'))})\s?{OF}(?:{WEEKDAY}\s)?$")
ABOUT = rf"(?<!\w)(?:{one_of(words('about'))})"
ABOUT_CUE = re.compile(rf"{ABOUT}[\s-]\s?{OF}$")
ABOUT_DAY = re.compile(rf"(?<!\w)(?:{one_of(words('about_day'))})\s(?:le\s|du\s)?(?:{WEEKDAY}\s)?$")
STREET = rf",?\s(?:bis\s|ter\s)?(?:{one_of(words('street'))})\b"
LATER_DAY = re.compile(
    rf"(?<!\w)(?<!\bdans\s)(?:le|au|du)\s(?:{WEEKDAY}\s)?(\d{{1,2}})(?!{STREET})"
    r"(?=\s?(?:[,.;)]|$)|\s(?:a|au|aux|en|avec|pour|et|puis|ont|est|sont)\s)"
)
AHEAD = re.compile(rf"\s(?:{one_of(words('later'))})(?!\w)")
WEEKDAY_BEFORE = re.compile(rf"(?<!\w)({one_of(WEEKDAYS)})\s$")
SENTENCE_END = re.compile(r"[.!?]\s")


UNJOINED = {"years", "later", "listed"}  # shapes that are whole, or one of a list


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
    ahead: bool = False  # « en mars prochain »: no calendar year can be told
    weekday: int | None = None  # 0 Monday … 6, where the text names one before a single day without year


def find_items(atoms: list[Atom], folded: str) -> list[Item]:
    """The atoms, those that an enumeration implies, joined into ranges and with their cues.

    >>> from pipeline.kinds.date_atoms import find_atoms
    >>> text = "les 3 et 10 mars, puis depuis fin mai"
    >>> [(text[i.start : i.end], i.opens) for i in find_items(find_atoms(text, text), text)]
    [('3', ''), ('10 mars', ''), ('depuis fin mai', 'from')]
    """
    atoms = _with_later_days(_with_bare(atoms, folded), folded)
    return [_noted(_open(item, folded), folded) for item in _join(_abouts(atoms, folded), folded)]


def _noted(item: Item, folded: str) -> Item:
    """With what helps to find its year, where the text leaves it out."""
    if item.first.year is not None:
        return item
    if AHEAD.match(folded, item.end):
        return replace(item, ahead=True)
    if item.last is None and item.first.shape in ("day", "numeric"):
        start = item.end - (item.first.end - item.first.start)
        if named := WEEKDAY_BEFORE.search(folded[max(0, start - 12) : start]):
            return replace(item, weekday=int(WEEKDAYS[named[1]]))
    return item


def unit(atom: Atom) -> str:
    """How fine an atom is: day, part (of a year) or year."""
    return "day" if atom.day else "part" if atom.code else "year"


def _with_bare(atoms: list[Atom], folded: str) -> list[Atom]:
    """Bare days (« 11, 12 et 13 décembre ») and ranks (« 1er et 2e trimestres ») become atoms of their own."""
    found: list[Atom] = []
    floor = 0
    for atom in atoms:
        base = max(floor, atom.start - REACH)
        if atom.day and atom.shape in ("day", "numeric", "misspelt", "delimited"):
            found += _bare_days(atom, folded, base)
        elif atom.shape == "part" and (run := PARTS_RUN.search(folded[base : atom.start])):
            first = 32 if atom.code < 40 else 39
            for one in ONE_PART.finditer(run[0]):
                start = base + run.start() + one.start()
                if rank := int(ORDINALS[one[1]]):
                    found.append(Atom(start, start + len(one[1]), "bare", None, first + rank))
        found.append(atom)
        floor = atom.end
    return found


def _bare_days(atom: Atom, folded: str, base: int) -> list[Atom]:
    run = DAYS.search(folded[base : atom.start])
    if not run:
        return []
    days = [(day_number(one[1]), one) for one in ONE_DAY.finditer(run[0])]
    rising = sorted({*(day for day, _ in days), atom.day}) == [*(day for day, _ in days), atom.day]
    cued = LIST_CUE.search(folded[max(0, base + run.start() - 20) : base + run.start()])
    if not all(1 <= day <= 31 for day, _ in days) or not (cued or (rising and not run[0].rstrip().endswith(","))):
        return []
    if atom.shape == "numeric" and not rising:
        return []
    starts = [base + run.start() + one.start() for _, one in days]
    return [
        Atom(start, start + len(one[1]), "bare", None, atom.code, day)
        for start, (day, one) in zip(starts, days, strict=True)
    ]


def _with_later_days(atoms: list[Atom], folded: str) -> list[Atom]:
    """« le 20 septembre, report au 27 »: a later day of the same sentence is in the same month."""
    found: list[Atom] = []
    for atom, following in zip(atoms, [*atoms[1:], None], strict=False):
        found.append(atom)
        if not atom.day or atom.shape == "bare":
            continue
        stop = min(following.start if following else len(folded), atom.end + REACH)
        window = folded[atom.end : stop]
        if end := SENTENCE_END.search(window):
            window = window[: end.start() + 1]
        day = atom.day
        for one in LATER_DAY.finditer(window):
            if day < int(one[1]) <= 31:
                day = int(one[1])
                start = atom.end + one.start(1)
                found.append(Atom(start, start + len(one[1]), "later", atom.year, atom.code, day))
    return found


def _abouts(atoms: list[Atom], folded: str) -> list[Item]:
    items = []
    floor = 0
    for atom in atoms:
        base = max(floor, atom.start - REACH)
        cue = None
        if atom.shape not in ("bare", "years", "later", "listed"):
            cue = (ABOUT_DAY if atom.day else ABOUT_CUE).search(folded[base : atom.start])
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
    if len(gap) > RANGE_GAP or UNJOINED & {a.first.shape, b.first.shape}:
        return False
    before = folded[max(0, a.start - 30) : a.start]
    if AND.fullmatch(gap):
        return bool(BETWEEN.search(before))
    if not TO.fullmatch(gap) or MOVED.search(before):
        return False
    if unit(a.first) != unit(b.first):
        return gap.strip()[:1] in ("a", "j") and bool(FROM_TO.search(before))
    if gap.strip() == "/":
        return unit(a.first) != "day" or a.first.shape == "bare"  # « les 6/7 mars »
    return True


def _open(item: Item, folded: str) -> Item:
    """With its cue, where one opens it: « depuis », « jusqu'en »."""
    base = max(0, item.start - REACH)
    window = folded[base : item.start]
    if item.first.shape in ("bare", "years", "later", "listed") or item.last:
        return item
    for opens, cue in (("from", FROM_CUE), ("until", UNTIL_CUE)):
        if found := cue.search(window):
            return replace(item, start=base + found.start(), opens=opens)
    return item
