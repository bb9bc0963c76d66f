"""The bytes of a PDF -> what is drawn on its pages: letters and straight rules.

In: the bytes of a PDF. Out: Pages, in points from their upper left corner, turned so that most letters stand upright.
It refuses to know what the letters say. PDFium, the reader of Chrome, opens the file (pypdfium2; Apache 2.0 or BSD):
pdfplumber and pypdf lose text of fonts with a coding of their own and are slower, PyMuPDF is AGPL.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import ReportError
from pipeline.formats.marks import OURS

MOST_PAGES = 1_500
MOST_LETTERS = 60_000  # of one page; a page of small print has 8,000
MOST_IN_ALL = 5_000_000  # letters; 1,000 pages have 3
MOST_OBJECTS = 20_000  # of one page, from which its rules are a drawing
DEEPEST_FORM = 5  # drawings within drawings
SHORTEST_RULE = 4.0  # points
STRAIGHT = 0.6  # points that a rule may lean
BOLD = re.compile(r"bold|black|heavy|semibold|demi|[-,]bd\b", re.IGNORECASE)
SYMBOLS = re.compile(r"symbol|wingding|dingbat|webding|fontawesome", re.IGNORECASE)
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\x02": "-"})
FORCED_BOLD = 1 << 18  # flag of a font
DAMAGED = "This PDF is damaged: open it and print it to a new PDF, or ask for the Word file."
LOCKED = "A password protects this PDF: save it without one."
TOO_LONG = f"This PDF has more than {MOST_PAGES} pages: is it one report? Cut it into its years."


Box = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Letter:
    """One sign as drawn; `base` is the line that it stands on."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False
    symbol: bool = False  # of a font of signs: a bullet, an arrow
    unknown: bool = False  # the file does not say which letter it is


@dataclass(slots=True)
class Page:
    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    turned: list[Letter] = field(default_factory=list)  # in another direction than most
    rules: list[Box] = field(default_factory=list)  # straight lines, one side near nothing
    pictures: int = 0


def read_pages(data: bytes) -> tuple[list[Page], str]:
    """The pages, and the title in the file's properties. Raises ReportError: locked, damaged, or too long."""
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReportError(LOCKED if error.err_code == pdfium.FPDF_ERR_PASSWORD else DAMAGED) from error
    try:
        if len(file) > MOST_PAGES:
            raise ReportError(TOO_LONG)
        pages: list[Page] = []
        letters = 0
        for number in range(len(file)):
            pages.append(_page(file[number], number + 1))
            letters += len(pages[-1].letters)
            if letters > MOST_IN_ALL:
                raise ReportError(TOO_LONG)
        return pages, file.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        raise ReportError(DAMAGED) from error
    finally:
        file.close()


