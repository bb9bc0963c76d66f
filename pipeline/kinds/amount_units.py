"""What follows a number and measures it: a share, money, a physical unit, a scale.

In: a text, its folded form, and the place where a number ends. Out: what the number is multiplied by, its unit and
where both end. It refuses to know the number, and to look for counted nouns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.numbers import SPACE

MILLION = Decimal(1_000_000)
APOSTROPHE = "['’ʼ´]"

_SCALES = load_lexicon("scales")
SCALES = {fold(row["form"]): Decimal(row["value"]) for row in _SCALES}
ROUND = frozenset(fold(row["form"]) for row in _SCALES if row["kind"] == "round")
LETTERS = tuple(row["form"] for row in _SCALES if row["kind"] == "letter")
SCALE_WORDS = tuple(row["form"] for row in _SCALES if row["kind"] != "letter")
CURRENCIES = {fold(row["form"]): (row["code"], Decimal(row["factor"])) for row in load_lexicon("currencies")}
UNITS = {row["form"]: row["symbol"] for row in load_lexicon("units")}

S = f"{SPACE}?"
END = r"(?![^\W_])"
CURRENCY = one_of(CURRENCIES)
_ROUGHLY = rf"(?:(?:bonne|petite|grosse|belle){SPACE})?"  # « une bonne centaine »
SCALE_WORD = rf"{_ROUGHLY}(?P<word>{one_of(SCALE_WORDS)}){END}(?P<half>{SPACE}et{SPACE}demie?{END})?"
OF = rf"(?:d'{S}|de{SPACE})?"
_SHARE = re.compile(rf"{S}(?:%|pour(?:{SPACE}|-)?cents?{END}|p\.?{S}(?:100|cents?){END}|pourcents?{END})")
_MONEY = re.compile(
    rf"{S}(?:(?P<letter>{one_of(LETTERS)}){S}|{SCALE_WORD}{S})?{OF}(?:€(?P<cents>\d\d){END}|(?P<code>{CURRENCY}){END})"
)
_CENTS = re.compile(rf"{SPACE}(?:et{SPACE})?(\d\d){SPACE}(?:centimes?|cents|cts){END}")
_TAXED = re.compile(r"[ \u00a0\u202f](?:HT|H\.T\.|TTC|T\.T\.C\.)(?!\w)")
_SCALE = re.compile(rf"{SPACE}{SCALE_WORD}")
_LETTER = re.compile(rf"{S}(k|K|M)(?={SPACE}(?:de{SPACE}|d{APOSTROPHE})?[^\W\d_]\w)")


def _any_unit() -> str:
    forms = sorted(UNITS, key=lambda form: (-len(form), form))
    return "|".join(re.escape(form).replace(r"\ ", r"[ \u00a0\u202f\u2009]?") for form in forms)


PHYSICAL = re.compile(rf"[ \u00a0\u202f\u2009\u2007]?(?:{_any_unit()})(?![^\W_]|{APOSTROPHE}\w)")
_OF = re.compile(rf"{SPACE}?{OF}")


@dataclass(frozen=True, slots=True)
class Measure:
    """What stands behind a number. `unit` is empty where only a scale does (« 3 millions »)."""

    end: int
    unit: str = ""
    kind: str = ""  # money, share, quantity, or empty
    scale: Decimal = Decimal(1)
    round: bool = False  # « une centaine »: about so many
    extra: Decimal = Decimal(0)  # « 5€42 », « 3 millions et demi »
    after_of: bool = False  # « 3 millions de … »: a counted noun may follow


def read_measure(text: str, low: str, at: int) -> Measure:
    """What the number that ends at `at` is measured in; an empty Measure where nothing says it.

    >>> read_measure("35,9 M€", "35,9 m€", 4)
    Measure(end=7, unit='EUR', kind='money', scale=Decimal('1000000'), round=False, extra=Decimal('0'), after_of=False)
    >>> read_measure("3 km", "3 km", 1).unit, read_measure("3 agents", "3 agents", 1).unit
    ('km', '')
    """
    if share := _SHARE.match(low, at):
        return Measure(share.end(), "%", "share")
    if money := _MONEY.match(low, at):
        return _money(low, money)
    if _TAXED.match(text, at):
        return Measure(at, "EUR", "money")  # « un marché de 155 000 TTC »
    if physical := PHYSICAL.match(text, at):
        return Measure(physical.end(), symbol_of(physical[0]), "quantity")
    if letter := _LETTER.match(text, at):
        return _after_scale(text, low, letter.end(), SCALES[letter[1].lower()], False)
    if scale := _SCALE.match(low, at):
        factor = SCALES[plain(scale["word"])]
        measure = _after_scale(text, low, scale.end(), factor, plain(scale["word"]) in ROUND)
        return replace(measure, extra=factor / 2) if scale["half"] else measure
    return Measure(at)


def plain(text: str) -> str:
    """A form as the lexicon spells it: one space between words."""
    return re.sub(rf"{SPACE}+", " ", text)


def symbol_of(surface: str) -> str:
    """The one symbol of a physical unit's many spellings."""
    words = " ".join(surface.split())
    return UNITS.get(words) or next(
        symbol for form, symbol in UNITS.items() if form.replace(" ", "") == words.replace(" ", "")
    )


def _money(low: str, match: re.Match[str]) -> Measure:
    code, factor = CURRENCIES[plain(match["code"] or "€")]
    named = match["letter"] or match["word"]
    scale = SCALES[plain(named)] if named else Decimal(1)
    end, extra = match.end(), Decimal(match["cents"] or 0) / 100
    if match["half"]:
        extra = scale / 2
    if not named and factor == 1 and (cents := _CENTS.match(low, end)):
        end, extra = cents.end(), Decimal(cents[1]) / 100
    return Measure(end, code, "money", scale * factor, bool(named) and plain(named) in ROUND, extra)


def _after_scale(text: str, low: str, at: int, scale: Decimal, is_round: bool) -> Measure:
    """A physical unit behind the scale, or the scale alone."""
    of = _OF.match(low, at)
    start = of.end() if of else at
    if start > at and (physical := PHYSICAL.match(text, start)):
        return Measure(physical.end(), symbol_of(physical[0]), "quantity", scale, is_round)
    return Measure(at, "", "", scale, is_round, after_of=True)
