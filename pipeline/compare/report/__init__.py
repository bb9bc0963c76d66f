"""The page that shows one comparison: one file, French, that works from the disk and on paper.

In: a View. Out: HTML that needs nothing else. It refuses to compute what it shows: that is view.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from pipeline.compare.changes import Comparison
from pipeline.compare.importance import STOP
from pipeline.compare.report import french
from pipeline.compare.report.labels import CHANGES, ROLES
from pipeline.compare.report.plots import LETTERS, NAMES, draw_fields, draw_money, draw_sections
from pipeline.compare.report.spaces import space_page
from pipeline.compare.report.summary import write_summary
from pipeline.compare.report.terms import list_terms
from pipeline.compare.report.view import View
from pipeline.compare.series import Point, Series
from pipeline.compare.titles import read_title
from pipeline.compare.totals import by_field, by_partner, by_role
from pipeline.compare.words import fold
from pipeline.decision_file import COLUMNS
from pipeline.templates import load_template, read_part

PARTS = "pipeline.compare.report"  # where the templates lie

MOST = 8  # paying partners shown
TOLD = "●"  # an action that a report tells, where there is no figure to give


def render_report(view: View) -> str:
    """The page of one pair of years."""
    comparison = view.comparison
    before, after = comparison.before, comparison.after
    lines = [*view.lines, *view.doubtful]
    badges = {line.change for line in lines} | {"near" for line in view.doubtful}
    pairs = [(c.before, c.after) for c in comparison.actions if c.before and c.after]
    fields = by_field(before, after, pairs)
    page = load_template(PARTS, "page.html").render(
        c=comparison,
        view=view,
        summary=write_summary(view),
        sections_plot=draw_sections(view),
        money_plot=draw_money(view),
        fields_plot=draw_fields(fields),
        plot_keys=[(kind, f"{LETTERS[kind]} : {name}") for kind, name in NAMES.items()],
        fields=fields,
        tables={"Partenaires": comparison.partners, "Lieux": comparison.places},
        money_tables={"Rôle": by_role(before, after), "Financeur": by_partner(before, after)[:MOST]},
        terms=list_terms(view),
        roles=ROLES,
        columns=",".join(COLUMNS),
        foot=_foot(before.name, (before.year, after.year)),
        money=french.money,
        changes={k: name for k, name in CHANGES.items() if k in badges},
        sections=sorted({line.section for line in lines if line.section}, key=by_letters),
        partners=sorted({name for line in lines for name in line.partners}, key=by_letters),
        places=sorted({name for line in lines for name in line.places}, key=by_letters),
        css=Markup(read_part(PARTS, "page.css")),
        js=Markup("".join(read_part(PARTS, f"{name}.js") for name in ("fold", "page", "panel", "verdicts"))),
        count=french.count,
        title=read_title,
        stop=STOP,
    )
    return space_page(page)


def by_letters(name: str) -> tuple[str, str]:
    """The order of names: accents and capitals aside, and the same each time."""
    return fold(name), name


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
    page = load_template(PARTS, "series.html").render(
        name=name,
        years=years,
        tables=tables,
        told=TOLD,
        css=Markup(read_part(PARTS, "page.css")),
        foot=_foot(name, (years[0], years[-1])),
    )
    return space_page(page)


def _foot(name: str, years: tuple[int, int]) -> str:
    """What stands at the foot of each sheet, as the content of a CSS string: letters, digits, and all else by number.

    >>> print(_foot('O"', (2020, 2021)))
    O\\22 \\20 2020\\20 \\2192 \\20 2021
    """
    return "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in f"{name} {years[0]} → {years[1]}")


def _cell(point: Point | None) -> str:
    if point is None:
        return ""
    if point.amount:
        return french.amount(point.amount)
    return french.number(point.mentions) if point.mentions else TOLD
