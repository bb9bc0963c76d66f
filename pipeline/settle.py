"""Which mention keeps a span that several kinds claim.

In: the mentions that each kind found in one passage. Out: those that stay, sorted, none overlapping. It refuses to look
at the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Kind, Mention

RANK: dict[Kind, int] = {"people": 0, "partners": 1, "places": 2, "dates": 3, "amounts": 4}


def settle(
    named: Sequence[Mention], decoys: Sequence[Mention], dates: Sequence[Mention], amounts: Sequence[Mention]
) -> tuple[Mention, ...]:
    """Names first (the longer, then people, partners, places), then decoys, dates and amounts.

    A decoy is not a name's rival: « rue du 8 mai 1945 » stays a place while its date goes. A date that holds a whole
    name (« mars 2023 ») takes it away. A cell that its column's head makes an amount is no date, « 2000 » under
    « Montant (€) ».
    """
    cells = [amount for amount in amounts if amount.rule == "column"]
    kept: list[Mention] = []
    for mention in sorted(named, key=lambda m: (m.start - m.end, RANK[m.kind], m.start)):
        if not _meets(mention, kept) and not any(_holds(date, mention) for date in dates):
            kept.append(mention)
    for mention in (*cells, *decoys, *dates, *amounts):
        if not _meets(mention, kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: (m.start, m.end)))


def _meets(mention: Mention, others: Sequence[Mention]) -> bool:
    return any(mention.start < other.end and other.start < mention.end for other in others)


def _holds(outer: Mention, inner: Mention) -> bool:
    return outer.value is not None and outer.start <= inner.start and inner.end <= outer.end
