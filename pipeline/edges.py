"""Where a name begins and ends, by grammar and lists: « communauté de communes de l'|Argonne Ardennaise » is one name.

In: a text and the names that the model saw in it. Out: the names with whole edges. It refuses to decide what a name
stands for, and to find names that neither the model nor a list knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipeline.gazetteer import load_gazetteer
from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.listed import OF, WORD, find_listed
from pipeline.model import Name, NameLabel

DASH = re.compile(r"\s?[-–]\s?")
CUT = re.compile(rf"(?:\s(?:{OF}|de|du|des|d['’]|à|à\sla|aux?|et|pour|sur|en|la|le|les|l['’])|['’]|\s[-–])\s*$")
CAPITALS = re.compile(rf"\s?{WORD}(?:(?:\s|-|\s{OF})(?={WORD}){WORD})*")
LOWER = re.compile(r"([a-zà-ÿ][\w-]*)(?:\s(?:de la |du |des |de l['’]|de |d['’])?|['’])(?=\S)")
# « EGIS et ses équipes »: others, who have no name
OTHERS = re.compile(rf"(?P<name>{WORD}(?:\s{WORD})*)\set\s(?:des|les|ses|leurs)\s[a-zà-ÿ][^A-ZÀ-Ý]*")
# « Région |1 250 000|, préfet de l'Ain |du 18/06|»: a sum, a date; « SDIS 62 » and « France 2030 » are names
FIGURE = re.compile(
    r"(?:(?:\s(?:du|le|au))?\s(?:\d{1,3}(?:[ .]\d{3})+|\d{1,2}/\d{1,2}(?:/\d{2,4})?)"
    r"|\sde\s(?:1[89]|20)\d\d(?:-\d{2,4})?)$"
)
UNTIL = re.compile(r"\sd['’]ici$")  # « la rive droite du Rhône |d'ici| 2023 »
TITLE = re.compile(r"«\s?([A-ZÀ-Ý][^«».,;:()]{2,50}?)\s?»")
FIRM = re.compile(rf"{WORD}(?:(?:\set\s|\s&\s|\s|-){WORD})*")
PREPOSITION = re.compile(r"\s*(?:de la|de l['’]|du|des|de|d['’]|à la|à|aux?|et|pour|sur|en|la|les?|l['’]|-|–)?\s*$")


def mend_names(text: str, names: Sequence[Name]) -> tuple[Name, ...]:
    """The names of a text, those that were cut in two made whole, heads taken in, and what lists know whole.

    >>> text = "avec la communauté de communes de l'Argonne Ardennaise"
    >>> [text[n.start : n.end] for n in mend_names(text, [Name(8, 35, "PARTNER"), Name(36, 54, "PLACE")])]
    ["communauté de communes de l'Argonne Ardennaise"]
    """
    plain = [inner for name in names if (inner := _without_generics(text, name))]
    whole = _with_firms(text, _with_listed(find_listed(text), _with_heads(text, _joined(text, plain))))
    return _with_titles(text, whole)


def _without_generics(text: str, name: Name) -> Name | None:
    """What is no part of a name goes: « bureau d'études EGIS », « directeur de l'ARS », « rive droite du Rhône ».

    A programme known by its letters is no organisation; a site without a capital or a number is no name: None."""
    surface = text[name.start : name.end]
    if surface in _no_names():
        return None
    if until := UNTIL.search(surface):
        name, surface = replace(name, end=name.start + until.start()), surface[: until.start()]
    if name.label in ("PARTNER", "PLACE") and fold(surface) in _programmes():
        return replace(name, label="EVENT", rule="programme")
    if name.label in ("EVENT", "PARTNER") and (station := _stations().match(fold(surface))):
        rest = surface[station.end() :]
        if load_gazetteer().communes_named(rest):
            return Name(name.start + station.end(), name.end, "PLACE", "generic")  # « PEM de Lens »
    if name.label in ("PARTNER", "PLACE") and (figure := FIGURE.search(surface)) and figure.start():
        name, surface = replace(name, end=name.start + figure.start(), rule="figure"), surface[: figure.start()]
    if name.label == "PARTNER" and (others := OTHERS.fullmatch(surface)):
        name, surface = replace(name, end=name.start + others.end("name"), rule="others"), others["name"]
    if name.label == "PARTNER" and (before := (_titles().match(fold(surface)) or _generics().match(fold(surface)))):
        rest = surface[before.end() :]
        if rest[:1].isupper():
            return replace(name, start=name.start + before.end(), rule="generic")
    if surface[:1].isdigit() and not any(c.isupper() for c in surface):
        return None  # « 19h », « 400,60 »
    if name.label == "PLACE":
        if surface.islower():
            return None
        while (first := LOWER.match(text, name.start, name.end)) and fold(first[1]) not in _site_words():
            name = replace(name, start=first.end(), rule="generic")
    return name


@cache
def _programmes() -> frozenset[str]:
    return frozenset(fold(row["form"]) for row in load_lexicon("programmes"))


@cache
def _no_names() -> frozenset[str]:
    """Capitals that name nothing: classes of a school, taxes."""
    return frozenset(row["form"] for row in load_lexicon("no_names"))


@cache
def _site_words() -> frozenset[str]:
    return frozenset(fold(row["form"]) for row in load_lexicon("site_words"))


@cache
def _titles() -> re.Pattern[str]:
    """A person's title before an organisation; a préfet stands for the préfecture."""
    forms = (row["form"] for row in load_lexicon("person_titles") if "préf" not in row["form"])
    return re.compile(rf"(?:{one_of(forms)})(?:e|trice)?\s{OF}")


