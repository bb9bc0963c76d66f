"""The model's folder: spaCy's French tokenizer and our pipe, out of the files, and into them.

In: `tokenizer.json`, `hints.csv`, `vectors.npz`, `weights.npz`, `meta.json`. Out: a spaCy Language. It refuses to
train.
"""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer

    from pipeline.ner.pipe import NamePipe

MODEL = Path(__file__).parent / "model"
TOKENIZER = "tokenizer.json"
HINTS = "hints.csv"
VECTORS = "vectors.npz"
WEIGHTS = "weights.npz"
META = "meta.json"
PIPE = "names"
PATTERNS = ("prefix", "suffix", "infix", "token", "url")  # of the tokenizer


def build_pipeline(folder: Path, width: int) -> Language:
    """spaCy's blank French and our pipe, weights not set; OSError where a file is missing."""
    from spacy.language import Language

    import pipeline.ner.pipe  # noqa: F401 (it makes itself known to spaCy)

    nlp = Language(create_tokenizer=partial(read_tokenizer, folder / TOKENIZER))
    vocab: Any = nlp.vocab
    vocab.lex_attr_getters = {}  # a new word costs its 20 attributes otherwise, of which none is read
    nlp.add_pipe(PIPE, config={"folder": str(folder), "width": width})
    return nlp


def read_tokenizer(path: Path, nlp: Language) -> Tokenizer:
    """spaCy's French tokenizer as `resources` wrote it: to import spacy.lang.fr takes longer than all else at the start
    (it compiles one pattern of 1.4 million letters)."""
    from spacy.symbols import ORTH
    from spacy.tokenizer import Tokenizer

    told = json.loads(path.read_text(encoding="utf-8"))
    prefix, suffix, infix, token, url = (re.compile(told[name]) for name in PATTERNS)
    return Tokenizer(
        nlp.vocab,
        rules={form: [{ORTH: word} for word in words] for form, words in told["exceptions"].items()},
        prefix_search=prefix.search,
        suffix_search=suffix.search,
        infix_finditer=infix.finditer,
        token_match=token.match,
        url_match=url.match,
    )


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
