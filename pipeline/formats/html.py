"""HTML -> one tree of blocks: the only place that knows tags.

In: HTML of any kind (a web page, a page saved by Word, what Markdown became). Out: a Document whose blocks carry the
line of the file on which they begin. It refuses to know what a table's columns mean, and fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement

from pipeline.errors import ReportError
from pipeline.formats.bullets import Bullet, nest
from pipeline.formats.flat import Flat
from pipeline.formats.flow import Flow, is_title
from pipeline.formats.lists import ends_mark, google_level, margin_of, symbol_of, word_level
from pipeline.formats.page import HEADINGS, heading_level, is_layout, is_opener, left_out_reason, only_links, page_root
from pipeline.formats.tags import BLOCKS, DEEPEST, SILENT, line_of, rows_of, span_of, with_lines, words_of
from pipeline.model import Block, Cell, Document, Heading, Item, LeftOut, Paragraph
from pipeline.tables import Spot, make_table
from pipeline.text import count_words, fold_spaces

ITEMS = frozenset(("li", "ul", "ol", "dt", "dd"))
NO_TEXT = frozenset(("head", "script", "style", "template"))  # nothing in them is meant to be read
BOLD = frozenset(("b", "strong"))
BOLD_STYLE = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)")
EMBEDDED = re.compile(r"data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=%]+")  # a picture within the page
MOST = 20_000_000  # characters of tags and text; Word writes ten of tags for one of text
TOO_LONG = "This page is {} million characters long, and no report is: is it the right file?"


def read_html(text: str, encoding: str) -> Document:
    """The document of a web page or of a page saved by Word. Raises ReportError when it is too long."""
    if len(text) > MOST // 10:
        text = EMBEDDED.sub("data:", text)
    if len(text) > MOST:
        raise ReportError(TOO_LONG.format(len(text) // 1_000_000))
    form = "word" if "MsoNormal" in text or "schemas-microsoft-com:office" in text[:2000] else "html"
    return read_marked(with_lines(text, 1), encoding, form)


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
    soup = BeautifulSoup(html, "lxml")
    reader = _Reader(form == "word", flat)
    root, outside = page_root(soup)
    for part in outside:
        reader.leave_out(part, "outside main")
    blocks = tuple(nest(reader.blocks(root, 0)))
    title = next((b.text for b in blocks if isinstance(b, Heading) and b.level <= 1), "")
    named = soup.head.title if soup.head else None
    page_title = fold_spaces(named.get_text()) if named else ""
    if page_title:
        reader.left.append(LeftOut(page_title, line_of(named, 1), "page title"))
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
        words = words_of(part)
        if count_words(words):
            self.left.append(LeftOut(words, line_of(part if isinstance(part, Tag) else part.parent, 1), reason))

    def stray(self, part: PageElement, depth: int, flow: Flow, out: list[Block | Bullet]) -> None:
        """Reads what stands where only rows, cells or items may."""
        if isinstance(part, Tag):
            self._tag(part, depth, flow, out, False)
        else:
            flow.add(str(part) if type(part) is NavigableString else "\n" * str(part).count("\n"), False)

    def blocks(self, node: Tag, depth: int, line: int = 1, cell: bool = False) -> list[Block | Bullet]:
        """Blocks of all that stands in `node`, bullets not yet nested; `line` is where it stands unless it says."""
        out: list[Block | Bullet] = []
        flow = Flow(line_of(node, line), cell, self.left, self.flat)
        self._walk(node, depth, flow, out)
        out += flow.flush()
        self.end = flow.line
        return out

    def _walk(self, node: Tag, depth: int, flow: Flow, out: list[Block | Bullet], bold: bool = False) -> None:
        for child in node.children:
            if isinstance(child, Tag):
                self._tag(child, depth, flow, out, bold)
            else:
                flow.add(str(child) if type(child) is NavigableString else "\n" * str(child).count("\n"), bold)

    def _tag(self, tag: Tag, depth: int, flow: Flow, out: list[Block | Bullet], bold: bool) -> None:
        name = tag.name.lower()
        flow.at(line_of(tag, flow.line))
        if depth > DEEPEST:
            flow.add(words_of(tag), bold)
            return
        if name in NO_TEXT:
            flow.add("\n" * tag.get_text().count("\n"), False)
            return
        opener = is_opener(tag)
        reason = "" if opener else SILENT.get(name) or left_out_reason(tag)
        if reason:
            out += flow.flush() if name in BLOCKS else []
            flow.add(" " * (name in SILENT), False)
            self.leave_out(tag, reason)
            _pass_over(tag, flow)
        elif name == "br":
            flow.line_break()
        elif name in BLOCKS or (opener and not tag.find_parent(HEADINGS)):
            out += flow.flush()
            out += self._block(tag, name, depth + 1, flow.line, flow.cell)
            flow.at(max(flow.line, self.end))
        elif sign := symbol_of(tag):
            self.leave_out(tag, "list mark" if flow.mark(sign) else "symbol")
            _pass_over(tag, flow)
        elif ends_mark(tag):
            flow.end_mark()
            _pass_over(tag, flow)
        else:
            style = str(tag.get("style", ""))
            flow.add(" " * opener, False)
            self._walk(tag, depth + 1, flow, out, bold or name in BOLD or bool(BOLD_STYLE.search(style)))
            flow.add(" " * opener, False)

    def _block(self, tag: Tag, name: str, depth: int, line: int, cell: bool) -> list[Block | Bullet]:
        if name == "table":
            return self._laid_out(tag, depth, line) if not cell and is_layout(tag) else self._table(tag, depth)
        if name in ("ul", "ol", "dl"):
            return _levelled(list(self._list(tag, depth, line, cell)), google_level(tag))
        if name == "hr":
            return []
        inner = self.blocks(tag, depth, line, cell)
        heading = None if cell else heading_level(tag)
        lines = [block for block in inner if isinstance(block, Paragraph | Bullet)]
        if heading is not None and lines:
            rest = [block for block in inner if not isinstance(block, Paragraph | Bullet)]
            return [Heading(heading, " ".join(block.text for block in lines), lines[0].line), *rest]
        if inner and (level := self._level(tag, inner[0])) is not None:
            first = inner[0]
            assert isinstance(first, Paragraph | Bullet)
            return [Bullet(first.text, first.line, first.label, level), *inner[1:]]
        if name == "p" and not cell and (len(inner) == 1 or self.flat):
            return [self._titled(block) for block in inner]
        return inner

    def _level(self, tag: Tag, first: Block | Bullet) -> int | None:
        """That of a bullet that is written as a paragraph; None where only its glyph can tell it, or it is none."""
        if self.word and isinstance(first, Paragraph | Bullet) and (level := word_level(tag)) is not None:
            return level
        return margin_of(tag) if isinstance(first, Bullet) and tag.name == "p" else None

    def _titled(self, block: Block | Bullet) -> Block | Bullet:
        """A paragraph as a heading, where it is all in bold."""
        if not isinstance(block, Paragraph) or not is_title(block):
            return block
        return Heading(self.flat.level(block.text) if self.flat else 7, block.text, block.line)

    def _list(self, tag: Tag, depth: int, line: int, cell: bool) -> Iterator[Block]:
        """Items of a list; what stands between its items belongs to the item before."""
        items: list[Block] = []
        if depth > DEEPEST:
            words = words_of(tag)
            yield from [Paragraph(words, line_of(tag, line))] if count_words(words) else []
            return
        between: list[Block | Bullet] = []
        flow = Flow(line_of(tag, line), cell, self.left)
        for child in tag.children:
            if not isinstance(child, Tag) or child.name not in ITEMS or left_out_reason(child):
                self.stray(child, depth, flow, between)
                continue
            _below(items, nest([*between, *flow.flush()]))
            between = []
            if child.name in ("ul", "ol"):
                _below(items, list(self._list(child, depth + 1, line, cell)))
            elif child.name == "dd":
                _below(items, nest(self.blocks(child, depth + 1, line, cell)))
            else:
                items += _items(self.blocks(child, depth + 1, line, cell), line_of(child, line))
            flow.at(self.end)
        self.end = flow.line
        _below(items, nest([*between, *flow.flush()]))
        yield from items

    def _table(self, tag: Tag, depth: int) -> list[Block | Bullet]:
        rows: list[list[Spot]] = []
        caption, at = "", line_of(tag, 1)
        before: list[Block | Bullet] = []
        flow = Flow(line_of(tag, 1), False, self.left)
        for row in rows_of(tag):
            named = row.name if isinstance(row, Tag) and not left_out_reason(row) else ""
            if isinstance(row, Tag) and named == "caption":
                text = row.get_text()
                blank = text[: len(text) - len(text.lstrip())]
                at = at if caption else line_of(row, flow.line) + blank.count("\n")
                caption = f"{caption} {words_of(row)}".strip()
            elif isinstance(row, Tag) and named == "tr":
                before += flow.flush()
                spots: list[Spot] = []
                for cell in row.children:
                    if isinstance(cell, Tag) and cell.name in ("td", "th"):
                        before += flow.flush()
                        spots.append(self._cell(cell, depth, line_of(row, flow.line)))
                        flow.at(self.end)
                    else:
                        self.stray(cell, depth, flow, before)
                before += flow.flush()
                rows.append(spots)
            else:
                self.stray(row, depth, flow, before)
        self.end = flow.line
        return [*nest([*before, *flow.flush()]), *make_table(rows, at, caption)]

    def _laid_out(self, tag: Tag, depth: int, line: int) -> list[Block | Bullet]:
        """What stands in a table that only lays out the page, cell after cell."""
        out: list[Block | Bullet] = []
        flow = Flow(line_of(tag, line), False, self.left)
        for row in rows_of(tag):
            parts = row.children if isinstance(row, Tag) and row.name == "tr" and not left_out_reason(row) else (row,)
            for part in parts:
                if isinstance(part, Tag) and part.name == "td" and only_links(part):
                    self.leave_out(part, "navigation")
                else:
                    self.stray(part, depth, flow, out)
            out += flow.flush()
        self.end = flow.line
        return out

    def _cell(self, tag: Tag, depth: int, line: int) -> Spot:
        reason = left_out_reason(tag)
        if reason:
            self.leave_out(tag, reason)
            return Spot(Cell((), line_of(tag, line)), span_of(tag, "rowspan"), span_of(tag, "colspan"))
        blocks = tuple(nest(self.blocks(tag, depth + 1, line, cell=True)))
        cell = Cell(blocks, line_of(tag, line), tag.name == "th")
        return Spot(cell, span_of(tag, "rowspan"), span_of(tag, "colspan"))


def _pass_over(tag: Tag, flow: Flow) -> None:
    """What follows stands behind all lines of a tag that is not read."""
    flow.add("\n" * tag.get_text().count("\n"), False)
    flow.at(max([flow.line, *(line_of(inner, 0) for inner in tag.find_all(True))]))


def _below(items: list[Block], inner: list[Block]) -> None:
    """Puts blocks under the last item, or behind what is none."""
    if inner and items and isinstance(items[-1], Item):
        items[-1] = replace(items[-1], children=(*items[-1].children, *inner))
    else:
        items += inner


def _items(inner: list[Block | Bullet], line: int) -> list[Block]:
    """The blocks of one <li> as items: the first words are its own, what follows stands under them."""
    written = list(takewhile(lambda block: isinstance(block, Bullet), inner))
    if written:  # « <li>• un »: glyphs that somebody typed into a list, or a list of lines in one item
        items = nest(written)
        _below(items, nest(inner[len(written) :]))
        return items
    blocks = nest(inner)
    if not blocks:
        return []
    first = blocks[0]
    if isinstance(first, Heading) and first.level == 7 and len(blocks) > 1:  # bold, and then what it introduces
        first = Paragraph(first.text, first.line, first.text)
    if isinstance(first, Paragraph):
        return [Item(first.text, first.line, first.label, tuple(blocks[1:]))]
    if all(isinstance(block, Item) for block in blocks):
        return blocks
    return [Item("", line, "", tuple(blocks))]


def _levelled(items: list[Block], level: int | None) -> list[Block | Bullet]:
    """Items whose list says its level, to be nested with those of the lists beside it."""
    if level is None:
        return [*items]
    return [
        Bullet(item.text, item.line, item.label, level) if isinstance(item, Item) and not item.children else item
        for item in items
    ]
