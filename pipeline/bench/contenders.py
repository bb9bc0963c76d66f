"""The line and its peers on the same text, in turns: each in a process of its own, one at work at a time.

In: folders of reports, one a round. Out: what each contender took in each round. It refuses to install
anything: a contender that is not there is absent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.bench.peer import PEERS

LINE = "Millésime, the whole line"
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


@dataclass(slots=True)
class Taken:
    """What one contender took, round by round."""

    name: str
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # processor seconds
    peak: float = 0.0  # MiB
    absent: str = ""


class Process:
    """A contender's process: it says that it is ready, or why it is absent; then it answers one task a line."""

    def __init__(self, command: Sequence[str]) -> None:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=os.environ | ONE_CORE, cwd=ROOT, text=True, **pipes)
        told = self.hear()
        self.absent = "" if told.get("ready") else told.get("absent", "it does not start")

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        told: dict[str, Any] = json.loads(self.process.stdout.readline() or "{}")
        return told

    def ask(self, task: dict[str, Any]) -> dict[str, Any]:
        """What the task took; RuntimeError where the process died of it."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        if not (told := self.hear()):
            raise RuntimeError("A contender's process died: is there too little memory?")
        return told

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.__exit__(None, None, None)  # ends its standard input, and waits


def start_line() -> Process:
    return Process([sys.executable, "-m", "pipeline.bench.line"])


def start_peer(name: str, python: Path | None) -> Process:
    """A peer, in the environment of the peers where there is one, else in ours."""
    return Process([str(python or sys.executable), str(HERE / "peer.py"), name])


def find_python() -> Path | None:
    """The Python of the peers' environment (`make bench-peers`), None where there is none."""
    return PEERS_PYTHON if PEERS_PYTHON.is_file() else None


def race(rounds: Iterable[tuple[Path, Path]]) -> list[Taken]:
    """Each round's folder of reports for the line, its file of texts for the peers; the line comes first."""
    python = find_python()
    with ExitStack() as stack:
        processes = {LINE: stack.enter_context(start_line())}
        processes |= {name: stack.enter_context(start_peer(name, python)) for name in PEERS}
        taken = {name: Taken(name, absent=process.absent) for name, process in processes.items()}
        present = {name: process for name, process in processes.items() if not process.absent}
        for raw, texts in rounds:
            for name, process in present.items():
                told = process.ask({"raw": str(raw), "texts": str(texts)})
                taken[name].seconds.append(told["seconds"])
                taken[name].cpu.append(told["cpu"])
                taken[name].peak = told["peak"]
    return list(taken.values())
