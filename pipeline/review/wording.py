"""The value of a record as a French reader expects it, and the sentences about it.

In: a Record. Out: its value in words, and what else is known of it. It refuses to know HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.compare.report import french
from pipeline.lexicon import load_lexicon
from pipeline.review.labels import CODES, KINDS, WORDS
from pipeline.review.reading import Record

SEASONS = {21: "printemps", 22: "été", 23: "automne", 24: "hiver"}
UNITS = {"Y": ("an", "ans"), "M": ("mois", "mois"), "W": ("semaine", "semaines"), "D": ("jour", "jours")}
HOURS = {"H": ("heure", "heures"), "M": ("minute", "minutes"), "S": ("seconde", "secondes")}
FEMININE = frozenset({"semaine", "heure", "minute", "seconde"})
DURATION = re.compile(r"P(?P<days>(?:\d+(?:[.,]\d+)?[YMWD])*)(?:T(?P<hours>(?:\d+(?:[.,]\d+)?[HMS])+))?")


@dataclass(frozen=True, slots=True)
class Said:
    """A record in words: its value, its details in order, and the record that a detail leads to."""

    value: str
    details: tuple[str, ...] = ()
    link: tuple[str, str] | None = None  # words, record_id

    @property
    def tip(self) -> str:
        """All in one line."""
        linked = (self.link[0],) if self.link else ()
        return " · ".join(part for part in (self.value, *self.details, *linked) if part)


def say_record(record: Record, partners: Mapping[str, str], texts: Mapping[str, str]) -> Said:
    """A record in words; `partners` are names by partner_id, `texts` the words of records by record_id."""
    get = record.get
    told = {name: WORDS.get(get(name), get(name)) for name in ("kind", "role", "modifier")}
    link = None
    if record.kind == "dates":
        details = [f"non écrit : {WORDS[get('inferred')]}" if get("inferred") else ""]
        value = say_date(get("value"))
    elif record.kind == "amounts":
        value = " ".join(part for part in (told["modifier"], say_amount(record), get("tax")) if part)
        payer = partners.get(get("partner_id"), get("partner_id"))
        details = [told["role"], f"payé par {payer}" if payer else "", say_per(get("per"))]
        for name, words in (("same_as", "redit"), ("part_of", "part de")):
            if get(name):
                link = (f"{words} « {texts.get(get(name), get(name))} »", get(name))
    elif record.kind == "places":
        value = get("name")
        details = [" ".join(part for part in (told["kind"], get("code")) if part)]
    elif record.kind == "partners":
        value = get("name") + (f" ({get('acronym')})" if get("acronym") not in ("", get("name")) else "")
        details = [told["role"], "" if get("kind") == "autre" else told["kind"]]
    else:
        value = get("name")
        speaks = partners.get(get("partner_id"), get("partner_id"))
        details = [get("title"), f"pour {speaks}" if speaks else ""]
    return Said(value, tuple(detail for detail in details if detail), link)


def say_amount(record: Record) -> str:
    """The number and its unit, a range with both ends.

    >>> say_amount(Record("amounts", "", "", 0, 0, {"value": "10", "value_max": "15", "unit": "km"}))
    '10 à 15\\xa0km'
    """
    unit, ends = record.get("unit"), [Decimal(record.get(name)) for name in ("value", "value_max") if record.get(name)]
    if unit == "EUR":
        return " à ".join(french.money(end) for end in ends)
    return f"{' à '.join(french.number(end) for end in ends)}{french.HARD}{unit}".strip()


def say_per(per: str) -> str:
    """What an amount is told per.

    >>> say_per("P1Y"), say_per("hab"), say_per("")
    ('par an', 'par hab', '')
    """
    one = re.fullmatch(r"P1([YMWD])", per)
    return f"par {UNITS[one.group(1)][0] if one else per}" if per else ""


def say_date(value: str) -> str:
    """An EDTF date, an ISO 8601 duration or a recurrence in words; what it cannot say it gives back.

    >>> [say_date(v) for v in ("2019-07-01", "2019-10", "2019-34", "2019-40", "2019-22", "2019~")]
    ['1er juillet 2019', 'octobre 2019', '2e trimestre 2019', '1er semestre 2019', 'été 2019', 'vers 2019']
    >>> [say_date(v) for v in ("2023-05-02/2023-05-04", "2016/2021", "../2021", "2016-03/..", "../2024~")]
    ['du 2 mai 2023 au 4 mai 2023', 'de 2016 à 2021', 'jusqu’à 2021', 'depuis mars 2016', 'jusqu’à 2024 environ']
    >>> [say_date(v) for v in ("P3Y", "PT40M", "R/P1M", "R/P2W", "?")]
    ['3 ans', '40 minutes', 'chaque mois', 'toutes les 2 semaines', '?']
    """
    if value.startswith("R/"):
        return _say_recurrence(value[2:]) or value
    if value.startswith("P"):
        return _say_duration(value) or value
    first, slash, last = value.partition("/")
    if not slash:
        return _say_point(value)
    one, two = (f"{_say_point(end[:-1])} environ" if end.endswith("~") else _say_point(end) for end in (first, last))
    if first in ("..", ""):
        return f"jusqu’au {two}" if _is_day(last) else f"jusqu’à {two}"
    if last in ("..", ""):
        return f"depuis le {one}" if _is_day(first) else f"depuis {one}"
    return f"du {one} au {two}" if _is_day(first) and _is_day(last) else f"de {one} à {two}"


def _is_day(value: str) -> bool:
    return bool(french.DAY.fullmatch(value))


def _say_point(value: str) -> str:
    if value.endswith("~"):
        return f"vers {_say_point(value[:-1])}"
    if _is_day(value):
        year, month, day = value.split("-")
        return f"{'1er' if day == '01' else int(day)} {french.MONTHS[int(month) - 1]} {year}"
    year, _, part = value.partition("-")
    if not (year.isdigit() and part.isdigit()):
        return value
    number = int(part)
    if 1 <= number <= 12:
        return f"{french.MONTHS[number - 1]} {year}"
    if number in SEASONS:
        return f"{SEASONS[number]} {year}"
    for first, name in ((33, "trimestre"), (40, "semestre")):
        if first <= number < first + 4:
            return f"{number - first + 1}{'er' if number == first else 'e'} {name} {year}"
    return value


def _say_duration(value: str) -> str:
    match = DURATION.fullmatch(value)
    if not match:
        return ""
    parts = [
        (number.replace(".", ","), units[letter])
        for group, units in (("days", UNITS), ("hours", HOURS))
        for number, letter in re.findall(r"(\d+(?:[.,]\d+)?)([A-Z])", match[group] or "")
    ]
    return " ".join(f"{number} {one if number in ('0', '1') else many}" for number, (one, many) in parts)


def _say_recurrence(period: str) -> str:
    told = _say_duration(period)
    number, _, unit = told.partition(" ")
    if number == "1" and " " not in unit:
        return f"chaque {unit}"
    all_of = "toutes les" if unit.rstrip("s") in FEMININE else "tous les"
    return f"{all_of} {told}" if told else ""


def name_code(code: str) -> str:
    """The class of an issue in words.

    >>> name_code("hours"), name_code("number"), name_code("strange")
    ('heure', 'nombre', 'strange')
    """
    known = next((row["reason"] for row in load_lexicon("reasons") if row["rule"] == code), "")
    told = CODES.get(code) or known.partition(",")[0]
    return told[:1].lower() + told[1:] or code


def count_kinds(report_row: Mapping[str, str]) -> str:
    """How many records of each kind, in words.

    >>> count_kinds({"dates": "3", "amounts": "1", "places": "0", "partners": "2", "people": "0"})
    '3\\xa0dates, 1\\xa0montant, 2\\xa0partenaires'
    """
    counts = [(int(report_row.get(kind) or 0), one, many) for kind, (_, one, many) in KINDS.items()]
    return ", ".join(french.count(n, one, many) for n, one, many in counts if n) or "aucun enregistrement"
