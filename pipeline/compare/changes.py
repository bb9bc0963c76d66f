"""What changed between two years: in each pair of actions, and for the body as a whole.

In: two years and the pairs of their actions. Out: one row per action, amount, partner and place. It refuses to know
how pairs were found, and how rows are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.compare.align import Alignment
from pipeline.compare.amounts import AmountChange
from pipeline.compare.dates import DateChange, compare_dates, find_announced
from pipeline.compare.likeness import Likeness
from pipeline.compare.rows import Rows
from pipeline.compare.words import NUMBER, find_stems, fold, stem
from pipeline.compare.year import Action, Name, Year
from pipeline.lexicon import load_lexicon

NONE = Likeness(0.0)


@dataclass(frozen=True, slots=True)
class ActionChange:
    """One action of either year: `before` or `after` is None where the other report has no such action.

    Of an action split in two, the second half stands alone (`split`), and so does one merged into another (`merged`):
    `whole` is the action of the other year that it was, or became, a part of."""

    change: str  # unchanged, reworded, moved, added, ended, split, merged
    before: Action | None
    after: Action | None
    likeness: Likeness = NONE
    doubt: str = ""
    whole: Action | None = None

    @property
    def known(self) -> Action:
        """The later action, or the earlier one where there is none."""
        one = self.after or self.before
        assert one is not None
        return one


@dataclass(frozen=True, slots=True)
class NameChange:
    change: str  # kept, new, gone
    key: str
    name: str
    before: int  # mentions
    after: int
    kind: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Year
    after: Year
    actions: tuple[ActionChange, ...]
    amounts: tuple[AmountChange, ...]
    partners: tuple[NameChange, ...]
    places: tuple[NameChange, ...]
    near: tuple[ActionChange, ...] = ()  # actions without a pair that look alike
    dates: tuple[tuple[ActionChange, DateChange], ...] = ()


def compare_actions(before: Year, after: Year, alignment: Alignment) -> tuple[ActionChange, ...]:
    """Every action of both years once, in the order of the second report; those that ended stand last."""
    pairs = alignment.pairs
    sections = Sections((before.actions[p.before], after.actions[p.after]) for p in pairs)
    by_after = {pair.after: pair for pair in pairs}
    split = {p.part: p for p in alignment.parts if p.change == "split"}
    merged = {p.part: p for p in alignment.parts if p.change == "merged"}
    paired = {pair.before for pair in pairs}
    changes = []
    for j, action in enumerate(after.actions):
        if pair := by_after.get(j):
            first = before.actions[pair.before]
            change = read_change(first, action, not sections.same(first, action))
            changes.append(ActionChange(change, first, action, pair.likeness, pair.doubt))
        elif part := split.get(j):
            changes.append(ActionChange("split", None, action, part.likeness, whole=before.actions[part.whole]))
        else:
            changes.append(ActionChange("added", None, action))
    for i, action in enumerate(before.actions):
        if part := merged.get(i):
            changes.append(ActionChange("merged", action, None, part.likeness, whole=after.actions[part.whole]))
        elif i not in paired:
            changes.append(ActionChange("ended", action, None))
    return tuple(changes)


def follow_dates(
    before: Year, after: Year, changes: Iterable[ActionChange]
) -> tuple[tuple[ActionChange, DateChange], ...]:
    """What became of the dates of each change: the terms that the earlier report announced, events held again.

    An action merged into another is followed there; what an action without a counterpart announced is unknown. The
    cells beside an action count with it."""
    years, rows = (before.year, after.year), (Rows(before.actions), Rows(after.actions))
    found = []
    for change in changes:
        earlier, later = change.before, change.after or change.whole
        if earlier is None or earlier.action_id in rows[0].actions:
            continue
        first = (earlier, *rows[0].own(earlier))
        dates = compare_dates(first, (later, *rows[1].own(later)), years) if later else find_announced(first, years)
        found += [(change, date) for date in dates]
    return tuple(found)


def show_near(before: Year, after: Year, alignment: Alignment) -> tuple[ActionChange, ...]:
    """The actions that look alike and were not paired, two by two, with the reason."""
    return tuple(
        ActionChange("near", before.actions[p.before], after.actions[p.after], p.likeness, p.doubt)
        for p in alignment.near
    )


def read_change(before: Action, after: Action, moved: bool) -> str:
    """moved (to another section), unchanged (same words), else reworded."""
    if moved:
        return "moved"
    return "unchanged" if fold(before.text) == fold(after.text) else "reworded"


class Sections:
    """Which section of the one report answers which of the other: by its name, or because their actions do."""

    def __init__(self, pairs: Iterable[tuple[Action, Action]]) -> None:
        pairs = list(pairs)
        self.went = Counter((read_place(a), read_place(b)) for a, b in pairs)

    def same(self, before: Action, after: Action) -> bool:
        """Whether the two stand in the same place: same name, or the one is what most of the other became."""
        one, other = read_place(before), read_place(after)
        if one == other:
            return True
        if any(place == one for _, place in self.went):
            return False  # the section still stands, and the action has left it
        count = self.went[one, other]
        leads = all(n <= count for (a, _), n in self.went.items() if a == one)
        follows = all(n <= count for (_, b), n in self.went.items() if b == other)
        return (leads and follows) or (count > 1 and (leads or follows))

    def counterpart(self, before: Action) -> tuple[str, ...] | None:
        """Where most of the actions of an earlier section went, None when none is known, or one alone of a section that
        is called otherwise."""
        place = read_place(before)
        found = [(n, b) for (a, b), n in self.went.items() if a == place and place and (n > 1 or a == b)]
        return max(found, key=lambda item: (item[0], item[1]))[1] if found else None


def read_place(action: Action) -> tuple[str, ...]:
    """The words of the innermost heading, or of the objective where the report has no headings: « 1. Gouverner » and
    « 2 – Gouverner » are one section, « Axe 1 » and « Axe 2 » are two; empty where there is neither."""
    heading = action.section[-1] if len(action.section) > 1 else action.objective
    stems = find_stems(heading)
    own = [word for word in stems if word not in numbered()]
    return tuple(own or [*stems, *NUMBER.findall(heading)] or filter(None, [fold(heading)]))


@cache
def numbered() -> frozenset[str]:
    """Stems of what a report's parts are called when they only have a number: « Axe 1 » (lexicon/heads.csv)."""
    rows = load_lexicon("heads")
    return frozenset(stem(row["form"]) for row in rows if row["role"] == "objective" and " " not in row["form"])


def compare_names(before: Year, after: Year, names: Callable[[Action], Sequence[Name]]) -> tuple[NameChange, ...]:
    """Partners or places of the two years: kept, new or gone, with how often each is named."""
    seen: dict[str, Name] = {}
    counts = []
    for year in (before, after):
        count: Counter[str] = Counter()
        for action in year.actions:
            for name in names(action):
                count[name.key] += 1
                seen[name.key] = name
        counts.append(count)
    first, second = counts
    changes = [
        NameChange(
            "kept" if first[key] and second[key] else "new" if second[key] else "gone",
            key,
            seen[key].name,
            first[key],
            second[key],
            seen[key].kind,
            seen[key].code,
        )
        for key in sorted(seen)
    ]
    return tuple(changes)
