"""Numbers, sums and counted nouns as a French reader expects them.

In: values. Out: text. It refuses to know what the values are about.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.compare.amounts import AmountChange
from pipeline.compare.dates import DateChange
from pipeline.compare.report.labels import TERMS
from pipeline.compare.rows import read_side
from pipeline.compare.which_sum import tell_which
from pipeline.compare.year import Amount, Date

THIN, HARD = "\u202f", "\u00a0"  # no-break spaces: between thousands, before a unit


def number(value: Decimal | int) -> str:
    """A number with French separators.

    >>> number(Decimal("1234567.50")), number(-3)
    ('1\u202f234\u202f567,5', '−3')
    """
    text = format(Decimal(value), "f")
    whole, _, decimals = text.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", THIN)
    decimals = decimals.rstrip("0")
    return ("−" if text.startswith("-") else "") + grouped + (f",{decimals}" if decimals else "")


def spaced(text: str) -> str:
    """A text with the spaces of its numbers as `number` writes them.

    >>> spaced("11 280 t et 3 sites") == f"11{THIN}280 t et 3 sites"
    True
    """
    return re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", THIN, text)


def money(value: Decimal, digits: int = 2) -> str:
    """A sum in euros, short from a million on, then with so many decimals.

    >>> money(Decimal(9400000)), money(Decimal("4500.5"))
    ('9,4\u00a0M€', '4\u202f500,50\u00a0€')
    """
    if abs(value) >= 1_000_000:
        return f"{number(round(value / 1_000_000, digits))}{HARD}M€"
    text = number(value)
    if "," in text and len(text.rsplit(",", 1)[1]) == 1:
        text += "0"
    return f"{text}{HARD}€"


def amount(one: Amount, digits: int = 2) -> str:
    """An amount with its unit; a range keeps both ends, an evolution its sign."""
    if one.kind == "money" and one.unit == "EUR":
        return (
            f"{money(one.value, digits)} à {money(one.value_max, digits)}"
            if one.value_max
            else money(one.value, digits)
        )
    figure = f"{number(one.value)} à {number(one.value_max)}" if one.value_max else number(one.value)
    plus = "+" if one.evolution and one.value > 0 else ""
    return f"{plus}{figure}{HARD}{one.unit}".strip()


def both_amounts(before: Amount, after: Amount) -> str:
    """« 1,001 M€ → 1,004 M€ »: with as many decimals as tell the two apart."""
    told = [(amount(before, digits), amount(after, digits)) for digits in (2, 3, 4, 6)]
    first, second = next((pair for pair in told if pair[0] != pair[1]), told[0])
    return f"{first} → {second}"


def amount_change(change: AmountChange) -> tuple[str, str]:
    """What became of an amount: (direction, text), with the words that say which amount it is: those beside it, or the
    head of its column."""
    words = tell_which(change.action, change.known)
    if words == "{}" and change.action and read_side(change.action.column):
        words = change.action.column.strip(" :").replace("{", "").replace("}", "") + " : {}"
    if change.before and change.after:
        figures, moved = both_amounts(change.before, change.after), difference(change)
        return change.change, words.format(figures) + moved + (", pour la même période" if change.restated else "")
    told = "nouveau chiffre" if change.after else "non repris"
    return change.change, f"{words.format(amount(change.known))} ({told})"


def difference(change: AmountChange) -> str:
    """How much more or less, in brackets: as a share, or as a difference where that is clearer; empty where neither
    tells anything (ranges, two evolutions)."""
    if change.delta is None or change.known.evolution:
        return ""
    if change.ratio is not None and change.known.unit != "%" and round((change.ratio - 1) * 100):
        return f" ({percent(change.ratio)})"
    return f" ({signed(change.delta, change.known.unit)})"


def signed(value: Decimal, unit: str) -> str:
    """A difference with its sign.

    >>> signed(Decimal(45000), "EUR"), signed(Decimal(-2), "aires"), signed(Decimal("0.5"), "%")
    ('+45\u202f000\u00a0€', '−2\u00a0aires', '+0,5\u00a0point')
    """
    plus = "+" if value > 0 else ""
    if unit == "EUR":
        return plus + money(value)
    points = "point" if abs(value) < 2 else "points"
    return f"{plus}{number(value)}{HARD}{points if unit == '%' else unit}"


def percent(ratio: Decimal) -> str:
    """How much more or less, from the ratio of after to before; large ratios as a factor.

    >>> percent(Decimal("1.25")), percent(Decimal("0.5")), percent(Decimal(4))
    ('+25\u00a0%', '−50\u00a0%', '×\u00a04')
    """
    if ratio >= 3:
        return f"×{HARD}{number(round(ratio, 1))}"
    share = round((ratio - 1) * 100)
    return f"{'+' if share > 0 else ''}{number(share)}{HARD}%"


def count(n: int, one: str, many: str = "") -> str:
    """A counted noun.

    >>> count(1, "action"), count(12, "action"), count(0, "lieu", "lieux")
    ('1\u00a0action', '12\u00a0actions', '0\u00a0lieu')
    """
    return f"{number(n)}{HARD}{one if n < 2 else many or one + 's'}"


DAY = re.compile(r"\d{4}-\d\d-\d\d")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def date_change(change: DateChange) -> str:
    """A term and what became of it, both as written."""
    return f"{TERMS[change.change]} : {both_dates(change)}"


def both_dates(change: DateChange) -> str:
    """« 2e trimestre 2022 → 4e trimestre 2022 »; the first alone where nothing answers it."""
    return f"{date(change.before)} → {date(change.after)}" if change.after else date(change.before)


def date(one: Date) -> str:
    """A day in full, anything else as written.

    >>> date(Date("27/02", 0, 5, "2019-02-27"))
    '27 février 2019'
    """
    if DAY.fullmatch(one.value):
        year, month, day = one.value.split("-")
        return f"{'1er' if day == '01' else int(day)} {MONTHS[int(month) - 1]} {year}"
    return one.text
