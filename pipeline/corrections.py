"""What people decided about single records: rows turned down, fields corrected.

In: one report's tables and the decisions of its body. Out: the tables with `reject` and `correct` applied, and what
became of each line. It refuses a value that its column does not hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.decision_file import Decision
from pipeline.decisions import Met
from pipeline.errors import SchemaError
from pipeline.gazetteer.centres import find_centre
from pipeline.model import KINDS
from pipeline.schemas import Row, check_rows, load_schema
from pipeline.store import as_text

ROWS = ("reject", "correct")  # what this module applies
WHOLE_DIGITS = 20  # before the point of a number: more than any sum has, fewer than the tables hold
POINTERS = ("same_as", "part_of")  # columns that hold the id of another record of their table


def apply_to_rows(tables: Mapping[str, list[Row]], decisions: Iterable[Decision]) -> tuple[dict[str, list[Row]], Met]:
    """`reject` and `correct` on one report's tables; the counts in its row of `reports` follow."""
    decided = dict(tables)
    met: dict[int, str] = {}
    for d in decisions:
        if d.decision not in ROWS:
            continue
        table = next((k for k in KINDS if any(row["record_id"] == d.subject for row in decided.get(k, ()))), "")
        if not table:
            continue
        row = next(row for row in decided[table] if row["record_id"] == d.subject)
        known = {other["record_id"] for other in decided[table]}
        changed, met[d.line] = _reject(row, d) if d.decision == "reject" else _correct(table, row, d, known)
        if not met[d.line]:
            rows = [changed if other is row else other for other in decided[table]]
            decided[table] = [other for other in rows if other is not None]
        if changed is None and not met[d.line]:  # no other record may point to one that is gone
            for kind in KINDS:
                decided[kind] = [_without(other, d.subject) for other in decided.get(kind, ())]
    if decided.get("reports"):
        counts = {kind: len(decided[kind]) for kind in KINDS if kind in decided}
        decided["reports"] = [row | counts for row in decided["reports"]]
    return decided, met


def _without(row: Row, record_id: str) -> Row:
    return {name: None if value == record_id else value for name, value in row.items()}


def _reject(row: Row, d: Decision) -> tuple[Row | None, str]:
    if d.expects and d.expects != row["text"]:
        return None, f"the record is now « {row['text']} » and not « {d.expects} »"
    return None, ""


def _correct(table: str, row: Row, d: Decision, known: Collection[str]) -> tuple[Row | None, str]:
    """The row with its field corrected, or why it cannot be; `known` are the records that it may point to."""
    field: dict[str, Any] = next((f for f in load_schema(table)["fields"] if f["name"] == d.field), {})
    if not field:
        return None, f"{table} have no « {d.field} »"
    told = as_text(row[d.field])
    if told == d.value:
        return row, "" if not d.expects or d.expects == told else f"the run says « {told} » by itself"
    if d.expects and d.expects != told:
        return None, f"the run now says « {told} » and not « {d.expects} »"
    if d.value and d.field in POINTERS and d.value not in known:
        return None, f"there is no record « {d.value} »"
    try:
        changed = row | {d.field: _typed(field["type"], d.value)}
        if table == "places" and (centre := _centre(changed)) != _centre(row):
            changed |= centre
        check_rows(table, [changed])
    except (ValueError, InvalidOperation, SchemaError) as error:
        return None, f"« {d.value} » does not fit: {error}"
    return changed, ""


def _centre(row: Row) -> Row:
    """Where the place that a row says lies: with another code, the centre of the one before must not stay."""
    latitude, longitude = find_centre(row["kind"], row["code"] or "", row["name"]) or (None, None)
    return {"latitude": latitude, "longitude": longitude}


def _typed(kind: str, value: str) -> Any:
    if not value:
        return None
    if kind == "boolean":
        return {"true": True, "false": False, "vrai": True, "faux": False}.get(value.lower(), value)
    if kind == "number":
        number = Decimal(value.replace(",", ".").replace(" ", ""))
        if not number.is_finite() or number.adjusted() >= WHOLE_DIGITS:
            raise ValueError(f"write a number of at most {WHOLE_DIGITS} digits")
        return number
    if kind == "date":
        return date.fromisoformat(value)
    return int(value) if kind == "integer" else value
