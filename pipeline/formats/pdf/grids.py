"""The grid of a PDF's table: its columns, and where its cells begin and how far they reach.

In: the boxes of cells that are ruled. Out: Grids, whose cells are still to be filled with runs. It refuses to know what
stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.formats.pdf.reading import Box
from pipeline.formats.pdf.runs import Run

NEAR = 3.0  # points between two edges that are one
MOST_CELLS = 5_000  # ruled on one page; more is a drawing


@dataclass(slots=True)
class GridCell:
    """One cell: where it begins, how far it reaches, what stands in it."""

    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A table of one page, or of several once they are joined."""

    columns: list[tuple[float, float]]  # left and right edge of each
    cells: list[GridCell]
    ruled: bool
    right: float = 0.0  # how far the last column may reach, where no rule says it

    @property
    def height(self) -> int:
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)


# --- ruled tables --------------------------------------------------------------------------------------------------


def read_ruled(boxes: Iterable[Box]) -> Grid | None:
    """The grid of the cells that are ruled; None where they are no table: one column, one row, or a drawing."""
    boxes = list(boxes)
    if not 4 <= len(boxes) <= MOST_CELLS:
        return None
    xs, ys = _edges([x for b in boxes for x in (b[0], b[2])]), _edges([y for b in boxes for y in (b[1], b[3])])
    if len(xs) < 3 or len(ys) < 3:
        return None
    cells = []
    for x0, top, x1, bottom in boxes:
        column, row = _place(xs, x0), _place(ys, top)
        cells.append(GridCell(row, column, max(1, _place(ys, bottom) - row), max(1, _place(xs, x1) - column)))
    return Grid(list(pairwise(xs)), cells, ruled=True)


def _edges(values: Sequence[float]) -> list[float]:
    """Values in order, those that are near one another as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > NEAR:
            edges.append(value)
    return edges


def _place(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - value))


# --- over a page break ---------------------------------------------------------------------------------------------


def map_columns(columns: Sequence[tuple[float, float]], known: Sequence[tuple[float, float]]) -> list[int] | None:
    """For each column the number of the known one that it is; None when one stands over none or over several."""
    found = []
    for left, right in columns:
        over = [n for n, (x0, x1) in enumerate(known) if left < x1 - 0.5 and right > x0 + 0.5]
        if len(over) != 1 or over[0] in found:
            return None
        found.append(over[0])
    return found


def same_columns(one: Grid, other: Grid) -> list[int] | None:
    """The columns of `one` that those of `other`, on the next page, are; None when it is another table."""
    if one.ruled != other.ruled:
        return None
    if not one.ruled:
        return map_columns(other.columns, one.columns)
    pairs = zip(one.columns, other.columns, strict=False)
    same = len(one.columns) == len(other.columns) and all(abs(a[0] - b[0]) <= 2 * NEAR for a, b in pairs)
    return list(range(len(one.columns))) if same else None
