"""How sure the model is of a name: the share of all readings of a sentence in which these very words are one.

In: the model's pipeline, a text, the edges of a name. Out: the chance of each label, and that no word of it is in a
name. It refuses to read faster than one sentence at a time: it is for explaining, not for tagging.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from pipeline.ner.files import pipe_of
from pipeline.ner.labels import LABELS, NAMES, NEVER, expect, pad
from pipeline.ner.quick import Quick

if TYPE_CHECKING:
    from spacy.language import Language

OUTSIDE = "no name"


def find_chances(nlp: Language, text: str, start: int, end: int) -> dict[str, float]:
    """Label -> chance, the greatest first; empty where the edges cut a word, which the model never does.

    The rest to 1 is the chance that a name begins or ends elsewhere.
    """
    doc = nlp.make_doc(text.encode("utf-8", "replace").decode("utf-8"))
    span = doc.char_span(start, end)
    if span is None:
        return {}
    pipe = pipe_of(nlp)
    lengths = numpy.array([len(doc)], dtype="int32")
    quick = pipe.quick or Quick(pipe.model.get_ref("encode"))
    scores = pad(quick.score(pipe.recall(pipe.words.keys(doc)), lengths), lengths).astype("float64")
    whole = expect(scores, lengths, *pipe.values())[0][0]
    chances = {}
    for name in (*NAMES.values(), OUTSIDE):
        only = scores.copy()
        for at, labels in enumerate(_labels(name, len(span)), span.start):
            barred = [place for place, label in enumerate(LABELS) if label not in labels]
            only[0, at, barred] = NEVER
        chances[name] = float(numpy.exp(expect(only, lengths, *pipe.values())[0][0] - whole))
    return dict(sorted(chances.items(), key=lambda chance: -chance[1]))


def _labels(name: str, words: int) -> list[tuple[str, ...]]:
    """The labels that each word of a name of so many words has.

    >>> _labels("PLACE", 1), _labels("PLACE", 3), _labels(OUTSIDE, 1)
    ([('U-PLACE',)], [('B-PLACE',), ('I-PLACE',), ('L-PLACE',)], [('O',)])
    """
    if name == OUTSIDE:
        return [("O",)] * words
    if words == 1:
        return [(f"U-{name}",)]
    return [(f"B-{name}",), *[(f"I-{name}",)] * (words - 2), (f"L-{name}",)]
