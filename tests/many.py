"""Folders of many small reports, and what a run left of them."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.workers import count_cores

REPORT = "# Rapport {year}\n\n- Forum à {place} le 12 mars {year}, avec l'ADEME ({place}, 15 k€)\n"
PLACES = ("Arras", "Lens", "Nice", "Vannes", "Dinan", "Annonay")


def write_raw(raw: Path, bodies: int = 2, years: tuple[int, ...] = (2020, 2021), repeat: int = 1) -> Path:
    """`bodies` bodies with a report for each of `years`, each of `repeat` lines."""
    for number in range(bodies):
        for year in years:
            path = raw / f"corps{number}" / f"{year}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = REPORT.format(year=year, place=PLACES[number % len(PLACES)])
            more = "".join(f"- Réunion n° {at} à {PLACES[at % len(PLACES)]} en {year}\n" for at in range(repeat))
            path.write_text(text + more, encoding="utf-8")
    return raw


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of a folder, or of an object store's."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    found = {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    return dict(sorted(found.items()))


def tables(folder: Path) -> dict[str, str]:
    """The same of what a run is for: its own memory aside, which keeps what an object store says of its files."""
    return {name: digest for name, digest in digests(folder).items() if name != ".state.json"}


@contextmanager
def running(raw: Path, out: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`millesime extract` under way, in a process group of its own; a test that fails does not leave it behind."""
    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--to", str(out), *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, process_group=0, preexec_fn=hear_ctrl_c, **pipes) as run:
        try:
            yield run
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)


def hear_ctrl_c() -> None:
    """What runs in the background is deaf to Ctrl-C, and so is what it starts: tests run there too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def check_stopped(run: subprocess.Popen[str]) -> None:
    """A run to which Ctrl-C was just said ends within a second (more where others use the machine), in one sentence."""
    pressed = time.monotonic()
    said, told = run.communicate(timeout=60)
    assert time.monotonic() - pressed < max(1, os.getloadavg()[0] / count_cores())
    assert run.returncode == 130
    assert said == ""
    assert told == "Stopped. What is done is kept: run the same command, and it goes on from there.\n"


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
