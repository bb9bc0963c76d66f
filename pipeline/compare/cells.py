"""Cells beside the actions of a table, paired by where the actions of their row went.

In: the actions of two years, their rows, the pairs of actions. Out: pairs of cells. It refuses to compare their words:
a sum of one year has none in common with that of the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.compare.rows import Rows, read_side
from pipeline.compare.words import fold
from pipeline.compare.year import Action


def pair_cells(
    before: Sequence[Action], after: Sequence[Action], rows: tuple[Rows, Rows], pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """(cell, cell of the later year, pair of actions that it follows): each cell goes to the row that most actions of
    its own row went to, to a cell of the same role there, the same text first; each is taken once."""
    at = {action.action_id: j for j, action in enumerate(after)}
    rows_after = [tuple(at[cell.action_id] for cell in rows[1].cells.get(action.action_id, ())) for action in after]
    there = {before[i].action_id: (i, j) for i, j in pairs}
    taken: set[int] = set()
    for i, cell in enumerate(before):
        went = [there[a.action_id] for a in rows[0].actions.get(cell.action_id, ()) if a.action_id in there]
        count = Counter(rows_after[j] for _, j in went)
        row = max(count, key=lambda cells: count[cells], default=())
        fit = [j for j in row if j not in taken and read_side(after[j].column) == read_side(cell.column)]
        if fit:
            best = max(fit, key=lambda j: (fold(after[j].text) == fold(cell.text), -j))
            taken.add(best)
            yield i, best, next(pair for pair in went if rows_after[pair[1]] == row)
