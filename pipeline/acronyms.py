"""Acronyms that a text explains: « Mission Bassin Minier (MBM) », « SDE (syndicat départemental d'énergie) ».

In: texts. Out: acronym -> full form as first written. It refuses to expand an acronym that no text explains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.gazetteer import fold_name

ACRONYM = r"[A-ZÀ-Ý][A-Za-zÀ-ÿ0-9&'’.-]{1,11}"
BRACKET = re.compile(rf"\(\s*[«“\"]?\s*({ACRONYM})\s*[»”\"]?\s*(?:[,;)]|ou\b|–|-)")
BEFORE = re.compile(rf"(?<![\w-])({ACRONYM})\s*\(([^()]{{8,120}})\)")
WORD = re.compile(r"[^\W_]+(?:[’'](?=[^\W_]))?")
SMALL = frozenset("a au aux d de des du en et l la le les ou par pour sur un une".split())
LONGEST = 14  # words of a full form
MOST_WORDS_BACK = 200  # characters read back from a bracket


def find_acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Acronym as written -> its first full form, where its letters begin the words of that form.

    >>> find_acronyms(["avec la Mission Bassin Minier (MBM), le SDE (Syndicat départemental d'énergie)"])
    {'MBM': 'Mission Bassin Minier', 'SDE': "Syndicat départemental d'énergie"}
    >>> find_acronyms(["le conseil (CAO)", "Lens (PAS)"])
    {}
    """
    found: dict[str, str] = {}
    for text in texts:
        if "(" not in text:
            continue
        for match in BRACKET.finditer(text):
            full = _ending(text[max(0, match.start() - MOST_WORDS_BACK) : match.start()], match[1])
            if full:
                found.setdefault(match[1], full)
        for match in BEFORE.finditer(text):
            if sum(c.isupper() for c in match[1]) > 1 and spells(match[1], match[2]):
                found.setdefault(match[1], match[2].strip())
    return found


def _ending(before: str, acronym: str) -> str:
    """The shortest end of `before` that `acronym` spells, from a word that its first letter begins."""
    words = list(WORD.finditer(before))[-LONGEST:]
    for silent in (0, 1):
        for first in reversed(words):
            candidate = before[first.start() :].strip(' «“"»”')
            if fold_name(first[0])[:1] == fold_name(acronym)[:1] and spells(acronym, candidate, silent):
                return candidate
    return ""


def spells(acronym: str, full: str, silent: int = 0) -> bool:
    """Do the letters of `acronym` begin the words of `full`? Every great word must be begun but for `silent` of them,
    small ones may be.

    >>> spells("CALL", "Communauté d'agglomération de Lens-Liévin"), spells("Anah", "Agence nationale de l'habitat")
    (True, True)
    >>> spells("ADEME", "Communauté de Lens"), spells("CRT", "Comité régional du tourisme de Bretagne")
    (False, True)
    >>> spells("PRAO", "Pôle métropolitain Rance Argoat Oust", silent=1)
    True
    """
    letters = re.sub(r"[^a-z]", "", fold_name(acronym).replace(" ", ""))
    words = fold_name(full).split(" ")
    if len(letters) < 2 or len(words) < 2:
        return False
    return _spelled(letters, words, silent)


def _spelled(letters: str, words: list[str], silent: int) -> bool:
    if not letters:
        return sum(word not in SMALL for word in words) <= 2 and (not words or words[0] in SMALL)
    if not words:
        return False
    word, rest = words[0], words[1:]
    if word[0] == letters[0]:
        for taken in range(min(len(letters), len(word), 3), 0, -1):
            if word.startswith(letters[:taken]) and _spelled(letters[taken:], rest, silent):
                return True
    if word in SMALL:
        return _spelled(letters, rest, silent)
    return silent > 0 and _spelled(letters, rest, silent - 1)
