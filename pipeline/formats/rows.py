"""Tables written as lines of text, their cells parted by tabs or bars; a cell may hold HTML over several lines.

In: the lines of a Markdown text. Out: the rows of the table that begins at a line, each with its cells and the lines
that it takes. It refuses to read the cells, and leaves tables with bars that keep to the rules to Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

OPEN_LIST = re.compile(r"<(ul|ol|table|div)\b", re.IGNORECASE)
CLOSE_LIST = re.compile(r"</(ul|ol|table|div)>", re.IGNORECASE)
BAR = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")  # |---|:--:|
LONGEST_ROW = 400  # lines that one row may run over; more is an unclosed tag
LONGEST_TEXT = 50_000  # letters of a row to which a line may be added


@dataclass(frozen=True, slots=True)
class Row:
    start: int  # its first line
    end: int  # the line behind it
    cells: list[str]


def find_rows(lines: Sequence[str], at: int) -> list[Row]:
    """The rows of the table that begins at a line; empty when there is none, or when Markdown reads it as well."""
    if _is_tabbed(lines[at]):
        return _tabbed(lines, at)
    begins = lines[at].lstrip().startswith("|") and not (at and lines[at - 1].lstrip().startswith("|"))
    return _barred(lines, at) if begins else []


def _is_tabbed(line: str) -> bool:
    return "\t" in line.strip("\t ") and not line.startswith(("\t", "    ")) and not line.lstrip().startswith("|")


def _tabbed(lines: Sequence[str], at: int) -> list[Row]:
    rows: list[Row] = []
    while at < len(lines) and (_is_tabbed(lines[at]) or (rows and "\t" in lines[at])):
        end = _close(lines, at)
        rows.append(Row(at, end, "\n".join(lines[at:end]).split("\t")))
        at = end
    return rows if len(rows) > 1 or any("<" in cell for cell in rows[0].cells) else []


def _barred(lines: Sequence[str], at: int) -> list[Row]:
    """Rows with bars: those of a table without a rule under its head, or of one with a row over several lines.

    >>> _barred("| a | b |\\n|---|---|\\n| c | d\\ne |\\nf".split("\\n"), 0)[1]
    Row(start=2, end=4, cells=[' c ', ' d\\ne '])
    >>> _barred("| a | b |\\n|---|---|\\n| c | d |".split("\\n"), 0)
    []
    """
    rows: list[Row] = []
    ruled = at + 1 < len(lines) and bool(RULE.fullmatch(lines[at + 1]))
    width = len(_cells(lines[at]))
    barred = lines[at].rstrip().endswith("|")
    while at < len(lines) and lines[at].lstrip().startswith("|"):
        if RULE.fullmatch(lines[at]):
            at += 1
            continue
        text, end = _row(lines, at, width if barred else 0)
        rows.append(Row(at, end, _cells(text)))
        at = end
    several = any(row.end > row.start + 1 for row in rows)
    alike = barred and len(rows) > 1 and all(len(row.cells) == width > 1 for row in rows)
    return rows if (several and width > 1 and ruled) or (alike and not ruled) else []


def _row(lines: Sequence[str], at: int, width: int) -> tuple[str, int]:
    """The text of the row that begins at a line, and the line behind it.

    It goes on until it ends with a bar where the head does: so `width` is that of the head, 0 where it ends otherwise.
    A line that holds a row of its own is never added.
    """
    end = _close(lines, at)
    text = "\n".join(lines[at:end])
    last = min(len(lines), at + LONGEST_ROW)
    while width and end < last and lines[end].strip() and not text.rstrip().endswith("|") and len(text) < LONGEST_TEXT:
        following = _close(lines, end)
        added = "\n".join([lines[end].lstrip().removeprefix("|"), *lines[end + 1 : following]])
        if len(_cells(text)) + len(_cells(added)) - 1 > width:
            break
        text, end = f"{text}\n{added}", following
    return text, end


def _cells(text: str) -> list[str]:
    inner = text.strip().removeprefix("|")
    return BAR.split(inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner)


def _close(lines: Sequence[str], at: int) -> int:
    """The line behind the one on which every list and table is closed that a line opens."""
    end, still_open = at + 1, _opened(lines[at])
    while still_open > 0 and end < min(len(lines), at + LONGEST_ROW):
        still_open += _opened(lines[end])
        end += 1
    return end


def _opened(line: str) -> int:
    """How many more lists and tables a line opens than it closes."""
    return len(OPEN_LIST.findall(line)) - len(CLOSE_LIST.findall(line))
