"""The shapes of a date: what may stand between « le » and the next word, as patterns built from the lexicon.

In: nothing but the lexicon. Out: compiled patterns over folded text, and what its words are worth. It refuses to
know which year a text means, and what stands around a date.
"""

from __future__ import annotations

import re

from pipeline.lexicon import fold, load_lexicon, one_of

MONTHS = {fold(row["form"]): int(row["month"]) for row in load_lexicon("months")}
CARDINALS = {fold(row["form"]): int(row["value"]) for row in load_lexicon("cardinals")}
WORDS = [(row["role"], fold(row["form"]), row["value"]) for row in load_lexicon("date_words")]


def words(role: str) -> dict[str, str]:
    """The forms of one role of lexicon/date_words.csv, and what each is worth.

    >>> words("season")["hiver"]
    '24'
    """
    return {form: value for said, form, value in WORDS if said == role}


UNITS, ADVERBS, WEEKDAYS, ORDINALS, SEASONS, PARTS = map(
    words, ("unit", "adverb", "weekday", "ordinal", "season", "part")
)
MULTIPLES = {"Q": ("M", 3), "S": ("M", 6)}  # ISO 8601 has no quarter and no semester

ABBREVIATED = [form for form in MONTHS if any(full.startswith(form) for full in MONTHS if full != form)]
FULL = [form for form in MONTHS if form not in ABBREVIATED]

YEAR = r"(?:19|20)\d\d"
OLD_YEAR = r"1[0-8]\d\d"  # a year only where something says so: a month before it, « en »
SCANNED_YEAR = r"2[0o][\dol][\dol]|19[\dol][\dol]"  # « 2O19 », « 20l9 »: letters that a scan reads for digits
FULL_WEEKDAY = rf"(?:{one_of(WEEKDAYS)})"
WEEKDAY = rf"(?:{FULL_WEEKDAY}|(?:{one_of(words('weekday_short'))})\.?)"
NUMBER = rf"(?:{one_of(CARDINALS)})"
ORDINAL = rf"(?:{one_of(ORDINALS)})"
WORD_YEAR = rf"(?:deux[\s-]mille(?:[\s-]{NUMBER})?|mil(?:le)?[\s-]neuf[\s-]cents?(?:[\s-]{NUMBER})?)"
DAY = r"(?:[1il]\s?er|1\s?°|1\s?e(?![^\W_])|\d{1,2})"
SCANNED_DAY = r"[lio]\d|[123][lio]"
BARE_MONTH = rf"(?:(?:{one_of(FULL)})|(?:{one_of(ABBREVIATED)})\.?)(?![^\W\d_])"
MONTH = rf"{BARE_MONTH}(?![^\W_])"

OF_YEAR = r"(?:\s(?:de\s)?l'an(?:nee)?)?[\s/-]*"  # « mars 2021 », « mars/2021 », « mars de l'année 2021 », « mars2021 »
MONTH_YEAR = rf"{YEAR}|{OLD_YEAR}|'\d\d|{SCANNED_YEAR}|{WORD_YEAR}"
AFTER_YEAR = r"(?!\w|/\d|[.,]\d)"
SLASH = r"(?:[/.-]|\s[/.]\s)"

