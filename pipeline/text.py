"""Spaces and words: the two things that every stage must see alike.

In: any text. Out: text with one kind of space, and counts of words. It refuses to know what the words mean.
"""

from __future__ import annotations

import re

INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0000-\u0008\u000e-\u001f\ufffe\uffff]"
)
WORD = re.compile(r"[^\W_]+")


def fold_spaces(text: str) -> str:
    """Every run of white space of any kind as one space, none at the ends; invisible characters gone.

    >>> fold_spaces("  612\\u202f400\\u00a0€\\n et\\u00ad\\u200b plus ")
    '612 400 € et plus'
    """
    return " ".join(INVISIBLE.sub("", text).split())


def has_words(text: str) -> bool:
    """Is there a word in it?

    >>> has_words("– 3 ha"), has_words("– »")
    (True, False)
    """
    return WORD.search(text) is not None


def count_words(text: str) -> int:
    """Number of words, a word being a run of letters and digits.

    >>> count_words("L'EPCI : 3,5 ha – « oui »")
    6
    """
    return len(WORD.findall(text))
