"""What must stand around a number or a word for it to be a date: cues, units, names that only look like months.

In: the words before and after a candidate. Out: whether it is a date. It refuses to read its value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.kinds.date_shapes import MONTH, words
from pipeline.lexicon import one_of

# What follows a number that is no year though it has four digits: a unit or a counted noun, which is plural.
MEASURE = re.compile(
    r"\s?(?:€|euros?\b|eur\b|k€|%|°|m2|m3|m²|m³|ha\b|km\b|kw|mw|gw|t\b|h\b|hab\b|m\b|tonnes?\b|millions?\b|milliards?\b|"
    r"heures\b|personnes\b|habitants\b)"
)
COUNTED = re.compile(r"\s(?:[a-z']+(?:ales|elles|ieres|iennes|aires|ives|ifs|aux)\s)?[a-z'-]{3,}[sx]\b")
# Plural words that do follow a year: « en 2019 les… », verbs, and so on, are no counted noun.
NOT_COUNTED = re.compile(
    r"\s(?:les|des|dans|vers|sous|sans|apres|puis|mais|tres|plus|moins|nos|ses|leurs|aux|hors|depuis|alors|deux|trois|"
    r"six|dix|avons|plusieurs|toutes|tous|pas|fois|dans|autres?|pres|dont|annees|annexes|ans|mois|jours|cours|acces|mars)\b"
)
BEFORE_YEAR = re.compile(
    r"(?:\b(?:en|de|d'|du|l'annee|annee|annees|an|fin|debut|mi-|courant|depuis|jusqu'en|d'ici|pour|exercices?|budget|"
    r"avant|apres|et|a|ou|vers|saison|horizon|rentree|printemps|ete|automne|hiver|des|sur)|[(/:])\s?$"
)
SURE_BEFORE_YEAR = re.compile(
    r"\b(?:en|l'annee|annee|l'an|depuis|jusqu'en|d'ici|d'ici a|vers|avant|des|horizon|apres|debut|fin|mi|entre)[\s-]$"
)
PART_OF_NUMBER = re.compile(r"(?:\d[.,]|\d\s(?=\d)|n°\s?|(?<!\bmi)-|\bart\.\s?|\barticles?\s)$")
FRACTION = re.compile(r"\s?(?:des?\b|du\b|d')")
BEFORE_NUMERIC = re.compile(r"(?:\b(?:le|du|au|les|des|et|date|[a-z]{3,6}di|dimanche)|[(,;:/&-]|^)\s?$")
BEFORE_MONTH = re.compile(r"(?:\bsaint|\bst|\bste|\bchamp|\bde\sla|\bmme|\bm\.|\bplanete|\bdieu)[\s-](?:de[\s-])?$")
AWARENESS = re.compile(r"\s(?:rose|bleu)\b|-bio\b|\s(?:sans\stabac|68)\b")
BEFORE_TITLE = re.compile(
    r"(?:\b(?:en|de|d'|entre|et|a|au|depuis|fin|debut|mi|du|courant|des)[\s-]?|[.:;|(/]\s?|(?:\s|^)-\s|^)$"
)
BEFORE_SEASON = re.compile(
    r"(?:\b(?:l'|cet\s|en\s|au\s|un\s|le\s|du\s|de\s|debut\s|fin\s|mi-|plein\s|avant\s|apres\s|depuis\s|"
    r"(?:saison|periode|mois)\sd')|[(,:;/]\s?)$"
)
NAMED_SEASON = re.compile(r"\s(?:des|du|de\sla|de\sl')(?!\w)")  # « le Printemps des poètes » is no spring
NAMED_MONTH = re.compile(r"[^\W\d_].*\s[A-ZÀ-Ý][\w'’-]+\s(?:de|d['’])\s?$")  # « Terre de Mars »
MEETING = re.compile(rf"(?<!\w)(?:{one_of(words('meeting'))})(?!\w)[^.;:\d]{{0,24}}$")
SHORT_RANGE = re.compile(rf"\s?[-/]\s?{MONTH}|\sa\s{MONTH}")  # « oct-nov 2021 », « sept à déc. »
AFTER_MONTH = re.compile(rf"(?<!\w){MONTH}\s?[-/]\s?$")
HOMES = re.compile(r"\b(?:logements?|appartements?|typ[eo]\w*|tram\w*|lignes?|villas?|maisons?)\b")
DWELLING = re.compile(r"(?<!\w)t[5-9](?!\w)")


LONGEST_HEAD = 50  # characters of a column's head; what is longer is an action
COUNT_HEAD = re.compile(rf"[€%]|(?<!\w)(?:{one_of(words('count_head'))})(?!\w)")
TIME_HEAD = re.compile(rf"(?<!\w)(?:{one_of(words('time_head'))})(?!\w)")
BARE_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")


def is_count(folded: str, head: str) -> bool:
    """Whether a text that is only a number of four digits is a count or an amount, as the head of its column says.

    >>> is_count("2015", "nombre de visiteurs"), is_count("2015", "annee du montant"), is_count("en 2015", "montant")
    (True, False, False)
    """
    if not BARE_YEAR.fullmatch(folded) or len(head) > LONGEST_HEAD or re.search(r"\d", head):
        return False
    return bool(COUNT_HEAD.search(head) and not TIME_HEAD.search(head))


@dataclass(frozen=True, slots=True)
class Around:
    """A candidate and its neighbourhood; `before` and `after` are folded and short, so that reading stays linear."""

    text: str
    folded: str
    start: int
    end: int
    before: str
    after: str

    @classmethod
    def of(cls, text: str, folded: str, start: int, end: int) -> Around:
        return cls(text, folded, start, end, folded[max(0, start - 36) : start], folded[end : end + 40])

    @property
    def surface(self) -> str:
        return self.text[self.start : self.end]

    def says_year(self) -> bool:
        """Whether the words before, or the want of any around, say that this is a time."""
        alone = not self.before.strip() and not self.after.strip()
        return alone or bool(SURE_BEFORE_YEAR.search(self.before))

    def says_month(self) -> bool:
        """Whether two numbers that are no day and month are a month and a year: « de 03/21 à 06/21 »."""
        closed = re.match(r"\s?(?:$|[,;:.)]|(?:a|au|et|-)\s)", self.after)
        return self.says_year() or bool(closed and re.search(r"(?:^|\b(?:de|a)\s)$", self.before))

    def is_of_homes(self) -> bool:
        """Whether « T3 » is a dwelling or a tram here."""
        near = self.folded[max(0, self.start - 200) : self.end + 200]
        return bool(HOMES.search(near) or DWELLING.search(near))


def is_year(around: Around, certain: bool = True) -> bool:
    """Whether four digits are a year; one before 1900 or in words needs a word that says so."""
    if MEASURE.match(around.after):
        return False
    if not certain and not SURE_BEFORE_YEAR.search(around.before):
        return False
    counted = COUNTED.match(around.after) and not NOT_COUNTED.match(around.after)
    if counted and not (certain and BEFORE_YEAR.search(around.before)):
        return False
    if around.before.endswith("/") and around.after.startswith("/"):  # « /img/2023/plan.png »
        return False
    return not PART_OF_NUMBER.search(around.before)


def is_month_alone(word: str, short: bool, around: Around) -> bool:
    """Whether a month's name without day and year is one: « mars » is, « le Champ de Mars » and « 3 sept » are not."""
    if short and (not word.endswith(".") or word in ("sep.", "jan.")):
        return bool(SHORT_RANGE.match(around.after) or AFTER_MONTH.search(around.before))
    if BEFORE_MONTH.search(around.before) or AWARENESS.match(around.after):
        return False
    if not around.surface.istitle():
        return True
    before = around.text[max(0, around.start - 30) : around.start]
    return bool(BEFORE_TITLE.search(around.before)) and not NAMED_MONTH.search(before)


