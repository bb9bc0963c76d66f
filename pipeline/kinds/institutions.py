"""Institutions that tables and lists know: régions, départements, communes, EPCI, préfectures, national bodies.

In: the surface of a partner's name and the body's Territory. Out: an Institution, or None where no table has it. It
refuses to look at other names of the report: which of two missions locales « la Mission locale » is, is for
`partner_names`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.gazetteer import KEPT, WORDS, Commune, Departement, Epci, acronyms, fold_name, load_gazetteer, own_words
from pipeline.kinds.places_official import nearest_commune
from pipeline.lexicon import load_lexicon
from pipeline.model import PartnerValue
from pipeline.territory import Territory

OF = r"(?: (?:de la|du|des|de l|de|d|en))?"
REGION = re.compile(rf"(?:conseil regional|hotel de region|region|cr){OF}(?: (?P<tail>.+))?")
DEPARTEMENT = re.compile(
    r"(?:conseil departemental|conseil general|hotel du departement|departement|c[dg](?=\d)|c[dg]|dpt)"
    rf"{OF}(?: ?(?P<tail>.+))?"
)
COMMUNE = re.compile(r"(?:ville|commune|mairie|municipalite)s?(?: de la| du| des| de l| de| d) (?P<tail>.+)")
PREFECTURE = re.compile(rf"(?P<under>sous )?(?:prefecture|prefete?)(?P<region>{OF} region)?{OF}(?: (?P<tail>.+))?")
EPCI_KIND = re.compile(r"\b(?:communaute|agglo\w*|metropole|eurometropole|cc|ca|cu)\b")
LEADING = re.compile(r"^(?:les?|la|l|du|des|de la|de l|de|d|au|aux) ")
SHORTEST = 5  # letters of the proper words by which a part of an EPCI's name is known
VOWEL = re.compile(r"[aeiouyh]")


@dataclass(frozen=True, slots=True)
class Institution:
    """`head` is the kind of institution where there is one in each département or région (« Caisse d'allocations
    familiales »), `bare` is true where the text does not say which."""

    value: PartnerValue
    head: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class _Listed:
    name: str
    acronym: str
    kind: str
    scope: str  # national, region, departement, autre


def slug(name: str) -> str:
    """A name as an identifier.

    >>> slug("Département du Pas-de-Calais")
    'departement-du-pas-de-calais'
    """
    return fold_name(name).replace(" ", "-")


@lru_cache(maxsize=KEPT)
def key_of(surface: str) -> str:
    """A surface folded, without article.

    >>> key_of("l'ADEME"), key_of("Les Restos du cœur")
    ('ademe', 'restos du coeur')
    """
    return LEADING.sub("", fold_name(surface))


def read_institution(surface: str, territory: Territory) -> Institution | None:
    """The institution that a surface names; None where no table knows it.

    >>> artois = Territory(("62",), ("32",))
    >>> [read_institution(s, artois).value.name for s in ("Région", "CD62", "préfet du Pas-de-Calais", "CAF")]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['Région Hauts-de-France', 'Département du Pas-de-Calais', 'Préfecture du Pas-de-Calais',
     "Caisse d'allocations familiales du Pas-de-Calais"]
    """
    key = key_of(surface)
    readers: tuple[Callable[[str, str, Territory], Institution | None], ...] = (
        _prefecture,
        _region,
        _departement,
        _commune,
        _listed,
        _epci,
    )
    return next((found for reader in readers if (found := reader(key, surface, territory))), None)


def read_epci_acronym(surface: str, territory: Territory) -> Institution | None:
    """The EPCI of the territory that its letters spell (« CALL »); None where there is none, or more than one."""
    if not (3 <= len(surface) <= 7 and surface.isupper()):
        return None
    near = _epcis_by_acronym(territory.departements).get(surface, ())
    return Institution(_of_epci(near[0])) if len(near) == 1 else None


# --- the State and the local authorities ---------------------------------------------------------------------------


def _prefecture(key: str, surface: str, territory: Territory) -> Institution | None:
    match = PREFECTURE.fullmatch(key)
    if not match:
        return None
    gazetteer = load_gazetteer()
    tail = match["tail"] or ""
    if match["under"]:
        commune = nearest_commune(tail, territory) if tail else None
        name = f"Sous-préfecture {of_commune(commune)}" if commune else "Sous-préfecture"
        return Institution(PartnerValue(slug(name), name, kind="etat"), "Sous-préfecture", not tail)
    region = gazetteer.region_by_name.get(tail)
    departement = gazetteer.departement_named(tail) if tail else gazetteer.departements.get(territory.departement)
    if match["region"] or (region and not departement):
        region = region or gazetteer.regions.get(territory.region)
        name = f"Préfecture de la région {region.name}" if region else "Préfecture de région"
        return Institution(PartnerValue(slug(name), name, kind="etat"))
    if not departement and tail and (commune := nearest_commune(tail, territory)):
        departement = gazetteer.departements.get(commune.departement)
    if tail and not departement:
        return None
    name = f"Préfecture {departement.of}" if departement else "Préfecture"
    return Institution(PartnerValue(slug(name), name, kind="etat"), "Préfecture", not tail)


def _region(key: str, surface: str, territory: Territory) -> Institution | None:
    gazetteer = load_gazetteer()
    region = gazetteer.region_by_name.get(key)
    if region is None and (match := REGION.fullmatch(key)):
        tail = match["tail"]
        region = gazetteer.region_by_name.get(tail) if tail else gazetteer.regions.get(territory.region)
        if not tail and region is None:
            return Institution(PartnerValue("region", "Région", kind="collectivite"), "Région", True)
    if region is None:
        return None
    name = f"Région {region.name}"
    return Institution(PartnerValue(slug(name), name, kind="collectivite", siren=region.siren))


def _departement(key: str, surface: str, territory: Territory) -> Institution | None:
    gazetteer = load_gazetteer()
    found: Departement | None = gazetteer.departement_by_name.get(key)
    if found is None and (match := DEPARTEMENT.fullmatch(key)):
        tail = match["tail"]
        found = gazetteer.departement_named(tail) if tail else gazetteer.departements.get(territory.departement)
        if not tail and found is None:
            return Institution(PartnerValue("departement", "Département", kind="collectivite"), "Département", True)
    if found is None:
        return None
    name = f"Département {found.of}"
    return Institution(PartnerValue(slug(name), name, kind="collectivite", siren=found.siren))


def _commune(key: str, surface: str, territory: Territory) -> Institution | None:
    match = COMMUNE.fullmatch(key)
    commune = nearest_commune(match["tail"], territory) if match else None
    if commune is None:
        return None
    name = f"Commune {of_commune(commune)}"
    return Institution(PartnerValue(slug(f"{name} {commune.code}"), name, kind="collectivite", siren=commune.siren))


def of_commune(commune: Commune) -> str:
    """A commune's name behind « de ».

    >>> gazetteer = load_gazetteer()
    >>> [of_commune(gazetteer.communes_named(name)[0]) for name in ("Le Mans", "Arras", "L'Haÿ-les-Roses", "Lens")]
    ['du Mans', "d'Arras", "de L'Haÿ-les-Roses", 'de Lens']
    """
    name = commune.name
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d'{name}" if VOWEL.match(fold_name(name)) and name[:2] != "Ha" else f"de {name}"


# --- EPCI ----------------------------------------------------------------------------------------------------------


def _epci(key: str, surface: str, territory: Territory) -> Institution | None:
    """By name; one whose kind is not written counts only in the body's own départements."""
    told = EPCI_KIND.search(key)
    for epci in load_gazetteer().epcis_named(surface):
        homes = set(epci.homes)
        near = bool(homes & set(territory.departements))
        if near or (told and len(load_gazetteer().epcis_named(surface)) == 1):
            return Institution(_of_epci(epci))
    words = own_words(surface)
    if not told or len("".join(words)) <= SHORTEST:
        return None
    within = [epci for epci, own in _epcis_of(territory.departements) if own.issuperset(words)]
    return Institution(_of_epci(within[0])) if len(within) == 1 else None


