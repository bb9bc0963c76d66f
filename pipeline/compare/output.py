"""Comparisons as files: five CSV, a workbook and a page for each pair, series for each body, an index over all.

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
from pipeline.compare.year import Action, Year
from pipeline.store import write_csv

_ACTIONS = (
    "change similarity action_id_before action_id_after section_before section_after text_before text_after doubt"
)
_AMOUNTS = (
    "change action_id_before action_id_after unit kind value_before value_after delta ratio role restated "
    "text_before text_after"
)
COLUMNS = {
    "actions": _ACTIONS.split(),
    "amounts": _AMOUNTS.split(),
    "dates": [
        "change",
        "action_id_before",
        "action_id_after",
        "value_before",
        "value_after",
        "text_before",
        "text_after",
    ],
    "partners": ["change", "partner_id", "name", "mentions_before", "mentions_after"],
    "places": ["change", "code", "name", "mentions_before", "mentions_after", "kind"],
}
SERIES = ["kind", "series_id", "name", "year", "action_id", "value", "unit", "mentions"]
SHEETS = {
    "actions": "ce qui a changé",
    "amounts": "montants",
    "dates": "dates",
    "partners": "partenaires",
    "places": "lieux",
}
# The workbook is for people: its heads and words are French.
HEADS = {
    "change": "changement", "similarity": "ressemblance", "action_id_before": "action avant",
    "action_id_after": "action après", "section_before": "rubrique avant", "section_after": "rubrique après",
    "text_before": "texte avant", "text_after": "texte après", "doubt": "doute", "unit": "unité", "kind": "nature",
    "value_before": "valeur avant", "value_after": "valeur après", "delta": "écart", "ratio": "rapport",
    "role": "rôle", "restated": "redit autrement", "partner_id": "partenaire", "name": "nom", "code": "code",
    "mentions_before": "mentions avant", "mentions_after": "mentions après",
}  # fmt: skip
WORDS = {
    "unchanged": "inchangée", "reworded": "poursuivie", "moved": "déplacée", "added": "nouvelle",
    "ended": "non retrouvée", "split": "scindée", "merged": "regroupée", "equal": "égal", "up": "hausse",
    "down": "baisse", "removed": "plus cité", "kept": "dans les deux", "new": "nouveau", "gone": "plus cité",
    "slipped": "reportée", "advanced": "avancée", "met": "suite donnée", "same": "inchangée",
    "silent": "non rappelée", "unknown": "sans suite retrouvée", "again": "tenue de nouveau",
    "money": "argent", "share": "part", "quantity": "quantité", "funding": "financement", "cost": "coût",
    "budget": "budget", "weak": "textes peu semblables", "departement": "département", "region": "région",
}  # fmt: skip
TOLD = ("change", "kind", "role", "doubt")  # columns whose words are translated
MANY_YEARS = 3  # from so many years on, a body has a page of series


def write_comparisons(folder: Path, comparisons: Sequence[Comparison], years: Sequence[Year] = ()) -> None:
    """Write each pair's folder, each body's series and the index over all; `years` are all reports, compared or not."""
    from pipeline.compare.report import render_report, render_series
    from pipeline.compare.report.index import render_index

    for comparison in comparisons:
        write_comparison(folder, comparison, render_report(comparison))
    with_series = []
    for organisation, group in groupby(comparisons, key=lambda c: c.before.organisation):
        if run := find_run(list(group)):
            series = find_series(run)
            write_csv(folder / organisation / "series.csv", SERIES, [row for s in series for row in _points(s)])
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


def write_comparison(folder: Path, comparison: Comparison, page: str) -> None:
    """Write one pair's folder; `page` is its report.html."""
    from pipeline.compare.workbook import write_workbook

    here = folder / comparison.before.organisation / f"{comparison.before.year}-{comparison.after.year}"
    tables = make_tables(comparison)
    for table, rows in tables.items():
        write_csv(here / f"{table}.csv", COLUMNS[table], rows)
    write_csv(here / "doubts.csv", COLUMNS["actions"], make_doubts(comparison))
    sheets = {
        name: [{HEADS[k]: WORDS.get(v, v) if k in TOLD else v for k, v in row.items()} for row in tables[table]]
        for table, name in SHEETS.items()
    }
    heads = {name: [HEADS[column] for column in COLUMNS[table]] for table, name in SHEETS.items()}
    (here / "changes.xlsx").write_bytes(write_workbook(sheets, heads))
    _write(here / "report.html", page)


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
    """The rows of the five tables (record-model: compare)."""
    return {
        "actions": [_action(c) for c in comparison.actions],
        "amounts": [_amount(c) for c in comparison.amounts],
        "dates": [_date(change, date) for change, date in comparison.dates if change.change != "near"],
        "partners": [_name(c, "partner_id", c.key) for c in comparison.partners],
        "places": [_name(c, "code", _code(c.key)) | {"kind": c.kind} for c in comparison.places],
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
        "restated": change.restated,
        "text_before": change.before.text if change.before else None,
        "text_after": change.after.text if change.after else None,
    }


def _date(change: ActionChange, date: DateChange) -> dict[str, Any]:
    later = change.after or change.whole
    return {
        "change": date.change,
        "action_id_before": _id(change.before),
        "action_id_after": _id(later),
        "value_before": date.before.value,
        "value_after": date.after.value if date.after else None,
        "text_before": date.before.text,
        "text_after": date.after.text if date.after else None,
    }


def _id(action: Action | None) -> str | None:
    return action.action_id if action else None


def _code(key: str) -> str:
    kind, _, code = key.partition(":")
    return code if kind in ("commune", "departement", "region", "pays") else ""


def _name(change: NameChange, key: str, value: str) -> dict[str, Any]:
    return {
        "change": change.change,
        key: value,
        "name": change.name,
        "mentions_before": change.before,
        "mentions_after": change.after,
    }
