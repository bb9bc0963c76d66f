"""Official names and codes of communes, EPCI, départements and régions.

In: the tables beside this file (made by build.py from the package @etalab/decoupage-administratif 6.0.0, edition of
2026, Licence Ouverte 2.0). Out: look-ups by code and by name, spelling aside. It refuses to choose between homonyms.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
KEPT = 8_000  # names whose spelling is remembered: a body has some hundred, each asked for many times
WORDS = re.compile(r"[^\W_]+")
SAME = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur", "lez": "les", "ss": "sous",
    "mt": "mont", "gd": "grand", "gde": "grande", "pt": "petit", "nd": "notre dame",
}  # fmt: skip
SLASH = re.compile(r"\b(?:s/s|s/)\s?|(?<=[^\W\d_]{2})/(?=[^\W\d_]{2})")
ARTICLES = ("le ", "la ", "les ", "l ")
EPCI_WORDS = frozenset(
    "cc ca cu communaute communautes communes agglomeration agglo urbaine metropole eurometropole de des du d la le les"
    " l et".split()
)
END = 2  # letters at either end of a name
SHORTEST_SLIP = 6  # letters from which one wrong letter still leaves a name
EPCI_TYPES = {
    "CC": "communaute de communes",
    "CA": "communaute d agglomeration",
    "CU": "communaute urbaine",
    "METRO": "metropole",
    "MET69": "metropole",
}


@lru_cache(maxsize=KEPT)
def fold_name(name: str) -> str:
    """A name as its words in lower case, without accents and hyphens; usual abbreviations of place names written out.

    >>> fold_name("St-Étienne-lès-Remiremont"), fold_name("Rochefort s/Nenon"), fold_name("L'Haÿ-les-Roses")
    ('saint etienne les remiremont', 'rochefort sur nenon', 'l hay les roses')
    """
    name = SLASH.sub(lambda slash: " sous " if slash[0].startswith("s/s") else " sur ", name.lower())
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("æ", "ae").replace("\u02bc", "'"))
        name = "".join(c for c in plain if not unicodedata.combining(c))
    words = WORDS.findall(name)
    return " ".join(SAME.get(word, word) for word in words)


class Commune(NamedTuple):
    code: str  # INSEE
    name: str
    key: str  # fold_name(name)
    departement: str
    population: int
    epci: str  # SIREN, empty for the few communes in none
    now: str  # INSEE code of the commune that it is part of today, empty for one of today
    siren: str  # of its administration; empty for one that has none any more

    @property
    def is_today(self) -> bool:
        return not self.now


class Epci(NamedTuple):
    siren: str
    name: str  # « CA de Lens - Liévin »
    type: str  # CC, CA, CU, METRO, MET69
    population: int
    members: tuple[str, ...]  # INSEE codes

    @property
    def homes(self) -> Counter[str]:
        """Départements of its members, and how many lie in each."""
        return Counter(map(departement_of, self.members))


class Departement(NamedTuple):
    code: str
    name: str
    region: str
    of: str  # « du Pas-de-Calais », « de l'Ain »
    siren: str = ""  # of its council; empty where there is none (Corse, Alsace, Paris, Martinique, Guyane)


class Region(NamedTuple):
    code: str
    name: str
    siren: str = ""


@dataclass(frozen=True)
class Gazetteer:
    communes: Mapping[str, tuple[Commune, ...]]  # by INSEE code; a code can be a commune's and a delegated one's
    epcis: Mapping[str, Epci]  # by SIREN
    departements: Mapping[str, Departement]
    regions: Mapping[str, Region]

    @cached_property
    def _by_name(self) -> dict[str, list[Commune]]:
        found: dict[str, list[Commune]] = defaultdict(list)
        for same_code in self.communes.values():
            for commune in same_code:
                found[commune.key].append(commune)
                article = next((a for a in ARTICLES if commune.key.startswith(a)), "")
                if article:
                    found[commune.key.removeprefix(article)].append(commune)
        return found

    @cached_property
    def _by_first_words(self) -> dict[str, list[Commune]]:
        found: dict[str, list[Commune]] = defaultdict(list)
        for same_code in self.communes.values():
            for commune in same_code:
                words = commune.key.split(" ")
                for n in range(1, len(words)):
                    found[" ".join(words[:n])].append(commune)
                    if words[0] in ("le", "la", "les", "l") and n > 1:
                        found[" ".join(words[1:n])].append(commune)
                tail = words[-1]
                if len(words) > 1 and len(tail) > 4:
                    found[tail].append(commune)
        return found

    def communes_named(self, name: str) -> list[Commune]:
        """Communes of that very name, those of today first, then the more populous."""
        return sorted(self._by_name.get(fold_name(name), ()), key=_prominence)

    @cached_property
    def _by_letters(self) -> dict[str, list[Commune]]:
        found: dict[str, list[Commune]] = defaultdict(list)
        for same_code in self.communes.values():
            for commune in same_code:
                found[commune.key.replace(" ", "")].append(commune)
        return found

    def communes_spelled(self, name: str, departements: Iterable[str]) -> list[Commune]:
        """Communes of the same letters, words aside (« Brec'h »); of these départements, also with one letter wrong.

        >>> [c.name for c in load_gazetteer().communes_spelled("Mont saint Eloy", ["62"])]
        ['Mont-Saint-Éloi']
        """
        letters = fold_name(name).replace(" ", "")
        if found := self._by_letters.get(letters):
            return sorted(found, key=_prominence)
        if len(letters) < SHORTEST_SLIP:
            return []
        ends = letters[:END], letters[-END:]
        near = {c: None for code in departements for end in ends for c in self._by_ends.get((code, end), ())}
        return sorted((c for c in near if is_slip(letters, c.key.replace(" ", ""))), key=_prominence)

    @cached_property
    def _by_ends(self) -> dict[tuple[str, str], list[Commune]]:
        """By département and first or last letters: one wrong letter leaves the beginning or the end as it is."""
        found: dict[tuple[str, str], list[Commune]] = defaultdict(list)
        for same_code in self.communes.values():
            for commune in same_code:
                spelled = commune.key.replace(" ", "")
                for end in {spelled[:END], spelled[-END:]}:
                    found[commune.departement, end].append(commune)
        return found

    def communes_beginning(self, name: str) -> list[Commune]:
        """Communes of whose name `name` is the beginning, or the last word (« Bruay » for Bruay-la-Buissière, « Houat »
        for Île-d'Houat), the same order."""
        return sorted(self._by_first_words.get(fold_name(name), ()), key=_prominence)

    def commune(self, code: str) -> Commune | None:
        """The commune of today that has this INSEE code."""
        return next((c for c in self.communes.get(code, ()) if c.is_today), None)

    @cached_property
    def _epcis_by_words(self) -> dict[tuple[str, ...], list[Epci]]:
        found: dict[tuple[str, ...], list[Epci]] = defaultdict(list)
        for epci in self.epcis.values():
            first = own_words(epci.name.partition(" - ")[0])
            for words in {own_words(epci.name), own_words(epci.name.partition("(")[0]), first}:
                if words != first or len(first) > 1 or " - " not in epci.name:
                    found[words].append(epci)
        return found

    def epcis_named(self, name: str) -> list[Epci]:
        """EPCI of that name, its kind written in full, by letters or not at all; those of the kind written come first.

        >>> [e.siren for e in load_gazetteer().epcis_named("Communauté d'agglomération de Lens-Liévin")]
        ['246200364']
        """
        words = own_words(name)
        found = self._epcis_by_words.get(words, []) if words else []
        key = f"{fold_name(name)} "

        def other_kind(epci: Epci) -> bool:
            return not key.startswith((f"{epci.type.lower()} ", EPCI_TYPES.get(epci.type, "?")))

        return sorted(found, key=lambda epci: (other_kind(epci), -epci.population, epci.siren))

    def departement_named(self, name: str) -> Departement | None:
        """By name, code, or letters and code (« Pas-de-Calais », « 62 », « CD62 »)."""
        key = fold_name(name).replace(" ", "").removeprefix("cd").removeprefix("dpt").upper()
        return self.departements.get(key) or self.departement_by_name.get(fold_name(name))

    @cached_property
    def departement_by_name(self) -> dict[str, Departement]:
        names = {fold_name(d.name): d for d in self.departements.values()}
        return names | {"reunion": self.departements["974"]}

    @cached_property
    def region_by_name(self) -> dict[str, Region]:
        names = {fold_name(r.name): r for r in self.regions.values()}
        short = {
            "reunion": "04",
            "paca": "93",
            "saint barth": "977",
            "sud paca": "93",
            "region sud": "93",
            "aura": "84",
            "ara": "84",
            "bfc": "27",
            "hdf": "32",
            "idf": "11",
            "cvl": "24",
        }
        return names | {key: self.regions[code] for key, code in short.items()}

    def region_of(self, departement: str) -> str:
        """Code of the region of a département, empty when there is none."""
        found = self.departements.get(departement)
        return found.region if found else ""


def departement_of(commune: str) -> str:
    """Code of the département of a commune, by the commune's code.

    >>> departement_of("62498"), departement_of("2A004"), departement_of("97411")
    ('62', '2A', '974')
    """
    return commune[:3] if commune.startswith("97") else commune[:2]


def is_slip(one: str, other: str) -> bool:
    """Do two words differ by one letter: another, one more, one less, or two that changed places?

    >>> is_slip("merdrlgnac", "merdrignac"), is_slip("castelet", "castellet"), is_slip("lens", "sens")
    (True, True, True)
    >>> is_slip("lens", "lens"), is_slip("lens", "liens a")
    (False, False)
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[at:], other[at:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )


def _prominence(commune: Commune) -> tuple[bool, int, str]:
    return (not commune.is_today, -commune.population, commune.code)


def own_words(name: str) -> tuple[str, ...]:
    """The words that tell an EPCI from the others, without its kind.

    >>> own_words("CA de Lens - Liévin")
    ('lens', 'lievin')
    """
    return tuple(word for word in fold_name(name).split(" ") if word not in EPCI_WORDS)


def acronyms(epci: Epci) -> set[str]:
    """The usual acronyms of an EPCI: its kind's letters and its words' initials, or all its words', four at least.

    >>> [sorted(acronyms(load_gazetteer().epcis[siren])) for siren in ("246200364", "200085751")]
    [['CALL'], ['CCEBR', 'EBER']]
    """
    initials = "".join(word[0] for word in own_words(epci.name)).upper()
    heads = {"CC": ("CC",), "CA": ("CA",), "CU": ("CU",), "METRO": ("M",), "MET69": ("M",)}
    every = "".join(word[0] for word in fold_name(epci.name.removeprefix(f"{epci.type} ")).split(" ") if word).upper()
    found = {head + initials for head in heads.get(epci.type, ()) if len(initials) > 1}
    return found | {every} if len(every) > 3 else found


def _rows(name: str) -> list[list[str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@cache
def load_gazetteer() -> Gazetteer:
    """The tables, read once; raises OSError when they are not there.

    >>> load_gazetteer().communes_named("St Etienne")[0].code
    '42218'
    """
    communes: dict[str, tuple[Commune, ...]] = {}
    for code, name, key, departement, population, epci, now, siren in _rows("communes"):
        commune = Commune(code, name, key, departement, int(population), epci, now, siren)
        communes[code] = (*communes.get(code, ()), commune)
    epcis = {r[0]: Epci(r[0], r[1], r[2], int(r[3]), tuple(r[4].split())) for r in _rows("epci")}
    councils = {(kind, code): siren for kind, code, siren in _rows("councils")}
    departements = {
        code: Departement(code, name, region, of, councils.get(("departement", code), ""))
        for code, name, region, of in _rows("departements")
    }
    regions = {code: Region(code, name, councils.get(("region", code), "")) for code, name in _rows("regions")}
    return Gazetteer(communes, epcis, departements, regions)