def _of_epci(epci: Epci) -> PartnerValue:
    full = {
        "CC": "Communauté de communes", "CA": "Communauté d'agglomération", "CU": "Communauté urbaine",
    }  # fmt: skip
    head, _, rest = epci.name.partition(" ")
    bare = head in full and not EPCI_KIND.search(fold_name(rest))
    name = f"{full[head]} {rest}" if bare else rest if head in full else epci.name
    return PartnerValue(slug(name), name, "", "collectivite", epci.siren)


@lru_cache(maxsize=4)
def _epcis_of(departements: tuple[str, ...]) -> tuple[tuple[Epci, frozenset[str]], ...]:
    """The EPCI of these départements, each with its own words."""
    epcis = load_gazetteer().epcis
    within = {siren: None for code in departements for siren in _epcis_by_home().get(code, ())}
    return tuple((epcis[siren], frozenset(own_words(epcis[siren].name))) for siren in epcis if siren in within)


@lru_cache(maxsize=4)
def _epcis_by_acronym(departements: tuple[str, ...]) -> dict[str, list[Epci]]:
    """The EPCI of these départements by each of their acronyms."""
    found: dict[str, list[Epci]] = {}
    for epci, _ in _epcis_of(departements):
        for acronym in acronyms(epci):
            found.setdefault(acronym, []).append(epci)
    return found


