"""LibreOffice files (.odt) -> one tree of blocks.

In: the bytes of an .odt. Out: a Document; the line of a block is the number of its paragraph or heading in the text,
from 1, empty ones and those in tables too. It refuses to know how a page looks. lxml, which the web pages need anyway,
reads it: the form is a handful of tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.errors import ReportError
from pipeline.formats.asides import gather
from pipeline.formats.bullets import Bullet, nest
from pipeline.formats.docx_styles import child
from pipeline.formats.flow import Flow, is_title
from pipeline.formats.package import Package, attribute, local, whole
from pipeline.model import Block, Cell, Document, Heading, LeftOut, Paragraph
from pipeline.tables import Spot, make_table
from pipeline.text import count_words, fold_spaces

NO_BODY = "This file holds no text document: open it and save it as .odt or .docx."
INDEXES = frozenset(
    "table-of-content illustration-index table-index object-index user-index alphabetical-index bibliography".split()
)
LEFT_OUT = dict.fromkeys(INDEXES, "table of contents") | {
    "tracked-changes": "deleted in review",
    "annotation": "comment",
    "ruby-text": "hidden",
}
SPACES = frozenset(("p", "h", "s", "tab", "line-break"))
ASIDE = {"header": "running head", "footer": "running foot"}
MOST_REPEATED = 100  # times that one cell or row may say that it is repeated: more is an empty margin
DEEPEST_STYLE = 20


def read_odt(data: bytes) -> Document:
    """The document of a LibreOffice text. Raises ReportError when it is none, is locked or damaged, or too large."""
    package = Package(data)
    manifest = package.part("META-INF/manifest.xml")
    if manifest is not None and any(local(node) == "encryption-data" for node in manifest.iter()):
        raise ReportError("A password protects this file: save it without one.")
    root = package.part("content.xml")
    body = child(child(root, "body"), "text")
    if root is None or body is None:
        raise ReportError(NO_BODY)
    styles = package.part("styles.xml")
    reader = _Reader([part for part in (styles, root) if part is not None])
    written = (node for node in body.iter() if local(node) in ("p", "h"))
    reader.lines = {node: number for number, node in enumerate(written, 1)}
    blocks = tuple(nest(reader.container(body)))
    for node in styles.iter() if styles is not None else ():
        reason = ASIDE.get(local(node).removesuffix("-left").removesuffix("-first"))
        if reason:
            reader.leave_out(node, reason)
    title = next((b.text for b in blocks if isinstance(b, Heading) and b.level <= 1), "")
    return Document(blocks, title, "utf-8", "odt", (), tuple(reader.left))


class _Reader:
    """One walk over a document; keeps what was left out."""

    def __init__(self, parts: list[etree._Element]) -> None:
        self.left: list[LeftOut] = []
        self.lines: dict[etree._Element, int] = {}
        self.line = 1  # of the paragraph that is read
        self.aside: list[Block | Bullet] = []  # text boxes and notes of what was read, to stand behind it
        self.caption: Paragraph | None = None  # the last one
        self.parents: dict[str, str] = {}
        self.weights: dict[str, bool] = {}
        for style in (node for part in parts for node in part.iter() if local(node) == "style"):
            name = attribute(style, "name")
            self.parents[name] = attribute(style, "parent-style-name")
            weight = attribute(child(style, "text-properties"), "font-weight")
            if weight:
                self.weights[name] = weight in ("bold", "600", "700", "800", "900")

    def _chain(self, node: etree._Element) -> list[str]:
        """The names of a paragraph's or span's style and of those that it is based on, nearest first."""
        chain: list[str] = []
        name = attribute(node, "style-name")
        while name and len(chain) < DEEPEST_STYLE:
            chain.append(name)
            name = self.parents.get(name, "")
        return chain

    def is_bold(self, node: etree._Element, default: bool) -> bool:
        return next((self.weights[name] for name in self._chain(node) if name in self.weights), default)

    def leave_out(self, node: etree._Element, reason: str) -> None:
        words = fold_spaces(_text(node))
        if count_words(words):
            self.left.append(LeftOut(words, self.lines.get(node, self.line), reason))

    # --- blocks ----------------------------------------------------------------------------------------------------

    def container(self, node: etree._Element, cell: bool = False, level: int = 0) -> list[Block | Bullet]:
        """Blocks of all that stands in `node`, bullets not nested."""
        return gather(self, self._parts(node, cell, level))

    def _parts(self, node: etree._Element, cell: bool, level: int) -> Iterator[Block | Bullet]:
        for inner in node:
            name = local(inner)
            if name in ("p", "h"):
                blocks = self._paragraph(inner, cell)
                if not blocks:
                    blocks, self.aside = self.aside, []
                yield from blocks
            elif name == "list":
                for item in inner:
                    yield from self._item(item, cell, level + 1)
            elif name == "table":
                yield from self._table(inner)
            elif name in LEFT_OUT:
                self.leave_out(inner, LEFT_OUT[name])
            elif name in ("section", "text-box", "frame", "g", "custom-shape"):
                yield from self._parts(inner, cell, level)

    def _item(self, node: etree._Element, cell: bool, level: int) -> Iterator[Block | Bullet]:
        """The blocks of a list item: its first words are the bullet, unless a heading or bullets."""
        for number, block in enumerate(self._parts(node, cell, level)):
            if number == 0 and isinstance(block, Paragraph):
                yield Bullet(block.text, block.line, block.label, min(level, 9))
            else:
                yield block

    def _paragraph(self, node: etree._Element, cell: bool) -> list[Block | Bullet]:
        self.line = self.lines.get(node, self.line)
        chain = self._chain(node)
        flow = Flow(self.line, cell, self.left)
        self._inline(node, flow, self.is_bold(node, False))
        lines = flow.flush()
        if not lines:
            return []
        first = lines[0]
        if not cell and (local(node) == "h" or "Title" in chain):
            level = 0 if "Title" in chain else max(1, whole(attribute(node, "outline-level", "1")))
            return [Heading(level, " ".join(line.text for line in lines), first.line)]
        if len(lines) == 1 and isinstance(first, Paragraph):
            if {"Caption", "Table"} & set(chain):
                self.caption = first
            elif not cell and is_title(first) and local(node.getparent()) != "list-item":
                return [Heading(7, first.text, first.line)]
        return list(lines)

    # --- running text ----------------------------------------------------------------------------------------------

    def _inline(self, node: etree._Element, flow: Flow, bold: bool) -> None:
        flow.add(node.text or "", bold)
        for inner in node:
            name = local(inner)
            if name in ("s", "tab"):
                flow.add(" ", bold)
            elif name == "line-break":
                flow.line_break()
            elif name == "note":
                self._aside(child(inner, "note-body"))
            elif name == "frame":
                self._aside(inner)
            elif name in LEFT_OUT:
                self.leave_out(inner, LEFT_OUT[name])
            elif name:
                self._inline(inner, flow, self.is_bold(inner, bold))
            flow.add(inner.tail or "", bold)

    def _aside(self, node: etree._Element | None) -> None:
        """What stands beside the running text: it goes behind the paragraph, and keeps the paragraph's line."""
        line = self.line
        self.aside += self.container(node) if node is not None else []
        self.line = line

    # --- tables ----------------------------------------------------------------------------------------------------

    def _table(self, node: etree._Element) -> list[Block]:
        rows = []
        for row, head in _rows(node, False):
            spots = []
            for cell in row:
                if local(cell) == "covered-table-cell":
                    self.leave_out(cell, "hidden")
                elif local(cell) == "table-cell":
                    blocks = tuple(nest(self.container(cell, cell=True)))
                    across = max(1, whole(attribute(cell, "number-columns-spanned", "1")))
                    repeated = max(1, min(whole(attribute(cell, "number-columns-repeated", "1")), MOST_REPEATED))
                    down = max(1, whole(attribute(cell, "number-rows-spanned", "1")))
                    spots.append(Spot(Cell(blocks, self._first_line(cell), head), down, across * repeated))
            rows.append(spots)
        return make_table(rows, self._first_line(node))

    def _first_line(self, node: etree._Element) -> int:
        return next((self.lines[inner] for inner in node.iter() if inner in self.lines), self.line)


def _rows(table: etree._Element, head: bool) -> Iterator[tuple[etree._Element, bool]]:
    """The rows of a table, those in groups too, and whether they are its head."""
    for inner in table:
        if local(inner) == "table-row":
            yield inner, head
        elif local(inner) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(inner, head or local(inner) == "table-header-rows")


def _text(node: etree._Element) -> str:
    """All letters under a node, a space between paragraphs."""
    pieces = [node.text or ""]
    for inner in node:
        pieces += [" " if local(inner) in SPACES else "", _text(inner) if local(inner) else "", inner.tail or ""]
    return "".join(pieces)
