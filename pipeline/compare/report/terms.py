"""What became of each term that the earlier report announced, as rows of a table.

In: a View. Out: Terms, in the order of its lines. It refuses to tell a term twice: that of a pair of look-alikes is
told by its action's own line.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compare.dates import DateChange
from pipeline.compare.report import french
from pipeline.compare.report.lines import Line, number_line
from pipeline.compare.report.view import View
from pipeline.schemas import labels, load_schema


@dataclass(frozen=True, slots=True)
class Term:
    line: Line
    due: str
    told: str  # the later report's date, empty for none
    outcome: str


def list_terms(view: View) -> list[Term]:
    """One row for each announced term."""
    dates: dict[int, list[DateChange]] = {}
    for change, date in view.comparison.dates:
        dates.setdefault(number_line(change), []).append(date)
    fields = {field["name"]: field for field in load_schema("compare/dates")["fields"]}
    outcomes = labels(fields["change"])  # as the table of dates calls them
    return [
        Term(
            line,
            french.date(d.before),
            french.date(d.after) if d.after else "",
            outcomes[d.change] + (" (rapprochement à vérifier)" if line.doubt else ""),
        )
        for line in (*view.lines, *view.doubtful)
        for d in dates.get(line.number, [])
        if d.change != "again"
    ]
