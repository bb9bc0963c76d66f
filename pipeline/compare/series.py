"""Actions, their amounts and partners through all the years of a body.

In: the comparisons of one body's consecutive years. Out: Series, each with one point per year that it is told in. It
refuses to bridge a year in which an action was not found: a new series begins there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.compare.changes import Comparison
from pipeline.compare.titles import read_title
from pipeline.compare.which_sum import name_sum
from pipeline.compare.year import Action, Amount, Year


@dataclass(frozen=True, slots=True)
class Point:
    year: int
    action: Action | None = None
    amount: Amount | None = None
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    kind: str  # action, amount, partner
    name: str  # as the last report says it
    key: str  # id of the first action, of the first amount, or of the partner
    points: tuple[Point, ...]


def find_series(comparisons: Sequence[Comparison]) -> list[Series]:
    """All series of one body, those told in most years first; `comparisons` follow each other in time."""
    years = [c.before for c in comparisons] + [c.after for c in comparisons[-1:]]
    found = [*_actions(comparisons, years), *_amounts(comparisons), *_partners(years)]
    return sorted(found, key=lambda s: (s.kind, -len(s.points), s.points[0].year, s.name, s.key))


def _actions(comparisons: Sequence[Comparison], years: Sequence[Year]) -> list[Series]:
    following = {
        change.before.action_id: change.after
        for comparison in comparisons
        for change in comparison.actions
        if change.before and change.after
    }
    later = {action.action_id for action in following.values()}
    year_of = {action.action_id: year.year for year in years for action in year.actions}
    series = []
    for year in years:
        for action in year.actions:
            if action.action_id not in later:
                chain = [action]
                while (last := chain[-1].action_id) in following:
                    chain.append(following[last])
                points = tuple(Point(year_of[a.action_id], a) for a in chain)
                series.append(Series("action", read_title(chain[-1].text, chain[-1].label), action.action_id, points))
    return series


def _amounts(comparisons: Sequence[Comparison]) -> list[Series]:
    chains: dict[tuple[str, int], list[Point]] = {}
    for comparison in comparisons:
        for change in comparison.amounts:
            if not (change.before and change.after and change.action_before and change.action_after):
                continue
            source = (change.action_before.action_id, change.before.start)
            start = Point(comparison.before.year, change.action_before, change.before)
            chain = chains.pop(source, [start])
            chain.append(Point(comparison.after.year, change.action_after, change.after))
            chains[change.action_after.action_id, change.after.start] = chain
    series = []
    for points in chains.values():
        last, first, began = points[-1], points[0].action, points[0].amount
        assert last.action is not None
        assert last.amount is not None
        assert first is not None
        assert began is not None
        which = name_sum(last.action, last.amount)
        name = ", ".join(filter(None, (read_title(last.action.text, last.action.label), which)))
        series.append(Series("amount", name, began.record_id or first.action_id, tuple(points)))
    return series


def _partners(years: Sequence[Year]) -> list[Series]:
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    names: dict[str, str] = {}
    for year in years:
        for action in year.actions:
            for partner in action.partners:
                counts[partner.key][year.year] += 1
                names[partner.key] = partner.name
    return [
        Series("partner", names[key], key, tuple(Point(year, mentions=n) for year, n in sorted(by_year.items())))
        for key, by_year in counts.items()
    ]
