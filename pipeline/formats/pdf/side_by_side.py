"""Tables of a PDF's page that have no rules: what stands side by side, row after row.

In: the runs of a page in the order of drawing. Out: the same runs, and Grids of those that are tables. It refuses to
read words, but for how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.formats.pdf.grids import NEAR, Grid, GridCell, map_columns
from pipeline.formats.pdf.runs import WIDE, Run
from pipeline.text import count_words

SAME_SIZE = 0.6  # points between letters of one size
FAR = 1.5  # of the letters' size: a wider gap below a line ends what stands together
OUTDENT = 3.0  # of the letters' size: how far left of a cell its lines may begin
PROSE = 60  # mean words of two wide columns from which they are columns of prose and no table
MOST_ROWS = 1_000  # of one page; more is a drawing made of letters
WIDE_ROW = 0.8  # of a table's width: a line as wide is no cell


@dataclass(slots=True)
class Chunk:
    """Runs that are drawn one after the other, downwards: a cell, a column, a paragraph."""

    runs: list[Run]
    aside: bool  # does it stand to the right of the chunk before, and no lower than its end?

    @property
    def x0(self) -> float:
        return min(run.x0 for run in self.runs)

    @property
    def x1(self) -> float:
        return max(run.x1 for run in self.runs)

    @property
    def size(self) -> float:
        return self.runs[0].size


def find_chunks(runs: Sequence[Run]) -> list[Chunk]:
    """The runs in pieces, cut where the next one goes up, aside, far down, or is of another size."""
    chunks: list[Chunk] = []
    x0 = x1 = bottom = 0.0
    for run in runs:
        if chunks:
            last = chunks[-1].runs[-1]
            same_page = run.page == last.page
            beside = same_page and run.line == last.line and -1 <= run.x0 - last.x1 <= WIDE * run.size
            aside = same_page and not beside and run.x0 >= x1 - 1 and run.top < bottom - 0.2 * run.size
            goes_on = beside or (
                same_page
                and not aside
                and run.top > last.top - 0.5 * run.size
                and run.x1 > x0 + 1
                and run.x0 < x1 - 1
                and run.x0 > x0 - OUTDENT * run.size
                and run.top - last.bottom <= FAR * run.size
                and abs(run.size - last.size) <= SAME_SIZE
            )
            if goes_on:
                chunks[-1].runs.append(run)
                x0, x1, bottom = min(x0, run.x0), max(x1, run.x1), max(bottom, run.bottom)
                continue
            chunks.append(Chunk([run], aside))
        else:
            chunks.append(Chunk([run], False))
        x0, x1, bottom = run.x0, run.x1, run.bottom
    return chunks


@dataclass(slots=True)
class Row:
    """Chunks side by side; `fresh` where it begins a column of the page, above what was drawn before."""

    chunks: list[Chunk]
    fresh: bool

    @property
    def top(self) -> float:
        return min(chunk.runs[0].top for chunk in self.chunks)

    @property
    def bottom(self) -> float:
        return max(run.bottom for chunk in self.chunks for run in chunk.runs)


def find_side_by_side(runs: Sequence[Run], hint: Sequence[tuple[float, float]], width: float) -> list[list[Run] | Grid]:
    """The runs of a page, and the tables without rules among them; `hint`: columns of what ends the page before.

    What word processors draw tells a table: they go from cell to cell and from row to row, so that the next chunk
    stands to the right time and again. Two columns of prose go right once on a page.
    """
    rows: list[Row] = []
    floor = float("-inf")  # where the row before the last one begins: no cell of the last one can stand above
    for chunk in find_chunks(runs):
        top = chunk.runs[0].top
        if chunk.aside and rows and top >= floor - SAME_SIZE:
            rows[-1].chunks.append(chunk)
            continue
        fresh = bool(rows) and top < rows[-1].top - chunk.size
        floor = float("-inf") if fresh or not rows else rows[-1].top
        rows.append(Row([chunk], fresh))
    if len(rows) > MOST_ROWS:
        return [list(runs)]
    out: list[list[Run] | Grid] = []
    at = 0
    while at < len(rows):
        _part_head(rows[at])
        end, columns = _table_from(rows, at, hint if at == 0 else (), width)
        if end > at:
            out.append(_grid(rows[at:end], columns, _right(runs, columns[-1][1], width)))
        else:
            end = at + 1
            flow = [run for chunk in rows[at].chunks for run in chunk.runs]
            if out and isinstance(out[-1], list):
                out[-1] += flow
            else:
                out.append(flow)
        at = end
    return out


def _right(runs: Sequence[Run], edge: float, width: float) -> float:
    """How far lines reach in the column of the page that ends near `edge`: its own lines tell, no other column."""
    beyond = min((run.x0 for run in runs if run.x0 > edge + NEAR), default=None)
    return width if beyond is None else max((run.x1 for run in runs if run.x1 < beyond), default=edge)


def _part_head(row: Row) -> None:
    """The heads of columns may stand so near one another that they look like words of one line: each on its own."""
    if len(row.chunks) > 1 and len({run.line for chunk in row.chunks for run in chunk.runs}) == 1:
        row.chunks = [Chunk([run], number > 0) for number, run in enumerate(r for c in row.chunks for r in c.runs)]


def _table_from(
    rows: Sequence[Row], at: int, hint: Sequence[tuple[float, float]], width: float
) -> tuple[int, list[tuple[float, float]]]:
    """Where the table that begins with row `at` ends, and its columns; `at` itself where none begins there."""
    if len(rows[at].chunks) < 2:
        return at, []
    size = median(chunk.size for chunk in rows[at].chunks)
    end, several = at, at
    while end < len(rows) and all(abs(chunk.size - size) <= 2 * SAME_SIZE for chunk in rows[end].chunks):
        if rows[end].fresh and end > at:
            break
        if len(rows[end].chunks) > 1:
            several = end
        elif not _fits(rows[end].chunks[0], find_columns(rows[at : several + 1])):
            break
        end += 1
    end = several + 1
    columns = find_columns(rows[at:end])
    many = sum(len(row.chunks) > 1 for row in rows[at:end])
    known = len(hint) > 1 and map_columns(columns, hint) is not None
    if len(columns) < 2 or many < (1 if known else 2) or _is_prose(rows[at:end], columns, width):
        return at, []
    while end < len(rows) and _trails(rows[end], columns, size, rows[end - 1].bottom):
        end += 1
    return end, columns


def _fits(chunk: Chunk, columns: Sequence[tuple[float, float]]) -> bool:
    """May a chunk that stands alone be a row? In one column, or as a short line across them."""
    left, right = columns[0][0], columns[-1][1]
    if len(_over(chunk, columns)) <= 1 and chunk.x1 <= right + 10:
        return True
    if len(_split(chunk, columns)) > 1:
        return True
    return len(chunk.runs) == 1 and chunk.x1 - chunk.x0 < WIDE_ROW * (right - left)


def _trails(row: Row, columns: Sequence[tuple[float, float]], size: float, bottom: float) -> bool:
    """Does a single chunk below a table's last row belong to it? Where text that is no cell cannot stand."""
    chunk = row.chunks[0]
    near = 0 <= chunk.runs[0].top - bottom + size <= 3 * FAR * size and abs(chunk.size - size) <= SAME_SIZE
    return len(row.chunks) == 1 and not row.fresh and near and chunk.x0 >= columns[1][0] - NEAR