@cache
def _generics() -> re.Pattern[str]:
    return re.compile(rf"(?:{one_of(row['form'] for row in load_lexicon('name_generics'))})\s")


def _with_listed(listed: Sequence[Name], names: Sequence[Name]) -> tuple[Name, ...]:
    """A listed name stands unless the model saw a longer one around it; what it meets of others goes."""
    kept = list(names)
    for name in listed:
        met = [other for other in kept if other.start < name.end and name.start < other.end]
        longer = next((o for o in met if o.start <= name.start and name.end <= o.end and o.label != "PLACE"), None)
        if longer and (longer.label != "ORGAN" or longer.start != name.start):
            continue
        kept = [other for other in kept if other not in met]
        end = max([name.end, *(other.end for other in met if other.label in ("PLACE", "PARTNER"))])
        kept.append(replace(name, end=end))
    return tuple(sorted(kept, key=lambda name: name.start))


def _joined(text: str, names: Sequence[Name]) -> list[Name]:
    """A name that ends in a preposition goes on in the name behind it, else in the capitals behind it."""
    joined: list[Name] = []
    for name in names:
        last = joined[-1] if joined else None
        gap = text[last.end : name.start] if last else ""
        if last and name.label == last.label == "PLACE" and DASH.fullmatch(gap) and (of := _station_before(text, last)):
            joined[-1] = Name(of.start(), name.end, "PLACE", "joined")
        elif last and _goes_on(text[last.start : last.end], gap, name, text[name.start : name.end]):
            epci = DASH.fullmatch(gap) and not load_gazetteer().communes_named(text[last.start : name.end])
            label: NameLabel = "PARTNER" if epci else last.label
            joined[-1] = Name(last.start, name.end, label, "joined")
        else:
            joined.append(name)
    whole: list[Name] = []
    for number, name in enumerate(joined):
        if CUT.search(text[name.start : name.end]):
            limit = joined[number + 1].start if number + 1 < len(joined) else len(text)
            more = CAPITALS.match(text, name.end, limit)
            end = more.end() if more else name.end - len(PREPOSITION.search(text[name.start : name.end])[0])  # type: ignore[index]
            name = replace(name, end=end, rule="joined")
        if name.start < name.end:
            whole.append(name)
    return whole


def _goes_on(surface: str, gap: str, following: Name, rest: str) -> bool:
    """Does a name go on in the following one: after a preposition, in « CAUE |du| Gers », as an EPCI's two halves?"""
    if gap == "-" and (" " in surface or load_gazetteer().communes_named(f"{surface}-{rest}")):
        return True
    if not gap.strip():
        return bool(CUT.search(surface))
    if DASH.fullmatch(gap):
        return bool(load_gazetteer().epcis_named(f"{surface} - {rest}"))
    if gap == " à " and following.label == "PLACE":
        return bool(_linear().match(fold(surface)))
    of = re.fullmatch(rf"\s{OF}", gap) and following.label == "PLACE" and surface.isupper()
    return bool(of and _heads().search(f"{fold(surface)} "))


