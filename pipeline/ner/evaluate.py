"""How well a network reads lines that it never saw.

In: a network, marked lines. Out: F1 by label, a name being right when its start, end and label are. It refuses to be
kind: a name one word too long is two mistakes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.ner.data import Line
from pipeline.ner.network import LABELS, Network

BATCH = 64


def score_network(network: Network, lines: Sequence[Line]) -> dict[str, float]:
    """F1 by label; a name found on an X counts neither way."""
    right, said, true = Counter[str](), Counter[str](), Counter[str]()
    for at in range(0, len(lines), BATCH):
        part = lines[at : at + BATCH]
        for line, doc in zip(part, network.tag([network.read(line.text) for line in part]), strict=True):
            unsure = [(start, end) for start, end, kind in line.spans if kind == "X"]
            wanted = {(start, end, LABELS[kind]) for start, end, kind in line.spans if kind != "X"}
            found = {
                (ent.start_char, ent.end_char, ent.label_)
                for ent in doc.ents
                if not any(ent.start_char < end and start < ent.end_char for start, end in unsure)
            }
            right.update(label for _, _, label in wanted & found)
            said.update(label for _, _, label in found)
            true.update(label for _, _, label in wanted)
    return {label: round(2 * right[label] / max(said[label] + true[label], 1), 3) for label in LABELS.values()}
