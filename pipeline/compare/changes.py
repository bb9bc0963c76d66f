"""What changed between two years: in each pair of actions, and for the body as a whole.

In: two years and the pairs of their actions. Out: one row per action, amount, partner and place. It refuses to know
how pairs were found, and how rows are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.compare.align import Pair
from pipeline.compare.likeness import Likeness
from pipeline.compare.words import find_stems, fold
from pipeline.compare.year import Action, Amount, Name, Year

RATIO_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ActionChange:
    """One action of either year: `before` or `after` is None where the other report has no such action."""

    change: str  # unchanged, reworded, moved, added, ended
    before: Action | None
    after: Action | None
    likeness: Likeness = Likeness(0.0)
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class AmountChange:
    change: str  # equal, up, down, added, removed
    before: Amount | None
    after: Amount | None
    action_before: Action | None
    action_after: Action | None

    @property
    def delta(self) -> Decimal | None:
        """After less before, None where one is missing."""
        return self.after.value - self.before.value if self.before and self.after else None

    @property
    def ratio(self) -> Decimal | None:
        """After by before, None where one is missing or the first is zero."""
        if not self.before or not self.after or not self.before.value:
            return None
        return round(self.after.value / self.before.value, RATIO_DIGITS)


@dataclass(frozen=True, slots=True)
class NameChange:
    change: str  # kept, new, gone
    key: str
    name: str
    before: int  # mentions
    after: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Year
    after: Year
    actions: tuple[ActionChange, ...]
    amounts: tuple[AmountChange, ...]
    partners: tuple[NameChange, ...]
    places: tuple[NameChange, ...]


def compare_actions(before: Year, after: Year, pairs: Sequence[Pair]) -> tuple[ActionChange, ...]:
    """Every action of both years once, in the order of the second report; those that ended stand last."""
    by_after = {pair.after: pair for pair in pairs}
    paired = {pair.before for pair in pairs}
    changes = []
    for j, action in enumerate(after.actions):
        if pair := by_after.get(j):
            first = before.actions[pair.before]
            changes.append(ActionChange(read_change(first, action), first, action, pair.likeness, pair.doubt))
        else:
            changes.append(ActionChange("added", None, action))
    changes += [ActionChange("ended", action, None) for i, action in enumerate(before.actions) if i not in paired]
    return tuple(changes)


def read_change(before: Action, after: Action) -> str:
    """unchanged (same words), moved (to another section or objective, by its words), else reworded."""
    if _place(before) != _place(after):
        return "moved"
    return "unchanged" if fold(before.text) == fold(after.text) else "reworded"


def _place(action: Action) -> tuple[tuple[str, ...], ...]:
    """Where an action stands, so that « 1. Gouverner » and « 2 – Gouverner » are one section."""
    return tuple(tuple(find_stems(part)) for part in (*action.section[1:], action.objective) if find_stems(part))


def compare_amounts(changes: Iterable[ActionChange]) -> tuple[AmountChange, ...]:
    """The amounts of each pair, matched where they are comparable, and those of the actions without a pair."""
    found: list[AmountChange] = []
    for change in changes:
        before = change.before.amounts if change.before else ()
        after = change.after.amounts if change.after else ()
        for first, second in match_amounts(change, before, after):
            found.append(AmountChange(_direction(first, second), first, second, change.before, change.after))
    return tuple(found)


def _direction(before: Amount | None, after: Amount | None) -> str:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if before.value == after.value:
        return "equal"
    return "up" if after.value > before.value else "down"


def match_amounts(
    change: ActionChange, before: Sequence[Amount], after: Sequence[Amount]
) -> list[tuple[Amount | None, Amount | None]]:
    """Pairs of comparable amounts (same kind, unit and role), those in the most similar words first."""
    rated = []
    for i, first in enumerate(before):
        for j, second in enumerate(after):
            if comparable(first, second) and change.before and change.after:
                near = _around(change.before, first) & _around(change.after, second)
                rated.append((-len(near), first.value != second.value, abs(i - j), i, j))
    taken_before: set[int] = set()
    taken_after: dict[int, int] = {}
    for _, _, _, i, j in sorted(rated):
        if i not in taken_before and j not in taken_after:
            taken_before.add(i)
            taken_after[j] = i
    pairs: list[tuple[Amount | None, Amount | None]] = [
        (before[taken_after[j]] if j in taken_after else None, second) for j, second in enumerate(after)
    ]
    return pairs + [(first, None) for i, first in enumerate(before) if i not in taken_before]


def comparable(before: Amount, after: Amount) -> bool:
    """Same kind and unit, and roles that do not contradict each other."""
    unit = find_stems(before.unit) or [before.unit]
    if before.kind != after.kind or unit != (find_stems(after.unit) or [after.unit]):
        return False
    return not before.role or not after.role or before.role == after.role


def _around(action: Action, amount: Amount) -> set[str]:
    """The words near an amount: « en fonctionnement » tells it from « en investissement »."""
    return set(find_stems(action.text[max(0, amount.start - 30) : amount.start])) | set(
        find_stems(action.text[amount.end : amount.end + 30])
    )


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
        )
        for key in sorted(seen)
    ]
    return tuple(changes)
