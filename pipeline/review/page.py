"""The review page of one report, and the index over all: one file each, French, that work from the disk and on paper.

In: Reports. Out: HTML that needs nothing else, the same bytes each time. It refuses to judge what was found.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from pipeline.compare.report import french
from pipeline.compare.words import fold
from pipeline.decision_file import COLUMNS, Decision
from pipeline.model import KINDS
from pipeline.review.labels import ASKED, LEFT, LEVELS, WORDS
from pipeline.review.labels import KINDS as NAMES
from pipeline.review.map import draw_map
from pipeline.review.outline import Entry, Section, make_outline
from pipeline.review.plots import draw_amounts, draw_dates, draw_partners, find_roles, name_role
from pipeline.review.reading import FIELDS, Record, Report, Row
from pipeline.review.wording import Said, count_kinds, name_code, say_record
from pipeline.schemas import load_schema
from pipeline.templates import load_template, read_part
from pipeline.walk import Question, read_answer

PARTS = "pipeline.review"  # where the templates lie
REPORT = "pipeline.compare.report"  # where the script lies that the two pages share

CHUNK = 60  # rows of one table: the browser draws only the tables that are near the window
PART = 30  # actions of one list, for the same reason
REASON = "relecture"  # what stands as reason where the reviewer gives none


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of records."""

    number: int
    record: Record
    said: Said
    source_line: str
    decided: str  # what decisions.csv says of it


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of one section, few enough for one table."""

    section: Section
    lines: tuple[Line, ...]
    more: bool  # of a section that an earlier chunk began


@dataclass(frozen=True, slots=True)
class Choice:
    """A doubt and what a reviewer may answer: words and the lines of decisions.csv that say so."""

    row: Row
    record_id: str
    asked: str
    answers: tuple[tuple[str, str], ...]


def render_page(report: Report) -> str:
    """The page of one report."""
    sections = make_outline(report.actions)
    chunks = make_chunks(report, sections)
    lines = {line.record.record_id: line for chunk in chunks for line in chunk.lines}
    placed = {piece.note.number for entry in walk(sections) for piece in entry.pieces if piece.note}
    read = [row for row in report.coverage if int(row["words_left_out"] or 0)]
    return load_template(PARTS, "page.html").render(
        report=report,
        sections=sections,
        paths=list(dict.fromkeys(" › ".join(section.path) for section in sections if section.path)),
        chunks=chunks,
        part=PART,
        lines=lines,
        placed=placed,
        kinds=[(kind, *NAMES[kind], int(report.row.get(kind) or 0)) for kind in KINDS],
        names=NAMES,
        levels=LEVELS,
        name_code=name_code,
        choices=make_choices(report),
        unread=[note for note in report.notes if note.level != "note"],
        aside=[note for note in report.notes if note.level == "note"],
        counted=count_kinds(report.row),
        total=sum(int(row["words_placed"] or 0) for row in report.coverage),
        left_out=[(LEFT.get(row["reason"], row["reason"]), int(row["words_left_out"])) for row in read],
        plots={
            "dates": draw_dates(report),
            "amounts": draw_amounts(report),
            "partners": draw_partners(report),
            "places": draw_map(report),
        },
        roles=[(role or "none", name_role(role)) for role in find_roles(report)],
        data=Markup(write_data(report)),
        reason=REASON,
        number=french.number,
        count=french.count,
        css=Markup(read_part(PARTS, "page.css")),
        js=Markup(read_part(REPORT, "fold.js") + read_part(REPORT, "panel.js") + read_part(PARTS, "page.js")),
    )


def walk(sections: Sequence[Section]) -> list[Entry]:
    """All entries in the order of the page, headings included."""
    found: list[Entry] = []
    for section in sections:
        found += [heading.entry for heading in section.headings if heading.entry]
        for group in section.groups:
            if group.objective and group.objective.entry:
                found.append(group.objective.entry)
            for entry in group.entries:
                found += _below(entry)
    return found


def _below(entry: Entry) -> list[Entry]:
    return [entry, *(one for child in entry.children for one in _below(child))]


def make_chunks(report: Report, sections: Sequence[Section]) -> list[Chunk]:
    """The table of records, cut by section and length."""
    partners = {record.get("partner_id"): record.get("name") for record in report.records if record.kind == "partners"}
    texts = {record.record_id: record.text for record in report.records}
    decided = {d.subject: d for d in report.decisions if d.decision in ("correct", "reject")}
    chunks: list[Chunk] = []
    number = 0
    for section in sections:
        lines = []
        for entry in walk([section]):
            for record in entry.action.records:
                number += 1
                said = say_record(record, partners, texts)
                told = _tell(decided[record.record_id]) if record.record_id in decided else ""
                lines.append(Line(number, record, said, entry.action.line, told))
        for start in range(0, len(lines), CHUNK):
            chunks.append(Chunk(section, tuple(lines[start : start + CHUNK]), start > 0))
    return chunks


def _tell(decision: Decision) -> str:
    """What a line of decisions.csv says of a record, in words."""
    reason = f" ({decision.reason})" if decision.reason else ""
    if decision.decision == "reject":
        return f"rejet demandé{reason}"
    return f"corrigé, ligne {decision.line} de decisions.csv{reason}"


def make_choices(report: Report) -> list[Choice]:
    """The doubts of a report, each with the answers that the next run understands."""
    records = {
        (action.action_id, record.text): record
        for action in reversed(report.actions)
        for record in reversed(action.records)
        if record.kind in ("partners", "places")
    }
    choices = []
    for row in report.doubts:
        candidates = tuple(row["candidates"].split(" | "))
        record = records.get((row["action_id"], row["text"]))
        expects = record.get("partner_id") if record and row["kind"] == "partner" else ""
        expects = candidates[0].partition(" ")[0] if row["kind"] == "place" else expects
        asked = "Est-ce le même organisme que…" if row["kind"] == "partner" else "De quel lieu s’agit-il ?"
        question = Question(row["kind"], report.row["organisation"], "", "", asked, row["text"], candidates, expects)
        offered = [(name, str(number)) for number, name in enumerate(candidates, 1)]
        if row["kind"] == "partner":
            offered += [("un autre organisme", "a"), ("pas un organisme", "n"), ("un lieu", "l")]
        else:
            offered += [("un lieu-dit ou un bâtiment", "s")]
        answers = tuple((words, write_lines(read_answer(question, answer))) for words, answer in offered)
        if row["kind"] in ("partner", "place"):
            choices.append(Choice(row, record.record_id if record else "", asked, answers))
    return choices


def write_lines(decisions: Sequence[Decision]) -> str:
    """Lines of decisions.csv.

    >>> write_lines([Decision("same_partner", "SDE", "Syndicat d'énergie, Gers")])
    'same_partner,SDE,"Syndicat d\\'énergie, Gers",,,,relecture'
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for decision in decisions:
        writer.writerow([getattr(decision, name) or (REASON if name == "reason" else "") for name in COLUMNS])
    return buffer.getvalue().rstrip("\n")


