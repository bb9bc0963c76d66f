"""What tags say of lists that are written and not tagged: levels, marks in symbol fonts, numbers that Word wrote.

In: tags of pages that Word, Google Docs or an editor made. Out: the level of a bullet, the sign of its mark. It refuses
to read what stands behind the mark.
"""

from __future__ import annotations

import re

from bs4 import Tag

from pipeline.formats.page import names_of
from pipeline.formats.tags import words_of

WORD_LIST = re.compile(r"mso-list\s*:[^;\"']*\blevel(\d)", re.I)
GOOGLE_LIST = re.compile(r"^lst-kix_.*-(\d)$")
MARGIN = re.compile(r"(?<![\w-])margin(?:-left\s*:|\s*:(?:\s*[\d.]+\w*){3})\s*([\d.]+)\s*(pt|px|cm|mm|in|em)", re.I)
POINTS = {"pt": 1.0, "px": 0.75, "cm": 28.35, "mm": 2.835, "in": 72.0, "em": 12.0}
OWN_MARGIN = 36  # points, of Word's list paragraphs where they say nothing
SYMBOLS = re.compile(r"font(?:-family)?\s*:[^;]*\b(?:symbol|wingdings|webdings)\b", re.I)
TAB = re.compile(r"font\s*:\s*7\.0pt", re.I)  # the blank that Word puts between a mark and its text
SYMBOL_FONT = 0xF000  # where the signs of a symbol font stand among the code points


def word_level(tag: Tag) -> int | None:
    """The level of a Word list paragraph, from 1; None when it is none."""
    found = WORD_LIST.search(str(tag.get("style", "")))
    return int(found[1]) if found else None


def margin_of(tag: Tag) -> int | None:
    """How far from the left a paragraph stands, in points; None where it does not say."""
    found = MARGIN.search(str(tag.get("style", "")))
    if found:
        return round(float(found[1]) * POINTS[found[2].lower()]) if found[1].count(".") < 2 else None
    listed = any(name.startswith("MsoListParagraph") for name in names_of(tag).split())
    return OWN_MARGIN if listed else None


def google_level(tag: Tag) -> int | None:
    """The level of a list of Google Docs, that writes nested lists one after another."""
    return next((int(found[1]) for name in names_of(tag).split() if (found := GOOGLE_LIST.match(name))), None)


def symbol_of(tag: Tag) -> str:
    """The sign that a tag of a symbol font holds, as a code point of its own; empty when it holds text.

    >>> from bs4 import BeautifulSoup
    >>> [symbol_of(BeautifulSoup(f"<i style='font-family:{f}'>ü</i>", "lxml").i) for f in ("Wingdings", "Arial")]
    ['\\uf0fc', '']
    """
    if not SYMBOLS.search(str(tag.get("style", ""))):
        return ""
    sign = words_of(tag)
    if len(sign) != 1:
        return ""
    return chr(SYMBOL_FONT + ord(sign)) if ord(sign) < 0x100 else sign


def ends_mark(tag: Tag) -> bool:
    """Is this the blank behind the mark of a list in a page saved by Word?"""
    return bool(TAB.search(str(tag.get("style", "")))) and not words_of(tag)
