"""The forms of report: bytes of any of them become one Document.

In: the bytes of a file and the ending of its name. Out: a Document (a tree of blocks, and what was left out). It
refuses to know what the report says.
"""

from __future__ import annotations

from pipeline.errors import ReportError
from pipeline.formats.decode import decode
from pipeline.formats.html import read_html
from pipeline.formats.markdown import read_markdown
from pipeline.model import Document

READERS = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_markdown,
    ".tsv": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}


def read_document(data: bytes, suffix: str) -> Document:
    """The document that `data` holds; raises ReportError when the ending is unknown or the file is no text."""
    reader = READERS.get(suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise ReportError(
            f"« {suffix or 'no ending'} » is not a form that can be read: save the report as one of {known}."
        )
    text, encoding = decode(data)
    return reader(text, encoding)
