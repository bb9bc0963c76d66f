"""What a place's name means: a commune, a département, a country … or a site.

In: the surface of a name, the words around it, and the body's Territory. Out: one PlaceValue, never none: what no table
knows is a site without code. It refuses to decide whether the words are a place's name at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.gazetteer import Commune, fold_name, load_gazetteer
from pipeline.gazetteer.centres import Point, distance, find_centre
from pipeline.lexicon import load_lexicon
from pipeline.model import PlaceValue
from pipeline.territory import Territory

# Scores, in units of Territory.nearness; chosen on the training lines so that what is near and exact wins, unless a
# great city is meant (Tours is not Tours-en-Savoie, even in Savoie).
EXACT, FORMER, GREAT, PER_DIGIT = 1.2, -0.5, 1.0, 0.3
GREAT_CITY, BIG_TOWN = 100_000, 20_000  # inhabitants
TOWN = 0.4
COUNTRY, ABROAD, AREA, TERRITORY, SITE_WORD, UNKNOWN = 4.0, 2.3, 3.0, 2.5, 2.2, 1.6
HINT, NEIGHBOUR, NAMED_IN_FULL, ARTICLE = 3.0, 0.7, 1.5, 2.5
COUNTRY_NAMED, LARGER_AREA, LAST_WORD = 2.5, 1.0, 0.6
FAMOUS = 1.0  # Venice is not the village of that name, unless the village is near
NEAR, NEAR_KM = 0.8, 50.0  # at most, for another commune of the passage, falling to nothing at so many kilometres
HOME, HOME_KM = 0.8, 80.0  # the same for the middle of all that the body names
SPELLED, ONLY_ONE = 1.7, 1.7  # just above UNKNOWN
SHORTEST_COMMUNE = 4  # letters of a name that is believed to be a commune's where the model saw an organisation
# Before the river, the land or the neighbour by which a commune lies.
LIES = re.compile(r"\b(?:sur|sous|en|les|lez|(?:val|vallee)s? (?:de|d|du|de la)|somme) $")
LONG_ENOUGH = 5  # letters of the beginning of a commune's name that say which
AT = re.compile(r"(?:^|[\s(,;:/–-])(?:à|À|vers|depuis)\s$")
ARTICLE_BEFORE = re.compile(r"(?:\b(?:la|le|les|du|au|des|aux) |\bl['’])$", re.IGNORECASE)
OWN_ARTICLE = re.compile(r"(?:la|le|les) |l['’]", re.IGNORECASE)
HINT_AFTER = re.compile(r"\s?\(([^()]{2,30})\)")
FIRST_WORD = re.compile(r"[^\W\d_]+(?:-point)?|[^\W_]+")


Reading = tuple[PlaceValue, float, str]  # what is meant, how likely, by which rule


@dataclass(frozen=True, slots=True)
class Around:
    """What stands about a name: the text before and after, and what the same body says elsewhere."""

    before: str = ""
    after: str = ""
    neighbours: frozenset[str] = frozenset()  # départements of the sure communes of the same passage
    near: tuple[Point, ...] = ()  # where they lie
    home: Point | None = None  # the middle of the sure communes of all passages
    named: frozenset[str] = frozenset()  # codes of communes that the body names in full somewhere
    countries: frozenset[str] = frozenset()  # codes of the countries named in the same passage


@cache
def load_forms(table: str) -> dict[str, tuple[str, ...]]:
    """A lexicon by folded form, the row's cells in order; LexiconError when it is not there."""
    rows = (tuple(row.values()) for row in load_lexicon(table))
    return {fold_name(row[0]): row for row in rows}


def read_place(surface: str, around: Around, territory: Territory) -> tuple[PlaceValue, str]:
    """The most likely reading of a name, and the rule that won.

    >>> lens = Territory(("62",), ("32",))
    >>> read_place("Bruay", Around(), lens)[0].code, read_place("Belgique", Around(), lens)[0].code
    ('62178', 'BE')
    >>> read_place("salle Jean-Moulin", Around(), lens)[0].kind
    'site'
    """
    value, _, rule = max(find_readings(surface, around, territory), key=lambda reading: reading[1])
    return value, rule


def find_readings(surface: str, around: Around, territory: Territory) -> list[Reading]:
    """Everything that a name may mean, with score and rule; of the best of equal score the first is meant."""
    site = (_site(surface), *_site_score(surface))
    return [site, *_areas(surface, around, territory), *_communes(surface, around, territory)]


def _site(surface: str) -> PlaceValue:
    words = load_forms("site_words").get(fold_name(_first_word(surface)), ("", "site"))
    return PlaceValue(surface, words[1])


def _first_word(surface: str) -> str:
    match = FIRST_WORD.search(surface)
    return match[0] if match else ""


def _site_score(surface: str) -> tuple[float, str]:
    first = _first_word(surface)
    if fold_name(first) not in load_forms("site_words"):
        return UNKNOWN, "unknown"
    sure = first[:1].islower() and len(surface) > len(first)
    return (3.9 if sure else SITE_WORD), "site_word"


