"""Markdown, and the hybrid form (Markdown whose tables are tab-separated lines of HTML cells), by way of HTML.

In: the text of a file. Out: the Document that the HTML reader makes of it, each block with its line in the file. It
refuses to read any tag itself.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import ReportError
from pipeline.formats.flat import learn_flat
from pipeline.formats.folios import take_folios
from pipeline.formats.html import read_marked
from pipeline.formats.rows import Row, find_rows
from pipeline.formats.tags import with_lines
from pipeline.model import Document, LeftOut
from pipeline.text import fold_spaces

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^([\w-]+)\s*:\s*(.+?)\s*$", re.MULTILINE)
MARKED = re.compile(r"\*\*|__|\]\(|`")  # emphasis, links, code
DEEPEST = 60  # nested quotes and lists; deeper ones are damage
MOST = 5_000_000  # characters; a report of 1,000 pages has 3
TOO_LONG = "This text is longer than any report: is it the right file?"
MOST_LINES = 200_000
LONGEST_INLINE = 30_000  # characters of a paragraph whose emphasis and links are read; the work grows as the square


def read_markdown(text: str, encoding: str) -> Document:
    """The document of a Markdown or hybrid text. Raises ReportError when it is too long."""
    if len(text) > MOST or text.count("\n") > MOST_LINES:
        raise ReportError(TOO_LONG)
    front = FRONT.match(text)
    fields = tuple((k.lower(), v.strip("\"'")) for k, v in FIELD.findall(front[1])) if front else ()
    body_line = 1 + (text[: front.end()].count("\n") if front else 0)
    lines = (text[front.end() :] if front else text).split("\n")
    left = [LeftOut(fold_spaces(front[1]), 1, "front matter")] if front else []
    flat = learn_flat(lines)
    if flat:
        lines, folios = take_folios(lines, body_line)
        left += folios
    html, hybrid = _to_html(lines, body_line, left, flat is not None)
    form = "hybrid" if hybrid else "markdown"
    return read_marked(html, encoding, form, meta=fields, left_out=tuple(left), flat=flat)


def _to_html(lines: list[str], first: int, left: list[LeftOut], flat: bool) -> tuple[str, bool]:
    """HTML with line marks, and whether there were tab-separated tables; numbers of lists are put into `left`."""
    parts: list[str] = []
    prose: list[str] = []
    at, hybrid = 0, False
    while at < len(lines):
        if rows := find_rows(lines, at):
            parts.append(_render("\n".join(prose), first + at - len(prose), left, flat))
            prose = []
            parts.append(_table_html(rows, first))
            at, hybrid = rows[-1].end, True
        else:
            prose.append(lines[at])
            at += 1
    parts.append(_render("\n".join(prose), first + at - len(prose), left, flat))
    return "\n".join(parts), hybrid


def _table_html(rows: list[Row], first: int) -> str:
    width = max(len(row.cells) for row in rows)
    html = ["<table>"]
    for number, row in enumerate(rows):
        tag = "th" if number == 0 and not any("<" in cell for cell in row.cells) and len(rows) > 1 else "td"
        line, inner = first + row.start, []
        for cell in row.cells + [""] * (width - len(row.cells)):
            inline = _markdown().renderInline(cell) if MARKED.search(cell) else cell
            inner.append(f"<{tag} data-l={line}>{with_lines(inline, line)}</{tag}>")
            line += cell.count("\n")
        html.append(f"<tr data-l={first + row.start}>{''.join(inner)}</tr>")
    return "".join([*html, "</table>"])


@cache
def _markdown(flat: bool = False) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.core.ruler.at("inline", _inline)
    # in flat text dashes and indents mean nothing, and bullets are read with the lines that they stand among
    return parser.disable(["lheading", "code", "list", "blockquote"]) if flat else parser


def _inline(state: StateCore) -> None:
    """Reads emphasis and links, but for texts so long that it would take for ever: these are words alone."""
    from markdown_it.token import Token

    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST_INLINE:
            token.children = [Token("text", "", 0, content=token.content)]
        elif token.type == "inline":
            token.children = token.children or []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _render(markdown: str, first: int, left: list[LeftOut], flat: bool) -> str:
    """Markdown as HTML whose blocks carry their line; `first` is the line of its first line."""
    if not markdown.strip():
        return ""
    parser = _markdown(flat)
    tokens = parser.parse(markdown)
    for token in tokens:
        if token.map is None:
            continue
        line = first + token.map[0]
        if token.type == "list_item_open" and token.info:
            left.append(LeftOut(f"{token.info}{token.markup}", line, "list mark"))
        if token.type == "html_block":
            token.content = with_lines(token.content, line)
        elif token.nesting == 1 or token.tag in ("hr", "code"):
            token.attrSet("data-l", str(line))
    return str(parser.renderer.render(tokens, parser.options, {}))
