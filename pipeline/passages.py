"""The tree of blocks -> Passages, the smallest texts that can be cited.

In: a Document. Out: Passages in the order of the report, each word of the body in exactly one of them, each knowing its
section, objective, column and parent. It refuses to look for records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import zip_longest

from pipeline.lexicon import Row, load_lexicon
from pipeline.model import Block, Cell, Document, Heading, Item, Paragraph, Passage, Role, Table
from pipeline.text import count_words, fold_spaces

LONGEST_HEAD = 8  # words of a column's head
LONG_CELL = 6  # mean words of a column's cells from which it tells actions and not figures or names
LONGEST_TEXT = 20_000  # letters of one passage; the longest real paragraphs have 5,000
FIGURES = 0.7  # share of a column's cells from which it is one of figures
YEAR_OR_WORD = re.compile(r"(?:19|20)\d\d|[^\d]*[^\W\d_]{3}[^\d]*(?:(?:19|20)\d\d)?[^\d]*")
LONG_WORD = re.compile(
    r"[^\W\d_]{5}"
)  # no unit: « euros » counts as a word, and « 12 k€ », « 45 %, dont 3 pts » do not
BETWEEN = " ; "  # joins the lines of a cell that is one passage
BETWEEN_WORDS = re.compile(r"[^0-9a-z]+")


def cut_passages(document: Document, headers: Sequence[tuple[str, str]] = ()) -> tuple[Passage, ...]:
    """All passages of a document; `headers` maps heads of columns as a body writes them to usual ones."""
    cutter = _Cutter({_fold(written): usual for written, usual in headers})
    cutter.blocks(document.blocks, None)
    return tuple(cutter.passages)


@cache
def load_heads() -> Mapping[str, Row]:
    """Folded head of a column -> its role (objective, action or other), and whether it must be the whole head or may be
    the first word: « Qui » alone names partners, a question may ask anything."""
    return {_fold(row["form"]): row for row in load_lexicon("heads")}


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return BETWEEN_WORDS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


class _Cutter:
    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        self.passages: list[Passage] = []
        self.headings: list[Heading] = []
        self.row_section = ""  # a row that spans its table
        self.objective = ""
        self.column = ""
        self.caption = ""

    # --- placing words ---------------------------------------------------------------------------------------------

    def place(self, text: str, line: int, role: Role, *, label: str = "", parent: int | None = None) -> int:
        """One more passage; returns its index."""
        section = tuple(h.text for h in self.headings) + ((self.row_section,) if self.row_section else ())
        first = len(self.passages)
        for part in _parts(text):
            self.passages.append(
                Passage(part, line, role, section, self.objective, self.column, label, parent, self.caption)
            )
            label = ""
        return first

    def blocks(self, blocks: Iterable[Block], parent: int | None) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                self.heading(block)
            elif isinstance(block, Paragraph):
                if count_words(block.text):
                    self.place(block.text, block.line, "action", label=block.label, parent=parent)
            elif isinstance(block, Item):
                under = parent
                if count_words(block.text):
                    under = self.place(block.text, block.line, "action", label=block.label, parent=parent)
                self.blocks(block.children, under)
            else:
                self.table(block, parent)

    def heading(self, heading: Heading) -> None:
        while self.headings and self.headings[-1].level >= heading.level:
            self.headings.pop()
        self.place(heading.text, heading.line, "section")
        self.headings.append(heading)

    # --- tables ----------------------------------------------------------------------------------------------------

    def table(self, table: Table, parent: int | None) -> None:
        outer = self.row_section, self.objective, self.column, self.caption
        self.caption = table.caption
        if count_words(table.caption):
            self.place(table.caption, table.line, "caption")
        rows, heads = table.rows, table.heads
        if self._is_sheet(rows):
            rows, heads = tuple(zip(*rows, strict=True)), 1
        heads = heads or int(self._first_row_is_head(rows))
        names = [self._name(rows[:heads], c) for c in range(len(rows[0]))]
        for row in rows[:heads]:
            for cell in row:
                if _begins(cell):
                    self.place(_text(cell), _line(cell), "head")
        roles = self._roles(names, rows[heads:])
        self.objective = ""
        for row, following in zip_longest(rows[heads:], rows[heads + 1 :]):
            self.row(row, names, roles, parent, followed=following is not None and _begins(following[0]))
        self.row_section, self.objective, self.column, self.caption = outer

    def row(
        self, row: Sequence[Cell], names: Sequence[str], roles: Sequence[str], parent: int | None, followed: bool
    ) -> None:
        """One row: its objective first, then its actions, then the other columns under the first action.

        What stands over a whole row is a section of the table, and so is a bold cell before empty ones, `followed` by
        a row that begins with a cell of its own."""
        written = [cell for cell in row if _begins(cell)]
        alone = len(row) > 1 and len(written) == 1 and _is_short(written[0])
        if alone and (_spans(row, written[0]) or (followed and written[0] is row[0] and _is_bold(row[0]))):
            self.row_section, self.objective, self.column = "", "", ""
            self.place(_text(written[0]), _line(written[0]), "section")
            self.row_section = _text(written[0])
            return
        for cell, role in zip(row, roles, strict=True):
            if role == "objective" and _begins(cell):
                self.objective, self.column = "", ""
                self.place(_text(cell), _line(cell), "objective")
                self.objective = _text(cell)
        first: int | None = None
        for cell, name, role in zip(row, names, roles, strict=True):
            if role == "action" and cell.origin:
                self.column = name
                before = len(self.passages)
                self.blocks(cell.blocks, parent)
                first = before if first is None and len(self.passages) > before else first
        for cell, name, role in zip(row, names, roles, strict=True):
            if role == "other" and _begins(cell):
                self.column = name
                self.place(_text(cell), _line(cell), "action", parent=parent if first is None else first)
        self.column = ""

    def _usual(self, head: str) -> str:
        return _fold(self.headers.get(_fold(head), head))

    def _is_sheet(self, rows: Sequence[Sequence[Cell]]) -> bool:
        """Do the heads stand at the left, as on the sheet of one action: « Objectif », « Réalisation », « Coût »?"""
        if len(rows[0]) < 2 or any(sum(cell.origin for cell in row) > 2 for row in rows):
            return False
        heads = load_heads()
        said = {head for row in rows if (head := self._usual(_text(row[0]))) in heads}
        told = any(heads[head]["role"] != "other" for head in said)
        return told and len(said) > 1 and len(said) >= len(rows) / 2 and self._usual(_text(rows[0][-1])) not in heads

    def _first_row_is_head(self, rows: Sequence[Sequence[Cell]]) -> bool:
        """A first row of short cells: a known head, all bold over some that are not, or a word or year over figures."""
        if len(rows) < 2:
            return False
        texts = [_text(cell) for cell in rows[0]]
        if any(count_words(text) > LONGEST_HEAD for text in texts):
            return False
        bold = [_is_bold(cell) for cell in rows[0] if _begins(cell)]
        if len(bold) > 1 and all(bold) and any(_begins(cell) and not _is_bold(cell) for cell in rows[1]):
            return True
        if any(_is_figures(rows[1:], c) and YEAR_OR_WORD.fullmatch(text) for c, text in enumerate(texts) if c):
            return True
        return any(_role(self._usual(text)) for text in texts)

    def _name(self, heads: Sequence[Sequence[Cell]], column: int) -> str:
        """The heads above a column, outermost first; a head that spans rows or columns counts once."""
        names: list[str] = []
        for row in heads:
            text = _text(row[column])
            if text and text not in names:
                names.append(text)
        return " – ".join(names)

    def _roles(self, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
        """Of each column: objective, action or other. Every table has a column of actions."""
        figures = [_is_figures(rows, c) for c in range(len(names))]
        roles = ["other" if figures[c] else _role(self._usual(name)) for c, name in enumerate(names)]
        means = [_mean_words(rows, c) for c in range(len(names))]
        if "action" not in roles:
            free = [c for c, role in enumerate(roles) if not role]
            longest = max(free, key=lambda c: (means[c], -c), default=None)
            if longest is not None and means[longest] >= LONG_CELL:
                roles[longest] = "action"
        if "objective" not in roles and not roles[0] and len(roles) > 1:
            roles[0] = "objective"
        if "objective" not in roles and "action" not in roles and len(roles) > 1:
            roles[0] = "objective"  # a table of figures: its first column names the rows
        return [role or ("action" if means[c] >= LONG_CELL else "other") for c, role in enumerate(roles)]


def _parts(text: str) -> list[str]:
    """A text that is longer than any paragraph, in parts that can be searched; any other as it is."""
    parts = []
    while len(text) > LONGEST_TEXT:
        cut = text.rfind(" ", LONGEST_TEXT // 2, LONGEST_TEXT)
        cut = LONGEST_TEXT if cut < 0 else cut
        parts.append(text[:cut])
        text = text[cut:].lstrip()
    return [*parts, text]


def _role(head: str) -> str:
    """The role of a folded head by the lexicon, else of its first word."""
    heads = load_heads()
    if head in heads:
        return heads[head]["role"]
    first = heads.get(head.split(" ")[0], {})
    return first["role"] if first.get("match") == "first" else ""


def _is_figures(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Does a column hold figures, with units at most?"""
    texts = [text for row in rows if row[column].origin and count_words(text := _text(row[column]))]
    figures = [text for text in texts if any(c.isdigit() for c in text) and not LONG_WORD.search(text)]
    return len(texts) > 1 and len(figures) > FIGURES * len(texts)


