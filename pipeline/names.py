"""The only home of spaCy when the line runs: texts -> the names in each.

In: texts, all at once. Out: for each, its Names in order, none overlapping, offsets into that very text. It refuses to
know what a name stands for: whether « Lens » is the commune is for the kinds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pipeline.errors import LexiconError
from pipeline.model import Name, NameLabel

if TYPE_CHECKING:
    from pipeline.ner.network import Network

MODEL = Path(__file__).parent / "ner" / "model"
BATCH = 128  # texts tagged together: fewer is slower, more is not faster
LONGEST = 10_000  # characters of a text read in one go: no passage is that long


class Tagger:
    """A loaded model. `name` and `version` say which."""

    def __init__(self, network: Network, name: str, version: str) -> None:
        self.network = network
        self.name = name
        self.version = version

    def tag(self, texts: Sequence[str]) -> list[tuple[Name, ...]]:
        """The names of each text, as many tuples as texts, empty where there is none; never fails on content.

        Equal texts are read once, and texts of like length together, for speed: neither shows in what comes out.
        """
        distinct = sorted({text[:LONGEST] for text in texts}, key=lambda text: (len(text), text))
        found: dict[str, tuple[Name, ...]] = {}
        for at in range(0, len(distinct), BATCH):
            part = distinct[at : at + BATCH]
            docs = self.network.tag([self.network.read(text) for text in part])
            for text, doc in zip(part, docs, strict=True):
                found[text] = tuple(Name(ent.start_char, ent.end_char, cast(NameLabel, ent.label_)) for ent in doc.ents)
        return [found[text[:LONGEST]] for text in texts]


def load_tagger(path: Path | None = None) -> Tagger:
    """The model in `path` (default: our own); LexiconError if it is missing, broken or made by another spaCy."""
    folder = MODEL if path is None else path
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        name, version, wanted = str(meta["name"]), str(meta["version"]), str(meta["spacy"])
        shape = int(meta["width"]), int(meta["depth"])
        weights = (folder / "weights.bin").read_bytes()
    except (OSError, ValueError, KeyError) as error:
        raise LexiconError(f"No model of names in {folder} ({error}). Train it again: make model.") from error

    import spacy

    from pipeline.ner.network import build_network

    if not spacy.__version__.startswith(f"{wanted}."):
        raise LexiconError(
            f"The model of names was made with spaCy {wanted}, and spaCy {spacy.__version__} is installed. "
            f"Install spaCy {wanted} (make setup), or train the model again: make model."
        )
    try:
        network = build_network(folder, *shape)
        network.read_weights(weights)
    except (OSError, ValueError, KeyError) as error:
        raise LexiconError(
            f"The model of names in {folder} cannot be read ({error}). Train it again: make model."
        ) from error
    return Tagger(network, name, version)
