"""The reports of one body as files: `run`'s path, the rows, their check, the writing.

In: the reports of a body and what the run asks for. Out: Parquet files, and an Outcome, which says when they are all
there. It refuses to know which bodies there are (`extract`), and how a report becomes records (`run`).
"""

from __future__ import annotations

import gc
from functools import cache
from pathlib import Path
from threading import Lock

from pipeline.catalog import Problem
from pipeline.corrections import ROWS, apply_to_rows
from pipeline.decision_file import Decision, load_decisions
from pipeline.decisions import find_unmet
from pipeline.errors import PipelineError, UsageError
from pipeline.folders import is_local, refresh
from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.centres import load_centres
from pipeline.model import Report, Source
from pipeline.names import Tagger, load_tagger
from pipeline.records import issue_row, make_tables
from pipeline.run import extract_body
from pipeline.state import BodyFiles, Order, Outcome, digest_rules, load_outcome, save_outcome
from pipeline.store import check_report, grow_place, is_written, write_report
from pipeline.unread import summarize
from pipeline.without_people import leave_out_people

NEW_OBJECTS = 10_000  # until garbage is looked for (Python says 700): a report makes more, of a few MB
ONE = Lock()  # one body at a time in a process: neither the model nor dateparser is made for several threads


def extract_to(order: Order, body: BodyFiles) -> Outcome:
    """The reports of one body as Parquet files; nothing is done again that an earlier try has done."""
    with ONE:
        check_place(order, body)
        grown = grow_place(order.extracted, order.staging)
        done = load_outcome(order, body.name)
        if done and done.digest == body.digest and is_written(done.rows, grown, order.extracted):
            return done
        save_outcome(order, body.name, Outcome("", {}))  # begun: from here on its files may be of two tries
        outcome = write_or_say(grown, body, order.people)
        save_outcome(order, body.name, outcome)
        return outcome


def check_place(order: Order, body: BodyFiles) -> None:
    """Is this process one that can do what is asked? UsageError, with what to do, where another machine can not."""
    refresh(order.extracted)
    for folder in (order.staging, body.sources[0].path.parent):
        if is_local(folder) and not folder.is_dir():
            told = f"A worker does not see the folder « {folder} »"
            raise UsageError(f"{told}: give one that all machines share, or the URL of an object store (s3://…).")
    if order.package != digest_rules():
        told = "A worker has other rules or libraries than this machine"
        raise UsageError(f"{told}: install the same version of Millésime, with the same libraries, on all.")


def write_or_say(grown: Path, body: BodyFiles, people: bool) -> Outcome:
    """`write_body`; should it break (our mistake), a Problem, so that the other bodies are done. A disk that is full,
    or a model that is missing, concerns them all, and is raised."""
    try:
        return write_body(grown, body, people)
    except (PipelineError, OSError):
        raise
    except Exception as error:
        return Outcome(body.digest, {}, (our_mistake(body.name, error),))


def write_body(grown: Path, body: BodyFiles, people: bool) -> Outcome:
    """Read, make the tables, with or without people, check them, write them to `grown`."""
    tagger = the_tagger()
    decisions, wrong = load_decisions(body.sources[0].path.parent)
    reports, problems = survive(list(body.sources), tagger, decisions)
    problems += wrong
    rows: dict[str, int] = {}
    notes: list[str] = []
    made, mets = [], []
    for report in reports:
        tables, met = apply_to_rows(make_tables(report, f"{tagger.name} {tagger.version}"), decisions)
        made.append(tables)
        mets.append(met)
    if reports:
        last = reports[-1].source.report_id
        made[-1]["issues"] += [issue_row(last, issue) for issue in find_unmet(decisions, *mets, kinds=ROWS)]
    for report, tables in zip(reports, made if people else leave_out_people(made), strict=True):
        try:
            check_report(tables)
            write_report(grown, report.source.report_id, tables)
            rows[report.source.report_id] = sum(
                len(tables[kind]) for kind in tables if kind not in ("reports", "coverage")
            )
            notes += summarize(report.issues, report.source.report_id)
        except PipelineError as error:
            problems.append(our_mistake(report.source.source_path, error))
    return Outcome(body.digest, rows, tuple(problems), tuple(notes))


@cache
def the_tagger() -> Tagger:
    """The model, loaded once in each process, when the first report needs it.

    From here on a process holds some 300,000 objects for good: that Python looked through them again and again for
    garbage was a tenth of the time."""
    gc.set_threshold(NEW_OBJECTS)
    tagger = load_tagger()
    load_gazetteer()
    load_centres()
    gc.freeze()
    return tagger


def survive(sources: list[Source], tagger: Tagger, decisions: list[Decision]) -> tuple[list[Report], list[Problem]]:
    """`extract_body`; should one report break it (our mistake), each is tried alone, so that the others are done."""
    try:
        return extract_body(sources, tagger, decisions)
    except Exception as error:
        if len(sources) == 1:
            return [], [our_mistake(sources[0].source_path, error)]
        alone = [survive([source], tagger, decisions) for source in sources]
        return [r for reports, _ in alone for r in reports], [p for _, problems in alone for p in problems]


def our_mistake(where: str, error: Exception) -> Problem:
    """What broke, on which reports, and what to do: docs/guide-analystes.md knows the sentence."""
    seen = str(error) if isinstance(error, PipelineError) else f"{type(error).__name__}: {error}"
    return Problem(where, f"{seen.rstrip('.')}. Please report it: the mistake is ours.")
