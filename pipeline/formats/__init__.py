"""The forms of report: bytes of any of them become one Document.

In: the bytes of a file and the ending of its name. Out: a Document (a tree of blocks, and what was left out). It
refuses to know what the report says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from pipeline.errors import ReportError
from pipeline.formats.decode import decode
from pipeline.formats.html import read_html
from pipeline.formats.markdown import read_markdown
from pipeline.model import Block, Document, Item, Table

READERS: dict[str, Callable[[str, str], Document]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_markdown,
    ".tsv": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
# forms that are no text: the module that reads them is loaded when there is one to read
PACKED = {".docx": "docx", ".docm": "docx", ".odt": "odt", ".pdf": "pdf"}
REFUSED = {
    ".doc": "an old Word file: open it and save it as .docx",
    ".rtf": "an RTF file: open it in Word or LibreOffice and save it as .docx",
    ".pages": "a Pages file: export it as .docx",
    ".xls": "a spreadsheet: a report is a text; save its table as a web page (.html)",
    ".xlsx": "a spreadsheet: a report is a text; save its table as a web page (.html)",
    ".ods": "a spreadsheet: a report is a text; save its table as a web page (.html)",
    ".ppt": "a presentation: save it as .pdf",
    ".pptx": "a presentation: save it as .pdf",
    ".odp": "a presentation: save it as .pdf",
    ".zip": "an archive: take the report out of it",
}
MOST_BYTES = 200_000_000  # of a Word file or PDF: its photographs count
MOST_TEXT_BYTES = 50_000_000  # of a text; a page saved with its pictures inside comes near, a report's text never
MOST_BLOCKS = 100_000  # paragraphs, bullets and cells; a report of 1,000 pages has 20,000
MOST_LETTERS = 5_000_000  # a report of 1,000 pages has 3


def read_document(data: bytes, suffix: str) -> Document:
    """The document that `data` holds; raises ReportError when the form is unknown, or the file damaged or too large."""
    document = _read(data, suffix)
    count, letters = _measure(document.blocks)
    if count > MOST_BLOCKS or letters > MOST_LETTERS:
        told = f"{count} paragraphs and cells with {letters // 1_000_000} million letters"
        raise ReportError(f"The file holds {told}, more than any report: is it the right one?")
    return document


def _measure(blocks: Sequence[Block]) -> tuple[int, int]:
    """How many texts there are, and how many letters."""
    count = letters = 0
    waiting = list(blocks)
    while waiting:
        block = waiting.pop()
        count += 1
        if isinstance(block, Table):
            waiting += [inner for row in block.rows for cell in row if cell.origin for inner in cell.blocks]
        else:
            letters += len(block.text)
            waiting += block.children if isinstance(block, Item) else ()
    return count, letters


def _read(data: bytes, suffix: str) -> Document:
    ending = suffix.lower()
    most = MOST_BYTES if ending in PACKED else MOST_TEXT_BYTES
    if len(data) > most:
        sizes = f"{len(data) // 1_000_000} MB, and a report of this form has {most // 1_000_000} at most"
        raise ReportError(f"The file holds {sizes}: is it the right one? Save it again without its pictures.")
    if ending in PACKED:
        module = import_module(f"pipeline.formats.{PACKED[ending]}")
        document: Document = getattr(module, f"read_{PACKED[ending]}")(data)
        return document
    if ending in REFUSED:
        raise ReportError(f"This is {REFUSED[ending]}.")
    reader = READERS.get(ending)
    if reader is None:
        known = ", ".join((*READERS, *PACKED))
        raise ReportError(
            f"« {suffix or 'no ending'} » is not a form that can be read: save the report as one of {known}."
        )
    text, encoding = decode(data)
    return reader(text, encoding)
