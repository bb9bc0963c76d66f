"""What stands on a PDF's pages beside the report: running heads and feet, page numbers, turned text.

In: the runs of all pages. Out: the runs that are the report's, and the others with their reason. It refuses to touch
what stands in a ruled table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.formats.pdf.runs import Run
from pipeline.model import LeftOut

ZONE = 0.13  # of the page's height: heads and feet stand no further from the edge
DEPTH = 4  # lines from the edge
OFTEN = 0.35  # of the pages: what stands on fewer, at one place, is text; left and right pages may differ
AT_LEAST = 3  # pages on which a head stands that is not on a third of them, as that of a chapter
NUMBER = re.compile(r"[-–—|•·\s]*(\d{1,4})[-–—|•·\s]*")
SAID = re.compile(
    r"[-–—|•·\s]*(?:(?:page|p\.)\s*\d{1,4}(?:\s*(?:/|sur|of|-|à)\s*\d{1,4})?|\d{1,4}\s*(?:/|sur)\s*\d{1,4})\W*", re.I
)
DIGITS = re.compile(r"\d+")


def leave_out_margins(
    pages: Sequence[Sequence[Run]], heights: Sequence[float]
) -> tuple[list[list[Run]], list[LeftOut]]:
    """The runs of each page that are the report's, and what was left out."""
    edges = [_edges(runs, height) for runs, height in zip(pages, heights, strict=True)]
    repeated = _repeated(edges)
    offset = _offset(edges)
    kept: list[list[Run]] = []
    left: list[LeftOut] = []
    for number, runs in enumerate(pages):
        reasons: dict[int, str] = {}
        for run, zone in edges[number]:
            value = NUMBER.fullmatch(run.plain)
            if SAID.fullmatch(run.plain) or (value and offset is not None and int(value[1]) - number == offset):
                reasons[run.drawn] = "page number"
            elif _key(run, zone) in repeated:
                reasons[run.drawn] = "running head" if zone == "top" else "running foot"
        kept.append([run for run in runs if run.drawn not in reasons])
        left += [LeftOut(run.plain, run.line, reasons[run.drawn]) for run in runs if run.drawn in reasons]
    return kept, left


def _edges(runs: Sequence[Run], height: float) -> list[tuple[Run, str]]:
    """The runs near the upper and the lower edge of a page."""
    lines = sorted({run.line for run in runs})
    first, last = set(lines[:DEPTH]), set(lines[-DEPTH:])
    found = []
    for run in runs:
        if run.cell is None and run.line in first and run.bottom < ZONE * height:
            found.append((run, "top"))
        elif run.cell is None and run.line in last and run.top > (1 - ZONE) * height:
            found.append((run, "bottom"))
    return found


def _key(run: Run, zone: str) -> tuple[str, str, int]:
    return zone, DIGITS.sub("#", run.plain.lower()), round(run.top / 2)


def _repeated(edges: Sequence[Sequence[tuple[Run, str]]]) -> set[tuple[str, str, int]]:
    """What stands at one place of several pages, numbers aside."""
    counts = Counter(key for page in edges for key in {_key(run, zone) for run, zone in page})
    least = min(AT_LEAST, max(2, OFTEN * len(edges)))
    return {key for key, count in counts.items() if count >= least}


def _offset(edges: Sequence[Sequence[tuple[Run, str]]]) -> int | None:
    """What a bare number at the edge is more than the number of its page, when it is so on several pages."""
    counts: Counter[int] = Counter()
    for number, page in enumerate(edges):
        values = {int(match[1]) for run, _ in page if (match := NUMBER.fullmatch(run.plain))}
        counts.update(value - number for value in values)
    offset, count = max(counts.items(), key=lambda pair: (pair[1], -abs(pair[0])), default=(0, 0))
    return offset if count >= max(2, OFTEN * len(edges)) else None
