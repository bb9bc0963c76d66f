"""Single dates in a text, each as it stands, before its neighbours say more.

In: folded text. Out: atoms, in order, with what the text itself says of them. It refuses to fill in what is missing,
and to join dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.kinds.date_shapes import ABBREVIATED, ADVERBS, ATOM, CARDINALS, MONTHS, ORDINALS, SEASONS, UNITS, WEEKDAYS
from pipeline.lexicon import one_of

PIVOT = 69  # two-digit years up to 69 are of this century, as in POSIX

# What follows a number that is no year though it has four digits: a unit or a counted noun, which is plural.
MEASURE = re.compile(
    r"\s?(?:€|euros?\b|eur\b|k€|%|°|m2|m3|m²|m³|ha\b|km\b|kw|mw|gw|t\b|h\b|hab\b|m\b|tonnes?\b|millions?\b|milliards?\b|"
    r"heures\b|personnes\b|habitants\b)"
)
COUNTED = re.compile(r"\s(?:[a-z']+(?:ales|elles|ieres|iennes|aires|ives|ifs|aux)\s)?[a-z'-]{3,}[sx]\b")
# Plural words that do follow a year: « en 2019 les… », verbs, and so on, are no counted noun.
NOT_COUNTED = re.compile(
    r"\s(?:les|des|dans|vers|sous|sans|apres|puis|mais|tres|plus|moins|nos|ses|leurs|aux|hors|depuis|alors|deux|trois|"
    r"six|dix|avons|plusieurs|toutes|tous|pas|fois|dans|autres?|pres|dont|annees|annexes|ans|mois|jours|cours|acces)\b"
)
BEFORE_YEAR = re.compile(
    r"(?:\b(?:en|de|d'|du|l'annee|annee|annees|an|fin|debut|mi-|courant|depuis|jusqu'en|d'ici|pour|exercices?|budget|"
    r"avant|apres|et|a|ou|vers|saison|horizon|rentree|printemps|ete|automne|hiver|des|sur|,)|[(/:])\s?$"
)
FRACTION = re.compile(r"\s?(?:des?\b|du\b|d')")
BEFORE_NUMERIC = re.compile(r"(?:\b(?:le|du|au|les|des|et|date|[a-z]{3,6}di|dimanche)|[(,;:/-]|^)\s?$")
BEFORE_MONTH = re.compile(r"(?:\bsaint|\bst|\bste|\bchamp|\bde\sla|\bmme|\bm\.|\bplanete|\bdieu)[\s-](?:de[\s-])?$")
AWARENESS = re.compile(r"\s(?:rose|bleu)\b|-bio\b|\s(?:sans\stabac|68)\b")
BEFORE_TITLE = re.compile(
    r"(?:\b(?:en|de|d'|entre|et|a|au|depuis|fin|debut|mi|du|courant|des)[\s-]?|[.:;|(/]\s?|\s-\s|^)$"
)
BEFORE_SEASON = re.compile(
    r"(?:\b(?:l'|cet\s|en\s|au\s|un\s|le\s|du\s|de\s|cet\s|chaque\s|debut\s|fin\s|mi-|plein\s|avant\s|apres\s|depuis\s)"
    r"|[(,:;/]\s?)$"
)
HOMES = re.compile(r"\b(?:logements?|appartements?|typ[eo]\w*|tram\w*|lignes?|villas?|maisons?)\b")
DWELLING = re.compile(r"(?<!\w)t[5-9](?!\w)")


@dataclass(frozen=True, slots=True)
class Atom:
    """`year` None: not said. `code` and `day` as in `edtf.Point`. `shape` names the pattern that read it; a range of
    years holds its last in `until`."""

    start: int
    end: int
    shape: str
    year: int | None
    code: int = 0
    day: int = 0
    until: int | None = None


def find_atoms(text: str, folded: str) -> list[Atom]:
    """Every single date of `folded`, which is `fold(text)`; none where a pattern matches by chance.

    >>> [(a.year, a.code, a.day) for a in find_atoms("le 3 mai et en 2021", "le 3 mai et en 2021")]
    [(None, 5, 3), (2021, 0, 0)]
    """
    atoms = []
    for m in ATOM.finditer(folded):
        if atom := _read(m, text, folded):
            atoms.append(atom)
    return atoms


def full_year(digits: str | None) -> int | None:
    """« 2019 », « 19 », « '19 » as a year.

    >>> full_year("19"), full_year("1998"), full_year("98")
    (2019, 1998, 1998)
    """
    if not digits:
        return None
    year = int(digits.lstrip("'"))
    return year if year > 99 else year + (2000 if year <= PIVOT else 1900)


def _number(word: str | None) -> int:
    word = re.sub(r"\s+", " ", word or "")
    if word in ("premier", "ler") or (word.startswith("1") and word.endswith("er")):
        return 1
    return CARDINALS.get(word) or int(word)


def _month(word: str) -> int:
    return MONTHS[word.rstrip(".")]


def _read(m: re.Match[str], text: str, folded: str) -> Atom | None:
    g, before, after = m.groupdict(), folded[max(0, m.start() - 24) : m.start()], folded[m.end() : m.end() + 40]
    start, end = m.span()
    if g["aw"]:
        tail = re.split(r"mille[\s-]?", g["aw"])[1].strip()
        return Atom(start + 2, end, "words", 2000 + (_number(tail) if tail else 0), _month(g["am"]), _number(g["ad"]))
    if g["iy"]:
        return Atom(start, end, "iso", int(g["iy"]), int(g["im"]), int(g["id"]))
    if g["nd"]:
        return Atom(start, end, "numeric", full_year(g["ny"]), int(g["nm"]), int(g["nd"]))
    if g["wd"]:
        return _worded(m, text, before)
    if g["mm"]:
        return _month_alone(m, text, before, after)
    if g["qn"]:
        return _part_letter(m, text, folded, before)
    if g["on"]:
        base = 32 if g["ou"] == "trimestre" else 39
        value = int(ORDINALS[g["on"]])
        ok = value <= (4 if base == 32 else 2)
        return Atom(start, end, g["ou"], full_year(g["oy"]), base + value) if ok else None
    if g["sn"]:
        real = g["sn"] != "ete" or text[start : start + 3].lower() in ("été",) or text[start:end].isupper()
        if not real or not (g["sy"] or BEFORE_SEASON.search(before)):
            return None
        return Atom(start, end, "season", full_year(g["sy"]), int(SEASONS[g["sn"]]))
    if g["ry"]:
        first, last = int(g["ry"]), g["rz"]
        until = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        return Atom(start, end, "years", first, until=until) if first < until <= first + 60 else None
    if g["my2"]:
        return Atom(start, end, "numeric", int(g["yy2"]), int(g["my2"])) if 1 <= int(g["my2"]) <= 12 else None
    if g["pd"]:
        return _numeric_short(m, before, after)
    if MEASURE.match(after):
        return None
    if COUNTED.match(after) and not NOT_COUNTED.match(after) and not BEFORE_YEAR.search(before):
        return None
    if re.search(r"(?:\d[.,]|\d\s(?=\d)|n°\s?|(?<!\bmi)-|\bart\.\s?|\barticles?\s)$", before):
        return None
    return Atom(start, end, "year", int(g["yy"]))


def _worded(m: re.Match[str], text: str, before: str) -> Atom | None:
    day, month = _number(m["wd"]), m["wm"]
    if not m["wd"][0].isdigit() and (month.rstrip(".") in ABBREVIATED or m["wd"] == "un"):
        return None
    if re.search(r"\d[.,]$|\bcovid-$", before):
        return None
    return Atom(m.start(), m.end(), "day", full_year(m["wy"]), _month(month), day)


def _month_alone(m: re.Match[str], text: str, before: str, after: str) -> Atom | None:
    word = m["mm"]
    if m["my"] is None:
        if word.rstrip(".") in ABBREVIATED and (not word.endswith(".") or word in ("sep.", "jan.")):
            return None
        surface = text[m.start() : m.end()]
        if BEFORE_MONTH.search(before) or AWARENESS.match(after):
            return None
        if surface.istitle() and not surface.isupper() and not BEFORE_TITLE.search(before):
            return None
    return Atom(m.start(), m.end(), "month", full_year(m["my"]), _month(word))


def _part_letter(m: re.Match[str], text: str, folded: str, before: str) -> Atom | None:
    code = (32 if m["qn"] == "t" else 39) + int(m["qv"])
    if code > 41 or not text[m.start()].isupper():
        return None
    near = folded[max(0, m.start() - 200) : m.end() + 200]
    if not m["qy"] and (HOMES.search(near) or DWELLING.search(near)):
        return None
    return Atom(m.start(), m.end(), "letter", full_year(m["qy"]), code)


def _numeric_short(m: re.Match[str], before: str, after: str) -> Atom | None:
    day, month, sign = int(m["pd"]), int(m["pm"]), m["ps"]
    padded = len(m["pd"]) == len(m["pm"]) == 2
    named = padded and sign == "/" and 1 <= day <= 31 and 1 <= month <= 12 and re.search(r"[a-z»\])]\s$", before)
    if not (named or BEFORE_NUMERIC.search(before)) or (not padded and (FRACTION.match(after) or sign != "/")):
        return None
    if sign != "/" and not re.search(r"\b(?:le|du|au)\s$|[(,]\s?$", before):
        return None
    if not 1 <= month <= 12 and not (padded and sign == "/" and re.search(r"\b(?:le|du|au)\s$", before)):
        return None
    return Atom(m.start(), m.end(), "numeric", None, month, day)


PREFILTER = re.compile(rf"\d|{one_of([*MONTHS, *SEASONS, *UNITS, *WEEKDAYS, *ADVERBS])}")
