"""Lists that are written, not tagged: « • ○ - » at the beginning of lines, and Word's list paragraphs.

In: blocks among which stand bullets, each with its glyph or level. Out: the same blocks with the bullets nested into
items. It refuses to know tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.model import Block, Item

# « o », « - » and « * » are bullets only with a space behind; the others also without
GLYPH = re.compile(
    "[\\s\ue000\ue001]*(?:([•●○◦▪■□▫‣⁃➢➔→✓✔❖♦·\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf06c])\ufe0f?|([-–—*o])(?=[\ue000\ue001]*\\s))[\\s\ue001]*"
)
DEEPEST = 20  # bullets under one another; more is damage, and stands beside the last


@dataclass(frozen=True, slots=True)
class Bullet:
    """A line that is a bullet; `key` is its glyph, or its level where the file says it."""

    text: str
    line: int
    label: str
    key: str | int


@dataclass(slots=True)
class _Node:
    bullet: Bullet
    under: list[_Node] = field(default_factory=list)

    def item(self) -> Item:
        return Item(self.bullet.text, self.bullet.line, self.bullet.label, tuple(n.item() for n in self.under))


def split_glyph(words: str) -> tuple[str, str]:
    """The glyph with which a line begins, empty when with none, and the rest of the line.

    >>> split_glyph("  • un forum"), split_glyph("- 12 % de visites"), split_glyph("o  sous-puce"), split_glyph("où ?")
    (('•', 'un forum'), ('-', '12 % de visites'), ('o', 'sous-puce'), ('', 'où ?'))
    """
    match = GLYPH.match(words)
    if not match:
        return "", words
    bold = "\ue000" if words[: match.end()].count("\ue000") > words[: match.end()].count("\ue001") else ""
    return match[1] or match[2], bold + words[match.end() :]


def nest(blocks: Iterable[Block | Bullet]) -> list[Block]:
    """Runs of bullets become items under one another: a glyph not seen in the run stands under the line before it."""
    out: list[Block] = []
    run: list[Bullet] = []
    for block in blocks:
        if isinstance(block, Bullet):
            run.append(block)
            continue
        out += _nest_run(run)
        run = []
        out.append(block)
    return out + _nest_run(run)


def _nest_run(run: list[Bullet]) -> list[Block]:
    tops: list[_Node] = []
    stack: list[_Node] = []
    for bullet in run:
        while stack and (len(stack) >= DEEPEST or not _is_under(bullet, stack)):
            stack.pop()
        node = _Node(bullet)
        (stack[-1].under if stack else tops).append(node)
        stack.append(node)
    return [node.item() for node in tops]


def _is_under(bullet: Bullet, stack: list[_Node]) -> bool:
    """Does `bullet` stand under the last of `stack`? By level where both have one, else by glyphs seen."""
    last = stack[-1].bullet.key
    if isinstance(bullet.key, int) and isinstance(last, int):
        return bullet.key > last
    return bullet.key not in [node.bullet.key for node in stack]
