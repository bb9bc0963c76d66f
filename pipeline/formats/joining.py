"""Lines of print -> running text: which line goes on in the next one, and how the two are joined.

In: lines as a page cuts them. Out: whether a line is open at its end, and the words of two lines put together, with the
hyphen of a cut word taken out. It refuses to know where on the page the lines stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline.formats.marks import OFF, ON, OURS
from pipeline.lexicon import load_lexicon

WORD = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
CUT = re.compile(rf"([^\W\d_]+(?:[-‐‑][^\W\d_]+)*)([-‐\u00ad])([{ON}{OFF}\s]*)\Z")
HYPHEN = re.compile(rf"\w[{ON}{OFF}]?[-‐‑–][{ON}{OFF}\s]*\Z")
NEXT = re.compile(rf"[{ON}{OFF}\s]*([^\W\d_]+)([-‐‑'’]?)")
SENTENCE_END = re.compile(r"[.!?…:;»\]]['\"”)]*\s*\Z|(?<=[.!?…»])\)\s*\Z")
FULL_STOP = re.compile(r"[.!?…]['\"”»)]*\s*\Z")
OPEN_END = re.compile(r"(?:[,(«'’/&+–-]|\bn°)\s*\Z")
LONGEST_END = 200  # letters of a line that tell how it ends
LAST_WORD = re.compile(r"\S\s+([^\W\d_]+)\s*\Z")
GOES_ON = re.compile(r"\s*[a-zà-öø-ÿœ,;:)»%€!?/°²]|\s*[a-zà-ÿ]['’]")


@cache
def _open_words() -> frozenset[str]:
    return frozenset(row["form"] for row in load_lexicon("open_words"))


@cache
def _keeping(side: str) -> frozenset[str]:
    return frozenset(row["form"] for row in load_lexicon("hyphens") if row["side"] == side)


def _end(line: str) -> str:
    return OURS.sub("", line[-LONGEST_END:])


def is_closed(line: str) -> bool:
    """Does a sentence, or an introduction, end with this line?

    >>> is_closed("Le conseil s'est réuni."), is_closed("Actions :"), is_closed("Le conseil s'est")
    (True, True, False)
    """
    return bool(SENTENCE_END.search(_end(line)))


def is_open(line: str) -> bool:
    """Can a line not be the last of a sentence? After a comma, an opening sign, an article, a preposition.

    >>> is_open("signé avec la"), is_open("signé,"), is_open("signé avec la Région")
    (True, True, False)
    """
    plain = _end(line)
    if OPEN_END.search(plain):
        return True
    last = LAST_WORD.search(plain)
    if not last or (last[1].isupper() and len(last[1]) > 1):
        return False
    return last[1].lower() in _open_words()


def goes_on(line: str) -> bool:
    """Does a line begin within a sentence? With a small letter, or a sign that never begins one.

    >>> goes_on("et le Département"), goes_on("% des foyers"), goes_on("Le Département")
    (True, True, False)
    """
    return bool(GOES_ON.match(OURS.sub("", line[:LONGEST_END])))


def continues(line: str, following: str, soft: bool = False) -> bool:
    """Does a sentence go on from one line to the next? `soft`: the first is known to be broken, not ended.

    >>> continues("portée par la", "Région"), continues("la Gimone :", "taxe de 7 €"), continues("la Région.", "et")
    (True, True, False)
    """
    if goes_on(following):
        return not FULL_STOP.search(_end(line))
    return (soft or is_open(line)) and not is_closed(line)


class Joiner:
    """Joins lines; the words of the whole text tell which hyphens are only those of the line's end."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.words: set[str] = set()
        for line in lines:
            plain = OURS.sub("", line).replace("’", "'")
            cut = CUT.search(plain, max(0, len(plain) - LONGEST_END))
            whole = slice(int(goes_on(plain)), -1 if cut else None)  # not what may be half a word
            for word in WORD.findall(plain.lower())[whole]:
                self.words |= {word, *re.split("['‐‑-]", word)}

    def join(self, lines: Iterable[str]) -> str:
        """Lines as one text: a space between them, or a cut word whole again.

        >>> Joiner([]).join(["le dévelop-", "pement de la", "commune"])
        'le développement de la commune'
        """
        pieces: list[str] = []
        for line in lines:
            if pieces:
                pieces[-1], line = self._meet(pieces[-1], line)
            pieces.append(line)
        return "".join(pieces)

    def _meet(self, line: str, following: str) -> tuple[str, str]:
        """The end of one line and the beginning of the next one, so that they can be put together."""
        start = max(0, len(line) - LONGEST_END)
        cut, rest = CUT.search(line, start), NEXT.match(following)
        if cut and (cut[2] in "\u00ad‐" or (rest and not self.keeps_hyphen(cut[1], rest[1], bool(rest[2])))):
            return line[: cut.start(2)] + cut[3].strip(), following.lstrip()
        between = "" if HYPHEN.search(line, start) else " "
        return f"{line.rstrip()}{between}", following.lstrip()

    def keeps_hyphen(self, left: str, right: str, another: bool = False) -> bool:
        """Does the word always have this hyphen between its parts? `another`: a hyphen or an apostrophe follows.

        >>> joiner = Joiner(["le logement, la crèche de Tarn-et-Garonne"])
        >>> [joiner.keeps_hyphen(*parts) for parts in (("loge", "ment"), ("micro", "crèche"), ("vingt", "sept"))]
        [False, True, True]
        """
        if left.isupper() and right.isupper() and len(left) > 1:
            left, right = left.lower(), right.lower()
        elif right[0].isupper():
            return True
        left, right = left.lower(), right.lower()
        last = re.split(r"[-‐‑]", left)[-1]
        if f"{left}{right}" in self.words:
            return False
        if any(word.startswith(f"{left}-{right}") for word in self.words):
            return True
        if another or last in _keeping("left") or right in _keeping("right"):
            return True
        return len(right) > 3 and right in self.words