def _page(page: Any, number: int) -> Page:
    text = page.get_textpage()
    count = text.count_chars()
    if count > MOST_LETTERS:
        raise ReportError(f"Page {number} holds {count} letters, more than a page can: print the report to a new PDF.")
    angles = [round(-pdfium.FPDFText_GetCharAngle(text, n) / (math.pi / 2)) % 4 for n in range(count)]
    turn = Counter(angles).most_common(1)[0][0] if angles else 0
    box = page.get_bbox()
    places = [_Place(box, angle) for angle in range(4)]  # each letter is read as it stands
    place = places[turn]
    found = Page(place.width, place.height)
    for angle, letter in zip(angles, _letters(text, [places[angle] for angle in angles]), strict=True):
        if letter is not None:
            (found.letters if angle == turn else found.turned).append(letter)
    found.letters = [x for x in found.letters if -1 < x.x0 < place.width and 0 < x.base < place.height + x.size]
    objects = list(islice(_objects(page.raw, None, UNMOVED, 0), MOST_OBJECTS + 1))
    kinds = [pdfium.FPDFPageObj_GetType(item) for item, _ in objects]
    found.pictures = kinds.count(pdfium.FPDF_PAGEOBJ_IMAGE)
    if len(objects) <= MOST_OBJECTS:
        paths = (pair for pair, kind in zip(objects, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_PATH)
        found.rules = [rule for item, matrix in paths for rule in _rules(item, matrix, place)]
    text.close()
    page.close()
    return found


class _Place:
    """Where a point of the file stands on the page as one reads it."""

    def __init__(self, box: Box, turn: int) -> None:
        self.left, self.low, self.right, self.high = box
        self.turn = turn
        width, height = self.right - self.left, self.high - self.low
        self.width, self.height = (height, width) if turn % 2 else (width, height)

    def of(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 0:
            return x - self.left, self.high - y
        if self.turn == 1:
            return y - self.low, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.low
        return self.high - y, self.right - x


# --- letters -------------------------------------------------------------------------------------------------------


def _letters(text: Any, places: Sequence[_Place]) -> Iterator[Letter | None]:
    """The signs of a page in the order of drawing; None for what PDFium adds."""
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y, flags = ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
    name = ctypes.create_string_buffer(128)
    half = 0
    for n, place in enumerate(places):
        code = pdfium.FPDFText_GetUnicode(text, n)
        if pdfium.FPDFText_IsGenerated(text, n) == 1 and code != 0x02:
            yield None
            continue
        if 0xD800 <= code < 0xDC00:
            half = code
            yield None
            continue
        if half and 0xDC00 <= code < 0xE000:
            code = 0x10000 + (half - 0xD800) * 0x400 + code - 0xDC00
        half = 0
        pdfium.FPDFText_GetLooseCharBox(text, n, box)
        pdfium.FPDFText_GetMatrix(text, n, matrix)
        pdfium.FPDFText_GetCharOrigin(text, n, x, y)
        pdfium.FPDFText_GetFontInfo(text, n, name, 128, flags)
        corners = place.of(box.left, box.bottom), place.of(box.right, box.top)
        font = name.value.decode("utf-8", "replace")
        size = pdfium.FPDFText_GetFontSize(text, n) * math.hypot(matrix.c, matrix.d)
        yield Letter(
            _sign(code, bool(SYMBOLS.search(font))),
            min(corners[0][0], corners[1][0]),
            max(corners[0][0], corners[1][0]),
            place.of(x.value, y.value)[1],
            max(0.1, size),
            bool(BOLD.search(font)) or bool(flags.value & FORCED_BOLD) or pdfium.FPDFText_GetFontWeight(text, n) >= 600,
            bool(SYMBOLS.search(font)),
            pdfium.FPDFText_HasUnicodeMapError(text, n) == 1,
        )


def _sign(code: int, symbol: bool) -> str:
    if symbol and 0xE000 <= code <= 0xF8FF:
        return "•"
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return OURS.sub("", chr(code)).translate(LIGATURES) or " "


# --- rules ---------------------------------------------------------------------------------------------------------

Matrix = tuple[float, float, float, float, float, float]


UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _objects(page: Any, form: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """The drawings of a page, or of a form on it, with the matrix of where they stand; those within drawings too."""
    count = pdfium.FPDFFormObj_CountObjects(form) if form else pdfium.FPDFPage_CountObjects(page)
    for n in range(max(0, count)):
        item = pdfium.FPDFFormObj_GetObject(form, n) if form else pdfium.FPDFPage_GetObject(page, n)
        if not item:
            continue
        yield item, matrix
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            yield from _objects(page, item, _product(_matrix(item), matrix), depth + 1)


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(one: Matrix, other: Matrix) -> Matrix:
    """First one, then the other."""
    a, b, c, d, e, f = one
    m, n, o, p, q, r = other
    return a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p, e * m + f * o + q, e * n + f * p + r


def _rules(path: Any, matrix: Matrix, place: _Place) -> Iterator[Box]:
    """The lines of a drawing that lie or stand: those of a table are drawn, or are the sides of its fillings."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    a, b, c, d, e, f = _product(_matrix(path), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for n in range(min(MOST_OBJECTS, pdfium.FPDFPath_CountSegments(path))):
        segment = pdfium.FPDFPath_GetPathSegment(path, n)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = place.of(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield from _rule(last, point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield from _rule(point, start)
        last = point


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Box]:
    x0, x1 = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    if min(x1 - x0, bottom - top) <= STRAIGHT and max(x1 - x0, bottom - top) >= SHORTEST_RULE:
        yield x0, top, x1, bottom
