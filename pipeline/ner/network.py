"""The network, in thinc layers: what it reads of words, four convolutions over them, a score for each label.

In: its width, what the lists and the vectors know. Out: a thinc Model from spaCy's Docs to scores. It refuses to know
what becomes of the scores (`pipe`) and where the weights come from (`train`, `files`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy
from thinc.api import Dropout, Linear, Maxout, Model, Ragged, chain, residual, with_array

from pipeline.ner.features import GROUPS, Words
from pipeline.ner.labels import LABELS, allowed_steps

COLUMN = 64  # what each table says of a word
PIECES = 2  # of a maxout
SPREAD = (1, 1, 2, 3)  # how far each convolution reaches to either side
BLIND = 0.1  # of the words are hidden when learning, and of the hints

Back = Callable[[Any], Any]


def build_model(words: Words, width: int) -> Any:
    """Docs -> a Ragged of scores. Parts that others need go by name: `words`, `mix`, `encode`, `steps`."""
    look = look_up(words.vectors.table)
    mix: Any = chain(look, Dropout(), Maxout(width, look.get_dim("nO"), PIECES, normalize=True), Dropout())
    encode: Any = chain(
        *(residual(convolution(width, spread)) for spread in SPREAD), with_array(Linear(len(LABELS), width))
    )
    read = read_words(words)
    steps = label_steps()
    model: Any = chain(read, with_array(mix), encode, steps)
    for name, part in (("words", read), ("mix", mix), ("encode", encode), ("steps", steps)):
        model.set_ref(name, part)
    return model


def convolution(width: int, spread: int) -> Any:
    """Each word in the light of the two words `spread` before and after it."""
    return chain(widen(spread), with_array(chain(Maxout(width, 3 * width, PIECES, normalize=True), Dropout())))


def read_words(words: Words) -> Any:
    """Docs -> a Ragged of rows: where to look in the tables and the vectors for each word."""

    def forward(model: Any, docs: Sequence[Any], is_train: bool) -> tuple[Ragged, Back]:
        keys = [key for doc in docs for key in words.keys(doc)]
        lengths: Any = numpy.array([len(doc) for doc in docs], dtype="int32")
        return Ragged(words.rows(keys), lengths), lambda slope: docs

    return Model("words", forward)


def look_up(vectors: Any) -> Any:
    """Rows -> what tables (learned) and vectors (given) say of each word, side by side."""
    sizes = {name: (ids, rows) for name, (ids, rows) in GROUPS.items()}

    def forward(model: Any, rows: Any, is_train: bool) -> tuple[Any, Back]:
        rows = hide(model, rows) if is_train else rows
        at, columns = 0, []
        for name, (ids, _) in sizes.items():
            columns.append(model.ops.gather_add(model.get_param(name), rows[:, at : at + ids].astype("uint32")))
            at += ids

        def backprop(slope: Any) -> Any:
            at = 0
            for column, (name, (ids, _)) in enumerate(sizes.items()):
                grad = numpy.zeros_like(model.get_param(name))
                own = numpy.ascontiguousarray(slope[:, column * COLUMN : (column + 1) * COLUMN])
                for one in range(at, at + ids):
                    numpy.add.at(grad, rows[:, one], own)
                grad[0] = 0  # row 0 stands for nothing
                model.inc_grad(name, grad)
                at += ids
            return rows

        return numpy.hstack([*columns, vectors[rows[:, -1]]]), backprop

    def init(model: Any, X: Any = None, Y: Any = None) -> None:  # noqa: N803 (thinc's names)
        for name, (_, rows) in sizes.items():
            table = numpy.random.uniform(-0.1, 0.1, (rows, COLUMN)).astype("float32")
            table[0] = 0
            model.set_param(name, table)

    wide = COLUMN * len(sizes) + vectors.shape[1]
    return Model("look_up", forward, init=init, dims={"nO": wide}, params=dict.fromkeys(sizes), attrs={"blind": BLIND})


def hide(model: Any, rows: Any) -> Any:
    """Now and then the word or what the lists say of it: new names and unlisted ones must be read too."""
    rows, at = rows.copy(), 0
    unseen = numpy.random.random(len(rows)) < model.attrs["blind"]
    for name, (ids, _) in GROUPS.items():
        if name == "word":
            rows[unseen, at : at + ids] = 0
        if name == "hint":
            rows[numpy.random.random(len(rows)) < model.attrs["blind"], at : at + ids] = 0
        at += ids
    rows[unseen, -1] = 0
    return rows


def widen(spread: int) -> Any:
    """Each word between its neighbours; beyond the ends of a line stand zeros."""

    def forward(model: Any, words: Any, is_train: bool) -> tuple[Any, Back]:
        before, after = neighbours(words.lengths, spread)
        width = words.dataXd.shape[1]
        padded = numpy.vstack([words.dataXd, numpy.zeros((1, width), dtype="float32")])

        def backprop(slope: Any) -> Any:
            out: Any = numpy.zeros_like(padded)
            out[before] += slope.dataXd[:, :width]  # no word is « before » of two words, but for the last row
            out[:-1] += slope.dataXd[:, width : 2 * width]
            out[after] += slope.dataXd[:, 2 * width :]
            return Ragged(out[:-1], slope.lengths)

        wide: Any = numpy.hstack([padded[before], words.dataXd, padded[after]])
        return Ragged(wide, words.lengths), backprop

    return Model("widen", forward, attrs={"spread": spread})


def neighbours(lengths: Any, spread: int) -> tuple[Any, Any]:
    """Where the neighbours before and after each word stand; beyond its line: the place after the last word of all.

    >>> [side.tolist() for side in neighbours(numpy.array([2, 1]), 1)]
    [[3, 0, 3], [1, 3, 3]]
    """
    ends = numpy.repeat(numpy.cumsum(lengths), lengths)
    starts = ends - numpy.repeat(lengths, lengths)
    at, nowhere = numpy.arange(len(ends)), len(ends)
    return (
        numpy.where(at - spread >= starts, at - spread, nowhere),
        numpy.where(at + spread < ends, at + spread, nowhere),
    )


def label_steps() -> Any:
    """Scores pass through; the parameters say which label follows which: learned, but for what no line can do."""

    def init(model: Any, X: Any = None, Y: Any = None) -> None:  # noqa: N803 (thinc's names)
        for name, value in zip(("step", "first", "last"), allowed_steps(LABELS), strict=True):
            model.set_param(name, value.astype("float32"))

    def forward(model: Any, scores: Any, is_train: bool) -> tuple[Any, Back]:
        return scores, lambda slope: slope

    return Model("steps", forward, init=init, params={"step": None, "first": None, "last": None})
