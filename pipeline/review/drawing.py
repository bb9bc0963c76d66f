"""What the drawings of a page are made of: shapes that lead to a record, and the SVG around them.

In: shapes, and what they say in words. Out: SVG text that a screen reader and a keyboard can go through. It refuses to
know what is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 460  # of every drawing, in its own units; the page scales it
CAPITAL = 1.4  # how much wider than another letter a capital is


@dataclass(frozen=True, slots=True)
class Drawing:
    svg: str
    note: str = ""  # what it leaves out, in words


def draw_svg(name: str, height: float, shapes: Sequence[str]) -> str:
    """A drawing and its name."""
    view = f'viewBox="0 0 {WIDTH} {height:.0f}"'
    return f'<svg class="plot" role="group" {view} aria-label="{escape(name, quote=True)}">{"".join(shapes)}</svg>'


def lead(record_id: str, told: str, shapes: Sequence[str]) -> str:
    """Shapes that lead to a record's sentence; `told` is what they say, for a pointer that rests and for a reader."""
    return f'<a href="#{escape(record_id, quote=True)}"><title>{escape(told)}</title>{"".join(shapes)}</a>'


def draw_bar(name: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def draw_text(text: str, x: float, y: float, name: str = "") -> str:
    """Words; `name` says where they stand about x, and their kind."""
    kind = f' class="{name}"' if name else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def shorten(text: str, most: float) -> str:
    """A text that has room: its beginning where it is too long.

    >>> shorten("Gares, vélo, covoiturage", 13), shorten("SNCF", 4)
    ('Gares, vélo…', 'SN…')
    """
    short = text
    while sum(CAPITAL if letter.isupper() else 1 for letter in short) > most:
        short = f"{short.removesuffix('…')[:-1].rstrip(' ,;')}…"
    return short
