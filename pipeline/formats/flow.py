"""Running text between two block tags: pieces in, paragraphs and bullets out.

In: pieces of text, bold or not, and line breaks. Out: Paragraphs, and Bullets where a line begins with a glyph, each
with its bold lead-in and its line. It refuses to know tags.
"""

from __future__ import annotations

import re

from pipeline.formats.bullets import Bullet, split_bullets, split_glyph
from pipeline.formats.flat import Flat
from pipeline.formats.joining import is_closed, is_open
from pipeline.formats.marks import BREAK, OFF, ON, OURS
from pipeline.model import LeftOut, Paragraph
from pipeline.text import count_words, fold_spaces, has_words

LEAD = re.compile(f"{ON}([^{ON}{OFF}]*){OFF}")
SENTENCE_END = tuple(".!?;:…»)")
STARTS_ANEW = re.compile(r"[A-ZÀ-Ý0-9«“\"(+]")
NUMBER_MARK = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)°]?")
NUMBERED = "‣ "  # stands for a number, as any glyph
OF_THE_FILE = re.compile(r"(?:[ \t]*\n)+[ \t]*")  # blanks that only lay out the file
HEADED = re.compile(rf"\s*{ON}[^{ON}{OFF}]*[^\W\d_][^{ON}{OFF}]*(?::\s*{OFF}|{OFF}\s*:)")  # « Partenaires : », in bold
SHORT_LINE = 60  # letters; a program wraps later
FEWEST_LINES = 3  # that make a list
LABEL_END = " :–-—."
LONGEST_TITLE = 12  # words of a bold line that stands for a heading


class Flow:
    """Collects the inline content of one block."""

    def __init__(self, line: int, cell: bool, left: list[LeftOut], flat: Flat | None = None) -> None:
        self.line = line
        self.cell = cell
        self.flat = None if cell else flat
        self.left = left  # marks of lists that are words, as « o », are put here
        self._pieces: list[str] = []
        self._breaks: list[int] = []  # line on which each <br> stands
        self._first = 0  # line of the first words, 0 while there are none

    def at(self, line: int) -> None:
        """What follows stands on `line` of the file."""
        self.line = line

    def add(self, text: str, bold: bool) -> None:
        text = OURS.sub("", text)
        if not self._first and text.strip():
            lead = text[: len(text) - len(text.lstrip())]
            self._first = self.line + lead.count("\n")
        self.line += text.count("\n")
        self._pieces.append(f"{ON}{text}{OFF}" if bold and text.strip() else text)

    def mark(self, sign: str) -> bool:
        """Adds the sign of a symbol font: whether it is the mark of a list, and not one among words."""
        begins = not self._first
        self._pieces.append(f"{sign} " if begins else " ")
        return begins

    def end_mark(self) -> None:
        """What was collected, if it is a number, is the mark of a list that a program wrote: « 1. », « b) »."""
        words = fold_spaces(OURS.sub("", "".join(self._pieces)))
        if NUMBER_MARK.fullmatch(words):
            self.left.append(LeftOut(words, self._first, "list mark"))
            self._pieces, self._first = [NUMBERED], 0
        else:
            self._pieces.append(" ")

    def line_break(self) -> None:
        if self._first:
            self._pieces.append(BREAK)
            self._breaks.append(self.line)

    def flush(self) -> list[Paragraph | Bullet]:
        """The paragraphs and bullets of what was collected; the flow is empty afterwards."""
        text, first, breaks = "".join(self._pieces), self._first, self._breaks
        self._pieces, self._breaks, self._first = [], [], 0
        out: list[Paragraph | Bullet] = []
        for line, words in self._lines(text, first, breaks):
            glyph, rest = split_glyph(words)
            plain, label = read_label(rest)
            if has_words(glyph):
                self.left.append(LeftOut(glyph, line, "list mark"))
            if not has_words(plain):
                continue
            out.append(Bullet(plain, line, label, _indent(words) + glyph) if glyph else Paragraph(plain, line, label))
        return out

    def _lines(self, text: str, first: int, breaks: list[int]) -> list[tuple[int, str]]:
        """Pieces that are paragraphs of their own: at a glyph, a bold « Partenaires : », two line breaks.

        In a cell, and where all lines do so, one begins also where a line ends and another begins."""
        lines: list[tuple[int, str]] = []
        chunks = text.split(BREAK)
        listed = self.cell or _is_list(chunks)
        parted = False
        for number, chunk in enumerate(chunks):
            blank = OF_THE_FILE.match(chunk)
            chunk = chunk[blank.end() :] if blank else chunk
            at = breaks[number - 1] + (blank[0].count("\n") if blank else 0) if number else first
            for before, part in split_bullets(chunk, columns=self.flat is not None):
                part = part.lstrip(" \t") if before else part
                if self.flat:
                    lines += [(at + before + within, words) for within, words in self.flat.cut(part)]
                elif lines and not split_glyph(part)[0] and not _ends(lines[-1][1], part, listed, parted):
                    lines[-1] = (lines[-1][0], f"{lines[-1][1]} {part}")
                else:
                    lines.append((at + before, part))
                parted = not has_words(part)
        return lines


def _ends(line: str, following: str, listed: bool, parted: bool) -> bool:
    """Does something end with a line, that another one follows behind a line break?"""
    if HEADED.match(following):
        return True
    return not is_open(line) and (parted or (listed and _begins(following))) and has_words(following)


def _is_list(chunks: list[str]) -> bool:
    """Are these at least three lines, each of which somebody ended? Not one text that a program wrapped."""
    lines = [words for chunk in chunks if has_words(words := OURS.sub("", chunk).strip())]
    ended = all(is_closed(line) or (len(line) < SHORT_LINE and not is_open(line)) for line in lines[:-1])
    return len(lines) >= FEWEST_LINES and ended and all(_begins(line) for line in lines)


def _indent(words: str) -> str:
    """How far a bullet behind a line break is moved to the right, as blanks: one for two that are written."""
    return " " * ((len(words) - len(words.lstrip())) // 2)


def _begins(words: str) -> bool:
    return bool(STARTS_ANEW.match(OURS.sub("", words).lstrip()))


def read_label(words: str) -> tuple[str, str]:
    """Text without marks, and its bold lead-in (a prefix of it, « : » left off), empty when it begins otherwise.

    >>> read_label(f"{ON}Forum{OFF}{ON} énergie{OFF} : 180 inscrits")
    ('Forum énergie : 180 inscrits', 'Forum énergie')
    >>> read_label(f"En 2019, {ON}20 jeunes{OFF}")
    ('En 2019, 20 jeunes', '')
    """
    plain = fold_spaces(OURS.sub("", words))
    at, lead = len(words) - len(words.lstrip()), ""
    while match := LEAD.match(words, at):
        lead += match[1]
        at = match.end()
        gap = len(words[at:]) - len(words[at:].lstrip())
        lead += " " * bool(gap)
        at += gap
    label = fold_spaces(lead)
    if label != plain:
        label = label.rstrip(LABEL_END)
    return plain, label if label and plain.startswith(label) else ""


def is_title(paragraph: Paragraph) -> bool:
    """A short line all in bold, without a full stop, stands for a heading.

    >>> is_title(Paragraph("Gouverner", 1, "Gouverner")), is_title(Paragraph("Forum : ouvert", 1, "Forum"))
    (True, False)
    """
    whole = paragraph.label == paragraph.text
    return whole and paragraph.text[-1] not in ".;:,!…" and 1 <= count_words(paragraph.text) <= LONGEST_TITLE
