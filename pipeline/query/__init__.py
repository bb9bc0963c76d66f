"""Questions in SQL to the tables of extracted/, answered by DuckDB.

In: a SELECT and the folder that a run wrote. Out: an Answer, whose rows are read as they are asked for. It refuses to
change anything and to read anything else: DuckDB is given the tables as values and no way to a file or to the network,
and its settings are locked before it sees the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import UsageError
from pipeline.query.faults import tell_fault
from pipeline.query.tables import columns_of, load_table, named_in

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

Form = Literal["table", "csv", "json", "parquet"]
BATCH = 1000  # rows fetched together
ENDING = ".sql"  # a question that ends so is the file that holds it
LOCKED = (
    "SET python_enable_replacements = false",  # « FROM x » is never a variable of this program
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET temp_directory = ''",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gives: `columns` are its heads, each said once; the rows come as they are read, and once."""

    columns: tuple[str, ...]
    reader: pa.RecordBatchReader
    known: dict[str, list[str]]
    connection: DuckDBPyConnection  # lives as long as there are rows to read

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows; UsageError where one cannot be computed (« CAST('a' AS INTEGER) »)."""
        with _telling_faults(self.known):
            for batch in self.reader:
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def table(self) -> pa.Table:
        """All rows at once, typed."""
        with _telling_faults(self.known):
            return self.reader.read_all().rename_columns(list(self.columns))


@contextmanager
def _telling_faults(known: dict[str, list[str]]) -> Iterator[None]:
    """What DuckDB raises becomes a UsageError in plain words."""
    import duckdb
    import pyarrow as pa

    try:
        yield
    except (duckdb.Error, pa.ArrowException) as error:
        raise UsageError(tell_fault(str(error), known)) from error


def ask(sql: str, extracted: Path) -> Answer:
    """The answer to one SELECT (also FROM, WITH, PIVOT, DESCRIBE, SHOW TABLES); UsageError in plain words if it fails.

    The tables are those of TABLES, `compare_…` for pairs of years, and the official `communes`, `epci`, `departements`,
    `regions`; only those that the question names are opened.
    """
    import duckdb

    tables = named_in(sql)
    known = {name: columns_of(name) for name in tables}
    connection = duckdb.connect(":memory:")
    for name in tables:
        connection.register(name, load_table(name, extracted))
    for setting in LOCKED:
        connection.execute(setting)
    with _telling_faults(known):
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            raise UsageError(f"One SELECT is asked at a time, and here {_count(len(statements))}.")
        if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.MULTI):  # MULTI: a PIVOT
            told = statements[0].type.name.replace("_", " ")
            raise UsageError(f"Only a SELECT can be asked, and this is {told}: the tables are read, never changed.")
        relation = connection.sql(sql)
        columns = _distinct(relation.columns)
        return Answer(columns, relation.to_arrow_reader(BATCH), known, connection)


def read_question(sql: str, stdin: Any) -> str:
    """The question itself: as given, from standard input (« - »), or from a file that ends in .sql."""
    if sql == "-":
        return str(stdin.read())
    if not sql.strip().endswith(ENDING) or "\n" in sql:
        return sql
    try:
        return Path(sql.strip()).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"The file « {sql} » cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The file « {sql} » is no text in UTF-8: save it so, and ask again.") from error


def _count(statements: int) -> str:
    return f"are {statements}" if statements else "is none"


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Heads of columns, one that comes again with its number: no cell hides another.

    >>> _distinct(["name", "value", "name"])
    ('name', 'value', 'name_2')
    """
    distinct: list[str] = []
    for name in names:
        number, told = 1, name
        while told in distinct:
            number += 1
            told = f"{name}_{number}"
        distinct.append(told)
    return tuple(distinct)
