"""The chain of labels against a count of all lines of labels, one by one."""

import itertools

import numpy
import pytest

from pipeline.ner.labels import LABELS, allowed_steps, best_labels, expect, pad

FEW = ["O", "B-P", "I-P", "L-P", "U-P"]


def all_sums(scores: numpy.ndarray, steps: numpy.ndarray, first: numpy.ndarray, last: numpy.ndarray) -> dict:
    sums = {}
    for line in itertools.product(range(len(FEW)), repeat=len(scores)):
        total = first[line[0]] + last[line[-1]] + sum(scores[at, label] for at, label in enumerate(line))
        sums[line] = total + sum(steps[one, two] for one, two in itertools.pairwise(line))
    return sums


@pytest.mark.parametrize("seed", range(5))
def test_sums_and_best_line_are_those_of_all_lines(seed: int) -> None:
    rng = numpy.random.default_rng(seed)
    steps, first, last = allowed_steps(FEW)
    steps = steps + rng.normal(size=steps.shape)
    lengths = numpy.array([4, 1, 3])
    scores = pad(rng.normal(size=(8, len(FEW))), lengths)
    total, expected, _ = expect(scores, lengths, steps, first, last)
    best = best_labels(scores, lengths, steps, first, last, FEW)
    for at, length in enumerate(lengths):
        sums = all_sums(scores[at, :length], steps, first, last)
        assert total[at] == pytest.approx(numpy.log(sum(numpy.exp(value) for value in sums.values())))
        assert tuple(best[at, :length]) == max(sums, key=sums.__getitem__)
        share = sum(numpy.exp(value - total[at]) for line, value in sums.items() if line[0] == 4)
        assert expected[at, 0, 4] == pytest.approx(share)


def test_no_line_of_labels_breaks_off() -> None:
    scores = numpy.random.default_rng(0).normal(size=(20, 6, len(LABELS)))
    for line in best_labels(scores, numpy.full(20, 6), *allowed_steps(LABELS)):
        inside = ""
        for label in (LABELS[at] for at in line):
            assert (label[0] in "IL") == bool(inside)
            assert label[2:] == inside or not inside
            inside = label[2:] if label[0] in "BI" else ""
        assert not inside
