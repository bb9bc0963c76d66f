"""Word files (.docx) -> one tree of blocks.

In: the bytes of a .docx. Out: a Document; the line of a block is the number of its paragraph in the document, from 1,
counted as Word does: empty ones and those in tables too. It refuses to know how a page looks. lxml, which the web pages
need anyway, reads it and not python-docx or mammoth: both pass over words that a reader sees, such as those in content
controls, insertions under review, text boxes or cells that a span hides, and here every word must be accounted for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from pipeline.errors import ReportError
from pipeline.formats.asides import gather
from pipeline.formats.bullets import Bullet, nest
from pipeline.formats.docx_styles import CAPTION, CONTENTS, Styles, child, read_styles, switch
from pipeline.formats.flow import Flow, is_title
from pipeline.formats.package import Package, attribute, local, whole
from pipeline.model import Block, Cell, Document, Heading, LeftOut, Paragraph
from pipeline.tables import Spot, make_table
from pipeline.text import count_words, fold_spaces

NO_BODY = "This file holds no Word document: open it and save it as .docx, or as a web page (.html)."
# tags whose inside stands where they stand
CLEAR = frozenset(
    "hyperlink ins moveTo smartTag sdt sdtContent customXml fldSimple dir bdo ruby rubyBase Choice Fallback".split()
)
DROPPED = {"del": "deleted in review", "moveFrom": "deleted in review"}
SIGNS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-"}
ASIDE = (
    ("word/header*.xml", "running head"),
    ("word/footer*.xml", "running foot"),
    ("word/comments.xml", "comment"),
)


def read_docx(data: bytes) -> Document:
    """The document of a Word file. Raises ReportError when it is none, is locked or damaged, or too large."""
    package = Package(data)
    root = next(package.find("word/document*.xml"), None)  # some programs number it
    body = child(root, "body")
    if root is None or body is None:
        raise ReportError(NO_BODY)
    reader = _Reader(read_styles(package.part("word/styles.xml")), _notes(package))
    reader.lines = {p: number for number, p in enumerate((node for node in root.iter() if local(node) == "p"), 1)}
    blocks = tuple(nest(reader.container(body)))
    for pattern, reason in ASIDE:
        for part in package.find(pattern):
            reader.leave_out(part, reason)
    title = next((b.text for b in blocks if isinstance(b, Heading) and b.level <= 1), "")
    return Document(blocks, title or _title(package), "utf-8", "docx", (), tuple(reader.left))


def _title(package: Package) -> str:
    """The title that the file's properties give."""
    found = child(package.part("docProps/core.xml"), "title")
    return fold_spaces(found.text or "") if found is not None else ""


def _notes(package: Package) -> dict[tuple[str, str], etree._Element]:
    """The foot- and endnotes of a file, by kind and id; separators are no notes."""
    notes: dict[tuple[str, str], etree._Element] = {}
    for kind in ("footnote", "endnote"):
        root = package.part(f"word/{kind}s.xml")
        for node in root if root is not None else ():
            if local(node) == kind and attribute(node, "type", "normal") == "normal":
                notes[kind, attribute(node, "id")] = node
    return notes