def _mean_words(rows: Sequence[Sequence[Cell]], column: int) -> float:
    counts = [count_words(_text(row[column])) for row in rows if row[column].origin]
    filled = [count for count in counts if count]
    return sum(filled) / len(filled) if filled else 0.0


def _spans(row: Sequence[Cell], only: Cell) -> bool:
    """Does the only written cell of a row reach over all of it?"""
    return all(cell.blocks == only.blocks and (cell is only or not cell.origin) for cell in row)


def _is_short(cell: Cell) -> bool:
    return len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph | Heading) and count_words(_text(cell)) <= 20


def _begins(cell: Cell) -> bool:
    """Is this the place at which something is written, and not one to which it reaches?"""
    return cell.origin and count_words(_text(cell)) > 0


def _is_bold(cell: Cell) -> bool:
    return all(isinstance(block, Paragraph) and block.label == block.text for block in cell.blocks)


def _line(cell: Cell) -> int:
    """The line of a cell's first words."""
    return next((line for line, _ in _texts(cell.blocks)), cell.line)


def _text(cell: Cell) -> str:
    return BETWEEN.join(text for _, text in _texts(cell.blocks))


def _texts(blocks: Iterable[Block]) -> list[tuple[int, str]]:
    """The words of blocks in order, one entry a line, each with its line in the file."""
    found: list[tuple[int, str]] = []
    for block in blocks:
        if isinstance(block, Table):
            found += [(block.line, fold_spaces(block.caption))] if block.caption else []
            found += [pair for row in block.rows for cell in row if cell.origin for pair in _texts(cell.blocks)]
        else:
            found += [(block.line, block.text)] if block.text else []
            found += _texts(block.children) if isinstance(block, Item) else []
    return found