def is_season(word: str, dated: bool, around: Around) -> bool:
    """Whether a season's name is one: « au printemps » is, « a été reçu » and « jobs d'été » are not."""
    surface = around.surface
    if word == "ete" and not (surface[:3].lower() == "été" or surface.isupper()):
        return False
    if surface[0].isupper() and NAMED_SEASON.match(around.after):
        return False
    return dated or bool(BEFORE_SEASON.search(around.before))


def is_short_date(day: int, month: int, sign: str, padded: bool, around: Around) -> bool:
    """Whether « 12/03 » is a day, and neither a fraction nor a score."""
    if re.search(r"\d[.,]$", around.before):  # « 4,2/5 »
        return False
    real = 1 <= day <= 31 and 1 <= month <= 12
    named = padded and sign == "/" and real and re.search(r"[a-z»\])]\s$", around.before)
    met = real and sign == "/" and MEETING.search(around.before)  # « réunion « santé » 11/6 »
    if not (named or met or BEFORE_NUMERIC.search(around.before)):
        return False
    if not padded and (FRACTION.match(around.after) or sign != "/"):
        return False
    if sign != "/" and not re.search(r"\b(?:le|du|au)\s$|[(,]\s?$", around.before):
        return False
    return 1 <= month <= 12 or bool(padded and sign == "/" and re.search(r"\b(?:le|du|au)\s$", around.before))
