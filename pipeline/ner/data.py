"""The training lines: text files of marked lines, grouped by the body that they speak of.

In: `data/*.txt`: a head « # body: … | kind: … », then lines or rows of a table, with marks « {P|Ademe} ».
Out: Lines. It refuses to guess: a mark that does not parse raises LexiconError with file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import LexiconError

DATA = Path(__file__).parent / "data"
MARK = re.compile(r"\{([LPNEOX])\|([^{}|]+)\}")
HELD = 7  # one body in HELD is held out


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what stands in it: (start, end, type), types L P N E O as in MODEL.md, X for « either way »."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    body: str


def load_lines(paths: Iterable[Path] | None = None) -> list[Line]:
    """All lines of the files, in order; LexiconError names the first that cannot be read."""
    lines: list[Line] = []
    for path in sorted(DATA.glob("*.txt")) if paths is None else paths:
        body = ""
        for number, raw in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if raw.startswith("# body:"):
                body = raw.split("|")[0].removeprefix("# body:").strip()
                continue
            for cell in cells_of(raw):
                line = read_line(cell.strip(), body)
                if line is None or (line.text and not body):
                    raise LexiconError(f"{path.name}, line {number}: a mark does not parse, or no body is named above.")
                if line.text:
                    lines.append(line)
    return lines


def cells_of(raw: str) -> list[str]:
    """A line; of a row of a table, each cell, since the pipeline reads cells.

    >>> cells_of("Action | {P|CAF} | Fait"), cells_of("Ville | CAF")
    (['Action', '{P|CAF}', 'Fait'], ['Ville | CAF'])
    """
    if raw.count(" | ") > 1:
        return raw.split(" | ")
    return raw.split("\t")


def read_line(raw: str, body: str = "") -> Line | None:
    """A marked line; None if braces are left over or a mark begins or ends with a space.

    >>> read_line("Visite de {L|Lens} avec l'{P|Ademe}")
    Line(text="Visite de Lens avec l'Ademe", spans=((10, 14, 'L'), (22, 27, 'P')), body='')
    """
    text, spans, last = "", [], 0
    for mark in MARK.finditer(raw):
        text += raw[last : mark.start()]
        if mark[2] != mark[2].strip():
            return None
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        last = mark.end()
    text += raw[last:]
    return None if "{" in text or "}" in text else Line(text, tuple(spans), body)


def split_bodies(lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """(training lines, held out lines): a body stands on one side only, whatever the order of the lines."""
    train: list[Line] = []
    held: list[Line] = []
    for line in lines:
        (held if sum(line.body.encode()) % HELD == 0 else train).append(line)
    return train, held
