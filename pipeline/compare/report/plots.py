"""Three drawings as inline SVG: where actions come and go, which sums moved, which fields grew.

In: a View. Out: Drawings: SVG text, and its facts in words for those who do not see it; None when there is nothing to
draw. It refuses to draw what a sentence says as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from pipeline.compare.amounts import AmountChange
from pipeline.compare.report import french
from pipeline.compare.report.lines import Figure
from pipeline.compare.report.view import View
from pipeline.compare.totals import FieldTotal
from pipeline.compare.which_sum import name_sum

WIDTH, ROW, BAR = 460, 40, 15  # a row: its words above, its bar below
LEAST = 2  # actions more or less that make a field worth a row
LOW = 26  # a row whose words stand beside its dots
MOST_ROWS = 10
LETTER = 30  # a bar that has room for its letter beside its number
LETTERS = {"kept": "P", "added": "N", "ended": "R"}  # of a kind, in its bar and in the key
KINDS = {"added": "added", "split": "added", "ended": "ended", "merged": "ended"}


@dataclass(frozen=True, slots=True)
class Drawing:
    svg: str
    told: tuple[str, ...]  # what each row shows
    kinds: frozenset[str]  # of the shapes, for the key


def draw_sections(view: View) -> Drawing | None:
    """One bar per section: actions that go on, are new, are not found."""
    counts: dict[str, Counter[str]] = {}
    for line in [*view.lines, *view.doubtful]:
        if line.change != "near":
            kind = KINDS.get(line.change, "kept")
            counts.setdefault(line.section, Counter())[kind] += 1
    rows = sorted(counts.items(), key=lambda item: -item[1].total())[:MOST_ROWS]
    if len(rows) < 2:
        return None
    scale = WIDTH / max(count.total() for _, count in rows)
    shapes = []
    for index, (section, count) in enumerate(rows):
        shapes.append(_label(section, index, 62))
        x, y = 0.0, index * ROW + 19
        for kind in ("kept", "added", "ended"):
            if count[kind]:
                width = count[kind] * scale
                shapes.append(f'<rect class="{kind}" x="{x + 1:.1f}" y="{y}" width="{width - 3:.1f}" height="{BAR}"/>')
                told = f"{count[kind]} {LETTERS[kind]}" if width >= LETTER else str(count[kind])
                shapes.append(f'<text class="on-{kind}" x="{x + width / 2:.1f}" y="{y + 12}">{told}</text>')
                x += width
    facts = [
        f"{name} : {c['kept']} poursuivies, {c['added']} nouvelles, {c['ended']} non retrouvées" for name, c in rows
    ]
    return _draw(facts, len(rows) * ROW, shapes, {kind for _, count in rows for kind in count})


def draw_money(view: View) -> Drawing | None:
    """The comparable sums that moved most, each as a bar from the middle: how much less or more, 100 % at most."""
    moved = [figure for figure in view.moved if figure.change.ratio][:MOST_ROWS]
    if len(moved) < 2:
        return None
    shapes, told, middle = [], [], WIDTH / 2
    for index, figure in enumerate(moved):
        change = figure.change
        figures = _figures(change)
        title = _title(figure)
        y = index * ROW + 19
        length = min(1.0, abs(float(change.ratio or 1) - 1)) * middle
        x = middle if change.change == "up" else middle - length
        shapes.append(_label(title, index, 60 - len(figures)))
        shapes.append(f'<text class="value" x="{WIDTH}" y="{y - 5}">{escape(figures)}</text>')
        shapes.append(
            f'<rect class="{change.change}" x="{x:.1f}" y="{y}" width="{max(length, 1.5):.1f}" height="{BAR}"/>'
        )
        told.append(f"{title} : {figures}")
    shapes.append(f'<line x1="{middle}" x2="{middle}" y1="16" y2="{len(moved) * ROW}"/>')
    return _draw(told, len(moved) * ROW, shapes, {figure.change.change for figure in moved})


def draw_fields(totals: Sequence[FieldTotal]) -> Drawing | None:
    """The fields whose number of actions changed most: a hollow dot for the first year, a full one for the second."""
    moved = [t for t in totals if t.field and abs(t.after - t.before) >= LEAST]
    rows = sorted(moved, key=lambda t: (-abs(t.after - t.before), t.field))
    rows = rows[:MOST_ROWS]
    if len(rows) < 2:
        return None
    left, most = WIDTH * 0.42, max(max(t.before, t.after) for t in rows)
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
    assert change.ratio is not None
    return f"{french.amount(change.before)} → {french.amount(change.known)} ({french.percent(change.ratio)})"


def _title(figure: Figure) -> str:
    which = name_sum(figure.change.action, figure.change.known)
    return f"{figure.title} {which}" if which.startswith("/") else ", ".join(filter(None, (figure.title, which)))


def _label(text: str, index: int, most: int) -> str:
    short = text if len(text) <= most else text[: most - 1].rstrip(" ,;") + "…"
    return f'<text x="0" y="{index * ROW + 14}"><title>{escape(text)}</title>{escape(short)}</text>'


def _draw(told: Sequence[str], height: int, shapes: Sequence[str], kinds: Collection[str]) -> Drawing:
    svg = f'<svg class="plot" aria-hidden="true" viewBox="0 0 {WIDTH} {height}">{"".join(shapes)}</svg>'
    return Drawing(svg, tuple(told), frozenset(kinds))
