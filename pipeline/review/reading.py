"""The tables of extracted/ as the review page needs them: one report, its actions, and what stands in each.

In: rows as text, and the decisions of each body. Out: Reports in the order of bodies and years. It refuses to know
HTML.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.decision_file import FIXED, Decision, load_decisions
from pipeline.model import KINDS, Kind
from pipeline.schemas import columns

Row = dict[str, str]
PERSON = re.compile(r"-n\d+\Z")  # the end of a person's record_id
FIELDS: dict[Kind, tuple[str, ...]] = {kind: tuple(n for n in columns(kind) if n not in FIXED) for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Record:
    """A record of any kind; `fields` are the columns that its kind has of its own."""

    kind: Kind
    record_id: str
    text: str
    start: int
    end: int
    fields: Row
    candidates: str = ""  # what else the words may name, where the run doubts

    def get(self, name: str) -> str:
        """The text of a field, empty where the kind has no such field."""
        return self.fields.get(name, "")


@dataclass(frozen=True, slots=True)
class Note:
    """A row of issues.csv; `number` is its place on the page."""

    number: int
    level: str
    code: str
    text: str
    message: str
    action_id: str


@dataclass(frozen=True, slots=True)
class Action:
    action_id: str
    parent_id: str
    section: tuple[str, ...]
    objective: str
    column: str
    label: str
    text: str
    line: str
    records: tuple[Record, ...] = ()  # in the order of the text
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    report_id: str
    row: Row
    actions: tuple[Action, ...]
    notes: tuple[Note, ...]
    doubts: tuple[Row, ...]
    coverage: tuple[Row, ...]
    decisions: tuple[Decision, ...]

    @property
    def name(self) -> str:
        return self.row["organisation_name"] or self.row["organisation"]

    @property
    def records(self) -> list[Record]:
        """All records in the order of the text."""
        return [record for action in self.actions for record in action.records]


def read_reports(read: Callable[[str], list[Row]], raw: Path | None) -> list[Report]:
    """All reports; `read` gives the rows of a table, `raw` is where people's decisions lie."""
    tables = {table: _by_report(read(table)) for table in ("actions", *KINDS, "issues", "doubts", "coverage")}
    decided: dict[str, tuple[Decision, ...]] = {}
    reports = []
    for row in sorted(read("reports"), key=lambda row: (row["organisation"], int(row["year"]))):
        own = {table: tables[table].get(row["report_id"], []) for table in tables}
        organisation = row["organisation"]
        if raw is not None and organisation not in decided:
            decided[organisation] = tuple(load_decisions(raw / organisation)[0])
        reports.append(read_report(row, own, _shown(decided.get(organisation, ()), row)))
    return reports


def _shown(decisions: Iterable[Decision], row: Row) -> tuple[Decision, ...]:
    """The decisions that a report's page may tell: where the tables leave people out, none about a person."""
    return tuple(d for d in decisions if row["people"] != "0" or not PERSON.search(d.subject))


def _by_report(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["report_id"]].append(row)
    return found


def read_report(row: Row, tables: dict[str, list[Row]], decisions: tuple[Decision, ...]) -> Report:
    """One report from its row and its tables."""
    candidates = {(d["action_id"], d["text"]): d["candidates"] for d in tables["doubts"]}
    records: dict[str, list[Record]] = defaultdict(list)
    for kind in KINDS:
        for r in tables[kind]:
            fields = {name: r[name] for name in FIELDS[kind]}
            doubt = candidates.get((r["action_id"], r["text"]), "") if kind in ("partners", "places") else ""
            records[r["action_id"]].append(
                Record(kind, r["record_id"], r["text"], int(r["start"]), int(r["end"]), fields, doubt)
            )
    notes = tuple(
        Note(number, i["level"], i["code"], i["text"], i["message"], i["action_id"])
        for number, i in enumerate(tables["issues"], 1)
    )
    by_action: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        by_action[note.action_id].append(note)
    actions = tuple(
        Action(
            action_id=a["action_id"],
            parent_id=a["parent_id"],
            section=tuple(part for part in a["section"].split(" > ") if part),
            objective=a["objective"],
            column=a["column"],
            label=a["label"],
            text=a["text"],
            line=a["source_line"],
            records=tuple(sorted(records[a["action_id"]], key=lambda r: (r.start, r.end))),
            notes=tuple(by_action[a["action_id"]]),
        )
        for a in sorted(tables["actions"], key=lambda a: int(a["position"]))
    )
    return Report(row["report_id"], row, actions, notes, tuple(tables["doubts"]), tuple(tables["coverage"]), decisions)
