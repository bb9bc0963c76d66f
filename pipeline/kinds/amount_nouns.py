"""The counted noun: what « 3 nouvelles conventions » counts, and which numbers count nothing.

In: a text, its folded form, and where a number stands in it. Out: the end of the noun and the noun as written, or None.
It refuses to know what the number is worth beyond one or many.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.lexicon import fold, load_lexicon, one_of

ADJECTIVES = {fold(row["form"]): row["alone"] == "yes" for row in load_lexicon("adjectives")}
STOP = frozenset(fold(row["form"]) for row in load_lexicon("count_stopwords"))
LABELS = frozenset(fold(row["form"]) for row in load_lexicon("numbered") if row["kind"] == "label")
STEPS = frozenset(fold(row["form"]) for row in load_lexicon("numbered") if row["kind"] == "step")
YEAR_CUES = frozenset(fold(row["form"]) for row in load_lexicon("numbered") if row["kind"] == "year")
COUNTED = frozenset(fold(row["form"]) for row in load_lexicon("counted"))  # no plural in sight: « hab. », « start-up »
MANY = 1000  # « 14 600 heures » is a volume of work, « 36 heures » a duration
MOST_ADJECTIVES = 4
LONGEST_ACRONYM = 6  # capitals without a plural: « 5 CLSPD » counts, « 15 ASSOCIATION » is a heading
YEARS = range(1950, 2051)
LOOK_BACK = 32
MOST_STEPS = 30  # « objectif 3 » is the third, « objectif 240 logements » a target


def _forms(kind: str) -> list[str]:
    return [fold(row["form"]) for row in load_lexicon("count_links") if row["kind"] == kind]


VOLUMES = frozenset(_forms("volume"))
_SPELT = r"(?:[·•-](?:ne|le|e|trice|rice|euse|ere)?s?\b|\.e(?:\.?s)?\b)*(?:\(n?e?\)?s?\)s?)?"  # agent·e·s, élu(e)s
_NOUN = re.compile(rf"(?:[ \u2007]+|')([^\W\d_]\w*(?:-\w+)*{_SPELT})")
_PARTITIVE = re.compile(rf" (?:{one_of(_forms('partitive'))})(?= )")
_ADVERB = re.compile(rf" (?:{one_of(_forms('adverb'))})(?= )")
_LAST_WORD = re.compile(r"([^\W\d_][\w-]*|n°|§)\.? ?\Z")
_LIST = re.compile(r"(?: ?[,/-]| et| a| ou) ?\Z")
_NAMES = re.compile(r"(?:(?<!\w)(?:[lL]es|[dD]es|[aA]ux) |[«\"“] ?)\Z")
_BEGINS = re.compile(r"(?:\A|[.!?:;(•·/|*+–—-]) *\Z")
_PARTICIPLE = re.compile(r".*(?:ee?s|[ui]s|ises|its|ites|ues)\Z")


def read_noun(text: str, low: str, at: int, number: Decimal) -> tuple[int, str] | None:
    """Where the counted noun ends and the noun as written; None where no noun follows `at`.

    It is the first plural that is no adjective; where only adjectives follow (« dont 12 nouveaux »), the last of them.

    >>> text = "3 nouvelles conventions"
    >>> read_noun(text, text, 1, Decimal(3))
    (23, 'conventions')
    """
    if partitive := _PARTITIVE.match(low, at):
        at = partitive.end()
    elif adverb := _ADVERB.match(low, at):
        return _after_adverb(text, low, adverb.end(), number)
    best = None
    for _ in range(MOST_ADJECTIVES):
        match = _NOUN.match(low, at)
        if match is None or not _counts(text[match.start(1) : match.end(1)], match[1], number):
            return best
        found = match.end(1), text[match.start(1) : match.end(1)]
        alone = ADJECTIVES.get(match[1])
        if alone is None:
            return found
        best, at = found if alone else best, match.end(1)
    return best


def _after_adverb(text: str, low: str, at: int, number: Decimal) -> tuple[int, str] | None:
    """« 12 très petites entreprises »: only an adjective may follow the adverb."""
    match = _NOUN.match(low, at)
    return read_noun(text, low, match.end(1), number) if match and match[1] in ADJECTIVES else None


def _counts(word: str, low: str, number: Decimal) -> bool:
    """Can this word be what so many are counted of, or an adjective before it?"""
    if low in STOP:
        return number >= MANY and low in VOLUMES
    if low in COUNTED:
        return True
    plural = low[-1] in "sxz)" and len(low) > 2
    if number < 2:
        return len(low) > 2 or low[-1].isdigit()
    if sum(c.isupper() for c in word) > 1 and not plural:
        return _is_acronym(word)
    return plural or low[-1].isdigit() or ("-" in low and any(part[-1:] in ("s", "x") for part in low.split("-")))


def _is_acronym(word: str) -> bool:
    """« EPCI », « PLUi », « SRADDET »: short, or hardly a vowel; never an accent.

    >>> [_is_acronym(word) for word in ("EPCI", "PLUi", "SRADDET", "ACCUEIL", "CRÉDIT")]
    [True, True, True, False, False]
    """
    if not word.isascii():
        return False
    vowels = sum(c in "aeiouy" for c in word.lower())
    return len(word) <= LONGEST_ACRONYM or vowels <= len(word) / 3


def is_label(low: str, start: int, number: Decimal, after_label: int) -> bool:
    """Is the number that begins at `start` a label (« lot 3 », « lignes 4 et 11 »), not a count?

    `after_label` is where a number that is one, under a label in the plural, ended (else -1): a list may go on.
    """
    if after_label >= 0 and _LIST.match(low, after_label, start):
        return True
    word = _LAST_WORD.search(low[max(0, start - LOOK_BACK) : start])
    return bool(word and (word[1] in LABELS or (word[1] in STEPS and number <= MOST_STEPS)))


def begins_list(low: str, start: int) -> bool:
    """Is the label before `start` one that several numbers may follow (« lots », « n° »)?"""
    word = _LAST_WORD.search(low[max(0, start - LOOK_BACK) : start])
    return bool(word and word[1][-1] in "s°")


def is_count(text: str, start: int, digits: str, noun: str) -> bool:
    """May the number written `digits` (empty: in words) count `noun`?

    A year, a post code or a register number may not; nor a number within a name (« laiterie des Trois Moulins »).
    """
    if not digits:
        return not _is_named(text, start, noun)
    capital = noun[:1].isupper()
    if not digits.isdigit():
        return not (capital and "." in digits and not text[:start].strip())  # « 1.2 Actions » is a heading
    if len(digits) > 6 or (len(digits) == 5 and capital):
        return False  # a number of a register, « 59000 Lille »
    if digits[0] == "0" and len(digits) > 1 and (noun.isupper() or len(digits) > 2):
        return False  # « 04 SERVICES », the end of « 80, 000 »
    if is_year(digits):
        word = _LAST_WORD.search(fold(text[max(0, start - LOOK_BACK) : start]))
        return not (capital or _PARTICIPLE.match(fold(noun)) or (word and word[1] in YEAR_CUES))
    return True


def is_year(digits: str) -> bool:
    """« 2019 », not « 2000 » nor « 2 019 »: may these digits as well be a year?"""
    return len(digits) == 4 and digits.isdigit() and int(digits) in YEARS and int(digits) % 100 > 0


def _is_named(text: str, start: int, noun: str) -> bool:
    """A capital is a name's behind « des » or a quote, or before a noun with one where no sentence begins."""
    if not text[start].isupper() or text[start + 1 : start + 2].isupper():
        return False
    before = text[max(0, start - 5) : start]
    return bool(_NAMES.search(before) or (noun[:1].isupper() and not _BEGINS.search(before)))
