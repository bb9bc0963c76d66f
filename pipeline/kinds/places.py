"""The places of a body's texts, each with its official name and code.

In: texts, the names found in them, and the body's Territory. Out: for each text the mentions of places. It refuses to
decide what a name means (places_official) and to find names where the model saw none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.gazetteer import load_gazetteer
from pipeline.kinds.places_official import Around, read_place
from pipeline.model import Mention, Name
from pipeline.territory import Territory

LEADING = re.compile(
    r"(?:(?:à|au|aux|en|de|du|des|le|la|les|dans|sur|vers|côté) |[dl]['’]"
    r"|\d{1,4}(?: ?(?:bis|ter))?,? (?=[^\W\d])|\d{5} |[\s«\"(–-])+"
)
TRAILING = re.compile(r"(?: \((?:\d\d\d?|2[AB])\)|[\s,;:.»\")–-])+$")
WIDE = 60  # letters before and after a name that may say what it is


def find_places(texts: Sequence[str], names: Sequence[Sequence[Name]], territory: Territory) -> list[list[Mention]]:
    """The places of each text, in order; each name that the model calls a place has a value, a site at worst."""
    spans = [[trim(text, n) for n in found if n.label == "PLACE"] for text, found in zip(texts, names, strict=True)]
    sure = [_sure(text, found) for text, found in zip(texts, spans, strict=True)]
    named = frozenset(code for codes in sure for code in codes)
    return [
        [_mention(text, span, codes, named, territory) for span in found if span[0] < span[1]]
        for text, found, codes in zip(texts, spans, sure, strict=True)
    ]


def trim(text: str, name: Name) -> tuple[int, int]:
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


def _sure(text: str, spans: Sequence[tuple[int, int]]) -> frozenset[str]:
    """Codes of the communes of which there is only one of that name."""
    gazetteer = load_gazetteer()
    found = [[c for c in gazetteer.communes_named(text[a:b]) if c.is_today] for a, b in spans]
    return frozenset(communes[0].code for communes in found if len(communes) == 1)


def _mention(
    text: str, span: tuple[int, int], sure: frozenset[str], named: frozenset[str], territory: Territory
) -> Mention:
    start, end = span
    neighbours = frozenset(code[:3] if code.startswith("97") else code[:2] for code in sure)
    around = Around(text[max(0, start - WIDE) : start], text[end : end + WIDE], neighbours, named)
    value, rule = read_place(text[start:end], around, territory)
    return Mention("places", start, end, value, rule)
