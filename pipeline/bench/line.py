"""The whole line as a contender: reading, all five kinds, checking, writing, in a process of its own.

In: on standard input, one task a line (JSON: the folder to read, processes, whether to watch the stages). Out: for
each, seconds, processor seconds and peak memory (JSON). It refuses to count the start: the model is loaded, and the
specimens are read once, before the first task.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from pipeline.bench.peer import peak_memory
from pipeline.bench.stages import watching
from pipeline.extract import extract_raw

RAW = Path(__file__).resolve().parents[2] / "raw"


def main() -> None:
    """Warm up, say so, and answer tasks until there is none."""
    run_line({"raw": str(RAW)})
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(run_line(json.loads(line))), flush=True)


def run_line(task: dict[str, Any]) -> dict[str, Any]:
    """One task: `raw`, and optionally `jobs` and `stages`; what is written goes to a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder, watching() if task.get("stages") else nullcontext() as spent:
        start, cpu = time.perf_counter(), time.process_time()
        extract_raw(Path(task["raw"]), Path(folder), jobs=task.get("jobs", 1))
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    told = {"seconds": seconds, "cpu": cpu, "peak": peak_memory()}
    return told | ({"stages": dict(spent.seconds), "peaks": dict(spent.peaks)} if spent else {})


if __name__ == "__main__":
    main()
