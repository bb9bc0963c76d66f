"""`make bench`: all measurements of one run, printed as tables that README can take.

In: the command line. Out: tables. It refuses to be run by a test: `--reports 10 --runs 1 --growth 0` is the quickest.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.bench.alignment import benchmark_alignment
from pipeline.bench.contenders import LINE, Taken, find_python, race, start_line
from pipeline.bench.growth import Size, fit_exponent, measure
from pipeline.bench.varied import write_varied
from pipeline.bodies import the_tagger
from pipeline.catalog import find_sources
from pipeline.passages import cut_passages
from pipeline.run import read_all

RAW = Path(__file__).resolve().parents[2] / "raw"
SIZES = (10, 100, 1000, 5000)
FROM = 100  # reports from which growth is fitted: below, what each run does once still shows


def main() -> None:
    """Measure and print: contenders, stages, growth, two processes, alignment."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.bench", description=__doc__)
    parser.add_argument("--reports", type=int, default=50, help="reports that each contender reads in a round")
    parser.add_argument("--runs", type=int, default=5, help="rounds, each over other reports")
    parser.add_argument("--growth", type=int, default=1000, help="the most reports of the growth; 0: none")
    told = parser.parse_args()
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"Load of the machine before the start: {busy:.1f}. Ratios say more than seconds.\n")
    with TemporaryDirectory() as folder:
        rounds = list(make_rounds(Path(folder), told.reports, told.runs))
        tokens = [count for _, _, count in rounds]
        print_contenders(race((raw, texts) for raw, texts, _ in rounds), tokens)
        print_stages(rounds[0][0], tokens[0])
    if told.growth:
        sizes = [measure(RAW, size) for size in SIZES if size <= told.growth]
        print_growth(sizes)
        print_processes(sizes[-1], measure(RAW, sizes[-1].reports, jobs=2))
    figures = benchmark_alignment()
    print(f"\nTwo years of {figures['actions']} actions each are aligned in {figures['seconds']} s.")


def make_rounds(folder: Path, reports: int, runs: int) -> Iterator[tuple[Path, Path, int]]:
    """For each round: a folder of varied reports, a file of their texts, and how many tokens these are to spaCy."""
    for number in range(runs):
        raw, file = folder / f"raw-{number}", folder / f"texts-{number}.json"
        write_varied(RAW, raw, reports, seed=number + 1)
        documents, _ = read_all(find_sources(raw)[0])
        texts = [passage.text for _, document, _ in documents for passage in cut_passages(document)]
        file.write_text(json.dumps(texts), encoding="utf-8")
        yield raw, file, sum(len(the_tagger().nlp.make_doc(text)) for text in texts)


def print_contenders(taken: Sequence[Taken], tokens: Sequence[int]) -> None:
    """Tokens a second, peak memory, and how many times as fast the line is, with the least and the most of it."""
    line = taken[0]
    print(f"{len(tokens)} rounds over {tokens[0]:,} tokens of varied reports, one core; median (least–most)\n")
    print(f"{'contender':28} {'tokens/s':>9} {'peak MiB':>9}   the line is so many times as fast")
    for one in taken:
        if one.absent:
            print(f"{one.name:28} {'absent':>9}             make bench-peers installs it")
            continue
        speeds = [count / seconds for count, seconds in zip(tokens, one.seconds, strict=True)]
        ratios = [theirs / ours for theirs, ours in zip(one.seconds, line.seconds, strict=True)]
        on_cpu = statistics.median(theirs / ours for theirs, ours in zip(one.cpu, line.cpu, strict=True))
        told = f"{_spread(ratios)}, {on_cpu:.1f} by processor time" if one is not line else ""
        print(f"{one.name:28} {statistics.median(speeds):9,.0f} {one.peak:9.0f}   {told}")
    if find_python() is None:
        print("The peers have no environment of their own yet: make bench-peers.")


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"


def print_stages(raw: Path, tokens: int) -> None:
    """Where the line's time goes."""
    with start_line() as line:
        told = line.ask({"raw": str(raw), "stages": True})
    print(f"\n{LINE}: {tokens / told['cpu']:,.0f} tokens per processor second, by stage\n")
    print(f"{'stage':18} {'seconds':>8} {'share':>6} {'tokens/s':>10} {'peak MiB':>9}")
    for stage, seconds in sorted(told["stages"].items(), key=lambda item: -item[1]):
        share = f"{seconds / told['cpu']:.1%}"
        print(f"{stage:18} {seconds:8.3f} {share:>6} {tokens / seconds:10,.0f} {told['peaks'][stage]:9.0f}")


def print_growth(sizes: Sequence[Size]) -> None:
    """Each size, and the exponents from FROM reports on."""
    print(f"\n{'reports':>8} {'seconds':>9} {'processor':>10} {'ms/report':>10} {'peak MiB':>9}")
    for size in sizes:
        each = 1000 * size.cpu / size.reports
        print(f"{size.reports:8,} {size.seconds:9.1f} {size.cpu:10.1f} {each:10.1f} {size.peak:9.0f}")
    large = [size for size in sizes if size.reports >= FROM]
    if len(large) > 1:
        counts = [size.reports for size in large]
        clock, cpu = (fit_exponent(counts, values) for values in ([s.seconds for s in large], [s.cpu for s in large]))
        more = large[-1].peak / large[0].peak - 1
        print(f"From {counts[0]} to {counts[-1]:,} reports: time grows with the power {clock:.2f} of their number")
        print(f"({cpu:.2f} by processor time), memory by {more:+.1%}.")


def print_processes(one: Size, two: Size) -> None:
    """Two processes beside one."""
    print(f"\n{one.reports:,} reports: one process {one.seconds:.1f} s, two {two.seconds:.1f} s, their start included:")
    print(f"{one.seconds / two.seconds:.2f} times as fast; the largest process holds {two.peak:.0f} MiB.")


if __name__ == "__main__":
    main()
