"""The only door to extracted/: typed Parquet per report, one CSV per table, datapackage.json.

In: rows that fit their schema. Out: files, sorted, the same bytes for the same rows, each replaced whole or not at all.
It refuses to know where rows come from.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.datapackage import describe_dataset
from pipeline.errors import UsageError
from pipeline.folders import (
    at_once,
    is_local,
    make_folder,
    names_in,
    refresh,
    remove_folder,
    replace_whole,
    write_whole,
    writing_text,
)
from pipeline.schemas import TABLES, Row, check_keys, check_rows, columns, load_schema

if TYPE_CHECKING:
    import pyarrow as pa

MAKING = ".making"  # what a step makes grows here and is moved when all is there
MOST_SHOWN = 80  # letters of a line that is not what it should be
DECIMALS = 6  # digits kept behind the point of an amount


@contextmanager
def writing(extracted: Path) -> Iterator[Path]:
    """A folder to write into; its files move to `extracted` when the block ends well, and vanish when it does not."""
    making = extracted / MAKING
    remove_folder(making)
    making.mkdir(parents=True)
    try:
        yield making
        move_files(making, extracted)
    finally:
        remove_folder(making)


def move_files(folder: Path, to: Path) -> None:
    """Move all files of a folder, each replacing at once the one of its name."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        target = to / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """The folder, made; UsageError where it, or what is beside it, cannot be written."""
    try:
        make_folder(folder)
        yield
    except OSError as error:
        told = f"« {folder.parent} » cannot be written ({error.strerror or error})"
        raise UsageError(f"{told}: is the disk full, or the folder another's?") from error


def check_report(tables: Mapping[str, list[Row]]) -> None:
    """Hold one report's tables against the schemas; raises SchemaError."""
    for table, rows in tables.items():
        check_rows(table, rows)
    check_keys(tables)


def write_report(staging: Path, report_id: str, tables: Mapping[str, list[Row]]) -> None:
    """One report's tables as Parquet."""
    for table in TABLES:
        write_parquet(parquet_path(staging, table, report_id), table, tables[table])


def grow_place(extracted: Path, staging: Path) -> Path:
    """Where a run writes its tables: aside, to be moved when all are there; on an object store, which cannot rename
    but puts each object whole, at their place."""
    return staging if is_local(extracted) else extracted


def publish(extracted: Path, staging: Path, report_ids: Sequence[str]) -> None:
    """Move the new tables to their place; those of reports that are no more go."""
    refresh(extracted)
    grown = grow_place(extracted, staging)
    described = describe_dataset(each_row(grown, "reports"))
    if grown != extracted:
        drop_others(grown, report_ids)
        move_files(grown / "parquet", extracted / "parquet")
        move_files(grown / "csv", extracted / "csv")
    drop_others(extracted, report_ids)
    replace_whole(extracted / "datapackage.json", described.encode(), staging)


def combine(extracted: Path, staging: Path, report_ids: Sequence[str], table: str) -> bool:
    """The CSV of one table, report by report, from the Parquet that has grown or else stood there before; True."""
    refresh(extracted)
    grown = grow_place(extracted, staging)
    new = names_in(grown / "parquet" / table, ".parquet")
    paths = (parquet_path(grown if name in new else extracted, table, name) for name in sorted(report_ids))
    reports = at_once(partial(read_cells, names=columns(table)), paths, is_local(extracted))
    write_cells(grown / "csv" / f"{table}.csv", columns(table), (row for cells in reports for row in cells))
    return True


def find_written(extracted: Path) -> set[str]:
    """Ids of the reports all of whose tables stand in `extracted`."""
    return set.intersection(*(names_in(extracted / "parquet" / table, ".parquet") for table in TABLES))


def is_combined(extracted: Path) -> bool:
    """Do all combined tables stand in `extracted`?"""
    return {*TABLES} <= names_in(extracted / "csv", ".csv")


def is_written(report_ids: Iterable[str], *folders: Path) -> bool:
    """Do all tables of these reports stand in one of the folders?"""
    names = [(table, report_id) for report_id in report_ids for table in TABLES]
    return all(any(parquet_path(folder, *name).is_file() for folder in folders) for name in names)


def drop_others(extracted: Path, report_ids: Iterable[str]) -> None:
    """Remove the Parquet of reports that are no more."""
    kept = set(report_ids)
    for table in TABLES:
        for report_id in sorted(names_in(extracted / "parquet" / table, ".parquet") - kept):
            parquet_path(extracted, table, report_id).unlink()


