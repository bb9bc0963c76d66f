"""The labels of words, and the likeliest line of them.

In: a score for each word and label, padded to one length. Out: the loss and its slopes, or the best labels. It refuses
to know how the scores came about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
from numpy.typing import NDArray

Floats = NDArray[Any]
NEVER = -1e4
NAMES = {"L": "PLACE", "P": "PARTNER", "N": "PERSON", "E": "EVENT", "O": "ORGAN"}
LABELS = ("O", *(f"{part}-{name}" for name in NAMES.values() for part in "BILU"))  # begin, inside, last, unit; outside


def allowed_steps(labels: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """0 where a label may follow another (B-x I-x L-x, U-x, O), begin a line, end a line; NEVER elsewhere.

    >>> step, first, last = allowed_steps(["O", "B-P", "L-P"])
    >>> step[1].tolist(), first.tolist(), last.tolist()
    ([-10000.0, -10000.0, 0.0], [0.0, 0.0, -10000.0], [0.0, -10000.0, 0.0])
    """
    opens = [label[0] in "OBU" for label in labels]
    closes = [label[0] in "OLU" for label in labels]
    step = numpy.full((len(labels), len(labels)), NEVER)
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            inside = before[0] in "BI" and after[0] in "IL" and before[1:] == after[1:]
            if inside or (closes[i] and opens[j]):
                step[i, j] = 0.0
    return step, numpy.where(opens, 0.0, NEVER), numpy.where(closes, 0.0, NEVER)


def expect(scores: Floats, lengths: Any, steps: Floats, first: Floats, last: Floats) -> tuple[Floats, Floats, Floats]:
    """(log of the sum over all lines of labels, how much each label is expected at each word, each step in all).

    `scores` is lines × words × labels. Forward and backward sums, scaled at each word so that they stay in range."""
    lines, words, labels = scores.shape
    step, top = numpy.exp(steps), scores.max(axis=2, keepdims=True)
    weight = numpy.exp(scores - top)
    alive = numpy.arange(words)[None, :] < lengths[:, None]
    forward, backward = numpy.zeros((words, lines, labels)), numpy.zeros((words, lines, labels))
    total = numpy.zeros(lines)
    state = numpy.exp(first)[None] * weight[:, 0]
    for at in range(words):
        if at:
            state = numpy.where(alive[:, at, None], (state @ step) * weight[:, at], state)
        scale = state.sum(axis=1, keepdims=True) + 1e-300
        state = state / scale
        total += numpy.where(alive[:, at], numpy.log(scale[:, 0]) + top[:, at, 0], 0.0)
        forward[at] = state
    end = numpy.exp(last)
    total += numpy.log(state @ end + 1e-300)
    state = numpy.repeat(end[None], lines, axis=0)
    expected = numpy.zeros_like(scores)
    steps_seen = numpy.zeros((labels, labels))
    for at in range(words - 1, -1, -1):
        backward[at] = state
        both = forward[at] * state
        expected[:, at] = both / (both.sum(axis=1, keepdims=True) + 1e-300) * alive[:, at, None]
        if at:
            ahead = weight[:, at] * state
            before = ahead @ step.T
            norm = (forward[at - 1] * before).sum(axis=1, keepdims=True) + 1e-300
            steps_seen += step * ((forward[at - 1] / norm * alive[:, at, None]).T @ ahead)
            before = before / (before.sum(axis=1, keepdims=True) + 1e-300)
            state = numpy.where(alive[:, at, None], before, state)
    return total, expected, steps_seen


def best_labels(
    scores: Floats, lengths: Any, steps: Floats, first: Floats, last: Floats, labels: Sequence[str] = LABELS
) -> Any:
    """The likeliest labels, lines × words (what stands beyond a line's length means nothing).

    The way forward keeps each word's best sums, over the steps that may be taken, three in ten; the way back finds
    again which label each best came from, for one label a line instead of all: half the work."""
    lines, words, _ = scores.shape
    ends, begins, inside = (_places(labels, parts) for parts in ("OLU", "OBU", "IL"))
    opened = numpy.array([[labels.index(part + labels[at][1:]) for at in inside] for part in "BI"])
    between, within = steps[ends][:, None, begins], steps[opened, inside][:, None, :]
    states = numpy.empty((words, lines, len(labels)), dtype="float32")
    states[0] = scores[:, 0] + first
    best = numpy.empty_like(states[0])
    for at in range(1, words):
        before = states[at - 1].T
        best[:, begins] = (before[ends, :, None] + between).max(axis=0)  # from × line × to: it runs over whole rows
        best[:, inside] = (before[opened].transpose(0, 2, 1) + within).max(axis=0)
        states[at] = best + scores[:, at]
    rows = numpy.arange(lines)
    label = (states[lengths - 1, rows] + last).argmax(axis=1)
    found = numpy.zeros((lines, words), dtype="intp")
    for at in range(words - 1, -1, -1):
        before = at + 1 < lengths
        if at + 1 < words:
            label = numpy.where(before, (states[at] + steps.T[label]).argmax(axis=1), label)
        found[:, at] = label
    return found


def _places(labels: Sequence[str], parts: str) -> list[int]:
    return [at for at, label in enumerate(labels) if label[0] in parts]


def pad(words: Floats, lengths: Any) -> Floats:
    """Lines × words × labels, zeros where a line is short."""
    out = numpy.zeros((len(lengths), max(int(lengths.max(initial=0)), 1), words.shape[1]), dtype=words.dtype)
    out[numpy.arange(out.shape[1])[None, :] < lengths[:, None]] = words
    return out
