"""How well a network reads lines that it never saw.

In: a pipeline, marked lines. Out: F1 by label, a name being right when its start, end and label are. It refuses to be
kind: a name one word too long is two mistakes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.ner.data import Line
from pipeline.ner.files import pipe_of
from pipeline.ner.labels import NAMES

BATCH = 64


def score_names(nlp: Any, lines: Sequence[Line]) -> dict[str, float]:
    """F1 by label; a name found on an X counts neither way."""
    right, said, true = Counter[str](), Counter[str](), Counter[str]()
    for at in range(0, len(lines), BATCH):
        part = lines[at : at + BATCH]
        docs = [nlp.make_doc(line.text) for line in part]
        for line, doc, names in zip(part, docs, pipe_of(nlp).predict(docs), strict=True):
            unsure = [(start, end) for start, end, kind in line.spans if kind == "X"]
            wanted = {(start, end, NAMES[kind]) for start, end, kind in line.spans if kind != "X"}
            found = {
                (doc[first].idx, doc[last - 1].idx + len(doc[last - 1]), label)
                for first, last, label in names
                if not any(doc[first].idx < end and start < doc[last - 1].idx + 1 for start, end in unsure)
            }
            right.update(label for _, _, label in wanted & found)
            said.update(label for _, _, label in found)
            true.update(label for _, _, label in wanted)
    return {label: round(2 * right[label] / max(said[label] + true[label], 1), 3) for label in NAMES.values()}
