"""The grid of a table, built once.

In: rows of cells with their spans, as written. Out: a rectangle in which a spanning cell stands in each place that it
covers, as itself (`origin`) only in the first. It refuses to know what the cells mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import Block, Cell, Paragraph, Table

WIDEST = 200  # columns; what is written beyond stands in the last one
MOST_PLACES = 500_000  # rows times columns; a longer table is given fewer columns, so that none eats the memory


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell as written, with the rows and columns that it claims."""

    cell: Cell
    rowspan: int = 1
    colspan: int = 1


def build_grid(rows: Sequence[Sequence[Spot]]) -> tuple[tuple[Cell, ...], ...]:
    """Rectangle of cells: rows[r][c]. Its cases:

    - a span past the last row or column is cut; a missing cell is empty;
    - two cells that claim one place: the first one written keeps it and the other moves right, as browsers do;
    - a cell that would stand beyond the widest grid adds its blocks to the last column: no word is lost;
    - rows at the end in which nothing is written are no rows.

    The work is as rows times columns, whatever the spans claim.
    """
    widest = min(WIDEST, max(1, MOST_PLACES // max(1, len(rows))))
    reaching: dict[int, tuple[Cell, int]] = {}  # column -> the cell that reaches down there, rows that it still claims
    lines: list[dict[int, Cell]] = []
    for row in rows:
        line = {column: cell for column, (cell, _) in reaching.items()}
        reaching = {column: (cell, left - 1) for column, (cell, left) in reaching.items() if left > 1}
        at = 0
        beyond: list[Cell] = []
        for spot in row:
            while at in line:
                at += 1
            if at >= widest:
                beyond.append(spot.cell)
                continue
            copy = replace(spot.cell, origin=False)
            end = min(at + spot.colspan, widest)
            for column in range(at, end):
                if column not in line:
                    line[column] = spot.cell if column == at else copy
                    if spot.rowspan > 1:
                        reaching[column] = (copy, spot.rowspan - 1)
            at = end
        if beyond:
            line[widest - 1] = _add(line[widest - 1], beyond)
        lines.append(line)
    while lines and not any(cell.origin for cell in lines[-1].values()):
        lines.pop()
    width = max((column for line in lines for column in line), default=-1) + 1
    firsts = [next((line[c].line for c in sorted(line)), 1) for line in lines]
    return tuple(
        tuple(line.get(c) or Cell((), first) for c in range(width)) for line, first in zip(lines, firsts, strict=True)
    )


def _add(last: Cell, beyond: Sequence[Cell]) -> Cell:
    """The cell of the last column with those written beyond it; one that only reaches here gives way."""
    first, *others = (last, *beyond) if last.origin else beyond
    return replace(first, blocks=(*first.blocks, *(block for cell in others for block in cell.blocks)))


def make_table(rows: Sequence[Sequence[Spot]], line: int, caption: str = "") -> list[Block]:
    """The table of these rows; its blocks alone where it has one column and no caption: a frame, no table.

    Head rows are those at the top all of whose cells are heads. A row of one wide head is a section of the table.
    """
    grid = build_grid(rows)
    if not grid or not grid[0]:
        return [Paragraph(caption, line)] if caption else []
    if len(grid[0]) == 1 and not caption:
        return [block for (cell,) in grid if cell.origin for block in cell.blocks]
    heads = 0
    while heads < len(grid) - 1 and all(cell.head for cell in grid[heads]):
        if heads and sum(cell.origin for cell in grid[heads]) == 1:
            break
        heads += 1
    return [Table(grid, line, heads, caption)]
