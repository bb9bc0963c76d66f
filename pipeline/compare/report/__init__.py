"""The page that shows one comparison: one file, French, that works from the disk and on paper.

In: a Comparison. Out: HTML that needs nothing else. It refuses to compute what it shows: that is view.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pipeline.compare.changes import Comparison
from pipeline.compare.report import french
from pipeline.compare.report.plots import draw_money, draw_sections
from pipeline.compare.report.summary import write_summary
from pipeline.compare.report.view import CHANGES, make_view
from pipeline.compare.series import Point, Series
from pipeline.compare.totals import by_partner, by_role
from pipeline.compare.words import fold

ROLES = {"funding": "financements reçus", "cost": "coûts", "budget": "budgets", "other": "sans rôle précisé"}
TERMS = ("slipped", "advanced", "met", "same", "silent", "unknown")  # what became of announced terms
MOST = 8  # paying partners shown


def render_report(comparison: Comparison) -> str:
    """The page of one pair of years."""
    view = make_view(comparison)
    lines = [*view.lines, *view.doubtful]
    return _template("page.html").render(
        c=comparison,
        view=view,
        summary=write_summary(view),
        sections_plot=Markup(draw_sections(view)),
        money_plot=Markup(draw_money(view)),
        tables={"Partenaires": comparison.partners, "Lieux": comparison.places},
        totals=[*by_role(comparison.before, comparison.after), *by_partner(comparison.before, comparison.after)[:MOST]],
        terms=[(line, text) for line in lines for change, text in line.dates if change in TERMS],
        roles=ROLES,
        money=french.money,
        changes={k: name for k, name in CHANGES.items() if any(line.change == k for line in lines)},
        sections=sorted({line.section for line in lines if line.section}),
        partners=sorted({name for line in lines for name in line.partners}, key=fold),
        places=sorted({name for line in lines for name in line.places}, key=fold),
        css=Markup(_read("page.css")),
        js=Markup(_read("page.js")),
        count=french.count,
    )


def render_index(comparisons: Sequence[Comparison], with_series: Collection[str]) -> str:
    """The page that leads to all others; `with_series` names the bodies that have a page of series."""
    bodies = []
    for organisation, group in groupby(comparisons, key=lambda c: c.before.organisation):
        found = list(group)
        series = f"{organisation}/series.html" if organisation in with_series else ""
        bodies.append((found[-1].after.name, [_entry(c) for c in found], series))
    return _template("index.html").render(
        bodies=bodies, total=len(comparisons), css=Markup(_read("page.css")), count=french.count
    )


def _entry(comparison: Comparison) -> dict[str, object]:
    counts = Counter(change.change for change in comparison.actions)
    before, after = comparison.before, comparison.after
    return {
        "folder": f"{before.organisation}/{before.year}-{after.year}",
        "years": f"{before.year} → {after.year}",
        "actions": f"{len(before.actions)} → {len(after.actions)}",
        "kept": counts["unchanged"] + counts["reworded"] + counts["moved"],
        "added": counts["added"] + counts["split"],
        "ended": counts["ended"] + counts["merged"],
        "doubtful": sum(bool(c.doubt) for c in (*comparison.actions, *comparison.near)),
    }


def render_series(comparisons: Sequence[Comparison], series: Sequence[Series]) -> str:
    """One body's actions, amounts and partners through all its years; those told once are left to the CSV."""
    years = [c.before.year for c in comparisons] + [comparisons[-1].after.year]
    heads = {"action": "Actions", "amount": "Montants", "partner": "Partenaires"}
    tables = {
        title: [
            (s.name, [_cell(next((p for p in s.points if p.year == year), None)) for year in years])
            for s in series
            if s.kind == kind and len(s.points) > 1
        ]
        for kind, title in heads.items()
    }
    name = comparisons[-1].after.name
    return _template("series.html").render(name=name, years=years, tables=tables, css=Markup(_read("page.css")))


def _cell(point: Point | None) -> str:
    if point is None:
        return ""
    if point.amount:
        return french.amount(point.amount)
    return french.number(point.mentions) if point.mentions else "●"


def _template(name: str):  # type: ignore[no-untyped-def]  # jinja2.Template
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(_read(name))


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
