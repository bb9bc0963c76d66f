"""What earlier runs did, by content: a body whose reports and rules are the same is not read again.

In: the reports of a body, the folder that a run wrote. Out: a digest of all that a body's records depend on, and the
Outcome of the last run of each body. It refuses to look at clocks: a file touched but not changed is the same file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.catalog import Problem

STATE = ".state.json"
PACKAGE = Path(__file__).resolve().parent
RULES = frozenset((".py", ".csv", ".json", ".bin", ".npz"))  # endings of the files that decide what is found
BESIDE = ("bench", "compare", "review")  # modules and folders of the package that come after the records
LIBRARIES = ("beautifulsoup4", "dateparser", "lxml", "markdown-it-py", "numpy", "pyarrow", "spacy")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made of one body; `rows` counts the records of each report by its id."""

    digest: str
    rows: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def load_state(extracted: Path) -> dict[str, Outcome]:
    """Outcome of each body by its folder's name; empty where no run has ended well yet."""
    try:
        known = json.loads((extracted / STATE).read_text(encoding="utf-8"))
        return {
            name: Outcome(
                told["digest"], told["rows"], tuple(Problem(**p) for p in told["problems"]), tuple(told["notes"])
            )
            for name, told in known.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def save_state(folder: Path, state: Mapping[str, Outcome]) -> None:
    """Write the outcomes of all bodies."""
    told = {name: asdict(state[name]) for name in sorted(state)}
    (folder / STATE).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def digest_body(folder: Path) -> str:
    """SHA-256 over all that the records of a body depend on: its files, our rules and model, the libraries."""
    digest = hashlib.sha256(digest_rules().encode())
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            digest.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


@cache
def digest_rules() -> str:
    """SHA-256 over the package's own files and the versions of the libraries that read and tag."""
    digest = hashlib.sha256()
    for path in sorted(rule_files()):
        digest.update(
            f"{path.relative_to(PACKAGE.parent).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest()
        )
    for name in LIBRARIES:
        digest.update(f"{name}=={version(name)}\n".encode())
    return digest.hexdigest()


def rule_files() -> Iterable[Path]:
    """The files of the package, and of schemas/, on which records depend."""
    for root in (PACKAGE, PACKAGE.parent / "schemas"):
        for path in root.rglob("*"):
            first = path.relative_to(root).parts[0].removesuffix(".py")
            if path.suffix in RULES and path.is_file() and not first.startswith(BESIDE):
                yield path
