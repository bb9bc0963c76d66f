"""How time and memory grow with the number of reports.

In: numbers of reports. Out: what the line took for each, in a fresh process, and the exponents fitted over them. It
refuses to count the start of the process, which would make small runs look slow and the growth better than it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.bench.contenders import start_line
from pipeline.bench.varied import write_varied


@dataclass(frozen=True, slots=True)
class Size:
    reports: int
    seconds: float
    cpu: float
    peak: float  # MiB


def measure(raw: Path, reports: int, jobs: int = 1) -> Size:
    """The whole line over so many varied reports."""
    with TemporaryDirectory() as folder, start_line() as line:
        write_varied(raw, Path(folder) / "raw", reports)
        told = line.ask({"raw": f"{folder}/raw", "jobs": jobs})
        return Size(reports, told["seconds"], told["cpu"], told["peak"])


def fit_exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope of a line through the logarithms: 1 where a value grows as the size does.

    >>> round(fit_exponent([10, 100, 1000], [2, 20, 200]), 6), round(fit_exponent([10, 100], [3, 3]), 6)
    (1.0, 0.0)
    """
    x, y = [math.log(size) for size in sizes], [math.log(value) for value in values]
    middle, level = sum(x) / len(x), sum(y) / len(y)
    return sum((a - middle) * (b - level) for a, b in zip(x, y, strict=True)) / sum((a - middle) ** 2 for a in x)
