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
PLACES = frozenset("COM DEP REG PAYS CITY LAND EPCI SITE".split())  # one list; all other classes are the other
NAMES = frozenset("COM DEP REG PAYS CITY LAND EPCI FIRST LAST ACRO FIRM FORM EVTA MEDIA".split())  # need a capital
LONG = frozenset("COM DEP REG PAYS CITY LAND EPCI NAME FIRM EVTN MEDIA".split())  # tell the first word from the next


@lru_cache(maxsize=8_000)
def fold_word(word: str) -> tuple[str, ...]:
    """The pieces of a word without case and accents: « St-Éloi » -> ("saint", "eloi").

    >>> fold_word("St-Éloi"), fold_word("l’")
    (('saint', 'eloi'), ('l',))
    """
    plain = unicodedata.normalize("NFKD", word.lower().replace("œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(SAINT.get(piece, piece) for piece in PIECE.findall(plain))


class Lists:
    """Names, ready to be looked up: pieces of a form -> its class."""

    def __init__(self, forms: dict[tuple[str, ...], str]) -> None:
        self.forms = forms
        self.longest: dict[str, int] = {}  # first piece -> the longest form that it opens
        self.second: dict[str, set[str]] = {}  # first piece -> the pieces that may follow it
        for form in forms:
            self.longest[form[0]] = max(self.longest.get(form[0], 0), len(form))
            self.second.setdefault(form[0], set()).update(form[1:2])

    def look_up(self, words: Sequence[str], pieces: Sequence[str], owner: Sequence[int]) -> list[str]:
        """One class a word, the longest form first; a name in small letters is none. `owner`: the word of a piece."""
        found = [""] * len(words)
        free, last = 0, len(pieces)
        known_first = self.longest
        for at in [at for at, piece in enumerate(pieces) if piece in known_first]:
            if at < free:
                continue
            longest = known_first[pieces[at]]
            if longest > 1 and (at + 1 == last or pieces[at + 1] not in self.second[pieces[at]]):
                longest = 1
            for end in range(min(at + longest, last), at, -1):
                known = self.forms.get(tuple(pieces[at:end]))
                if known is None or (known in NAMES and not words[owner[at]][0].isupper()):
                    continue
                for index in owner[at:end]:
                    found[index] = known + "-" if known in LONG and index != owner[at] else known
                free = end
                break
        return found


class Hints:
    """Two lists, since a word can be both: what knows places, and what knows all else."""

    def __init__(self, forms: dict[tuple[str, ...], str], others: dict[tuple[str, ...], str]) -> None:
        self.places, self.others = Lists(forms), Lists(others)

    def classes(self, words: Sequence[str]) -> tuple[list[str], list[str]]:
        """One class a word in each list.

        >>> Hints({("orange",): "COM"}, {("orange",): "FIRM"}).classes(["Orange"])
        (['COM'], ['FIRM'])
        """
        folded = [*map(fold_word, words)]
        pieces = [piece for word in folded for piece in word]
        owner = [index for index, word in enumerate(folded) for _ in word]
        return self.places.look_up(words, pieces, owner), self.others.look_up(words, pieces, owner)


def load_hints(path: Path) -> Hints:
    """The lists of `path` (CSV: form, class; forms already folded, pieces joined by a space). OSError if missing."""
    places: dict[tuple[str, ...], str] = {}
    others: dict[tuple[str, ...], str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for form, known in csv.reader(file):
            (places if known in PLACES else others)[tuple(form.split(" "))] = known
    return Hints(places, others)
