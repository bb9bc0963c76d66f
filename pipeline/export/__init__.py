"""The tables in the forms that others expect: CSV and workbook for French spreadsheets, grants as the SCDL has them.

In: the tables of an extracted folder. Out: files in another folder. It refuses to read reports, and to write over what
somebody may have completed by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pipeline.errors import UsageError
from pipeline.folders import names_in
from pipeline.schemas import TABLES, Row, load_schema

Form = Literal["csv-fr", "xlsx", "scdl"]
Tables = dict[str, list[Row]]
Files = dict[str, bytes]  # name -> content
Made = tuple[Files, str]  # and how much stands in them


def export_tables(extracted: Path, to: Path | None, form: Form) -> str:
    """Write the tables to `to` (default: EXTRACTED/export/FORM) in one form; the line says where, and how much.

    Raises UsageError when there is no table, and when a file to complete by hand stands there, changed.
    """
    makers: dict[Form, Callable[[Tables], Made]] = {"csv-fr": _french_csv, "xlsx": _workbook, "scdl": _grants}
    tables = read_tables(extracted)
    if not tables["reports"]:
        raise UsageError(f"No report in {extracted}: run `millesime extract` first.")
    files, told = makers[form](tables)
    folder = to or extracted / "export" / form
    if form == "scdl":
        _keep_work(folder, files)
    _write(folder, files)
    return f"{len(tables['reports'])} report(s), {told}: {', '.join(sorted(files))} in {folder}"


def read_tables(extracted: Path) -> Tables:
    """All rows of all reports, typed, in the order of the CSV."""
    from pipeline.store import parquet_path, read_parquet

    return {
        table: [
            row
            for report_id in sorted(names_in(extracted / "parquet" / table, ".parquet"))
            for row in read_parquet(parquet_path(extracted, table, report_id))
        ]
        for table in TABLES
    }


def _count(tables: Tables) -> str:
    return f"{sum(map(len, tables.values()))} rows"


def _french_csv(tables: Tables) -> Made:
    from pipeline.export.french_csv import write_french_csv
    from pipeline.sheets import in_french

    files = {f"{table}.csv": write_french_csv(in_french(table, rows)) for table, rows in tables.items()}
    return files, _count(tables)


def _workbook(tables: Tables) -> Made:
    from pipeline.compare.workbook import write_workbook
    from pipeline.sheets import in_french

    sheets = {load_schema(table)["title"]: in_french(table, rows) for table, rows in tables.items()}
    return {"millesime.xlsx": write_workbook(sheets)}, _count(tables)


def _grants(tables: Tables) -> Made:
    from pipeline.compare.workbook import write_workbook
    from pipeline.export.grants import find_grants
    from pipeline.export.scdl import list_fields, list_sentences, make_rows, write_scdl

    grants = find_grants(tables)
    rows = make_rows(grants)
    sheets = {"subventions": rows, "phrases": list_sentences(grants), "à compléter": list_fields(rows)}
    files = {"subventions.csv": write_scdl(rows), "subventions.xlsx": write_workbook(sheets)}
    return files, f"{len(grants)} grant(s)"


def _keep_work(folder: Path, files: Files) -> None:
    """Somebody completes these files by hand: they are not written over."""
    for name, content in files.items():
        path = folder / name
        if path.is_file() and path.read_bytes() != content:
            raise UsageError(f"{path} is there already, and may hold what somebody completed: move it, or give --to.")


def _write(folder: Path, files: Files) -> None:
    from pipeline.store import writing

    with writing(folder) as making:
        for name, content in files.items():
            (making / name).write_bytes(content)
