"""Which part of the country a body is about, learnt from all its reports.

In: its card, its own names, its texts and the names found in them. Out: a Territory, most important département first,
which settles homonyms and says what « le Département » is. It refuses to find names, and to guess where none is named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.gazetteer import Commune, Gazetteer, fold_name, load_gazetteer
from pipeline.model import Card, Name

MAIN_SHARE = 0.2  # of the first département's votes: the reports of bodies across two or three départements
SOME_SHARE = 0.07
ROUNDS = 4  # of voting; the order no longer changes after three
SHORT_NAME = 0.3  # share of a commune of whose name only the beginning is written, beside one so named in full
MOST_HOMES = 12  # départements beyond which a name says nothing (« Saint-Martin »)
Ballot = tuple[list[tuple[str, float]], float]  # [(département, share)], weight
DOUBTED = 1.5  # votes of the texts at which half of the vote of a place in the body's name counts
OWN_NAME, EPCI_NAMED, DEPARTEMENT_NAMED = 12.0, 3.0, 2.0  # votes; a commune of which there is one has 1
NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ELISION = re.compile(r"(?<![^\W_])[dl]['’]", re.IGNORECASE)
EPCI_CUE = re.compile(r"communaut|agglo|métropole|\bC[CAU] ", re.IGNORECASE)
DEPARTEMENT_CUE = re.compile(
    r"^(?:département|conseil (?:départemental|général)) (?:d[eu]s? (?:la |l['’])?|d['’])", re.I
)
NOT_A_PLACE = ("Grand", "Grande", "Beauce", "Brenne", "Sud", "Nord", "Ouest", "Est", "Centre", "Parc", "Ville", "Mixte")
LONGEST = 7  # words of a name of a commune in a body's own name


@dataclass(frozen=True, slots=True)
class Territory:
    """Codes, the most important first; all empty for a body of the whole country."""

    departements: tuple[str, ...] = ()  # INSEE; the main ones
    regions: tuple[str, ...] = ()  # INSEE
    epcis: tuple[str, ...] = ()  # SIREN; the body itself or its members
    communes: frozenset[str] = frozenset()  # INSEE; of these EPCI, or named in the card
    shares: tuple[tuple[str, float], ...] = field(default=(), repr=False)  # of every département voted for, 0 … 1

    @property
    def departement(self) -> str:
        """The département that « le Département » means, empty when unknown."""
        return self.departements[0] if self.departements else ""

    @property
    def region(self) -> str:
        """The région that « la Région » means, empty when unknown."""
        return self.regions[0] if self.regions else ""

    def nearness(self, commune: Commune) -> float:
        """From 3 (one of its communes) to 0 (in another région, or nothing is known).

        A main département counts about 2, the more the more of the report is about it."""
        if commune.code in self.communes or commune.now in self.communes:
            return 3.0
        share = dict(self.shares).get(commune.departement, 0.0)
        if commune.departement in self.departements:
            return 1.8 + 0.4 * share
        if share >= SOME_SHARE:
            return 1.5
        return 1.0 if load_gazetteer().region_of(commune.departement) in self.regions else 0.0


def learn_territory(
    card: Card, own_names: Sequence[str], texts: Sequence[str], names: Sequence[Sequence[Name]]
) -> Territory:
    """What the card says, else a vote of the body's own name and of the places and partners that its texts name.

    >>> learn_territory(Card(), ["Communauté d'agglomération de Lens-Liévin"], [], []).departement
    '62'
    """
    gazetteer = load_gazetteer()
    ballots = list(_named(texts, names, gazetteer))
    epcis = [*card.epci]
    own = [ballot for name in own_names for ballot in _own_ballots(name, gazetteer, epcis)]
    votes = _count(_believed(own, _count({}, ballots)), ballots)
    communes = set(card.communes)
    if card.departements:
        votes = dict.fromkeys(card.departements, 1.0)
    for siren in epcis:
        communes.update(gazetteer.epcis[siren].members if siren in gazetteer.epcis else ())
    return _rank(votes, tuple(dict.fromkeys(epcis)), frozenset(communes), gazetteer)


def _believed(own: Sequence[Ballot], told: dict[str, float]) -> dict[str, float]:
    """The votes of the words of the body's own name, as far as its texts bear them out: a river is no commune."""
    votes: dict[str, float] = defaultdict(float)
    for homes, weight in own:
        total = sum(told.get(code, 0.0) for code, _ in homes)
        for code, share in homes:
            likely = told.get(code, 0.0) / (total + DOUBTED) if told else share / len(homes)
            votes[code] += weight * likely
    return votes


