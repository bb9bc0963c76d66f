"""The same money told twice in one report, and totals told with their parts: links, so that sums count each once.

In: the passages of one report and their settled mentions. Out: for an amount, the one that it repeats or is a part of.
It refuses to link by value alone: two sums of 100 k€ are two sums until their words, or who pays, say otherwise.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Literal

from pipeline.lexicon import fold, load_lexicon
from pipeline.model import AmountValue, Mention, PartnerValue, Passage, PlaceValue

Place = tuple[int, int]  # index of the passage, start of the amount in it

STEM, SHORTEST = 7, 4  # letters by which words are known as one; shorter words do not tell things apart
# A shared word weighs the logarithm of how rare it is among the passages. Two sums with few digits (100 000) meet by
# chance, so their words must weigh as much as two that one passage in fifteen holds; sums to the euro or cent less.
NEEDED = ((2, 5.4), (4, 3.5), (99, 2.0))  # up to so many significant digits: so much
SAME_PAYER = 2.0  # what one partner who pays both is worth
MOST_PARTS = 8
MOST_TELLINGS = 40  # a sum told more often is a rate or an empty cell, and nobody can say which tells which

_WORD = re.compile(r"[^\W\d_]+")
_TABLES = ("amount_roles", "count_stopwords")
_FORMS = (fold(row["form"]) for table in _TABLES for row in load_lexicon(table))
_COMMON = frozenset(word[:STEM].rstrip("sx") for form in _FORMS for word in form.split())
_AGAIN = re.compile(r" ?\(\Z|,? ?soit \Z| ?= ?\Z")
_DONT = re.compile(r"(?: ?(?:ht|ttc))?[^.;]{0,40}\bdont [^.;]{0,25}\Z")
_OPENS = re.compile(r"[^.;)]{0,70}(?:\(| : ?| - )[^.;]{0,60}\Z")
_NEXT = re.compile(r"[^.;]{0,60}(?:,|\+|/|\bet\b)[^.;]{0,60}\Z")
_REST = re.compile(r"[^.;]{0,40}(?:,|\+|\bet) (?:le )?(?:solde|reste)\b")


@dataclass(frozen=True, slots=True)
class Link:
    """`same`: the amount says again what the one at `target` says; `part`: it is a part of it."""

    target: Place
    kind: Literal["same", "part"]


def link_same(passages: Sequence[Passage], mentions: Sequence[Sequence[Mention]]) -> dict[Place, Link]:
    """Links of a report's amounts, each from a later telling to the first, or from a part to its total.

    >>> from pipeline.kinds.amounts import find_amounts
    >>> texts = ["cadastre financé à 70 % (Région 35 % + ADEME 35 %)"]
    >>> links = link_same([Passage(text, 1) for text in texts], [find_amounts(text) for text in texts])
    >>> [(start, link.target, link.kind) for (_, start), link in links.items()]
    [(32, (0, 19), 'part'), (45, (0, 19), 'part')]
    """
    amounts = [[m for m in found if _kind(m) in ("money", "share")] for found in mentions]
    links: dict[Place, Link] = {}
    for index, found in enumerate(amounts):
        low = fold(passages[index].text)
        for start, total, kind in (*_again_within(low, found), *_parts_within(low, found)):
            links.setdefault((index, start), Link((index, total), kind))
    for place, link in (*_parts_below(passages, amounts), *_tellings(passages, mentions, amounts)):
        links.setdefault(place, link)
    return {place: _to_first(link, links) for place, link in sorted(links.items())}


def _to_first(link: Link, links: dict[Place, Link]) -> Link:
    """What repeats a repetition repeats the first."""
    further = links.get(link.target)
    return Link(further.target, link.kind) if further and further.kind == "same" else link


def _value(mention: Mention) -> AmountValue:
    assert isinstance(mention.value, AmountValue)
    return mention.value


def _kind(mention: Mention) -> str:
    return mention.value.kind if isinstance(mention.value, AmountValue) else ""


def _again_within(low: str, found: Sequence[Mention]) -> Iterator[tuple[int, int, Literal["same", "part"]]]:
    """« douze mille euros (12 000 €) »."""
    for first, again in pairwise(found):
        if _equal(first, again) and _AGAIN.match(low[first.end : again.start]):
            yield again.start, first.start, "same"


def _parts_within(low: str, found: Sequence[Mention]) -> Iterator[tuple[int, int, Literal["same", "part"]]]:
    """« 95 k€, dont 30 k€ de la DRAC », « 70 % (Région 35 % + ADEME 35 %) », « coût 4 M€ – Région 1 M€, solde … »."""
    for place, total in enumerate(found):
        parts: list[Mention] = []
        last, left = total, _value(total).value
        for part in found[place + 1 : place + 1 + MOST_PARTS]:
            between = low[last.end : part.start]
            goes_on = _NEXT.match(between) if parts else (_DONT.match(between) or _OPENS.match(between))
            if _kind(part) != _kind(total) or not goes_on or not 0 < _value(part).value <= left:
                break
            parts, last, left = [*parts, part], part, left - _value(part).value
        if not parts:
            continue
        told_so = _DONT.match(low[total.end : parts[0].start]) and _value(parts[0]).value < _value(total).value
        if told_so or (len(parts) > 1 and not left) or (left and _REST.match(low, last.end)):
            yield from ((part.start, total.start, "part") for part in parts)


def _parts_below(passages: Sequence[Passage], amounts: Sequence[Sequence[Mention]]) -> Iterator[tuple[Place, Link]]:
    """A bullet's sum and those of the bullets under it, where they make it up to the cent."""
    below: dict[int, list[tuple[int, Mention]]] = defaultdict(list)
    for index, passage in enumerate(passages):
        if passage.parent is not None and (sums := [m for m in amounts[index] if _kind(m) == "money"]):
            below[passage.parent].append((index, sums[0]))
    for parent, parts in below.items():
        for total in amounts[parent]:
            if (
                len(parts) > 1
                and _kind(total) == "money"
                and sum(_value(m).value for _, m in parts) == _value(total).value
            ):
                yield from (((index, m.start), Link((parent, total.start), "part")) for index, m in parts)


