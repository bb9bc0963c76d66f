"""A folder is named by a path or by a URL: the one place that turns text into one, here and on object stores alike.

In: `raw`, `file:///data/raw`, `s3://bucket/raw`. Out: a Path; for a URL, fsspec's UPath, which has a Path's methods. It
refuses to know what a folder holds.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO, TypeVar, cast

from pipeline.errors import UsageError

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 32  # requests under way to a store that answers each after some 20 ms
CHECKSUMS = ("ETag", "etag", "md5Hash")  # what object stores keep of an object's content


def open_folder(text: str | Path) -> Path:
    """The folder that `text` names; UsageError where its URL cannot be used, with what to do.

    >>> open_folder("file:///data/raw"), open_folder("raw")
    (PosixPath('/data/raw'), PosixPath('raw'))
    """
    if "://" not in str(text):
        return Path(text)
    try:
        from upath import UPath

        folder: Any = UPath(text)
        if folder.protocol in ("file", "local"):
            return Path(folder.path)
        folder.exists()
    except ImportError as error:
        seen = f"« {text} » needs a library that is not installed ({error})"
        raise UsageError(f"{seen}. Install it with: pip install 'millesime[dask]'.") from error
    except Exception as error:  # each store has its own: no such host, no key, no right
        seen = f"« {text} » cannot be reached ({error})"
        raise UsageError(f"{seen}: check the address, the keys and the network.") from error
    return cast(Path, folder)


def is_local(folder: Path) -> bool:
    """Does it lie on a disk, where a file can be renamed and a link be followed?"""
    return isinstance(folder, Path)


def is_shared(folder: Path) -> bool:
    """Do other processes see it? Only what lies in this one's memory they do not."""
    return is_local(folder) or cast(Any, folder).protocol != "memory"


def refresh(folder: Path) -> None:
    """Forget what this process knew of a far folder: another may have written there since."""
    if not is_local(folder):
        cast(Any, folder).fs.invalidate_cache()


def read_mark(path: Path) -> str:
    """What tells a file's content from any other: the checksum that its store keeps, or else SHA-256 of its bytes;
    of a file that cannot be read, why."""
    kept = {} if is_local(path) else cast(Any, path).fs.info(cast(Any, path).path)
    known = next((str(kept[name]).strip('"') for name in CHECKSUMS if kept.get(name)), "")
    try:
        return known or hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"


@contextmanager
def writing_text(path: Path) -> Iterator[TextIO]:
    """A text file to write; on an object store it appears when all is written, and not at all when the block fails."""
    if is_local(path):
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    whole = cast(Any, path).fs.open(cast(Any, path).path, "wb", autocommit=False)
    try:
        with TextIOWrapper(whole, encoding="utf-8", newline="") as text:
            yield text
        whole.commit()
    except BaseException:
        whole.discard()
        raise


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where there is none; on an object store there is nothing to make."""
    if is_local(folder):
        folder.mkdir(parents=True, exist_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; on an object store one put, which is seen whole or not at all."""
    if is_local(path):
        path.write_bytes(data)
    else:
        cast(Any, path).fs.pipe_file(cast(Any, path).path, data)


def replace_whole(path: Path, data: bytes, aside: Path) -> None:
    """Put a file in the place of the one of its name; whatever happens, one of the two stands there, whole. On a disk
    it grows in the folder `aside`."""
    if is_local(path):
        write_whole(aside / path.name, data)
        os.replace(aside / path.name, path)
    else:
        write_whole(path, data)


def list_folder(folder: Path) -> list[Path]:
    """What stands in a folder, by name; without the mark that some tools put into a store for the folder itself."""
    if is_local(folder):
        return sorted(folder.iterdir(), key=lambda path: path.name)
    far: Any = folder
    names = (entry["name"].strip("/") for entry in far.fs.ls(far.path, detail=True))
    return [folder / name.rpartition("/")[2] for name in sorted(names) if name != far.path.strip("/")]


def names_in(folder: Path, ending: str) -> set[str]:
    """Names, less their ending, of the folder's files that end so; empty where there is no such folder."""
    if not folder.is_dir():
        return set()
    return {path.name.removesuffix(ending) for path in list_folder(folder) if path.name.endswith(ending)}


def remove_folder(folder: Path) -> None:
    """Remove a folder and all in it, if it is there."""
    if is_local(folder):
        import shutil

        shutil.rmtree(folder, ignore_errors=True)
    elif folder.exists():
        cast(Any, folder).fs.rm(cast(Any, folder).path, recursive=True)


def at_once(call: Callable[[Item], Result], items: Iterable[Item], local: bool) -> Iterator[Result]:
    """`call` on each item, results in order. Where it asks a far store, AT_ONCE calls run at a time, and no more wait.

    >>> list(at_once(abs, [-1, 2, -3], local=False))
    [1, 2, 3]
    """
    if local:
        yield from map(call, items)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(call, item))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
