"""Many calls at once: on this machine in as many processes as asked for, or on a cluster.

In: a function and its arguments. Out: each argument with what the call returned, as they get done, whatever the number
of processes; None where the process that had it died twice. It refuses to know what is computed.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Argument = TypeVar("Argument")
Result = TypeVar("Result")

DEATHS = 10  # in a row, for each process, without one call that ends: then it is not the arguments


class Each(Protocol):
    """Calls a function on each argument; an exception of a call is raised."""

    def __call__(
        self, call: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> Iterator[tuple[Argument, Result | None]]: ...


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def workers(jobs: int, dask: str = "") -> Iterator[Each]:
    """`jobs` processes, or the workers of the Dask scheduler at the address `dask`; at the end they are let go.

    >>> with workers(jobs=1) as each:
    ...     list(each(abs, [3, -1]))
    [(3, 3), (-1, 1)]
    """
    if dask:
        from pipeline.cluster import on_cluster

        with on_cluster(dask) as each:
            yield each
        return
    pool = Pool(jobs)
    try:
        yield pool.each
    finally:
        pool.stop()


class Pool:
    """Up to `size` processes, each with a pipe of its own, so that it is known which call a process had that died.

    (The processes of a standard pool share one queue: a death breaks a ProcessPoolExecutor, and a Pool waits for ever.)
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.idle: list[Worker] = []
        self.busy: dict[Any, tuple[Worker, int]] = {}  # by the pipe: the process and the index of its argument

    def each(
        self, call: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> Iterator[tuple[Argument, Result | None]]:
        """As Each says. One argument alone, or one process, needs no other process than this."""
        if min(self.size, len(arguments)) < 2:
            yield from ((argument, call(argument)) for argument in arguments)
            return
        waiting = deque(range(len(arguments)))
        again: set[int] = set()  # those whose process died once
        deaths = 0
        while waiting or self.busy:
            while waiting and len(self.busy) < self.size:
                at = waiting.popleft()
                self.start(call, arguments[at], at)
            for at, alive, result in self.ended():
                deaths = 0 if alive else deaths + 1
                if deaths > DEATHS * self.size:
                    raise PipelineError(f"{deaths} processes died in a row: is the memory full? Try with --jobs 1.")
                if alive or at in again:
                    yield arguments[at], result
                else:
                    again.add(at)
                    waiting.append(at)

    def start(self, call: Callable[[Argument], Any], argument: Argument, at: int) -> None:
        """Have an idle process, or a new one, call."""
        worker = self.idle.pop() if self.idle else Worker()
        self.busy[worker.pipe] = worker, at
        with suppress(OSError):  # it died while it was idle: `ended` will see that
            worker.pipe.send((call, argument))

    def ended(self) -> Iterator[tuple[int, bool, Any]]:
        """Waits for calls to end. Of each the index of its argument, whether its process is alive, and the result."""
        from multiprocessing.connection import wait

        for pipe in wait(list(self.busy)):
            worker, at = self.busy.pop(pipe)
            try:
                result, error = worker.pipe.recv()
            except (EOFError, OSError):
                worker.stop()
                yield at, False, None
                continue
            self.idle.append(worker)
            if error:
                raise error
            yield at, True, result

    def stop(self) -> None:
        """End all processes at once, those at work too."""
        for worker in (*self.idle, *(worker for worker, _ in self.busy.values())):
            worker.stop()
        self.idle, self.busy = [], {}


class Worker:
    """A process, and our end of the pipe to it. It ends when the pipe does: none outlives us."""

    def __init__(self) -> None:
        from multiprocessing import get_context, resource_tracker

        spawn = get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=serve, args=(theirs,), daemon=True)
        resource_tracker.ensure_running()  # else it would start now, and lift the mask
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # Ctrl-C is ours: we end the processes
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()

    def stop(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def serve(pipe: Connection) -> None:
    """Call what is asked for, until nobody asks any more."""
    with suppress(EOFError, OSError):
        while True:
            call, argument = pipe.recv()
            try:
                pipe.send((call(argument), None))
            except Exception as error:
                error.add_note(traceback.format_exc())  # a traceback does not travel
                pipe.send((None, error))
