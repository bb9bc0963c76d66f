"""What stands beside the text of a packed file: notes and text boxes, and the caption of a table.

In: a reader that keeps what it meets on its way, and the blocks that it gives one after another. Out: the blocks in the
order in which they are read. It refuses to know tags.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from pipeline.formats.bullets import Bullet
from pipeline.model import Block, Paragraph, Table


class Reader(Protocol):
    aside: list[Block | Bullet]  # notes and text boxes of what was read, to stand behind it
    caption: Paragraph | None  # the last one


def gather(reader: Reader, parts: Iterable[Block | Bullet]) -> list[Block | Bullet]:
    """All blocks of `parts`, bullets not nested; notes and text boxes behind the list they cut, a caption in its table.

    `parts` fills the reader's `aside` while it is walked through, so that it must not have begun."""
    outer, reader.aside = reader.aside, []
    out: list[Block | Bullet] = []
    pending: list[Block | Bullet] = []
    for inner in parts:
        if pending and not (isinstance(inner, Bullet) and isinstance(out[-1], Bullet)):
            out += pending
            pending = []
        if isinstance(inner, Table) and out and out[-1] is reader.caption:
            inner = replace(inner, caption=reader.caption.text, line=reader.caption.line)
            out.pop()
        out.append(inner)
        pending += reader.aside
        reader.aside = []
    out += [*pending, *reader.aside]
    reader.aside = outer
    return out
