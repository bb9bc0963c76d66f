"""An action taken to pieces: its words, names, figures and themes, as the alignment weighs them.

In: the actions of one year. Out: Features, one per action. It refuses to know the other year.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.compare.rows import read_side
from pipeline.compare.themes import Programmes, find_operations, find_themes
from pipeline.compare.words import (
    CLITIC,
    TITLE,
    blank,
    common,
    find_proper,
    find_stems,
    find_titles,
    find_words,
    fold,
    is_recurring,
    objects,
    read_lead,
    stem,
)
from pipeline.compare.year import CODED, Action, Amount, Name

NAMES = ("titles", "people", "partners", "towns", "sites", "proper", "periods")
EXAMPLES = re.compile(r"\bdont(?: notamment)? (?:à |celle de |celui de )?[A-ZÉÈ]")
PERIOD = re.compile(r"(\d{4})(?:-\d\d)*/(\d{4})(?:-\d\d)*")
ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")
NUMBER = re.compile(r"(?<![\d,.])(?:\d{1,3}(?:\s\d{3})+|\d+)(?:,\d+)?")
YEARS = range(1900, 2100)
SMALL = 12  # a bare number up to this one may count anything
TOWNS = (*CODED, "ville")  # each has many actions, and an action may be in several
JOINED = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
MANY = 3  # communes: an action that names more goes round them
HEADING = "heading"
SMALLEST = 2  # a figure of more than this tells one action from another

Words = tuple[tuple[str, str], ...]  # (stem, the word that a vector is looked up for)
Figure = tuple[str, float]  # what is counted or paid, how much


@dataclass(frozen=True, slots=True)
class Features:
    """One action, taken to pieces."""

    stems: tuple[str, ...]
    lead: tuple[str, ...]
    words: Words  # what its meaning is looked up by; names known left out
    lead_words: Words  # those of the lead, names too
    links: frozenset[str]  # every word and name
    named: frozenset[str]  # the links that names make: their keys, and their words
    acronyms: frozenset[str]
    initials: str  # of the words that carry meaning, in order: an acronym of the other year may spell them
    names: dict[str, frozenset[Any]]
    leading: dict[str, frozenset[Any]]  # those of the names that stand in the lead
    said: frozenset[str]  # the stems of all its words, names too
    cores: dict[Any, frozenset[str]]  # the core of each name by its key: the other year may know it as another
    figures: frozenset[Figure]
    exact: frozenset[Figure]  # the figures, and the numbers whose unit is not read
    programmes: frozenset[str]
    own: frozenset[str]  # keys and words of the names of people, organisations, sites and works, known as such or not
    towns: frozenset[str]  # keys and words of the names of towns and larger places
    themes: tuple[str, ...]
    topic: frozenset[str]  # the themes of the lead
    operations: frozenset[str]  # what it tells of
    lead_operations: frozenset[str]  # those of the lead
    section: tuple[str, ...]
    side: str  # what a cell beside the actions tells of them, HEADING for a heading, empty for an action
    again: bool  # an edition or a meeting among others: it is held in another town each time
    objects: frozenset[str]  # what its lead names that stands in one place, or is done once
    listing: bool  # names many places, or some among others (« dont »)


def find_features(actions: Sequence[Action], explained: Mapping[str, str] | None = None) -> list[Features]:
    """The pieces of each action; one that stands under another answers to the other's lead too, and one with partners
    in the cell beside it to these. `explained` holds the acronyms that the reports explain."""
    leads = {a.action_id: find_stems(read_lead(a.text, a.label)) for a in actions}
    beside: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for action in actions:
        if action.objective and read_side(action.column):
            beside[action.section, action.objective] += [partner.key for partner in action.partners]
    known = Programmes(explained)
    return [
        read_features(a, known, (*leads.get(a.parent_id, ()), *beside.get((a.section, a.objective), ())))
        for a in actions
    ]


def read_features(action: Action, known: Programmes, above: Iterable[str] = ()) -> Features:
    """The pieces of one action; `known` are the programmes it may name, `above` what it answers to beside its own
    words."""
    named = (*action.people, *action.partners, *action.places)
    read = [(m, read_core(m.text)) for m in named]
    plain = blank(action.text, [(m.start, m.end) for m in named])
    lead = read_lead(action.text, action.label)
    until = action.text.find(lead) + len(lead)
    said, led = find_stems(action.text), find_stems(lead)
    undated = blank(action.text, [(d.start, d.end) for d in action.dates])
    communes = {m.key for m in action.places if m.kind == "commune"}
    keys = [name.key for name in named]
    towns = [place for place in action.places if place.kind in TOWNS]
    others = [name for name in (*action.partners, *action.places) if name.kind not in TOWNS]
    people = (p.key for p in action.people)
    figures = frozenset((read_unit(a), float(a.value)) for a in action.amounts if a.value > SMALLEST)
    return Features(
        stems=tuple(find_stems(plain)),
        lead=tuple(led),
        words=tuple(find_words(plain)),
        lead_words=tuple(find_words(lead)),
        links=frozenset((*said, *keys, *above)),
        named=read_handles(named, find_stems),
        acronyms=frozenset(m.group().casefold() for m in ACRONYM.finditer(action.text)),
        initials="".join(word[0] for word in said),
        names=_names(action, read, plain, len(plain)),
        leading=_names(action, read, plain, until),
        said=frozenset(said),
        cores={name.key: frozenset(core) for name, core in read},
        figures=figures,
        exact=figures | read_exact(undated),
        programmes=known.find(action.text),
        own=read_handles(others, read_core).union(
            people, find_proper(blank(plain, [m.span() for m in TITLE.finditer(plain)]))
        ),
        towns=read_handles(towns, find_stems),
        themes=tuple(find_themes(action.text)),
        topic=frozenset(find_themes(lead)[:1]),
        operations=frozenset(find_operations(action.text)),
        lead_operations=frozenset(find_operations(lead)),
        section=tuple(find_stems(" ".join((*action.section[-2:], action.objective)))),
        side=HEADING if action.heading else read_side(action.column),
        again=is_recurring(action.text, action.label),
        objects=objects().intersection(led),
        listing=len(communes) > MANY or bool(EXAMPLES.search(action.text)),
    )


def read_exact(undated: str) -> frozenset[Figure]:
    """The numbers of a text without its dates that are no small count and no year, their unit left open.

    >>> sorted(read_exact("1,5 km sur 2,4 ; 5 400 points, 3 sites, plan 2030"))
    [('', 1.5), ('', 2.4), ('', 5400.0)]
    """
    values = (float(re.sub(r"\s", "", m.group()).replace(",", ".")) for m in NUMBER.finditer(undated))
    return frozenset(("", value) for value in values if value % 1 or (value > SMALL and value not in YEARS))


def read_handles(names: Iterable[Name], words: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """What names may be found again by in the other year: their keys, and words of theirs."""
    return frozenset(handle for name in names for handle in (name.key, *words(name.text)))


def read_core(name: str) -> list[str]:
    """The stems of a name's own words: those with a capital, but for the first one of several, which any sentence has.

    >>> [read_core(name) for name in ("Digue de Fouras", "hôpital d'Auch", "Saint-Jorioz", "Sauveterre-de-Béarn")]
    [['foura'], ['auch'], ['jorioz'], ['sauvet', 'bearn']]
    """
    words = [CLITIC.sub("", match.group()) for match in JOINED.finditer(name)]
    parts = [part for word in (words[1:] or words) for part in word.split("-") if part[:1].isupper()]
    stems = [stem(part) for part in parts]
    return [s for s in stems if s not in common()] or stems


def read_unit(amount: Amount) -> str:
    """What an amount counts, the same for singular and plural.

    >>> from decimal import Decimal
    >>> read_unit(Amount("3 aires", 0, 7, Decimal(3), None, "aires", "quantity"))
    'aire'
    """
    return " ".join(find_stems(amount.unit)) or fold(amount.unit)


def _names(
    action: Action, named: Iterable[tuple[Name, Sequence[str]]], plain: str, until: int
) -> dict[str, frozenset[Any]]:
    """The names of each kind that stand before the character `until`; `named` are those known with their cores, and
    in `plain` they are blanked."""
    return {
        "people": frozenset(m.key for m in action.people if m.start < until),
        "partners": frozenset(m.key for m in action.partners if m.start < until),
        "towns": frozenset(m.key for m in action.places if m.start < until and m.kind in TOWNS),
        "sites": frozenset(m.key for m in action.places if m.start < until and m.kind not in TOWNS),
        "titles": frozenset(find_titles(action.text[:until])),  # names too: one year's product is another's partner
        "proper": frozenset(
            (*find_proper(plain[:until]), *(word for m, core in named if m.start < until for word in core))
        ),
        "periods": frozenset(d.value for d in action.dates if _years(d.value) > 1 and d.start < until),
    }


def _years(value: str) -> int:
    """From which year to which an interval runs, as their difference: a school year is 1, a programme more."""
    match = PERIOD.fullmatch(value)
    return int(match.group(2)) - int(match.group(1)) if match else 0