# A day, month or part of a year. The first alternative that matches is read; where that finds no date in it, the search
# goes on from the next character.
ATOM = re.compile(
    rf"""
    (?<![^\W_])(?:
      l'an\s(?P<aw>{WORD_YEAR}),?\s(?:et\s)?(?:le\s|du\smois\sde\s)?(?:{WEEKDAY}\s)?(?P<ad>premier|{NUMBER}|\d{{1,2}})
        \s(?:jour\sdu\smois\sde\s|du\smois\sde\s)?(?P<am>{MONTH})
    | (?P<iy>{YEAR})(?P<is>[-/.])(?P<im>0\d|1[0-2])(?P=is)(?P<id>[0-3]\d)(?:(?=t\d\d:)|(?![\w/-]))
    | (?P<nd>\d{{1,2}})(?P<ns>{SLASH}|\s)(?P<nm>\d{{1,2}})(?P=ns)(?P<ny>{YEAR}|\d\d)(?![\w/]|[.-]\d)
    | (?P<wd>{DAY}|{SCANNED_DAY}|premier|{NUMBER})(?P<wg>[\s/-]*)(?P<wm>{BARE_MONTH})
        (?:{OF_YEAR}(?P<wy>{MONTH_YEAR}){AFTER_YEAR}|(?P<ws>[\s/-])(?P<w2>\d\d)(?![\w/-]|[.,]\d)|(?![^\W_]))
    | (?P<mm>{BARE_MONTH})
        (?:{OF_YEAR}(?P<my>{MONTH_YEAR}){AFTER_YEAR}|(?:-(?P<m2>[0-3]\d)(?![\w/-]|[.,]\d|\s(?:au\s|{MONTH}|[€%]))|\s(?P<m9>(?!68)[4-9]\d)(?=\s?(?:$|[,.;:)](?!\d))))|(?![^\W_]))
    | (?P<qn>[tsq])(?P<qv>[1-4])(?:[\s/-]*(?P<qy>{YEAR})(?!\w|/\d)|[/'-](?P<q2>[1-4]\d)(?![\w/-]))?(?!\w)
    | (?P<xv>[1-4])(?P<xn>[tsq])[\s/-]?(?P<xy>{YEAR})(?!\w|/\d)
    | (?P<zy>{YEAR})[\s/-]?(?P<zn>[tsq])(?P<zv>[1-4])(?!\w)
    | (?P<on>{ORDINAL})\s?(?P<ou>{one_of(PARTS)})(?!\w)(?:\.(?=\s{YEAR}))?
        (?:\s(?:de\s|du\s)?(?:l'(?:annee|exercice)\s)?(?P<oy>{YEAR})(?!\w|/\d))?
    | (?P<sn>{one_of(SEASONS)})
        (?:\s(?:de\s(?:l'annee\s)?)?(?P<sy>{YEAR})(?:\s?[-/]\s?(?P<sz>{YEAR}|\d\d))?(?!\w|/\d))?(?!\w)
    | annees\s(?P<dy>(?:(?:19|20)\d|[2-9])0)(?!\w|,\d|\s?[,/-]\s?{YEAR}|\s(?:et|ou|a|au)\s{YEAR})
    | (?P<ly>{YEAR}\s?(?P<ls>[/-])\s?{YEAR}(?:\s?(?P=ls)\s?{YEAR}){{1,8}})(?![\w/-]|[.,]\d)
    | (?P<ry>{YEAR})(?:\s?(?:[-/>→~]|->)\s?(?P<rz>{YEAR})|[-/](?P<r2>\d\d?))(?![\w/-]|[.,]\d|\s\d{{3}}(?!\d))
    | (?P<nm2>\d{{1,2}})(?P<ns2>[/.-]|\s?/\s?)(?P<ny2>{YEAR})(?![\w/]|[.,-]\d{{1,2}}(?![\d/]))
    | (?P<pd>\d{{1,2}})(?P<ps>[/.-])(?P<pm>\d{{1,2}})(?![\w/%]|-(?!\d\d?/\d)|[.,]\d|\s?(?:%|€|{MONTH}))
    | (?P<yy>{YEAR})(?!\w|/\d|[.,]\d|-\d|\s\d{{3}}(?!\d))
    | (?P<yo>{OLD_YEAR})(?![\w/-]|[.,]\d|\s\d{{3}}(?!\d))
    | (?P<yw>{WORD_YEAR})(?!\w)
    )
    """,
    re.VERBOSE,
)

ABOUT_MANY = words("many")  # « une quinzaine de jours »
SPANS = words("span")  # « une demi-heure »
DURATION = re.compile(
    rf"(?<![\w.,/-])(?:(?P<n>\d{{1,3}}(?:[.,]\d)?|{NUMBER})\s?(?P<u>{one_of(UNITS)})(?!\w)"
    rf"(?:\set\s(?P<half>demie?)|\s(?:et\s)?(?P<n2>\d{{1,2}}|{NUMBER})\s(?P<u2>mois|jours?|minutes?|min|mn))?(?!\w)"
    rf"|(?P<span>{one_of(SPANS)})(?!\w)|une\s(?P<many>{one_of(ABOUT_MANY)})\s(?:de\s|d')(?P<mu>{one_of(UNITS)})(?!\w))"
)
CLOCK_SPAN = re.compile(
    r"(?<!\w)(?:pendant|durant|duree(?:\s(?:de|d'environ|:)){0,2})\s?(?P<t>(?P<h>\d{1,2})\s?h\s?(?P<min>[0-5]\d))(?!\d)"
)
OF_MONTH = r"(?:\sd(?:u|e\schaque)\smois)?"
EVERY = re.compile(
    rf"(?<!\w)(?:chaque\s(?P<c>{one_of(UNITS)}|{FULL_WEEKDAY})"
    rf"|tou(?:s|tes)\sles\s(?:(?P<n>\d{{1,3}}|{NUMBER})\s)?(?P<u>{one_of(UNITS)}|{FULL_WEEKDAY}s)"
    rf"|(?P<m>(?:chaque\s{ORDINAL}\s{FULL_WEEKDAY}|tous\sles\s{ORDINAL}s?\s{FULL_WEEKDAY}s){OF_MONTH})"
    rf"|(?P<y>(?:chaque|tous\sles)\s(?:{one_of(SEASONS)})s?)"
    rf"|(?P<a>{one_of(ADVERBS)}))(?!\w)"
)
