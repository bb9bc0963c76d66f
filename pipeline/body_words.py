"""The words that bodies are called by, and those that say which body it is; a folder's name read by them.

In: a name, or the name of a folder. Out: words. It refuses to look for a name in a text (`body_titles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.acronyms import SMALL, spells
from pipeline.gazetteer import fold_name
from pipeline.lexicon import load_lexicon


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder's name says: its letters and the words that are the body's alone."""

    letters: str
    words: frozenset[str]

    def bears_out(self, name: str) -> bool:
        """Does `name` hold most words of the folder's name, or do the folder's letters begin its words?

        >>> read_folder("cc-inam-isole").bears_out("Inam Isole Communauté"), read_folder("smx").bears_out("SMIX")
        (True, False)
        """
        key = fold_name(name)
        shared = self.words & set(key.split(" "))
        return 2 * len(shared) > len(self.words) or self.is_short(name) or spells(self.letters.upper(), name, silent=1)

    def is_short(self, name: str) -> bool:
        return bool(self.letters) and fold_name(name).replace(" ", "") == self.letters


def read_folder(organisation: str) -> Folder:
    """A folder's name without the words that say only what kind of body it is.

    >>> sorted(read_folder("cc-inam-isole").words), read_folder("smx").letters
    (['inam', 'isole'], 'smx')
    """
    told = enumerate(fold_name(organisation).split(" "))  # two letters before others are a kind of body
    words = frozenset(word for at, word in told if len(word) > (1 if at else 2) and word not in kind_words())
    return Folder(re.sub(r"[^a-z0-9]", "", organisation.lower()), words)


@cache
def never_words() -> frozenset[str]:
    return frozenset(row["form"] for row in load_lexicon("never_in_names"))


@cache
def forms_of(table: str) -> frozenset[str]:
    return frozenset(fold_name(row["form"]) for row in load_lexicon(table))


@cache
def body_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that bodies are called by, folded; acronyms apart, which stand in capitals."""
    rows: Iterable[str] = (
        *(row["form"] for row in load_lexicon("body_kinds")),
        *(row["form"] for row in load_lexicon("legal_forms")),
        *(row["form"] for row in load_lexicon("name_heads") if row["label"] == "PARTNER"),
        *(row["form"] for row in load_lexicon("partner_kinds") if row["kind"] == "collectivite"),
    )
    forms = dict.fromkeys(rows)
    acronyms = frozenset(fold_name(form) for form in forms if form.isupper())
    return frozenset(fold_name(form) for form in forms if not form.isupper()) - acronyms, acronyms


@cache
def kind_words() -> frozenset[str]:
    """Every word of these forms: they say what a body is, not which."""
    forms, acronyms = body_words()
    return frozenset(word for form in (*forms, *acronyms) for word in form.split(" ")) | SMALL


def core_of(name: str) -> frozenset[str]:
    """The words that tell a body from others of its kind, folded; all where there are only such words."""
    words = frozenset(fold_name(name).split(" "))
    return words - kind_words() or words
