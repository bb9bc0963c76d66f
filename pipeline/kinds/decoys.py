"""What looks like a date or an amount and is neither: law numbers, articles, telephones, hours, street names.

In: one passage's text. Out: mentions without value that keep others from the span. It refuses to know what a date
or an amount is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.kinds.date_shapes import DAY, FULL, words
from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.model import Kind, Mention

DAY_AND_NIGHT = r"(?<!\w)(?:les|des|aux)\s24\s?h(?:eures)?(?=\s(?:du|de|d'))"  # « les 24 heures du Mans »
STREETS = [*words("street"), "pont", "stade", "salle"]
BRANDS = [row["form"] for row in load_lexicon("dated_brands")]
# « depuis plus de 10 ans » is no age
NOT_LASTING = "".join(rf"(?<!{word}\s)" for word in (fold(form).replace(" ", r"\s") for form in words("lasting")))
DECOYS: tuple[tuple[str, Kind, str], ...] = (
    ("url", "dates", r"(?:https?://|www\.)[^\s)>]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"),
    (
        "street_name",
        "dates",
        rf"(?<!\w)(?:{one_of(STREETS)})\s(?:du\s)(?:{DAY}|onze|huit|quatorze|dix-neuf)\s(?:{one_of(FULL)})(?:\s\d{{4}})?(?!\w)",
    ),
    (
        "law_number",
        "dates",
        r"(?<!\w)(?:n\s?°\s?|nos?[\s.]\s?|num(?:ero)?[\s.]\s?)(?:[a-z]{1,4}[\s.-]?)?(?:\d[\w./-]*\d|\d)",
    ),
    (
        "article",
        "amounts",
        r"(?<!\w)(?:art(?:icles?|\.)?)\s(?:[lrd]\.?\s?\*?)?\d[\d-]*(?:(?:,\s|\set\s|\sa\s)(?:[lrd]\.?\s?)?\d[\d-]*)*(?!\w)",
    ),
    ("code_article", "amounts", r"(?<!\w)[lrd]\.\s?\d{2,4}(?:-\d+)+"),
    ("phone", "amounts", r"(?<![\w.,])(?:0|\+33\s?)[1-9](?:[\s.-]?\d\d){4}(?!\d)"),
    ("siret", "amounts", r"(?<!\w)(?:siren|siret)\s?:?\s?(?:n°\s?)?\d{3}\s?\d{3}\s?\d{3}(?:\s?\d{5})?(?!\d)"),
    (
        "hours",
        "dates",
        r"(?<![\w,.])(?:[01]?\d|2[0-4])\s?h(?:\s?[0-5]\d)?(?:\s?(?:-|a|/)\s?(?:[01]?\d|2[0-4])\s?h(?:\s?[0-5]\d)?)(?!\w)"
        r"|(?<![\w,.])(?<!pendant\s)(?<!durant\s)(?<!duree\sde\s)(?<!duree\s:\s)(?:[01]?\d|2[0-4])\s?h\s?[0-5]\d(?!\w)",
    ),
    ("post_code", "amounts", r"(?<!\w)(?:f-)?\d{5}(?=\s(?!euros?\b|habitant|visiteur|personne|m2\b|€)[a-z-]+\s+cedex)"),
    (
        "edition",
        "amounts",
        r"(?<!\w)\d{1,3}\s?(?:e|eme|emes|er|ere|nd|nde)\s(?:edition|anniversaire|arrondissement)\w*",
    ),
    ("road", "amounts", r"(?<!\w)(?:(?:rn|rd|rdn|gr|ev|vc)\s?|[adn])\d{1,4}(?![\w%€]|[,.]\d|\s(?:%|€))"),
    ("lanes", "amounts", r"(?<!\w)\d\s?[x×]\s?\d\svoies?(?!\w)"),
    (
        "age",
        "dates",
        r"(?<!\w)(?:(?:ages?|agee?s?)\s)?(?:de\s|les\s|des\s)?\d{1,2}\s?(?:a|-|/)\s?\d{1,2}\sans(?!\w)"
        r"|(?<!\w)"
        + NOT_LASTING
        + r"(?:moins|plus)\sde\s\d{2}\sans(?!\w)|(?<!\w)\d{1,2}\sans\set\s(?:plus|moins)(?!\w)",
    ),
    ("brand", "dates", rf"(?<!\w)(?<!l')(?<!a\s)(?<!jeux\sde\s)(?:{one_of(BRANDS)})(?!\w)|{DAY_AND_NIGHT}"),
    ("version", "amounts", r"(?<!\w)(?:v|version\s)\d+(?:\.\d+)+(?!\w)"),
    ("page", "amounts", r"(?<!\w)(?:page|pages|p\.)\s?\d{1,4}(?:\s?(?:-|a|sur|/)\s?\d{1,4})?(?!\w)"),
    (
        "score",
        "amounts",
        r"(?<!\w)(?:notee?s?|scores?|moyenne)\s(?:moyenne\s)?(?:(?:de|a)\s)?\d{1,2}(?:[.,]\d{1,2})?\s?(?:/|sur)\s?(?:5|10|20|100)(?!\d)"
        r"|(?<![\w,./])\d{1,2}(?:[.,]\d{1,2})?\s?/\s?(?:20|100)(?![\w/])",
    ),
    ("order_number", "dates", r"(?<!\w)\d{2,3}-(?:19|20)\d\d-\d\d-\d\d-\d+(?!\w)"),
)
NO_DIGIT = ("url", "street_name", "brand")  # those that a text without a digit may hold
# Each begins where a word does; to ask that once, before them all, is twice as fast.
ALL = re.compile(rf"(?<!\w)(?:{'|'.join(f'(?P<{name}>{pattern})' for name, _, pattern in DECOYS)})")
WORDED = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{name}>{pattern})' for name, _, pattern in DECOYS if name in NO_DIGIT)})"
)
DIGIT = re.compile(r"\d")
KIND_OF = {name: kind for name, kind, _ in DECOYS}
KEPT = 4096  # texts: places ask for those of a whole body before dates do


@lru_cache(maxsize=KEPT)
def find_decoys(text: str) -> tuple[Mention, ...]:
    """Every look-alike, in order, none overlapping; `rule` says what it is, `kind` what it could be taken for.

    >>> [m.rule for m in find_decoys("loi n° 2010-788, art. L. 1231-1, à 18h30, rue du 8 mai 1945")]
    ['law_number', 'article', 'hours', 'street_name']
    """
    folded = fold(text)
    return tuple(
        Mention(KIND_OF[m.lastgroup], m.start(), m.end(), None, m.lastgroup)
        for m in (ALL if DIGIT.search(folded) else WORDED).finditer(folded)
        if m.lastgroup
    )
