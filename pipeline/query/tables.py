"""The tables that a question may name, and where their rows come from.

In: the name of a table and the folder that a run wrote. Out: its rows, opened but not yet read where they are many. It
refuses to know SQL.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.gazetteer import FOLDER as GAZETTEER
from pipeline.lexicon import fold
from pipeline.schemas import COMPARED, TABLES, columns, load_schema
from pipeline.store import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

PAIRS = tuple(f"compare_{table}" for table in COMPARED)  # one row per change, over all pairs of years
SERIES = "compare_series"
OFFICIAL = ("communes", "epci", "departements", "regions")
ALL = (*TABLES, *PAIRS, SERIES, *OFFICIAL)
COUNTS = ("population",)  # the columns of the official tables that are numbers; codes keep their zeros


def named_in(sql: str) -> list[str]:
    """The tables whose names stand in a question; all where it names none (« SHOW TABLES »).

    >>> named_in("SELECT name FROM places JOIN communes USING (code)")
    ['places', 'communes']
    """
    words = set(re.findall(r"\w+", sql.lower()))
    return [name for name in ALL if name in words] or list(ALL)


def columns_of(table: str) -> list[str]:
    """The columns of a table, before those that say which pair of years a change is of.

    >>> columns_of("regions"), columns_of("compare_places")[:3]
    (['code', 'name'], ['organisation', 'years', 'change'])
    """
    if table in OFFICIAL:
        with (GAZETTEER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file))
    return [*_folders(table), *columns(_schema_name(table))]


def french_names() -> dict[str, str]:
    """What the schemas call tables and columns in French, folded: « montants » is `amounts`."""
    told: dict[str, str] = {}
    for table in TABLES:
        schema = load_schema(table)
        told |= {fold(field["title"]): field["name"] for field in schema["fields"]}
        told[fold(schema["title"])] = table
    return told


def load_table(table: str, extracted: Path) -> Any:
    """A table as pyarrow has it; UsageError where EXTRACTED holds no tables."""
    if table in OFFICIAL:
        return _read_official(table)
    if table in TABLES:
        if not (extracted / "parquet").is_dir():
            raise UsageError(f"There are no tables in « {extracted} ». Make them first: millesime extract")
        import pyarrow.dataset as ds

        paths = sorted(str(path) for path in (extracted / "parquet" / table).glob("*.parquet"))
        return ds.dataset(paths, schema=arrow_schema(table), format="parquet")
    pattern = "*/series.csv" if table == SERIES else f"*/*-*/{table.removeprefix('compare_')}.csv"
    return _read_compared(table, extracted / "compare", pattern)


def _schema_name(table: str) -> str:
    return table.replace("_", "/", 1)


def _folders(table: str) -> list[str]:
    """What the folders of a comparison say of its rows: the body, and the pair of years."""
    if table == SERIES:
        return ["organisation"]
    return ["organisation", "years"] if table in PAIRS else []


def _read_compared(table: str, folder: Path, pattern: str) -> pa.Table:
    """The rows of all comparisons; an empty table where no two years were compared."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    schema = arrow_schema(_schema_name(table))
    wanted = [*_folders(table), *schema.names]
    empty = pa.schema([*((name, pa.string()) for name in _folders(table)), *schema])
    parts = [empty.empty_table()]
    typed = arrow_csv.ConvertOptions(
        column_types=schema, include_columns=schema.names, include_missing_columns=True, strings_can_be_null=True
    )
    parse = arrow_csv.ParseOptions(newlines_in_values=True)
    for path in sorted(folder.glob(pattern)):
        told = dict(zip(_folders(table), path.relative_to(folder).parts, strict=False))
        rows = arrow_csv.read_csv(path, parse_options=parse, convert_options=typed)
        for name, value in told.items():
            rows = rows.append_column(name, pa.array([value] * len(rows), pa.string()))
        parts.append(rows.select(wanted))
    return pa.concat_tables(parts)


def _read_official(table: str) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    types = {name: pa.int64() if name in COUNTS else pa.string() for name in columns_of(table)}
    options = arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    return arrow_csv.read_csv(GAZETTEER / f"{table}.csv", convert_options=options)