def write_data(report: Report) -> str:
    """What the script needs to know of the records, as JSON that may stand in a page."""
    schemas: Mapping[str, dict[str, Any]] = {kind: load_schema(kind) for kind in KINDS}
    fields = {kind: {f["name"]: f for f in schemas[kind]["fields"]} for kind in KINDS}
    data = {
        "report": report.report_id,
        "columns": COLUMNS,
        "reason": REASON,
        "kinds": {
            kind: {
                "name": NAMES[kind][1],
                "asked": ASKED[kind],
                "fields": [
                    {
                        "name": name,
                        "title": fields[kind][name]["title"],
                        "values": [[value, WORDS.get(value, value)] for value in _values(fields[kind][name])],
                        "hint": fields[kind][name].get("description", ""),
                    }
                    for name in FIELDS[kind]
                ],
            }
            for kind in KINDS
        },
        "records": {
            record.record_id: [record.kind, record.text, [record.fields[name] for name in FIELDS[record.kind]]]
            for record in report.records
        },
        "decided": [
            [d.decision, d.subject, d.object, d.field, d.value] for d in report.decisions if d.decision != "same_action"
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _values(field: Mapping[str, Any]) -> list[str]:
    """The values that a field may have, empty where it may have any."""
    return ["true", "false"] if field["type"] == "boolean" else field.get("constraints", {}).get("enum", [])


def render_index(reports: Sequence[Report]) -> str:
    """The page that leads to all reports, body by body."""
    bodies = []
    for _, group in groupby(reports, key=lambda report: report.row["organisation"]):
        own = list(group)
        levels = [Counter("unread" if n.level != "note" else "note" for n in report.notes) for report in own]
        bodies.append((own[-1].name, list(zip(own, levels, strict=True))))
    return load_template(PARTS, "index.html").render(
        bodies=sorted(bodies, key=lambda body: fold(body[0])),
        kinds=[(kind, NAMES[kind][2]) for kind in KINDS],
        total=len(reports),
        count=french.count,
        number=french.number,
        css=Markup(read_part(PARTS, "page.css")),
    )
