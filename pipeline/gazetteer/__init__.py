"""Official names and codes of communes, EPCI, départements and régions.

In: the tables beside this file (made by build.py from the package @etalab/decoupage-administratif 6.0.0, edition of 2026,
Licence Ouverte 2.0). Out: look-ups by code and by name, spelling aside. It refuses to choose between homonyms.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
WORDS = re.compile(r"[^\W_]+")
SAME = {"st": "saint", "ste": "sainte", "s": "sur", "lez": "les", "cc": "cc", "ss": "sous"}
ARTICLES = ("le ", "la ", "les ", "l ")


def fold_name(name: str) -> str:
    """A name as its words in lower case, without accents and hyphens; usual abbreviations of place names written out.

    >>> fold_name("St-Étienne-lès-Remiremont"), fold_name("Rochefort s/Nenon"), fold_name("L'Haÿ-les-Roses")
    ('saint etienne les remiremont', 'rochefort sur nenon', 'l hay les roses')
    """
    plain = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    words = WORDS.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(SAME.get(word, word) for word in words)


class Commune(NamedTuple):
    code: str  # INSEE
    name: str
    key: str  # fold_name(name)
    departement: str
    population: int
    epci: str  # SIREN, empty for the few communes in none
    now: str  # INSEE code of the commune that it is part of today, empty for one of today

    @property
    def is_today(self) -> bool:
        return not self.now


class Epci(NamedTuple):
    siren: str
    name: str  # « CA de Lens - Liévin »
    type: str  # CC, CA, CU, METRO, MET69
    population: int
    members: tuple[str, ...]  # INSEE codes


class Departement(NamedTuple):
    code: str
    name: str
    region: str


class Region(NamedTuple):
    code: str
    name: str


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
        return found

    def communes_named(self, name: str) -> list[Commune]:
        """Communes of that very name, those of today first, then the more populous."""
        return sorted(self._by_name.get(fold_name(name), ()), key=_prominence)

    def communes_beginning(self, name: str) -> list[Commune]:
        """Communes whose name goes on behind `name` (« Bruay » for Bruay-la-Buissière), the same order."""
        return sorted(self._by_first_words.get(fold_name(name), ()), key=_prominence)

    def commune(self, code: str) -> Commune | None:
        """The commune of today that has this INSEE code."""
        return next((c for c in self.communes.get(code, ()) if c.is_today), None)

    @cached_property
    def departement_by_name(self) -> dict[str, Departement]:
        return {fold_name(d.name): d for d in self.departements.values()}

    @cached_property
    def region_by_name(self) -> dict[str, Region]:
        return {fold_name(r.name): r for r in self.regions.values()}

    def region_of(self, departement: str) -> str:
        """Code of the region of a département, empty when there is none."""
        found = self.departements.get(departement)
        return found.region if found else ""


def _prominence(commune: Commune) -> tuple[bool, int, str]:
    return (not commune.is_today, -commune.population, commune.code)


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
    for code, name, key, departement, population, epci, now in _rows("communes"):
        commune = Commune(code, name, key, departement, int(population), epci, now)
        communes[code] = (*communes.get(code, ()), commune)
    epcis = {r[0]: Epci(r[0], r[1], r[2], int(r[3]), tuple(r[4].split())) for r in _rows("epci")}
    departements = {r[0]: Departement(*r) for r in _rows("departements")}
    regions = {r[0]: Region(*r) for r in _rows("regions")}
    return Gazetteer(communes, epcis, departements, regions)
