"""A Dask worker loads this: it notes each body that it reads, and takes its time for it (`dask worker --preload`)."""

import os
import time
from pathlib import Path
from typing import Any


def dask_setup(worker: Any) -> None:
    from pipeline import bodies

    whole = bodies.write_body
    log = Path(os.environ["READ_LOG"])

    def spy(grown: Path, body: bodies.BodyFiles, *options: Any) -> bodies.Outcome:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()} {body.name}\n")
        time.sleep(float(os.environ["READ_SECONDS"]))
        return whole(grown, body, *options)

    bodies.write_body = spy
