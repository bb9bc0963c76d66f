"""Tables and texts of single pages -> those of the whole document.

In: the pieces of pages in order. Out: the same joined over the page breaks, and the blocks of a table. It refuses to
know how the pieces were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.formats.bullets import nest, split_glyph
from pipeline.formats.joining import continues
from pipeline.formats.pdf.grids import Grid, GridCell, same_columns
from pipeline.formats.pdf.lines import Print, read_lines
from pipeline.formats.pdf.runs import Run
from pipeline.model import Block, Cell, LeftOut
from pipeline.tables import Spot, make_table
from pipeline.text import count_words

MOST_HEADS = 3  # rows that a table repeats on each page
LONGEST_HEAD = 8  # words of a column's head
PADDING = 6.0  # points between a rule and the text, at most

Piece = list[Run] | Grid


def join_pages(pieces: list[Piece], more: Sequence[Piece], left: list[LeftOut]) -> None:
    """Adds the pieces of the next page to those before it: a text goes on, a table goes on where its columns do."""
    for number, piece in enumerate(more):
        last = pieces[-1] if pieces and number == 0 else None
        if isinstance(last, list) and isinstance(piece, list):
            last += piece
        elif isinstance(last, Grid) and isinstance(piece, Grid) and (columns := same_columns(last, piece)) is not None:
            _join_grids(last, piece, columns, left)
        elif piece:
            pieces.append(piece)


def _join_grids(grid: Grid, more: Grid, columns: Sequence[int], left: list[LeftOut]) -> None:
    """Adds the rows of `more`, without its repeated heads, to `grid`; a row that the break cuts is one again."""
    cells = [replace(c, column=columns[c.column]) for c in more.cells]
    first = 0
    while first < min(MOST_HEADS, more.height - 1) and _words(cells, first) == _words(grid.cells, first) != {}:
        for cell in (cell for cell in cells if cell.row == first):
            words = " ".join(run.plain for run in cell.runs)
            if count_words(words):
                left.append(LeftOut(words, cell.runs[0].line, "repeated header"))
        first += 1
    base = grid.height
    last = {cell.column: cell for cell in grid.cells if cell.row + cell.rowspan == base}
    cut = _is_cut(last, [cell for cell in cells if cell.row == first])
    for cell in (cell for cell in cells if cell.row >= first):
        row = base + cell.row - first - cut
        if row < base and cell.column in last:
            last[cell.column].runs += cell.runs
            last[cell.column].rowspan += cell.rowspan - 1
        else:
            grid.cells.append(replace(cell, row=row))


def _words(cells: Sequence[GridCell], row: int) -> dict[int, str]:
    return {c.column: " ".join(run.plain for run in c.runs) for c in cells if c.row == row and c.runs}


def _is_cut(last: dict[int, GridCell], row: Sequence[GridCell]) -> bool:
    """Does the first row of a page go on the last one of the page before? When a sentence does in one of its cells."""
    found = False
    for cell in row:
        before = last[cell.column].runs if cell.column in last else []
        if not cell.runs or not before:
            continue
        end, start = before[-1], cell.runs[0].text
        goes = continues(end.text, start, end.open) and not split_glyph(start)[0]
        if cell.column == 0 and not goes:
            return False
        found = found or goes
    return found


def read_grid(grid: Grid, common: Print, left: list[LeftOut]) -> list[Block]:
    """The table of a grid."""
    starts = {(cell.row, cell.column): cell for cell in grid.cells}
    taken: set[tuple[int, int]] = set()
    rows: list[list[Spot]] = []
    line = min((cell.runs[0].line for cell in grid.cells if cell.runs), default=1)
    for r in range(grid.height):
        lines = [c.runs[0].line for c in grid.cells if c.row == r and c.runs]
        line = min(lines, default=line)
        row: list[Spot] = []
        for c in range(len(grid.columns)):
            if (r, c) in taken:
                continue
            cell = starts.get((r, c), GridCell(r, c))
            taken |= {(r + dr, c + dc) for dr in range(cell.rowspan) for dc in range(cell.colspan)}
            row.append(Spot(_cell(grid, cell, common, left, line), cell.rowspan, cell.colspan))
        rows.append(row)
    return make_table(rows, rows[0][0].cell.line if rows and rows[0] else 1)


def _cell(grid: Grid, cell: GridCell, common: Print, left: list[LeftOut], line: int) -> Cell:
    edge = grid.columns[min(cell.column + cell.colspan, len(grid.columns)) - 1][1]
    last = cell.column + cell.colspan
    if not grid.ruled:  # the text may reach as far as where the next column begins
        edge = max(edge, (grid.columns[last][0] if last < len(grid.columns) else grid.right) - PADDING / 2)
    elif cell.runs:
        edge -= min(PADDING, max(0.0, min(run.x0 for run in cell.runs) - grid.columns[cell.column][0]))
    blocks = tuple(nest(read_lines(cell.runs, common, left, right=edge)))
    words = sum(count_words(run.plain) for run in cell.runs)
    head = words <= LONGEST_HEAD and all(run.bold for run in cell.runs)
    return Cell(blocks, cell.runs[0].line if cell.runs else line, head)
