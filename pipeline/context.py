"""What stands around a passage, for the values that its own words leave out.

In: the passages of one report. Out: the texts around one of them, nearest first. It refuses to interpret them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Passage

DEPTH = 8  # bullets above a bullet; deeper lists than this are damage


def context_of(passages: Sequence[Passage], index: int) -> tuple[str, ...]:
    """The passage's parents, its column, caption and objective, then its headings, the innermost first.

    A parent that stands in another column (the action that a date in the last column belongs to) comes after the head
    of the passage's own column.

    >>> above = Passage("En 2019 :", 1, section=("Bilan", "Énergie"))
    >>> below = Passage("forum en mars", 2, section=("Bilan", "Énergie"), parent=0)
    >>> context_of([above, below], 1)
    ('En 2019 :', 'Énergie', 'Bilan')
    """
    passage = passages[index]
    own: list[str] = []
    others: list[str] = []
    parent = passage.parent
    while parent is not None and len(own) + len(others) < DEPTH:
        here = passages[parent].column == passage.column
        (own if here else others).append(passages[parent].text)
        parent = passages[parent].parent
    around = (*own, passage.column, *others, passage.caption, passage.objective, *reversed(passage.section))
    return tuple(words for words in around if words)
