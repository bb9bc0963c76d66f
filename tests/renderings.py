"""One report, written again as other bodies and their tools would write it.

In: the blocks of a report. Out: a page of each kind of tool, as text. Refuses to know how the pipeline reads: only the
dataclasses of its blocks are imported.
"""

import html
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from pipeline.model import Block, Cell, Heading, Item, Paragraph, Table

GLYPHS = "•○▪"
BLANK = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span>"


def bold(text: str, label: str) -> str:
    lead = html.escape(label, quote=False)
    return (f"<b>{lead}</b>" if label else "") + html.escape(text[len(label) :], quote=False)


def run_lists(blocks: Iterable[Block]) -> Iterator[Block | list[Item]]:
    """The blocks, items that follow one another as one list."""
    run: list[Item] = []
    for block in blocks:
        if isinstance(block, Item):
            run.append(block)
            continue
        if run:
            yield run
        run = []
        yield block
    if run:
        yield run


class Page:
    """A web page with real lists and tables."""

    top = "<html><head><title>x</title></head><body><main>"
    end = "</main></body></html>"

    captions = True  # can a table have one?
    shift = 0  # of the levels of headings, that begin at 1 here

    def write(self, blocks: Sequence[Block]) -> str:
        self.shift = int(any(isinstance(block, Heading) and block.level == 0 for block in blocks))
        return f"{self.top}{self.body(blocks)}{self.end}"

    def body(self, blocks: Sequence[Block]) -> str:
        return "".join(self.block(block) for block in run_lists(blocks))

    def block(self, block: Block | list[Item], cell: bool = False) -> str:
        if isinstance(block, list):
            return self.listed(block, 0)
        if isinstance(block, Heading):
            return self.heading(block)
        if isinstance(block, Paragraph):
            return self.paragraph(bold(block.text, block.label))
        assert isinstance(block, Table)
        return self.table(block)

    def heading(self, block: Heading) -> str:
        if block.level == 7:
            return f"<p><strong>{html.escape(block.text)}</strong></p>\n"
        level = min(6, block.level + self.shift)
        return f"<h{level}>{html.escape(block.text)}</h{level}>\n"

    def paragraph(self, words: str) -> str:
        return f"<p>{words}</p>\n"

    def listed(self, items: Sequence[Block], depth: int) -> str:
        inner = "".join(
            f"<li>{bold(item.text, item.label)}{self.listed(item.children, depth + 1) if item.children else ''}</li>\n"
            for item in items
            if isinstance(item, Item)
        )
        others = "".join(self.block(block) for block in items if not isinstance(block, Item))
        return (f"<ul>\n{inner}</ul>\n" if inner else "") + others

    def table(self, table: Table) -> str:
        caption = f"<caption>{html.escape(table.caption)}</caption>" if table.caption else ""
        return f"<table>{caption}\n{''.join(self.row(table, r) for r in range(len(table.rows)))}</table>\n"

    def row(self, table: Table, r: int) -> str:
        cells = []
        for c, cell in enumerate(table.rows[r]):
            if cell.origin:
                tag = "th" if r < table.heads else "td"
                cells.append(f"<{tag}{spans(table, r, c)}>{self.cell(cell)}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>\n"

    def cell(self, cell: Cell) -> str:
        return "".join(self.block(block, cell=True) for block in run_lists(cell.blocks))


def spans(table: Table, r: int, c: int) -> str:
    """The attributes of a cell that reaches over others: copies of it that are no origin."""
    cell = table.rows[r][c]
    wide = next((n for n in count(1) if c + n >= len(table.rows[r]) or not _copy(table.rows[r][c + n], cell)), 1)
    high = next((n for n in count(1) if r + n >= len(table.rows) or not _copy(table.rows[r + n][c], cell)), 1)
    return f" colspan={wide}" * (wide > 1) + f" rowspan={high}" * (high > 1)


def _copy(other: Cell, cell: Cell) -> bool:
    return not other.origin and other.blocks == cell.blocks and other.line == cell.line and bool(cell.blocks)


class Accordions(Page):
    """The State's design system: what stands under a heading of the second level opens at a click."""

    top = """<html><head><title>x</title></head><body><div class="fr-skiplinks"><nav>Contenu</nav></div>
<header role="banner" class="fr-header"><div>Accueil</div></header><nav class="fr-breadcrumb"><a>Accueil</a></nav>
<form id="page"><div class="fr-container no-sidebar"><div class="entry-meta">Publié le 3 mars</div>"""
    end = "</div></form><footer>Mentions</footer></body></html>"

    def body(self, blocks: Sequence[Block]) -> str:
        out: list[str] = []
        opened = 0
        for block in run_lists(blocks):
            outer = isinstance(block, Heading) and block.level <= 2
            out += ["</div></section>\n"] if opened and outer else []
            opened = 0 if outer else opened
            if isinstance(block, Heading) and block.level == 2:
                opened = len(out) + 1
                button = (
                    f"<button class='fr-accordion__btn' aria-controls='v{opened}'>{html.escape(block.text)}</button>"
                )
                out.append(f"<section class='fr-accordion'><h2>{button}</h2>")
                out.append(f"<div class='fr-collapse' id='v{opened}' aria-hidden='true'>")
            else:
                out.append(self.block(block))
        return "".join([*out, "</div></section>" * bool(opened)])


class Typed(Page):
    """A page of an old CMS: a table lays it out, bullets are typed, line breaks part them."""

    top = "<html><body><table><tr><td><a>Accueil</a> <a>Plan</a></td><td>"
    end = "</td></tr></table></body></html>"

    def listed(self, items: Sequence[Block], depth: int) -> str:
        return f"<p>{'<br />'.join(self.lines(items, 0))}</p>\n"

    def lines(self, items: Sequence[Block], depth: int) -> Iterator[str]:
        for item in items:
            assert isinstance(item, Item)
            yield f"{GLYPHS[depth]}&nbsp;{bold(item.text, item.label)}"
            yield from self.lines(item.children, depth + 1)

    def cell(self, cell: Cell) -> str:
        return "<br>\n".join(
            "<br>\n".join(self.lines(block, 0)) if isinstance(block, list) else self.block(block, cell=True)
            for block in run_lists(cell.blocks)
        )


class Google(Page):
    """A text of Google Docs: nested lists stand beside one another, all is a span."""

    top = "<html><head><style>li{margin:0}</style></head><body class='c1 doc-content'>"
    end = "</body></html>"

    def paragraph(self, words: str) -> str:
        words = words.replace("<b>", "<span style=font-weight:700>").replace("</b>", "</span>")
        return f"<p class='c2'><span>{words}</span></p>"

    def listed(self, items: Sequence[Block], depth: int) -> str:
        out = []
        for item in items:
            assert isinstance(item, Item)
            words = self.paragraph(bold(item.text, item.label)).removeprefix("<p class='c2'>").removesuffix("</p>")
            out.append(f"<ul class='c3 lst-kix_k-{depth}'><li class='c4'>{words}</li></ul>")
            out.append(self.listed(item.children, depth + 1) if item.children else "")
        return "".join(out)


class Word(Page):
    """A page that Word saved as filtered: heads and bullets are paragraphs, margins tell the levels."""

    top = "<html><body lang=FR><div class=WordSection1><p class=MsoToc1>Sommaire 3</p>\n"
    end = "<!--[if gte mso 9]><xml>x</xml><![endif]--></div></body></html>"

    def paragraph(self, words: str) -> str:
        return f"<p class=MsoNormal>{words}<o:p></o:p></p>\n"

    def listed(self, items: Sequence[Block], depth: int) -> str:
        out = []
        for item in items:
            assert isinstance(item, Item)
            font, sign = (("Symbol", "·"), ("Courier New", "o"), ("Wingdings", "§"))[depth]
            mark = f"<span style='font-family:{font}'>{sign}{BLANK}</span>"
            place = f"margin-left:{36 * (depth + 1)}.0pt;text-indent:-18.0pt"
            words = bold(item.text, item.label)
            out.append(f"<p class=MsoListParagraphCxSpMiddle style='{place}'>{mark}{words}</p>\n")
            out.append(self.listed(item.children, depth + 1) if item.children else "")
        return "".join(out)

    def row(self, table: Table, r: int) -> str:
        return super().row(table, r).replace("<th", "<td").replace("</th>", "</td>")


class Markdown(Page):
    """Markdown: bars part the cells, breaks the lines in them."""

    top, end = "---\ntitle: x\n---\n\n", "\n"
    captions = False

    def words(self, text: str, label: str) -> str:
        lead = f"**{label}**" if label else ""
        return (lead + text[len(label) :]).replace("|", "\\|")

    def heading(self, block: Heading) -> str:
        return (
            f"**{block.text}**\n\n"
            if block.level == 7
            else f"{'#' * min(6, block.level + self.shift)} {block.text}\n\n"
        )

    def block(self, block: Block | list[Item], cell: bool = False) -> str:
        if isinstance(block, Paragraph):
            return f"{self.words(block.text, block.label)}\n\n"
        return super().block(block)

    def listed(self, items: Sequence[Block], depth: int) -> str:
        out = []
        for item in items:
            assert isinstance(item, Item)
            out.append(f"{'  ' * depth}- {self.words(item.text, item.label)}\n")
            out.append(self.listed(item.children, depth + 1) if item.children else "")
        return "".join(out) + "\n" * (not depth)

    def lines(self, items: Sequence[Block], depth: int) -> Iterator[str]:
        for item in items:
            assert isinstance(item, Item)
            yield f"{'  ' * depth}- {self.words(item.text, item.label)}"
            yield from self.lines(item.children, depth + 1)

    def inner(self, cell: Cell) -> str:
        """A cell that spans others says its words once."""
        if not cell.origin:
            return ""
        parts: list[str] = []
        for block in run_lists(cell.blocks):
            assert isinstance(block, list | Paragraph)
            parts += self.lines(block, 0) if isinstance(block, list) else [self.words(block.text, block.label)]
        return "<br>".join(parts)

    def cells(self, row: Sequence[Cell]) -> list[str]:
        """One that reaches over its row is bold, for nothing else can tell it from the first of the row."""
        cells = [self.inner(cell) for cell in row]
        alone = len(row) > 1 and sum(cell.origin for cell in row) == 1 and "*" not in cells[0]
        return [f"**{cells[0].removeprefix('<p>').removesuffix('</p>')}**", *cells[1:]] if alone else cells

    def table(self, table: Table) -> str:
        rows = [f"| {' | '.join(self.cells(row))} |" for row in table.rows]
        return "\n".join([rows[0], "|---" * len(table.rows[0]) + "|", *rows[1:]]) + "\n\n"


class Bars(Markdown):
    """Markdown whose cells hold lists of HTML over several lines."""

    def inner(self, cell: Cell) -> str:
        return self.cell(cell).replace("|", "&#124;").strip() if cell.origin else ""

    def cell(self, cell: Cell) -> str:
        return "".join(
            Page().listed(block, 0) if isinstance(block, list) else f"<p>{bold(block.text, block.label)}</p>"
            for block in run_lists(cell.blocks)
            if isinstance(block, list | Paragraph)
        )


class Tabs(Bars):
    """Markdown whose tables are lines with tabs and HTML in their cells."""

    def inner(self, cell: Cell) -> str:
        return super().inner(cell).replace("&#124;", "|").replace("\n", "")

    def table(self, table: Table) -> str:
        return "\n".join("\t".join(self.cells(row)) for row in table.rows) + "\n\n"


class Inserted(Markdown):
    """Markdown with tables of HTML."""

    captions = True

    def table(self, table: Table) -> str:
        return f"{Page().table(table)}\n"


TOOLS: dict[str, tuple[Page, str]] = {
    "page": (Page(), ".html"),
    "accordions": (Accordions(), ".html"),
    "typed": (Typed(), ".html"),
    "google": (Google(), ".html"),
    "word": (Word(), ".htm"),
    "markdown": (Markdown(), ".md"),
    "bars": (Bars(), ".md"),
    "tabs": (Tabs(), ".md"),
    "inserted": (Inserted(), ".md"),
}