@cache
def _epcis_by_home() -> dict[str, list[str]]:
    """Département -> SIREN of the EPCI that have a member there."""
    found: dict[str, list[str]] = {}
    for epci in load_gazetteer().epcis.values():
        for code in epci.homes:
            found.setdefault(code, []).append(epci.siren)
    return found


# --- bodies of the list --------------------------------------------------------------------------------------------


@cache
def load_listed() -> dict[str, _Listed]:
    """Every form of the lexicon of national and usual bodies, folded."""
    forms: dict[str, _Listed] = {}
    for row in load_lexicon("organisations"):
        acronym = "" if row["acronym"] == "-" else row["acronym"]
        listed = _Listed(row["name"], acronym, row["kind"], row["scope"])
        others = () if row["others"] == "-" else row["others"].split("/")
        for form in (row["name"], acronym, *others):
            if form:
                forms.setdefault(key_of(form), listed)
    return forms


def _listed(key: str, surface: str, territory: Territory) -> Institution | None:
    words = key.split(" ")
    for count in range(len(words), 0, -1):
        listed = load_listed().get(" ".join(words[:count]))
        if listed:
            tail = _tail(surface, " ".join(words[:count]))
            branch = _branch(listed) if load_gazetteer().departement_named(tail) else None
            listed = branch or listed
            return _national(listed, tail) if listed.scope == "national" else _local(listed, tail, territory)
    return None


def _branch(listed: _Listed) -> _Listed | None:
    """The body of each département that a national one unites: of the Association des maires de France, the
    Association des maires."""
    words = key_of(listed.name).split(" ")
    for count in range(len(words) - 1, 1, -1):
        branch = load_listed().get(" ".join(words[:count]))
        if listed.scope == "national" and branch and branch.scope == "departement":
            return branch
    return None


def _tail(surface: str, form: str) -> str:
    """What stands behind `form` in a surface, its « de » and brackets left off."""
    for match in WORDS.finditer(surface):
        if key_of(surface[: match.end()]) == form:
            rest = surface[match.end() :].strip(" -–—()’'")
            return re.sub(r"^(?:de la |du |des |de l['’]|de |d['’])", "", rest, flags=re.IGNORECASE)
    return ""


def _national(listed: _Listed, tail: str) -> Institution | None:
    """A national body, also by its branch in a région or département; with another word behind it is someone else."""
    gazetteer = load_gazetteer()
    branch = not tail or gazetteer.departement_named(tail) or fold_name(tail) in gazetteer.region_by_name
    if not branch:
        return None
    return Institution(PartnerValue(slug(listed.name), listed.name, listed.acronym, listed.kind))


def _local(listed: _Listed, tail: str, territory: Territory) -> Institution:
    """One of a kind of body of which there are many: by what is written behind, else that of the territory."""
    gazetteer = load_gazetteer()
    region, departement = gazetteer.region_by_name.get(fold_name(tail)), gazetteer.departement_named(tail)
    if departement is None and listed.scope == "departement":
        departement = next((d for d in gazetteer.departements.values() if tail.endswith(f" {d.of}")), None)
    if not tail and listed.scope == "region":
        region = gazetteer.regions.get(territory.region)
    elif not tail and listed.scope == "departement":
        departement = gazetteer.departements.get(territory.departement)
    name = listed.name
    if departement and not (region and listed.scope == "region"):
        name = f"{listed.name} {departement.of}"
    elif region:
        name = f"{listed.name} {region.name}"
    elif tail:
        name = f"{listed.name} {tail}"
    return Institution(PartnerValue(slug(name), name, listed.acronym, listed.kind), listed.name, not tail)
