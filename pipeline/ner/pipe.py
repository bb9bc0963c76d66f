"""The spaCy pipe that finds names: spaCy's Docs in, names in them.

In: Docs cut by spaCy's French tokenizer. Out: spans of words with a label, in `doc.ents` where asked. It refuses to
know what a name stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.tokens import Span
from thinc.api import Ragged

from pipeline.ner.features import Key, Words
from pipeline.ner.files import HINTS, PIPE, VECTORS
from pipeline.ner.hints import load_hints
from pipeline.ner.labels import LABELS, NEVER, best_labels, expect, pad
from pipeline.ner.network import build_model
from pipeline.ner.quick import Quick
from pipeline.ner.vectors import load_vectors

CACHE = 10_000  # different words kept, each with what the tables say of it: 4 MB, and the frequent ones are soon back
Found = list[tuple[int, int, str]]  # first word, word after the last, label


class NamePipe(TrainablePipe):
    """A chain of labels (a conditional random field) over the scores of a thinc model, as a pipe of spaCy."""

    def __init__(self, vocab: Any, model: Any, words: Any) -> None:
        self.vocab, self.model, self.words, self.name = vocab, model, words, "names"
        self.cfg: dict[str, Any] = {}
        self.forget()

    def forget(self) -> None:
        """Weights have changed: what the mixer said of words is no longer true."""
        self.known: dict[Key, int] = {}
        self.kept: Any = None  # a row for each known word, then room for more
        self.quick: Quick | None = None

    def initialize(self, get_examples: Any = None, *, nlp: Any = None) -> None:
        """Weights before the first line."""
        self.model.initialize()

    def predict(self, docs: Iterable[Any]) -> list[Found]:
        """The likeliest names of each Doc."""
        docs = list(docs)
        lengths = numpy.array([len(doc) for doc in docs], dtype="int32")
        keys = [key for doc in docs for key in self.words.keys(doc)]
        if not keys:
            return [[] for _ in docs]
        if self.quick is None:
            self.quick = Quick(self.model.get_ref("encode"))
        scores = self.quick.score(self.recall(keys), lengths)
        steps = self.model.get_ref("steps")
        full = numpy.flatnonzero(lengths)
        lines = pad(scores, lengths[full])
        labels = best_labels(lines, lengths[full], *(steps.get_param(name) for name in ("step", "first", "last")))
        found: list[Found] = [[] for _ in docs]
        for at, line in zip(full.tolist(), labels, strict=True):
            found[at] = spans_of(line[: lengths[at]].tolist())
        return found

    def values(self) -> list[Any]:
        """Which label follows which, begins, ends."""
        steps = self.model.get_ref("steps")
        return [steps.get_param(name).astype("float64") for name in ("step", "first", "last")]

    def recall(self, keys: Sequence[Key]) -> Any:
        """What the mixer says of each word; a word met before is not computed again."""
        distinct = dict.fromkeys(keys)
        if len(self.known) + len(distinct) > CACHE:
            self.known, self.kept = {}, None
        new = [key for key in distinct if key not in self.known]
        if new:
            fresh = self.model.get_ref("mix").predict(self.words.rows(new))
            if self.kept is None:
                self.kept = numpy.empty((max(CACHE, len(new)), fresh.shape[1]), dtype="float32")
            start, end = len(self.known), len(self.known) + len(new)
            self.kept[start:end] = fresh
            self.known.update(zip(new, range(start, end), strict=True))
        return self.kept[[self.known[key] for key in keys]]

    def set_annotations(self, docs: Iterable[Any], found: Sequence[Found]) -> None:
        """Write the names into `doc.ents`."""
        for doc, spans in zip(docs, found, strict=True):
            doc.set_ents([Span(doc, first, last, label=label) for first, last, label in spans])

    def get_loss(self, examples: Sequence[Any], scores: Any) -> tuple[float, Any]:
        """How unlikely the right labels are, and the slopes of the scores; an entity set as missing may be anything."""
        steps, values = self.model.get_ref("steps"), self.values()
        right = numpy.vstack([right_labels(example.reference) for example in examples])
        lengths, data = scores.lengths, scores.dataXd.astype("float64")
        total, expected, seen = expect(pad(data, lengths), lengths, *values)
        wanted, known, taken = expect(pad(numpy.where(right, data, NEVER), lengths), lengths, *values)
        steps.inc_grad("step", ((seen - taken) / len(lengths)).astype("float32"))
        alive = numpy.arange(expected.shape[1])[None, :] < lengths[:, None]
        slope = ((expected - known)[alive] / len(lengths)).astype("float32")
        return float((total - wanted).sum()), Ragged(slope, lengths)


@Language.factory(PIPE)
def make_pipe(nlp: Language, name: str, folder: str, width: int) -> NamePipe:
    """The pipe with the lists and vectors of the folder, weights not set."""
    words = Words(load_hints(Path(folder) / HINTS), load_vectors(Path(folder) / VECTORS))
    return NamePipe(nlp.vocab, build_model(words, width), words)


def right_labels(doc: Any) -> Any:
    """Words × labels, true where a label is right; all are where the annotation is missing."""
    right = numpy.zeros((len(doc), len(LABELS)), dtype=bool)
    for at, token in enumerate(doc):
        if token.ent_iob == 0:
            right[at] = True
        elif token.ent_iob == 2:
            right[at, 0] = True
    for span in doc.ents:
        if len(span) == 1:
            right[span.start, LABELS.index(f"U-{span.label_}")] = True
            continue
        right[span.start, LABELS.index(f"B-{span.label_}")] = True
        right[span.start + 1 : span.end - 1, LABELS.index(f"I-{span.label_}")] = True
        right[span.end - 1, LABELS.index(f"L-{span.label_}")] = True
    return right


def spans_of(labels: Sequence[int]) -> Found:
    """The names that a line of labels spells out.

    >>> spans_of([0, LABELS.index("B-PLACE"), LABELS.index("L-PLACE"), LABELS.index("U-PERSON")])
    [(1, 3, 'PLACE'), (3, 4, 'PERSON')]
    """
    found, start = [], 0
    for at, label in enumerate(labels):
        part = LABELS[label][0]
        if part in "BU":
            start = at
        if part in "LU":
            found.append((start, at + 1, LABELS[label][2:]))
    return found
