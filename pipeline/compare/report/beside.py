"""What stands in the same row of a table as an action: its cells of money, terms and partners, told with its line.

In: a Comparison. Out: for each change of an action, the changes of the cells beside it. It refuses to give a cell to
two lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compare.changes import ActionChange, Comparison
from pipeline.compare.rows import Rows, read_side
from pipeline.compare.year import Action

Key = tuple[str, str]  # ids of the two actions of a change, "" for none


class Beside:
    """The cells of both reports, by the line that they are told with."""

    def __init__(self, comparison: Comparison) -> None:
        self.rows = (Rows(comparison.before.actions), Rows(comparison.after.actions))
        lines = [change for change in comparison.actions if not self.is_cell(change)]
        first = {change.before.action_id: change for change in lines if change.before}
        second = {change.after.action_id: change for change in lines if change.after}
        self.given: dict[Key, list[ActionChange]] = {}
        for change in comparison.actions:
            if self.is_cell(change):
                before = [first[a.action_id] for a in self._row(0, change.before) if a.action_id in first]
                after = [second[a.action_id] for a in self._row(1, change.after) if a.action_id in second]
                both = [line for line in before if line in after]
                if owner := (both or before or after)[:1]:
                    self.given.setdefault(read_key(owner[0]), []).append(change)

    def _row(self, side: int, cell: Action | None) -> Sequence[Action]:
        return self.rows[side].actions.get(cell.action_id, ()) if cell else ()

    def is_cell(self, change: ActionChange) -> bool:
        """Whether a change is one of cells beside actions."""
        return any(action and action.action_id in self.rows[side].actions for side, action in enumerate(_both(change)))

    def changes(self, line: ActionChange) -> list[ActionChange]:
        """The changes of the cells that are told with a line: of a pair, those of columns that both rows have."""
        given = self.given.get(read_key(line), [])
        if not line.before or not line.after:
            return given
        both = self._roles(0, line.before) & self._roles(1, line.after)
        return [change for change in given if {read_side(a.column) for a in _both(change) if a} <= both]

    def _roles(self, side: int, action: Action) -> set[str]:
        return {read_side(cell.column) for cell in self.cells(side, action)}

    def cells(self, side: int, action: Action) -> list[Action]:
        """The cells of an action's row; `side` is 0 for the earlier report, 1 for the later."""
        return self.rows[side].cells.get(action.action_id, [])

    def with_cells(self, change: ActionChange) -> tuple[list[Action], list[Action]]:
        """What each report says of a change: its action and the cells of its row; nothing where it has none."""
        first, second = ([a, *self.cells(side, a)] if a else [] for side, a in enumerate(_both(change)))
        return first, second

    def own(self, change: ActionChange) -> tuple[list[Action], list[Action]]:
        """The same, but the cells only for the first action of their row, which alone answers for them."""
        told = {cell.action_id for one in self.changes(change) for cell in _both(one) if cell}
        first, second = (
            [a, *(cell for cell in self.rows[side].own(a) if cell.action_id in told)] if a else []
            for side, a in enumerate(_both(change))
        )
        return first, second


def read_key(change: ActionChange) -> Key:
    return read_ids(*_both(change))


def read_ids(before: Action | None, after: Action | None) -> Key:
    return (before.action_id if before else "", after.action_id if after else "")


def _both(change: ActionChange) -> tuple[Action | None, Action | None]:
    return change.before, change.after