class _Reader:
    """One walk over a document; keeps what was left out."""

    def __init__(self, styles: Styles, notes: dict[tuple[str, str], etree._Element]) -> None:
        self.styles = styles
        self.notes = notes
        self.left: list[LeftOut] = []
        self.lines: dict[etree._Element, int] = {}
        self.line = 1  # of the paragraph that is read
        self.aside: list[Block | Bullet] = []  # text boxes and notes of what was read, to stand behind it
        self.caption: Paragraph | None = None  # the last one

    def leave_out(self, node: etree._Element, reason: str) -> None:
        words = fold_spaces(_text(node))
        if count_words(words):
            self.left.append(LeftOut(words, self.line, reason))

    # --- blocks ----------------------------------------------------------------------------------------------------

    def container(self, node: etree._Element, cell: bool = False) -> list[Block | Bullet]:
        """Blocks of all that stands in `node`, bullets not nested."""
        return gather(self, self._parts(node, cell))

    def _parts(self, node: etree._Element, cell: bool) -> Iterator[Block | Bullet]:
        for inner in node:
            name = local(inner)
            if name == "p":
                blocks = self._paragraph(inner, cell)
                if not blocks:
                    blocks, self.aside = self.aside, []
                yield from blocks
            elif name == "tbl":
                yield from self._table(inner)
            elif name in DROPPED:
                self.leave_out(inner, DROPPED[name])
            elif name == "sdt" and "Table of Contents" in _gallery(inner):
                self.leave_out(inner, "table of contents")
            elif name == "AlternateContent":
                yield from self._parts(_choice(inner), cell)
            elif name in CLEAR:
                yield from self._parts(inner, cell)

    def _paragraph(self, node: etree._Element, cell: bool) -> list[Block | Bullet]:
        properties = child(node, "pPr")
        style = attribute(child(properties, "pStyle"), "val", self.styles.default)
        self.line = self.lines.get(node, self.line)
        if CONTENTS.fullmatch(self.styles.name(style)):
            self.leave_out(node, "table of contents")
            return []
        flow = Flow(self.line, cell, self.left)
        self._inline(node, flow, self.styles.is_bold(style))
        lines = flow.flush()
        if not lines:
            return []
        first = lines[0]
        heading = None if cell else self.styles.heading_level(properties, style)
        if heading is not None:
            return [Heading(heading, " ".join(line.text for line in lines), first.line)]
        level = self.styles.list_level(properties, style)
        if level is not None:
            return [Bullet(first.text, first.line, first.label, level), *lines[1:]]
        if len(lines) == 1 and isinstance(first, Paragraph):
            if CAPTION.match(self.styles.name(style)):
                self.caption = first
            elif not cell and is_title(first):
                return [Heading(7, first.text, first.line)]
        return list(lines)

    # --- running text ----------------------------------------------------------------------------------------------

    def _inline(self, node: etree._Element, flow: Flow, bold: bool) -> None:
        for inner in node:
            name = local(inner)
            if name == "r":
                self._run(inner, flow, bold)
            elif name in DROPPED:
                self.leave_out(inner, DROPPED[name])
            elif name == "AlternateContent":
                self._inline(_choice(inner), flow, bold)
            elif name in CLEAR:
                self._inline(inner, flow, bold)
            elif name in ("oMath", "oMathPara"):
                flow.add(_text(inner), bold)

    def _run(self, node: etree._Element, flow: Flow, bold: bool) -> None:
        properties = child(node, "rPr")
        if switch(properties, "vanish"):
            self.leave_out(node, "hidden")
            return
        own = switch(properties, "b")
        bold = (bold or self.styles.is_bold(attribute(child(properties, "rStyle"), "val"))) if own is None else own
        for inner in node:
            name = local(inner)
            if name == "t":
                flow.add((inner.text or "").replace("\n", " "), bold)
            elif name in SIGNS:
                flow.add(SIGNS[name], bold)
            elif name in ("br", "cr"):
                flow.line_break()
            elif name in ("footnoteReference", "endnoteReference"):
                self._note(name.removesuffix("Reference"), attribute(inner, "id"))
            elif name in ("drawing", "pict", "object"):
                self._boxes(inner)
            elif name == "AlternateContent":
                self._boxes(_choice(inner))
            elif name == "ruby":
                self._inline(inner, flow, bold)

    def _note(self, kind: str, note_id: str) -> None:
        """A note stands once, behind the block that first refers to it."""
        note = self.notes.pop((kind, note_id), None)
        if note is not None:
            line = self.line
            self.aside += self.container(note)
            self.line = line

    def _boxes(self, node: etree._Element) -> None:
        """The text boxes of a drawing."""
        for inner in node:
            if local(inner) == "txbxContent":
                self.aside += self.container(inner)
            else:
                self._boxes(_choice(inner) if local(inner) == "AlternateContent" else inner)

    # --- tables ----------------------------------------------------------------------------------------------------

    def _table(self, node: etree._Element) -> list[Block]:
        rows: list[list[Spot]] = []
        merged: dict[int, tuple[int, int]] = {}  # column -> the cell that is merged downwards there
        for row in self._members(node, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                self.leave_out(row, DROPPED["del"])
                continue
            head = bool(switch(properties, "tblHeader"))
            at = whole(attribute(child(properties, "gridBefore"), "val"))
            spots = [Spot(Cell((), self._first_line(row)), 1, at)] if at else []
            rows.append(spots)
            for cell in self._members(row, "tc"):
                properties = child(cell, "tcPr")
                span = max(1, whole(attribute(child(properties, "gridSpan"), "val")))
                merge = child(properties, "vMerge")
                blocks = tuple(nest(self.container(cell, cell=True)))
                if merge is not None and attribute(merge, "val", "continue") == "continue" and at in merged:
                    r, c = merged[at]
                    owner = rows[r][c]
                    whole_cell = replace(owner.cell, blocks=owner.cell.blocks + blocks)
                    rows[r][c] = replace(owner, cell=whole_cell, rowspan=len(rows) - r)
                else:
                    spots.append(Spot(Cell(blocks, self._first_line(cell), head), 1, span))
                    merged.pop(at, None)
                    if merge is not None:
                        merged[at] = len(rows) - 1, len(spots) - 1
                at += span
        return make_table(rows, self._first_line(node))

    def _members(self, node: etree._Element, name: str) -> Iterator[etree._Element]:
        """Rows of a table, cells of a row; what holds them in between is looked through."""
        for inner in node:
            if local(inner) == name:
                yield inner
            elif local(inner) in DROPPED:
                self.leave_out(inner, DROPPED[local(inner)])
            elif local(inner) in CLEAR:
                yield from self._members(inner, name)

    def _first_line(self, node: etree._Element) -> int:
        return next((self.lines[p] for p in node.iter() if p in self.lines), self.line)


def _choice(node: etree._Element) -> etree._Element:
    """Of two ways to show one thing, the first: the second says the same for older programs."""
    return next((inner for inner in node if local(inner) == "Choice"), node)


def _gallery(node: etree._Element) -> str:
    """What kind of part a content control holds, as « Table of Contents »."""
    part = child(child(node, "sdtPr"), "docPartObj")
    return attribute(child(part, "docPartGallery"), "val")


def _text(node: etree._Element) -> str:
    """All letters under a node, a space between paragraphs."""
    found = []
    for inner in node.iter():
        name = local(inner)
        if name in ("t", "delText"):
            found.append(inner.text or "")
        elif name in ("p", "br", "tab", "cr"):
            found.append(" ")
    return "".join(found)
