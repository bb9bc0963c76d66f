"""Two drawings as inline SVG: where actions come and go, and which sums moved.

In: a View. Out: SVG text, with its facts told in words for those who do not see it; empty when there is nothing to
draw. It refuses to draw what a sentence says as well.
"""

from __future__ import annotations

import math
from collections import Counter
from html import escape

from pipeline.compare.amounts import AmountChange
from pipeline.compare.importance import sum_at_stake
from pipeline.compare.report import french
from pipeline.compare.report.view import View
from pipeline.compare.words import read_title

WIDTH, ROW, LEFT = 720, 26, 250
MOST_ROWS = 10


def draw_sections(view: View) -> str:
    """One bar per section: actions that go on, are new, are not found."""
    counts: dict[str, Counter[str]] = {}
    for line in [*view.lines, *view.doubtful]:
        if line.change == "near":
            continue
        kind = {"added": "added", "split": "added", "ended": "ended", "merged": "ended"}.get(line.change, "kept")
        counts.setdefault(line.section or "(sans rubrique)", Counter())[kind] += 1
    rows = sorted(counts.items(), key=lambda item: -item[1].total())[:MOST_ROWS]
    if len(rows) < 2:
        return ""
    scale = (WIDTH - LEFT - 60) / max(count.total() for _, count in rows)
    shapes = []
    for index, (section, count) in enumerate(rows):
        y = index * ROW + 4
        shapes.append(_label(section, y))
        x = float(LEFT)
        for kind in ("kept", "added", "ended"):
            if count[kind]:
                width = count[kind] * scale
                shapes.append(f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{max(width - 1, 1):.1f}" height="18"/>')
                shapes.append(f'<text class="on-{kind}" x="{x + width / 2:.1f}" y="{y + 13}">{count[kind]}</text>')
                x += width
    told = " ; ".join(
        f"{section} : {c['kept']} poursuivies, {c['added']} nouvelles, {c['ended']} non retrouvées"
        for section, c in rows
    )
    return _svg("sections", told, len(rows), shapes)


def draw_money(view: View) -> str:
    """The sums that both reports give and that moved most: from where to where, on a logarithmic scale."""
    c = view.comparison
    moved = [a for a in c.amounts if a.known.kind == "money" and a.delta and a.ratio]
    moved = sorted(moved, key=lambda a: -abs(sum_at_stake(a)))[:MOST_ROWS]
    if len(moved) < 2:
        return ""
    values = [float(x.value) for a in moved for x in (a.before, a.after) if x]
    low, high = math.log10(min(values)), math.log10(max(values))
    span = (high - low) or 1.0

    def at(value: float) -> float:
        return LEFT + 15 + (math.log10(value) - low) / span * (WIDTH - LEFT - 175)

    shapes = []
    for index, change in enumerate(moved):
        y = index * ROW + 13
        shapes.append(_label(_title(change), y - 9))
        assert change.before is not None
        assert change.after is not None
        assert change.ratio is not None
        x1, x2 = at(float(change.before.value)), at(float(change.after.value))
        shapes.append(f'<line class="{change.change}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y}" y2="{y}"/>')
        shapes.append(f'<circle class="first" cx="{x1:.1f}" cy="{y}" r="4"/>')
        shapes.append(f'<circle class="{change.change}" cx="{x2:.1f}" cy="{y}" r="5.5"/>')
        text = f"{french.amount(change.after)} ({french.percent(change.ratio)})"
        shapes.append(f'<text class="value" x="{max(x1, x2) + 10:.1f}" y="{y + 4}">{escape(text)}</text>')
    told = " ; ".join(
        f"{_title(a)} : {french.amount(a.before)} puis {french.amount(a.after)}" for a in moved if a.before and a.after
    )
    return _svg("money", told, len(moved), shapes)


def _title(change: AmountChange) -> str:
    action = change.action_after or change.action_before
    return read_title(action.text, action.label) if action else ""


def _label(text: str, y: float) -> str:
    short = text if len(text) <= 34 else text[:33].rstrip() + "…"
    return f'<text class="label" x="{LEFT - 10}" y="{y + 13}"><title>{escape(text)}</title>{escape(short)}</text>'


def _svg(name: str, told: str, rows: int, shapes: list[str]) -> str:
    height = rows * ROW + 6
    return (
        f'<svg class="plot {name}" role="img" viewBox="0 0 {WIDTH} {height}" aria-label="{escape(told, quote=True)}">'
        + "".join(shapes)
        + "</svg>"
    )
