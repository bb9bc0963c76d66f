"""Many reports from few: the specimens with other bodies, communes, people, numbers and words.

In: a folder of specimens. Out: a folder of as many reports as asked for, the same for the same seed. It refuses to
make sense: the sentences only have to cost what real ones cost, so that hardly any stands twice and new words go on
turning up, as they do in real reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random

from pipeline.bodies import the_tagger
from pipeline.catalog import find_sources
from pipeline.gazetteer import load_gazetteer
from pipeline.model import DateValue, Mention, PersonValue, PlaceValue, Report, Source
from pipeline.run import extract_body

OTHER = 0.1  # of the words of small letters are others in each report: nine in ten long sentences then are new
NEW = 0.2  # of these, words that no report holds: some 20 new ones a report
LETTERS = 6  # of a body's name
PIECE = re.compile(r"<[^>]*>|&\w+;|https?://\S+|\w+")  # what must stay whole; a word last
WORD = re.compile(r"[a-zà-ÿ]{5,}")
DAY = re.compile(r"(?<!\d)(?:1\d|2[0-8])(?!\d)")
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a specimen where something else can stand."""

    kind: str  # own, commune, person, day, number, word
    text: str


@dataclass(frozen=True, slots=True)
class Specimen:
    file: str  # YEAR.EXT
    pieces: tuple[str | Slot, ...]


def write_varied(raw: Path, target: Path, reports: int, seed: int = 0) -> None:
    """So many reports into `target`, the bodies of `raw` one after another, again and again."""
    bodies, left = load_bodies(raw), reports
    slots = (p for body in bodies for specimen in body for p in specimen.pieces if not isinstance(p, str))
    words = sorted({slot.text for slot in slots if slot.kind == "word"})
    for number, body in enumerate(cycle(bodies)):
        if not left:
            return
        rng = Random(f"{seed} {number}")
        own = "".join(rng.choice("bcdfglmnprst" if at % 2 else "aeiou") for at in range(LETTERS)) + f"x{number}"
        names: dict[str, str] = {}
        folder = target / own
        folder.mkdir(parents=True)
        for specimen in body[:left]:
            told = (p if isinstance(p, str) else _another(p, own, names, words, rng) for p in specimen.pieces)
            (folder / specimen.file).write_text("".join(told), encoding="utf-8")
        left -= min(left, len(body))


def _another(slot: Slot, own: str, names: dict[str, str], words: Sequence[str], rng: Random) -> str:
    """What stands in a slot; a name is replaced by the same one in all reports of a body."""
    if slot.kind == "word":
        return _word(slot.text, words, rng)
    if slot.kind == "number":
        return DIGITS.sub(lambda m: str(rng.randint(10 ** (len(m[0]) - 1), 10 ** len(m[0]) - 1)), slot.text)
    if slot.kind == "day":
        return DAY.sub(lambda m: str(rng.randint(10, 28)), slot.text)
    if slot.text not in names:
        if slot.kind == "own":
            names[slot.text] = own.upper() if slot.text.isupper() else own.capitalize()
        elif slot.kind == "commune":
            names[slot.text] = rng.choice(_communes())
        else:
            names[slot.text] = " ".join(_new(word.lower(), rng).capitalize() for word in slot.text.split(" "))
    return names[slot.text]


def _word(word: str, words: Sequence[str], rng: Random) -> str:
    """Mostly the word itself, else one of the specimens' words, or a new one."""
    dice = rng.random()
    if dice >= OTHER:
        return word
    return _new(word, rng) if dice < OTHER * NEW else rng.choice(words)


def _new(word: str, rng: Random) -> str:
    """A word that nobody has written."""
    return word[:3] + "".join(rng.choice("aeioulrstnmcdp") for _ in word[3:])


@cache
def _communes() -> list[str]:
    communes = load_gazetteer().communes.values()
    return sorted({one.name for same in communes for one in same if one.is_today})


@cache
def load_bodies(raw: Path) -> list[list[Specimen]]:
    """The specimens of each body, cut at what the line itself finds in them."""
    sources, _ = find_sources(raw)
    names = dict.fromkeys(source.organisation for source in sources)
    bodies = []
    for name in names:
        reports, _ = extract_body([source for source in sources if source.organisation == name], the_tagger())
        bodies.append([read_specimen(report.source, report) for report in reports])
    return bodies


def read_specimen(source: Source, report: Report) -> Specimen:
    """One report's text as pieces, some of them slots."""
    kinds = {source.organisation.upper(): "own", source.organisation.capitalize(): "own"}
    for passage, mentions in zip(report.passages, report.mentions, strict=True):
        for mention in mentions:
            if kind := _kind(mention):
                kinds.setdefault(passage.text[mention.start : mention.end], kind)
    longest = sorted(kinds, key=lambda surface: (-len(surface), surface))
    names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)|{PIECE.pattern}")
    text = source.path.read_bytes().decode(report.document.encoding)
    return Specimen(source.path.name, tuple(_cut(text, names, kinds)))


def _cut(text: str, pattern: re.Pattern[str], kinds: dict[str, str]) -> Iterator[str | Slot]:
    end = 0
    for match in pattern.finditer(text):
        kind = kinds.get(match[0]) or ("word" if WORD.fullmatch(match[0]) else "")
        if kind:
            yield text[end : match.start()]
            yield Slot(kind, match[0])
            end = match.end()
    yield text[end:]


def _kind(mention: Mention) -> str:
    value = mention.value
    if isinstance(value, PlaceValue):
        return "commune" if value.kind == "commune" else ""
    if isinstance(value, DateValue):
        return "day"
    return "person" if isinstance(value, PersonValue) else "number" if mention.kind == "amounts" else ""
