"""The places of a body's texts, each with its official name and code.

In: texts, the names found in them, and the body's Territory. Out: for each text the mentions of places. It refuses to
decide what a name means (places_official) and to find names where the model saw none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from statistics import median

from pipeline.gazetteer import Commune, fold_name, load_gazetteer
from pipeline.gazetteer.centres import Point, find_centre
from pipeline.kinds.decoys import find_decoys
from pipeline.kinds.places_official import Around, is_bare_area, is_bare_commune, load_forms, read_place
from pipeline.lexicon import load_lexicon
from pipeline.model import Mention, Name
from pipeline.territory import Territory

LEADING = re.compile(
    r"(?:(?:à|au|aux|en|de|du|des|le|la|les|dans|sur|vers|côté) |[dl]['’]"
    r"|\d{1,4}(?: ?(?:bis|ter))?,? (?=[^\W\d])|\d{5} |[\s«\"(–-])+"
)
TRAILING = re.compile(r"(?: \((?:\d\d\d?|2[AB])\)|[\s,;:.»\")–-])+$")
FEWEST = 5  # communes that say where a body is at home: of fewer, the one in doubt may be most of them
WIDE = 60  # letters before and after a name that may say what it is


Span = tuple[int, int]


def find_places(texts: Sequence[str], names: Sequence[Sequence[Name]], territory: Territory) -> list[list[Mention]]:
    """The places of each text, in order; each name that the model calls a place has a value, a site at worst."""
    return [
        [Mention("places", *span, *read_place(text[slice(*span)], around, territory)) for span, around in found]
        for text, found in zip(texts, find_around(texts, names, territory), strict=True)
    ]


def find_around(
    texts: Sequence[str], names: Sequence[Sequence[Name]], territory: Territory
) -> list[list[tuple[Span, Around]]]:
    """The span of each place's name, and what stands about it, text by text."""
    spans = [_spans(text, found, territory) for text, found in zip(texts, names, strict=True)]
    sure = [_sure(text, found) for text, found in zip(texts, spans, strict=True)]
    named = frozenset(commune.code for communes in sure for commune in communes.values())
    everywhere = {commune for communes in sure for commune in communes.values()}
    home = _middle([point for commune in everywhere if (point := _point(commune))])
    return [
        [(span, _around(text, span, communes, named, home)) for span in found if span[0] < span[1]]
        for text, found, communes in zip(texts, spans, sure, strict=True)
    ]


def _spans(text: str, names: Sequence[Name], territory: Territory) -> list[Span]:
    """What the model calls a place, bare communes that it calls partners, streets that bear a date."""
    streets = [(m.start, m.end) for m in find_decoys(text) if m.rule == "street_name"]
    found = [trim(text, name) for name in names if name.label == "PLACE"]
    bare = [trim(text, name) for name in names if name.label == "PARTNER"]
    found += [(a, b) for a, b in bare if is_bare_commune(text[a:b], territory) or is_bare_area(text[a:b], text)]
    apart = [span for span in found if not any(span[0] < end and start < span[1] for start, end in streets)]
    return sorted([*apart, *streets])


def trim(text: str, name: Name) -> Span:
    """The span without articles, prepositions, house number and punctuation at its ends.

    >>> trim("au 12 rue du Bac (62)", Name(0, 21, "PLACE"))
    (6, 16)
    """
    start, end = name.start, name.end
    if lead := LEADING.match(text, start, end):
        start = lead.end()
    if trail := TRAILING.search(text[start:end]):
        end = start + trail.start()
    return (start, end) if start < end else (name.start, name.end)


def _sure(text: str, spans: Sequence[Span]) -> dict[Span, Commune]:
    """The communes of which there is only one of that name."""
    gazetteer = load_gazetteer()
    found = {(a, b): [c for c in gazetteer.communes_named(text[a:b]) if c.is_today] for a, b in spans}
    return {span: communes[0] for span, communes in found.items() if len(communes) == 1}


@lru_cache(maxsize=4)
def _countries(text: str) -> frozenset[str]:
    """Codes of the countries that a text names.

    >>> sorted(_countries("à Maurice, puis en Allemagne"))
    ['DE', 'MU']
    """
    countries = load_forms("countries")
    return frozenset(countries[fold_name(m[0])][1] for m in _country_pattern().finditer(text))


@cache
def _country_pattern() -> re.Pattern[str]:
    names = sorted((row["form"] for row in load_lexicon("countries")), key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def _around(text: str, span: Span, sure: dict[Span, Commune], named: frozenset[str], home: Point | None) -> Around:
    start, end = span
    others = [commune for other, commune in sure.items() if other != span]
    near = tuple(point for commune in others if (point := _point(commune)))
    before, after = text[max(0, start - WIDE) : start], text[end : end + WIDE]
    return Around(before, after, frozenset(c.departement for c in others), near, home, named, _countries(text))


def _middle(points: Sequence[Point]) -> Point | None:
    """Half of the points lie on either side, so that a twin town far away does not move it; None of too few."""
    return (median(lat for lat, _ in points), median(lon for _, lon in points)) if len(points) >= FEWEST else None


def _point(commune: Commune) -> Point | None:
    return find_centre("commune", commune.code, "")
