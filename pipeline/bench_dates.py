"""How fast dates and amounts are found, beside two finders of the field: the last table of `make bench`.

In: the committed actions of extracted/csv. Out: characters per second of each finder, printed; one that is not
installed is said to be absent. It refuses to run two finders in one process: EDS-NLP changes spaCy's loader.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.store import read_rows

EXTRACTED = Path(__file__).resolve().parent.parent / "extracted"
ROUNDS = 5
SETUP = "import sys, time; texts = [t for t in sys.stdin.buffer.read().decode().split('\\0') if t]\n"
TIMED = (
    "find(texts[0])\nbest = 9e9\n"
    "for _ in range({rounds}):\n"
    "    start = time.perf_counter()\n"
    "    for text in texts: find(text)\n"
    "    best = min(best, time.perf_counter() - start)\n"
    "print(sum(map(len, texts)) / best)"
)
# finder -> (module that must be there, how it is called, one text in so many: the slow ones read a part)
FINDERS = {
    "dates, durations and decoys": (
        "pipeline",
        "from pipeline.kinds.dates import find_dates\nfrom pipeline.kinds.decoys import find_decoys\n"
        "find = lambda text: (find_dates(text, 2021), find_decoys(text))\n",
        1,
    ),
    "amounts": ("pipeline", "from pipeline.kinds.amounts import find_amounts as find\n", 1),
    "dateparser.search_dates": (
        "dateparser",
        "from dateparser.search import search_dates\nfind = lambda text: search_dates(text, languages=['fr'])\n",
        10,
    ),
    "eds.dates": (
        "edsnlp",
        "import edsnlp\nnlp = edsnlp.blank('eds')\nnlp.add_pipe('eds.dates')\nfind = nlp\n",
        10,
    ),
}


def print_finders(show: Callable[[str], None] = print) -> None:
    """Time each finder in a process of its own, the best of ROUNDS, and print them with their ratio to the dates."""
    texts = [row["text"] for row in read_rows(EXTRACTED, "actions")]
    own = 0.0
    show(f"\n{len(texts)} texts, one after another, the best of {ROUNDS} rounds\n")
    show(f"{'finder':30} {'characters/s':>13} {'dates are':>14}")
    for name, (module, code, part) in FINDERS.items():
        speed = _time(SETUP + code + TIMED.format(rounds=ROUNDS if part == 1 else 1), texts[::part])
        if speed is None:
            show(f"{name:30} {'absent':>13}   pip install {module}")
            continue
        own = own or speed
        show(f"{name:30} {speed:13,.0f} {own / speed:8.1f} times")


def _time(code: str, texts: list[str]) -> float | None:
    """Characters per second, None when the finder is not there."""
    given = "\0".join(texts).encode()
    done = subprocess.run([sys.executable, "-c", code], input=given, capture_output=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


if __name__ == "__main__":
    print_finders()
