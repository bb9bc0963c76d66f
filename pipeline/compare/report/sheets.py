"""The workbook of a pair, for those who check in a spreadsheet: the lines of the page in their order, its figures, its
terms and its names.

In: a View, and the rows of its tables. Out: Sheets in French, what they are about first, ids last. It refuses to hold a
line that the page has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.compare.report.lines import Line, number_line
from pipeline.compare.report.view import View
from pipeline.schemas import Row
from pipeline.sheets import Sheet, in_french

DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d\d")
LAST = ("Action avant", "Action après")  # heads of ids
EDTF = ("Valeur avant", "Valeur après")  # of the sheet of dates, which has them as written too


def make_sheets(view: View, tables: Mapping[str, Sequence[Row]]) -> dict[str, Sheet]:
    """The sheets by their names; `tables` are the rows of amounts, dates, partners and places (schemas/compare/)."""
    comparison = view.comparison
    lines = {line.number: line for line in (*view.lines, *view.doubtful)}
    ordered = sorted(lines.values(), key=lambda line: (-line.points, line.number))
    figures = zip(view.figures, tables["amounts"], strict=True)
    amounts = [(lines[figure.line], row) for figure, row in figures if figure and figure.line in lines]
    told = zip((number_line(change) for change, _ in comparison.dates), tables["dates"], strict=True)
    dates = [(lines[number], row | _days(row)) for number, row in told if number in lines]
    return {
        "ce qui a changé": list_lines((line for line in ordered if line.change != "near"), view),
        "montants": put_lines("compare/amounts", amounts, LAST),
        "dates": put_lines("compare/dates", dates, (*EDTF, *LAST)),
        "partenaires": in_french("compare/partners", tables["partners"]),
        "lieux": in_french("compare/places", tables["places"]),
        "à vérifier": list_lines(view.doubtful, view),
    }


def list_lines(lines: Iterable[Line], view: View) -> Sheet:
    """One row for each line, as the page tells it."""
    first, second = view.comparison.before.year, view.comparison.after.year
    what = ("Importance", "Changement", "À vérifier", "Objet", "Rubrique", f"Texte {first}", f"Texte {second}")
    heads = (*what, "Montants et chiffres", "Dates", "Apparaissent", f"Absents du rapport {second}", *LAST)
    return Sheet(heads, tuple(_row(line) for line in lines))


def _row(line: Line) -> tuple[Any, ...]:
    sides = (line.before, line.after)
    return (
        line.points,
        line.name,
        line.doubt or None,
        line.title,
        line.section,
        *("".join(text for _, text in side.pieces) if side else None for side in sides),
        " ; ".join(text for _, text in line.amounts) or None,
        " ; ".join(text for _, text in line.dates) or None,
        ", ".join(line.gained) or None,
        ", ".join(line.lost) or None,
        *(side.action_id if side else None for side in sides),
    )


def put_lines(table: str, told: Sequence[tuple[Line, Row]], last: Sequence[str]) -> Sheet:
    """Rows of a table behind the title and the section of the line that tells each; the columns `last` at the end."""
    sheet = in_french(table, [row for _, row in told])
    order = [n for n, head in enumerate(sheet.heads) if head not in last]
    order += [sheet.heads.index(head) for head in last]
    rows = zip((line for line, _ in told), sheet.rows, strict=True)
    return Sheet(
        ("Objet", "Rubrique", *(sheet.heads[n] for n in order)),
        tuple((line.title, line.section, *(row[n] for n in order)) for line, row in rows),
    )


def _days(row: Row) -> dict[str, Any]:
    """Whole days as dates, which a spreadsheet can sort and reckon with; all else as it is."""
    told = {name: row[name] for name in ("value_before", "value_after")}
    return {
        name: date.fromisoformat(value) if value and DAY.fullmatch(value) else value for name, value in told.items()
    }
