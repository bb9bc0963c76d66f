"""All reports of a folder into all tables: `run`'s path over each body that changed.

In: a folder of raw reports. Out: the tables of extracted/, and a Summary in plain words. It refuses to know how the
reports of one body become files (`bodies`), and in which process or on which machine that is done (`workers`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from pipeline.catalog import Problem, find_sources
from pipeline.errors import PipelineError, UsageError
from pipeline.folders import at_once, is_local, is_shared, remove_folder
from pipeline.model import Source
from pipeline.progress import watch
from pipeline.schemas import TABLES
from pipeline.state import BodyFiles, Order, Outcome, digest_body, digest_rules, find_begun, load_state, save_state
from pipeline.store import combine, find_written, is_combined, publish, writable
from pipeline.workers import Each, workers


@dataclass(frozen=True, slots=True)
class Summary:
    line: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()  # what was not understood, by report and class


def extract_raw(
    raw: Path,
    extracted: Path,
    *,
    jobs: int = 1,
    dask: str = "",
    force: bool = False,
    quiet: bool = True,
    people: bool = True,
) -> Summary:
    """Every report of `raw` into the tables of `extracted`. One report's failure is a Problem, the others go on.

    Only bodies whose files or our rules changed are read again, unless `force`: by `jobs` processes, or by the workers
    of the Dask scheduler at the address `dask`. What a run has done that was stopped, the next one does not repeat.
    Without `people`, no table names them."""
    order = Order(extracted.absolute() if dask else extracted, digest_rules(), people)
    sources, problems = find_sources(raw.absolute() if dask else raw)
    bodies = find_bodies(sources, order, is_local(raw))
    if force:
        remove_folder(order.staging)
    state = {} if force else load_state(extracted)
    begun = find_begun(order)
    stale = find_stale(bodies, state, begun, extracted)
    if stale or begun | state.keys() != {body.name for body in bodies} or not is_combined(extracted):
        with writable(order.staging), workers(count_jobs(jobs, dask, raw, extracted), dask) as each:
            done = read_bodies(stale, order, each, quiet)
            state = {body.name: done.get(body.name) or state[body.name] for body in bodies}
            combine_tables([report_id for outcome in state.values() for report_id in outcome.rows], order, each)
            save_state(order, state)
    remove_folder(order.staging)
    return sum_up(extracted, state, problems, len(stale))


def count_jobs(jobs: int, dask: str, *folders: Path) -> int:
    """How many processes can work on these folders; UsageError for a cluster that cannot see them."""
    if all(map(is_shared, folders)):
        return jobs
    if dask:
        raise UsageError(
            "A folder in memory:// is seen by one process alone: give --dask folders that its workers see."
        )
    return 1


def find_bodies(sources: Iterable[Source], order: Order, local: bool) -> list[BodyFiles]:
    """The bodies whose reports these are, with their digests."""

    def look(reports: tuple[Source, ...]) -> BodyFiles:
        digest = digest_body(reports[0].path.parent, order.rules)
        return BodyFiles(
            reports[0].organisation, reports, digest, sum(source.path.stat().st_size for source in reports)
        )

    by_body = (tuple(reports) for _, reports in groupby(sources, key=lambda source: source.organisation))
    return list(at_once(look, by_body, local))


def find_stale(
    bodies: Iterable[BodyFiles], state: dict[str, Outcome], begun: set[str], extracted: Path
) -> list[BodyFiles]:
    """The bodies to read, largest first: they changed, their tables are not all there, or a run was stopped at them."""
    written = find_written(extracted)

    def is_current(body: BodyFiles) -> bool:
        known = state.get(body.name)
        return known is not None and known.digest == body.digest and known.rows.keys() <= written

    stale = [body for body in bodies if body.name in begun or not is_current(body)]
    return sorted(stale, key=lambda body: (-body.size, body.name))


def read_bodies(bodies: Sequence[BodyFiles], order: Order, each: Each, quiet: bool) -> dict[str, Outcome]:
    """What became of each body, by its name. One that no process survives is a Problem, and tried again next time."""
    lost = "The process that read these reports died, twice: is there too little memory, or a report that breaks it?"
    return {
        body.name: outcome or Outcome("", {}, (Problem(body.name, lost),))
        for body, outcome in watch(each(partial(read_body, order), bodies), bodies, quiet)
    }


def read_body(order: Order, body: BodyFiles) -> Outcome:
    """One body, in whichever process."""
    from pipeline.bodies import extract_to  # brings spaCy and all the rules: only to where a body is read

    return extract_to(order, body)


def combine_tables(report_ids: Sequence[str], order: Order, each: Each) -> None:
    """The combined tables of all reports, and all new files at their place."""
    for table, done in each(partial(combine, order.extracted, order.staging, report_ids), TABLES):
        if done is None:
            raise PipelineError(f"The process that wrote {table}.csv died, twice: run the same command again.")
    publish(order.extracted, order.staging, report_ids)


def sum_up(extracted: Path, state: dict[str, Outcome], problems: list[Problem], done: int) -> Summary:
    """What the run says of all bodies, those done now and those done before."""
    problems = problems + [problem for name in sorted(state) for problem in state[name].problems]
    notes = [note for name in sorted(state) for note in state[name].notes]
    counts = [rows for outcome in state.values() for rows in outcome.rows.values()]
    kept = "" if done else ", nothing to do: no report has changed"
    failed = f", {len(problems)} problem(s) named above" if problems else ""
    line = f"{len(counts)} report(s), {sum(counts)} rows in {extracted}{kept}{failed}"
    return Summary(line, tuple(problems), tuple(notes))
