"""Where a run's time goes, stage by stage, and how much memory each stage sees.

In: a run, within `watching`. Out: processor seconds and peak memory of each stage. It refuses to be told of
functions: a stage is a module, so that a function moved or renamed changes nothing here.
"""

from __future__ import annotations

import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

EVERY = 0.001  # seconds of processor time between two looks
PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20 if hasattr(os, "sysconf") else 0.0
MEMORY = Path("/proc/self/statm")  # only Linux has it: elsewhere no memory by stage
PATH = frozenset(f"pipeline.{name}" for name in ("run", "extract", "bodies", "workers", "progress", "state"))
OTHERS = "the path itself"
# stage -> the modules that it begins in; what they call belongs to it, too
STAGES = {
    "read": ("formats", "catalog"),
    "cut": ("passages", "context"),
    "tag names": ("names", "ner"),
    "mend names": ("edges", "echoes", "listed", "natures", "columns"),
    "body, territory": ("body", "territory"),
    "places": ("kinds.places",),
    "partners": ("kinds.partners", "kinds.partner_roles"),
    "people": ("kinds.people",),
    "decoys": ("kinds.decoys",),
    "dates": ("kinds.dates",),
    "amounts": ("kinds.amounts", "kinds.amount_roles"),
    "settle": ("settle",),
    "unread": ("unread",),
    "doubts": ("doubts", "decisions", "decision_file", "corrections"),
    "rows": ("records", "kinds.same_amounts"),
    "check": ("schemas",),
    "write": ("store", "folders", "datapackage"),
}
STAGE_OF = {f"pipeline.{module}": stage for stage, modules in STAGES.items() for module in modules}


@dataclass(slots=True)
class Spent:
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    peaks: dict[str, float] = field(default_factory=lambda: defaultdict(float))  # MiB


@contextmanager
def watching() -> Iterator[Spent]:
    """Look every millisecond at what the main thread does; the time since the last look belongs to that."""
    spent, last = Spent(), time.process_time()

    def look(_signal: int, frame: FrameType | None) -> None:
        nonlocal last
        now, stage = time.process_time(), stage_of(frame)
        spent.seconds[stage] += now - last
        spent.peaks[stage] = max(spent.peaks[stage], memory())
        last = now

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield spent
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def stage_of(frame: FrameType | None) -> str:
    """The stage of the outermost call that is no longer on the path.

    >>> stage_of(None)
    'the path itself'
    """
    found = OTHERS
    while frame:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("pipeline.") and not module.startswith("pipeline.bench") and module not in PATH:
            found = _named(module)
        frame = frame.f_back
    return found


def _named(module: str) -> str:
    """The stage of a module, or of the package that it stands in, or the module itself."""
    name = module
    while name != "pipeline":
        if name in STAGE_OF:
            return STAGE_OF[name]
        name = name.rpartition(".")[0]
    return module.removeprefix("pipeline.")


def memory() -> float:
    """MiB that this process holds now; 0 where the system does not say."""
    try:
        return int(MEMORY.read_bytes().split()[1]) * PAGE
    except OSError:
        return 0.0
