"""Names in a column of names: « Trigone ; Préfecture du Gers » under « Partenaires » says what Trigone is.

In: the passages of a body and the names in each. Out: the same, with the organisations that stand alone between commas
in a column of partners. It refuses to believe a lone word that the reports write small, or that nobody writes
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.gazetteer import fold_name, load_gazetteer
from pipeline.kinds.role_words import bare, load_cues
from pipeline.listed import OF, WORD
from pipeline.model import Name, Passage

PART = re.compile(rf"\s*(?P<name>{WORD}(?:\s(?:{OF})?{WORD}){{0,5}})\s*(?:[,;/+•\n]|\set\s|$)")
START = re.compile(r"(?:^|[,;/+•\n]|\set\s)")
SMALL = re.compile(r"(?<!\w)[a-zà-ÿ][\w-]*")
INSIDE = re.compile(rf"(?:(?<=[a-zà-ÿ,;]\s)|(?<=[(«])){WORD}")  # a capital that no sentence asked for


def add_column_names(passages: Sequence[Passage], names: Sequence[Sequence[Name]]) -> list[tuple[Name, ...]]:
    """The names of each passage, with those that only their column tells.

    >>> passages = [Passage("Trigone ; Habitants", 1, column="Partenaires"),
    ...             Passage("Étude avec Trigone, les habitants", 2)]
    >>> [[passage.text[n.start : n.end] for n in found]
    ...  for passage, found in zip(passages, add_column_names(passages, [[], []]))]
    [['Trigone'], []]
    """
    columns = {at for at, passage in enumerate(passages) if passage.role == "action" and _is_of_partners(passage)}
    found = [tuple(own) for own in names]
    if not columns:
        return found
    small = {fold_name(word[0]) for passage in passages for word in SMALL.finditer(passage.text)}
    sentences = [passage.text for at, passage in enumerate(passages) if at not in columns]
    inside = {fold_name(word[0]) for text in sentences for word in INSIDE.finditer(text)}
    for at in sorted(columns):
        text, own = passages[at].text, found[at]
        new = [
            name
            for name in _parts(text)
            if not any(name.start < other.end and other.start < name.end for other in own)
            and _is_name(text[name.start : name.end], small, inside)
        ]
        found[at] = tuple(sorted([*own, *new], key=lambda name: name.start))
    return found


def _is_of_partners(passage: Passage) -> bool:
    cue = load_cues("head").get(bare(passage.column)) if passage.column else None
    return cue is not None and cue.needs == "-"


def _parts(text: str) -> list[Name]:
    """What stands between commas and is all capitals and small words of grammar."""
    starts = [match.end() for match in START.finditer(text)]
    parts = [part for start in starts if (part := PART.match(text, start))]
    return [Name(part.start("name"), part.end("name"), "PARTNER", "column") for part in parts]


def _is_name(surface: str, small: set[str], inside: set[str]) -> bool:
    """Two words that are written small nowhere, or one that a sentence also writes with a capital; no commune."""
    words = [fold_name(word) for word in surface.split(" ") if word[0].isupper()]
    if any(word in small for word in words) or load_gazetteer().communes_named(surface):
        return False
    return len(words) > 1 or words[0] in inside
