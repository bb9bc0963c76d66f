"""The partners of a body's texts: every organisation but the body itself, each with one id for all its spellings.

In: all texts of one body, the names found in them, the Body and its Territory. Out: for each text the mentions of
partners. It refuses to decide which organisation a name stands for (`institutions`, `partner_names`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.acronyms import find_acronyms
from pipeline.body import Body
from pipeline.kinds.partner_names import name_partners
from pipeline.kinds.places_official import is_bare_area, is_bare_commune
from pipeline.model import Mention, Name
from pipeline.territory import Territory

LEADING = re.compile(
    r"(?:(?:l['’]|d['’])\s?|(?:la|le|les|un|une|du|de la|de l['’]|des|de|au|aux|à la|à l['’]|et|ou|par|avec)\s+"
    r"|[\s«\"“(•–-])+"
)
TRAILING = re.compile(r"[\s,;:.»\"”)–-]+$")
Span = tuple[int, int]


def find_partners(
    texts: Sequence[str], names: Sequence[Sequence[Name]], body: Body, territory: Territory
) -> list[list[Mention]]:
    """The partners of each text, in order; the body itself and its organs are left out."""
    spans = [_spans(text, found, territory) for text, found in zip(texts, names, strict=True)]
    surfaces = Counter(text[a:b] for text, found in zip(texts, spans, strict=True) for a, b in found)
    others = {surface: count for surface, count in sorted(surfaces.items()) if not body.is_own(surface)}
    acronyms = find_acronyms(texts) | _explained(texts, spans)
    values = name_partners(others, acronyms, territory)
    return [
        [Mention("partners", a, b, values[text[a:b]], "model") for a, b in found if text[a:b] in values]
        for text, found in zip(texts, spans, strict=True)
    ]


def _spans(text: str, names: Sequence[Name], territory: Territory) -> list[Span]:
    """What the model calls a partner, but for bare names of places."""
    found = [span for name in names if name.label == "PARTNER" and (span := trim(text, name))]
    return [(a, b) for a, b in found if not is_bare_commune(text[a:b], territory) and not is_bare_area(text[a:b], text)]


def trim(text: str, name: Name) -> Span | None:
    """The span without article and punctuation at its ends; None when nothing is left.

    >>> trim("avec l'ADEME,", Name(5, 13, "PARTNER"))
    (7, 12)
    """
    start, end = name.start, name.end
    if lead := LEADING.match(text, start, end):
        start = lead.end()
    if trail := TRAILING.search(text[start:end]):
        if text[start:end].count("(") == text[start:end].count(")") and ")" in trail[0]:
            return start, end
        end = start + trail.start()
    return (start, end) if start < end else None


def _explained(texts: Sequence[str], spans: Iterable[Sequence[Span]]) -> dict[str, str]:
    """Acronyms by their place: a partner in brackets behind a partner, in capitals and with a letter of its words.

    >>> _explained(["le Carrefour des Pays (CPL)"], [[(3, 21), (23, 26)]])
    {'CPL': 'Carrefour des Pays'}
    """
    found: dict[str, str] = {}
    for text, own in zip(texts, spans, strict=True):
        for (a, b), (c, d) in pairwise(own):
            if text[b:c].strip() != "(" or text[d : d + 1] != ")":
                continue
            for full, short in ((text[a:b], text[c:d]), (text[c:d], text[a:b])):
                if _could_stand_for(short, full):
                    found.setdefault(short, full)
    return found


def _could_stand_for(short: str, full: str) -> bool:
    capitals = sum(c.isupper() for c in short)
    initials = {word[0].upper() for word in re.findall(r"[^\W_]+", full)}
    return " " not in short and 2 <= len(short) <= 12 and capitals > 1 and " " in full and short[0].upper() in initials
