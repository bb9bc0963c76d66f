"""Runs of a PDF, in the order of reading -> headings, paragraphs and bullets.

In: the runs of a column, of a text over several pages, or of a cell. Out: blocks, lines joined to sentences. It refuses
to know where tables are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.formats.bullets import Bullet, split_glyph
from pipeline.formats.flow import STARTS_ANEW, is_title, read_label
from pipeline.formats.joining import Joiner, continues, is_closed
from pipeline.formats.marks import OFF, ON, OURS
from pipeline.formats.pdf.runs import Run
from pipeline.formats.pdf.side_by_side import SAME_SIZE, find_chunks
from pipeline.model import Block, Heading, LeftOut, Paragraph
from pipeline.text import count_words, fold_spaces

LARGER = 1.12  # times the size of the body: letters of a heading
LONGEST_HEADING = 30  # words
LOOSE = 1.3  # times the usual distance between lines: a wider one ends a paragraph
DEEPEST_HEADING = 6
ONE_PLACE = 3.0  # points between bullets that begin at one place
APART = 8.0  # times the size of letters: what stands further to the right is no part of a line
NUMBERED = re.compile(rf"[{ON}\s]*(\d{{1,2}})[.)][{OFF}]?\s+")
FIRST_WORD = re.compile(r"(?:\d{1,3}(?: \d{3})+|\S+)(?: [€%:;!?»]+)?")  # with what no line end parts from it
WEAK_GLYPHS = "-–—*o"  # also what a line of running text may begin with


@dataclass(frozen=True, slots=True)
class Print:
    """What a document's lines have in common."""

    body: float  # size of most letters
    levels: dict[float, int]  # size of a heading -> its level
    leading: dict[float, float]  # size -> usual distance from line to line
    joiner: Joiner
    right: float  # how far lines reach


def learn_print(runs: Sequence[Run]) -> Print:
    """The sizes and distances of a document."""
    letters: Counter[float] = Counter()
    for run in runs:
        letters[_size(run)] += len(run.plain)
    body = max(letters, key=lambda size: (letters[size], size), default=10.0)
    titles = [run for run in runs if run.cell is None and run.size >= LARGER * body and _may_be_heading(run.plain)]
    sizes = sorted({_size(run) for run in titles}, reverse=True)
    levels = {size: min(number, DEEPEST_HEADING) for number, size in enumerate(sizes, 1)}
    steps: dict[float, Counter[float]] = {}
    for before, run in pairwise(runs):
        step = run.top - before.top
        if before.page == run.page and _size(before) == _size(run) and 0.5 * run.size < step < 2.5 * run.size:
            steps.setdefault(_size(run), Counter())[round(step, 1)] += 1
    leading = {size: min(1.6 * size, max(found, key=lambda s: (found[s], -s))) for size, found in steps.items()}
    return Print(body, levels, leading, Joiner(run.text for run in runs), max((run.x1 for run in runs), default=0.0))


def _size(run: Run) -> float:
    return round(run.size * 2) / 2


def _may_be_heading(words: str) -> bool:
    return 1 <= count_words(words) <= LONGEST_HEADING and any(len(w) > 2 and w.isalpha() for w in words.split())


@dataclass(frozen=True, slots=True)
class _Line:
    run: Run  # all of the line
    edge: float  # right edge of the column or cell
    chunk: int  # number of the column, box or cell part


def read_lines(
    runs: Sequence[Run], common: Print, left: list[LeftOut], right: float | None = None
) -> list[Block | Bullet]:
    """The blocks of runs, bullets not yet nested; `right`: the right edge of the cell that they stand in.

    Marks of lists that are words, as « 1. », are put into `left`.
    """
    groups: list[list[_Line]] = []
    for line in _lines(runs, right):
        if groups and _belongs(groups[-1], line, common):
            groups[-1].append(line)
        else:
            groups.append([line])
    levels = _Levels()
    marks = _list_marks(groups)
    blocks = (
        _block(group, mark, common, levels, left, right is not None) for group, mark in zip(groups, marks, strict=True)
    )
    return [block for block in blocks if block is not None]


def _list_marks(groups: Sequence[Sequence[_Line]]) -> list[str]:
    """The number with which each paragraph begins where those beside it go on counting, else an empty text."""
    found = [NUMBERED.match(OURS.sub("", group[0].run.text)) for group in groups]
    numbers = [(int(m[1]), g[0].run.x0) if m and m[1].isdigit() else None for m, g in zip(found, groups, strict=True)]
    counted = [False] * len(groups)
    last = -1
    for number, place in enumerate(numbers):
        if place is None:
            continue
        before = numbers[last] if last >= 0 else None
        if before and place[0] == before[0] + 1 and abs(place[1] - before[1]) <= ONE_PLACE:
            counted[last] = counted[number] = True
        last = number
    return [match[0] if match and is_mark else "" for match, is_mark in zip(found, counted, strict=True)]


