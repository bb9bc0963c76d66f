"""What a Word file says apart from its text: styles, and which paragraphs are list items.

In: the trees of styles.xml. Out: for a paragraph its level as heading, its level as list item, whether its letters are
bold, and what kind of paragraph its style's name makes it. It refuses to read text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from pipeline.formats.package import attribute, local, whole

DEEPEST_STYLE = 20  # styles based on one another; a longer chain is a circle
HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo) ?([1-9])\b", re.IGNORECASE)
TITLE = ("title", "titre", "document title")
CONTENTS = re.compile(r"(?:toc|tm|contents|table des matières|table of figures|index) ?\d?\b", re.IGNORECASE)
CAPTION = re.compile(r"(?:caption|légende)\b", re.IGNORECASE)
OFF = ("0", "false", "off", "none")


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    numbered: str | None = None  # numId
    level: int | None = None
    bold: bool | None = None


@dataclass(slots=True)
class Styles:
    """All styles of a file, by id."""

    by_id: dict[str, _Style] = field(default_factory=dict)
    default: str = ""

    def _chain(self, style_id: str) -> list[_Style]:
        """A style and those that it is based on, nearest first."""
        chain: list[_Style] = []
        while style_id in self.by_id and len(chain) < DEEPEST_STYLE:
            chain.append(self.by_id[style_id])
            style_id = chain[-1].based_on
        return chain

    def name(self, style_id: str) -> str:
        return self.by_id[style_id].name if style_id in self.by_id else style_id

    def is_bold(self, style_id: str) -> bool:
        return next((style.bold for style in self._chain(style_id) if style.bold is not None), False)

    def heading_level(self, properties: etree._Element | None, style_id: str) -> int | None:
        """0 for the document's title, 1 to 9 for a heading, None for other paragraphs."""
        own = whole(attribute(child(properties, "outlineLvl"), "val", "9")) if properties is not None else 9
        if own < 9:
            return own + 1
        for style in self._chain(style_id):
            if style.name.strip().lower() in TITLE:
                return 0
            match = HEADING.match(style.name)
            if match:
                return int(match[1])
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else None
        return None

    def list_level(self, properties: etree._Element | None, style_id: str) -> int | None:
        """The level of a list item from 1; None when the paragraph is none. Its own word goes before its style's."""
        number = child(properties, "numPr")
        numbered = attribute(child(number, "numId"), "val") or None
        level: int | None = None
        if number is not None and child(number, "ilvl") is not None:
            level = whole(attribute(child(number, "ilvl"), "val"))
        for style in self._chain(style_id):
            numbered = style.numbered if numbered is None else numbered
            level = style.level if level is None else level
        return None if numbered in (None, "0") else (level or 0) + 1


def read_styles(root: etree._Element | None) -> Styles:
    """The styles of a file; none where the part is absent."""
    styles = Styles()
    for node in root if root is not None else ():
        if local(node) != "style":
            continue
        style_id = attribute(node, "styleId")
        paragraph, run = child(node, "pPr"), child(node, "rPr")
        number = child(paragraph, "numPr")
        outline = child(paragraph, "outlineLvl")
        styles.by_id[style_id] = _Style(
            name=attribute(child(node, "name"), "val"),
            based_on=attribute(child(node, "basedOn"), "val"),
            outline=None if outline is None else whole(attribute(outline, "val")),
            numbered=attribute(child(number, "numId"), "val") or None,
            level=None if child(number, "ilvl") is None else whole(attribute(child(number, "ilvl"), "val")),
            bold=switch(run, "b"),
        )
        if attribute(node, "type") == "paragraph" and attribute(node, "default") in ("1", "true"):
            styles.default = style_id
    return styles


def child(node: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name, None where there is none."""
    return next((inner for inner in node if local(inner) == name), None) if node is not None else None


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """Is a property on? None when it is not said."""
    found = child(properties, name)
    return None if found is None else attribute(found, "val", "1") not in OFF
