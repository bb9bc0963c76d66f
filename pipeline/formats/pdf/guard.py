"""A PDF, read by a process of its own.

In: the bytes of a PDF. Out: its Document. It refuses to wait for ever, to let a file take all memory, and to fall with
a reader that a file brings down: a PDF is a program, and some are made to harm.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable

from pipeline.errors import ReportError
from pipeline.model import Document

MOST_SECONDS = 120  # a report of 300 pages takes 10
MOST_MEMORY = 4_000_000_000  # bytes
DAMAGED = "This PDF is damaged: open it and print it to a new PDF, or ask for the Word file."
TOO_SLOW = "This PDF could not be read in {} seconds: print it to a new PDF, or ask for the Word file."


def read_apart(module: str, data: bytes) -> Document:
    """What `module`, run by itself, makes of `data`. Raises ReportError: its reason, or that it is slow, or falls."""
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            env=os.environ | {"PYTHONPATH": paths},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReportError(TOO_SLOW.format(MOST_SECONDS)) from error
    if done.returncode:
        raise ReportError(DAMAGED)
    told = pickle.loads(done.stdout)  # what a process of ours wrote
    if isinstance(told, str):
        raise ReportError(told)
    document: Document = told
    return document


def serve(read: Callable[[bytes], Document]) -> None:
    """The other side: reads standard input and writes the document, or why there is none, to standard output."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # where the system knows no such bound
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        told: Document | str = read(sys.stdin.buffer.read())
    except ReportError as error:
        told = str(error)
    sys.stdout.buffer.write(pickle.dumps(told))
