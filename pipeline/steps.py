"""A step after the records (comparing, making pages) is done again only when what it reads has changed.

In: the step's name, the folders, and the step itself. Out: what it says, now or the last time. It refuses to know what
the step does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.folders import read_mark
from pipeline.state import PACKAGE, STATE, digest_rules

PAGES = ("compare", "review")  # packages after the records; they share how French is written

RAW = Path("raw")  # where people's decisions lie, unless told otherwise

Told = tuple[str, tuple[str, ...]]  # the line that sums the step up, and its problems


def if_changed(step: str, extracted: Path, raw: Path, do: Callable[[], Told]) -> Told:
    """What `do` says; where tables, decisions and rules are those of the last time, and all that it wrote is still
    there, what it said then."""
    digest = digest_read(extracted, raw)
    path = extracted / step / STATE
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        if known["digest"] == digest and set(known["files"]) <= set(list_files(extracted / step)):
            return f"{known['line']} (nothing has changed)", tuple(known["problems"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    line, problems = do()
    told = {"digest": digest, "line": line, "problems": list(problems), "files": list_files(extracted / step)}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return line, problems


def find_raw(extracted: Path, told: Path | None = None) -> Path | None:
    """Where people's decisions lie: the folder `told`, or raw/ here, or raw/ beside `extracted`; None where there is
    none. Raises UsageError where the folder told is not there."""
    if told and not told.is_dir():
        raise UsageError(f"There is no folder {told}.")
    return told or next((path for path in (RAW, extracted.absolute().parent / RAW) if path.is_dir()), None)


def list_files(folder: Path) -> list[str]:
    """The files of a step, sorted, less its state."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in paths if path != STATE)


def digest_read(extracted: Path, raw: Path) -> str:
    """SHA-256 over the tables, people's decisions, our rules and the packages that make pages."""
    digest = hashlib.sha256(digest_rules().encode())
    own = (path for name in PAGES for path in (PACKAGE / name).rglob("*") if path.suffix != ".pyc" and path.is_file())
    for root, paths in (
        (extracted, (extracted / "csv").glob("*.csv")),
        (raw, raw.glob("*/decisions.csv")),
        (PACKAGE, own),
    ):
        for path in sorted(paths):
            digest.update(f"{path.relative_to(root).as_posix()}\0{read_mark(path)}\n".encode())
    return digest.hexdigest()
