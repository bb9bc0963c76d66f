"""The reports of one body as files: `run`'s path, the rows, their check, the writing.

In: the reports of a body and a folder. Out: Parquet files in it, and an Outcome. It refuses to know which bodies there
are (`extract`), and how a report becomes records (`run`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline.catalog import Problem
from pipeline.corrections import ROWS, apply_to_rows
from pipeline.decision_file import load_decisions
from pipeline.decisions import find_unmet
from pipeline.errors import PipelineError
from pipeline.model import Report, Source
from pipeline.names import Tagger, load_tagger
from pipeline.records import issue_row, make_tables
from pipeline.run import extract_body
from pipeline.state import Outcome
from pipeline.store import check_report, write_report
from pipeline.unread import summarize


def extract_to(staging: Path, sources: Sequence[Source]) -> Outcome:
    """The reports of one body as Parquet files in `staging`."""
    tagger = the_tagger()
    reports, problems = survive(list(sources), tagger)
    rows: dict[str, int] = {}
    notes: list[str] = []
    decisions, _ = load_decisions(sources[0].path.parent)  # its problems are told by extract_body
    mets = []
    for report in reports:
        try:
            tables, met = apply_to_rows(make_tables(report, f"{tagger.name} {tagger.version}"), decisions)
            mets.append(met)
            if report is reports[-1]:
                tables["issues"] += [
                    issue_row(report.source.report_id, issue) for issue in find_unmet(decisions, *mets, kinds=ROWS)
                ]
            check_report(tables)
            write_report(staging, report.source.report_id, tables)
            rows[report.source.report_id] = sum(
                len(tables[kind]) for kind in tables if kind not in ("reports", "coverage")
            )
            notes += summarize(report.issues, report.source.report_id)
        except PipelineError as error:
            problems.append(Problem(report.source.source_path, f"{error}. Please report it: the mistake is ours."))
    return Outcome("", rows, tuple(problems), tuple(notes))


@cache
def the_tagger() -> Tagger:
    """The model, loaded once in each process, when the first report needs it."""
    return load_tagger()


def survive(sources: list[Source], tagger: Tagger) -> tuple[list[Report], list[Problem]]:
    """`extract_body`; should one report break it (our mistake), each is tried alone, so that the others are done."""
    try:
        return extract_body(sources, tagger)
    except Exception as error:
        if len(sources) == 1:
            seen = f"{type(error).__name__}: {error}. The mistake is ours: please send us this report."
            return [], [Problem(sources[0].source_path, seen)]
        alone = [survive([source], tagger) for source in sources]
        return [r for reports, _ in alone for r in reports], [p for _, problems in alone for p in problems]
