"""Other lines out of the training lines: other names of the same kind, and the noise of real reports.

In: marked lines and a seeded Random. Out: marked lines, spans kept true. It refuses to write what no report writes: a
name is replaced by a name of its kind, a mark never moves.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from pipeline.ner.data import Line

Names = dict[str, list[str]]
NAMES = Path(__file__).parent / "data" / "names.csv"
SPACES = {" :": "\u00a0:", " ;": "\u00a0;", " »": "\u00a0»", "« ": "«\u00a0"}
JOINTS = (" ; ", ". ", " - ", " • ", " | ", ", ", " / ", " ")


def load_names(lines: Sequence[Line]) -> Names:
    """Substitutes by kind: official names of `names.csv`, and every name of the lines by its type and its words."""
    names: Names = defaultdict(list)
    with NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["kind"]].append(row["name"])
    for line in lines:
        for start, end, kind in line.spans:
            surface = line.text[start:end]
            names[f"{kind} {shape_of(surface)}"].append(surface)
    return names


def shape_of(surface: str) -> str:
    """What a substitute must share: the way it is written, the number of its words (1, 2, more).

    >>> shape_of("ADEME"), shape_of("Mission locale"), shape_of("comité de pilotage")
    ('A1', 'Aa2', 'a3')
    """
    case = "A" if surface.isupper() else "Aa" if surface[:1].isupper() else "a"
    return f"{case}{min(len(surface.split()), 3)}"


def vary(line: Line, lines: Sequence[Line], names: Names, rng: Random) -> Line:
    """Another line in place of this one."""
    if rng.random() < 0.5:
        line = rename(line, names, rng)
    if rng.random() < 0.15:
        line = join(line, rng.choice(lines), rng.choice(JOINTS))
    if rng.random() < 0.05 and line.spans:
        line = names_only(line, rng.choice((" ; ", ", ", " / ", " – ", " ")))
    if rng.random() < 0.25:
        line = spell(line, rng)
    return line


def rename(line: Line, names: Names, rng: Random) -> Line:
    """Each name, half of the time, replaced by another of its kind."""
    text, spans, last = "", [], 0
    for start, end, kind in line.spans:
        surface = line.text[start:end]
        if rng.random() < 0.5 and kind != "X" and surface not in ("Région", "Département", "État", "Etat", "Europe"):
            surface = substitute(surface, kind, names, rng)
        text += line.text[last:start]
        spans.append((len(text), len(text) + len(surface), kind))
        text += surface
        last = end
    return Line(text + line.text[last:], tuple(spans), line.body)


def substitute(surface: str, kind: str, names: Names, rng: Random) -> str:
    """A name of the same kind; elision before it is kept by choosing another vowel or consonant alike."""
    vowel = _begins_with_vowel(surface)
    for _ in range(8):
        chosen = surface
        if kind == "L" and len(surface.split()) == 1 and surface[:1].isupper() and rng.random() < 0.8:
            chosen = rng.choice(names["commune"])
        elif kind == "N":
            chosen = rng.choice(names["last"])
            if " " in surface:
                chosen = f"{rng.choice(names['first'])} {chosen if rng.random() < 0.7 else chosen.upper()}"
        elif kind == "P" and surface.startswith(("CC ", "CA ", "Communauté de", "communauté de")):
            chosen = rng.choice(names["epci"])
        elif pool := names.get(f"{kind} {shape_of(surface)}"):
            chosen = rng.choice(pool)
        if _begins_with_vowel(chosen) == vowel:
            return chosen
    return surface


def _begins_with_vowel(text: str) -> bool:
    return unicodedata.normalize("NFD", text[:1].lower())[:1] in tuple("aeiouyh")


def join(line: Line, other: Line, joint: str) -> Line:
    """Two lines in one."""
    shift = len(line.text) + len(joint)
    moved = tuple((start + shift, end + shift, kind) for start, end, kind in other.spans)
    return Line(line.text + joint + other.text, line.spans + moved, line.body)


def names_only(line: Line, joint: str) -> Line:
    """The cell of a column « Partenaires »: the names of the line and nothing else."""
    text, spans = "", []
    for start, end, kind in line.spans:
        text += joint if text else ""
        spans.append((len(text), len(text) + end - start, kind))
        text += line.text[start:end]
    return Line(text, tuple(spans), line.body)


def spell(line: Line, rng: Random) -> Line:
    """The same words as another hand writes them; every change keeps the length, so that the marks stay true."""
    way = rng.randrange(5)
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
    else:
        text = "".join(unicodedata.normalize("NFD", c)[0] if c.isupper() else c for c in text)
    return Line(text, line.spans, line.body) if len(text) == len(line.text) else line
