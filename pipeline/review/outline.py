"""The report as it was read: sections, objectives and columns above, actions nested below.

In: Actions in order. Out: Sections. It refuses to print a heading twice: an action that is itself the heading of those
that follow (for it holds a record) stands in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.headings import find_headings, find_root
from pipeline.review.marks import Piece, cut_text
from pipeline.review.reading import Action


@dataclass(slots=True)
class Entry:
    """One action, its pieces, and those under it."""

    action: Action
    pieces: list[Piece]
    children: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title and its level; `entry` where it is an action of its own."""

    level: int
    text: str
    entry: Entry | None = None


@dataclass(slots=True)
class Group:
    """Actions of one objective and one column."""

    objective: Heading | None  # None: the same as above, or none
    column: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    number: int
    path: tuple[str, ...]
    headings: list[Heading]
    groups: list[Group] = field(default_factory=list)
    above: tuple[str, ...] = ()  # the titles of its path that an earlier section shows
    count: int = 0  # its actions


def make_outline(actions: Sequence[Action]) -> list[Section]:
    """The sections in order; one that comes back after another is a new one."""
    root = find_root(actions)
    titles = find_headings(actions)
    sections: list[Section] = []
    waiting: list[Entry] = []  # headings that are actions, for the sections and objectives that follow
    chain: list[Entry] = []  # the last action and those that it stands under, outermost first
    objective = ""
    for action in actions:
        entry = Entry(action, cut_text(action))
        if action.action_id in titles:
            waiting.append(entry)
            continue
        path = action.section[root:]
        if not sections or path != sections[-1].path:
            above = sections[-1].path if sections else ()
            own = [Heading(0, part, one) for part in action.section[:root] if (one := _take(part, waiting))]
            titled = _headings(above, path, waiting)
            shown = path[: len(path) - len(titled)]
            sections.append(Section(len(sections) + 1, path, own + titled, above=shown))
            objective = ""
        section = sections[-1]
        group = section.groups[-1] if section.groups else None
        if group is None or objective != action.objective or group.column != action.column:
            changed = action.objective if objective != action.objective else ""
            head = Heading(len(path), changed, _take(changed, waiting)) if changed else None
            group = Group(head, action.column)
            section.groups.append(group)
            objective, chain = action.objective, []
        group.entries += waiting  # titled nothing after all
        waiting.clear()
        while chain and chain[-1].action.action_id != action.parent_id:
            chain.pop()
        (chain[-1].children if chain else group.entries).append(entry)
        chain.append(entry)
        section.count += 1
    return sections


def _take(text: str, waiting: list[Entry]) -> Entry | None:
    """The heading of that text, which then waits no more."""
    entry = next((one for one in waiting if one.action.text == text), None)
    if entry is not None:
        waiting.remove(entry)
    return entry


def _headings(before: tuple[str, ...], path: tuple[str, ...], waiting: list[Entry]) -> list[Heading]:
    same = 0
    while same < min(len(before), len(path)) and before[same] == path[same]:
        same += 1
    return [Heading(level, path[level], _take(path[level], waiting)) for level in range(same, len(path))]
