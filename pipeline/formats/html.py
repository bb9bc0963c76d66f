"""HTML -> one tree of blocks: the only place that knows tags.

In: HTML of any kind (a web page, a page saved by Word, what Markdown became). Out: a Document whose blocks carry the
line of the file on which they begin. It refuses to know what a table's columns mean, and fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup, NavigableString, Tag

from pipeline.formats.bullets import Bullet, nest
from pipeline.formats.flow import Flow, is_title
from pipeline.formats.page import heading_level, left_out_reason, page_root, word_level
from pipeline.model import Block, Cell, Document, Heading, Item, LeftOut, Paragraph
from pipeline.tables import Spot, make_table
from pipeline.text import count_words, fold_spaces

START_TAG = re.compile(
    r"(<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\2>|\Z))|<[a-zA-Z][\w:-]*(?=[\s/>])", re.DOTALL | re.IGNORECASE
)
BLOCKS = frozenset(
    "address article aside blockquote body center caption dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
SILENT = frozenset(
    "audio button canvas head iframe input math noscript object script select style svg template video".split()
)
BOLD = frozenset(("b", "strong"))
BOLD_STYLE = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)")
DEEPEST = 60  # nested blocks below which a tree is taken as flat text; reports stay under 20
MOST = 20_000_000  # characters; a longer file is no report


def read_html(text: str, encoding: str) -> Document:
    """The document of a web page or of a page saved by Word; never raises on content."""
    form = "word" if "MsoNormal" in text or "schemas-microsoft-com:office" in text[:2000] else "html"
    return read_marked(with_lines(text, 1), encoding, form)


def with_lines(html: str, first: int) -> str:
    """The same HTML, each start tag bearing as `data-l` the line on which it ends; `first` is that of its beginning.

    >>> with_lines("<p>a<br>\\n<b>b</b>", 7)
    '<p data-l=7>a<br data-l=7>\\n<b data-l=8>b</b>'
    """
    parts, at, line, counted = [], 0, first, 0
    for match in START_TAG.finditer(html):
        parts.append(html[at : match.end()])
        at = match.end()
        if match[1] is None:
            end = html.find(">", at)
            if end > 0:
                line += html.count("\n", counted, end)
                counted = end
            parts.append(f" data-l={line}")
    return "".join([*parts, html[at:]])


def read_marked(
    html: str,
    encoding: str,
    form: str,
    *,
    meta: tuple[tuple[str, str], ...] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> Document:
    """The document of HTML whose tags bear their lines."""
    soup = BeautifulSoup(html[:MOST], "lxml")
    reader = _Reader(word=form == "word")
    root, outside = page_root(soup)
    for tag in outside:
        reader.leave_out(tag, "outside main")
    blocks = tuple(nest(reader.blocks(root, 0)))
    title = next((b.text for b in blocks if isinstance(b, Heading) and b.level <= 1), "")
    page_title = fold_spaces(soup.title.get_text()) if soup.title else ""
    if page_title:
        reader.left.append(LeftOut(page_title, _line(soup.title, 1), "page title"))
    title = dict(meta).get("title", "") or title or page_title
    return Document(blocks, title, encoding, form, meta, (*left_out, *reader.left))


class _Reader:
    """One walk over a tree; keeps what was left out."""

    def __init__(self, word: bool) -> None:
        self.word = word
        self.left: list[LeftOut] = []

    def leave_out(self, tag: Tag, reason: str) -> None:
        words = fold_spaces(tag.get_text(" "))
        if count_words(words):
            self.left.append(LeftOut(words, _line(tag, 1), reason))

    def blocks(self, node: Tag, depth: int, line: int = 1, cell: bool = False) -> list[Block | Bullet]:
        """Blocks of all that stands in `node`, bullets not yet nested; `line` is where it stands unless it says."""
        out: list[Block | Bullet] = []
        flow = Flow(_line(node, line), cell)
        self._walk(node, depth, flow, out)
        out += flow.flush()
        return out

    def _walk(self, node: Tag, depth: int, flow: Flow, out: list[Block | Bullet], bold: bool = False) -> None:
        if depth > DEEPEST:
            flow.add(node.get_text(" "), bold)
            return
        for child in node.children:
            if type(child) is NavigableString:
                flow.add(str(child), bold)
            elif isinstance(child, Tag):
                self._tag(child, depth, flow, out, bold)

    def _tag(self, tag: Tag, depth: int, flow: Flow, out: list[Block | Bullet], bold: bool) -> None:
        name = tag.name.lower()
        flow.at(_line(tag, flow.line))
        if name in SILENT:
            return
        reason = left_out_reason(tag)
        if reason:
            if reason != "list mark":
                self.leave_out(tag, reason)
        elif name == "br":
            flow.line_break()
        elif name in BLOCKS:
            out += flow.flush()
            out += self._block(tag, name, depth + 1, flow.line, flow.cell)
        else:
            style = str(tag.get("style", ""))
            self._walk(tag, depth + 1, flow, out, bold or name in BOLD or bool(BOLD_STYLE.search(style)))

    def _block(self, tag: Tag, name: str, depth: int, line: int, cell: bool) -> list[Block | Bullet]:
        if name == "table":
            return self._table(tag, depth)
        if name in ("ul", "ol", "dl"):
            return list(self._list(tag, depth, line, cell))
        if name == "hr":
            return []
        inner = self.blocks(tag, depth, line, cell)
        heading = None if cell else heading_level(tag)
        lines = [block for block in inner if isinstance(block, Paragraph | Bullet)]
        if heading is not None and lines:
            rest = [block for block in inner if not isinstance(block, Paragraph | Bullet)]
            return [Heading(heading, " ".join(block.text for block in lines), lines[0].line), *rest]
        level = word_level(tag) if self.word else None
        if level is not None and inner and isinstance(inner[0], Paragraph | Bullet):
            first = inner[0]
            return [Bullet(first.text, first.line, first.label, level), *inner[1:]]
        if name == "p" and not cell and len(inner) == 1 and isinstance(inner[0], Paragraph) and is_title(inner[0]):
            return [Heading(7, inner[0].text, inner[0].line)]
        return inner

    def _list(self, tag: Tag, depth: int, line: int, cell: bool) -> Iterator[Block]:
        """Items of a list; what stands between its items belongs to the item before."""
        items: list[Block] = []
        for child in tag.children:
            if not isinstance(child, Tag) or child.name in SILENT or child.name == "hr":
                if type(child) is NavigableString and child.strip():
                    items.append(Paragraph(fold_spaces(str(child)), _line(tag, line)))
                continue
            reason = left_out_reason(child)
            if reason:
                self.leave_out(child, reason)
                continue
            if child.name in ("ul", "ol"):
                inner = list(self._list(child, depth + 1, line, cell))
            else:
                inner = nest(self.blocks(child, depth + 1, line, cell))
            if child.name in ("li", "dt"):
                items += _items(inner, _line(child, line))
            elif items and isinstance(items[-1], Item):
                items[-1] = replace(items[-1], children=(*items[-1].children, *inner))
            else:
                items += inner
        yield from items

    def _table(self, tag: Tag, depth: int) -> list[Block | Bullet]:
        rows: list[list[Spot]] = []
        caption, before = "", []
        for row in _rows(tag):
            if row.name == "caption":
                caption = fold_spaces(row.get_text(" "))
            elif row.name == "tr":
                line = _line(row, _line(tag, 1))
                rows.append([self._cell(cell, depth, line) for cell in row.find_all(("td", "th"), recursive=False)])
            else:
                before += nest(self.blocks(row, depth))
        return [*before, *make_table(rows, _line(tag, 1), caption)]

    def _cell(self, tag: Tag, depth: int, line: int) -> Spot:
        blocks = tuple(nest(self.blocks(tag, depth + 1, line, cell=True)))
        cell = Cell(blocks, _line(tag, line), tag.name == "th")
        return Spot(cell, _span(tag, "rowspan"), _span(tag, "colspan"))


def _items(inner: list[Block], line: int) -> list[Block]:
    """The blocks of one <li> as items: the first words are its own, what follows stands under them."""
    if not inner:
        return []
    first = inner[0]
    if isinstance(first, Paragraph):
        return [Item(first.text, first.line, first.label, tuple(inner[1:]))]
    if isinstance(first, Item):
        if all(isinstance(block, Item) for block in inner):
            return inner
        return [replace(first, children=(*first.children, *inner[1:]))]
    return [Item("", line, "", tuple(inner))]


def _rows(table: Tag) -> Iterator[Tag]:
    """Rows and caption of a table, not those of tables inside it; anything else that stands between them as it is."""
    for child in table.children:
        if isinstance(child, Tag):
            if child.name in ("thead", "tbody", "tfoot"):
                yield from _rows(child)
            elif child.name not in ("colgroup", "col"):
                yield child


def _span(tag: Tag, name: str) -> int:
    digits = re.match(r"\s*(\d{1,6})", str(tag.get(name, "1")))
    return max(1, int(digits[1])) if digits else 1


def _line(tag: Tag | None, default: int) -> int:
    value = str(tag.get("data-l", "")) if tag is not None else ""
    return int(value) if value.isdecimal() else default
