"""What an action is about: the themes of local public action, by the words that name them.

In: a text. Out: its themes, one for each word or group of words found. It refuses to rank them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pipeline.compare.words import CLITIC, WORD, fold, stopwords
from pipeline.lexicon import load_lexicon

Forms = dict[tuple[str, ...], list[str]]


@cache
def forms() -> Forms:
    """The words of each form of lexicon/compare_themes.csv, and the themes that it names."""
    found: Forms = defaultdict(list)
    for row in load_lexicon("compare_themes"):
        found[tuple(read_words(row["form"]))].append(row["theme"])
    return dict(found)


@cache
def longest() -> int:
    """How many words the longest form has."""
    return max(len(words) for words in forms())


def read_words(text: str) -> list[str]:
    """The words of a text that say something, without the marks of the plural; stems would make one of « communes »
    and « communication ».

    >>> read_words("L'accès aux droits, les réseaux")
    ['acce', 'droit', 'reseau']
    """
    words = (fold(CLITIC.sub("", m.group())) for m in WORD.finditer(text))
    return [word.rstrip("sx") if len(word) > 3 else word for word in words if len(word) > 1 and word not in stopwords()]


def find_themes(text: str) -> list[str]:
    """The themes of a text, in its order, as often as they are named; of forms that overlap, the longest.

    >>> find_themes("Portage de repas : 31 500 repas livrés aux personnes âgées")
    ['aide à domicile', 'aide à domicile', 'vieillissement']
    """
    words = read_words(text)
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(longest(), len(words) - at), 0, -1):
            if names := forms().get(tuple(words[at : at + size])):
                found += names
                break
        at += size
    return found
