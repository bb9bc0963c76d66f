"""The words of an action, as the alignment weighs them.

In: a text. Out: stems of its common words, its proper names, its quoted titles, its lead. It refuses to know what
two actions have to do with each other.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from pipeline.lexicon import load_lexicon, one_of

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
TITLE = re.compile(r"[«“\"„]\s*([^«»“”\"„]{3,80}?)\s*[»”\"]")
NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
EDITION = re.compile(r"\b[ée]ditions?\b", re.IGNORECASE)
LEAD = re.compile(r"^(.{4,90}?)\s*(?:[:–—(]|, |(?<!\bM)(?<!\bMM)(?<!\bDr)(?<!\bPr)\. |$)")
CLITIC = re.compile(r"^(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
LINES = 2853  # lines that compare_common.csv was counted on
LONGEST = 75  # characters of a lead without a break
KEPT = 50_000  # words whose spelling is remembered: a report has some thousand, each many times
STEM = 6  # letters kept: « restauration », « restaurer » and « restaurés » meet, « port » and « porter » do not


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes.

    >>> fold("L’Éco-quartier")
    "l'eco-quartier"
    """
    text = unicodedata.normalize("NFKD", text).replace("’", "'")
    return "".join(c for c in text if not unicodedata.combining(c)).casefold()


def _forms(name: str) -> list[str]:
    return [row["form"] for row in load_lexicon(f"compare_{name}")]


@cache
def stopwords() -> frozenset[str]:
    """Words that say nothing of what an action is about (lexicon/compare_stopwords.csv)."""
    return frozenset(_forms("stopwords"))


@cache
def recurring() -> frozenset[str]:
    """Words of an event that is held again: editions, « annuel » (lexicon/compare_recurring.csv)."""
    return frozenset(_forms("recurring"))


def is_recurring(text: str, label: str = "") -> bool:
    """Whether an action is an edition or a meeting among others, by its lead.

    >>> is_recurring("Salon des vins, 12e édition"), is_recurring("Pose de la première pierre")
    (True, False)
    """
    lead = fold(read_lead(text, label))
    return bool(recurring() & set(WORD.findall(lead)) or EDITION.search(text))


@cache
def objects() -> frozenset[str]:
    """Stems of what stands in one place, or is done once (lexicon/compare_objects.csv): another name, another one."""
    return frozenset(map(stem, _forms("objects")))


@cache
def completed() -> frozenset[str]:
    """Stems of words that say that something was brought to its end (lexicon/compare_completed.csv)."""
    return frozenset(stem(form) for form in _forms("completed") if " " not in form)


@cache
def _steps() -> re.Pattern[str]:
    forms = (row["form"] for row in load_lexicon("compare_completed") if row["step"] == "yes")
    told = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?<!reste )(?<!restent )(?<!restera )(?:{told})(?!\w)")


def find_steps(text: str) -> set[str]:
    """The steps that a text tells, by the stems of their words; accents count: « livré » is no « livre ».

    >>> sorted(find_steps("Schéma adopté, livre livré, mise en eau le 3")), find_steps("Un livre")
    (['adopte', 'livre', 'mise e'], set())
    """
    return {stem(match.group()) for match in _steps().finditer(text.replace("’", "'").lower())}


@cache
def closed() -> re.Pattern[str]:
    """Words that say that something is over, done or given up (lexicon/compare_closed.csv), in folded text."""
    return re.compile(rf"(?<!\w)(?:{one_of(_forms('closed'))})(?!\w)")


@cache
def postponed() -> frozenset[str]:
    """Stems of words that say that something was put off (lexicon/compare_postponed.csv)."""
    return frozenset(map(stem, _forms("postponed")))


@cache
def common() -> dict[str, float]:
    """How telling a stem is by itself, 0 to 1, where that is less than 1: « commune » says little, « scolyte » much.

    From lexicon/compare_common.csv: in how many of LINES lines of activity reports of 160 bodies it stands."""
    rows = load_lexicon("compare_common")
    return {row["stem"]: math.log(LINES / int(row["lines"])) / math.log(LINES) for row in rows}


@lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """The part that a word's forms share, roughly.

    >>> [stem(w) for w in ("restauration", "restaurés", "berges", "eaux", "réseaux")]
    ['restau', 'restau', 'berge', 'eau', 'reseau']
    """
    word = fold(word)
    if len(word) > 3 and word[-1] in "sx":
        word = word[:-1]
    return word[:STEM]


def find_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order; numbers and function words left out.

    >>> find_stems("Restauration des berges de l’Yvel sur 3 km")
    ['restau', 'berge', 'yvel', 'km']
    """
    words = (CLITIC.sub("", m.group()) for m in WORD.finditer(text))
    return [stem(w) for w in words if len(w) > 1 and fold(w) not in stopwords()]


def find_words(text: str) -> list[tuple[str, str]]:
    """The stems of `find_stems`, each with its word as a large corpus may know it: empty for one with a capital inside
    a sentence, which is a name, known as such or not.

    >>> find_words("Végétaux : 900 tonnes, dont celles de Callac")
    [('vegeta', 'végétaux'), ('tonne', 'tonnes'), ('callac', '')]
    """
    found = []
    for m in WORD.finditer(text):
        word = CLITIC.sub("", m.group())
        if len(word) > 1 and fold(word) not in stopwords():
            found.append(
                (stem(word), "" if word[0].isupper() and not opens_sentence(text, m.start()) else word.lower())
            )
    return found


def opens_sentence(text: str, at: int) -> bool:
    """Whether the word that begins there is a sentence's first, so that its capital says nothing."""
    before = text[:at].rstrip(" «“\"'(*•–-")
    return not before or before[-1] in ".:!?;"


def find_proper(text: str) -> list[str]:
    """Words with a capital that do not open a sentence, those of any report aside: names, known as such or not.

    >>> find_proper("Étude sur la Rance, entre Lanvallay et Dinan. Mission close.")
    ['rance', 'lanval', 'dinan']
    """
    found = []
    for m in WORD.finditer(text):
        word = CLITIC.sub("", m.group())
        capital = word[0].isupper() and not opens_sentence(text, m.start())
        if len(word) > 2 and capital and stem(word) not in common():
            found.append(stem(word))
    return found


def find_titles(text: str) -> list[tuple[str, ...]]:
    """Quoted titles, each as its stems and its numbers, but for years.

    >>> find_titles("TAD « Flexo Royans », « Ceux de 14 » et « Arts en rue 2021 »")
    [('flexo', 'royan'), ('14',), ('art', 'rue')]
    """
    titles = (tuple(find_stems(m.group(1))) + tuple(NUMBER.findall(m.group(1))) for m in TITLE.finditer(text))
    return [title for title in titles if title]


def read_lead(text: str, label: str = "") -> str:
    """What the action is about: its bold lead-in, else the words before its first break.

    >>> read_lead("Étude d'une passerelle sur la Rance, entre Lanvallay et Dinan : rendue")
    "Étude d'une passerelle sur la Rance"
    >>> read_lead("Arrivée en mars de M. Karim Bensaïd, chargé de mission")
    'Arrivée en mars de M. Karim Bensaïd'
    """
    if label.strip(" :.–-"):
        return label.strip(" :.–-")
    match = LEAD.match(text)
    return match.group(1) if match else text[:LONGEST].rsplit(" ", 1)[0]


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans' characters replaced by spaces, so that what stands there is weighed once."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)
