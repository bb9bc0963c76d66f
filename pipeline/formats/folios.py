"""Page numbers and running feet of flat text, that stand among its lines.

In: the lines of a text whose pages a blank line parts. Out: the same lines without them, and what was left out of which
line. It refuses to know what the lines say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import LeftOut
from pipeline.text import count_words, fold_spaces

SAID = re.compile(
    r"(?:^|\s)[-–—|\s]*\b(?:page|p\.)[\s|:–—-]*(\d{1,4})(?:\s*(?:/|sur)\s*\d{1,4})?(?=\W*(?:$|\s))[-–—|\s]*", re.I
)
BARE = re.compile(r"\s*(\d{1,4})\s*")
LEADING = re.compile(r"\s*(\d{1,4})\s+(\S.*)")
TRAILING = re.compile(r"\s*(\S.*?)\s+(\d{1,4})\s*")
FEWEST_WORDS = 3  # of a running foot: « Lot 1 » is none
LONGEST_FOOT = 160  # letters
BACK = 40  # numbers before one among which its forerunner is looked for
LONGEST_STEP = 5  # pages between two that bear a number: pictures that fill a page have none
MOST_ROWS = 20  # parts of a file that count anew
FEWEST = 3  # pages in a row that must be numbered alike


@dataclass(frozen=True, slots=True)
class _Folio:
    """What may be the number of a page."""

    line: int  # place in the list
    shape: str  # what surrounds the number
    value: int
    start: int  # the part of the line that is no text
    end: int


def take_folios(lines: Sequence[str], first: int) -> tuple[list[str], list[LeftOut]]:
    """The lines without page numbers and running feet, and these; `first` is the number of the first line.

    >>> text = "un|1||deux|2||14 agents|14||PAGE 3 BILAN|trois|3||le bilan de 2022 4|".split("|")
    >>> lines, left = take_folios(text, 1)
    >>> [(out.line, out.text) for out in left], lines[6:8], len(lines) == len(text)
    ([(2, '1'), (5, '2'), (12, '3')], ['14 agents', '14'], True)
    """
    found: dict[str, list[_Folio]] = defaultdict(list)
    for folio in _folios(lines):
        found[folio.shape].append(folio)
    kept, left = list(lines), []
    taken = [folio for folios in found.values() for folio in _in_a_row(folios)]
    for folio in sorted(taken, key=lambda folio: folio.line):
        line = lines[folio.line]
        reason = "running foot" if folio.shape not in ("", "said") else "page number"
        left.append(LeftOut(fold_spaces(line[folio.start : folio.end]), first + folio.line, reason))
        kept[folio.line] = f"{line[: folio.start]} {line[folio.end :]}".strip()
    return kept, left


def _folios(lines: Sequence[str]) -> Iterator[_Folio]:
    for number, line in enumerate(lines):
        if len(line) > LONGEST_FOOT or not line.strip():
            continue
        last = number + 1 == len(lines) or not lines[number + 1].strip()
        begins = number == 0 or not lines[number - 1].strip()
        if last and (match := BARE.fullmatch(line)):
            yield _Folio(number, "", int(match[1]), 0, len(line))
        elif (last or begins) and (match := SAID.search(line)):
            yield _Folio(number, "said", int(match[1]), match.start(), match.end())
        elif last and (match := LEADING.fullmatch(line)) and count_words(match[2]) >= FEWEST_WORDS:
            yield _Folio(number, f"# {match[2]}", int(match[1]), 0, len(line))
        elif last and (match := TRAILING.fullmatch(line)) and count_words(match[1]) >= FEWEST_WORDS:
            yield _Folio(number, f"{match[1]} #", int(match[2]), 0, len(line))


def _in_a_row(folios: Sequence[_Folio]) -> list[_Folio]:
    """Those of one shape that go on counting; an annex may count anew, so that there may be several rows."""
    taken: list[_Folio] = []
    left = list(folios)
    for _ in range(MOST_ROWS):
        row = _longest_row(left)
        if len(row) < FEWEST:
            break
        taken += row
        numbered = {folio.line for folio in row}
        left = [folio for folio in left if folio.line not in numbered]
    return taken


def _longest_row(folios: Sequence[_Folio]) -> list[_Folio]:
    best: list[tuple[int, int]] = []  # of each: how long the row is that it ends, and which one is before it
    for index, folio in enumerate(folios):
        before = (n for n in range(max(0, index - BACK), index) if 0 < folio.value - folios[n].value <= LONGEST_STEP)
        nearest = max(before, key=lambda n: (best[n][0], n), default=-1)
        best.append((best[nearest][0] + 1 if nearest >= 0 else 1, nearest))
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    row: list[_Folio] = []
    while at >= 0:
        row.append(folios[at])
        at = best[at][1]
    return row
