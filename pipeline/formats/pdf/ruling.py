"""The rules of a page -> the cells that they close.

In: straight lines that lie or stand. Out: for each table the boxes of its cells, merged ones as one box. It refuses to
know what stands in them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pipeline.formats.pdf.reading import Box

NEAR = 3.0  # points between two rules that are one, or between the end of a rule and the one that it meets
MOST_RULES = 3_000  # of one page, once those that are one are put together; more is a map or a drawing
MOST_CORNERS = 5_000

Spans = dict[float, list[tuple[float, float]]]  # where a rule stands -> from where to where it reaches


def find_cells(rules: Iterable[Box]) -> list[list[Box]]:
    """The cells of each table of a page."""
    lying: list[tuple[float, float, float]] = []
    standing: list[tuple[float, float, float]] = []
    for x0, top, x1, bottom in rules:
        if x1 - x0 >= bottom - top:
            lying.append(((top + bottom) / 2, x0, x1))
        else:
            standing.append(((x0 + x1) / 2, top, bottom))
    rows, columns = _join(lying + _ends(standing)), _join(standing)
    if sum(map(len, rows.values())) + sum(map(len, columns.values())) > MOST_RULES:
        return []
    corners = {(x, y) for y, spans in rows.items() for x in columns if _covers(spans, x) and _covers(columns[x], y)}
    return _tables(_cells(corners, rows, columns)) if len(corners) <= MOST_CORNERS else []


def _ends(standing: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Rules that close what stands open where several standing ones end at one height, as a row at a page's end."""
    ends: dict[int, list[tuple[float, float]]] = {}
    for x, top, bottom in standing:
        for y in {top, bottom}:
            ends.setdefault(round(y), []).append((x, y))
    return [
        (found[0][1], min(x for x, _ in found), max(x for x, _ in found)) for found in ends.values() if len(found) > 2
    ]


def _join(rules: list[tuple[float, float, float]]) -> Spans:
    """Rules that are near one another are at one place; those that touch there are one."""
    spans: Spans = {}
    place = float("-inf")
    for at, start, end in sorted(rules):
        if at - place > NEAR:
            place = at
        spans.setdefault(place, []).append((start, end))
    for place, found in spans.items():
        joined: list[tuple[float, float]] = []
        for start, end in sorted(found):
            if joined and start - joined[-1][1] <= NEAR:
                joined[-1] = joined[-1][0], max(joined[-1][1], end)
            else:
                joined.append((start, end))
        spans[place] = joined
    return spans


def _covers(spans: Sequence[tuple[float, float]], start: float, end: float | None = None) -> bool:
    """Does one rule reach from `start` to `end`?"""
    return any(a - NEAR <= start and (start if end is None else end) <= b + NEAR for a, b in spans)


def _cells(corners: set[tuple[float, float]], rows: Spans, columns: Spans) -> list[Box]:
    """For each corner the smallest box of which it is the upper left one."""
    below: dict[float, list[float]] = {}
    right: dict[float, list[float]] = {}
    for x, y in sorted(corners):
        below.setdefault(x, []).append(y)
        right.setdefault(y, []).append(x)
    cells = []
    for x, y in sorted(corners):
        box = next(
            (
                (x, y, x1, y1)
                for y1 in below[x][bisect_right(below[x], y) :]
                if _covers(columns[x], y, y1)
                for x1 in right[y][bisect_right(right[y], x) :]
                if (x1, y1) in corners
                and _covers(rows[y], x, x1)
                and _covers(rows[y1], x, x1)
                and _covers(columns[x1], y, y1)
            ),
            None,
        )
        if box:
            cells.append(box)
    return cells


def _tables(cells: Sequence[Box]) -> list[list[Box]]:
    """Cells that share a corner are of one table."""
    table_of: dict[tuple[float, float], list[Box]] = {}
    tables: list[list[Box]] = []
    for cell in cells:
        x0, top, x1, bottom = cell
        corners = [(x0, top), (x1, top), (x0, bottom), (x1, bottom)]
        met: list[list[Box]] = []
        for corner in corners:
            table = table_of.get(corner)
            if table is not None and not any(table is known for known in met):
                met.append(table)
        table = met[0] if met else []
        if not met:
            tables.append(table)
        for other in met[1:]:
            table += other
            tables = [known for known in tables if known is not other]
            for corner, known in list(table_of.items()):
                if known is other:
                    table_of[corner] = table
        table.append(cell)
        table_of.update(dict.fromkeys(corners, table))
    return [sorted(table, key=lambda box: (box[1], box[0])) for table in tables]
