"""The only home of spaCy when the line runs: texts -> the names in each.

In: texts, all at once. Out: for each, its Names in order, none overlapping, offsets into that very text. It refuses to
know what a name stands for: whether « Lens » is the commune is for the kinds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zipfile import BadZipFile

from pipeline.errors import LexiconError
from pipeline.model import Name, NameLabel
from pipeline.ner.files import META, MODEL, WEIGHTS, build_pipeline, pipe_of, read_weights

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 64  # texts tagged together: from 32 to 128 no difference that lasted from run to run
WORDS = 12_000  # that spaCy keeps for good: those of some hundred reports; others are forgotten after each body
LONGEST = 10_000  # characters of a text read in one go: no passage is that long


class Tagger:
    """A loaded model. `name` and `version` say which."""

    def __init__(self, nlp: Language, name: str, version: str) -> None:
        self.nlp = nlp
        self.name = name
        self.version = version

    def tag(self, texts: Sequence[str]) -> list[tuple[Name, ...]]:
        """The names of each text, as many tuples as texts, empty where there is none; never fails on content.

        Equal texts are read once, and texts of like length together, for speed: neither shows in what comes out.
        """
        distinct = sorted({text[:LONGEST] for text in texts}, key=lambda text: (len(text), text))
        found: dict[str, tuple[Name, ...]] = {}
        full = len(self.nlp.vocab) > WORDS
        with self.nlp.memory_zone() if full else nullcontext():  # then new words are forgotten at its end
            for at in range(0, len(distinct), BATCH):
                part = distinct[at : at + BATCH]
                found.update(zip(part, self.read(part), strict=True))
        return [found[text[:LONGEST]] for text in texts]

    def read(self, texts: Sequence[str]) -> list[tuple[Name, ...]]:
        """`tag`, in one go. Half a pair of characters, which spaCy cannot hold, reads « ? »."""
        docs = [self.nlp.make_doc(text.encode("utf-8", "replace").decode("utf-8")) for text in texts]
        names = []
        for doc, spans in zip(docs, pipe_of(self.nlp).predict(docs), strict=True):
            ends = [(doc[first].idx, doc[last - 1].idx + len(doc[last - 1]), label) for first, last, label in spans]
            names.append(tuple(Name(start, end, cast(NameLabel, label)) for start, end, label in ends))
        return names


def load_tagger(path: Path | None = None) -> Tagger:
    """The model in `path` (default: our own); LexiconError if it is missing, broken or made by another spaCy."""
    folder = MODEL if path is None else path
    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        name, version, wanted = str(meta["name"]), str(meta["version"]), str(meta["spacy"])
        width = int(meta["width"])
    except (OSError, ValueError, KeyError) as error:
        raise LexiconError(f"No model of names in {folder} ({error}). Train it again: make model.") from error

    import spacy

    if not spacy.__version__.startswith(f"{wanted}."):
        raise LexiconError(
            f"The model of names was made with spaCy {wanted}, and spaCy {spacy.__version__} is installed. "
            f"Install spaCy {wanted} (make setup), or train the model again: make model."
        )
    try:
        nlp = build_pipeline(folder, width)
        read_weights(nlp, folder / WEIGHTS)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise LexiconError(
            f"The model of names in {folder} cannot be read ({error}). Train it again: make model."
        ) from error
    return Tagger(nlp, name, version)
