"""What people decided about pairs: raw/ORGANISATION/decisions.csv, replayed by every run.

In: the file's lines and the two years. Out: for each pair decided, whether it is the same action; and the lines that
meet nothing any more, in words. It refuses to touch the lines about partners and places: others read them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from pipeline.compare.year import Year

SAME, OTHER = "same_action", "other_action"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line: `subject` and `object` are the ids of an earlier and a later action."""

    same: bool
    subject: str
    object: str
    line: int
    reason: str = ""


def load_decisions(raw: Path | None, organisation: str) -> list[Decision]:
    """The decisions about actions of one body, in the file's order; none where there is no file."""
    path = raw / organisation / "decisions.csv" if raw else None
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Decision(row["decision"] == SAME, _cell(row, "subject"), _cell(row, "object"), line, _cell(row, "reason"))
        for line, row in enumerate(rows, 2)
        if row.get("decision") in (SAME, OTHER)
    ]


def _cell(row: dict[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def apply_decisions(decisions: list[Decision], before: Year, after: Year) -> dict[tuple[int, int], bool]:
    """The decisions that concern these two years, by the positions of the two actions; the last line wins."""
    first = {action.action_id: i for i, action in enumerate(before.actions)}
    second = {action.action_id: j for j, action in enumerate(after.actions)}
    return {
        (first[d.subject], second[d.object]): d.same for d in decisions if d.subject in first and d.object in second
    }


def find_stale(decisions: list[Decision], years: list[Year]) -> list[str]:
    """A sentence for each line whose action no report has any more."""
    known = {action.action_id for year in years for action in year.actions}
    return [
        f"decisions.csv, line {d.line}: no action « {missing} » any more (was the report's text changed?); "
        "remove the line or write the new id, which actions.csv gives"
        for d in decisions
        for missing in [next((x for x in (d.subject, d.object) if x not in known), None)]
        if missing is not None
    ]
