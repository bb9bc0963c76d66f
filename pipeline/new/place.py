"""Where a new report belongs: raw/ORGANISATION/YEAR.EXT.

In: what the user typed, and what raw/ holds. Out: a Place, or UsageError with what to type instead. It refuses to look
into the file.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pipeline.catalog import FOLDER, YEAR
from pipeline.errors import UsageError
from pipeline.gazetteer import fold_name

SMALL = frozenset("a au aux d de des du en et l la le les".split())
ACRONYM = re.compile(r"\s*\(([A-Z][A-Z0-9]{1,9})\)")
LONGEST = 40  # letters of a folder's name that we propose
ALIKE = 0.8  # of difflib: « agglo-val » and « agglo-du-val » have 0.86


@dataclass(frozen=True, slots=True)
class Place:
    """Where the report goes, and what is there already."""

    raw: Path
    organisation: str  # folder
    year: int
    path: Path
    name: str = ""  # of the body, where the user wrote more than a folder's name
    acronym: str = ""  # of the body, where the user wrote it in brackets behind the name
    others: tuple[Path, ...] = ()  # files of that year that are replaced
    there: bool = False  # the very file, or one with the same bytes, is in place
    alike: str = ""  # a folder of raw/ that has nearly this name

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def report_id(self) -> str:
        return f"{self.organisation}-{self.year}"


def find_place(raw: Path, organisation: str, year: str, file: Path, overwrite: bool = False) -> Place:
    """The place of `file`; raises UsageError where the words are wrong or another file is there."""
    if YEAR.fullmatch(organisation) and not YEAR.fullmatch(year):
        raise UsageError(f"The organisation comes first, then the year: millesime new {slug(year)} {organisation} FILE")
    if not raw.is_dir():
        raise UsageError(
            f"There is no folder « {raw} » here: go to the project's folder first (cd FOLDER), "
            "or say where the reports are (--raw FOLDER)."
        )
    if not YEAR.fullmatch(year):
        raise UsageError(f"« {year} » is no year: give the one that the report is about, with four digits, as 2023.")
    check_file(file)
    folder, name, acronym = name_folder(raw, organisation)
    path = raw / folder / f"{year}{file.suffix.lower()}"
    others = tuple(sorted(p for p in (raw / folder).glob(f"{year}.*") if p.is_file() and p.stem == year))
    there = any(other.read_bytes() == file.read_bytes() for other in others if other.suffix.lower() == path.suffix)
    if others and not there and not overwrite:
        raise UsageError(
            f"There is already a report for that year, {others[0]}: nothing was changed. "
            f"To put « {file.name} » in its place, add --replace."
        )
    known = [entry.name for entry in raw.iterdir() if entry.is_dir() and entry.name != folder]
    alike = "" if (raw / folder).is_dir() else next(iter(get_close_matches(folder, known, 1, ALIKE)), "")
    target, replaced = (others[0], ()) if there else (path, others)
    return Place(raw, folder, int(year), target, name, acronym, replaced, there, alike)


def check_file(file: Path) -> None:
    """Raise UsageError where there is no such file; the nearest name in its folder is told."""
    if re.match(r"https?:", str(file)):
        raise UsageError("FILE is a file of this computer: download the report first, then give the file.")
    if file.is_dir():
        raise UsageError(f"« {file} » is a folder: give the report's file in it.")
    if not file.is_file():
        beside = [entry.name for entry in file.parent.iterdir()] if file.parent.is_dir() else []
        close = get_close_matches(file.name, sorted(beside), 1)
        meant = f" Did you mean « {file.parent / close[0]} »?" if close else ""
        raise UsageError(
            f"There is no file « {file} ».{meant} A file dragged into the terminal's window writes its own name."
        )


def name_folder(raw: Path, organisation: str) -> tuple[str, str, str]:
    """The folder of a body, and its name and acronym where `organisation` is more than a folder's name.

    A folder that is there is found again by its name in other letters."""
    written = organisation.strip().removeprefix(f"{raw}/").strip("/")
    proposed = slug(written)
    if not proposed:
        raise UsageError(f"« {organisation} » names no organisation: give its name or acronym, as pma.")
    known = {slug(entry.name): entry.name for entry in sorted(raw.iterdir()) if entry.is_dir()}
    folder = written if (raw / written).is_dir() and FOLDER.fullmatch(written) else known.get(proposed, proposed)
    if " " not in written:
        return folder, "", ""
    acronym = ACRONYM.search(written)
    return folder, ACRONYM.sub("", written), acronym[1] if acronym else ""


def slug(name: str) -> str:
    """A folder's name for a body: its acronym in brackets, else its words without the small ones.

    >>> slug("Pôle métropolitain de l'Artois (PMA)"), slug("Communauté d'agglomération du Val"), slug("PMA")
    ('pma', 'communaute-agglomeration-val', 'pma')
    """
    if acronym := ACRONYM.search(name):
        return acronym[1].lower()
    words = [word for word in fold_name(name).split(" ") if word]
    kept = [word for word in words if word not in SMALL] or words
    short = ""
    for word in kept:
        if short and len(short) + 1 + len(word) > LONGEST:
            break
        short = f"{short}-{word}" if short else word[:LONGEST]
    return short


def put(file: Path, place: Place) -> None:
    """Copy the file to its place, whole or not at all; what it replaces goes."""
    if place.there:
        return
    place.folder.mkdir(parents=True, exist_ok=True)
    new = place.folder / f".{place.path.name}.new"
    shutil.copyfile(file, new)
    os.replace(new, place.path)
    for other in place.others:
        if other != place.path:
            other.unlink()
