"""Two years of a body side by side: which action is which, what changed, and a page that shows it.

In: the tables of an extracted folder. Out: extracted/compare/. It refuses to read a report: what the extraction has not
found, the comparison calls « non retrouvé ».
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.compare.changes import Comparison
from pipeline.compare.year import Year
from pipeline.errors import UsageError
from pipeline.schemas import COMPARED
from pipeline.state import STATE

if TYPE_CHECKING:
    from pipeline.compare.align import Decided
    from pipeline.decision_file import Decision


PAIR = re.compile(r"(\d{4})-(\d{4})")  # the folder of a pair of years
OF_ALL = ("index.html", STATE)  # the files that a comparison writes: over all bodies, of a body, of a pair of years
OF_BODY = ("datapackage.json", "series.csv", "series.html")
OF_PAIR = ("report.html", "changes.xlsx", *(f"{table}.csv" for table in COMPARED))
CHANGES = ("unchanged", "reworded", "moved", "split", "merged", "added", "ended")


@dataclass(frozen=True, slots=True)
class Summary:
    line: str
    pairs: int
    problems: tuple[str, ...] = ()  # decisions that cannot be used, or meet nothing any more


def compare_reports(before: Year, after: Year, decided: Decided | None = None) -> Comparison:
    """What changed from one year to the other, as plain data; `decided` is what people said of some pairs."""
    from pipeline.compare.align import align
    from pipeline.compare.amounts import compare_amounts
    from pipeline.compare.changes import compare_actions, compare_names, follow_dates, show_near

    alignment = align(before.actions, after.actions, decided, f"{before.name} {after.name}")
    actions = compare_actions(before, after, alignment)
    near = show_near(before, after, alignment)
    return Comparison(
        before,
        after,
        actions,
        tuple(a for c in actions for a in compare_amounts(c.before, c.after, before.year)),
        compare_names(before, after, lambda action: action.partners),
        compare_names(before, after, lambda action: action.places),
        near,
        follow_dates(before, after, actions),
    )


def find_pairs(
    years: list[Year], wanted: tuple[int, int] | None = None, kept: Collection[tuple[str, int, int]] = ()
) -> list[tuple[Year, Year]]:
    """Neighbouring years of each body (2021 and 2023 where there is no report of 2022); the two years wanted, where the
    body has both; and those `kept` of earlier runs, by body."""
    pairs: list[tuple[Year, Year]] = []
    for organisation, body in groupby(years, key=lambda year: year.organisation):
        by_year = {year.year: year for year in body}
        asked = {*pairwise(sorted(by_year)), *((a, b) for name, a, b in kept if name == organisation)}
        asked |= {wanted} if wanted else set()
        pairs += [(by_year[a], by_year[b]) for a, b in sorted(asked) if a in by_year and b in by_year]
    return pairs


def find_kept(extracted: Path) -> set[tuple[str, int, int]]:
    """The pairs of years that an earlier run has compared, by the names of their folders: what was once asked for is
    compared as long as there are both reports. Who wants it no longer removes the folder."""
    folders = ((path, PAIR.fullmatch(path.name)) for path in (extracted / "compare").glob("*/*") if path.is_dir())
    return {(path.parent.name, int(found[1]), int(found[2])) for path, found in folders if found}


def compare_extracted(extracted: Path, years: tuple[int, int] | None = None, raw: Path | None = None) -> Summary:
    """Compare each body's years and write extracted/compare; the line says what was compared.

    All pairs of neighbouring years, those compared before, and `years` where a body has both. `raw` is where people's
    decisions lie; None: none are read. Raises UsageError when there is nothing to compare: no tables, no such folder,
    no body with both `years`.
    """
    from pipeline.compare.decisions import find_stale, load_verdicts
    from pipeline.compare.output import write_comparisons
    from pipeline.compare.year import read_years
    from pipeline.store import is_combined, read_rows, writing

    if raw and not raw.is_dir():
        raise UsageError(f"There is no folder {raw}.")
    reports = read_years(lambda table: read_rows(extracted, table))
    if not reports:
        if is_combined(extracted):  # the last report is gone, and not the tables
            prune(extracted)
        raise UsageError(f"No report in {extracted}: run `millesime extract` first.")
    pairs = find_pairs(reports, check_years(reports, years), find_kept(extracted))
    loaded = {year.organisation: load_verdicts(raw, year.organisation) for year in reports}
    problems = [problem for _, wrong in loaded.values() for problem in wrong]
    comparisons, followed = [], 0
    for before, after in pairs:
        verdicts, _ = loaded[before.organisation]
        comparison, wrong, count = compare_decided(before, after, verdicts)
        comparisons.append(comparison)
        problems += wrong
        followed += count
    for organisation, (verdicts, _) in loaded.items():
        problems += find_stale(verdicts, organisation, reports)
    with writing(extracted) as staging:
        write_comparisons(staging / "compare", comparisons, reports)
        written = {path.relative_to(staging) for path in staging.rglob("*") if path.is_file()}
    prune(extracted, written)
    told = sum(len(verdicts) for verdicts, _ in loaded.values())
    line = summarize(extracted, comparisons) + (f"; {followed} of {told} verdict(s) followed" if told else "")
    return Summary(line, len(pairs), tuple(sorted(set(problems))))


def check_years(reports: list[Year], years: tuple[int, int] | None) -> tuple[int, int] | None:
    """The years asked for; UsageError when they stand the wrong way round, or no body has both."""
    if not years:
        return None
    if years[0] > years[1]:
        raise UsageError(f"Name the earlier year first: --years {years[1]} {years[0]}.")
    by_body = groupby(reports, key=lambda report: report.organisation)
    if not any(set(years) <= {report.year for report in body} for _, body in by_body):
        told = ", ".join(f"{report.organisation} {report.year}" for report in reports)
        raise UsageError(f"No body has a report of {years[0]} and one of {years[1]}. There are: {told}.")
    return years


def compare_decided(before: Year, after: Year, verdicts: list[Decision]) -> tuple[Comparison, list[str], int]:
    """`compare_reports` with people's verdicts; those that contradict each other, or that the run comes to by itself;
    how many were followed."""
    from pipeline.compare.decisions import apply_decisions, find_needless

    decided, problems = apply_decisions(verdicts, before, after)
    comparison = compare_reports(before, after, decided)
    if decided and any(verdict.expects for verdict in verdicts):
        problems += find_needless(verdicts, before, after, compare_reports(before, after))
    return comparison, problems, len(decided)


def prune(extracted: Path, written: Collection[Path] = ()) -> None:
    """Remove what an earlier run left in compare/ and this one has not written, and folders left empty. What people
    put there, a note or a copy with another name, stays."""
    folder = extracted / "compare"
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif is_ours(path.relative_to(folder)) and path.relative_to(extracted) not in written:
            path.unlink()


def is_ours(path: Path) -> bool:
    """Is it a file that this tool writes, by its name and its place in compare/?

    >>> [is_ours(Path(p)) for p in ("index.html", "agglo/2020-2021/report.html", "agglo/2020-2021/notes.txt")]
    [True, True, False]
    """
    *folders, name = path.parts
    if len(folders) == 2:
        return bool(PAIR.fullmatch(folders[1])) and name in OF_PAIR
    return name in (OF_BODY if folders else OF_ALL) and len(folders) < 2


def summarize(extracted: Path, comparisons: Collection[Comparison]) -> str:
    """One line that a person and a script can read: « 2 pair(s) of years compared in …: 12 reworded, 3 added »."""
    from pipeline.compare.year import counts

    every = (change for one in comparisons for change in (*one.actions, *one.near))
    changes = [change for change in every if counts(change.known)]
    many = Counter(change.change for change in changes)
    told = [f"{many[change]} {change}" for change in CHANGES if many[change]]
    doubtful = sum(bool(change.doubt) for change in changes)
    told += [f"{doubtful} to check"] if doubtful else []
    found = f": {', '.join(told)}" if told else ""
    return f"{len(comparisons)} pair(s) of years compared in {extracted / 'compare'}{found}"
