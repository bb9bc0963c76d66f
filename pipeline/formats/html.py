"""HTML -> one tree of blocks: the only place that knows tags.

In: HTML of any kind (a web page, a page saved by Word, what Markdown became). Out: a Document whose blocks carry the
line of the file on which they begin. It refuses to know what a table's columns mean, and fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement

from pipeline.formats.bullets import Bullet, nest
from pipeline.formats.flat import Flat
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
ITEMS = frozenset(("li", "ul", "ol", "dt", "dd"))
ROW_GROUPS = frozenset(("thead", "tbody", "tfoot", "colgroup"))
NO_TEXT = frozenset(("head", "script", "style", "template"))  # nothing in them is meant to be read
SILENT = dict.fromkeys("button datalist input meter progress select textarea".split(), "control") | dict.fromkeys(
    "audio canvas iframe object svg video".split(), "drawing, film or sound"
)
SILENT["noscript"] = "hidden"
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
    flat: Flat | None = None,
) -> Document:
    """The document of HTML whose tags bear their lines; `flat` where line breaks may mean something."""
    soup = BeautifulSoup(html[:MOST], "lxml")
    reader = _Reader(form == "word", flat)
    root, outside = page_root(soup)
    for part in outside:
        reader.leave_out(part, "outside main")
    blocks = tuple(nest(reader.blocks(root, 0)))
    title = next((b.text for b in blocks if isinstance(b, Heading) and b.level <= 1), "")
    named = soup.head.title if soup.head else None
    page_title = fold_spaces(named.get_text()) if named else ""
    if page_title:
        reader.left.append(LeftOut(page_title, _line(named, 1), "page title"))
    title = dict(meta).get("title", "") or title or page_title
    return Document(blocks, title, encoding, form, meta, (*left_out, *reader.left))


class _Reader:
    """One walk over a tree; keeps what was left out."""

    def __init__(self, word: bool, flat: Flat | None) -> None:
        self.word = word
        self.flat = flat
        self.left: list[LeftOut] = []
        self.end = 1  # line on which the block that was read last ends

    def leave_out(self, part: PageElement, reason: str) -> None:
        words = _words(part)
        if count_words(words):
            self.left.append(LeftOut(words, _line(part if isinstance(part, Tag) else part.parent, 1), reason))

    def stray(self, part: PageElement, depth: int, flow: Flow, out: list[Block | Bullet]) -> None:
        """Reads what stands where only rows, cells or items may."""
        if isinstance(part, Tag):
            self._tag(part, depth, flow, out, False)
        else:
            flow.add(str(part) if type(part) is NavigableString else "\n" * str(part).count("\n"), False)

    def blocks(self, node: Tag, depth: int, line: int = 1, cell: bool = False) -> list[Block | Bullet]:
        """Blocks of all that stands in `node`, bullets not yet nested; `line` is where it stands unless it says."""
        out: list[Block | Bullet] = []
        flow = Flow(_line(node, line), cell, self.left, self.flat)
        self._walk(node, depth, flow, out)
        out += flow.flush()
        self.end = flow.line
        return out

    def _walk(self, node: Tag, depth: int, flow: Flow, out: list[Block | Bullet], bold: bool = False) -> None:
        if depth > DEEPEST:
            flow.add(_words(node), bold)
            return
        for child in node.children:
            if isinstance(child, Tag):
                self._tag(child, depth, flow, out, bold)
            else:
                flow.add(str(child) if type(child) is NavigableString else "\n" * str(child).count("\n"), bold)

    def _tag(self, tag: Tag, depth: int, flow: Flow, out: list[Block | Bullet], bold: bool) -> None:
        name = tag.name.lower()
        flow.at(_line(tag, flow.line))
        if name in NO_TEXT:
            flow.add("\n" * tag.get_text().count("\n"), False)
            return
        reason = SILENT.get(name) or left_out_reason(tag)
        if reason:
            out += flow.flush() if name in BLOCKS else []
            flow.add(" " * (name in SILENT) + "\n" * tag.get_text().count("\n"), False)
            self.leave_out(tag, reason)
            flow.at(max([flow.line, *(_line(inner, 0) for inner in tag.find_all(True))]))
        elif name == "br":
            flow.line_break()
        elif name in BLOCKS:
            out += flow.flush()
            out += self._block(tag, name, depth + 1, flow.line, flow.cell)
            flow.at(max(flow.line, self.end))
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
        if name == "p" and not cell and (len(inner) == 1 or self.flat):
            return [Heading(7, b.text, b.line) if isinstance(b, Paragraph) and is_title(b) else b for b in inner]
        return inner

    def _list(self, tag: Tag, depth: int, line: int, cell: bool) -> Iterator[Block]:
        """Items of a list; what stands between its items belongs to the item before."""
        items: list[Block] = []
        between: list[Block | Bullet] = []
        flow = Flow(_line(tag, line), cell, self.left)
        for child in tag.children:
            if not isinstance(child, Tag) or child.name not in ITEMS or left_out_reason(child):
                self.stray(child, depth, flow, between)
                continue
            items = _below(items, nest([*between, *flow.flush()]))
            between = []
            if child.name in ("ul", "ol"):
                items = _below(items, list(self._list(child, depth + 1, line, cell)))
            elif child.name == "dd":
                items = _below(items, nest(self.blocks(child, depth + 1, line, cell)))
            else:
                items += _items(nest(self.blocks(child, depth + 1, line, cell)), _line(child, line))
            flow.at(self.end)
        self.end = flow.line
        yield from _below(items, nest([*between, *flow.flush()]))

    def _table(self, tag: Tag, depth: int) -> list[Block | Bullet]:
        rows: list[list[Spot]] = []
        caption = ""
        before: list[Block | Bullet] = []
        flow = Flow(_line(tag, 1), False, self.left)
        for row in _rows(tag):
            named = row.name if isinstance(row, Tag) and not left_out_reason(row) else ""
            if isinstance(row, Tag) and named == "caption":
                caption = f"{caption} {_words(row)}".strip()
            elif isinstance(row, Tag) and named == "tr":
                spots: list[Spot] = []
                for cell in row.children:
                    if isinstance(cell, Tag) and cell.name in ("td", "th"):
                        spots.append(self._cell(cell, depth, _line(row, flow.line)))
                        flow.at(self.end)
                    else:
                        self.stray(cell, depth, flow, before)
                before += flow.flush()
                rows.append(spots)
            else:
                self.stray(row, depth, flow, before)
        self.end = flow.line
        return [*nest([*before, *flow.flush()]), *make_table(rows, _line(tag, 1), caption)]

    def _cell(self, tag: Tag, depth: int, line: int) -> Spot:
        reason = left_out_reason(tag)
        if reason:
            self.leave_out(tag, reason)
            return Spot(Cell((), _line(tag, line)), _span(tag, "rowspan"), _span(tag, "colspan"))
        blocks = tuple(nest(self.blocks(tag, depth + 1, line, cell=True)))
        cell = Cell(blocks, _line(tag, line), tag.name == "th")
        return Spot(cell, _span(tag, "rowspan"), _span(tag, "colspan"))


def _below(items: list[Block], inner: list[Block]) -> list[Block]:
    """Puts blocks under the last item, or behind what is none."""
    if inner and items and isinstance(items[-1], Item):
        return [*items[:-1], replace(items[-1], children=(*items[-1].children, *inner))]
    return [*items, *inner]


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


def _rows(table: Tag) -> Iterator[PageElement]:
    """Rows and caption of a table, not those of tables inside it; anything else that stands between them as it is."""
    for child in table.children:
        if (
            isinstance(child, Tag)
            and child.name in ("thead", "tbody", "tfoot", "colgroup")
            and not left_out_reason(child)
        ):
            yield from _rows(child)
        else:
            yield child


def _words(part: PageElement) -> str:
    """All words under a tag, a space where one block ends and another begins."""
    if not isinstance(part, Tag):
        return fold_spaces(str(part)) if type(part) is NavigableString else ""
    pieces: list[str] = []
    block: Tag | None = None
    for inner in part.descendants:
        if type(inner) is NavigableString:
            around = next((tag for tag in inner.parents if tag.name in BLOCKS or tag.name in SILENT), None)
            pieces.append(str(inner) if around is block else f" {inner}")
            block = around
        elif isinstance(inner, Tag) and inner.name == "br":
            pieces.append(" ")
    return fold_spaces("".join(pieces))


def _span(tag: Tag, name: str) -> int:
    digits = re.match(r"\s*(\d{1,6})", str(tag.get(name, "1")))
    return max(1, int(digits[1])) if digits else 1


def _line(tag: Tag | None, default: int) -> int:
    value = str(tag.get("data-l", "")) if tag is not None else ""
    return int(value) if value.isdecimal() else default
