"""The body whose reports these are: its names and organs, which are no partners of its own.

In: its card, its folder's name, the titles of its reports, their texts and the names found in them. Out: a Body. It
refuses to know where the body lies (`territory`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.acronyms import find_acronyms, spells
from pipeline.body_name import Told, find_body_names
from pipeline.body_titles import ARTICLE, name_in, plain_name
from pipeline.body_words import read_folder
from pipeline.gazetteer import fold_name
from pipeline.lexicon import fold, load_lexicon
from pipeline.model import Card, Name

CAPITALISED = re.compile(
    r"[A-ZÀ-Ý][\w'’&-]*(?:\s(?:[A-ZÀ-Ý][\w'’&-]*|d[eu]s?|la|les?|l['’][\w'’-]+|d['’][\w'’-]+|et|à|mixte|[a-zà-ÿ]+al|urbaine?"
    r"|communes|agglomération))*"
)


@dataclass(frozen=True, slots=True)
class Body:
    name: str  # as best known
    names: tuple[str, ...]  # every name and acronym
    keys: frozenset[str]  # the same, folded, with the words that stand for it (« le Pôle »)

    def is_own(self, surface: str) -> bool:
        """Does a name mean the body itself or one of its organs?

        >>> body = learn_body(Card(name="Pôle métropolitain de l'Artois", aliases=("PMA",)), "pma", [], [], [])
        >>> [body.is_own(name) for name in ("le PMA", "Pôle Métropolitain de l'Artois", "Comité syndical", "ADEME")]
        [True, True, True, False]
        """
        key = fold_name(ARTICLE.sub("", surface.strip()))
        return key in self.keys or key in organ_keys()


def mark_own(texts: Sequence[str], names: Sequence[Sequence[Name]], body: Body) -> list[list[Name]]:
    """The names of each text, the body's own letters or full name never a place or an event, a part of that name never
    a partner: « PETR Lot » of « PETR Lot, Colagne et Causses ».

    A lone word in small letters is left alone: the folder « lens » does not make the town the body."""
    wholes = sorted((fold(name) for name in body.names if " " in name), key=len, reverse=True)
    full = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in wholes)})(?!\w)") if wholes else None
    return [
        [
            replace(name, label="ORGAN", rule="own")
            if (name.label in ("PLACE", "EVENT") and _is_named(text[name.start : name.end], body))
            or (name.label == "PARTNER" and any(a <= name.start and name.end <= b for a, b in spans))
            else name
            for name in found
        ]
        for text, found in zip(texts, names, strict=True)
        for spans in [[match.span() for match in full.finditer(fold(text))] if full else []]
    ]


def _is_named(surface: str, body: Body) -> bool:
    return (surface.isupper() or " " in surface) and fold_name(ARTICLE.sub("", surface)) in body.keys


@cache
def organ_keys() -> frozenset[str]:
    """Folded names of organs that every body has."""
    return frozenset(fold_name(row["form"]) for row in load_lexicon("organs"))


def learn_body(
    card: Card, organisation: str, told: Sequence[Told], texts: Sequence[str], names: Sequence[Sequence[Name]]
) -> Body:
    """What the card says, what each report says whose it is, what the texts call the body that its folder is named
    after."""
    titles = [title for one in told for title in (*one.declared, *one.titles, *one.opening)]
    explained = find_acronyms((*titles, *texts[:40]))
    known = [name for name in (card.name, *card.aliases) if name]
    sure, letters_seen = find_body_names(told, organisation, explained)
    known += [*sure, *letters_seen]
    letters = re.sub(r"[^a-z0-9]", "", organisation.lower())
    short = [a for a in explained if fold_name(a).replace(" ", "") == letters]
    known += [name for acronym in short for name in (acronym, explained[acronym])]
    known += [explained[name] for name in list(known) if name in explained]
    if not short and len(letters) <= 10:
        known += [name for name, _ in _spelled_by(letters, texts)]
    known += _owned(texts, names, organisation)
    distinct = tuple(dict.fromkeys(plain for name in known if len(plain := plain_name(name)) > 1))
    full = [name for name in distinct if " " in name]
    folder = read_folder(organisation)
    likely = [*(name for name in sure if " " in name), *(name for name in full if name_in(name, folder) == name), *sure]
    best = card.name or (likely[0] if likely else organisation)
    best = _as_written(best, texts) if best.isupper() and " " in best else best
    keys = {fold_name(name) for name in distinct} | {fold_name(organisation)}
    keys |= {fold_name(name.split(" ")[0]) for name in full if _is_kind(name)}
    return Body(best, distinct, frozenset(keys))


def _as_written(name: str, texts: Sequence[str]) -> str:
    """A name in capitals as a text writes it in small letters.

    >>> _as_written("PAYS D'AUREVIE", ["le Pays d'Aurévie"])
    "Pays d'Aurévie"
    """
    key = fold(name)
    found = (text[at : at + len(key)] for text in texts if (at := fold(text).find(key)) >= 0)
    return next((plain[:1].upper() + plain[1:] for plain in found if not plain.isupper()), name)


def _spelled_by(letters: str, texts: Sequence[str]) -> list[tuple[str, int]]:
    """Capitalised names whose initials are the folder's name, and the acronym itself where it is written."""
    counts: Counter[str] = Counter()
    for text in texts:
        for match in CAPITALISED.finditer(text):
            words = match[0]
            if fold_name(words).replace(" ", "") == letters or (" " in words and spells(letters.upper(), words)):
                counts[words] += 1
    return counts.most_common(4)


def _owned(texts: Sequence[str], names: Sequence[Sequence[Name]], organisation: str) -> list[str]:
    """Names that the model calls the body's own and that hold all the words of the folder's name."""
    words = set(fold_name(organisation).split(" "))
    if not any(len(word) > 3 for word in words):
        return []
    counts: Counter[str] = Counter()
    for text, found in zip(texts, names, strict=True):
        for name in found:
            surface = ARTICLE.sub("", text[name.start : name.end])
            if (
                name.label in ("ORGAN", "PARTNER")
                and words <= set(fold_name(surface).split(" "))
                and surface[:1].isupper()
            ):
                counts[surface] += 1
    return [surface for surface, count in counts.most_common(6) if count > 0]


def _is_kind(name: str) -> bool:
    """Does a name begin with a word that alone may stand for it (« le Syndicat »)?"""
    return fold_name(name.split(" ")[0]) in {fold_name(row["form"]) for row in load_lexicon("body_kinds")}
