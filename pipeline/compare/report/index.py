"""The page that leads to all comparisons, body by body.

In: comparisons, and the reports that there are. Out: HTML. It refuses to hide a body that has one report only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.compare.changes import Comparison
from pipeline.compare.report import french
from pipeline.compare.report.lines import Lines
from pipeline.compare.report.spaces import space_page
from pipeline.compare.words import fold
from pipeline.compare.year import Year, list_actions
from pipeline.templates import load_template, read_part

PARTS = "pipeline.compare.report"  # where the templates lie

KINDS = {  # what actions became, and the head of its column
    "kept": "Poursuivies",
    "added": "Nouvelles",
    "split": "Scindées",
    "merged": "Regroupées",
    "ended": "Non retrouvées",
    "doubtful": "À vérifier",
}
RARE = ("split", "merged")  # no column where there are none


@dataclass(frozen=True, slots=True)
class Entry:
    """One comparison, as the index tells it."""

    folder: str
    years: str
    actions: str
    counts: Counter[str]  # by the kinds of KINDS


@dataclass(frozen=True, slots=True)
class Body:
    name: str
    years: tuple[int, ...]
    entries: tuple[Entry, ...]
    series: str  # address of its page of series, empty where there is none


def render_index(comparisons: Sequence[Comparison], with_series: Collection[str], years: Sequence[Year] = ()) -> str:
    """The page; `with_series` names the bodies that have a page of series, `years` are all reports."""
    reports = {(y.organisation, y.year): y for c in comparisons for y in (c.before, c.after)}
    reports |= {(year.organisation, year.year): year for year in years}
    bodies = []
    for organisation in sorted({name for name, _ in reports}):
        own = {year: reports[name, year] for name, year in sorted(reports) if name == organisation}
        entries = tuple(_entry(c) for c in comparisons if c.before.organisation == organisation)
        series = f"{organisation}/series.html" if organisation in with_series else ""
        bodies.append(Body(own[max(own)].name, tuple(own), entries, series))
    told = Counter(kind for body in bodies for entry in body.entries for kind in entry.counts)
    page = load_template(PARTS, "index.html").render(
        bodies=sorted(bodies, key=lambda body: fold(body.name)),
        kinds=[(kind, head) for kind, head in KINDS.items() if kind not in RARE or told[kind]],
        total=len(comparisons),
        css=Markup(read_part(PARTS, "page.css")),
        js=Markup(read_part(PARTS, "fold.js") + read_part(PARTS, "index.js")),
        count=french.count,
    )
    return space_page(page)


def _entry(comparison: Comparison) -> Entry:
    """What the pair's own page tells too."""
    changes = Lines(comparison).told
    kept = ("unchanged", "reworded", "moved")
    counts = Counter("kept" if change.change in kept else change.change for change in changes)
    counts["doubtful"] = sum(bool(change.doubt) for change in changes)
    before, after = comparison.before, comparison.after
    return Entry(
        folder=f"{before.organisation}/{before.year}-{after.year}",
        years=f"{before.year} → {after.year}",
        actions=f"{len(list_actions(before))} → {len(list_actions(after))}",
        counts=counts,
    )
