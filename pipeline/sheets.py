"""Tables as French readers expect them: the titles of the schemas as heads, the labels of the schemas for codes.

In: typed rows of a table. Out: a Sheet. It refuses to know how a sheet is written: as a workbook or as CSV.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.schemas import Row, labels, load_schema


@dataclass(frozen=True, slots=True)
class Sheet:
    """Heads, and rows of as many values."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def in_french(table: str, rows: Iterable[Row]) -> Sheet:
    """The rows of a table (schemas/TABLE.json) with French heads and words.

    >>> in_french("coverage", [{"report_id": "a-2020", "words_read": 3, "words_placed": 3, "words_left_out": 0,
    ...     "reason": "action"}])
    Sheet(heads=('Rapport', 'Mots lus', 'Mots placés', 'Mots laissés', 'Motif'), rows=(('a-2020', 3, 3, 0, 'action'),))
    """
    fields = load_schema(table)["fields"]
    told = [(field["name"], labels(field)) for field in fields]
    return Sheet(
        tuple(field["title"] for field in fields),
        tuple(tuple(words.get(row[name], row[name]) if words else row[name] for name, words in told) for row in rows),
    )
