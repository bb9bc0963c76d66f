"""What the page shows, decided before any of it is drawn: lines by importance, doubtful pairs apart, where one may stop
reading.

In: a Comparison. Out: a View. It refuses to know HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.compare.changes import Comparison
from pipeline.compare.importance import STOP, sum_at_stake
from pipeline.compare.report.lines import Figure, Line, Lines

MOVED = 3  # sums of each direction that the first lines tell of


@dataclass(frozen=True, slots=True)
class View:
    comparison: Comparison
    lines: tuple[Line, ...]
    doubtful: tuple[Line, ...]
    figures: tuple[Figure | None, ...]  # one for each amount of the comparison, None where no line tells it
    moved: tuple[Figure, ...]  # of them, the comparable sums of sure pairs, the largest difference first
    restated: tuple[Figure, ...]  # and those that both reports tell of one past period, and not alike
    stop: int  # how many lines come before the place where one may stop


def make_view(comparison: Comparison) -> View:
    """All lines, most important first, doubtful pairs apart. Those that weigh much, or that the first lines of the page
    cite, come before the others: after them one may stop."""
    made = Lines(comparison)
    lines = sorted((made.line(change) for change in made.told), key=lambda line: (-line.points, line.number))
    figures = tuple(made.figure(amount) for amount in comparison.amounts)
    known = [figure for figure in figures if figure and figure.sure]
    moved = tuple(sorted(filter(is_moved, known), key=lambda figure: -abs(sum_at_stake(figure.change))))
    restated = tuple(figure for figure in known if figure.change.restated)
    cited = {figure.line for figure in (*pick_moved(moved), *restated)}
    sure = [line for line in lines if not line.doubt]
    weighs = {line.number: line.points >= STOP or bool(line.slipped) or line.number in cited for line in sure}
    sure.sort(key=lambda line: not weighs[line.number])
    doubtful = tuple(line for line in lines if line.doubt)
    return View(comparison, tuple(sure), doubtful, figures, moved, restated, sum(weighs.values()))


def is_moved(figure: Figure) -> bool:
    """Whether it is a sum that both reports tell, and not alike; no price of one thing."""
    change = figure.change
    return change.known.kind == "money" and bool(change.delta) and not change.known.per


def pick_moved(moved: Sequence[Figure]) -> list[Figure]:
    """The sums that the first lines tell of: those that rose most, those that fell most."""
    return [f for way in ("up", "down") for f in [f for f in moved if f.change.change == way][:MOVED]]
