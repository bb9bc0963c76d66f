"""Numbers, sums and counted nouns as a French reader expects them.

In: values. Out: text. It refuses to know what the values are about.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.compare.amounts import AmountChange, tell_which
from pipeline.compare.dates import DateChange
from pipeline.compare.report.labels import TERMS
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


def money(value: Decimal) -> str:
    """A sum in euros, short from a million on.

    >>> money(Decimal(9400000)), money(Decimal("4500.5"))
    ('9,4\u00a0M€', '4\u202f500,50\u00a0€')
    """
    if abs(value) >= 1_000_000:
        return f"{number(round(value / 1_000_000, 2))}{HARD}M€"
    text = number(value)
    if "," in text and len(text.rsplit(",", 1)[1]) == 1:
        text += "0"
    return f"{text}{HARD}€"


def amount(one: Amount) -> str:
    """An amount with its unit; a range keeps both ends."""
    if one.kind == "money" and one.unit == "EUR":
        return f"{money(one.value)} à {money(one.value_max)}" if one.value_max else money(one.value)
    figure = f"{number(one.value)} à {number(one.value_max)}" if one.value_max else number(one.value)
    return f"{figure}{HARD}{one.unit}".strip()


def amount_change(change: AmountChange) -> tuple[str, str]:
    """What became of an amount: (direction, text), with the words that say which amount it is."""
    words = tell_which(change.action_after or change.action_before, change.known)
    if change.before and change.after:
        figures = f"{amount(change.before)} → {amount(change.after)}"
        moved = ""
        if change.ratio is not None and change.after.unit != "%":
            moved = f" ({percent(change.ratio)})"
        elif change.delta is not None:
            moved = f" ({signed(change.delta, change.after.unit)})"
        return change.change, words.format(figures) + moved + (", pour la même période" if change.restated else "")
    return change.change, words.format(amount(change.known)) + (
        " (nouveau chiffre)" if change.after else " (plus cité)"
    )


def signed(value: Decimal, unit: str) -> str:
    """A difference with its sign.

    >>> signed(Decimal(45000), "EUR"), signed(Decimal(-2), "aires")
    ('+45\u202f000\u00a0€', '−2\u00a0aires')
    """
    plus = "+" if value > 0 else ""
    if unit == "EUR":
        return plus + money(value)
    return f"{plus}{number(value)}{HARD}{'points' if unit == '%' else unit}"


def percent(ratio: Decimal) -> str:
    """How much more or less, from the ratio of after to before; large ratios as a factor.

    >>> percent(Decimal("1.25")), percent(Decimal("0.5")), percent(Decimal(4))
    ('+25\u00a0%', '−50\u00a0%', '×\u00a04')
    """
    if ratio >= 3:
        return f"×{HARD}{number(round(ratio, 1))}"
    share = round((ratio - 1) * 100)
    return f"{'+' if share > 0 else ''}{number(share)}{HARD}%" if share else f"+0{HARD}%"


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
    told = f" → {date(change.after)}" if change.after else ""
    return f"{TERMS[change.change]} : {date(change.before)}{told}"


def date(one: Date) -> str:
    """A day in full, anything else as written.

    >>> date(Date("27/02", 0, 5, "2019-02-27"))
    '27 février 2019'
    """
    if DAY.fullmatch(one.value):
        year, month, day = one.value.split("-")
        return f"{'1er' if day == '01' else int(day)} {MONTHS[int(month) - 1]} {year}"
    return one.text