def parquet_path(folder: Path, table: str, report_id: str) -> Path:
    return folder / "parquet" / table / f"{report_id}.parquet"


def read_parquet(path: Path) -> list[Row]:
    """The rows of one report's table, typed."""
    rows: list[Row] = _read_table(path).to_pylist()
    return rows


def read_cells(path: Path, names: Sequence[str]) -> Iterator[tuple[str | None, ...]]:
    """The rows of one report's table as cells of a CSV; column by column, five times as fast as row by row."""
    import pyarrow as pa

    read = _read_table(path)
    found = [(pa.types.is_string(column.type), column.to_pylist()) for column in map(read.column, names)]
    return zip(*(values if is_text else map(as_text, values) for is_text, values in found), strict=True)


def _read_table(path: Path) -> pa.Table:
    """One Parquet file; raises UsageError where it is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = path.read_bytes()
    try:
        return pq.ParquetFile(pa.BufferReader(data)).read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, str(error).partition(".")[0]) from error


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The types of a table's columns in Parquet: dates as dates, amounts as decimals."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.decimal128(30, DECIMALS),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "double": pa.float64(),
    }
    return pa.schema([(f["name"], types[f.get("arrow", f["type"])]) for f in load_schema(table)["fields"]])


def write_parquet(path: Path, table: str, rows: list[Row]) -> None:
    """One report's rows of one table, typed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, quantum = arrow_schema(table), Decimal(1).scaleb(-DECIMALS)
    if any(map(pa.types.is_decimal, schema.types)):
        rows = [{k: v.quantize(quantum) if isinstance(v, Decimal) else v for k, v in row.items()} for row in rows]
    whole = pa.BufferOutputStream()
    # of some dozen rows zstd saves nothing, and what statistics would skip is one file of one report
    quick = {"compression": "snappy", "write_statistics": False}
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), whole, **quick)
    make_folder(path.parent)
    write_whole(path, whole.getvalue().to_pybytes())


def write_csv(path: Path, names: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows as RFC 4180 in UTF-8, each cell by `as_text`."""
    names = list(names)
    write_cells(path, names, ([as_text(row[name]) for name in names] for row in rows))


def write_cells(path: Path, names: Iterable[str], rows: Iterable[Iterable[str | None]]) -> None:
    """Rows of cells as RFC 4180 in UTF-8; None is an empty cell."""
    make_folder(path.parent)
    with writing_text(path) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows(rows)


def as_text(value: Any) -> str:
    """A value as a CSV cell.

    >>> [as_text(v) for v in (None, True, Decimal("35900000.00"), Decimal("0.850"), date(2019, 7, 8), 3)]
    ['', 'true', '35900000', '0.85', '2019-07-08', '3']
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def read_rows(extracted: Path, table: str) -> list[dict[str, str]]:
    """All rows of a table as text, as its CSV holds them; an empty list where nothing was extracted. Raises UsageError
    where the file is lost, or is not as we wrote it."""
    return list(each_row(extracted, table))


def each_row(extracted: Path, table: str) -> Iterator[dict[str, str]]:
    """The same, one at a time, where they may be too many."""
    path = extracted / "csv" / f"{table}.csv"
    if not path.is_file():
        if names_in(extracted / "csv", ".csv") & {*TABLES}:
            raise _unreadable(path, "it is not there, while other tables are")
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            names = next(rows, [])
            if missing := [name for name in columns(table) if name not in names]:
                raise _unreadable(
                    path, f"it has no column « {missing[0]} »; it begins « {','.join(names)[:MOST_SHOWN]} »"
                )
            for cells in rows:
                if len(cells) != len(names):
                    raise _unreadable(path, f"line {rows.line_num} has {len(cells)} cells for {len(names)} columns")
                yield dict(zip(names, cells, strict=True))
        if not _ends_whole(path):
            raise _unreadable(path, "its last line is cut off")
    except UnicodeDecodeError as error:
        raise _unreadable(path, "it is not in UTF-8") from error
    except csv.Error as error:
        raise _unreadable(path, f"line {rows.line_num} is no CSV: {error}") from error


def _ends_whole(path: Path) -> bool:
    """Is the last line ended, as in a file that was written to its end?"""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def _unreadable(path: Path, seen: str) -> UsageError:
    return UsageError(f"« {path} » cannot be read: {seen}. Make the tables again: millesime extract --force")
