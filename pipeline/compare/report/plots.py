"""Three drawings as inline SVG: where actions come and go, which sums moved, which fields grew.

In: a View. Out: Drawings: SVG text, and its facts in words for those who do not see it; None when there is nothing to
draw. It refuses to draw what a sentence says as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from textwrap import wrap

from pipeline.compare.amounts import AmountChange
from pipeline.compare.report import french
from pipeline.compare.report.lines import Figure
from pipeline.compare.report.sides import NO_SECTION
from pipeline.compare.report.view import View
from pipeline.compare.totals import FieldTotal
from pipeline.compare.which_sum import name_sum

WIDTH, BAR = 460, 15
TEXT = 17  # from one line of words to the next
MOST_LETTERS = 60  # of one line of words
LEAST = 2  # actions more or less that make a field worth a row
LOW = 26  # a row whose words stand beside its dots
MOST_ROWS = 10
BESIDE = 30  # letters that have room beside the bar of a sum
LETTER = 8  # the room that a letter or a digit takes in a bar
ROOM = 100  # right of the longest row, for the numbers that have no room in their bars
KINDS = {  # of actions: in which bar
    "unchanged": "kept",
    "reworded": "kept",
    "moved": "kept",
    "added": "added",
    "split": "added",
    "merged": "merged",
    "ended": "ended",
}
NAMES = {"kept": "poursuivies", "added": "nouvelles", "merged": "regroupées", "ended": "non retrouvées"}
LETTERS = {"kept": "P", "added": "N", "merged": "G", "ended": "R"}  # in the bar, and in the key
OTHERS = "autres rubriques"


@dataclass(frozen=True, slots=True)
class Drawing:
    svg: str
    told: tuple[str, ...]  # what each row shows
    kinds: frozenset[str]  # of the shapes, for the key


def draw_sections(view: View) -> Drawing | None:
    """One bar per section of the first level: actions that go on, are new, were grouped, are not found. Every action
    counts once; the sections that have no room are one row."""
    lines = [line for line in (*view.lines, *view.doubtful) if line.change in KINDS]
    counts: dict[str, Counter[str]] = {}
    for line, section in zip(lines, _name_sections([line.section for line in lines]), strict=True):
        counts.setdefault(section, Counter())[KINDS[line.change]] += 1
    rows = sorted(counts.items(), key=lambda item: -item[1].total())
    if len(rows) > MOST_ROWS:
        rest = sum((count for _, count in rows[MOST_ROWS - 1 :]), Counter())
        rows = [*rows[: MOST_ROWS - 1], (OTHERS, rest)]
    if len(rows) < 2:
        return None
    scale = (WIDTH - ROOM) / max(count.total() for _, count in rows)
    shapes, y = [], 0
    for section, count in rows:
        words, y = _write(section, y)
        shapes += [words, *_stack(count, scale, y)]
        y += BAR + 7
    told = [
        f"{name} : {', '.join(_tell(count[kind], word) for kind, word in NAMES.items() if count[kind])}"
        for name, count in rows
    ]
    return _draw(told, y, shapes, {kind for _, count in rows for kind in count})


def _tell(many: int, word: str) -> str:
    """« 1 nouvelle », « 3 nouvelles »: `word` is plural, all its words in s."""
    return f"{many} {word if many > 1 else ' '.join(part.removesuffix('s') for part in word.split(' '))}"


def _name_sections(sections: Sequence[str]) -> list[str]:
    """Of each section, its heading at the first level where they part: what all stand under tells none apart.

    >>> _name_sections(["Bilan › Eau › Rivières", "Bilan › Forêt", "Bilan", NO_SECTION])
    ['Eau', 'Forêt', 'Bilan', '(hors rubrique)']
    """
    paths = [section.split(" › ") for section in sections]
    levels = zip(*(path for path in paths if path != [NO_SECTION]), strict=False)
    shared = len(list(takewhile(lambda level: len(set(level)) == 1, levels)))
    return [path[shared] if len(path) > shared else path[-1] for path in paths]


def _stack(count: Counter[str], scale: float, y: int) -> Iterator[str]:
    """The bars of one row, one after the other, each with its number and letter: within where there is room, else
    after the last bar."""
    x, beside = 0.0, []
    for kind in NAMES:
        if count[kind]:
            width, told = max(count[kind] * scale, 4), f"{count[kind]} {LETTERS[kind]}"
            yield f'<rect class="{kind}" x="{x + 1:.1f}" y="{y}" width="{width - 3:.1f}" height="{BAR}"/>'
            if width - 3 >= LETTER * len(told):
                yield f'<text class="on-{kind}" x="{x + width / 2:.1f}" y="{y + 12}">{told}</text>'
            else:
                beside.append(told)
            x += width
    if beside:
        yield f'<text class="beside" x="{x + 3:.1f}" y="{y + 12}">{", ".join(beside)}</text>'


def draw_money(view: View) -> Drawing | None:
    """The comparable sums that moved most, each as a bar from the middle: how much less or more; an arrow where it goes
    on beyond 100 %."""
    moved = [figure for figure in view.moved if figure.change.ratio][:MOST_ROWS]
    if len(moved) < 2:
        return None
    shapes, told, kinds, y = [], [], set(), 0
    for figure in moved:
        figures, title = _figures(figure.change), _title(figure)
        words, y = _write(title, y)
        shapes += [words, *_bar(figure.change, figures, y)]
        kinds |= {figure.change.change} | ({"cut"} if _share(figure.change) > 1 else set())
        told.append(f"{title} : {figures}")
        y += BAR + 7
    return _draw(told, y, shapes, kinds)


def _bar(change: AmountChange, figures: str, y: int) -> Iterator[str]:
    """The bar of one sum, up to the right, down to the left of its own zero; its figures on the other side."""
    middle, share = WIDTH / 2, _share(change)
    length = max(min(1.0, share) * middle, 1.5)
    if share > 1:
        start, tip, end = middle, WIDTH - BAR / 2, WIDTH
        yield f'<path class="up" d="M{start} {y}H{tip}L{end} {y + BAR / 2}L{tip} {y + BAR}H{start}z"/>'
    else:
        x = middle if change.change == "up" else middle - length
        yield f'<rect class="{change.change}" x="{x:.1f}" y="{y}" width="{length:.1f}" height="{BAR}"/>'
    yield f'<line x1="{middle}" x2="{middle}" y1="{y - 3}" y2="{y + BAR + 3}"/>'
    x, anchor = (middle - 8, "end") if change.change == "up" else (middle + 8, "start")
    size = 13 * min(1, BESIDE / len(figures))
    style = f'style="text-anchor:{anchor};font-size:{size:.1f}px"'
    yield f'<text class="value" {style} x="{x}" y="{y + 12}">{escape(figures)}</text>'


def _share(change: AmountChange) -> float:
    """By which share of the first sum it moved."""
    return abs(float(change.ratio or 1) - 1)


def draw_fields(totals: Sequence[FieldTotal]) -> Drawing | None:
    """The fields whose number of actions changed most: a hollow dot for the first year, a full one for the second."""
    moved = [t for t in totals if t.field and abs(t.after - t.before) >= LEAST]
    rows = sorted(moved, key=lambda t: (-abs(t.after - t.before), t.field))
    rows = rows[:MOST_ROWS]
    if len(rows) < 2:
        return None
    left, most = WIDTH * 0.49, max(max(t.before, t.after) for t in rows)
    scale = (WIDTH - left - 70) / most
    shapes = []
    for index, total in enumerate(rows):
        y = index * LOW + 13
        start, end = left + total.before * scale, left + total.after * scale
        shapes.append(f'<text x="0" y="{y + 4}">{escape(total.field)}</text>')
        shapes.append(f'<line class="track" x1="{left:.1f}" x2="{WIDTH - 60}" y1="{y}" y2="{y}"/>')
        shapes.append(f'<line class="span" x1="{start:.1f}" x2="{end:.1f}" y1="{y}" y2="{y}"/>')
        shapes.append(f'<circle class="first" cx="{start:.1f}" cy="{y}" r="5"/>')
        shapes.append(f'<circle class="second" cx="{end:.1f}" cy="{y}" r="5"/>')
        shapes.append(f'<text class="value" x="{WIDTH}" y="{y + 4}">{total.before} → {total.after}</text>')
    told = [f"{t.field} : {t.before} puis {t.after}" for t in rows]
    return _draw(told, len(rows) * LOW, shapes, {"first", "second"})


def _figures(change: AmountChange) -> str:
    assert change.before is not None
    return french.both_amounts(change.before, change.known) + french.difference(change)


def _title(figure: Figure) -> str:
    which = name_sum(figure.change.action, figure.change.known)
    return f"{figure.title} {which}" if which.startswith("/") else ", ".join(filter(None, (figure.title, which)))


def _write(text: str, y: int) -> tuple[str, int]:
    """Words on as many lines as they need, from a height on; and the height below them."""
    lines = wrap(text, MOST_LETTERS, break_long_words=False, break_on_hyphens=False)
    spans = [f'<tspan x="0" y="{y + 13 + TEXT * i}">{escape(line)}</tspan>' for i, line in enumerate(lines)]
    return f"<text>{' '.join(spans)}</text>", y + 2 + TEXT * len(lines)


def _draw(told: Sequence[str], height: int, shapes: Sequence[str], kinds: Collection[str]) -> Drawing:
    svg = f'<svg class="plot" aria-hidden="true" viewBox="0 0 {WIDTH} {height}">{"".join(shapes)}</svg>'
    return Drawing(svg, tuple(told), frozenset(kinds))