def _is_prose(rows: Sequence[Row], columns: Sequence[tuple[float, float]], width: float) -> bool:
    """Two wide columns with long texts are columns of prose."""
    if len(columns) != 2 or any(right - left < 0.3 * width for left, right in columns):
        return False
    words = [sum(count_words(run.plain) for run in chunk.runs) for row in rows for chunk in row.chunks]
    return sum(words) / len(words) >= PROSE


def find_columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The columns of rows: what overlaps is one, unless it stands side by side in some row.

    Narrow chunks first, so that a cell that reaches over two columns does not make one of them.
    """
    beside = [row.chunks for row in rows if len(row.chunks) > 1]
    columns: list[tuple[float, float]] = []
    for chunk in sorted((chunk for row in beside for chunk in row), key=lambda chunk: chunk.x1 - chunk.x0):
        over = _over(chunk, columns)
        if len(over) > 1 and any(
            sum(bool(set(_over(other, columns)) & set(over)) for other in row) > 1 for row in beside
        ):
            continue
        found = [columns[n] for n in over]
        columns = [column for column in columns if column not in found]
        columns.append((min([chunk.x0, *(c[0] for c in found)]), max([chunk.x1, *(c[1] for c in found)])))
        columns.sort()
    return columns


def _over(chunk: Chunk, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The numbers of the columns that a chunk stands over."""
    return [n for n, (left, right) in enumerate(columns) if chunk.x0 < right - 0.5 and chunk.x1 > left + 0.5]


def _grid(rows: Sequence[Row], columns: list[tuple[float, float]], right: float) -> Grid:
    cells: list[GridCell] = []
    middle = (columns[0][0] + columns[-1][1]) / 2
    for r, row in enumerate(rows):
        taken = -1
        for chunk in (part for whole in row.chunks for part in _split(whole, columns)):
            over = [n for n in _over(chunk, columns) if n > taken] or [max(0, min(taken, len(columns) - 1))]
            first, span = over[0], over[-1] - over[0] + 1
            centred = abs((chunk.x0 + chunk.x1) / 2 - middle) < 10 and chunk.x0 > columns[0][0] + NEAR
            if len(row.chunks) == 1 and centred and len(columns) > 2:
                first, span = 0, len(columns)
            if cells and (cells[-1].row, cells[-1].column) == (r, first):
                cells[-1].runs += chunk.runs
            else:
                cells.append(GridCell(r, first, 1, span, list(chunk.runs)))
            taken = over[-1]
    return Grid(columns, cells, ruled=False, right=right)


def _split(chunk: Chunk, columns: Sequence[tuple[float, float]]) -> list[Chunk]:
    """A chunk that stands over several columns, cut where each of its runs keeps to one of them."""
    places = [_over(Chunk([run], False), columns) for run in chunk.runs]
    if len({place[0] for place in places if place}) < 2 or any(len(place) != 1 for place in places):
        return [chunk]
    parts: dict[int, Chunk] = {}
    for run, place in zip(chunk.runs, places, strict=True):
        parts.setdefault(place[0], Chunk([], False)).runs.append(run)
    return [parts[column] for column in sorted(parts)]
