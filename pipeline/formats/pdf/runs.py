"""The letters of a PDF's page -> runs: pieces of a line that belong together.

In: the letters of a page in the order in which they are drawn, and the cells that are ruled on it. Out: Runs in that
order, which is the order of reading in what word processors make: a cell, a column, a box each stands in one piece. It
refuses to know what the words say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.formats.marks import OFF, ON, OURS
from pipeline.formats.pdf.reading import Box, Letter
from pipeline.text import fold_spaces

ASCENT = 0.8  # of the letters' size: how far they reach above their line
MIDDLE = 0.3
LEVEL = 0.2  # of the letters' size: how far apart the lines of two letters may be that stand on one
SQUARE = 25.0  # points; a page has 800 such squares
MOST_SQUARES = 200  # in a row; larger pages are posters
SHADOW = 0.15  # of the letters' size: how far a letter's shadow falls
SPACE = 0.2  # of the letters' size: a wider gap is a space, also where none is drawn; half of what fonts set
MARK = re.compile(
    r"""\s* (?: [•●○◦▪■□▫‣➢→✓\uf0b7\uf0a7\uf0d8–—o*-]              # a bullet
        | (?: \d{1,2} | [a-zA-Z] | [ivxIVX]{1,4} ) [.)°]           # 1.  b)  iv.
        | \d (?: \.\d ){1,2} \.? ) \s*                            # 1.2""",
    re.VERBOSE,
)
BULLETS = frozenset("•●○◦▪■□▫‣➢→✓")
DRAWN_SPACES = 0.03  # share of a page's signs from which its spaces are drawn: half of what French text has is 0.08
LONGEST_LINE = 1_000  # letters
DIGIT_SPACE = 0.08  # the same between two digits: these all are of one width, and the space of thousands is thin
TAB = 0.6  # of the letters' size: a wider gap is a jump to a place, as behind the number of a list
JUMP = 0.35  # of the letters' size: a wider gap, on a page that draws its spaces, may be that between two cells
WIDE = 1.6  # of the letters' size: a wider gap is no space between words, even of a justified line
BULLET_GAP = 4.0  # of the letters' size: how far from its bullet an item's first word may stand
RAISED = 0.85  # a letter smaller than this part of its neighbours is an exponent: it stands on their line


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of one line; `text` bears the marks of bold."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool  # all of it
    cell: int | None = None  # number of the ruled cell that it stands in
    line: int = 0  # counted over the pages
    page: int = 0
    open: bool = False  # a space ends it, as where a line is broken that goes on
    drawn: int = 0  # number of the run in its page, in the order of drawing

    @property
    def plain(self) -> str:
        return fold_spaces(OURS.sub("", self.text))

    @property
    def box(self) -> Box:
        return self.x0, self.top, self.x1, self.bottom


class _Line:
    """Letters of one line, as they come; what they have in common is kept, for a page has thousands."""

    def __init__(self, letter: Letter, cell: int | None) -> None:
        self.cell = cell
        self.letters: list[Letter] = []
        self.by_text: dict[str, list[Letter]] = {}
        self.last = self.tall = letter  # the one furthest to the right, and the largest one
        self.left = letter.x0
        self.add(letter)

    def add(self, letter: Letter) -> None:
        self.letters.append(letter)
        self.by_text.setdefault(letter.text, []).append(letter)
        self.last = letter if letter.x1 > self.last.x1 else self.last
        self.tall = letter if letter.size > self.tall.size else self.tall
        self.left = min(self.left, letter.x0)

    def has(self, letter: Letter) -> bool:
        """Is a letter one that the line has already, drawn again beside itself to look bold or raised?"""
        before = self.letters[-1]
        if letter.text.isspace() or (letter.text == before.text and letter.x0 == before.x0):  # two parts of a ligature
            return False
        near = SHADOW * letter.size
        same = self.by_text.get(letter.text, ())
        return any(abs(known.x0 - letter.x0) < near and abs(known.base - letter.base) < near for known in same)

    def goes_on(self, letter: Letter, spaced: bool) -> bool:
        """Does a letter stand on this line, right behind the others or in a gap that was left for it?

        `spaced`: the page draws its spaces, so that a jump is none, but for a cell, where there is only one column.
        """
        size = max(self.tall.size, letter.size)
        level = abs(letter.base - self.tall.base) <= LEVEL * size
        close = abs(letter.x0 - self.last.x1) < SPACE * size
        raised = (close or letter.size < RAISED * size) and -0.3 * size <= self.tall.base - letter.base <= 0.6 * size
        if not (level or raised) or len(self.letters) >= LONGEST_LINE:
            return False
        if letter.x1 <= self.last.x1 + 0.1 * size and letter.x0 >= self.left:
            return True
        gap = letter.x0 - self.last.x1
        widest = BULLET_GAP if _is_mark(self.letters) else JUMP if spaced and self.cell is None else WIDE
        return -0.6 * size <= gap <= widest * size


def find_runs(letters: Sequence[Letter], cells: Sequence[Box]) -> list[Run]:
    """The runs of a page. A bullet and its words are one run."""
    spaced = sum(letter.text.isspace() for letter in letters) >= DRAWN_SPACES * len(letters)
    places = _places(cells)
    runs: list[Run] = []
    line: _Line | None = None
    for letter in letters:
        cell = _cell(letter, cells, places) if cells else None
        if line is not None and cell == line.cell:
            if line.has(letter):
                continue
            if line.goes_on(letter, spaced):
                line.add(letter)
                continue
        runs += _run(line.letters, line.cell) if line else []
        line = _Line(letter, cell)
    runs = _with_marks([*runs, *(_run(line.letters, line.cell) if line else [])])
    return [replace(run, drawn=number) for number, run in enumerate(runs)]


