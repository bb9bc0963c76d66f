"""Two years of a body side by side: which action is which, what changed, and a page that shows it.

In: the tables of an extracted folder. Out: extracted/compare/. It refuses to read a report: what the extraction has not
found, the comparison calls « non retrouvé ».
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from pipeline.compare.changes import Comparison
from pipeline.compare.year import Year

Decided = dict[tuple[int, int], bool]  # (before, after), as positions in the two reports -> the same action?


@dataclass(frozen=True, slots=True)
class Summary:
    line: str
    pairs: int


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
    """Compare each body's years and write extracted/compare; the line says what was compared."""
    from pipeline.compare.output import write_comparison
    from pipeline.compare.year import read_years
    from pipeline.store import read_rows, writing

    pairs = find_pairs(read_years(lambda table: read_rows(extracted, table)), years)
    with writing(extracted) as staging:
        comparisons = [compare_reports(before, after) for before, after in pairs]
        for comparison in comparisons:
            write_comparison(staging / "compare", comparison)
    counts = [change.change for comparison in comparisons for change in comparison.actions]
    told = ", ".join(f"{counts.count(c)} {c}" for c in ("unchanged", "reworded", "moved", "added", "ended"))
    return Summary(f"{len(pairs)} pair(s) of years compared in {extracted / 'compare'}: {told}", len(pairs))
