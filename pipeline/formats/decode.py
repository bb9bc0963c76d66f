"""Bytes -> text: which encoding a file is written in.

In: the bytes of a file. Out: its text and the encoding's name, or a ReportError that says what to do. It refuses to
know what the text says.
"""

from __future__ import annotations

import codecs
import re

from pipeline.errors import ReportError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{3,20})|<\?xml[^>]{0,100}encoding=["']([\w-]{3,20})""", re.I
)
BINARY = {
    b"PK\x03\x04": "a Word, LibreOffice or zip file: name it .docx or .odt, or save it as a web page (.html)",
    b"%PDF": "a PDF: name it .pdf",
    b"\xd0\xcf\x11\xe0": "an old Word file (.doc): open it and save it as .docx",
    b"{\\rtf": "an RTF file: open it in Word or LibreOffice and save it as .docx",
    b"\x89PNG": "an image: a report must be text",
    b"\xff\xd8\xff": "an image: a report must be text",
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOST_CONTROL = 0.01  # share of control characters above which a file is no text; text files have none or a few


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding: by its mark, its declaration, strict UTF-8, else windows-1252. Raises ReportError.

    >>> decode("été".encode("cp1252"))
    ('été', 'windows-1252')
    """
    if not data.strip():
        raise ReportError("The file is empty: put the report's text in it, or remove it.")
    for start, what in BINARY.items():
        if data.startswith(start):
            raise ReportError(f"This is no text but {what}.")
    text, encoding = _decode(data)
    if len(CONTROL.findall(text[:100_000])) > MOST_CONTROL * min(len(text), 100_000):
        raise ReportError("This is not text: save the report as a web page (.html) or as Markdown (.md).")
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"), encoding


def _decode(data: bytes) -> tuple[str, str]:
    for mark, name in MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name.removesuffix("-sig")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    found = DECLARED.search(data[:4096])
    declared = (found[1] or found[2]).decode("ascii").lower() if found else "windows-1252"
    if declared in ("utf-8", "utf8", "iso-8859-1", "latin1", "ascii", "us-ascii"):
        declared = "windows-1252"  # as browsers do: these names are often wrong
    try:
        return data.decode(declared), declared
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", errors="replace"), "windows-1252"
