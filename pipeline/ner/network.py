"""The network that tags names: hashed words, their hints and their vectors, four convolutions, spaCy's NER.

In: the shape that meta.json gives, the vectors, the lists. Out: a spaCy pipeline's parts, weights still to be read. It
refuses to know where the weights come from (`train`) and who asks for names (`pipeline.names`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.ner.hints import Hints, load_hints

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LABELS = {"L": "PLACE", "P": "PARTNER", "N": "PERSON", "E": "EVENT", "O": "ORGAN"}
ATTRS = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG")  # TAG carries the hint: no tagger runs here
ROWS = (3000, 1000, 2000, 1000, 100)
HINTS = "hints.csv"
VECTORS = "vectors.npz"


@dataclass
class Network:
    """spaCy's tokenizer and NER, and the lists that mark words beforehand."""

    nlp: Language
    hints: Hints

    def read(self, text: str) -> Doc:
        """The text cut into words, each with its hint. Half a pair of characters, which spaCy cannot hold, reads « ? »."""
        return self.mark(self.nlp.make_doc(text.encode("utf-8", "replace").decode("utf-8")))

    def mark(self, doc: Doc) -> Doc:
        """Write each word's hint where the network looks for it."""
        for token, known in zip(doc, self.hints.classes([token.text for token in doc]), strict=True):
            if known:
                token.tag_ = known
        return doc

    def read_weights(self, weights: bytes) -> None:
        """Take the weights that `train` wrote."""
        ner: Any = self.nlp.get_pipe("ner")
        ner.from_bytes(weights, exclude=["model"])
        ner._resize()  # to as many moves as the weights were made for; from_bytes alone forgets it
        ner.from_bytes(weights)

    def tag(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        """Find the names of the docs (in place)."""
        ner: Any = self.nlp.get_pipe("ner")
        ner.set_annotations(docs, ner.predict(docs))
        return docs


def build_network(folder: Path, width: int, depth: int) -> Network:
    """The network with the lists and vectors of `folder` and no weights; OSError where a file is missing."""
    import spacy

    nlp = spacy.blank("fr")
    nlp.vocab.vectors = load_vectors(folder / VECTORS, nlp.vocab.strings)
    ner: Any = nlp.add_pipe("ner", config={"model": _shape(width, depth)})
    for label in LABELS.values():
        ner.add_label(label)
    return Network(nlp, load_hints(folder / HINTS))


def load_vectors(path: Path, strings: Any) -> Any:
    """spaCy's Vectors out of a compact file: `keys` (hashes of words), `rows` of the `table` (int8), its `scale`."""
    import numpy
    from spacy.vectors import Vectors

    with numpy.load(path) as file:
        table = file["table"].astype("float32") * file["scale"].astype("float32")
        vectors = Vectors(data=table, strings=strings, name="names")
        vectors.key2row.update(zip(file["keys"].tolist(), file["rows"].tolist(), strict=True))
    return vectors


def _shape(width: int, depth: int) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": width,
                "attrs": list(ATTRS),
                "rows": list(ROWS),
                "include_static_vectors": True,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": width,
                "window_size": 1,
                "maxout_pieces": 3,
                "depth": depth,
            },
        },
    }
