"""An answer as a table to read, CSV, JSON or Parquet, on the terminal or in a file.

In: an Answer and the form that is wanted. Out: text, or a file that is written whole or not at all. It refuses to
change a value: what is cut is the number of rows that are shown, and that is told.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from pipeline.errors import UsageError
from pipeline.query import Answer, Form
from pipeline.query.tables import ALL, columns_of
from pipeline.store import as_text

NARROW = 12  # letters that a column needs to be read; where there is no room for that, each row becomes a block
WIDEST = 200  # columns of the terminal beyond which a line is no longer followed by the eye
FORMS: tuple[Form, ...] = get_args(Form)
ENDINGS = {f".{form}": form for form in FORMS}


def write_answer(answer: Answer, form: Form | None, to: Path | None, most: int, extracted: Path) -> str:
    """Write an answer to a file and say so, or give it as text; without `form`, the ending of the file tells it."""
    if to is None and form == "parquet":
        raise UsageError("Parquet is no text to show: say in which file to write it, with --to FILE.parquet.")
    if to is None:
        return "".join(_text(answer, form or "table", most, _width()))
    form = form or ENDINGS.get(to.suffix.lower())
    if form is None:
        raise UsageError(f"In which form should « {to} » be written? Add --as {', '.join(FORMS[:-1])} or {FORMS[-1]}.")
    if to.resolve().is_relative_to(extracted.resolve()):
        raise UsageError(f"« {to} » lies among the tables themselves: write the answer somewhere else.")
    if not to.parent.is_dir():
        raise UsageError(f"There is no folder « {to.parent} » to write {to.name} into.")
    _write_whole(to, answer, form)
    return f"{to} is written."


def _write_whole(to: Path, answer: Answer, form: Form) -> None:
    new = to.with_name(f".{to.name}.new")
    try:
        if form == "parquet":
            import pyarrow.parquet as pq

            pq.write_table(answer.table(), new, compression="zstd")
        else:
            with new.open("w", encoding="utf-8", newline="") as file:
                file.writelines(_text(answer, form, 0, WIDEST))
        os.replace(new, to)
    finally:
        new.unlink(missing_ok=True)


def _text(answer: Answer, form: Form, most: int, width: int) -> Iterator[str]:
    if form == "table":
        yield as_table(answer.columns, answer.rows(), most, width)
    else:
        yield from (_as_csv if form == "csv" else _as_json)(answer)


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, WIDEST)


def list_tables() -> str:
    """Every table that a question may name, with its columns."""
    from textwrap import fill

    names = {table: ", ".join(columns_of(table)) for table in ALL}
    wide = max(map(len, names)) + 2
    told = [
        fill(listed, _width(), initial_indent=table.ljust(wide), subsequent_indent=" " * wide)
        for table, listed in names.items()
    ]
    return "\n".join(told) + "\n"


# --- for machines --------------------------------------------------------------------------------------------------


def _as_csv(answer: Answer) -> Iterator[str]:
    """As the tables themselves are written: RFC 4180, UTF-8, a dot before decimals."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(answer.columns)
    for row in answer.rows():
        writer.writerow([_cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _as_json(answer: Answer) -> Iterator[str]:
    """An array of objects, one a line."""
    before = "[\n"
    for row in answer.rows():
        told = dict(zip(answer.columns, row, strict=True))
        yield before + json.dumps(told, ensure_ascii=False, default=_plain)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _plain(value: Any) -> Any:
    """What JSON has no type for: decimals become numbers, everything else its text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return as_text(value)


def _cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain) if isinstance(value, list | dict) else as_text(value)


# --- for people ----------------------------------------------------------------------------------------------------


def as_table(columns: Sequence[str], rows: Iterator[tuple[Any, ...]], most: int, width: int) -> str:
    """The first `most` rows (0: all) in columns that fit into `width`; a block per row where there are too many.

    >>> print(as_table(["name", "value"], iter([("Région", Decimal("1.50")), ("État", None)]), 0, 40), end="")
    name     value
    ─────── ──────
    Région     1.5
    État
    """
    shown = list(islice(rows, most) if most else rows)
    numbers = [all(isinstance(row[at], int | float | Decimal | None) for row in shown) for at in range(len(columns))]
    cells = [[_one_line(value) for value in row] for row in shown]
    widths = [
        max(len(name), *(len(row[at]) for row in cells)) if cells else len(name) for at, name in enumerate(columns)
    ]
    needed = sum(min(wide, NARROW) + 2 for wide in widths)
    draw: Callable[..., str] = _columns if needed <= width else _blocks
    rest = sum(1 for _ in rows)
    told = f"({len(shown)} of {len(shown) + rest} rows; --rows 0 shows all)\n" if rest else ""
    return draw(columns, cells, numbers, width) + (told or ("" if shown else "(no row)\n"))


def _one_line(value: Any) -> str:
    told = ", ".join(map(as_text, value)) if isinstance(value, list) else _cell(value)
    return " ".join(told.split())


def _columns(columns: Sequence[str], cells: list[list[str]], numbers: list[bool], width: int) -> str:
    """Cells that are too long go on in the next line, cut between words."""
    from rich.box import Box
    from rich.console import Console
    from rich.table import Table

    rule = Box("    \n    \n ─  \n    \n    \n    \n    \n    \n", ascii=False)
    table = Table(box=rule, show_edge=False, pad_edge=False, padding=(0, 1))
    for name, number in zip(columns, numbers, strict=True):
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in cells:
        table.add_row(*row)
    buffer = io.StringIO()
    console = Console(file=buffer, width=width, color_system=None, highlight=False, markup=False, emoji=False)
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def _blocks(columns: Sequence[str], cells: list[list[str]], numbers: list[bool], width: int) -> str:
    """Each row as lines « column  value »."""
    from textwrap import fill

    wide = max(map(len, columns)) + 2
    blocks = []
    for row in cells:
        lines = [
            fill(value, width, initial_indent=name.ljust(wide), subsequent_indent=" " * wide)
            for name, value in zip(columns, row, strict=True)
            if value
        ]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)
