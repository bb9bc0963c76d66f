"""Comparisons as files: CSV, a workbook and a page for each pair, series and a description for each body, an index.

In: Comparisons. Out: the folder compare/, the same bytes each time. It refuses to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.compare.amounts import AmountChange
from pipeline.compare.changes import ActionChange, Comparison, NameChange
from pipeline.compare.dates import DateChange
from pipeline.compare.series import Series, find_series
from pipeline.compare.year import CODED, Action, Year
from pipeline.datapackage import describe_comparisons
from pipeline.schemas import columns
from pipeline.store import write_csv

MANY_YEARS = 3  # from so many years on, a body has a page of series


def write_comparisons(folder: Path, comparisons: Sequence[Comparison], years: Sequence[Year] = ()) -> None:
    """Write each pair's folder, each body's series and the index over all; `years` are all reports, compared or not."""
    from pipeline.compare.report import render_series
    from pipeline.compare.report.index import render_index

    for comparison in comparisons:
        write_comparison(folder, comparison)
    with_series = []
    for organisation, group in groupby(comparisons, key=lambda c: c.before.organisation):
        own = list(group)
        run = find_run(own)
        _write(folder / organisation / "datapackage.json", describe_comparisons(own, series=bool(run)))
        if run:
            series = find_series(run)
            rows = [row for s in series for row in _points(s)]
            write_csv(folder / organisation / "series.csv", columns("compare/series"), rows)
            if len(run) >= MANY_YEARS - 1:
                with_series.append(organisation)
                _write(folder / organisation / "series.html", render_series(run, series))
    _write(folder / "index.html", render_index(comparisons, with_series, years))


def find_run(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """The longest run of comparisons of which each begins with the year that the last one ended with; of two as long,
    the later one."""
    longest: dict[int, list[Comparison]] = {}  # by the year that it ends with
    for comparison in sorted(comparisons, key=lambda c: (c.after.year, c.before.year)):
        before, after = comparison.before.year, comparison.after.year
        run = [*longest.get(before, []), comparison]
        if before < after and len(run) >= len(longest.get(after, [])):
            longest[after] = run
    return max(longest.values(), key=lambda run: (len(run), run[-1].after.year), default=[])


def write_comparison(folder: Path, comparison: Comparison) -> None:
    """Write one pair's folder: tables, page and workbook."""
    from pipeline.compare.report import render_report
    from pipeline.compare.report.sheets import make_sheets
    from pipeline.compare.report.view import make_view
    from pipeline.compare.workbook import write_workbook

    here = folder / comparison.before.organisation / f"{comparison.before.year}-{comparison.after.year}"
    tables = make_tables(comparison)
    for table, rows in tables.items():
        write_csv(here / f"{table}.csv", columns(f"compare/{table}"), rows)
    view = make_view(comparison)
    (here / "changes.xlsx").write_bytes(write_workbook(make_sheets(view, tables)))
    _write(here / "report.html", render_report(view))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _points(series: Series) -> list[dict[str, Any]]:
    return [
        {
            "kind": series.kind,
            "series_id": series.key,
            "name": series.name,
            "year": point.year,
            "action_id": point.action.action_id if point.action else None,
            "value": point.amount.value if point.amount else None,
            "unit": point.amount.unit if point.amount else None,
            "mentions": point.mentions or None,
        }
        for point in series.points
    ]


def make_tables(comparison: Comparison) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables of a pair, by name (schemas/compare/)."""
    return {
        "actions": [_action(c) for c in comparison.actions],
        "amounts": [_amount(c) for c in comparison.amounts],
        "dates": [_date(change, told) for change, told in comparison.dates],
        "partners": [_name(c, "partner_id", c.key) for c in comparison.partners],
        "places": [_name(c, "code", c.code if c.kind in CODED else "") | {"kind": c.kind} for c in comparison.places],
        "doubts": make_doubts(comparison),
    }


def make_doubts(comparison: Comparison) -> list[dict[str, Any]]:
    """The pairs that a person should look at: taken for one action (`change` as in actions) or for two (`near`)."""
    return [_action(change) for change in (*comparison.actions, *comparison.near) if change.doubt]


def _action(change: ActionChange) -> dict[str, Any]:
    row: dict[str, Any] = {"change": change.change}
    row["similarity"] = round(Decimal(change.likeness.score), 3) if change.before and change.after else None
    row["doubt"] = change.doubt
    for side, action in (("before", change.before), ("after", change.after)):
        row[f"action_id_{side}"] = action.action_id if action else None
        row[f"section_{side}"] = " > ".join(action.section) if action else None
        row[f"text_{side}"] = action.text if action else None
    if change.whole:  # its text stands in the row of its own pair
        side = "before" if change.after else "after"
        row[f"action_id_{side}"] = change.whole.action_id
        row[f"section_{side}"] = " > ".join(change.whole.section)
        row["similarity"] = round(Decimal(change.likeness.score), 3)
    return row


def _amount(change: AmountChange) -> dict[str, Any]:
    known = change.known
    return {
        "change": change.change,
        "action_id_before": _id(change.action_before),
        "action_id_after": _id(change.action_after),
        "unit": known.unit,
        "kind": known.kind,
        "value_before": change.before.value if change.before else None,
        "value_after": change.after.value if change.after else None,
        "delta": change.delta,
        "ratio": change.ratio,
        "role": known.role,
        "per": known.per,
        "tax": known.tax,
        "restated": change.restated,
        "text_before": change.before.text if change.before else None,
        "text_after": change.after.text if change.after else None,
    }


def _date(change: ActionChange, told: DateChange) -> dict[str, Any]:
    later = change.after or change.whole
    return {
        "change": told.change,
        "action_id_before": _id(change.before),
        "action_id_after": _id(later),
        "value_before": told.before.value,
        "value_after": told.after.value if told.after else None,
        "text_before": told.before.text,
        "text_after": told.after.text if told.after else None,
    }


def _id(action: Action | None) -> str | None:
    return action.action_id if action else None


def _name(change: NameChange, key: str, value: str) -> dict[str, Any]:
    return {
        "change": change.change,
        key: value,
        "name": change.name,
        "mentions_before": change.before,
        "mentions_after": change.after,
    }
