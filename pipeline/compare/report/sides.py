"""Both reports' sentences of one change: their words, where they stand, what stands beside them.

In: a Comparison and one of its changes. Out: Sides. It refuses to judge the change.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compare.changes import ActionChange, Comparison, Sections, read_place
from pipeline.compare.report.beside import Beside
from pipeline.compare.titles import read_title
from pipeline.compare.wording import Pieces, diff_words
from pipeline.compare.year import Action, Year
from pipeline.headings import find_root

NO_SECTION = "(hors rubrique)"


@dataclass(frozen=True, slots=True)
class Side:
    """One report's sentence, where it stands there."""

    year: int
    pieces: Pieces
    section: str
    objective: str
    parent: str  # the bullet that it stands under
    source: str  # file and line
    action_id: str
    cells: tuple[tuple[str, str], ...]  # of its row in a table: (head, text)


class Sides:
    """The two reports of a comparison, asked for the sides of a change."""

    def __init__(self, comparison: Comparison, beside: Beside) -> None:
        self.years = (comparison.before, comparison.after)
        self.beside = beside
        self.roots = [find_root(year.actions) for year in self.years]
        self.places = Sections((c.before, c.after) for c in comparison.actions if c.before and c.after)
        self.headings = {read_place(action): self.section(1, action) for action in comparison.after.actions}

    def section(self, side: int, action: Action) -> str:
        """The headings that an action stands under, without the report's own title; `side` is 0 for the earlier report,
        1 for the later."""
        return " › ".join(action.section[self.roots[side] :]) or NO_SECTION

    def counterpart(self, action: Action) -> str:
        """The later section that an action of the earlier report would stand in."""
        place = self.places.counterpart(action) or read_place(action)
        return self.headings.get(place, "") or self.section(0, action)

    def of(self, change: ActionChange) -> tuple[Side | None, Side | None, Side | None]:
        """The two sentences with their changed words, and the whole of a part."""
        first, second, whole = change.before, change.after, change.whole
        if first and second:
            left, right = diff_words(first.text, second.text)
        else:
            left = [(False, first.text)] if first else []
            right = [(False, second.text)] if second else []
        said = [(False, whole.text)] if whole else []
        return self._side(0, first, left), self._side(1, second, right), self._side(1 if first else 0, whole, said)

    def _side(self, side: int, action: Action | None, pieces: Pieces) -> Side | None:
        if action is None:
            return None
        year = self.years[side]
        cells = tuple((cell.column.strip(" :"), cell.text) for cell in self.beside.cells(side, action))
        section = self.section(side, action)
        above = read_parent(year, action)
        return Side(
            year.year, pieces, section, action.objective, above, read_source(year, action), action.action_id, cells
        )


def read_source(year: Year, action: Action) -> str:
    return f"{year.source_path or year.year}, ligne {action.line}"


def read_parent(year: Year, action: Action) -> str:
    """The title of the bullet that an action stands under, empty for none."""
    parent = next((a for a in year.actions if a.action_id == action.parent_id), None) if action.parent_id else None
    return read_title(parent.text, parent.label) if parent else ""