def _areas(surface: str, around: Around, territory: Territory) -> Iterator[Reading]:
    """Countries, régions, départements, cities abroad, territories: all that a list knows by name."""
    gazetteer = load_gazetteer()
    key = fold_name(surface)
    hint = _hint(around)
    at = -2.0 if AT.search(around.before) else 0.0
    if country := load_forms("countries").get(key):
        yield PlaceValue(country[2], "pays", country[1]), COUNTRY + at / 2, "country"
    named = next(iter(around.countries)) if len(around.countries) == 1 else ""
    for city, country_code in _cities(surface, hint, named):
        listed = (city, country_code) in _cities_by_name().get(key, ())
        near = HINT if hint == country_code else COUNTRY_NAMED if country_code in around.countries else 0.0
        near += 0.0 if any(_is_likely(c, territory) for c in gazetteer.communes_named(surface)) else FAMOUS
        yield PlaceValue(city, "ville", country_code), (ABROAD + near if listed or hint else ONLY_ONE), "city_abroad"
    if (region := gazetteer.region_by_name.get(key)) and region.name != "Mayotte":  # a département by its name
        yield PlaceValue(region.name, "region", region.code, region=region.code), AREA + 0.5 + at, "region"
    if found := gazetteer.departement_named(surface):
        score = AREA + at + (0.5 if found.code in territory.departements else 0.0)
        if key in load_forms("rivers"):
            score -= _like_river(key, around, found.code in territory.departements)
        yield PlaceValue(found.name, "departement", found.code, found.code, found.region), score, "departement"
    if area := load_forms("territories").get(key):
        yield PlaceValue(area[0], "territoire"), TERRITORY + at, "territory"
    elif " " in key and gazetteer.epcis_named(surface) and not gazetteer.communes_named(surface):
        yield PlaceValue(surface, "territoire"), TERRITORY - 0.3, "epci"


def _is_likely(commune: Commune, territory: Territory) -> bool:
    """Would a body mean this commune, and not the city abroad of its name: is it near, or a town?"""
    return territory.nearness(commune) >= 1.5 or commune.population >= BIG_TOWN


def _cities(surface: str, hint: str, named: str) -> list[tuple[str, str]]:
    """(name, country) of the cities abroad of that name; one that no list has lies where the brackets behind it say,
    else in the country `named` in the passage."""
    listed = _cities_by_name().get(fold_name(surface), [])
    country = hint if hint.isalpha() else named
    unlisted = country and all(code != country for _, code in listed) and (hint.isalpha() or not listed)
    return [*listed, (surface, country)] if unlisted and surface[:1].isupper() else listed


@cache
def _cities_by_name() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in load_lexicon("cities"):
        found.setdefault(fold_name(row["form"]), []).append((row["form"], row["code"]))
    return found


def _like_river(key: str, around: Around, near: bool) -> float:
    """How much the words before say that the river is meant and not the département that has its name."""
    words = fold_name(around.before[-40:]).split(" ")
    if any(cue in load_forms("river_cues") for cue in words[-5:]):
        return 4.0
    return 1.0 if key in ("loire", "rhone") and not near else 0.0


def _hint(around: Around) -> str:
    """Code of the département or country in brackets behind a name: « Saint-Vallier (26) », « Spa (Belgique) »."""
    match = HINT_AFTER.match(around.after)
    if not match:
        return ""
    found = load_gazetteer().departement_named(match[1])
    if found and "/" not in match[1] and (not match[1].isdigit() or len(match[1]) > 1):
        return found.code
    country = load_forms("countries").get(fold_name(match[1]))
    return country[1] if country else ""


def _communes(surface: str, around: Around, territory: Territory) -> Iterator[Reading]:
    """Of communes that fit as well, the nearer is meant: what is far loses, what is near wins nothing over a site."""
    readings = list(_communes_named(surface, around, territory))
    if len(readings) < 2:
        yield from readings
        return
    close = [_closeness(value.code, around) for value, _, _ in readings]
    yield from (
        (value, score - max(close) + own, rule) for (value, score, rule), own in zip(readings, close, strict=True)
    )


def _communes_named(surface: str, around: Around, territory: Territory) -> Iterator[Reading]:
    gazetteer = load_gazetteer()
    hint = _hint(around)
    exact = gazetteer.communes_named(surface)
    larger = _is_larger_area(surface)
    for commune in exact:
        score = EXACT + _context(commune, around, territory, hint) - (LARGER_AREA if larger else 0.0)
        yield _value(commune), score, "commune"
    short = [] if larger or len(surface) <= 2 else gazetteer.communes_beginning(surface)
    for commune in (c for c in short if not _is_complement(surface, c)):
        if (nearness := territory.nearness(commune)) >= 1.5 or hint == commune.departement:
            score = _context(commune, around, territory, hint) - (0.0 if nearness > 1.5 else 0.5)
            if commune.code in around.named:
                score += NAMED_IN_FULL
            if not commune.key.removeprefix("le ").removeprefix("la ").startswith(fold_name(surface)):
                score -= TERRITORY if fold_name(surface) in load_forms("territories") else LAST_WORD
                score -= ARTICLE if OWN_ARTICLE.match(commune.name) and ARTICLE_BEFORE.search(around.before) else 0.0
            yield _value(commune), score, "commune_short"
    if not exact and not larger and surface[:1].isupper():
        yield from _loosely(surface, around, territory)


