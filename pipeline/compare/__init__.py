"""Two years of a body side by side: which action is which, what changed, and a page that shows it.

In: the tables of an extracted folder. Out: extracted/compare/. It refuses to read a report: what the extraction has not
found, the comparison calls « non retrouvé ».
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from pipeline.compare.changes import Comparison
from pipeline.compare.year import Year
from pipeline.errors import UsageError

Decided = dict[tuple[int, int], bool]  # (before, after), as positions in the two reports -> the same action?

CHANGES = ("unchanged", "reworded", "moved", "split", "merged", "added", "ended")


@dataclass(frozen=True, slots=True)
class Summary:
    line: str
    pairs: int
    problems: tuple[str, ...] = ()  # decisions that meet nothing any more


def compare_reports(before: Year, after: Year, decided: Decided | None = None) -> Comparison:
    """What changed from one year to the other, as plain data; `decided` is what people said of some pairs."""
    from pipeline.compare.align import align
    from pipeline.compare.amounts import compare_amounts
    from pipeline.compare.changes import compare_actions, compare_names, show_near

    alignment = align(before.actions, after.actions, decided)
    actions = compare_actions(before, after, alignment)
    return Comparison(
        before,
        after,
        actions,
        tuple(a for c in actions for a in compare_amounts(c.before, c.after, before.year)),
        compare_names(before, after, lambda action: action.partners),
        compare_names(before, after, lambda action: action.places),
        show_near(before, after, alignment),
    )


def find_pairs(years: list[Year], wanted: tuple[int, int] | None = None) -> list[tuple[Year, Year]]:
    """Consecutive years of each body, or the two years wanted, where the body has both."""
    pairs: list[tuple[Year, Year]] = []
    for _, body in groupby(years, key=lambda year: year.organisation):
        by_year = {year.year: year for year in body}
        asked = [wanted] if wanted else [(a, b) for a, b in pairwise(sorted(by_year)) if b == a + 1]
        pairs += [(by_year[a], by_year[b]) for a, b in asked if a in by_year and b in by_year]
    return pairs


def compare_extracted(extracted: Path, years: tuple[int, int] | None = None, raw: Path | None = None) -> Summary:
    """Compare each body's years and write extracted/compare; the line says what was compared.

    Without `years`, all pairs of consecutive years. `raw` is where people's decisions lie. Raises UsageError when
    `years` were asked for and no body has both.
    """
    from pipeline.compare.decisions import apply_decisions, find_stale, load_decisions
    from pipeline.compare.output import write_comparisons
    from pipeline.compare.year import read_years
    from pipeline.store import read_rows, writing

    reports = read_years(lambda table: read_rows(extracted, table))
    pairs = find_pairs(reports, years)
    if years and not pairs:
        raise UsageError(f"No body has a report of {years[0]} and one of {years[1]} in {extracted}.")
    decisions = {year.organisation: load_decisions(raw, year.organisation) for year in reports}
    comparisons = [
        compare_reports(before, after, apply_decisions(decisions[before.organisation], before, after))
        for before, after in pairs
    ]
    with writing(extracted) as staging:
        write_comparisons(staging / "compare", comparisons)
    stale = [
        f"{name}/{sentence}"
        for name in sorted(decisions)
        for sentence in find_stale(decisions[name], [year for year in reports if year.organisation == name])
    ]
    counts = Counter(change.change for comparison in comparisons for change in comparison.actions)
    told = ", ".join(f"{counts[change]} {change}" for change in CHANGES if counts[change])
    line = f"{len(pairs)} pair(s) of years compared in {extracted / 'compare'}" + (f": {told}" if told else "")
    return Summary(line, len(pairs), tuple(stale))
