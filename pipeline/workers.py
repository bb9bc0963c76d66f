"""Many bodies at once: one call per body, in as many processes as asked for.

In: a function and its arguments with their weights. Out: what it returns, in the order of the arguments, whatever the
number of processes. It refuses to know what is computed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def each(
    call: Callable[[Argument], Result], arguments: Sequence[Argument], weights: Sequence[int], jobs: int
) -> Iterator[Result]:
    """`call` on each argument; with more than one process the heaviest go first. An exception of a call is raised.

    >>> list(each(abs, [3, -1, -2], [1, 1, 1], jobs=1))
    [3, 1, 2]
    """
    workers = min(jobs, len(arguments))
    if workers < 2:
        yield from map(call, arguments)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        heaviest = sorted(range(len(arguments)), key=lambda at: (-weights[at], at))
        futures = {at: pool.submit(call, arguments[at]) for at in heaviest}
        try:
            for at in range(len(arguments)):
                yield futures[at].result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
