"""Two wordings of one action, word by word.

In: two texts. Out: each as pieces, kept or changed, that join to the text again. It refuses to know what the
words mean.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+(?:[.,]\d+)*|[^\w\s]")
Pieces = list[tuple[bool, str]]  # (changed, text)


def diff_words(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces; the changed ones differ.

    >>> diff_words("12 aires ouvertes", "14 aires ouvertes")
    ([(True, '12'), (False, ' aires ouvertes')], [(True, '14'), (False, ' aires ouvertes')])
    """
    first, second = TOKEN.findall(before), TOKEN.findall(after)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    left: Pieces = []
    right: Pieces = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        _add(left, tag != "equal", "".join(first[i1:i2]))
        _add(right, tag != "equal", "".join(second[j1:j2]))
    return _smooth(left), _smooth(right)


def _add(pieces: Pieces, changed: bool, text: str) -> None:
    if text:
        pieces.append((changed, text))


def _smooth(pieces: Pieces) -> Pieces:
    """Mere spaces and marks between two changes count as changed: one long mark reads better than five short ones."""
    smooth: Pieces = []
    for index, (changed, text) in enumerate(pieces):
        between = 0 < index < len(pieces) - 1 and not any(c.isalnum() for c in text)
        changed = changed or between
        if smooth and smooth[-1][0] == changed:
            smooth[-1] = (changed, smooth[-1][1] + text)
        else:
            smooth.append((changed, text))
    return smooth
