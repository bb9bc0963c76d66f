"""A PDF's pages, read by a process of its own.

In: the bytes of a PDF. Out: Pages, as `reading` finds them. It refuses to wait for ever, to let a file take all memory,
and to fall with a reader that a file brings down: a PDF is a program, and some are made to harm.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import ReportError

MOST_SECONDS = 120  # a report of 300 pages takes 5
DAMAGED = "This PDF is damaged: open it and print it to a new PDF, or ask for the Word file."
TOO_SLOW = f"This PDF could not be read in {MOST_SECONDS} seconds: print it to a new PDF, or ask for the Word file."

Box = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Letter:
    """One sign as drawn, in points from the page's upper left corner; `base` is the line that it stands on."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False
    symbol: bool = False  # of a font of signs: a bullet, an arrow
    unknown: bool = False  # the file does not say which letter it is


@dataclass(slots=True)
class Page:
    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    turned: list[Letter] = field(default_factory=list)  # in another direction than most
    rules: list[Box] = field(default_factory=list)  # straight lines, one side near nothing
    pictures: int = 0


def read_pages(data: bytes) -> tuple[list[Page], str]:
    """The pages, and the title in the file's properties. Raises ReportError: locked, damaged, too long or too slow."""
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.formats.pdf.reading"],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            env=os.environ | {"PYTHONPATH": paths},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReportError(TOO_SLOW) from error
    if done.returncode:
        raise ReportError(DAMAGED)
    told = json.loads(done.stdout)
    if "refused" in told:
        raise ReportError(told["refused"])
    return [unpack(page) for page in told["pages"]], told["title"]


def pack(page: Page) -> dict[str, Any]:
    """A page as JSON can tell it, column by column: a report has a million letters.

    >>> page = Page(595.0, 842.0, [Letter("é", 56.7, 62.0, 70.5, 12.0, bold=True)], rules=[(1.0, 2.0, 3.0, 2.0)])
    >>> unpack(json.loads(json.dumps(pack(page)))) == page
    True
    """
    return {
        "page": (page.width, page.height, page.pictures),
        "letters": _columns(page.letters),
        "turned": _columns(page.turned),
        "rules": page.rules,
    }


def unpack(told: dict[str, Any]) -> Page:
    width, height, pictures = told["page"]
    letters, turned = _letters(told["letters"]), _letters(told["turned"])
    rules = [(x0, top, x1, bottom) for x0, top, x1, bottom in told["rules"]]
    return Page(width, height, letters, turned, rules, pictures)


def _columns(letters: list[Letter]) -> list[list[Any]]:
    return [
        [letter.text for letter in letters],
        *([round(getattr(letter, name), 2) for letter in letters] for name in ("x0", "x1", "base", "size")),
        [letter.bold + 2 * letter.symbol + 4 * letter.unknown for letter in letters],
    ]


def _letters(columns: list[list[Any]]) -> list[Letter]:
    return [
        Letter(text, x0, x1, base, size, bool(flags & 1), bool(flags & 2), bool(flags & 4))
        for text, x0, x1, base, size, flags in zip(*columns, strict=True)
    ]
