"""The grid of a table, built once.

In: rows of cells with their spans, as written. Out: a rectangle in which a spanning cell stands in each place that it
covers, as itself (`origin`) only in the first. It refuses to know what the cells mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import Cell

WIDEST = 200  # columns; spans beyond are cut
MOST_PLACES = 500_000  # rows times columns; what lies beyond is not filled by spans


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell as written, with the rows and columns that it claims."""

    cell: Cell
    rowspan: int = 1
    colspan: int = 1


def build_grid(rows: Sequence[Sequence[Spot]]) -> tuple[tuple[Cell, ...], ...]:
    """Rectangle of cells: rows[r][c]. A span past the last row or column is cut, a missing cell is empty.

    Two cells that claim one place: the first one written keeps it and the other moves right, as browsers do.
    """
    taken: dict[tuple[int, int], Cell] = {}
    width = 0
    for r, row in enumerate(rows):
        c = 0
        for spot in row:
            while (r, c) in taken:
                c += 1
            across = min(spot.colspan, max(1, WIDEST - c))
            down = min(spot.rowspan, len(rows) - r) if len(taken) < MOST_PLACES else 1
            copy = replace(spot.cell, origin=False)
            for dr in range(down):
                for dc in range(across):
                    if (r + dr, c + dc) not in taken:
                        taken[r + dr, c + dc] = spot.cell if dr == dc == 0 else copy
            c += across
            width = max(width, c)
    filled = max((r for r, _ in taken), default=-1) + 1
    width = max((c for _, c in taken), default=-1) + 1
    lines = [next((taken[r, c].line for c in range(width) if (r, c) in taken), 1) for r in range(filled)]
    return tuple(tuple(taken.get((r, c)) or Cell((), lines[r]) for c in range(width)) for r in range(filled))
