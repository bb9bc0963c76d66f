"""The rows of a report's tables: which cells tell of which actions, and what.

In: actions in the order of the report. Out: for each action the cells beside it, for each cell its actions. It refuses
to know what the cells say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.compare.words import KEPT, WORD, fold
from pipeline.kinds.role_words import load_cues
from pipeline.lexicon import load_lexicon

if TYPE_CHECKING:
    from pipeline.compare.year import Action


@cache
def side_columns() -> dict[tuple[str, str], str]:
    """(folded form, « whole » head or its « first » word) -> what a column beside the actions tells of them
    (lexicon/compare_side_columns.csv)."""
    return {(fold(row["form"]), row["match"]): row["role"] for row in load_lexicon("compare_side_columns")}


@lru_cache(maxsize=KEPT)
def read_side(column: str) -> str:
    """What a cell beside the actions tells of them, by its column's head; empty for the actions' own column.

    >>> [read_side(head) for head in ("Partenaires mobilisés", "Qui ?", "Budget", "Où en est-on ?", "")]
    ['partners', 'partners', 'money', '', '']
    """
    words = [match.group() for match in WORD.finditer(fold(column))]
    known = side_columns()
    if not words:
        return ""
    return known.get((" ".join(words), "whole")) or known.get((words[0], "first")) or _read_partners(words)


def _read_partners(words: list[str]) -> str:
    """The role of a head that names partners (lexicon/partner_roles.csv)."""
    cue = load_cues("head").get(" ".join(words))
    return "" if cue is None else "money" if cue.role == "funder" else "partners"


class Rows:
    """The rows of one report: a cell is beside all actions of its row."""

    def __init__(self, actions: Sequence[Action]) -> None:
        self.cells: dict[str, list[Action]] = {}  # by the id of an action
        self.actions: dict[str, list[Action]] = {}  # by the id of a cell
        for row in cut_rows(actions):
            beside = [action for action in row if read_side(action.column)]
            told = [action for action in row if not read_side(action.column)]
            if told and beside:
                self.cells |= {action.action_id: beside for action in told}
                self.actions |= {cell.action_id: told for cell in beside}

    def own(self, action: Action) -> list[Action]:
        """The cells that count for an action: those of its row, for the row's first action."""
        cells = self.cells.get(action.action_id, [])
        return cells if cells and self.actions[cells[0].action_id][0] is action else []


def cut_rows(actions: Sequence[Action]) -> Iterator[list[Action]]:
    """The actions of each row of the tables with an objective: one ends where its section or objective does, or where a
    column comes back after another."""
    row: list[Action] = []
    for action in actions:
        if not action.objective or action.heading:
            continue
        same = row and (row[-1].section, row[-1].objective) == (action.section, action.objective)
        back = row and action.column != row[-1].column and any(action.column == cell.column for cell in row)
        if row and (not same or back):
            yield row
            row = []
        row.append(action)
    if row:
        yield row
