"""What a person should settle: partners that may be one, places that may be another of the same name.

In: the partners and places found in all reports of one body, its Territory, and what people decided before. Out: few
Doubts for each report, the likeliest first, each with its candidates. It refuses to settle any of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache

from pipeline.acronyms import SMALL, spells
from pipeline.decision_file import Decision
from pipeline.gazetteer import Commune, fold_name, load_gazetteer
from pipeline.kinds.institutions import key_of, read_institution
from pipeline.lexicon import load_lexicon
from pipeline.model import Doubt, Mention, PartnerValue, PlaceValue
from pipeline.territory import Territory

MOST = 10  # doubts per report; more are not read
MOST_CANDIDATES = 4
KEPT = 4096  # names whose words are remembered: a body has some hundred
LONGEST = 8  # words of a name; what is longer is a piece of sentence, no name to settle
ALIKE = 0.8  # of the letters of two words: a slip of the pen or an ending
SHORTEST = 8  # letters of a name from which that says something
CLOSE = 1.0  # powers of ten between the populations of two homonyms either of which may be meant
ACRONYM = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ýa-z&.’'-]{1,8}")
NUMBERED = re.compile(r"([A-ZÀ-Ý]{2,6})[ -]?(\d\d\d?|2[AB])")
HINTED = re.compile(r"\s?\([^()]{2,30}\)")

Found = Sequence[Sequence[Mention]]  # the mentions of each passage of a report


@dataclass(slots=True)
class _Partner:
    value: PartnerValue
    where: tuple[int, int]  # report and passage that first name it
    surfaces: Counter[str] = field(default_factory=Counter)

    @property
    def key(self) -> str:
        return key_of(self.value.name)


def find_doubts(
    texts: Sequence[Sequence[str]], found: Sequence[Found], territory: Territory, decisions: Iterable[Decision] = ()
) -> list[list[Doubt]]:
    """The doubts of each report, at most MOST; `texts` and `found` are the passages of each report of one body."""
    told = list(decisions)
    doubts: list[list[Doubt]] = [[] for _ in texts]
    for report, doubt in _partner_doubts(texts, found, territory, told):
        doubts[report].append(doubt)
    for report, (passages, mentions) in enumerate(zip(texts, found, strict=True)):
        doubts[report] += _place_doubts(passages, mentions, territory, told)
    return [sorted(sorted(own, key=lambda d: -d.weight)[:MOST], key=lambda d: d.passage) for own in doubts]


# --- partners ------------------------------------------------------------------------------------------------------


def _partner_doubts(
    texts: Sequence[Sequence[str]], found: Sequence[Found], territory: Territory, decisions: Sequence[Decision]
) -> list[tuple[int, Doubt]]:
    partners = _gather(texts, found)
    named = {p.value.partner_id: p for p in partners if len(p.key.split(" ")) <= LONGEST}
    known = {i for i, p in named.items() if _is_known(p.value.name, territory)}
    doubts: list[tuple[int, Doubt]] = []
    asked: set[frozenset[str]] = set()
    unknown = [(i, partner) for i, partner in named.items() if i not in known]
    for partner_id, partner in sorted(unknown, key=lambda item: (len(item[1].key), item[0])):
        others = [p for i, p in named.items() if i != partner_id]
        likely = find_candidates(partner.value.name, [p.value.name for p in others])
        likely = [n for n in likely if frozenset((partner.value.name, n)) not in asked]
        likely = _unsettled(partner, likely, decisions)
        if likely:
            asked |= {frozenset((partner.value.name, name)) for name in likely}
            report, passage = partner.where
            text = partner.surfaces.most_common(1)[0][0]
            weight = partner.surfaces.total() + (1 / len(likely))
            doubts.append((report, Doubt("partner", text, tuple(likely[:MOST_CANDIDATES]), passage, weight)))
    return doubts


def _gather(texts: Sequence[Sequence[str]], found: Sequence[Found]) -> list[_Partner]:
    partners: dict[str, _Partner] = {}
    for report, (passages, mentions) in enumerate(zip(texts, found, strict=True)):
        for passage, (text, own) in enumerate(zip(passages, mentions, strict=True)):
            for m in own:
                if isinstance(m.value, PartnerValue):
                    partner = partners.setdefault(m.value.partner_id, _Partner(m.value, (report, passage)))
                    partner.surfaces[text[m.start : m.end]] += 1
    return list(partners.values())


def _is_known(name: str, territory: Territory) -> bool:
    """Does a list say which organisation this is? Then another that a list knows is another one."""
    institution = read_institution(name, territory)
    return institution is not None and not institution.bare


def find_candidates(name: str, others: Iterable[str]) -> list[str]:
    """Names that may be of the same organisation, the likeliest first.

    >>> find_candidates("EBER", ["Entre Bièvre et Rhône", "EPORA"])
    ['Entre Bièvre et Rhône']
    >>> find_candidates("TE 32", ["Territoire d'énergie Gers", "Tiers-lieu Le Pastel"])
    ["Territoire d'énergie Gers"]
    >>> find_candidates("Chambre d'agriculture", ["Chambre d'agriculture du Gers", "Chambre de métiers"])
    ["Chambre d'agriculture du Gers"]
    >>> find_candidates("SNCF Réseau", ["SNCF Gares & Connexions"]), find_candidates("CCI du Jura", ["ADIL du Jura"])
    ([], [])
    """
    like = _likeness_to(name)
    ranked = [(likeness, other) for other in others if (likeness := like(other))]
    return [other for _, other in sorted(ranked, key=lambda pair: (-pair[0], pair[1]))]


def _likeness_to(name: str) -> Callable[[str], float]:
    """How like another name is: from 0 (two organisations) to 3; `name` is the shorter or the acronym."""
    if ACRONYM.fullmatch(name) and name.upper() == name:
        enough = sum(c.isalpha() for c in name) > 2
        return lambda other: 3.0 if enough and _may_spell(name, other) else 0.0
    if numbered := NUMBERED.fullmatch(name):
        letters, place = numbered[1], load_gazetteer().departements.get(numbered[2])
        where = fold_name(place.name) if place else ""
        return lambda other: 3.0 if where and where in fold_name(other) and _may_begin(letters, other) else 0.0
    one, numbers = _words_of(name)
    kinds = _kinds(one)
    great = {word for word in one if word not in SMALL}
    own = any(len(word) > 3 and word not in _common() and not _is_place(word) for word in great)

    def like(other: str) -> float:
        two, others = _words_of(other)
        if len(one) > len(two) or others != numbers:
            return 0.0
        if _are_slips(one, two):
            return 2.5
        if len(one) > 1 and two[: len(one)] == one:
            return 2.0
        return 1.0 if own and great.issubset(two) and not _kinds(two) - kinds else 0.0

    return like


@lru_cache(maxsize=KEPT)
def _words_of(name: str) -> tuple[list[str], set[str]]:
    """The words of a name, and those that are numbers; each name of a body is held against each other."""
    words = key_of(name).split(" ")
    return words, _numbers(words)


def _numbers(words: Iterable[str]) -> set[str]:
    return {word for word in words if word.isdigit()}


def _may_spell(acronym: str, name: str) -> bool:
    """Do its letters begin the words of the name, or of the name without its kind (« EBER »)?"""
    words = name.split(" ")
    first = fold_name(acronym)[:1]
    ends = ((n, " ".join(words[n:])) for n in range(len(words) - 1))
    begun = ((n, end) for n, end in ends if (fold_name(words[n]) or fold_name(end))[:1] == first)
    return any(spells(acronym, end, silent=n == 0) for n, end in begun)


def _may_begin(letters: str, name: str) -> bool:
    initials = "".join(word[0] for word in fold_name(name).split(" ") if word not in SMALL)
    return initials.startswith(letters.lower())


def _are_slips(one: Sequence[str], two: Sequence[str]) -> bool:
    """The same words but for letters in one of them: « Banque des Teritoires »."""
    if len(one) != len(two) or sum(map(len, one)) < SHORTEST:
        return False
    differing = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    if len(differing) != 1:
        return False
    a, b = differing[0]
    known = _is_place(a) and _is_place(b)
    return a[:1] == b[:1] and not known and SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _kinds(words: Iterable[str]) -> set[str]:
    return {word for word in words if word in _kind_words()}


@cache
def _kind_words() -> frozenset[str]:
    """Words for a kind of organisation: a lycée and a collège of one name are two."""
    rows = load_lexicon("partner_kinds")
    return frozenset(word for row in rows for word in fold_name(row["form"]).split(" ") if len(word) > 3)


@cache
def _common() -> frozenset[str]:
    rows = (*load_lexicon("generic_name_words"), *load_lexicon("partner_kinds"))
    return frozenset(word for row in rows for word in fold_name(row["form"]).split(" ")) | SMALL


def _is_place(word: str) -> bool:
    return word in _areas() or bool(load_gazetteer().communes_named(word))


@cache
def _areas() -> frozenset[str]:
    """Words of the names of départements and régions."""
    gazetteer = load_gazetteer()
    return frozenset(w for name in (*gazetteer.departement_by_name, *gazetteer.region_by_name) for w in name.split(" "))


def _unsettled(partner: _Partner, candidates: Iterable[str], decisions: Sequence[Decision]) -> list[str]:
    """The candidates of which no decision says yet whether they are the same."""
    own = {partner.key, key_of(partner.value.partner_id), *map(key_of, partner.surfaces)}
    if any(d.decision in ("not_partner", "is_place") and key_of(d.subject) in own for d in decisions):
        return []
    pairs = [
        (key_of(d.subject), key_of(d.object)) for d in decisions if d.decision in ("same_partner", "other_partner")
    ]
    return [
        name
        for name in candidates
        if not any((s in own and o == key_of(name)) or (o in own and s == key_of(name)) for s, o in pairs)
    ]


# --- places --------------------------------------------------------------------------------------------------------


def _place_doubts(
    texts: Sequence[str], found: Found, territory: Territory, decisions: Sequence[Decision]
) -> list[Doubt]:
    """One doubt for each name of a report that may be of another commune."""
    settled = {key_of(d.subject) for d in decisions if d.decision in ("is_place", "not_partner")}
    counts: Counter[str] = Counter()
    doubts: dict[str, Doubt] = {}
    for passage, (text, mentions) in enumerate(zip(texts, found, strict=True)):
        here = [m.value for m in mentions if isinstance(m.value, PlaceValue)]
        for mention in mentions:
            value, surface = mention.value, text[mention.start : mention.end]
            if not isinstance(value, PlaceValue) or value.kind != "commune" or key_of(surface) in settled:
                continue
            counts[key_of(surface)] += 1
            beside = {p.departement for p in here if p.code != value.code}
            rivals = find_rivals(surface, value.code, territory)
            if value.departement in beside:  # neighbours settle it, unless the rivals have neighbours too
                rivals = [c for c in rivals if c.code == value.code or c.departement in beside]
            if len(rivals) > 1 and not HINTED.match(text, mention.end):
                names = tuple(_described(commune) for commune in rivals[:MOST_CANDIDATES])
                doubts.setdefault(key_of(surface), Doubt("place", surface, names, passage))
    return [Doubt(d.kind, d.text, d.candidates, d.passage, counts[key] + 0.5) for key, d in doubts.items()]


def find_rivals(surface: str, code: str, territory: Territory) -> list[Commune]:
    """The commune that the run says and its homonyms as near and as populous; none where nothing is doubtful.

    >>> [c.departement for c in find_rivals("Romain", "39464", Territory(("39", "25"), ("27",)))]
    ['39', '25']
    >>> find_rivals("Romain", "39464", Territory(("39",), ("27",))), find_rivals("Lens", "62498", Territory(("62",)))
    ([], [])
    """
    named: Mapping[str, Commune] = {c.code: c for c in load_gazetteer().communes_named(surface) if c.is_today}
    chosen = named.get(code)
    if chosen is None:
        return []
    near = territory.nearness(chosen)
    size = math.log10(chosen.population + 1)
    rivals = [
        c
        for c in named.values()
        if c is not chosen and territory.nearness(c) >= near and math.log10(c.population + 1) > size - CLOSE
    ]
    return [chosen, *rivals] if rivals else []


def _described(commune: Commune) -> str:
    departement = load_gazetteer().departements.get(commune.departement)
    return f"{commune.code} {commune.name}" + (f" ({departement.name})" if departement else "")
