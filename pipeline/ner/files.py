"""The model's folder: spaCy's French pipeline with our pipe in it, out of the files, and into them.

In: `hints.csv`, `vectors.npz`, `weights.npz`, `meta.json`. Out: a spaCy Language. It refuses to train.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.ner.pipe import NamePipe

MODEL = Path(__file__).parent / "model"
HINTS = "hints.csv"
VECTORS = "vectors.npz"
WEIGHTS = "weights.npz"
META = "meta.json"
PIPE = "names"


def build_pipeline(folder: Path, width: int) -> Language:
    """spaCy's blank French and our pipe, weights not set; OSError where a file is missing."""
    import spacy

    import pipeline.ner.pipe  # noqa: F401 (it makes itself known to spaCy)

    nlp = spacy.blank("fr")
    vocab: Any = nlp.vocab
    vocab.lex_attr_getters = {}  # a new word costs its 20 attributes otherwise, of which none is read
    nlp.add_pipe(PIPE, config={"folder": str(folder), "width": width})
    return nlp


def pipe_of(nlp: Language) -> NamePipe:
    """Our pipe of the pipeline."""
    return cast("NamePipe", nlp.get_pipe(PIPE))


def read_weights(nlp: Language, path: Path) -> None:
    """Take the weights that `train` wrote; OSError, KeyError or ValueError if they are missing or of another shape."""
    with numpy.load(path) as file:
        for at, (node, name) in enumerate(_arrays(nlp)):
            value = file[f"w{at:02}"].astype("float32")
            node.set_param(name, value)
    pipe_of(nlp).forget()


def write_model(nlp: Language, folder: Path, facts: dict[str, Any]) -> None:
    """Weights, in half precision (half the size), and what they were made with."""
    import spacy

    folder.mkdir(parents=True, exist_ok=True)
    arrays = {f"w{at:02}": node.get_param(name).astype("float16") for at, (node, name) in enumerate(_arrays(nlp))}
    numpy.savez_compressed(folder / WEIGHTS, **arrays)
    meta = {"name": "millesime-noms", "spacy": ".".join(spacy.__version__.split(".")[:2]), **facts}
    (folder / META).write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


def _arrays(nlp: Language) -> list[tuple[Any, str]]:
    return [(node, name) for node in pipe_of(nlp).model.walk() for name in node.param_names]
