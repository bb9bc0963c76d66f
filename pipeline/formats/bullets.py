"""Lists that are written, not tagged: « • ○ - » at the beginning of lines, and Word's list paragraphs.

In: blocks among which stand bullets, each with its glyph or level. Out: the same blocks with the bullets nested into
items. It refuses to know tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.model import Block, Item

# « o », « - », « * » and « > » are bullets only with a space behind; the others also without. Letters of Word's symbol
# fonts come as private code points.
STRONG = "•●○◦▪■□▫◾◆◇❑❒‣►▶▸⁃➢➔➤➜→⇒✓✔☑❖♦·\uf020-\uf0ff"
GLYPH = re.compile(
    f"[\\s\ue000\ue001]*(?:([{STRONG}])\ufe0f?|([-–—*o])(?=[\ue000\ue001]*\\s)|(>)(?=\\s+[^\\W\\d]))[\\s\ue001]*"
)
WRITTEN = re.compile(rf"\n(?=\s*[{STRONG}]\s)")  # a line that is a bullet
BESIDE = re.compile(rf"(?<=\S)[ \t\xa0]+(?=[{STRONG}]\s)")  # a bullet that stands behind other words
DEEPEST = 20  # bullets under one another; more is damage, and stands beside the last


@dataclass(frozen=True, slots=True)
class Bullet:
    """A line that is a bullet; `key` is its glyph with blanks for its indent, or its level where the file says it."""

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
    return match[1] or match[2] or match[3], bold + words[match.end() :]


def split_bullets(text: str, columns: bool = False) -> list[tuple[int, str]]:
    """A text cut where a line is a bullet, each part with the line breaks before it.

    A line that begins with a bullet may hold others of its kind. `columns`: any line may, as bullets of other columns
    that were copied with it.

    >>> split_bullets("Bilan :\\n• un • deux\\n• Lens"), split_bullets("Lens • Liévin")
    ([(0, 'Bilan :'), (1, '• un'), (1, '• deux'), (2, '• Lens')], [(0, 'Lens • Liévin')])
    """
    parts: list[tuple[int, str]] = []
    at = 0
    for part in WRITTEN.split(text):
        glyph = split_glyph(part)[0]
        begin = 0
        for match in BESIDE.finditer(part) if columns or glyph else ():
            if columns or part[match.end()] == glyph:
                parts.append((at, part[begin : match.start()]))
                at += part.count("\n", begin, match.end())
                begin = match.end()
        parts.append((at, part[begin:]))
        at += part.count("\n", begin) + 1
    return parts


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
    """Does `bullet` stand under the last of `stack`? By level where both have one, by indent, else by glyphs seen."""
    key, last = bullet.key, stack[-1].bullet.key
    if isinstance(key, int) and isinstance(last, int):
        return key > last
    if isinstance(key, str) and isinstance(last, str) and _blanks(key) != _blanks(last):
        return _blanks(key) > _blanks(last)
    return bullet.key not in [node.bullet.key for node in stack]


def _blanks(key: str) -> int:
    return len(key) - len(key.lstrip())
