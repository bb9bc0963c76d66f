"""The committed tables of the specimens as an extracted folder: nothing is read, no model is loaded."""

import csv
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

from pipeline.datapackage import describe_dataset
from pipeline.schemas import TABLES, load_schema
from pipeline.store import parquet_path, read_rows, write_parquet

CSV = Path(__file__).parent.parent / "extracted" / "csv"


def typed(table: str, row: dict[str, str]) -> dict[str, object]:
    """A row of CSV as Parquet has it."""
    makers = {
        "string": str,
        "integer": int,
        "number": Decimal,
        "double": float,
        "date": date.fromisoformat,
        "boolean": lambda text: {"true": True, "false": False}[text],
    }
    fields = load_schema(table)["fields"]
    return {f["name"]: makers[f.get("arrow", f["type"])](row[f["name"]]) if row[f["name"]] else None for f in fields}


def read_committed() -> dict[str, list[dict[str, object]]]:
    """All rows of all tables, typed."""
    tables = {}
    for table in TABLES:
        with (CSV / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            tables[table] = [typed(table, row) for row in csv.DictReader(file)]
    return tables


def lay_out(folder: Path) -> Path:
    """An extracted folder: CSV, Parquet, description."""
    shutil.copytree(CSV, folder / "csv")
    tables = read_committed()
    for report in tables["reports"]:
        report_id = str(report["report_id"])
        for table, rows in tables.items():
            own = [row for row in rows if row["report_id"] == report_id]
            write_parquet(parquet_path(folder, table, report_id), table, own)
    (folder / "datapackage.json").write_text(describe_dataset(read_rows(folder, "reports")), encoding="utf-8")
    return folder
