"""The words that say what a partner does, as patterns: built from lexicon/partner_roles.csv.

In: the name of a place of the lexicon (« by » for what governs « par », « after » for a verb behind its subject …).
Out: cues by form, and patterns that find them in folded text. It refuses to know where in a sentence they may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import fold, load_lexicon, one_of

HEAD_REST = 60  # letters between « Partenaires » and the colon of « Partenaires du défi … : »
MONEY = r"\d[\d .,]*\s?(?:k€|m€|ke\b|€|eur(?:os?)?\b|millions?\b(?:\sd'(?:euros|€))?|milliards?\b(?:\sd'(?:euros|€))?)"
SHARE = r"\d{1,3}(?:[.,]\d+)?\s?(?:%|pour\s?cent\b)"
DETERMINER = r"(?:(?:la|le|les|un|une|deux|trois|quatre|\d+|son|sa|ses|leurs?|notre|nos|mm?e?|m\.|mme)\s+|l')"
OF = r"(?:de\s+la\s+|de\s+l'|du\s+|des\s+|de\s+|d')"
COUNT = r"(?:\w+\s+){0,3}"


@dataclass(frozen=True, slots=True)
class Cue:
    form: str  # as the lexicon writes it
    role: str  # « none »: these words say that there is no role
    needs: str  # money, payer, hearing, or -


@cache
def load_cues(place: str) -> dict[str, Cue]:
    """Folded form -> cue.

    >>> load_cues("by")["financee"]
    Cue(form='financé', role='funder', needs='-')
    """
    rows = (row for row in load_lexicon("partner_roles") if row["place"] == place)
    return {form: Cue(row["form"], row["role"], row["needs"]) for row in rows for form in _forms(row)}


def _forms(row: dict[str, str]) -> Iterator[str]:
    """A form folded; a participle or noun that governs « par » or « à » also in feminine and plural."""
    form = fold(row["form"])
    if row["place"] in ("by", "to") and " " not in form:
        yield from (form + ending for ending in ("e", "s", "es"))
    yield form


def read_cue(place: str, match: re.Match[str], written: str) -> Cue | None:
    """The cue that a match found, unless only accents make the words alike.

    >>> match = words("after").search("la part represente")
    >>> read_cue("after", match, "La part représenté").role, read_cue("after", match, "La part représente")
    ('participant', None)
    """
    cue = load_cues(place)[" ".join(match["form"].split())]
    written = written[match.start("form") : match.end("form")]
    same = written.isupper() or [_is_past(word) for word in written.split()] == [_is_past(w) for w in cue.form.split()]
    return cue if same else None


def _is_past(word: str) -> bool:
    return word.lower().rstrip("s").endswith(("é", "ée"))


def bare(head: str) -> str:
    """A head of a column or section, folded, without what stands around it.

    >>> bare("**Financeurs :**")
    'financeurs'
    """
    return " ".join(fold(head).strip(" :.*-•()").split())


@cache
def words(place: str) -> re.Pattern[str]:
    """Any form of a place of the lexicon."""
    return re.compile(rf"(?<!\w)(?P<form>{one_of(load_cues(place))})(?!\w)")


@cache
def ending(place: str) -> re.Pattern[str]:
    """A form at the end of what stands before a name: « maîtrise d'œuvre [X] », « partenaires : [X] »."""
    return re.compile(rf"(?<!\w)(?P<form>{one_of(load_cues(place))})(?:\s+l'|\s*:)?$")


@cache
def nouns_of() -> re.Pattern[str]:
    """A noun before « de », a word or two and an amount behind it: « aide exceptionnelle de 6 000 € [de X] »."""
    word = r"(?!(?:a|au|aux|par|avec|pour|chez|en)\b)\w+"
    forms = one_of(load_cues("of"))
    return re.compile(rf"(?<!\w)(?P<form>{forms})(?:\s+{word}){{0,2}}?(?:\s*(?:de\s+|d')?{MONEY})?(?:\s+{word})?$")


@cache
def verbs_after() -> re.Pattern[str]:
    """A verb or an apposition behind a name: « [X] finance », « [X], maître d'ouvrage »."""
    between = r"\)?(?:\s*\([^()]{0,40}\))?\s*(?:,|\()?\s*(?:y\s+|en\s+|l'|la\s+|le\s+)?"
    return re.compile(rf"{between}(?P<form>{one_of(load_cues('after'))})(?!\w)")


@cache
def heads_before() -> re.Pattern[str]:
    """« Partenaires du défi : [X] »; « Subventions aux clubs : [X] » is the contrary."""
    forms, to = one_of(load_cues("head")), r"(?:aux?|a|vers|pour|attrib|accord|allou|vers)\w*\b"
    return re.compile(rf"(?:^|[\s(«.;])(?P<form>{forms})(?:\s(?!{to})[^:;.]{{0,{HEAD_REST}}})?\s?:\s*$")


@cache
def gathered() -> re.Pattern[str]:
    """« il rassemble 5 EPCI : [A, B] », « cinq EPCI, à savoir [A, B] »."""
    gather, members = one_of(load_cues("gather")), one_of(load_cues("gathered"))
    return re.compile(rf"(?<!\w)(?:(?:{gather})\s+{COUNT}(?:{members})\s*:|(?:{members}),?\s+a\s+savoir\s*:?)\s*$")


@cache
def _nouns() -> str:
    return rf"(?:{one_of(load_cues('noun'))})"


@cache
def articles() -> re.Pattern[str]:
    """The articles and opening signs straight before a name."""
    return re.compile(rf"(?:(?<!\w){DETERMINER}|[«\"(]\s*)*$")


@cache
def introduction() -> re.Pattern[str]:
    """The same with « l'association », « les élèves du », which say nothing of the role."""
    return re.compile(rf"(?:(?<!\w){DETERMINER}|(?<!\w){_nouns()}\s+{OF}?|[«\"(]\s*)*$")


@cache
def joiner() -> re.Pattern[str]:
    """What stands between two names of one list, or between a full name and its acronym."""
    separator = r"(?:,\s*(?:et|puis|ainsi\s+que)\s+|,|/|\+|\bet\b|\bou\b|\bpuis\b|\bainsi\s+que\b|\s-\s)"
    between = rf"(?:(?:{DETERMINER}|{OF}|par\s+)+(?:{_nouns()}(?!\w)\s*(?:{OF})?)?|[«\"»]\s*)*"
    unnamed = rf"(?:{DETERMINER}|{OF})*{_nouns()}\s*{separator}\s*"  # « A, les 3 EPCI et B »
    behind = r"[)»\"]?(?:\s*\([^()]{0,40}\))?[»\"]?"
    return re.compile(rf"\s*\(\s*|{behind}\s*{separator}\s*(?:{unnamed})?{between}")


@cache
def loose_joiner() -> re.Pattern[str]:
    """The same behind « Financeurs : », where amounts and semicolons stand between names too."""
    amount = rf"(?:\s*[:(]?\s*(?:{SHARE}|{MONEY})\s*\)?)?"
    loose = rf"[)»]?(?:\s*\([^()]{{0,40}}\))?{amount}\s*[,;/+]\s*(?:{DETERMINER}|{OF})*"
    return re.compile(f"{joiner().pattern}|{loose}")
