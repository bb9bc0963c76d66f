"""Rows of actions that are no action: the headings that hold a record, and the title that all stand under.

In: actions in the order of the report, as any stage knows them. Out: ids, and a number of headings. It refuses to
leave anything out: that is for those who show actions, or count them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

SOON = 3  # a heading stands so few actions before one that it is the heading of


class Placed(Protocol):
    """An action as far as its place goes."""

    @property
    def action_id(self) -> str: ...
    @property
    def parent_id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def section(self) -> tuple[str, ...]: ...
    @property
    def objective(self) -> str: ...
    @property
    def column(self) -> str: ...


def find_headings(actions: Sequence[Placed]) -> set[str]:
    """The ids of actions that are a heading, the objective or the head of a column of one that follows soon."""
    found: set[str] = set()
    for index, action in enumerate(actions):
        for later in actions[index + 1 : index + 1 + SOON]:
            opened = later.section[len(action.section) :]  # its own section cannot be its title
            if action.parent_id == "" and action.text in (*opened, later.objective, later.column):
                found.add(action.action_id)
    return found


def find_root(actions: Sequence[Placed]) -> int:
    """How many headings all actions stand under, 1 or 0: they are the report's title."""
    paths = [action.section for action in actions if action.section]
    deep = any(len(path) > 1 for path in paths)
    return int(deep and all(path[0] == paths[0][0] for path in paths))
