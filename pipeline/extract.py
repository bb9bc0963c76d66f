"""All reports of a folder into all tables: `run`'s path over each body that changed.

In: a folder of raw reports. Out: the tables of extracted/, and a Summary in plain words. It refuses to know how the
reports of one body become files (`bodies`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from pipeline.catalog import Problem, find_sources
from pipeline.state import Outcome, digest_body, load_state, save_state
from pipeline.store import drop_others, is_written, write_dataset, writing
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
        from pipeline.bodies import extract_to  # brings spaCy and all the rules: not when there is nothing to do

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
