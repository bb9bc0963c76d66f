"""Other lines out of the training lines: other names of the same kind, and the noise of real reports.

In: marked lines and a seeded Random. Out: marked lines, spans kept true. It refuses to write what no report writes: a
name is replaced by a name of its kind, a mark never moves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from random import Random

from pipeline.ner.data import Line
from pipeline.ner.invent import Names

BODIES = frozenset("Région Département État Etat Europe région département".split())  # mean one institution: kept
SPACES = {" :": "\u00a0:", " ;": "\u00a0;", " »": "\u00a0»", "« ": "«\u00a0"}
JOINTS = (" ; ", ". ", " - ", " • ", " | ", ", ", " / ", " ")
CELL = (" ; ", ", ", " / ", " – ", " - ", " ", " et ")
HEADS = ("Partenaires : ", "Financeurs : ", "Avec ", "Partenaires techniques : ", "Partenariat : ", "- ", "• ")


def vary(line: Line, lines: Sequence[Line], names: Names, rng: Random) -> Line:
    """Another line in place of this one."""
    if rng.random() < 0.6:
        line = rename(line, names, rng)
    if rng.random() < 0.15:
        line = join(line, rng.choice(lines), rng.choice(JOINTS))
    if rng.random() < 0.06 and line.spans:
        line = names_only(line, rng.choice(CELL), rng.choice(HEADS) if rng.random() < 0.3 else "")
    if rng.random() < 0.25:
        line = spell(line, rng)
    return line


def rename(line: Line, names: Names, rng: Random) -> Line:
    """Each name, half of the time, replaced by another of its kind."""
    text, spans, last = "", [], 0
    for start, end, kind in line.spans:
        surface = line.text[start:end]
        if rng.random() < 0.5 and kind != "X" and surface not in BODIES:
            surface = substitute(surface, kind, names, rng)
        text += line.text[last:start]
        spans.append((len(text), len(text) + len(surface), kind))
        text += surface
        last = end
    return Line(text + line.text[last:], tuple(spans), line.body)


def substitute(surface: str, kind: str, names: Names, rng: Random) -> str:
    """A name of the same kind; elision before it is kept by choosing another vowel or consonant alike."""
    vowel = begins_with_vowel(surface)
    for _ in range(6):
        chosen = names.like(surface, kind, rng)
        if begins_with_vowel(chosen) == vowel:
            return chosen
    return surface


def begins_with_vowel(text: str) -> bool:
    """Whether « de » before it is written « d' » (h counts, as it mostly does)."""
    return unicodedata.normalize("NFD", text[:1].lower())[:1] in tuple("aeiouyh")


def join(line: Line, other: Line, joint: str) -> Line:
    """Two lines in one."""
    shift = len(line.text) + len(joint)
    moved = tuple((start + shift, end + shift, kind) for start, end, kind in other.spans)
    return Line(line.text + joint + other.text, line.spans + moved, line.body)


def names_only(line: Line, joint: str, head: str) -> Line:
    """The cell of a column « Partenaires »: the names of the line and nothing else."""
    text, spans = head, []
    for number, (start, end, kind) in enumerate(line.spans):
        text += joint if number else ""
        spans.append((len(text), len(text) + end - start, kind))
        text += line.text[start:end]
    return Line(text, tuple(spans), line.body)


def spell(line: Line, rng: Random) -> Line:
    """The same words as another hand writes them; every change keeps the length, so that the marks stay true."""
    way = rng.randrange(6)
    text = line.text
    if way == 0:
        text = "".join(c.upper() if len(c.upper()) == 1 else c for c in text)
    elif way == 1:
        text = "".join(unicodedata.normalize("NFD", c)[0] for c in text)
    elif way == 2:
        text = text.replace("'", "’") if "'" in text else text.replace("’", "'")
    elif way == 3:
        for plain, bound in SPACES.items():
            text = text.replace(plain, bound)
    elif way == 4:
        text = "".join(unicodedata.normalize("NFD", c)[0] if c.isupper() else c for c in text)
    else:
        text = text[:1].upper() + text[1:] if text[:1].islower() else text[:1].lower() + text[1:]
    return Line(text, line.spans, line.body) if len(text) == len(line.text) else line
