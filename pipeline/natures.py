"""What a name is, where the model was misled: by its own words, by what it does, by what the reports call it elsewhere.

In: the passages of a body and the names in each. Out: the same names, labels mended. It refuses to move an edge
(`edges`), to find a name (`echoes`) and to doubt what official tables know as a place.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.gazetteer import fold_name, load_gazetteer
from pipeline.kinds.institutions import read_epci_acronym
from pipeline.kinds.partner_roles import read_partner_role
from pipeline.kinds.places_official import load_forms
from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.listed import OF, find_listed
from pipeline.model import Name, NameLabel, Passage
from pipeline.territory import Territory

CODED = re.compile(r"(?P<letters>[A-Z]{2,6}) ?(?P<code>\d\d\d?|2[AB])")  # « CD07 », « SDE 22 »
# Of names that are in no table and open with no word for a site, those that pay, provide or co-organise are
# organisations: 1,373 of 1,390 in the training lines.
ACTS = ("funder", "provider", "co-organiser")
AREAS = ("countries", "cities", "territories", "rivers")
# One body calls one thing by one name (in the training lines, 30 names of thousands are two, all but three official
# places): of two readings as frequent, the first of these is the likelier one.
LIKELIER: tuple[NameLabel, ...] = ("EVENT", "PARTNER", "PLACE", "ORGAN")


def mend_labels(passages: Sequence[Passage], names: Sequence[Sequence[Name]]) -> list[tuple[Name, ...]]:
    """The names of each passage, each label the likeliest.

    >>> passages = [Passage("Étude confiée à Terralya, rue Basse", 1), Passage("Terralya à Redon", 2)]
    >>> seen = [[Name(16, 24, "PLACE"), Name(26, 35, "PLACE")], [Name(0, 8, "PLACE"), Name(11, 16, "PLACE")]]
    >>> [[name.label for name in found] for found in mend_labels(passages, seen)]
    [['PARTNER', 'PLACE'], ['PARTNER', 'PLACE']]
    """
    alone = [tuple(_mend(passage, name) for name in found) for passage, found in zip(passages, names, strict=True)]
    return _agree([passage.text for passage in passages], alone)


def mark_epcis(texts: Sequence[str], names: Sequence[Sequence[Name]], territory: Territory) -> list[list[Name]]:
    """The names of each text, the letters of an EPCI of the territory (« EBER ») never a place."""
    return [
        [
            replace(name, label="PARTNER", rule="epci")
            if name.label == "PLACE" and read_epci_acronym(text[name.start : name.end], territory)
            else name
            for name in found
        ]
        for text, found in zip(texts, names, strict=True)
    ]


def _mend(passage: Passage, name: Name) -> Name:
    """A name by its words and what it does; what the tables know as a place stays one."""
    surface = passage.text[name.start : name.end]
    if name.label in ("PLACE", "ORGAN") and _is_coded(surface):
        return replace(name, label="PARTNER", rule="coded")
    if name.label == "PARTNER" and _site_cues().search(fold(passage.text[: name.start])) and not _is_firm(surface):
        return name if find_listed(surface) else replace(name, label="PLACE", rule="site")
    if name.label == "EVENT" and _is_area(surface):
        return replace(name, label="PLACE", rule="area")
    if name.label == "PARTNER" and _is_worked_on(passage.text[: name.start], surface):
        return replace(name, label="PLACE", rule="worked_on")
    house = fold_name(surface) in load_forms("cultural_houses")
    if name.label != "PLACE" or (is_known_place(surface) and not (house or _is_epci(surface))):
        return name
    if _is_firm(surface):
        return replace(name, label="PARTNER", rule="firm")
    span = name.start, name.end
    if read_partner_role(passage.text, *span, passage.column, passage.label, names=[span]) in ACTS:
        return replace(name, label="PARTNER", rule="acts")
    return name


def is_known_place(surface: str) -> bool:
    """Is it in a table of places, or does it open with a word for a site?

    >>> [is_known_place(surface) for surface in ("Lens", "Belgique", "salle Ronny-Coutteure", "Vernier Systèmes")]
    [True, True, True, False]
    """
    key = fold_name(surface)
    site = key.split(" ")[0] in load_forms("site_words") and not _is_firm(surface)
    listed = any(key in load_forms(area) for area in AREAS)
    return site or listed or _is_area(surface) or bool(load_gazetteer().communes_named(surface))


def _is_area(surface: str) -> bool:
    """Is it the very name of a département, région or river? Of 400 in the training lines none is an event."""
    key, gazetteer = fold_name(surface), load_gazetteer()
    official = key in gazetteer.departement_by_name or key in gazetteer.region_by_name
    return official or key in load_forms("rivers")


@cache
def _site_cues() -> re.Pattern[str]:
    """« quartier d'|Erlenmatt »: what stands before the name of a place, never before an organisation's."""
    return re.compile(rf"(?<![\w-])(?:{one_of(row['form'] for row in load_lexicon('site_cues'))})\s{OF}$")


def _is_worked_on(before: str, surface: str) -> bool:
    """« démolition de la |laiterie des Trois Chênes »: of what opens with a word for a site and is built, visited or
    pulled down, 43 of 46 are places in the training lines."""
    return fold_name(surface).split(" ")[0] in load_forms("site_words") and bool(_works().search(fold(before)))


@cache
def _works() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{one_of(row['form'] for row in load_lexicon('works'))})s?\s(?:{OF})?$")


def _is_epci(surface: str) -> bool:
    """Is it an EPCI's bare name (« Val Marnaysien »), and no commune's? It opens like a place, and may act."""
    return bool(load_gazetteer().epcis_named(surface)) and not load_gazetteer().communes_named(surface)


def _is_coded(surface: str) -> bool:
    match = CODED.fullmatch(surface)
    return bool(match and match["letters"] in _letters() and match["code"] in load_gazetteer().departements)


@cache
def _letters() -> frozenset[str]:
    """Acronyms that need a territory behind them: « CD », « SDIS »; roads (« RD 62 ») are none."""
    return frozenset(row["form"] for row in load_lexicon("name_heads") if row["label"] == "PARTNER")


def _is_firm(surface: str) -> bool:
    """« Cars Vernaison », « Vernier Systèmes »: a word that firms and public bodies have, with a name.

    >>> [_is_firm(surface) for surface in ("Cars Vernaison", "Vernier Systèmes", "Systèmes", "cars")]
    [True, True, False, False]
    """
    words = fold_name(surface).split(" ")
    return len(words) > 1 and surface[0].isupper() and (words[0] in _firm("first") or words[-1] in _firm("last"))


@cache
def _firm(stands: str) -> frozenset[str]:
    return frozenset(fold_name(row["form"]) for row in load_lexicon("firm_words") if row["stands"] == stands)


def _agree(texts: Sequence[str], names: Sequence[Sequence[Name]]) -> list[tuple[Name, ...]]:
    """A name that was read in two ways is one thing; official places may be two."""
    read: dict[str, Counter[NameLabel]] = defaultdict(Counter)
    for text, found in zip(texts, names, strict=True):
        for name in found:
            if name.label in LIKELIER:
                read[text[name.start : name.end]][name.label] += 1
    settled = _settled(read)
    return [
        tuple(
            replace(name, label=label, rule="agreed")
            if name.label in LIKELIER and (label := settled.get(text[name.start : name.end], name.label)) != name.label
            else name
            for name in found
        )
        for text, found in zip(texts, names, strict=True)
    ]


def _settled(read: Mapping[str, Counter[NameLabel]]) -> dict[str, NameLabel]:
    """Surface -> label, of those that were read in two ways, or that another surface tells."""
    firms = {s.split(" ")[-1] for s, labels in read.items() if labels["PARTNER"] and _is_firm(s)}
    tails = {word for word in firms if fold_name(word) not in _firm("last")}  # « Dassoul » of « Transports Dassoul »
    feasts = {feast for s, labels in read.items() if labels["EVENT"] and (feast := _celebrated(s))}
    settled: dict[str, NameLabel] = {}
    for surface, labels in read.items():
        told = surface in feasts or surface in tails or len(labels) > 1
        if not told or is_known_place(surface):
            continue
        if surface in feasts:
            settled[surface] = "EVENT"
        elif surface in tails:
            settled[surface] = "PARTNER"
        else:
            settled[surface] = max(labels, key=lambda label: (labels[label], -LIKELIER.index(label)))
    return settled


def _celebrated(event: str) -> str:
    """What a feast is called after, where that is a name of several words that no list has: it is no organisation.

    >>> [_celebrated(event) for event in ("Fêtes de la Ronde des Lavoirs", "Fêtes de l'Anah", "Fête du Pain")]
    ['Ronde des Lavoirs', '', '']
    """
    match = _feasts().match(event)
    rest = event[match.end() :] if match else ""
    return rest if " " in rest and not (find_listed(rest) or _is_firm(rest)) else ""


@cache
def _feasts() -> re.Pattern[str]:
    forms = (row["form"] for row in load_lexicon("event_heads") if row["celebrates"] == "yes")
    return re.compile(rf"(?:{'|'.join(sorted(forms))})s?\s{OF}", re.IGNORECASE)
