"""Train the model of names: `python -m pipeline.ner.train` (`make model`).

In: the lines of `data/`, the lists and vectors that `resources` makes. Out: the files of `model/`. It refuses to look
at anything else: no gold report, nothing from the network.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from pipeline.ner import resources
from pipeline.ner.augment import vary
from pipeline.ner.data import Line, load_lines, split_bodies
from pipeline.ner.evaluate import score_names
from pipeline.ner.files import MODEL, PIPE, build_pipeline, pipe_of, write_model
from pipeline.ner.invent import Names
from pipeline.ner.labels import NAMES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

CONFIG = {"width": 96, "epochs": 18, "batch": 32, "rate": 0.002, "dropout": 0.3, "decay": 0.01, "seed": 0}
WARM = 100  # steps until the rate is reached
VERSION = "4"


def main() -> None:
    """Train on every line, or with --held on all bodies but those held out, and say how well these are read."""
    parser = argparse.ArgumentParser(description="Train the model of names.")
    parser.add_argument("--held", action="store_true", help="hold bodies out and print figures")
    parser.add_argument("--to", type=Path, default=MODEL)
    for name, value in CONFIG.items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    asked = vars(parser.parse_args())
    folder, hold = asked.pop("to"), asked.pop("held")
    resources.main()
    lines, held = split_bodies(load_lines())
    nlp = build_pipeline(MODEL, asked["width"])
    train(nlp, lines if hold else lines + held, held if hold else [], asked)
    write_model(nlp, folder, {"version": VERSION, **asked})


def train(nlp: Language, lines: list[Line], held: list[Line], config: dict[str, Any]) -> None:
    """Fit the pipe to the lines (in place): varied anew at each epoch, weights averaged at the end."""
    from spacy.util import fix_random_seed, minibatch
    from thinc.api import Adam

    fix_random_seed(config["seed"])
    rng, names, pipe = Random(config["seed"]), Names(lines), pipe_of(nlp)
    pipe.initialize()
    adam = Adam(config["rate"], L2=config["decay"], grad_clip=5.0, use_averages=True)
    steps, step = config["epochs"] * (len(lines) // config["batch"] + 1), 0
    for epoch in range(config["epochs"]):
        start, loss = time.perf_counter(), {PIPE: 0.0}
        examples = [example(nlp, vary(line, lines, names, rng)) for line in lines]
        rng.shuffle(examples)
        for batch in minibatch(examples, config["batch"]):
            step += 1
            adam.learn_rate = config["rate"] * min(1.0, step / WARM, 1.02 - step / steps)
            pipe.update(batch, sgd=adam, drop=config["dropout"], losses=loss)
        told = f"epoch {epoch} loss {loss[PIPE] / len(examples):.3f} in {time.perf_counter() - start:.1f} s"
        if held and (epoch % 5 == 4 or epoch + 1 == config["epochs"]):
            with pipe.model.use_params(adam.averages):
                pipe.forget()
                told += f" {score_names(nlp, held)}"
        print(told, flush=True)
    with pipe.model.use_params(adam.averages):
        averages = pipe.model.to_bytes()
    pipe.model.from_bytes(averages)
    pipe.forget()


def example(nlp: Language, line: Line) -> Example:
    """A line as spaCy learns it. What X marks, or a mark that cuts a word, is missing: neither name nor not."""
    from spacy.training import Example

    given = nlp.make_doc(line.text)
    true = given.copy()
    span: Any
    wide: Any
    sure, unsure = [], set[int]()
    for start, end, kind in line.spans:
        span = None if kind == "X" else true.char_span(start, end, NAMES[kind])
        if span is None:
            wide = true.char_span(start, end, alignment_mode="expand")
            unsure.update(range(wide.start, wide.end))
        else:
            sure.append(span)
    sure = [span for span in sure if unsure.isdisjoint(range(span.start, span.end))]
    true.set_ents(sure, missing=[true[at : at + 1] for at in sorted(unsure)], default="outside")
    return Example(given, true)


if __name__ == "__main__":
    main()
