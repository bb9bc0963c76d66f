"""What else claimed a span, and why it lost; what was seen in a passage and became no record.

In: the Spot of a record or an action. Out: sentences. It refuses to settle anything: `settle` did, and this says by
which of its rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.explain.replay import NAMED, Spot
from pipeline.explain.rules import described, is_decoy
from pipeline.model import Mention, Name
from pipeline.settle import RANK


def find_rivals(spot: Spot) -> list[str]:
    """What claimed words of a record and lost, and the names that stand in them."""
    mention = spot.mention
    assert mention is not None
    lost = [m for m in (*spot.named, *spot.numbers) if _meets(m, mention) and not _is_same(m, mention)]
    told = [f"« {spot.words(m)} »: {described(m)}; {why(m, mention)}" for m in lost]
    aside = (n for n in spot.names if _meets(n, mention) and n.label in ("EVENT", "ORGAN"))
    return told + [
        f"« {spot.words(n)} »: {described(n)}; what is a date or an amount in it is read all the same" for n in aside
    ]


def find_turned_down(spot: Spot, within: tuple[int, int] | None = None) -> list[str]:
    """All that was seen in a passage, or in a span of it, and became no record, in the order of the text."""
    start, end = within or (0, len(spot.passage.text))
    found = [pair for pair in _turned_down(spot) if pair[0].start < end and start < pair[0].end]
    told = [(one.start, f"« {spot.words(one)} »: {reason}") for one, reason in found]
    for issue in spot.report.issues:
        at = spot.passage.text.find(issue.text, start) if issue.passage == spot.index else -1
        if issue.code in ("number", "acronym") and 0 <= at < end:
            told.append((at, f"« {issue.text} »: {_unread(issue.code)}"))
    return [sentence for _, sentence in sorted(told)]


def _turned_down(spot: Spot) -> Iterator[tuple[Mention | Name, str]]:
    for mention in spot.kept:
        if mention.value is None:
            yield mention, described(mention)
    for mention in (*spot.named, *spot.numbers):
        if not any(_is_same(mention, kept) for kept in spot.kept):
            winner = find_winner(spot, mention)
            beaten = f"; « {spot.words(winner)} » has its words: {why(mention, winner)}" if winner else ""
            yield mention, f"{described(mention)}{beaten}"
    records: list[Mention | Name] = [m for m in (*spot.named, *spot.kept) if m.value is not None]
    for name in spot.names:
        if not any(_meets(name, record) for record in records):
            yield name, described(name)
    for name in spot.seen:
        if not any(_meets(name, other) for other in [*spot.names, *records]):
            yield name, f"{described(name)}; lists and its own words say that it is no name"


def _unread(code: str) -> str:
    return {
        "number": "a number that no rule reads: it counts no known noun, and bears no unit",
        "acronym": "an acronym that neither the model nor a list takes for a name",
    }[code]


def find_winner(spot: Spot, loser: Mention) -> Mention | None:
    """What stands where a candidate lost."""
    met = [kept for kept in spot.kept if _meets(kept, loser)]
    return min(met, key=_order, default=None)


def why(loser: Mention, winner: Mention) -> str:
    """The rule of `settle` by which one of two that meet stands."""
    if loser.kind in NAMED and winner.kind == "dates" and winner.value is not None:
        return "it lost, for a date that holds a whole name takes it in"
    if loser.kind in NAMED and winner.kind in NAMED:
        longer = winner.end - winner.start > loser.end - loser.start
        return "it lost to the longer name" if longer else "it lost: people go before partners, partners before places"
    if winner.kind in NAMED:
        return "it lost to the name: names go before look-alikes, dates and amounts"
    if winner.rule == "column":
        return "it lost: the head of its column makes the cell an amount"
    if is_decoy(winner):
        return f"it lost to {described(winner)}: look-alikes go before dates and amounts"
    if loser.kind == "amounts" and winner.kind == "dates":
        return "it lost: dates go before amounts"
    return "it lost to what was found before it"


def _order(mention: Mention) -> tuple[int, int]:
    """How early `settle` lets a mention in."""
    stage = 0 if mention.kind in NAMED else 1 if mention.rule == "column" else 2 if is_decoy(mention) else 3
    return stage, RANK[mention.kind]


def _is_same(one: Mention, other: Mention) -> bool:
    return (one.kind, one.start, one.end) == (other.kind, other.start, other.end)


def _meets(one: Mention | Name, other: Mention | Name) -> bool:
    return one.start < other.end and other.start < one.end
