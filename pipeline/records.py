"""From a read report to the flat rows of its tables.

In: a Report (passages and the mentions found in them). Out: one list of rows per table, with ids that come from the
content and not from the position. It refuses to judge what was found.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import sha256
from typing import Any

from pipeline import __version__
from pipeline.gazetteer.centres import find_centre
from pipeline.kinds.same_amounts import link_same
from pipeline.model import KINDS, DateValue, Issue, Kind, Mention, PlaceValue, Report
from pipeline.schemas import Row, columns
from pipeline.text import count_words

LINK = {"same": "same_as", "part": "part_of"}
LETTER: dict[Kind, str] = {"dates": "d", "amounts": "a", "places": "l", "partners": "p", "people": "n"}


def action_ids(report: Report) -> list[str | None]:
    """The id of each passage that is an action, None for the others.

    A bullet, cell or paragraph is one; so is a heading, an objective or a table head that holds a mention, for each
    record must be traceable to its words.
    """
    taken: Counter[str] = Counter()
    ids: list[str | None] = []
    for passage, mentions in zip(report.passages, report.mentions, strict=True):
        if passage.role != "action" and not any(m.value for m in mentions):
            ids.append(None)
            continue
        words = "\n".join((*passage.section, passage.objective, passage.column, passage.text))
        digest = sha256(words.encode()).hexdigest()[:10]
        taken[digest] += 1
        repeated = f"-{taken[digest]}" if taken[digest] > 1 else ""
        ids.append(f"{report.source.report_id}-{digest}{repeated}")
    return ids


def make_tables(report: Report, model: str) -> dict[str, list[Row]]:
    """All rows of one report, by table; `model` is the name and version of the NER model."""
    ids = action_ids(report)
    tables: dict[str, list[Row]] = {"reports": [], "actions": _actions(report, ids)}
    record_ids = _record_ids(report, ids)
    for kind in KINDS:
        tables[kind] = _records(report, ids, kind, record_ids)
    tables["issues"] = _issues(report, ids)
    tables["doubts"] = _doubts(report, ids)
    tables["coverage"] = _coverage(report)
    source = report.source
    counts = {table: len(tables[table]) for table in ("actions", *KINDS)}
    tables["reports"] = [
        _row(
            "reports",
            report_id=source.report_id,
            organisation=source.organisation,
            organisation_name=report.organisation_name,
            year=source.year,
            title=report.document.title,
            source_path=source.source_path,
            source_format=report.document.format,
            source_encoding=report.document.encoding,
            source_sha256=report.sha256,
            model=model,
            pipeline_version=__version__,
            **counts,
        )
    ]
    return tables


def _row(table: str, **values: Any) -> Row:
    """Values in the order of the schema's columns, empty text as None."""
    return {name: None if (value := values.get(name)) == "" else value for name in columns(table)}


def _head(report: Report) -> dict[str, Any]:
    source = report.source
    return {"report_id": source.report_id, "organisation": source.organisation, "year": source.year}


def _actions(report: Report, ids: list[str | None]) -> list[Row]:
    rows: list[Row] = []
    for passage, action_id in zip(report.passages, ids, strict=True):
        if action_id is not None:
            row = _row(
                "actions",
                action_id=action_id,
                position=len(rows) + 1,
                parent_id=None if passage.parent is None else ids[passage.parent],
                section=" > ".join(passage.section),
                objective=passage.objective,
                column=passage.column,
                label=passage.label,
                text=passage.text,
                source_line=passage.line,
                **_head(report),
            )
            rows.append(row)
    return rows


Place = tuple[int, int]  # index of a passage, start of a mention in it


def _record_ids(report: Report, ids: list[str | None]) -> dict[Place, str]:
    """The id of each mention that has a value."""
    found: dict[Place, str] = {}
    for index, (mentions, action_id) in enumerate(zip(report.mentions, ids, strict=True)):
        numbers: Counter[Kind] = Counter()
        for mention in mentions:
            if mention.value is not None:
                numbers[mention.kind] += 1
                found[index, mention.start] = f"{action_id}-{LETTER[mention.kind]}{numbers[mention.kind]}"
    return found


def _records(report: Report, ids: list[str | None], kind: Kind, record_ids: dict[Place, str]) -> list[Row]:
    links = link_same(report.passages, report.mentions) if kind == "amounts" else {}
    rows: list[Row] = []
    for index, (passage, mentions) in enumerate(zip(report.passages, report.mentions, strict=True)):
        for mention in mentions:
            if mention.kind != kind or mention.value is None:
                continue
            link = links.get((index, mention.start))
            linked = {LINK[link.kind]: record_ids[link.target]} if link else {}
            rows.append(
                _row(
                    kind,
                    record_id=record_ids[index, mention.start],
                    action_id=ids[index],
                    text=passage.text[mention.start : mention.end],
                    start=mention.start,
                    end=mention.end,
                    **_head(report),
                    **_typed(mention),
                    **linked,
                )
            )
    return rows


def _typed(mention: Mention) -> dict[str, Any]:
    """The value's fields as the table types them: ISO days become dates, a place stands at its centre."""
    value = mention.value
    assert value is not None
    fields: dict[str, Any] = {name: getattr(value, name) for name in value.__slots__}
    if isinstance(value, DateValue):
        for name in ("start_date", "end_date"):
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    if isinstance(value, PlaceValue) and (centre := find_centre(value.kind, value.code, value.name)):
        fields["latitude"], fields["longitude"] = centre
    return fields


def issue_row(report_id: str, issue: Issue, action_id: str | None = None) -> Row:
    """A row of the table of issues."""
    return _row(
        "issues",
        report_id=report_id,
        action_id=action_id,
        level=issue.level,
        code=issue.code,
        text=issue.text,
        message=issue.message,
    )


def _issues(report: Report, ids: list[str | None]) -> list[Row]:
    report_id = report.source.report_id
    return [issue_row(report_id, i, None if i.passage is None else ids[i.passage]) for i in report.issues]


def _doubts(report: Report, ids: list[str | None]) -> list[Row]:
    return [
        _row(
            "doubts",
            kind=d.kind,
            report_id=report.source.report_id,
            action_id=ids[d.passage],
            text=d.text,
            candidates=" | ".join(d.candidates),
        )
        for d in report.doubts
    ]


def _coverage(report: Report) -> list[Row]:
    """One row per place where words went, and per reason why they were left out."""
    placed: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for passage in report.passages:
        placed[passage.role] += count_words(passage.text)
    for words in report.document.left_out:
        left[words.reason] += count_words(words.text)
    read = placed.total() + left.total()
    rows = [(reason, count, 0) for reason, count in sorted(placed.items())]
    rows += [(reason, 0, count) for reason, count in sorted(left.items())]
    return [
        _row(
            "coverage",
            report_id=report.source.report_id,
            words_read=read,
            words_placed=in_place,
            words_left_out=out,
            reason=reason,
        )
        for reason, in_place, out in rows
    ]
