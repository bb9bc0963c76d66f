"""What of a web page is the report, and what surrounds it.

In: tags. Out: the tag under which the body stands, and for a tag the reason to leave it out, if any. It refuses to read
their text.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

BY_NAME = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "aside",
    "form": "form",
    "dialog": "dialog",
    "menu": "navigation",
}
BY_ROLE = {
    "navigation": "navigation",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
BY_CLASS = (
    (re.compile(r"cookie|consent|rgpd|gdpr|tarteaucitron|axeptio", re.I), "cookie banner"),
    (re.compile(r"breadcrumb|fil-?d?-?ariane|\bariane\b", re.I), "breadcrumb"),
    (re.compile(r"\bshare\b|\bpartage|social-|addtoany|reseaux-sociaux", re.I), "share links"),
    (re.compile(r"skip-?link|acces-?rapide|evitement", re.I), "skip link"),
    (re.compile(r"\b(?:nav|navbar|menu|sidebar|pagination|sommaire-page|toc)\b", re.I), "navigation"),
    (re.compile(r"\b(?:site-|page-)?footer\b|pied-?de-?page", re.I), "footer"),
    (re.compile(r"^MsoToc\d?|\bMsoToc", re.I), "table of contents"),
    (re.compile(r"^MsoHeader$"), "running head"),
    (re.compile(r"^MsoFooter$"), "running foot"),
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
LIST_MARK = re.compile(r"mso-list\s*:\s*ignore", re.I)
WORD_LIST = re.compile(r"mso-list\s*:[^;\"']*\blevel(\d)", re.I)
HEADING = re.compile(r"h[1-6]")
MAIN_SHARE = 0.5  # of the page's words; a <main> with fewer is not the report


def page_root(soup: BeautifulSoup) -> tuple[Tag, list[PageElement]]:
    """The tag that holds the report, and what stands beside it."""
    body = soup.body or soup
    mains = [tag for tag in soup.find_all(("main", "article")) if not left_out_reason(tag)]
    main = next((tag for tag in mains if tag.name == "main"), mains[0] if len(mains) == 1 else None)
    if main is None or len(main.get_text()) < MAIN_SHARE * len(body.get_text()):
        return body, []
    outside: list[PageElement] = []
    at: Tag | None = main
    while at is not None and at is not body:
        outside += [part for part in (at.parent.children if at.parent else ()) if part is not at]
        at = at.parent
    return main, outside


def left_out_reason(tag: Tag) -> str:
    """Why `tag` is not the report's body; empty when it may be."""
    attributes = tag.attrs
    if tag.name in BY_NAME:
        return BY_NAME[tag.name]
    if tag.name == "header" and tag.find_parent(("main", "article", "section")) is None:
        return "" if tag.find("h1") and tag.find("nav") is None else "header"
    if not attributes:
        return ""
    style = str(attributes.get("style", ""))
    if style and LIST_MARK.search(style):
        return "list mark"
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or (style and HIDDEN.search(style)):
        return "hidden"
    role = str(attributes.get("role", "")).lower()
    if role in BY_ROLE:
        return BY_ROLE[role]
    classes = attributes.get("class", "")
    names = f"{' '.join(classes) if isinstance(classes, list) else classes} {attributes.get('id', '')}".strip()
    if names and tag.name not in ("body", "html", "main", "article", "table"):
        return next((reason for pattern, reason in BY_CLASS if pattern.search(names)), "")
    return ""


def word_level(tag: Tag) -> int | None:
    """The level of a Word list paragraph, from 1; None when it is none."""
    found = WORD_LIST.search(str(tag.get("style", "")))
    return int(found[1]) if found else None


def heading_level(tag: Tag) -> int | None:
    """The level of a heading, 0 for the title of a page saved by Word; None when the tag is no heading."""
    name = tag.name.lower()
    if HEADING.fullmatch(name):
        return int(name[1])
    if "MsoTitle" in (tag.get("class") or ()):
        return 0
    if str(tag.get("role", "")).lower() == "heading":
        level = str(tag.get("aria-level", ""))
        return int(level) if level in "123456789" and level else 2
    return None
