"""What earlier runs did, by content: a body whose reports and rules are the same is not read again.

In: the reports of a body, the folder that a run wrote. Out: a digest of all that a body's records depend on, and the
Outcome of each body, of the last run and of one that was stopped. It refuses to look at clocks: a file touched but not
changed is the same file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.catalog import Problem
from pipeline.folders import list_folder, make_folder, names_in, read_mark, replace_whole, write_whole
from pipeline.model import Source

STATE = ".state.json"
STAGING = ".staging"  # what a run has done so far: it stands here until the run ends well
BEGUN = "bodies"  # the folder, in STAGING, of the outcomes
PACKAGE = Path(__file__).resolve().parent
RULES = frozenset((".py", ".csv", ".json", ".bin", ".npz"))  # endings of the files that decide what is found
# Modules and folders of the package that come after the records, or only carry them
BESIDE = frozenset(
    "bench cli cluster compare evaluate explain export fuzz new progress quality query review score "
    "spacy_components usage walk workers".split()
)
LIBRARIES = tuple("beautifulsoup4 dateparser lxml markdown-it-py numpy pyarrow pypdfium2 spacy thinc".split())


@dataclass(frozen=True, slots=True)
class Order:
    """What a run asks of every body."""

    extracted: Path
    package: str  # digest_rules() where the run was begun; where a body is read it must be the same
    people: bool = True  # are people named in the tables?

    @property
    def staging(self) -> Path:
        return self.extracted / STAGING

    @property
    def rules(self) -> str:
        """What decides about a body's records besides its files: an option that does so is told here."""
        return f"{self.package}{'' if self.people else ' without people'}"


@dataclass(frozen=True, slots=True)
class BodyFiles:
    """One body's reports, found but not yet read, and the digest of all that its records depend on."""

    name: str
    sources: tuple[Source, ...]
    digest: str
    size: int  # bytes of its reports


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
        return {name: _outcome(told) for name, told in known.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def save_state(order: Order, state: Mapping[str, Outcome]) -> None:
    """Write the outcomes of all bodies."""
    told = {name: asdict(state[name]) for name in sorted(state)}
    whole = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    replace_whole(order.extracted / STATE, whole, order.staging)


def find_begun(order: Order) -> set[str]:
    """Names of the bodies that a run which did not end has begun to read."""
    return names_in(order.staging / BEGUN, ".json")


def load_outcome(order: Order, name: str) -> Outcome | None:
    """What a run which did not end made of one body; None where it did not get so far."""
    try:
        return _outcome(json.loads((order.staging / BEGUN / f"{name}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save_outcome(order: Order, name: str, outcome: Outcome) -> None:
    """Leave one body's outcome for a later run, should this one be stopped."""
    folder = order.staging / BEGUN
    make_folder(folder)
    write_whole(folder / f"{name}.json", json.dumps(asdict(outcome), ensure_ascii=False).encode())


def _outcome(told: Mapping[str, Any]) -> Outcome:
    return Outcome(told["digest"], told["rows"], tuple(Problem(**p) for p in told["problems"]), tuple(told["notes"]))


def digest_body(folder: Path, rules: str) -> str:
    """SHA-256 over all that the records of a body depend on: its files, and the rules and options of the run."""
    digest = hashlib.sha256(rules.encode())
    for path in list_folder(folder):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            digest.update(f"{path.name}\0{read_mark(path)}\n".encode())
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
            if path.suffix in RULES and path.is_file() and first not in BESIDE:
                yield path
