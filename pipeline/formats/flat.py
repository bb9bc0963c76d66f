"""Flat text, as it is copied out of a PDF: lines cut anywhere, headings in capitals, page numbers in between.

In: the lines of a text. Out: whether it is such a text, which of its lines are page numbers, and the lines of a
paragraph joined to what belongs together. It refuses to put columns apart that were copied line by line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.formats.joining import Joiner, continues, is_closed, is_open
from pipeline.formats.marks import OFF, ON, OURS
from pipeline.text import count_words

FEWEST = 40  # lines under which nobody can tell
FOLLOWING = 0.6  # share of lines right below another one
INSIDE = 0.08  # share of those that begin with a small letter: cut within a sentence
CAPITALS = 0.02  # share of lines all in capitals; text that an editor wrapped has none
EARLY = 0.8  # of the longest line beside it: a line that would be shorter with one more word was ended by somebody
AROUND = 6  # lines on either side that tell how long lines are
STARTS_ANEW = re.compile(r"[A-ZÀ-Ý0-9«“\"(+•>]")
FULL_STOP = re.compile(r"[.!?…]['\"”»)]*\s*\Z")
LONG_WORD = re.compile(r"[^\W\d_]{4}")
LONGEST_TITLE = 12  # words
NUMBER = re.compile(r"\s*(\d{1,4})\s*")
BACK = 40  # bare numbers before one among which its forerunner is looked for
LONGEST_STEP = 3  # pages between two that bear a number


class Flat:
    """What is known of one flat text."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.joiner = Joiner(lines)

    def cut(self, text: str) -> list[tuple[int, str]]:
        """Lines of one paragraph, joined where they go on: with each piece the number of line breaks before it.

        >>> flat = Flat([])
        >>> flat.cut("LES DÉCHETS\\nLa commune a trié ses dé-\\nchets.\\nElle continue.")
        [(0, '\\ue000LES DÉCHETS\\ue001'), (1, 'La commune a trié ses déchets.'), (3, 'Elle continue.')]
        """
        lines = text.split("\n")
        groups: list[list[int]] = []
        for number in range(len(lines)):
            if groups and not self._ends(lines, number - 1):
                groups[-1].append(number)
            else:
                groups.append([number])
        pieces = [(group[0], self.joiner.join(lines[n] for n in group)) for group in groups]
        return [(at, f"{ON}{piece}{OFF}" if _is_title(piece) else piece) for at, piece in pieces]

    def _ends(self, lines: Sequence[str], number: int) -> bool:
        """Does something end with this line?"""
        line, following = (OURS.sub("", part).strip() for part in lines[number : number + 2])
        if not line or not following:
            return False
        if in_capitals(line) != in_capitals(following):
            return not NUMBER.fullmatch(line)
        if in_capitals(line) and (is_open(f"x {line.lower()}") or is_open(f"x {following.split(' ', 1)[0].lower()}")):
            return False
        if continues(line, following):
            return False
        if not STARTS_ANEW.match(following):
            return False
        if FULL_STOP.search(line):
            return True
        widest = max(len(other.strip()) for other in lines[max(0, number - AROUND) : number + AROUND])
        early = len(line) + 1 + len(following.split(" ", 1)[0]) <= EARLY * widest
        return early and (is_closed(line) or not is_open(line))


def learn_flat(lines: Sequence[str]) -> Flat | None:
    """What is known of a flat text; None when the lines are no such text."""
    written = [(before, line) for before, line in zip(["", *lines], lines, strict=False) if line.strip()]
    if len(written) < FEWEST or any("\t" in line.strip() for line in lines):
        return None
    below = [line for before, line in written if before.strip()]
    inside = sum(line.lstrip()[:1].islower() for line in below)
    capitals = sum(in_capitals(line) for _, line in written)
    if len(below) < FOLLOWING * len(written) or inside < INSIDE * len(below) or capitals < CAPITALS * len(written):
        return None
    return Flat(lines)


def in_capitals(line: str) -> bool:
    """Is a line all in capitals, as headings are in flat text?

    >>> in_capitals("GESTION DES DÉCHETS"), in_capitals("Le SMDO"), in_capitals("2021")
    (True, False, False)
    """
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def _is_title(line: str) -> bool:
    return in_capitals(line) and bool(LONG_WORD.search(line)) and count_words(line) <= LONGEST_TITLE


def find_page_numbers(lines: Sequence[str]) -> set[int]:
    """The places of the lines that number the pages: bare numbers above a blank line that go on counting.

    >>> sorted(find_page_numbers(["un", "1", "", "deux", "2", "", "14 agents", "14", "", "trois", "3", ""]))
    [1, 4, 10]
    """
    found: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        match = NUMBER.fullmatch(line[:20])
        if match and (number + 1 == len(lines) or not lines[number + 1].strip()):
            found.append((number, int(match[1])))
    best: list[tuple[int, int]] = []  # of each number: how long the row is that it ends, and which one is before it
    for index, (_, value) in enumerate(found):
        before = (n for n in range(max(0, index - BACK), index) if 0 < value - found[n][1] <= LONGEST_STEP)
        nearest = max(before, key=lambda n: best[n][0], default=-1)
        best.append((best[nearest][0] + 1 if nearest >= 0 else 1, nearest))
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    row: set[int] = set()
    while at >= 0:
        row.add(found[at][0])
        at = best[at][1]
    return row if len(row) > 2 else set()
