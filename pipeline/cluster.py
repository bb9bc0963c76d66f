"""The same calls on a cluster: the only home of Dask.

In: the address of a scheduler, a function and its arguments. Out: as `workers` says. It refuses to start a cluster:
docs/cluster.md names the tools for that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import PipelineError, UsageError

if TYPE_CHECKING:
    from pipeline.workers import Each

Argument = TypeVar("Argument")
Result = TypeVar("Result")

ANSWERS = 10  # seconds that a scheduler may take to answer
PATIENCE = 30  # seconds without a result after which we look whether there are workers
AHEAD = 2  # calls handed out for each thread of a worker: one under way, one ready
AT_LEAST = 64  # calls handed out even so: a cluster that grows by itself does so for what waits
RETRIES = 2  # of a call that raised: a network may stutter
COUNTED = 2  # seconds for which the count of threads is good
GONE = "The Dask scheduler is gone. What is done is kept: run the same command again."

log = logging.getLogger(__name__)


@contextmanager
def on_cluster(address: str) -> Iterator[Each]:
    """Calls go to the workers of the scheduler at `address`; UsageError where none answers there."""
    try:
        from distributed import Client
        from distributed.comm import CommClosedError
    except ImportError as error:
        raise UsageError("--dask needs a library that is not installed: pip install 'millesime[dask]'.") from error
    for name in ("distributed", "distributed.client"):  # what they log is for programmers: we say what to do
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=ANSWERS, set_as_default=False)
    except (OSError, ValueError) as error:
        told = f"No Dask scheduler answers at « {address} »"
        raise UsageError(f"{told}: start one with `dask scheduler`, and give the address that it prints.") from error
    try:
        yield Calls(client).each
    except CommClosedError as error:
        raise PipelineError(GONE) from error
    finally:
        client.close(timeout=1)  # what is not yet begun is forgotten, what is under way leaves its outcome


class Calls:
    """Calls under way on the workers of one scheduler."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.counted = float("-inf")
        self.threads = 0

    def each(
        self, call: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> Iterator[tuple[Argument, Result | None]]:
        """As Each says; however many arguments there are, few are handed out at a time."""
        waiting = iter(arguments)
        under_way: dict[str, tuple[Any, Argument]] = {}
        ended: SimpleQueue[Any] = SimpleQueue()
        for left in range(len(arguments), 0, -1):
            room = max(AT_LEAST, AHEAD * self.count_threads()) - len(under_way)
            for argument in islice(waiting, max(0, room)):
                future = self.client.submit(call, argument, pure=False, retries=RETRIES)
                under_way[future.key] = future, argument
                future.add_done_callback(ended.put)
            future, argument = under_way.pop(self.next_of(ended, left).key)
            yield argument, read_result(future)

    def count_threads(self) -> int:
        """Threads of all workers; these come and go."""
        if time.monotonic() > self.counted + COUNTED:
            self.threads = sum(self.client.nthreads().values())
            self.counted = time.monotonic()
        return self.threads

    def next_of(self, ended: SimpleQueue[Any], left: int) -> Any:
        """The next call that ends; while there is no worker, says so and waits on: one may be on its way."""
        while True:
            try:
                return ended.get(timeout=PATIENCE)
            except Empty:
                if not self.count_threads():
                    log.warning("No Dask worker has come for the %d calls left: start one with `dask worker`.", left)


def read_result(future: Any) -> Any:
    """What a call returned; None where the workers that had it died again and again."""
    from distributed.scheduler import KilledWorker

    if future.cancelled():
        raise PipelineError(GONE)
    error = future.exception()
    if isinstance(error, KilledWorker):
        return None
    if isinstance(error, ImportError):
        told = f"A Dask worker lacks a library ({error})"
        raise UsageError(f"{told}: install the same version of Millésime on all: pip install 'millesime[dask]'.")
    if error:
        raise error
    return future.result()
