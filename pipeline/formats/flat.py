"""Flat text, as it is copied out of a PDF: lines cut anywhere, headings in capitals, page numbers in between.

In: the lines of a text. Out: whether it is such a text, and the lines of a paragraph joined to what belongs together.
It refuses to put columns apart that were copied line by line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.formats.bullets import split_glyph
from pipeline.formats.joining import Joiner, continues, is_closed, is_open
from pipeline.formats.marks import OFF, ON, OURS
from pipeline.lexicon import load_lexicon
from pipeline.text import count_words

FEWEST = 40  # lines under which nobody can tell
FOLLOWING = 0.6  # share of lines right below another one
INSIDE = 0.08  # share of those that begin with a small letter: cut within a sentence
CAPITALS = 0.02  # share of lines all in capitals; text that an editor wrapped has none
EARLY = 0.8  # of the longest line beside it: a line that would be shorter with one more word was ended by somebody
AROUND = 6  # lines on either side that tell how long lines are
STARTS_ANEW = re.compile(r"[A-ZÀ-Ý0-9«“\"(+]")
FULL_STOP = re.compile(r"[.!?…]['\"”»)]*\s*\Z")
LONG_WORD = re.compile(r"[^\W\d_]{4}")
LONGEST_TITLE = 12  # words
NUMBER = re.compile(r"\s*\d{1,4}\s*")
ROMAN = r"[IVX]{1,5}\s?[.)–-]\s*(?=[^\W\d])"
NUMBERED = re.compile(rf"{ROMAN}|\d{{1,2}}(?:\.\d{{1,2}})*\s?[.)°–-]\s*(?=[^\W\d])")  # « 1. », « 2.3) »
RANK = re.compile(r"\d{1,2}\s?[–-]\s")  # several in a row are a list, one alone is a chapter's
CHAPTER = re.compile(r"0\d\b|(?:CHAPITRE|PARTIE|TITRE|AXE)\s+\w{1,4}\b")
SLASHED = re.compile(r"\d/\d")  # a date, in the row of a table
COUNT = re.compile(r"(?!0\d|(?:19|20)\d\d\b)\d[\d ,.]*[^\W_]")  # « 57 AGENTS », not « 2021 » nor « 01 »


class Flat:
    """What is known of one flat text."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.joiner = Joiner(lines)

    def cut(self, text: str) -> list[tuple[int, str]]:
        """Lines of one paragraph, joined where they go on: with each piece the number of line breaks before it.

        >>> flat = Flat([])
        >>> flat.cut("LES DÉCHETS\\nLa commune a trié ses dé-\\nchets.\\nElle continue.")
        [(0, '\\ue000LES DÉCHETS\\ue001'), (1, 'La commune a trié ses déchets.'), (3, 'Elle continue.')]
        """
        lines = text.split("\n")
        groups: list[list[int]] = []
        for number in range(len(lines)):
            if groups and not self._ends(lines, number - 1):
                groups[-1].append(number)
            else:
                groups.append([number])
        pieces = ["", *(self.joiner.join(lines[n] for n in group) for group in groups), ""]
        ranked = [bool(RANK.match(OURS.sub("", piece[:20]))) for piece in pieces]
        cut = []
        for index, group in enumerate(groups, 1):
            listed = ranked[index] and (ranked[index - 1] or ranked[index + 1])
            chapter = index == 1 and bool(NUMBER.fullmatch(OURS.sub("", lines[0])))  # a page that a bare number opens
            title = not listed and _is_title(pieces[index], chapter)
            cut.append((group[0], f"{ON}{pieces[index]}{OFF}" if title else pieces[index]))
        return cut

    def level(self, title: str) -> int:
        """That of a heading: of a chapter, or of what stands in one.

        >>> [Flat([]).level(title) for title in ("01 LES FINANCES", "PARTIE II LES SERVICES", "LES DÉCHETS")]
        [6, 6, 7]
        """
        return 6 if CHAPTER.match(title) or COUNT.match(title) else 7

    def _ends(self, lines: Sequence[str], number: int) -> bool:
        """Does something end with this line?"""
        line, following = (OURS.sub("", part).strip() for part in lines[number : number + 2])
        if not line or not following:
            return False
        if split_glyph(following)[0]:
            return True
        if in_capitals(line) != in_capitals(following):
            return not NUMBER.fullmatch(line)
        if in_capitals(line) and (is_open(f"x {line.lower()}") or _links(following)):
            return False
        if continues(line, following):
            return False
        if NUMBERED.match(following):
            return True
        if not STARTS_ANEW.match(following):
            return False
        if FULL_STOP.search(line):
            return True
        widest = max(len(other.strip()) for other in lines[max(0, number - AROUND) : number + AROUND])
        early = len(line) + 1 + len(following.split(" ", 1)[0]) <= EARLY * widest
        return early and (is_closed(line) or not is_open(line))


def learn_flat(lines: Sequence[str]) -> Flat | None:
    """What is known of a flat text; None when the lines are no such text."""
    written = [(before, line) for before, line in zip(["", *lines], lines, strict=False) if line.strip()]
    if len(written) < FEWEST or any("\t" in line.strip() for line in lines):
        return None
    below = [line for before, line in written if before.strip()]
    inside = sum(line.lstrip()[:1].islower() for line in below)
    capitals = sum(in_capitals(line) for _, line in written)
    if len(below) < FOLLOWING * len(written) or inside < INSIDE * len(below) or capitals < CAPITALS * len(written):
        return None
    return Flat(lines)


def in_capitals(line: str) -> bool:
    """Is a line all in capitals, as headings are in flat text?

    >>> in_capitals("GESTION DES DÉCHETS"), in_capitals("Le SMDO"), in_capitals("2021")
    (True, False, False)
    """
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def _is_title(line: str, chapter: bool) -> bool:
    line = OURS.sub("", line).strip()
    if count_words(line) > LONGEST_TITLE or not LONG_WORD.search(line) or SLASHED.search(line):
        return False
    if re.match(ROMAN, line):
        return not FULL_STOP.search(line)
    return in_capitals(line) and (chapter or bool(NUMBERED.match(line)) or not COUNT.match(line))


@cache
def _linking() -> frozenset[str]:
    return frozenset(row["form"] for row in load_lexicon("title_links"))


def _links(title: str) -> bool:
    """Does the line of a title begin with a word that a line before it must have led to, as « AUX ENTREPRISES »?"""
    return re.split(r"[\s'’]", title.lower(), maxsplit=1)[0] in _linking()
