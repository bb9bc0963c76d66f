"""Train the model of names: `python -m pipeline.ner.train` (`make model`).

In: the lines of `data/`, the lists and vectors of `model/`. Out: `model/weights.bin` and `model/meta.json`. It refuses
to look at anything else: no gold report, no network.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from random import Random
from typing import Any

from pipeline.ner.augment import load_names, vary
from pipeline.ner.data import Line, load_lines, split_bodies
from pipeline.ner.evaluate import score_network
from pipeline.ner.network import LABELS, Network, build_network

MODEL = Path(__file__).parent / "model"
WIDTH, DEPTH = 96, 4
EPOCHS = 24
BATCH = 24
RATE = 0.0015
DROPOUT = 0.2
VERSION = "1"


def main() -> None:
    """Train on every line, or with --held on all bodies but those held out, and say how well these are read."""
    parser = argparse.ArgumentParser(description="Train the model of names.")
    parser.add_argument("--held", action="store_true", help="hold bodies out and print figures")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("--depth", type=int, default=DEPTH)
    parser.add_argument("--to", type=Path, default=MODEL)
    asked = parser.parse_args()
    lines, held = split_bodies(load_lines())
    network = build_network(MODEL, asked.width, asked.depth)
    train(network, lines if asked.held else lines + held, asked.epochs, asked.seed, held if asked.held else [])
    save(network, asked.to, {"width": asked.width, "depth": asked.depth, "seed": asked.seed, "epochs": asked.epochs})


def train(network: Network, lines: list[Line], epochs: int, seed: int, held: list[Line]) -> None:
    """Fit the network to the lines (in place): varied anew at each epoch, weights averaged at the end."""
    from spacy.util import fix_random_seed, minibatch
    from thinc.api import Adam

    fix_random_seed(seed)
    rng = Random(seed)
    names = load_names(lines)
    ner: Any = network.nlp.get_pipe("ner")
    first = [example(network, line) for line in lines[:200]]
    network.nlp.initialize(lambda: first)
    adam = Adam(RATE, L2=0.01, grad_clip=1.0, use_averages=True)
    steps, step = epochs * (len(lines) // BATCH + 1), 0
    for epoch in range(epochs):
        start, loss = time.perf_counter(), {"ner": 0.0}
        examples = [example(network, vary(line, lines, names, rng)) for line in lines]
        rng.shuffle(examples)
        for batch in minibatch(examples, BATCH):
            step += 1
            adam.learn_rate = RATE * min(1.0, step / 100, 1.1 - step / steps)
            ner.update(batch, sgd=adam, drop=DROPOUT, losses=loss)
        told = f"epoch {epoch} loss {loss['ner']:.0f} in {time.perf_counter() - start:.1f} s"
        if held and epoch % 6 == 5:
            with ner.model.use_params(adam.averages):
                told += f" {score_network(network, held)}"
        print(told, flush=True)
    with ner.model.use_params(adam.averages):
        weights = ner.model.to_bytes()
    ner.model.from_bytes(weights)
    if held:
        print(score_network(network, held))


def example(network: Network, line: Line) -> Any:
    """A line as spaCy learns it. A span that cuts a word is left out, and so is an X: neither name nor not."""
    from spacy.training import Example

    given = network.read(line.text)
    true = given.copy()
    spans = [true.char_span(start, end, LABELS.get(kind, "")) for start, end, kind in line.spans if kind != "X"]
    unsure = [true.char_span(start, end, alignment_mode="expand") for start, end, kind in line.spans if kind == "X"]
    true.set_ents([span for span in spans if span], missing=[span for span in unsure if span], default="outside")
    return Example(given, true)


def save(network: Network, folder: Path, facts: dict[str, Any]) -> None:
    """Write the weights (with the labels and moves of the NER) and what they were made with."""
    import spacy

    folder.mkdir(parents=True, exist_ok=True)
    ner: Any = network.nlp.get_pipe("ner")
    (folder / "weights.bin").write_bytes(ner.to_bytes(exclude=["vocab"]))
    meta = {"name": "millesime-noms", "version": VERSION, "spacy": ".".join(spacy.__version__.split(".")[:2]), **facts}
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
