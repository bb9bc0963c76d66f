"""A small training: it learns, and the same seed learns the same."""

import numpy

from pipeline.ner.data import load_lines
from pipeline.ner.evaluate import score_names
from pipeline.ner.files import MODEL, build_pipeline, pipe_of
from pipeline.ner.train import CONFIG, example, train

LINES = load_lines()[:60]
SMALL = {**CONFIG, "width": 48, "epochs": 10, "batch": 8, "rate": 0.004}


def test_the_same_seed_learns_the_same_and_learns() -> None:
    weights = []
    for _ in range(2):
        nlp = build_pipeline(MODEL, SMALL["width"])
        train(nlp, LINES, [], SMALL)
        weights.append(pipe_of(nlp).model.to_bytes())
    assert weights[0] == weights[1]
    assert score_names(nlp, LINES)["PARTNER"] > 0.2  # few steps, and the averaged weights lag behind


def test_slopes_are_those_of_the_loss() -> None:
    """A step against the slopes must lower the loss as much as they say."""
    nlp = build_pipeline(MODEL, SMALL["width"])
    pipe = pipe_of(nlp)
    numpy.random.seed(0)
    pipe.initialize()
    examples = [example(nlp, line) for line in LINES[:8]]
    scores = pipe.model.predict([one.predicted for one in examples])
    loss, slope = pipe.get_loss(examples, scores)
    bit = 1e-3
    scores.dataXd[:] -= bit * slope.dataXd
    less, _ = pipe.get_loss(examples, scores)
    promised = bit * float((slope.dataXd**2).sum()) * len(examples)
    assert abs((loss - less) - promised) < 0.05 * promised


def test_what_is_unsure_is_missing() -> None:
    nlp = build_pipeline(MODEL, SMALL["width"])
    unsure = next(line for line in load_lines() if any(kind == "X" for *_, kind in line.spans))
    start, end = next((start, end) for start, end, kind in unsure.spans if kind == "X")
    doc = example(nlp, unsure).reference
    span = doc.char_span(start, end, alignment_mode="expand")
    assert {token.ent_iob_ for token in span} == {""}
