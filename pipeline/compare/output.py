"""A comparison as files: four CSV and a page.

In: a Comparison. Out: the folder ORGANISATION/YEAR1-YEAR2, the same bytes each time. It refuses to judge.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.compare.amounts import AmountChange
from pipeline.compare.changes import ActionChange, Comparison, NameChange
from pipeline.compare.year import Action, Amount
from pipeline.store import write_csv

COLUMNS = {
    "actions": ["change", "similarity", "action_id_before", "action_id_after", "section_before", "section_after", "text_before", "text_after"],
    "amounts": ["change", "action_id_before", "action_id_after", "unit", "kind", "value_before", "value_after", "delta", "ratio"],
    "partners": ["change", "partner_id", "name", "mentions_before", "mentions_after"],
    "places": ["change", "code", "name", "kind", "mentions_before", "mentions_after"],
}  # fmt: skip


def write_comparison(folder: Path, comparison: Comparison) -> None:
    """Write one pair's folder."""
    from pipeline.compare.report import render_report

    here = folder / comparison.before.organisation / f"{comparison.before.year}-{comparison.after.year}"
    tables = make_tables(comparison)
    for table, rows in tables.items():
        write_csv(here / f"{table}.csv", COLUMNS[table], rows)
    (here / "report.html").write_text(render_report(comparison), encoding="utf-8", newline="\n")


def make_tables(comparison: Comparison) -> dict[str, list[dict[str, Any]]]:
    """The rows of the four tables (record-model: compare)."""
    return {
        "actions": [_action(c) for c in comparison.actions],
        "amounts": [_amount(c) for c in comparison.amounts],
        "partners": [_name(c, "partner_id", c.key) for c in comparison.partners],
        "places": [_name(c, "code", _code(c.key)) | {"kind": c.kind} for c in comparison.places],
    }


def _action(change: ActionChange) -> dict[str, Any]:
    row: dict[str, Any] = {"change": change.change}
    row["similarity"] = f"{change.likeness.score:.3f}" if change.before and change.after else None
    for side, action in (("before", change.before), ("after", change.after)):
        row[f"action_id_{side}"] = action.action_id if action else None
        row[f"section_{side}"] = " > ".join(action.section) if action else None
        row[f"text_{side}"] = action.text if action else None
    if change.whole:  # its text stands in the row of its own pair
        side = "before" if change.after else "after"
        row[f"action_id_{side}"] = change.whole.action_id
        row[f"section_{side}"] = " > ".join(change.whole.section)
        row["similarity"] = f"{change.likeness.score:.3f}"
    return row


def _amount(change: AmountChange) -> dict[str, Any]:
    known: Amount = change.after or change.before  # type: ignore[assignment]
    return {
        "change": change.change,
        "action_id_before": _id(change.action_before),
        "action_id_after": _id(change.action_after),
        "unit": known.unit,
        "kind": known.kind,
        "value_before": change.before.value if change.before else None,
        "value_after": change.after.value if change.after else None,
        "delta": change.delta,
        "ratio": change.ratio,
    }


def _id(action: Action | None) -> str | None:
    return action.action_id if action else None


def _code(key: str) -> str:
    kind, _, code = key.partition(":")
    return code if kind in ("commune", "departement", "region", "pays") else ""


def _name(change: NameChange, key: str, value: str) -> dict[str, Any]:
    return {
        "change": change.change,
        key: value,
        "name": change.name,
        "mentions_before": change.before,
        "mentions_after": change.after,
    }
