"""The only door to extracted/: typed Parquet per report, one CSV per table, datapackage.json.

In: rows that fit their schema. Out: files, sorted, the same bytes for the same rows, each replaced whole or not at all.
It refuses to know where rows come from.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.datapackage import describe_dataset
from pipeline.schemas import TABLES, Row, check_keys, check_rows, columns, load_schema

if TYPE_CHECKING:
    import pyarrow as pa

STAGING = ".staging"  # new files grow here and are moved when all are there
DECIMALS = 6  # digits kept behind the point of an amount


@contextmanager
def writing(extracted: Path) -> Iterator[Path]:
    """A folder to write into; its files move to `extracted` when the block ends well, and vanish when it does not."""
    staging = extracted / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        yield staging
        for path in sorted(p for p in staging.rglob("*") if p.is_file()):
            target = extracted / path.relative_to(staging)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def check_report(tables: Mapping[str, list[Row]]) -> None:
    """Hold one report's tables against the schemas; raises SchemaError."""
    for table, rows in tables.items():
        check_rows(table, rows)
    check_keys(tables)


def write_report(staging: Path, report_id: str, tables: Mapping[str, list[Row]]) -> None:
    """One report's tables as Parquet."""
    for table in TABLES:
        write_parquet(parquet_path(staging, table, report_id), table, tables[table])


def write_dataset(staging: Path, extracted: Path, report_ids: Iterable[str]) -> None:
    """The CSV of all reports, from the Parquet of `staging` or else of `extracted`, and datapackage.json."""
    wanted = sorted(report_ids)
    for table in TABLES:
        new = (parquet_path(staging, table, report_id) for report_id in wanted)
        paths = [path if path.is_file() else extracted / path.relative_to(staging) for path in new]
        write_csv(
            staging / "csv" / f"{table}.csv", columns(table), (row for path in paths for row in read_parquet(path))
        )
    described = describe_dataset(read_rows(staging, "reports"))
    (staging / "datapackage.json").write_text(described, encoding="utf-8", newline="\n")


def is_written(extracted: Path, report_ids: Iterable[str]) -> bool:
    """Do all files of these reports stand in `extracted`?"""
    paths = [parquet_path(extracted, table, report_id) for table in TABLES for report_id in report_ids]
    return all(path.is_file() for path in (*paths, *(extracted / "csv" / f"{table}.csv" for table in TABLES)))


def drop_others(extracted: Path, report_ids: Iterable[str]) -> None:
    """Remove the Parquet of reports that are no more."""
    kept = set(report_ids)
    for path in sorted((extracted / "parquet").glob("*/*.parquet")):
        if path.stem not in kept:
            path.unlink()


def parquet_path(folder: Path, table: str, report_id: str) -> Path:
    return folder / "parquet" / table / f"{report_id}.parquet"


def read_parquet(path: Path) -> list[Row]:
    """The rows of one report's table, typed."""
    import pyarrow.parquet as pq

    rows: list[Row] = pq.read_table(path, partitioning=None).to_pylist()
    return rows


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

    quantum = Decimal(1).scaleb(-DECIMALS)
    exact = [{k: v.quantize(quantum) if isinstance(v, Decimal) else v for k, v in row.items()} for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(exact, schema=arrow_schema(table)), path, compression="zstd")


def write_csv(path: Path, names: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows as RFC 4180 in UTF-8, each cell by `as_text`."""
    names = list(names)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([as_text(row[name]) for name in names] for row in rows)


def as_text(value: Any) -> str:
    """A value as a CSV cell.

    >>> [as_text(v) for v in (None, True, Decimal("35900000.00"), Decimal("0.850"), date(2019, 7, 8), 3)]
    ['', 'true', '35900000', '0.85', '2019-07-08', '3']
    """
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
    """All rows of a table as text, as its CSV holds them; an empty list when there is none."""
    path = extracted / "csv" / f"{table}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
