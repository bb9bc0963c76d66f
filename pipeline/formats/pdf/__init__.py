"""PDF files that hold text -> one tree of blocks.

In: the bytes of a PDF. Out: a Document; the line of a block is that of its first line of print, counted over the pages
from 1, running heads too, and what stands at one height of a page on one line. It refuses scans, and to know what the
report says: which library reads the file, and why, stands in `reading`.
"""

from __future__ import annotations

from pipeline.formats.pdf.guard import read_apart
from pipeline.model import Document


def read_pdf(data: bytes) -> Document:
    """The document of a PDF. Raises ReportError when it is locked, damaged, a scan, too long or too slow."""
    return read_apart("pipeline.formats.pdf.document", data)
