"""Cells that are a bare number: their heads say what is counted, or in which money.

In: a cell's text and the heads that it stands under. Out: one Mention, or None where the cell is more than a number, or
no head says its unit. It refuses to read running text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.kinds.amount_bounds import find_tax
from pipeline.kinds.amount_heads import read_head_unit
from pipeline.kinds.amount_nouns import YEARS, read_noun
from pipeline.kinds.amount_units import read_measure
from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.model import AmountValue, Mention
from pipeline.numbers import DIGITS, LONGEST, SPACE, read_number

LONGEST_CELL = 60
LONGEST_HEAD = 4  # words of a head that is a counted noun (« Logements créés »)
_HEADS = load_lexicon("cell_heads")
NO_AMOUNT = frozenset(fold(row["form"]) for row in _HEADS if row["kind"] == "none")

_S = f"{SPACE}*"
_SIGNED = rf"(?:\({_S}[+-]?{_S}(?:{DIGITS}){_S}\)|[+-]?{_S}(?:{DIGITS}))"
_CELL = re.compile(
    rf"(?P<about>(?:env\.?|environ|~){_S})?(?P<low>{_SIGNED})(?:{_S}(?:-|a(?!\w)){_S}(?P<high>{DIGITS}))?"
    rf"{_S}(?P<tax>h\.?t\.?|t\.?t\.?c\.?)?{_S}(?:\*{{1,3}}|\(\d\)|\((?!\d)[^()]{{1,30}}\))?\Z"
)
_NEGATIVE = re.compile(rf"(?P<number>\({_S}(?:{DIGITS}){_S}\)|-{_S}(?:{DIGITS}))(?=\D)")
_NUMBER_OF = re.compile(rf"(?:{one_of(row['form'] for row in _HEADS if row['kind'] == 'number_of')}){_S}")
_WORD = re.compile(r"[^\W\d_]+|n°")


@dataclass(frozen=True, slots=True)
class _Unit:
    unit: str
    kind: str
    scale: Decimal = Decimal(1)
    tax: str = ""


def read_cell(text: str, heads: Sequence[str]) -> Mention | None:
    """The amount of a cell that is only a number; `heads` are its heads, the nearest first.

    >>> [str(m.value.value) for t, head in (("120", "Montant (k€)"), ("(1 200) €", "")) if (m := read_cell(t, [head]))]
    ['120000', '-1200']
    """
    inner = text.strip()
    if not inner or len(inner) > LONGEST_CELL or not any(c.isdigit() for c in inner):
        return None
    low, start = fold(inner), len(text) - len(text.lstrip())
    if match := _CELL.match(low):
        unit = _read_heads(heads)
        return _mention(start, inner, match, unit) if unit else None
    return _negative(start, inner, low)


def _negative(start: int, inner: str, low: str) -> Mention | None:
    """« (1 200) € », « – 300 € »: a negative number and its own money, and nothing else."""
    match = _NEGATIVE.match(low)
    if not match or len(match[0]) > LONGEST:
        return None
    number, measure = read_number(match["number"]), read_measure(inner, low, match.end())
    if number is None or measure.kind != "money" or measure.end != len(inner):
        return None
    value = AmountValue(number * measure.scale - measure.extra, None, measure.unit, "money")
    return Mention("amounts", start, start + len(inner), value, "column")


def _mention(start: int, inner: str, match: re.Match[str], unit: _Unit) -> Mention | None:
    number = read_number(match["low"].replace("+", "")) if len(match["low"]) <= LONGEST else None
    high = read_number(match["high"]) if match["high"] and len(match["high"]) <= LONGEST else None
    counted = unit.kind == "quantity"
    if number is None or (counted and (number < 0 or (inner.isdigit() and len(inner) == 4 and int(inner) in YEARS))):
        return None
    tax = (match["tax"] or "").replace(".", "").upper() or unit.tax
    value = AmountValue(
        number * unit.scale,
        None if high is None else high * unit.scale,
        unit.unit,
        unit.kind,
        "about" if match["about"] else "",
        tax if unit.kind == "money" else "",
    )
    return Mention("amounts", start, start + len(inner), value, "counted_column" if counted else "column")


def _read_heads(heads: Sequence[str]) -> _Unit | None:
    """The unit that the nearest head names; a head of dates, codes or ages (« Année », « N° ») says: none."""
    taxes = [tax for head in heads if (tax := find_tax(fold(head)))]
    tax = taxes[0] if taxes else ""
    for place, head in enumerate(heads):
        low = fold(head).strip()
        if measure := read_head_unit(head, low):
            return _Unit(measure.unit, measure.kind, measure.scale, tax)
        word = _WORD.match(low)
        if word and word[0] in NO_AMOUNT and not _NUMBER_OF.match(low):
            return None
        noun = _counted(head.strip(), low) if place < 2 else ""
        if noun:
            return _Unit(noun, "quantity")
    return _Unit("EUR", "money", tax=tax) if tax else None


def _counted(head: str, low: str) -> str:
    """The noun of « Nombre de logements », or of a short head in the plural (« Logements créés »)."""
    named = _NUMBER_OF.match(low)
    if not named and (len(_WORD.findall(low)) > LONGEST_HEAD or any(c.isdigit() for c in low)):
        return ""
    at = named.end() if named else 0
    noun = read_noun(f" {head[at:]}", f" {low[at:]}", 0, Decimal(2))
    return noun[1] if noun else ""
