"""Files that are a zip of XML parts: Word's .docx, LibreOffice's .odt.

In: the bytes of such a file. Out: the parts that are asked for, as trees. It refuses to know what the parts mean, to
unpack more than a report can hold, to write anything to disk, and to follow what a part refers to outside of the file.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatchcase

from lxml import etree

from pipeline.errors import ReportError

MOST_PART = 30_000_000  # bytes of one unpacked part; a report of 300 pages has 5 million
MOST_PARTS = 5_000  # names in a file; pictures count, reports stay under 500
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # how Word names what a password protects
TOO_LARGE = "Unpacked, this file is larger than any report: is it the right one? Open it and save it again."
DAMAGED = "This file is damaged and cannot be unpacked: open it and save it again, or save it as a web page (.html)."
LOCKED = "A password protects this file: save it without one."
OLD = "This is an old Word file (.doc): open it and save it as .docx."
# what a damaged zip raises, and zipfile lets through
UNPACKING = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
)
# of bare text, no entity is replaced, nothing is fetched, and depth stays at what libxml2 allows (256)
PARSER_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class Package:
    """A zip, open; every part is read up to a bound."""

    def __init__(self, data: bytes) -> None:
        """Raises ReportError when `data` is no zip, a locked one, or one with too many names."""
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise ReportError(LOCKED if ENCRYPTED in data else OLD)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = self._zip.namelist()
        except UNPACKING as error:
            raise ReportError(DAMAGED) from error
        if len(self.names) > MOST_PARTS:
            raise ReportError(TOO_LARGE)

    def find(self, pattern: str) -> Iterator[etree._Element]:
        """The trees of the parts whose name fits, in the order of their names; a part that is absent is none."""
        for name in sorted(set(self.names)):
            if fnmatchcase(name, pattern):
                yield self._parse(name)

    def part(self, name: str) -> etree._Element | None:
        """The tree of one part, None where there is none. Raises ReportError: damaged, locked, or too large."""
        return next(self.find(name), None)

    def _parse(self, name: str) -> etree._Element:
        data = self._read(name)
        try:
            root = etree.fromstring(data, etree.XMLParser(**PARSER_OPTIONS))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ReportError(DAMAGED) from error
        if root.getroottree().docinfo.doctype:
            raise ReportError("This file declares entities of its own, as no text processor does: it is not read.")
        return root

    def _read(self, name: str) -> bytes:
        """The bytes of a part. What it declares as its size may lie, so no more than the bound is ever unpacked."""
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise ReportError(LOCKED)
        try:
            with self._zip.open(info) as file:
                data = file.read(MOST_PART + 1)
        except UNPACKING as error:
            raise ReportError(DAMAGED) from error
        if info.file_size > MOST_PART or len(data) > MOST_PART:
            raise ReportError(TOO_LARGE)
        return data


def local(node: etree._Element) -> str:
    """The name of a tag without its namespace; empty for a comment or an instruction.

    >>> local(etree.fromstring('<w:p xmlns:w="x"/>')), local(etree.Comment("x"))
    ('p', '')
    """
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: etree._Element | None, name: str, default: str = "") -> str:
    """The value of an attribute in whatever namespace; formats are dated by their namespaces, not by their names.

    >>> attribute(etree.fromstring('<w:b xmlns:w="x" w:val="0"/>'), "val")
    '0'
    """
    if node is None:
        return default
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), default)


def whole(text: str, most: int = 10_000) -> int:
    """The whole number that `text` is, between 0 and `most`; 0 for anything else.

    >>> whole("3"), whole("-1"), whole("many"), whole("99999999")
    (3, 0, 0, 10000)
    """
    return min(int(text), most) if re.fullmatch(r"[0-9]{1,9}", text) else 0
