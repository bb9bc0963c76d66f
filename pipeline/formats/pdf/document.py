"""The pages of a PDF -> one tree of blocks.

In: the bytes of a PDF. Out: a Document, put together from what `reading` finds on the pages. It refuses scans, and to
know what the report says.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import ReportError
from pipeline.formats.bullets import nest
from pipeline.formats.pdf.grids import Grid, read_ruled
from pipeline.formats.pdf.guard import serve
from pipeline.formats.pdf.lines import learn_print, read_lines
from pipeline.formats.pdf.margins import leave_out_margins
from pipeline.formats.pdf.reading import DAMAGED, Page, read_pages
from pipeline.formats.pdf.ruling import find_cells
from pipeline.formats.pdf.runs import Run, find_runs, number_lines
from pipeline.formats.pdf.sheets import Piece, join_pages, read_grid
from pipeline.formats.pdf.side_by_side import find_side_by_side
from pipeline.model import Block, Document, Heading, LeftOut
from pipeline.text import count_words, fold_spaces

FEW_WORDS = 3  # a page, on average, under which a file with pictures is a scan
UNREADABLE = 0.2  # share of signs without a letter from which a text cannot be read
SCAN = (
    "This PDF holds pictures of pages and no text: ask for the file it was printed from, or have its text recognised "
    "(OCR) and save it again."
)
NO_LETTERS = "This PDF does not say which letters its signs are: ask for the file it was made from, or print it again."


def read_here(data: bytes) -> Document:
    """The document of a PDF. Raises ReportError when it is locked, damaged, a scan, or too long."""
    if b"%PDF" not in data[:1024]:
        raise ReportError(DAMAGED)
    sheets, title = read_pages(data)
    pages: list[list[Run]] = []
    grids: list[list[Grid]] = []
    left: list[LeftOut] = []
    line = 1
    for number, sheet in enumerate(sheets):
        tables = [(cells, grid) for cells in find_cells(sheet.rules) if (grid := read_ruled(cells))]
        runs = find_runs(sheet.letters, [cell for cells, _ in tables for cell in cells])
        runs, line = number_lines(runs, number, line)
        pages.append(runs)
        grids.append([grid for _, grid in tables])
        turned = fold_spaces(" ".join(run.plain for run in find_runs(sheet.turned, ())))
        if count_words(turned):
            left.append(LeftOut(turned, runs[0].line if runs else line, "turned text"))
    check_readable(sheets, pages)
    kept, margins = leave_out_margins(pages, [sheet.height for sheet in sheets])
    common = learn_print([run for runs in kept for run in runs])
    pieces: list[Piece] = []
    for runs, found in zip(kept, grids, strict=True):
        hint = pieces[-1].columns if pieces and isinstance(pieces[-1], Grid) and not pieces[-1].ruled else []
        join_pages(pieces, _pieces(runs, found, hint, common.right), left)
    blocks: list[Block] = []
    for piece in pieces:
        blocks += read_grid(piece, common, left) if isinstance(piece, Grid) else nest(read_lines(piece, common, left))
    title = next((b.text for b in blocks if isinstance(b, Heading) and b.level == 1), "") or title
    return Document(tuple(blocks), title, "utf-8", "pdf", (), (*margins, *left))


def check_readable(sheets: Sequence[Page], pages: Sequence[Sequence[Run]]) -> None:
    """Raises ReportError when the pages hold pictures of text, or signs without letters."""
    words = sum(count_words(run.plain) for runs in pages for run in runs)
    if words < FEW_WORDS * len(pages) and (not words or any(sheet.pictures for sheet in sheets)):
        raise ReportError(SCAN)
    signs = [letter.unknown for sheet in sheets for letter in sheet.letters if not letter.text.isspace()]
    if sum(signs) > UNREADABLE * len(signs):
        raise ReportError(NO_LETTERS)


def _pieces(
    runs: Sequence[Run], grids: Sequence[Grid], hint: Sequence[tuple[float, float]], width: float
) -> list[Piece]:
    """The runs of a page and its tables, in the order of drawing."""
    owner = [(grid, cell) for grid in grids for cell in grid.cells]
    out: list[Piece] = []
    text: list[Run] = []
    placed: list[Grid] = []
    for run in runs:
        if run.cell is None:
            text.append(run)
            continue
        grid, cell = owner[run.cell]
        cell.runs.append(run)
        if not any(grid is known for known in placed):
            out += find_side_by_side(text, () if out else hint, width)
            out.append(grid)
            placed.append(grid)
            text = []
    return [*out, *find_side_by_side(text, () if out else hint, width)]


if __name__ == "__main__":
    serve(read_here)
