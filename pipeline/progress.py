"""How far a long run is: a bar on a terminal, else a line now and then.

In: bodies with their outcomes, as they get done. Out: the same. It refuses to know what is done to them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence

from pipeline.state import BodyFiles, Outcome

EVERY = 30  # seconds between two lines where there is no terminal: a short run says nothing

Done = tuple[BodyFiles, Outcome | None]


def watch(done: Iterable[Done], bodies: Sequence[BodyFiles], quiet: bool) -> Iterator[Done]:
    """Passes on what is done, and shows on standard error how much of `bodies` that is."""
    if quiet:
        yield from done
    elif sys.stderr.isatty():
        yield from watch_bar(done, bodies)
    else:
        yield from watch_lines(done, Tally(bodies))


class Tally:
    """What is done of a run. Time is reckoned by the bytes of the reports, for large bodies go first."""

    def __init__(self, bodies: Sequence[BodyFiles]) -> None:
        self.reports = sum(len(body.sources) for body in bodies)
        self.size = sum(body.size for body in bodies)
        self.begun = time.monotonic()
        self.done = self.bytes_done = self.failed = 0

    def add(self, body: BodyFiles, outcome: Outcome | None) -> None:
        self.done += len(body.sources)
        self.bytes_done += body.size
        self.failed += len(outcome.problems) if outcome else len(body.sources)

    def __str__(self) -> str:
        """« 120 of 500 reports, 3.4 a second, 2 min left, 1 failed »"""
        spent = max(time.monotonic() - self.begun, 0.001)
        left = spent * (self.size - self.bytes_done) / self.bytes_done if self.bytes_done else 0
        failed = f", {self.failed} failed" if self.failed else ""
        rate = self.done / spent
        said = f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.0f} a minute"
        return f"{self.done:,} of {self.reports:,} reports, {said}, {say_time(left)} left{failed}"


def watch_lines(done: Iterable[Done], tally: Tally) -> Iterator[Done]:
    """A line every EVERY seconds."""
    told = tally.begun
    for body, outcome in done:
        tally.add(body, outcome)
        if time.monotonic() > told + EVERY:
            told = time.monotonic()
            print(tally, file=sys.stderr, flush=True)
        yield body, outcome


def watch_bar(done: Iterable[Done], bodies: Sequence[BodyFiles]) -> Iterator[Done]:
    """A bar that moves with the bytes and goes when all is done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    tally = Tally(bodies)
    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"{tally.reports:,} reports to read", total=tally.size)
        for body, outcome in done:
            tally.add(body, outcome)
            bar.update(task, completed=tally.bytes_done, description=str(tally))
            yield body, outcome


def say_time(seconds: float) -> str:
    """A length of time in words.

    >>> say_time(42), say_time(170), say_time(9000)
    ('42 s', '3 min', '2 h 30 min')
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