def _tellings(
    passages: Sequence[Passage], mentions: Sequence[Sequence[Mention]], amounts: Sequence[Sequence[Mention]]
) -> Iterator[tuple[Place, Link]]:
    """Equal sums of different passages that speak of the same thing."""
    words = [_words(passage.text) for passage in passages]
    held = Counter(word for some in words for word in some)
    by_value: dict[tuple[Decimal, Decimal | None, str], list[tuple[int, Mention]]] = defaultdict(list)
    for index, found in enumerate(amounts):
        for mention in found:
            value = _value(mention)
            if value.kind == "money" and value.value:
                by_value[value.value, value.value_max, value.unit].append((index, mention))
    for tellings in by_value.values():
        if len(tellings) > MOST_TELLINGS:
            continue
        for (i, first), (j, again) in combinations(tellings, 2):
            weight = sum(math.log(len(passages) / held[word]) for word in words[i] & words[j])
            if i != j and _is_same(first, again, mentions[i], mentions[j], weight, passages[j].parent == i):
                yield (j, again.start), Link((i, first.start), "same")


def _is_same(
    first: Mention,
    again: Mention,
    around: Sequence[Mention],
    around_again: Sequence[Mention],
    weight: float,
    below: bool,
) -> bool:
    """Do two equal sums tell the same? `weight` is that of their shared words; `below`: one stands under the other."""
    one, other = _value(first), _value(again)
    if below:
        return True
    if one.role and other.role and one.role != other.role and "funding" in (one.role, other.role):
        return False  # a grant and a price are two things, even of one study
    for kind in (PartnerValue, PlaceValue):
        named, named_again = _named(around, kind), _named(around_again, kind)
        if named and named_again and not named & named_again:
            return False  # two associations, or two communes, that got as much
    payer = SAME_PAYER if one.partner_id and one.partner_id == other.partner_id else 0.0
    digits = len(one.value.normalize().as_tuple().digits)
    needed = next(needed for most, needed in NEEDED if digits <= most)
    return weight > 0 and weight + payer >= needed


def _named(mentions: Sequence[Mention], kind: type[PartnerValue] | type[PlaceValue]) -> set[str]:
    found = [m.value for m in mentions if isinstance(m.value, kind)]
    return {value.partner_id if isinstance(value, PartnerValue) else value.name for value in found}


def _words(text: str) -> frozenset[str]:
    """What tells one passage from another: stems of its words, without those that speak of money anyway."""
    words = {word[:STEM] for word in _WORD.findall(fold(text)) if len(word) >= SHORTEST}
    return frozenset({word.rstrip("sx") if len(word) > SHORTEST else word for word in words} - _COMMON)


def _equal(first: Mention, again: Mention) -> bool:
    one, other = _value(first), _value(again)
    return (one.value, one.value_max, one.unit) == (other.value, other.value_max, other.unit)