def _is_complement(surface: str, commune: Commune) -> bool:
    """Does the short form only say where the commune lies: « Saône » of « Auvillars-sur-Saône », a river?"""
    before = commune.key.removesuffix(fold_name(surface))
    return before != commune.key and LIES.search(before) is not None


def _loosely(surface: str, around: Around, territory: Territory) -> Iterator[Reading]:
    """Communes for want of better: spelled otherwise, but for a name with an article (« la Suippe » is not Suippes), or
    the only one in the country whose name begins so."""
    gazetteer = load_gazetteer()
    spelled = (
        [] if ARTICLE_BEFORE.search(around.before) else gazetteer.communes_spelled(surface, territory.departements)
    )
    for commune in spelled[:1]:
        yield _value(commune), SPELLED + min(territory.nearness(commune), 1.0), "commune_spelled"
    begun = [c for c in gazetteer.communes_beginning(surface) if c.is_today and c.key.startswith(fold_name(surface))]
    if len(begun) == 1 and len(surface) >= LONG_ENOUGH:
        yield _value(begun[0]), ONLY_ONE, "commune_short"


def _is_larger_area(surface: str) -> bool:
    """Is it also the name of a country, région or département? Then a commune of that name has to be told apart."""
    gazetteer, key = load_gazetteer(), fold_name(surface)
    return key in gazetteer.departement_by_name or key in gazetteer.region_by_name or key in load_forms("countries")


def _context(commune: Commune, around: Around, territory: Territory, hint: str) -> float:
    """How well a commune fits where its name stands."""
    score = territory.nearness(commune) + PER_DIGIT * math.log10(commune.population + 1)
    score += GREAT if commune.population >= GREAT_CITY else TOWN if commune.population >= BIG_TOWN else 0.0
    if not commune.is_today:
        score += FORMER
    if ARTICLE_BEFORE.search(around.before) and not OWN_ARTICLE.match(commune.name):
        score -= ARTICLE
    if hint:
        score += HINT if hint == commune.departement else -HINT
    if commune.departement in around.neighbours:
        score += NEIGHBOUR
    return score


def _closeness(code: str, around: Around) -> float:
    """How near a commune lies to the others of its passage, and to the middle of all that the body names."""
    here = find_centre("commune", code, "")
    if here is None:
        return 0.0
    near = min((distance(here, other) for other in around.near), default=math.inf)
    home = distance(here, around.home) if around.home else math.inf
    return NEAR * max(0.0, 1 - near / NEAR_KM) + HOME * max(0.0, 1 - home / HOME_KM)


def _value(commune: Commune) -> PlaceValue:
    """The commune of today: one that was merged has the code and name of the one that it is now part of."""
    commune = load_gazetteer().commune(commune.now or commune.code) or commune
    region = load_gazetteer().region_of(commune.departement)
    return PlaceValue(commune.name, "commune", commune.code, commune.departement, region)


def is_bare_commune(surface: str, territory: Territory) -> bool:
    """Is it the very name of a commune of the body's départements, and nothing more? Then the place is meant, whoever
    acts.

    >>> reunion = Territory(("974",), ("04",), shares=(("974", 1.0),))
    >>> [is_bare_commune(name, reunion) for name in ("Tampon", "Ville du Tampon", "TCO")]
    [True, False, False]
    """
    if len(surface) < SHORTEST_COMMUNE or not surface[0].isupper() or fold_name(surface) in load_forms("organisations"):
        return False
    return any(territory.nearness(c) > 1.5 for c in load_gazetteer().communes_named(surface) if c.is_today)


def is_bare_area(surface: str, text: str) -> bool:
    """Is it a région's or département's bare name, in a text that does not speak of them as bodies?

    >>> is_bare_area("Drôme", "lignes de la Drôme"), is_bare_area("Drôme", "les Départements de l'Ain et de la Drôme")
    (True, False)
    """
    key, gazetteer = fold_name(surface), load_gazetteer()
    if key in gazetteer.region_by_name and not surface.isupper():
        return "région" not in text.lower()
    return key in gazetteer.departement_by_name and "département" not in text.lower()


def nearest_commune(name: str, territory: Territory) -> Commune | None:
    """The commune of that name which a body of this territory means, by the same scores; None where there is none.

    >>> nearest_commune("Saint-Pol", Territory(("62",), ("32",))).name
    'Saint-Pol-sur-Ternoise'
    """
    gazetteer = load_gazetteer()
    exact = [(EXACT + _context(c, Around(), territory, ""), c) for c in gazetteer.communes_named(name)]
    short = [(_context(c, Around(), territory, ""), c) for c in gazetteer.communes_beginning(name)]
    found = exact + [(score, c) for score, c in short if territory.nearness(c) >= 1.5]
    return max(found, key=lambda pair: (pair[0], pair[1].population, pair[1].code))[1] if found else None
