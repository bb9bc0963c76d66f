"""The shapes of a date: what may stand between « le » and the next word, as patterns built from the lexicon.

In: nothing but the lexicon. Out: compiled patterns over folded text, and what its words are worth. It refuses to
know years, contexts and neighbours.
"""

from __future__ import annotations

import re

from pipeline.lexicon import fold, load_lexicon, one_of

MONTHS = {fold(row["form"]): int(row["month"]) for row in load_lexicon("months")}
CARDINALS = {fold(row["form"]): int(row["value"]) for row in load_lexicon("cardinals")}
WORDS = [(row["role"], fold(row["form"]), row["value"]) for row in load_lexicon("date_words")]


def _role(role: str) -> dict[str, str]:
    return {form: value for said, form, value in WORDS if said == role}


UNITS, ADVERBS, WEEKDAYS, ORDINALS, SEASONS = map(_role, ("unit", "adverb", "weekday", "ordinal", "season"))
MULTIPLES = {"Q": ("M", 3), "S": ("M", 6)}  # ISO 8601 has no quarter and no semester

ABBREVIATED = [form for form in MONTHS if any(full.startswith(form) for full in MONTHS if full != form)]
FULL = [form for form in MONTHS if form not in ABBREVIATED]

YEAR = r"(?:19|20)\d\d"
MONTH = rf"(?:(?:{one_of(FULL)})|(?:{one_of(ABBREVIATED)})\.?)(?![^\W_])"
WEEKDAY = rf"(?:{one_of(WEEKDAYS)})"
NUMBER = rf"(?:{one_of(CARDINALS)})"
ORDINAL = rf"(?:{one_of(ORDINALS)})"
DAY = r"(?:1\s?er|ler|\d{1,2})"

# A day, month or part of a year. The first alternative that reads wins, so the longer ones come first.
ATOM = re.compile(
    rf"""
    (?<![^\W_])(?:
      l'an\s(?P<aw>deux\smille(?:[\s-]{NUMBER})?),?\s(?:et\s)?(?:le\s|du\smois\sde\s)?(?:{WEEKDAY}\s)?(?P<ad>premier|{NUMBER}|\d{{1,2}})\s(?:jour\sdu\smois\sde\s|du\smois\sde\s)?(?P<am>{MONTH})
    | (?P<iy>{YEAR})-(?P<im>\d\d)-(?P<id>\d\d)(?![\w/-])
    | (?P<nd>\d{{1,2}})(?P<ns>[/.-])(?P<nm>\d{{1,2}})(?P=ns)(?P<ny>{YEAR}|\d\d)(?![\w/]|[.-]\d)
    | (?P<wd>{DAY}|premier|{NUMBER})[\s-]*(?P<wm>{MONTH})
        (?:(?:\sde\sl'annee)?[\s/-]*(?P<wy>{YEAR}|'\d\d)(?![\w/]|[.,]\d))?
    | (?P<mm>{MONTH})(?:(?:\sde\sl'annee)?[\s/]*(?P<my>{YEAR})(?![\w/]|[.,]\d))?
    | (?P<qn>t|s)(?P<qv>[1-4])(?:[\s/-]+(?P<qy>{YEAR})(?![\w/]))?(?![\w])
    | (?P<on>{ORDINAL})\s?(?P<ou>trimestre|semestre)(?:\s(?:de\s)?(?:l'annee\s)?(?P<oy>{YEAR})(?![\w/]))?
    | (?P<sn>{one_of(SEASONS)})(?:\s(?P<sy>{YEAR})(?![\w/]))?(?![\w])
    | (?P<ry>{YEAR})\s?[-/]\s?(?P<rz>{YEAR}|\d\d)(?![\w/-]|[.,]\d)
    | (?P<my2>\d\d)/(?P<yy2>{YEAR})(?![\w/])
    | (?P<pd>\d{{1,2}})(?P<ps>[/.-])(?P<pm>\d{{1,2}})(?![\w/%-]|[.,]\d|\s?(?:%|€|{MONTH}))
    | (?P<yy>{YEAR})(?![\w/]|[.,]\d|-\d|\s\d{{3}}(?!\d))
    )
    """,
    re.VERBOSE,
)

DURATION = re.compile(rf"(?<![\w.,/-])(?P<n>\d{{1,3}}(?:[.,]5)?|{NUMBER})\s?(?P<u>{one_of(UNITS)})(?![\w])")
EVERY = re.compile(
    rf"(?<!\w)(?:chaque\s(?P<c>{one_of(UNITS)}|{WEEKDAY})|tou(?:s|tes)\sles\s(?:(?P<n>\d{{1,3}}|{NUMBER})\s)?(?P<u>{one_of(UNITS)}|(?:{one_of(WEEKDAYS)})s)"
    rf"|(?P<a>{one_of(ADVERBS)}))(?!\w)"
)
