"""What of a web page is the report, and what surrounds it.

In: tags. Out: the tag under which the body stands, for a tag the reason to leave it out, if any, and whether it is a
heading. It refuses to read their text.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from pipeline.text import count_words

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
    (re.compile(r"breadcrumb|fil-?d?-?ariane|\bariane\b|\bhierarchie\b|\barbo\b", re.I), "breadcrumb"),
    (re.compile(r"\bshare\b|sharedaddy|\bpartage|social-|addtoany|reseaux-sociaux", re.I), "share links"),
    (
        re.compile(r"\b(?:entry|post|node_*|article)-?_*meta\b|\bposted-on\b|\bbyline\b|\binfo-publi", re.I),
        "publication line",
    ),
    (re.compile(r"skip-?link|acces-?rapide|evitement", re.I), "skip link"),
    (re.compile(r"\b(?:nav|navbar|menu|sidebar|pagination|sommaire-page|toc)\b", re.I), "navigation"),
    (re.compile(r"\b(?:site-|page-)?footer\b|pied-?de-?page", re.I), "footer"),
    (re.compile(r"^MsoToc\d?|\bMsoToc", re.I), "table of contents"),
    (re.compile(r"^MsoHeader$"), "running head"),
    (re.compile(r"^MsoFooter$"), "running foot"),
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
LIST_MARK = re.compile(r"mso-list\s*:\s*ignore", re.I)
FOLDED = re.compile(
    r"accord|collaps|toggle|spoiler|\btab-?(?:pane|panel|content)|onglet|depli", re.I
)  # a click shows it
POPPING_UP = re.compile(r"modal|pop-?(?:in|up)|offcanvas|lightbox|tooltip|\bmenu\b|search|recherche", re.I)
OPENER = re.compile(r"accord|collaps|toggle|depli", re.I)  # a button that names what a click shows
FIGURE = re.compile(r"\d+")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary")
DEEPEST_WRAPPER = 60
MAIN_SHARE = 0.5  # of the page's words; a <main> with fewer is not the report
KEPT = "data-kept"  # our attribute: nothing that the tag says of itself leaves it out
OPENERS = frozenset(("button", "a", "summary"))
LONGEST_SUMMARY = 12  # words; a longer one tells something itself


def page_root(soup: BeautifulSoup) -> tuple[Tag, list[PageElement]]:
    """The tag that holds the report, and what stands beside it."""
    body = soup.body or soup
    _keep_folded(body)
    _keep_wrappers(body)
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


def _keep_folded(body: Tag) -> None:
    """Marks what is hidden until a click shows it: the panels of an accordion hold the report as the rest does."""
    opened = set()
    tags = [tag for tag in body.descendants if isinstance(tag, Tag)]  # find_all asks each tag twenty times as long
    for tag in tags:
        if tag.name in OPENERS:
            opened |= set(str(tag.get("aria-controls", "")).split())
    for tag in filter(_is_hidden, tags):
        names = names_of(tag)
        if (str(tag.get("id", "")) in opened or FOLDED.search(names)) and not POPPING_UP.search(names):
            tag[KEPT] = ""


def _keep_wrappers(body: Tag) -> None:
    """Marks the tags around most of the page's words: a form around a whole page, « has-sidebar », are no asides."""
    most = MAIN_SHARE * len(body.get_text())
    at: Tag | None = body
    for _ in range(DEEPEST_WRAPPER):
        inner = at.find_all(True, recursive=False) if at is not None else []
        at = next((tag for tag in inner if len(tag.get_text()) > most), None)
        if at is None:
            return
        if not _is_hidden(at) and at.name not in ("nav", "footer"):
            at[KEPT] = ""


def _is_hidden(tag: Tag) -> bool:
    attributes = tag.attrs
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(HIDDEN.search(str(attributes.get("style", ""))))
    )


def names_of(tag: Tag) -> str:
    """The classes and the id of a tag."""
    classes = tag.attrs.get("class", "")
    return f"{' '.join(classes) if isinstance(classes, list) else classes} {tag.attrs.get('id', '')}".strip()


def left_out_reason(tag: Tag) -> str:
    """Why `tag` is not the report's body; empty when it may be."""
    attributes = tag.attrs
    if KEPT in attributes:
        return ""
    if tag.name in BY_NAME and not (tag.name == "aside" and _tells(tag)):
        return BY_NAME[tag.name]
    if tag.name == "header" and tag.find_parent(("main", "article", "section")) is None:
        return "" if tag.find("h1") and tag.find("nav") is None else "header"
    if not attributes:
        return ""
    style = str(attributes.get("style", ""))
    if style and LIST_MARK.search(style):
        return "list mark"
    if _is_hidden(tag):
        return "hidden"
    role = str(attributes.get("role", "")).lower()
    if role in BY_ROLE:
        return BY_ROLE[role]
    names = names_of(tag)
    if names and tag.name not in ("body", "html", "main", "article", "table", *HEADINGS):
        reason = next((reason for pattern, reason in BY_CLASS if pattern.search(names)), "")
        return "" if reason and tag.find_parent(HEADINGS) else reason
    return ""


def _tells(aside: Tag) -> bool:
    """Is this a box of the report, as « Chiffres clés », and no list of links? It stands in it, and holds figures."""
    if aside.find_parent(("main", "article")) is None:
        return False
    linked = sum(len(FIGURE.findall(a.get_text())) for a in aside.find_all("a"))
    return len(FIGURE.findall(aside.get_text())) > linked


def is_layout(table: Tag) -> bool:
    """Does a table only lay out the page? It has no heads, and headings with their text in its cells."""
    own = [cell for cell in table.find_all(("td", "th")) if cell.find_parent("table") is table]
    if any(cell.name == "th" for cell in own):
        return False
    if str(table.get("role", "")).lower() in ("presentation", "none"):
        return True
    filled = [cell for cell in own if cell.get_text(strip=True)]
    titled = [cell for cell in filled if _has_heading(cell, HEADINGS)]
    return len(titled) > len(filled) / 2 or any(_has_heading(cell, ("h1", "h2")) for cell in titled)


def _has_heading(cell: Tag, names: tuple[str, ...]) -> bool:
    heading = cell.find(names)
    return heading is not None and len(cell.get_text(strip=True)) > len(heading.get_text(strip=True))


def only_links(cell: Tag) -> bool:
    """Do all words stand in links, as those of a menu?"""
    links = cell.find_all("a")
    return len(links) > 1 and count_words(cell.get_text(" ")) == sum(count_words(a.get_text(" ")) for a in links)


def is_opener(tag: Tag) -> bool:
    """Is this button the name of what a click on it shows?"""
    return tag.name == "button" and bool(OPENER.search(names_of(tag)) or tag.find_parent(HEADINGS))


def heading_level(tag: Tag) -> int | None:
    """The level of a heading, 0 for the title of a page saved by Word; None when the tag is no heading."""
    name = tag.name.lower()
    if name == "summary" or is_opener(tag):
        return 7 if count_words(tag.get_text()) <= LONGEST_SUMMARY else None
    if name in HEADINGS:
        return int(name[1])
    if "MsoTitle" in (tag.get("class") or ()):
        return 0
    if str(tag.get("role", "")).lower() == "heading":
        level = str(tag.get("aria-level", ""))
        return int(level) if level in "123456789" and level else 2
    return None