def _with_marks(runs: list[Run]) -> list[Run]:
    """Bullets that are drawn apart from their words, as at the end of a page, in front of these."""
    signs = [MARK.fullmatch(run.plain) and not run.plain.isalpha() for run in runs]
    marks = {
        number
        for number, run in enumerate(runs)
        if signs[number]
        and (run.plain in BULLETS or any(signs[max(0, number - 1) : number]) or any(signs[number + 1 : number + 2]))
    }
    if not marks:
        return runs
    lines: dict[int, list[int]] = {}
    for number, run in enumerate(runs):
        if number not in marks:
            lines.setdefault(round(run.bottom), []).append(number)
    for number in sorted(marks):
        mark = runs[number]
        near = (n for at in (-1, 0, 1) for n in lines.get(round(mark.bottom) + at, ()))
        right = [n for n in near if 0 <= runs[n].x0 - mark.x1 <= BULLET_GAP * mark.size and runs[n].cell == mark.cell]
        if right:
            first = min(right, key=lambda n: runs[n].x0)
            runs[first] = replace(runs[first], text=f"{mark.text}\t{runs[first].text}", x0=mark.x0)
            runs[number] = replace(mark, text="")
    return [run for run in runs if run.text]


def _places(cells: Sequence[Box]) -> dict[tuple[int, int], list[int]]:
    """For each square of the page the numbers of the cells that reach into it."""
    places: dict[tuple[int, int], list[int]] = {}
    for number, box in enumerate(cells):
        x0, top, x1, bottom = (int(side // SQUARE) for side in box)
        for x in range(x0, min(x1, x0 + MOST_SQUARES) + 1):
            for y in range(top, min(bottom, top + MOST_SQUARES) + 1):
                places.setdefault((x, y), []).append(number)
    return places


def _cell(letter: Letter, cells: Sequence[Box], places: dict[tuple[int, int], list[int]]) -> int | None:
    """The number of the cell that the middle of a letter stands in."""
    x, y = (letter.x0 + letter.x1) / 2, letter.base - MIDDLE * letter.size
    for number in places.get((int(x // SQUARE), int(y // SQUARE)), ()):
        x0, top, x1, bottom = cells[number]
        if x0 <= x <= x1 and top <= y <= bottom:
            return number
    return None


def _is_mark(letters: Sequence[Letter]) -> bool:
    """Are these letters the mark of a list: a bullet, a number?"""
    signs = [letter for letter in letters[:40] if not letter.text.isspace()]
    if len(signs) > 6:
        return False
    return all(sign.symbol for sign in signs) or bool(MARK.fullmatch("".join(sign.text for sign in signs)))


def _run(line: Sequence[Letter], cell: int | None) -> list[Run]:
    """The run of these letters; none where they are only space."""
    inked = [letter for letter in line if not letter.text.isspace()]
    if not inked:
        return []
    pieces: list[str] = []
    bold = False
    end = inked[0].x0
    letters = sorted(line, key=lambda letter: letter.x0) if _is_shuffled(line) else line
    for letter in letters:
        if letter.text.isspace():
            pieces.append(" ")
            end = max(end, letter.x1)
            continue
        if letter.bold != bold:
            pieces.append(ON if letter.bold else OFF)
            bold = letter.bold
        gap = letter.x0 - end
        both = letter.text.isdecimal() and pieces[-1:] != [] and pieces[-1].isdecimal()
        if gap > (DIGIT_SPACE if both else SPACE) * letter.size:
            pieces.append("\t" if gap > TAB * letter.size else " ")
        pieces.append(letter.text)
        end = letter.x1
    sizes = Counter(round(letter.size, 1) for letter in inked)
    size = max(sizes, key=lambda known: (sizes[known], known))
    base = max(letter.base for letter in inked if round(letter.size, 1) == size)
    return [
        Run(
            "".join([*pieces, OFF] if bold else pieces),
            min(letter.x0 for letter in inked),
            base - ASCENT * size,
            max(letter.x1 for letter in inked),
            base + (1 - ASCENT) * size,
            size,
            all(letter.bold or letter.symbol for letter in inked),
            cell,
            open=letters[-1].text.isspace(),
        )
    ]


def _is_shuffled(line: Sequence[Letter]) -> bool:
    """Were letters put into gaps that were left for them?"""
    return any(b.x0 < a.x0 - 0.3 * a.size for a, b in pairwise(line))


def number_lines(runs: Sequence[Run], page: int, first: int) -> tuple[list[Run], int]:
    """The runs with the number of their line, and the number of the next page's first line.

    Runs that stand at one height share a number: a line of print, across columns and cells.
    """
    numbers: dict[int, int] = {}
    at, bottom = first - 1, float("-inf")
    for run in sorted(runs, key=lambda run: run.bottom):
        if run.bottom - bottom > 0.4 * run.size:
            at, bottom = at + 1, run.bottom
        numbers[run.drawn] = at
    return [replace(run, line=numbers[run.drawn], page=page) for run in runs], at + 1
