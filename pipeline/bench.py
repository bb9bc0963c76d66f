"""How fast the line is, stage by stage: `make bench`.

In: the reports of raw/. Out: a table of seconds, words per second and share of the whole, printed. It refuses to judge:
machines differ, so read the ratios of one run.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.bench_dates import print_finders

RUNS = 5
RAW = Path(__file__).resolve().parent.parent / "raw"
# stage -> the functions of pipeline.run, bodies and extract that make it up
STAGES = {
    "read": ("read_document",),
    "cut": ("cut_passages",),
    "tag names": ("Tagger.tag", "mend_names"),
    "places": ("learn_territory", "find_places"),
    "partners, people": ("learn_body", "find_partners", "find_people"),
    "dates": ("find_dates",),
    "amounts": ("find_amounts",),
    "decoys": ("find_decoys",),
    "rows": ("make_tables",),
    "check": ("check_report",),
    "write": ("write_report", "write_dataset"),
}


def main() -> None:
    """Run the line RUNS times over raw/ and print where the time goes."""
    from pipeline import bodies, extract, run
    from pipeline.names import Tagger

    spent: dict[str, list[float]] = defaultdict(list)
    now: dict[str, float] = {}

    def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                now[name] += time.perf_counter() - start

        return wrapped

    for names in STAGES.values():
        for name in names:
            attribute = name.split(".")[-1]
            owner: Any = next(place for place in (Tagger, run, bodies, extract) if hasattr(place, attribute))
            setattr(owner, attribute, timed(name, getattr(owner, attribute)))
    tokens = 0
    for _ in range(RUNS + 1):  # the first one warms up
        now = defaultdict(float)
        with tempfile.TemporaryDirectory() as scratch:
            start = time.perf_counter()
            extract.extract_raw(RAW, Path(scratch))
            whole = time.perf_counter() - start
            tokens = _count_tokens(Path(scratch))
        for stage, names in STAGES.items():
            spent[stage].append(sum(now[name] for name in names))
        spent["whole line"].append(whole)
    _print(spent, tokens)
    print_finders()


def _count_tokens(extracted: Path) -> int:
    """Words of the reports, as coverage.csv counts them."""
    from pipeline.store import read_rows

    return sum(int(row["words_placed"]) for row in read_rows(extracted, "coverage"))


def _print(spent: dict[str, list[float]], words: int) -> None:
    whole = statistics.median(spent["whole line"][1:])
    print(f"{words} words, median of {RUNS} runs after one to warm up\n")
    print(f"{'stage':18} {'seconds':>9} {'share':>7} {'words/s':>10}")
    for stage, seconds in spent.items():
        median = statistics.median(seconds[1:])
        print(f"{stage:18} {median:9.3f} {median / whole:7.1%} {words / median if median else 0:10.0f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(f"\npeak memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
