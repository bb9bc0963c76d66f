"""What lists say of each word, before any model: a commune, a first name, a word that opens an organisation's name.

In: the words of a text. Out: one class a word, empty where no list knows it. It refuses to decide: « Lens » is a
commune for the lists whatever the sentence says, and the model learns when to believe them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

PIECE = re.compile(r"[^\W_]+")
SAINT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
NAMES = frozenset({"COM", "DEP", "REG", "PAYS", "EPCI", "FIRST"})  # count only where the text writes a capital
LONG = frozenset({"COM", "DEP", "REG", "PAYS", "EPCI"})  # first and following words are told apart


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> tuple[str, ...]:
    """The pieces of a word without case and accents: « St-Éloi » -> ("saint", "eloi").

    >>> fold_word("St-Éloi"), fold_word("l’")
    (('saint', 'eloi'), ('l',))
    """
    plain = unicodedata.normalize("NFKD", word.lower().replace("œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(SAINT.get(piece, piece) for piece in PIECE.findall(plain))


class Hints:
    """Lists of names, ready to be looked up: pieces of a form -> its class."""

    def __init__(self, forms: dict[tuple[str, ...], str]) -> None:
        self.forms = forms
        self.longest: dict[str, int] = {}  # first piece -> the longest form that it opens
        for form in forms:
            self.longest[form[0]] = max(self.longest.get(form[0], 0), len(form))

    def classes(self, words: Sequence[str]) -> list[str]:
        """One class a word, the longest form first. A name in small letters is no name.

        >>> Hints({("lens",): "COM", ("agence",): "ORG"}).classes(["L'", "agence", "de", "Lens"])
        ['', 'ORG', '', 'COM']
        """
        pieces: list[str] = []
        owner: list[int] = []
        for index, word in enumerate(words):
            for piece in fold_word(word):
                pieces.append(piece)
                owner.append(index)
        found = [""] * len(words)
        at, last = 0, len(pieces)
        while at < last:
            step = 1
            for length in range(min(self.longest.get(pieces[at], 0), last - at), 0, -1):
                known = self.forms.get(tuple(pieces[at : at + length]))
                if known is None or (known in NAMES and not words[owner[at]][0].isupper()):
                    continue
                for index in owner[at : at + length]:
                    found[index] = known + "-" if known in LONG and index != owner[at] else known
                step = length
                break
            at += step
        return found


def load_hints(path: Path) -> Hints:
    """The lists of `path` (CSV: form, class; forms already folded, pieces joined by a space). OSError if missing."""
    with path.open(encoding="utf-8", newline="") as file:
        return Hints({tuple(row[0].split(" ")): row[1] for row in csv.reader(file)})
