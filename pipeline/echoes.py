"""Names that a body's reports say elsewhere: what the model saw in one sentence it may miss in the next.

In: all texts of a body and the names found in them. Out: the same, with each sure name taken up wherever it stands
again, word for word. It refuses to believe a lone word that is a common one, or a name that was read in two ways.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.acronyms import find_acronyms
from pipeline.gazetteer import fold_name, load_gazetteer
from pipeline.lexicon import load_lexicon
from pipeline.model import Name, NameLabel

WORD = re.compile(r"\w+")
CAPITAL = re.compile(r"(?<![\w-])[^\Wa-zà-ÿ\d_]\w*")
GOES_ON = re.compile(r"[\w-]")
SHORTEST = 5  # letters of a lone word that is believed
COMMON = ("generic_name_words", "partner_kinds", "body_kinds", "organs", "site_words")


def add_echoes(texts: Sequence[str], names: Sequence[Sequence[Name]]) -> list[tuple[Name, ...]]:
    """The names of each text, and those of the others where they stand again.

    >>> texts = ["avec Trigone, syndicat du Gers", "collecte : Trigone en juin"]
    >>> [[text[n.start : n.end] for n in found] for text, found in
    ...  zip(texts, add_echoes(texts, [[Name(5, 12, "PARTNER")], []]))]
    [['Trigone'], ['Trigone']]
    """
    surnames = _surnames(texts, names)
    names = [_with_surnames(text, found, surnames) for text, found in zip(texts, names, strict=True)]
    sure = _sure_names(texts, names)
    if not sure:
        return [tuple(found) for found in names]
    opened = _by_first_word(sure)
    return [_with_echoes(text, found, opened, sure) for text, found in zip(texts, names, strict=True)]


def _by_first_word(surfaces: Iterable[str]) -> dict[str, list[str]]:
    """First word -> the surfaces that it opens, the longest first. (A pattern of them all costs more to make than to
    use: each body has others.)"""
    opened: dict[str, list[str]] = defaultdict(list)
    for surface in sorted(surfaces, key=lambda surface: (-len(surface), surface)):
        if first := WORD.match(surface):
            opened[first[0]].append(surface)
    return opened


def _surnames(texts: Sequence[str], names: Sequence[Sequence[Name]]) -> frozenset[str]:
    """Last words of the full names of people."""
    full = (
        text[n.start : n.end] for text, found in zip(texts, names, strict=True) for n in found if n.label == "PERSON"
    )
    return frozenset(surface.split(" ")[-1] for surface in full if " " in surface)


def _with_surnames(text: str, found: Sequence[Name], surnames: frozenset[str]) -> tuple[Name, ...]:
    """A lone surname of somebody who is named in full elsewhere is that person, unless a commune has that name."""
    return tuple(
        replace(name, label="PERSON", rule="surname")
        if name.label in ("PARTNER", "PLACE")
        and (word := text[name.start : name.end]) in surnames
        and _is_no_place(word)
        else name
        for name in found
    )


def _is_no_place(word: str) -> bool:
    return not load_gazetteer().communes_named(word)


def _with_echoes(
    text: str, found: Sequence[Name], opened: dict[str, list[str]], sure: dict[str, NameLabel]
) -> tuple[Name, ...]:
    said: list[Name] = []
    for word in CAPITAL.finditer(text):
        start = word.start()
        if word[0] not in opened or (said and start < said[-1].end):
            continue
        for surface in opened[word[0]]:
            end = start + len(surface)
            if text.startswith(surface, start) and not GOES_ON.match(text, end):
                said.append(Name(start, end, sure[surface], "echo"))
                break
    new = [name for name in said if not any(name.start < own.end and own.start < name.end for own in found)]
    return tuple(sorted([*found, *new], key=lambda name: name.start)) if new else tuple(found)


def _sure_names(texts: Sequence[str], names: Sequence[Sequence[Name]]) -> dict[str, NameLabel]:
    """Surfaces that were always read with one label, and that are no common words."""
    labels: dict[str, Counter[NameLabel]] = defaultdict(Counter)
    for text, found in zip(texts, names, strict=True):
        for name in found:
            labels[text[name.start : name.end]][name.label] += 1
    explained = find_acronyms(texts)
    return {
        surface: next(iter(counts))
        for surface, counts in sorted(labels.items())
        if len(counts) == 1 and (_is_sure(surface, next(iter(counts))) or _is_short_for(surface, explained, labels))
    }


def _is_short_for(surface: str, explained: dict[str, str], labels: Mapping[str, Mapping[NameLabel, int]]) -> bool:
    """Is it an acronym that the reports explain by a partner's full name: « Valence Romans Déplacements (VRD) »?"""
    return (
        surface.isupper() and "PARTNER" in labels[surface] and "PARTNER" in labels.get(explained.get(surface, ""), {})
    )


def _is_sure(surface: str, label: NameLabel) -> bool:
    words = fold_name(surface).split(" ")
    if not surface[:1].isupper() or label == "ORGAN" or all(word in _common() for word in words):
        return False
    if label == "PLACE":
        return len(surface) >= SHORTEST and bool(load_gazetteer().communes_named(surface))
    if label == "PERSON" or (label == "EVENT" and len(words) < 2):
        return len(words) > 1
    return len(words) > 1 or len(surface) >= SHORTEST


@cache
def _common() -> frozenset[str]:
    """Folded words that many names and sentences hold."""
    return frozenset(word for form in _common_forms() for word in fold_name(form).split(" "))


def _common_forms() -> Iterable[str]:
    for table in COMMON:
        yield from (row["form"] for row in load_lexicon(table))
