"""Which reports there are: the folder raw/ -> Sources.

In: a folder of raw/ORGANISATION/YEAR.EXT and, beside the reports, an optional card.toml. Out: Sources in a fixed order,
and a problem in plain words for each file that cannot be one. It refuses to open the reports.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ReportError, UsageError
from pipeline.folders import at_once, is_local, list_folder, refresh
from pipeline.model import Card, Source

CARD = "card.toml"
BESIDE = {CARD, "decisions.csv"}  # what may stand beside the reports
MOST_BYTES = 200_000_000  # of a report with its pictures; its text is bounded by the readers
MOST_CARD_BYTES = 1_000_000
FOLDER = re.compile(r"[^\W_][\w.-]*")
YEAR = re.compile(r"(?:19|20)\d\d")
CARD_KEYS = {"name", "aliases", "kind", "siren", "territory", "headers"}
TERRITORY_KEYS = {"epci", "departements", "communes"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or report that could not be used: where, and what was seen and what to do."""

    where: str  # path relative to raw/
    message: str


def find_sources(raw: Path) -> tuple[list[Source], list[Problem]]:
    """All reports under `raw`, sorted by organisation and year; raises UsageError when there is no such folder.

    >>> find_sources(Path("no-such-folder"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    pipeline.errors.UsageError: There is no folder « no-such-folder ». Go to the project's folder first ...
    """
    refresh(raw)
    if not raw.is_dir():
        raise UsageError(
            f"There is no folder « {raw} ». Go to the project's folder first (cd FOLDER), or give the one that holds "
            "ORGANISATION/YEAR.EXT."
        )
    folders: list[Path] = []
    problems: list[Problem] = []
    for entry in list_folder(raw):
        if entry.name.startswith(".") or entry.name.lower() == "readme.md":
            continue
        if not entry.is_dir():
            problems.append(Problem(entry.name, "A report stands in a folder of its body: raw/ORGANISATION/YEAR.EXT."))
        elif entry.is_symlink() or not FOLDER.fullmatch(entry.name):
            problems.append(
                Problem(entry.name, "The folder's name becomes part of every id: use letters, digits, « - » and « _ ».")
            )
        else:
            folders.append(entry)
    of_bodies = list(at_once(_sources_of, folders, is_local(raw)))
    problems += [problem for _, wrong in of_bodies for problem in wrong]
    return [source for found, _ in of_bodies for source in found], sorted(problems, key=lambda p: p.where)


def _sources_of(folder: Path) -> tuple[list[Source], list[Problem]]:
    problems: list[Problem] = []
    paths = list_folder(folder)
    try:
        card = load_card(folder / CARD) if folder / CARD in paths else Card()
    except ReportError as error:
        card = Card()
        problems.append(Problem(f"{folder.name}/{CARD}", str(error)))
    by_year: dict[int, Source] = {}
    for path in paths:
        where = f"{folder.name}/{path.name}"
        if path.name.startswith(".") or (path.name in BESIDE and not path.is_symlink()):
            continue
        if path.is_symlink() or not path.is_file():
            problems.append(Problem(where, "Not a plain file: put the file itself here, for no link is followed."))
        elif path.stat().st_size > MOST_BYTES:
            told = f"The file holds {path.stat().st_size // 1_000_000} MB, and no report does"
            problems.append(Problem(where, f"{told}: is it the right one? Save it again without its pictures."))
        elif not YEAR.fullmatch(path.stem):
            message = f"« {path.stem} » is no year: name the file after the report's year, as in 2023{path.suffix}."
            problems.append(Problem(where, message))
        elif int(path.stem) in by_year:
            other = by_year[int(path.stem)].path.name
            problems.append(Problem(where, f"There is already {other} for that year: keep one of the two."))
        else:
            year = int(path.stem)
            by_year[year] = Source(f"{folder.name}-{year}", folder.name, year, path, where, card)
    return list(by_year.values()), problems


def load_card(path: Path) -> Card:
    """A body's card, empty when there is none; raises ReportError when it is unreadable or says unknown things."""
    if path.is_symlink() or not path.is_file():
        return Card()
    if path.stat().st_size > MOST_CARD_BYTES:
        raise ReportError("The card is left aside: it is too large to be one.")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        territory = data.get("territory", {})
        unknown = sorted((data.keys() - CARD_KEYS) | (territory.keys() - TERRITORY_KEYS))
        if unknown:
            known = ", ".join(sorted(CARD_KEYS))
            raise ReportError(f"The card is left aside: « {unknown[0]} » is not among {known}.")
        return Card(
            name=data.get("name", ""),
            aliases=tuple(data.get("aliases", ())),
            kind=data.get("kind", ""),
            siren=str(data.get("siren", "")),
            epci=tuple(str(code) for code in territory.get("epci", ())),
            departements=tuple(str(code) for code in territory.get("departements", ())),
            communes=tuple(str(code) for code in territory.get("communes", ())),
            headers=tuple(sorted(data.get("headers", {}).items())),
        )
    except OSError as error:
        raise ReportError(f"The card is left aside, it cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError, TypeError) as error:
        raise ReportError(f"The card is left aside, it is not readable as TOML in UTF-8: {error}.") from error