def _count(own: dict[str, float], ballots: Sequence[Ballot]) -> dict[str, float]:
    """The votes of the body's own name and of all that its texts name.

    Each name's vote is shared among the départements that it may lie in, by the votes that these have from the others:
    homonyms follow the rest."""
    votes: dict[str, float] = defaultdict(float, own)
    for homes, weight in ballots:
        for code, share in homes:
            votes[code] += weight * share / len(homes) ** 2
    for _ in range(ROUNDS):
        before, votes = votes, defaultdict(float, own)
        for homes, weight in ballots:
            likely = [(code, share * before[code]) for code, share in homes]
            total = sum(share for _, share in likely) or 1.0
            for code, share in likely:
                votes[code] += weight * share / total
    return votes


def _rank(votes: dict[str, float], epcis: tuple[str, ...], communes: frozenset[str], gazetteer: Gazetteer) -> Territory:
    order = sorted(votes, key=lambda code: (-votes[code], code))
    top = votes[order[0]] if order else 1
    main = tuple(code for code in order if votes[code] >= MAIN_SHARE * top)
    regions = tuple(dict.fromkeys(r for code in main if (r := gazetteer.region_of(code))))
    return Territory(main, regions, epcis, communes, tuple((code, votes[code] / top) for code in order))


def _own_ballots(name: str, gazetteer: Gazetteer, epcis: list[str]) -> Iterator[Ballot]:
    """The ballots of a body's name: that of the EPCI that it is, added to `epcis`; else one of each place in it."""
    for epci in gazetteer.epcis_named(name)[:1]:
        epcis.append(epci.siren)
        yield [(home, count / len(epci.members)) for home, count in sorted(epci.homes.items())], OWN_NAME
        return
    name = ELISION.sub(" ", name)
    words = list(NAME_WORD.finditer(name))
    taken = -1
    for i, first in enumerate(words):
        if i <= taken or not first[0][0].isupper() or (i == 0 and len(words) > 1) or first[0] in NOT_A_PLACE:
            continue
        for j in range(min(len(words), i + LONGEST) - 1, i - 1, -1):
            surface = name[first.start() : words[j].end()]
            if departements := _places_of(surface, gazetteer):
                yield [(departement, 1.0) for departement in departements], OWN_NAME
                taken = j
                break


def _places_of(surface: str, gazetteer: Gazetteer) -> list[str]:
    """Codes of the départements that a name may point to."""
    if found := gazetteer.departement_by_name.get(fold_name(surface)):
        return [found.code]
    if region := gazetteer.region_by_name.get(fold_name(surface)):
        return [d.code for d in gazetteer.departements.values() if d.region == region.code]
    return sorted({c.departement for c in gazetteer.communes_named(surface) if c.is_today})


def _named(texts: Sequence[str], names: Sequence[Sequence[Name]], gazetteer: Gazetteer) -> Iterator[Ballot]:
    """The ballot of every distinct name, so that one that returns on each page does not outvote the rest."""
    surfaces = {
        (name.label, text[name.start : name.end])
        for text, found in zip(texts, names, strict=True)
        for name in found
        if name.label in ("PLACE", "PARTNER")
    }
    for label, surface in sorted(surfaces):
        if label == "PARTNER" and DEPARTEMENT_CUE.match(surface):
            if found := gazetteer.departement_named(DEPARTEMENT_CUE.sub("", surface)):
                yield [(found.code, 1.0)], DEPARTEMENT_NAMED
        elif label == "PARTNER" and EPCI_CUE.search(surface):
            for epci in gazetteer.epcis_named(surface)[:1]:
                yield [(gazetteer.communes[epci.members[0]][0].departement, 1.0)], EPCI_NAMED
        elif label == "PLACE":
            if found := gazetteer.departement_by_name.get(fold_name(surface)):
                yield [(found.code, 1.0)], DEPARTEMENT_NAMED / 2
            elif homes := _homes(surface, gazetteer):
                yield homes, 1.0


def _homes(surface: str, gazetteer: Gazetteer) -> list[tuple[str, float]]:
    """Départements in which a commune has that name, or one that begins so; none where there are too many."""
    shares = {c.departement: SHORT_NAME for c in gazetteer.communes_beginning(surface) if c.is_today}
    shares |= {c.departement: 1.0 for c in gazetteer.communes_named(surface) if c.is_today}
    return sorted(shares.items()) if len(shares) <= MOST_HOMES else []
