"""All reports of a folder into all tables: `run`'s path over each body that changed.

In: a folder of raw reports. Out: the tables of extracted/, and a Summary in plain words. It refuses to know how a
report becomes records (`run`) and how tables are written (`store`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from pipeline.catalog import Problem, find_sources
from pipeline.corrections import ROWS, apply_to_rows
from pipeline.decision_file import load_decisions
from pipeline.decisions import find_unmet
from pipeline.errors import PipelineError
from pipeline.model import Report, Source
from pipeline.names import Tagger, load_tagger
from pipeline.records import issue_row, make_tables
from pipeline.run import extract_body
from pipeline.state import Outcome, digest_body, load_state, save_state
from pipeline.store import check_report, drop_others, is_written, write_dataset, write_report, writing
from pipeline.unread import summarize
from pipeline.workers import each


@dataclass(frozen=True, slots=True)
class Summary:
    line: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()  # what was not understood, by report and class


def extract_raw(raw: Path, extracted: Path, *, jobs: int = 1, force: bool = False) -> Summary:
    """Every report of `raw` into the tables of `extracted`. One report's failure is a Problem, the others go on.

    Only bodies whose files or our rules changed are read again, unless `force`; `jobs` bodies at a time."""
    sources, problems = find_sources(raw)
    bodies = {name: list(body) for name, body in groupby(sources, key=lambda source: source.organisation)}
    digests = {name: digest_body(raw / name) for name in bodies}
    state = load_state(extracted)
    before = (
        {}
        if force
        else {n: s for n, s in state.items() if s.digest == digests.get(n) and is_written(extracted, s.rows)}
    )
    stale = [name for name in bodies if name not in before]
    if stale or state.keys() != bodies.keys() or not is_written(extracted, ()):
        with writing(extracted) as staging:
            weights = [sum(source.path.stat().st_size for source in bodies[name]) for name in stale]
            done = each(partial(extract_to, staging), [bodies[name] for name in stale], weights, jobs)
            after = before | {n: replace(o, digest=digests[n]) for n, o in zip(stale, done, strict=True)}
            state = {name: after[name] for name in bodies}
            report_ids = [report_id for outcome in state.values() for report_id in outcome.rows]
            write_dataset(staging, extracted, report_ids)
            save_state(staging, state)
        drop_others(extracted, report_ids)
    return sum_up(extracted, state, problems, len(stale))


def sum_up(extracted: Path, state: dict[str, Outcome], problems: list[Problem], done: int) -> Summary:
    """What the run says of all bodies, those done now and those done before."""
    problems = problems + [problem for name in sorted(state) for problem in state[name].problems]
    notes = [note for name in sorted(state) for note in state[name].notes]
    counts = [rows for outcome in state.values() for rows in outcome.rows.values()]
    kept = "" if done else ", nothing to do: no report has changed"
    failed = f", {len(problems)} problem(s) named above" if problems else ""
    line = f"{len(counts)} report(s), {sum(counts)} rows in {extracted}{kept}{failed}"
    return Summary(line, tuple(problems), tuple(notes))


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
