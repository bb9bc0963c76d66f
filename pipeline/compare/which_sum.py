"""The words beside a sum that say which one it is: « coût final », « en fonctionnement », « /hab ».

In: an action and one of its amounts. Out: those words. It refuses to take a piece of a sentence for a name.
"""

from __future__ import annotations

import re

from pipeline.compare.words import find_stems, fold, stopwords
from pipeline.compare.year import Action, Amount

AFTER = re.compile(
    r"(?:HT|TTC)?\s?(/\s?\w+|(?:(?:en|pour|par|de)\s|d[’'])[\w’'-]+(?:\s[\w’'-]+)?)(?=\s*(?:[,;:.()–]|$|\bet\b|\bdont\b))"
)
BEFORE = re.compile(r"(?:^|[,;:.()–]|\bet|\bdont)\s*((?:[^\W\d][\w’'.-]*\s){1,3})$")
LINK = re.compile(r"\s(?:de|d’|d'|à|est|de la|au|aux)\s*$", re.IGNORECASE)


def tell_which(action: Action | None, one: Amount) -> str:
    """The words beside a sum that say which one it is, around « {} »; a bare « {} » where there are none.

    >>> from decimal import Decimal
    >>> text = "Budget : coût final 4,65 M€, 612 € en fonctionnement"
    >>> action = Action("a", 1, text)
    >>> [tell_which(action, Amount(t, text.index(t), text.index(t) + len(t), Decimal(1), None, "EUR", "money"))
    ...  for t in ("4,65 M€", "612 €")]
    ['coût final : {}', '{} en fonctionnement']
    """
    if action is None or one.kind != "money":
        return "{}"
    if match := AFTER.match(action.text[one.end :]):
        return ("{}" if match.group(1).startswith("/") else "{} ") + _plain(match.group(1))
    if match := BEFORE.search(action.text[: one.start]):
        words = LINK.sub("", match.group(1)).strip()
        if find_stems(words) and fold(words.split()[0]) not in stopwords():
            return f"{_plain(words)} : {{}}"
    return "{}"


def name_sum(action: Action | None, one: Amount) -> str:
    """The same words alone, empty where there are none."""
    return tell_which(action, one).replace("{}", "").strip(" :")


def _plain(words: str) -> str:
    return words.replace("{", "").replace("}", "")
