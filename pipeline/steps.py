"""A step after the records (comparing, making pages) is done again only when what it reads has changed.

In: the step's name, the folders, and the step itself. Out: what it says, now or the last time. It refuses to know what
the step does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from pipeline.state import PACKAGE, STATE, digest_rules

Told = tuple[str, tuple[str, ...]]  # the line that sums the step up, and its problems


def if_changed(step: str, extracted: Path, raw: Path, do: Callable[[], Told]) -> Told:
    """What `do` says; where tables, decisions and rules are those of the last time, what it said then."""
    digest = digest_step(step, extracted, raw)
    path = extracted / step / STATE
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        if known["digest"] == digest and (extracted / step / "index.html").is_file():
            return f"{known['line']} (nothing has changed)", tuple(known["problems"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    line, problems = do()
    told = {"digest": digest, "line": line, "problems": list(problems)}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return line, problems


def digest_step(step: str, extracted: Path, raw: Path) -> str:
    """SHA-256 over the tables, people's decisions, our rules and the step's own files and schemas."""
    digest = hashlib.sha256(digest_rules().encode())
    homes = (PACKAGE / step, PACKAGE.parent / "schemas" / step)
    own = (path for home in homes for path in home.rglob("*") if path.suffix != ".pyc" and path.is_file())
    for path in (*sorted((extracted / "csv").glob("*.csv")), *sorted(raw.glob("*/decisions.csv")), *sorted(own)):
        digest.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()
