"""What single tags say: their line, their words, their spans, their rows.

In: HTML, or a tag of it. Out: the HTML with its lines marked; of a tag its line, words, spans and rows. It refuses to
build blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from pipeline.formats.page import left_out_reason
from pipeline.text import fold_spaces

START_TAG = re.compile(
    r"(<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\2>|\Z))|<[a-zA-Z][\w:-]*(?=[\s/>])", re.DOTALL | re.IGNORECASE
)
BLOCKS = frozenset(
    "address article aside blockquote body center caption dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
ROW_GROUPS = frozenset(("thead", "tbody", "tfoot", "colgroup"))
SILENT = dict.fromkeys("button datalist input meter progress select textarea".split(), "control") | dict.fromkeys(
    "audio canvas iframe object svg video".split(), "drawing, film or sound"
)
SILENT["noscript"] = "hidden"
DEEPEST = 60  # nested blocks below which a tree is taken as flat text; reports stay under 20


def with_lines(html: str, first: int) -> str:
    """The same HTML, each start tag bearing as `data-l` the line on which it ends; `first` is that of its beginning.

    >>> with_lines("<p>a<br>\\n<b>b</b>", 7)
    '<p data-l=7>a<br data-l=7>\\n<b data-l=8>b</b>'
    """
    parts, at, line, counted, end = [], 0, first, 0, 0
    for match in START_TAG.finditer(html):
        if match[1] is not None:  # a comment or a script is only as many lines
            parts += [html[at : match.start()], "\n" * match[1].count("\n")]
            at = match.end()
            continue
        parts.append(html[at : match.end()])
        at = match.end()
        if end < at:  # where this tag ends; many may end at one place, and none at all
            end = html.find(">", at)
            end = len(html) if end < 0 else end
            line += html.count("\n", counted, end)
            counted = end
        parts.append(f" data-l={line}")
    return "".join([*parts, html[at:]])


def rows_of(table: Tag, depth: int = 0) -> Iterator[PageElement]:
    """Rows and caption of a table, not those of tables inside it; anything else that stands between them as it is."""
    for child in table.children:
        within = depth < DEEPEST and not (isinstance(child, Tag) and left_out_reason(child))
        if isinstance(child, Tag) and child.name in ROW_GROUPS and within:
            yield from rows_of(child, depth + 1)
        else:
            yield child


def words_of(part: PageElement) -> str:
    """All words under a tag, a space where one block ends and another begins."""
    if not isinstance(part, Tag):
        return fold_spaces(str(part)) if type(part) is NavigableString else ""
    pieces: list[str] = []
    around: dict[int, int] = {}  # tag -> the block that it stands in
    block = 0
    for inner in part.descendants:
        outer = around.get(id(inner.parent), 0)
        if isinstance(inner, Tag):
            around[id(inner)] = id(inner) if inner.name in BLOCKS or inner.name in SILENT else outer
            pieces.append(" " if inner.name == "br" else "")
        elif type(inner) is NavigableString:
            pieces.append(str(inner) if outer == block else f" {inner}")
            block = outer
    return fold_spaces("".join(pieces))


def span_of(tag: Tag, name: str) -> int:
    """How many rows or columns a cell claims; one where it says nothing that can be read."""
    digits = re.match(r"\s*(\d{1,6})", str(tag.get(name, "1")))
    return max(1, int(digits[1])) if digits else 1


def line_of(tag: Tag | None, default: int) -> int:
    """The line that a start tag bears."""
    value = str(tag.get("data-l", "")) if tag is not None else ""
    return int(value) if value.isdecimal() else default