def _lines(runs: Sequence[Run], right: float | None) -> Iterator[_Line]:
    """Whole lines, each with the right edge of the column that it stands in."""
    whole: list[Run] = []
    for run in runs:
        last = whole[-1] if whole else None
        if last and (last.page, last.line) == (run.page, run.line) and -1 <= run.x0 - last.x1 <= APART * run.size:
            whole[-1] = replace(
                last, text=f"{last.text}\t{run.text}", x1=run.x1, bold=last.bold and run.bold, open=run.open
            )
        else:
            whole.append(run)
    for number, chunk in enumerate(find_chunks(whole)):
        edge = chunk.x1 if right is None else right
        yield from (_Line(run, edge, number) for run in chunk.runs)


def _belongs(group: Sequence[_Line], line: _Line, common: Print) -> bool:
    """Does a line go on the paragraph of those before it?"""
    first, last, run = group[0].run, group[-1].run, line.run
    if abs(run.size - last.size) > SAME_SIZE:
        return False
    if _is_bullet(group, line):
        return False
    inside = continues(last.text, run.text, last.open)
    if run.page != last.page or not 0 <= run.top - last.top <= 3 * run.size:  # the next column, page or box
        return inside and run.size < LARGER * common.body
    if run.top - last.top > LOOSE * common.leading.get(_size(run), 1.3 * run.size) + 0.5:
        return False
    if run.size >= LARGER * common.body:
        return run.bold == last.bold
    if split_glyph(first.text)[0] and run.x0 < first.x0 - ONE_PLACE:
        return False
    if inside:
        return True
    if first.bold and all(known.run.bold for known in group) != run.bold:
        return False
    if _ends_early(last, run, group[-1].edge):
        return not (is_closed(last.text) or STARTS_ANEW.match(run.plain))
    return not (is_closed(last.text) and run.x0 > last.x0 + ONE_PLACE and len(group) > 1)


def _is_bullet(group: Sequence[_Line], line: _Line) -> bool:
    """Does a bullet begin the line? What may also be a dash or a number of running text is one only at its place."""
    first, last, run = group[0].run, group[-1].run, line.run
    glyph, _ = split_glyph(run.text)
    if glyph and glyph not in WEAK_GLYPHS:
        return True
    if not glyph and not NUMBERED.match(OURS.sub("", run.text)):
        return False
    if is_closed(last.text) or _ends_early(last, run, group[-1].edge):
        return True
    listed = split_glyph(first.text)[0] or NUMBERED.match(OURS.sub("", first.text))
    if listed and abs(run.x0 - first.x0) <= ONE_PLACE:
        return True
    return abs(run.x0 - last.x0) > ONE_PLACE and not (listed and len(group) == 1)


def _ends_early(last: Run, run: Run, edge: float) -> bool:
    """Was there room on a line for the first word of the next one? Then somebody ended it there."""
    word = FIRST_WORD.match(run.plain)
    width = (run.x1 - run.x0) * ((word.end() if word else 0) + 1) / max(1, len(run.plain))
    return edge - last.x1 > width + 0.3 * run.size


class _Levels:
    """How deep bullets stand: by their place in a column, by their glyph from one column to the next."""

    def __init__(self) -> None:
        self.stack: list[tuple[float, str]] = []
        self.chunk = -1

    def of(self, x: float, glyph: str, chunk: int) -> int:
        seen = [known for _, known in self.stack]
        if chunk == self.chunk or glyph not in seen:
            while self.stack and self.stack[-1][0] > x - ONE_PLACE and (chunk == self.chunk or len(self.stack) > 1):
                self.stack.pop()
        else:
            self.stack = self.stack[: seen.index(glyph)]
        self.chunk = chunk
        self.stack.append((x, glyph))
        return len(self.stack)


def _block(
    group: Sequence[_Line], mark: str, common: Print, levels: _Levels, left: list[LeftOut], cell: bool
) -> Block | Bullet | None:
    """The block of one paragraph's lines; None where there is no word."""
    first = group[0].run
    text = common.joiner.join(line.run.text for line in group)
    glyph, rest = split_glyph(text)
    while rest and split_glyph(rest)[0] not in ("", *WEAK_GLYPHS):  # that of the list, and one that somebody wrote
        rest = split_glyph(rest)[1]
    plain, label = read_label(rest)
    if not count_words(plain):
        if count_words(glyph):
            left.append(LeftOut(fold_spaces(glyph), first.line, "list mark"))
        return None
    whole = fold_spaces(OURS.sub("", text))
    size = _size(first)
    if not cell and not glyph and size in common.levels and _may_be_heading(whole) and whole[-1] not in ".;,":
        return Heading(common.levels[size], whole, first.line)
    if not glyph and not cell and is_title(Paragraph(plain, first.line, label)):
        return Heading(DEEPEST_HEADING + 1, whole, first.line)
    if mark and not glyph:
        plain, label = read_label(NUMBERED.sub("", rest, count=1))
        glyph = mark
    if count_words(glyph):
        left.append(LeftOut(fold_spaces(glyph), first.line, "list mark"))
    if glyph:
        return Bullet(plain, first.line, label, levels.of(first.x0, "1" if mark else glyph, group[0].chunk))
    return Paragraph(plain, first.line, label)
