"""What the tables must look like: schemas/TABLE.json (Frictionless Table Schema), read and enforced.

In: rows as dictionaries. Out: nothing, or a SchemaError that names table, row and field. It refuses to know how a table
is written to disk.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import SchemaError

FOLDER = Path(__file__).resolve().parent.parent / "schemas"
# The version of the tables, not of the program: what a reader of them relies on (docs/data-model.md).
DATA_MODEL = "1.0.0"
TABLES = ("reports", "actions", "dates", "amounts", "places", "partners", "people", "issues", "doubts", "coverage")
COMPARED = ("actions", "amounts", "dates", "partners", "places", "doubts")  # tables of a pair of years

Row = dict[str, Any]
PYTHON: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (Decimal, float, int),
    "boolean": (bool,),
    "date": (date,),
}


@cache
def load_schema(table: str) -> dict[str, Any]:
    """The Table Schema of `table`, or of « compare/TABLE »; raises SchemaError when it is absent or is no JSON."""
    path = FOLDER / f"{table}.json"
    try:
        schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise SchemaError(f"The schema schemas/{table}.json cannot be read: {error}") from error
    return schema


def columns(table: str) -> list[str]:
    """Names of the table's columns, in their order.

    >>> columns("people")[-3:]
    ['name', 'title', 'partner_id']
    """
    return [field["name"] for field in load_schema(table)["fields"]]


def labels(field: Mapping[str, Any]) -> dict[str, str]:
    """What the codes of a field are called in French; empty where its values are no codes.

    >>> labels(load_schema("amounts")["fields"][13])
    {'HT': 'HT', 'TTC': 'TTC'}
    """
    return {category["value"]: category["label"] for category in field.get("categories", ())}


def check_rows(table: str, rows: Iterable[Row]) -> None:
    """Hold rows against their schema: names, types, required, enum, bounds, pattern, unique. Raises SchemaError.

    None stands for an empty cell. Foreign keys are held by `check_keys`, over all tables of one report.

    >>> check_rows("coverage", [{"report_id": "a-2020", "words_read": -1}])
    Traceback (most recent call last):
    ...
    pipeline.errors.SchemaError: coverage, row 1: the columns are not those of the schema: ['report_id', 'words_read']
    """
    rows, names = list(rows), columns(table)
    for number, row in enumerate(rows, 1):
        if list(row) != names:
            raise SchemaError(f"{table}, row {number}: the columns are not those of the schema: {list(row)}")
    for field in load_schema(table)["fields"]:
        values = [row[field["name"]] for row in rows]
        distinct = dict.fromkeys(zip(map(type, values), values, strict=True))  # most cells of a column say the same
        for _, value in distinct:
            if wrong := _fault(field, value):
                raise SchemaError(f"{table}, row {values.index(value) + 1}, {field['name']} « {value} »: {wrong}")
        if field.get("constraints", {}).get("unique"):
            counts = Counter(value for value in values if value is not None)
            if twice := [value for value, count in counts.items() if count > 1]:
                raise SchemaError(f"{table}, {field['name']} « {twice[0]} »: stands twice")


def _fault(field: Mapping[str, Any], value: Any) -> str:
    """What is wrong with one value, or an empty string."""
    rules = field.get("constraints", {})
    if value is None or value == "":
        return "required, but empty" if rules.get("required") else ""
    if not isinstance(value, PYTHON[field["type"]]) or (field["type"] != "boolean" and isinstance(value, bool)):
        return f"not of type {field['type']}"
    if "enum" in rules and value not in rules["enum"]:
        return f"not among {', '.join(rules['enum'])}"
    if "minimum" in rules and value < rules["minimum"]:
        return f"less than {rules['minimum']}"
    if "maximum" in rules and value > rules["maximum"]:
        return f"more than {rules['maximum']}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], str(value)):
        return f"not of the form {rules['pattern']}"
    return ""


def check_keys(tables: Mapping[str, Iterable[Row]]) -> None:
    """Every foreign key meets a row of the table that it names, or of its own; raises SchemaError."""
    for table, rows in tables.items():
        for key in load_schema(table).get("foreignKeys", ()):
            (field,), (column,) = key["fields"], key["reference"]["fields"]
            target = key["reference"]["resource"] or table
            known = {row[column] for row in tables[target]}
            for row in rows:
                if row[field] is not None and row[field] not in known:
                    raise SchemaError(f"{table}: {field} « {row[field]} » is not in {target}")
