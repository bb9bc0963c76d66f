"""An action's text cut into pieces: plain words, words of a record, words that were not understood.

In: an Action. Out: Pieces whose texts, one after the other, are the action's text. It refuses to lose a letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.review.reading import Action, Note, Record


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    bold: bool = False  # of the lead-in
    record: Record | None = None
    note: Note | None = None


Span = tuple[int, int, Record | Note]


def cut_text(action: Action) -> list[Piece]:
    """The pieces of an action; a record that overlaps an earlier one keeps the words that are left, maybe none.

    >>> date, note = Record("dates", "a-d1", "2021", 7, 11, {}), Note(1, "doubt", "acronym", "HT", "", "a")
    >>> pieces = cut_text(Action("a", "", (), "", "", "Budget", "Budget 2021 HT", "1", (date,), (note,)))
    >>> [piece.text for piece in pieces], [piece.text for piece in pieces if piece.record or piece.note or piece.bold]
    (['Budget', ' ', '2021', ' ', 'HT'], ['Budget', '2021', 'HT'])
    """
    text = action.text
    bold = len(action.label) if action.label and text.startswith(action.label) else 0
    spans: list[Span] = [(record.start, record.end, record) for record in action.records]
    for note in action.notes:
        start = _find(text, note.text, spans)
        if start >= 0:
            spans.append((start, start + len(note.text), note))
    pieces: list[Piece] = []
    at = 0
    for start, end, what in sorted(spans, key=lambda span: span[:2]):
        start, end = max(start, at), max(end, at)
        pieces += _plain(text, at, start, bold)
        if isinstance(what, Record):
            pieces.append(Piece(text[start:end], end <= bold, record=what))
        else:
            pieces.append(Piece(text[start:end], end <= bold, note=what))
        at = end
    return pieces + _plain(text, at, len(text), bold)


def _plain(text: str, start: int, end: int, bold: int) -> list[Piece]:
    middle = min(max(start, bold), end)
    parts = [Piece(text[start:middle], True), Piece(text[middle:end])]
    return [part for part in parts if part.text]


def _find(text: str, words: str, taken: Sequence[Span]) -> int:
    """Where words stand first as whole words and apart from what is taken, -1 for nowhere."""
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        around = text[start - 1 : start] + text[end : end + 1]
        if not any(c.isalnum() for c in around) and not any(s < end and start < e for s, e, _ in taken):
            return start
        start = text.find(words, start + 1)
    return -1
