"""Names to put in place of names: official ones, well-known ones, those of the lines, and invented ones.

In: the gazetteer, `data/words.csv`, the training lines. Out: a name like another: same type, same way of writing. It
refuses to know the sentence that the name stands in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from pipeline.gazetteer import load_gazetteer
from pipeline.ner.data import Line
from pipeline.ner.resources import WORDS, read

GROUPINGS = ("CC ", "CA ", "CU ", "Communauté de", "communauté de", "Communauté d'agg", "communauté d'agg")
ORDER = 3  # letters that an invented word's next letter depends on
INNER = 5  # a place inside a name has this many letters at least


class Names:
    """Substitutes by kind."""

    def __init__(self, lines: Sequence[Line]) -> None:
        gazetteer = load_gazetteer()
        self.communes = sorted({one.name for same in gazetteer.communes.values() for one in same})
        self.known = set(self.communes) | {one.name for one in gazetteer.departements.values()}
        self.larger = sorted(
            {one.name for same in gazetteer.communes.values() for one in same if one.population > 5000}
        )
        self.departements = sorted(one.name for one in gazetteer.departements.values())
        self.groupings = sorted(epci.name for epci in gazetteer.epcis.values())
        self.words: dict[str, list[str]] = defaultdict(list)
        for row in read(WORDS):
            self.words[row["class"]].append(row["form"])
        self.seen: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            for start, end, kind in line.spans:
                surface = line.text[start:end]
                self.seen[f"{kind} {shape_of(surface)}"].append(surface)
        self.next: dict[str, list[str]] = defaultdict(list)
        for name in [*self.words["FIRM"], *(n for s, ns in self.seen.items() if s.startswith("P Aa") for n in ns)]:
            for word in name.split():
                if word[:1].isupper() and word[1:].islower() and word.isalpha():
                    padded = "^" * ORDER + word + "$"
                    for at in range(ORDER, len(padded)):
                        self.next[padded[at - ORDER : at]].append(padded[at])

    def like(self, surface: str, kind: str, rng: Random) -> str:
        """Another name in place of this one."""
        if kind == "N":
            return self.person(surface, rng)
        if kind == "L" and surface in self.known and rng.random() < 0.8:
            return rng.choice(self.communes if rng.random() < 0.7 else self.larger)
        if kind == "P" and surface.startswith(GROUPINGS):
            return rng.choice(self.groupings)
        shape, dice = shape_of(surface), rng.random()
        if kind in "PE" and dice < 0.5 and (moved := self.elsewhere(surface, rng)):
            return moved
        if kind == "P" and shape == "A1" and dice < 0.6:
            return self.acronym(rng) if dice < 0.2 else rng.choice(self.words["ACRO"])
        if kind == "E" and shape == "A1" and dice < 0.4:
            return rng.choice(self.words["EVTA"])
        if kind == "P" and shape == "Aa1" and dice < 0.5:
            return self.word(rng) if dice < 0.25 else rng.choice(self.words["FIRM"])
        pool = self.seen.get(f"{kind} {shape}")
        return rng.choice(pool) if pool else surface

    def person(self, surface: str, rng: Random) -> str:
        """A first and a last name where there were two, a last name (or a commune, as many are) where there was one."""
        last = rng.choice(
            self.words["LAST"] if rng.random() < 0.6 else self.communes if rng.random() < 0.5 else [self.word(rng)]
        )
        if " " not in surface:
            return last
        first = rng.choice(self.words["FIRST"])
        if rng.random() < 0.08:
            return f"{first[0]}. {last}"
        return f"{first} {last.upper() if rng.random() < 0.3 else last}"

    def elsewhere(self, surface: str, rng: Random) -> str:
        """The same institution elsewhere: « Mission locale de Dole » -> « Mission locale de Mende »; or empty."""
        words = surface.split(" ")
        for at in range(1, len(words)):
            tail = " ".join(words[at:])
            bare = tail.removeprefix("d'").removeprefix("d’")
            if len(bare) < INNER or bare not in self.known or len(bare.split()) > 3:
                continue
            pool = self.departements if bare in self.departements and bare not in self.communes else self.larger
            other = rng.choice(pool)
            vowel = other[:1] in "AEIOUYHÉÈÎÔ"
            if (bare != tail) != vowel or (words[at - 1] not in ("de", "à", "en") and bare == tail and at > 1):
                continue
            return " ".join([*words[:at], tail.replace(bare, other)])
        return ""

    def acronym(self, rng: Random) -> str:
        """Letters as organisations have them: « SMAD », « APEF47 »."""
        letters = rng.choice("ACSFUPMGRDE") + "".join(
            rng.choice("ADEMSPRCITLNFOUBHV") for _ in range(rng.randint(2, 4))
        )
        return letters + (f"{rng.randint(1, 95):02}" if rng.random() < 0.15 else "")

    def word(self, rng: Random) -> str:
        """A word that looks like a company's: its letters follow each other as theirs do."""
        for _ in range(20):
            word = "^" * ORDER
            while len(word) < 16 + ORDER and not word.endswith("$"):
                word += rng.choice(self.next[word[-ORDER:]])
            word = word.strip("^$")
            if 4 <= len(word) <= 12:
                return word
        return rng.choice(self.words["FIRM"])


def shape_of(surface: str) -> str:
    """What a substitute must share: the way it is written, the number of its words (1, 2, more).

    >>> shape_of("ADEME"), shape_of("Mission locale"), shape_of("comité de pilotage")
    ('A1', 'Aa2', 'a3')
    """
    case = "A" if surface.isupper() else "Aa" if surface[:1].isupper() else "a"
    return f"{case}{min(len(surface.split()), 3)}"