def _with_titles(text: str, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """« Lens en 2 roues »: a short title in quotes is one name, and what stands in it none of its own."""
    kept = list(names)
    for title in TITLE.finditer(text) if "«" in text else ():
        start, end = title.span(1)
        inside = [name for name in kept if start <= name.start and name.end <= end]
        if inside and all((name.start, name.end) != (start, end) for name in inside):
            kept = [name for name in kept if name not in inside]
            kept.append(Name(start, end, "EVENT", "title"))
    return tuple(sorted(kept, key=lambda name: name.start))


def _with_firms(text: str, names: Sequence[Name]) -> tuple[Name, ...]:
    """« bureau d'études |Habilis|, cabinet |Weiss et Kuntz »: what follows a word for a firm is one, whole."""
    kept = list(names)
    for cue in _firm_cues().finditer(fold(text)):
        capitals = FIRM.match(text, cue.end()) if text[cue.start()].islower() else None
        if capitals is None:
            continue
        met = [name for name in kept if name.start < capitals.end() and capitals.start() < name.end]
        beyond = any(name.end > capitals.end() for name in met)
        later = any(name.label == "PARTNER" and name.start != capitals.start() for name in met)
        seen = bool(met) and all(name.label == "PARTNER" for name in met)
        if not (beyond or later or seen):
            kept = [name for name in kept if name not in met]
            kept.append(Name(capitals.start(), capitals.end(), "PARTNER", "cue"))
    return tuple(sorted(kept, key=lambda name: name.start))


@cache
def _firm_cues() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{one_of(row['form'] for row in load_lexicon('firm_cues'))})\s")


def _station_before(text: str, name: Name) -> re.Match[str] | None:
    """« gare de » before the first of two places: a station that two communes share is called after both."""
    before = fold(text[: name.start])
    return next((match for match in _stations().finditer(before) if match.end() == len(before)), None)


@cache
def _stations() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{one_of(row['form'] for row in load_lexicon('station_words'))})\s{OF}")


@cache
def _linear() -> re.Pattern[str]:
    """What leads from one place to another: « canal de Nantes |à Brest »."""
    return re.compile(rf"(?:{one_of(row['form'] for row in load_lexicon('linear_sites'))})\s{OF}")


def _with_heads(text: str, names: Sequence[Name]) -> tuple[Name, ...]:
    """« forge de |Fraisans », « Établissement public foncier |Doubs BFC »: the head before a name belongs to it."""
    folded = fold(text)
    mended: list[Name] = []
    floor = 0
    for name in names:
        if name.label in ("PLACE", "PARTNER") and (event := _event_heads().search(text[floor : name.start])):
            name = Name(floor + event.start(), name.end, "EVENT", "head")
        elif name.label in ("PLACE", "PARTNER") and (head := _heads().search(folded[floor : name.start])):
            label: NameLabel = "PARTNER" if head["partner"] else "PLACE"
            if label == "PARTNER" or name.label == "PLACE":
                name = Name(floor + head.start(), name.end, label, "head")
        elif name.label == "PARTNER" and (capital := _capital_heads().search(text[floor : name.start])):
            name = Name(floor + capital.start(), name.end, "PARTNER", "head")
        mended.append(name)
        floor = name.end
    return tuple(mended)


@cache
def _event_heads() -> re.Pattern[str]:
    """« Fêtes de la |Ronde des Lavoirs »: what a feast with a capital is called after belongs to its name."""
    return re.compile(rf"(?<![\w-])(?:{_capitalized('event_heads')})\s{OF}$")


@cache
def _capital_heads() -> re.Pattern[str]:
    """« Atelier |Pente Douce »: a trade or a house with a capital before a name belongs to it."""
    return re.compile(rf"(?<![\w-])(?:{_capitalized('capital_heads')})\s$")


def _capitalized(table: str) -> str:
    """A pattern for one of the forms of a lexicon, each with a capital, the longest first."""
    forms = {row["form"].capitalize() for row in load_lexicon(table)}
    return "|".join(sorted(forms, key=lambda form: (-len(form), form)))


@cache
def _heads() -> re.Pattern[str]:
    """A head of a name, at the end of what stands before it."""
    forms: dict[str, list[str]] = {"PARTNER": [], "PLACE": []}
    for row in load_lexicon("name_heads"):
        forms[row["label"]].append(row["form"])
    partner, place = one_of(forms["PARTNER"]), one_of(forms["PLACE"])
    return re.compile(rf"(?<![\w-])(?:(?P<partner>{partner})\s{OF}?|(?P<place>{place})\s{OF})$")
