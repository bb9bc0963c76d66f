"""What a line, a series or a plot calls an action: the words before its first break that says something.

In: a text, and its bold lead-in where it has one. Out: a title, and how the text goes on. It refuses to cut inside
quotation marks, or between two names that a dash joins.
"""

from __future__ import annotations

import re

from pipeline.compare.words import find_stems

LONGEST = 75  # characters of a title
SHORTEST = 4
BREAK = re.compile(r"\s*(?P<strong>[:(;]|\s[–—]\s)\s*|(?P<weak>,\s|(?<!\bM)(?<!\bMM)(?<!\bDr)(?<!\bPr)\.\s)")
JOINED = re.compile(r"\s[A-ZÀ-Ý][\w’'-]*\s+[–—]\s+[A-ZÀ-Ý]")  # two names and a dash: « Ligne Eu – Abbeville »
TELLING = 2  # words that say something before a comma or a full stop
EDGES = " :.,;–—-"


def read_title(text: str, label: str = "") -> str:
    """The title of an action, cut between words where it is long.

    >>> read_title("Emprunt de 1,5 million d'euros souscrit en novembre à la Caisse d'épargne Loire Drôme Ardèche")
    "Emprunt de 1,5 million d'euros souscrit en novembre à la Caisse d'épargne…"
    >>> [read_title(text) for text in ("Film « Ici, ça pousse » : 41 vues", "9 agents, dont Simon Gendrey (climat)")]
    ['Film « Ici, ça pousse »', '9 agents, dont Simon Gendrey']
    >>> [read_title(text) for text in ("Ligne Eu – Abbeville : suspendue", "Haies – 9 km", "Pacte adopté le 3.")]
    ['Ligne Eu – Abbeville', 'Haies', 'Pacte adopté le 3']
    """
    title = label.strip(EDGES) or text[: find_break(text)].strip(EDGES)
    return title if len(title) <= LONGEST else title[:LONGEST].rsplit(" ", 1)[0].rstrip(EDGES) + "…"


def find_break(text: str) -> int:
    """Where the title of a text ends."""
    joined = [match.span() for match in JOINED.finditer(text)]
    for match in BREAK.finditer(text):
        before = text[: match.start()]
        open_quote = before.count("«") > before.count("»") or before.count("“") > before.count("”")
        between = any(start < match.start() and match.end() <= end for start, end in joined)
        if match.start() < SHORTEST or open_quote or between or before.count("(") > before.count(")"):
            continue
        if match.group("strong") or len(find_stems(before)) >= TELLING:
            return match.start()
    return len(text)


def read_rest(text: str, label: str = "") -> str:
    """How a text goes on after its title, cut between words.

    >>> read_rest("Voie verte : 9,2 km repris entre Gaël et St-Méen", "Voie verte :")
    '9,2 km repris entre Gaël et St-Méen'
    """
    title = read_title(text, label).rstrip("…")
    if not text.startswith(title):
        return ""
    rest = text[len(title) :].lstrip(EDGES)
    return rest if len(rest) <= 2 * LONGEST else rest[: 2 * LONGEST].rsplit(" ", 1)[0].rstrip(" ,;") + "…"
