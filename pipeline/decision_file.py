"""The file raw/ORGANISATION/decisions.csv: what people decided, one line each.

In: the folder of a body; decisions to add. Out: Decisions, and in plain words what cannot be used; the file with new
lines at its end, replaced whole or not at all. It refuses to know what a run makes of a decision.
"""

from __future__ import annotations

import csv
import io
import os
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.catalog import Problem
from pipeline.errors import UsageError
from pipeline.gazetteer import load_gazetteer
from pipeline.model import KINDS, PlaceValue
from pipeline.schemas import load_schema

FILE = "decisions.csv"
COLUMNS = ("decision", "subject", "object", "field", "value", "expects", "reason")
DELIMITERS = ",;\t"
PADDING = re.compile(r";+(?=\s*\Z)")
NEEDED = {
    "same_partner": ("subject", "object"),
    "other_partner": ("subject", "object"),
    "not_partner": ("subject",),
    "is_place": ("subject",),
    "same_action": ("subject", "object"),
    "other_action": ("subject", "object"),
    "reject": ("subject",),
    "correct": ("subject", "field"),
}
FIXED = frozenset("record_id report_id organisation year action_id text start end".split())  # what no one corrects


@dataclass(frozen=True, slots=True)
class Decision:
    """One line. `expects`: what the run says without it; empty when its author did not say."""

    decision: str
    subject: str
    object: str = ""
    field: str = ""
    value: str = ""
    expects: str = ""
    reason: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class _File:
    """The file as it was found. `records`: line, the names of its columns, its cells, or None where it is no CSV."""

    text: str
    encoding: str
    delimiter: str
    names: list[str]  # of the columns, as the last head says them; empty where there is no head
    records: list[tuple[int, list[str], list[str] | None]]


def load_decisions(folder: Path) -> tuple[list[Decision], list[Problem]]:
    """The decisions of one body in the file's order, and a Problem for each line that cannot be used.

    Commas, semicolons or tabs, line by line; UTF-8, UTF-16, or what Excel writes in France. No file, no decisions.
    """
    path = folder / FILE
    where = f"{folder.name}/{FILE}"
    if path.is_symlink() or not path.is_file():
        return [], []
    try:
        file = _read_file(path)
    except OSError as error:
        return [], [Problem(where, f"The decisions are left aside, the file cannot be read: {error.strerror}.")]
    except UnicodeError:
        seen = "The decisions are left aside: their encoding is none that is read, or the file is no text"
        return [], [Problem(where, f"{seen}. Save it again as « CSV UTF-8 ».")]
    if not file.names:
        return [], [Problem(where, _tell_head(file))]
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for line, names, cells in file.records:
        decision, wrong = _read_line(names, cells, line)
        if wrong:
            problems.append(Problem(f"{where}, line {line}", f"{wrong} The line is left aside."))
        else:
            decisions.append(decision)
    return decisions, problems


def _tell_head(file: _File) -> str:
    """What is wrong with a file in which no line names the columns."""
    told = [cell.strip().lower() for cell in (file.records[0][2] or [] if file.records else [])]
    first = f"The first line should be: {','.join(COLUMNS)}"
    if len(told) == 1 and "decision" in told[0] and "subject" in told[0]:
        return f"The decisions are left aside: the separator is no comma, semicolon or tab. {first}"
    missing = next((name for name in ("decision", "subject") if name not in told), "decision")
    return f"The decisions are left aside: there is no column « {missing} ». {first}"


# --- the file's text -----------------------------------------------------------------------------------------------


def _read_file(path: Path) -> _File:
    """The file, cut into records; a head that stands again, pasted with its lines, counts for those below it."""
    text, encoding = _decode(path.read_bytes())
    lines = _cut_lines(text)
    names: list[str] = []
    records: list[tuple[int, list[str], list[str] | None]] = []
    delimiter, at = DELIMITERS[0], 0
    while at < len(lines):
        cells, used, end = _read_record(lines, at, names, delimiter)
        told = [cell.strip().lower() for cell in cells or ()]
        if {"decision", "subject"} <= {*told}:
            names, delimiter = told, used
        elif cells is None or (any(told) and not told[0].startswith("#")):
            records.append((at + 1, names, cells))
        at = end
    return _File(text, encoding, delimiter, names, records)


def _decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding; of a file without a mark each line by itself, for one may have been pasted."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16"), "utf-16"
    if b"\0" in data:
        raise UnicodeError("UTF-16 without its mark, or no text")
    try:
        return data.decode("utf-8-sig").replace("\ufeff", ""), "utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"
    except UnicodeDecodeError:
        return "".join(map(_decode_line, data.splitlines(keepends=True))), "cp1252"


def _decode_line(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _cut_lines(text: str) -> list[str]:
    """The lines with their ends. Where a spreadsheet held each in one cell, the empty cells behind it go."""
    lines = list(io.StringIO(text, newline=""))
    if lines and "," in lines[0] and lines[0].rstrip().endswith(";"):
        return [PADDING.sub("", line) for line in lines]
    return lines


def _read_record(lines: list[str], at: int, names: list[str], delimiter: str) -> tuple[list[str] | None, str, int]:
    """The cells of the record that begins at a line, None where it is no CSV; its delimiter; where the next begins.

    The delimiter is the head's, or another one with which the line says a decision and with the head's it does not."""
    found: list[tuple[list[str] | None, str, int]] = []
    for own in (delimiter, *DELIMITERS.replace(delimiter, "")):
        reader = csv.reader((lines[k] for k in range(at, len(lines))), delimiter=own, strict=True)
        try:
            cells = next(reader)
            if len(cells) == 1:  # a spreadsheet put quotes around the whole line
                cells = next(csv.reader(cells, delimiter=own, strict=True), [])
        except csv.Error:
            found.append((None, own, at + 1))
            continue
        said = {cell.strip().lower() for cell in cells}
        if {"decision", "subject"} <= said or (names and _said_decision(names, cells) in NEEDED):
            return cells, own, at + reader.line_num
        found.append((cells, own, at + reader.line_num))
    return found[0] if found[0][0] is None else max(found, key=lambda told: len(told[0] or ()))


def _said_decision(names: Sequence[str], cells: Sequence[str]) -> str:
    """The decision of a record, empty where it has no such cell."""
    return dict(zip(names, cells, strict=False)).get("decision", "").strip()


# --- one line ------------------------------------------------------------------------------------------------------


def _read_line(names: Sequence[str], cells: Sequence[str] | None, line: int) -> tuple[Decision, str]:
    """One line, and what is wrong with it: what was seen and what to do."""
    told = dict.fromkeys(COLUMNS, "")  # a cell that is missing is empty
    told |= {name: cell.strip() for name, cell in zip(names, cells or (), strict=False) if name in COLUMNS}
    decision = Decision(**told, line=line)
    if cells is None:
        return decision, 'A quote (") is not closed, or text stands behind a closed one: is a line end missing?'
    if not names:
        return decision, "It stands above the line that names the columns."
    if glued := [k for k in NEEDED if "_" in k and told["object" if told["object"] else "subject"].endswith(k)]:
        return decision, f"Two lines stand on one: end the first before « {glued[0]} »."
    kind = decision.decision
    if any(cell.strip() for cell in cells[len(names) :]):
        seen = f"{len(cells)} cells for {len(names)} columns"
        return decision, f"{seen}: put a text that holds a comma in quotes, and each decision on a line of its own."
    if kind not in NEEDED:
        return decision, f"« {kind} » is no decision: write one of {', '.join(NEEDED)}."
    if empty := [name for name in NEEDED[kind] if not told.get(name)]:
        return decision, f"{kind} needs « {empty[0]} », which is empty."
    if kind == "correct" and not _is_field(decision.field):
        return (
            decision,
            f"« {decision.field} » is no column that can be corrected: write one of {', '.join(_fields())}.",
        )
    if kind == "is_place" and decision.value and read_place_value(decision.value, decision.subject) is None:
        return decision, f"« {decision.value} » is no place: write an INSEE code (62498) or kind:code (departement:62)."
    return decision, ""


def _fields() -> list[str]:
    """Columns of the tables of records that a person may correct."""
    names = [field["name"] for kind in KINDS for field in load_schema(kind)["fields"]]
    return [name for name in dict.fromkeys(names) if name not in FIXED]


def _is_field(name: str) -> bool:
    return name in _fields()


def read_place_value(value: str, surface: str) -> PlaceValue | None:
    """« 62498 », « departement:62 », « pays:BE », « site »; None when there is none such."""
    gazetteer = load_gazetteer()
    kind, _, code = value.rpartition(":") if ":" in value or value[:1].isdigit() else (value, "", "")
    kind = kind or "commune"
    if kind == "commune" and (commune := gazetteer.commune(code)):
        region = gazetteer.region_of(commune.departement)
        return PlaceValue(commune.name, kind, commune.code, commune.departement, region)
    if kind == "departement" and (departement := gazetteer.departements.get(code)):
        return PlaceValue(departement.name, kind, code, code, departement.region)
    if kind == "region" and (found := gazetteer.regions.get(code)):
        return PlaceValue(found.name, kind, code, region=code)
    if kind in ("pays", "ville") and len(code) == 2 and code.isupper():
        return PlaceValue(surface, kind, code)
    return PlaceValue(surface, kind) if kind in ("site", "territoire") and not code else None


def add_decisions(folder: Path, decisions: Sequence[Decision]) -> None:
    """Write decisions at the end of the body's file, made where there is none, in the encoding that it has.

    Raises UsageError where the folder is not there, or the file has no column for what is to be written.
    """
    path = folder / FILE
    if not folder.is_dir():
        raise UsageError(f"There is no folder « {folder} » to write {FILE} into: give the folder of the raw reports.")
    empty = _File(",".join(COLUMNS) + "\n", "utf-8", ",", list(COLUMNS), [])
    try:
        file = _read_file(path) if path.is_file() else empty
    except UnicodeError as error:
        raise UsageError(f"{path} is in no encoding that is read: save it again as « CSV UTF-8 ».") from error
    text, names = file.text, file.names
    for decision in decisions:
        if missing := [n for n in COLUMNS if n not in names and (n in NEEDED[decision.decision] or n == "decision")]:
            raise UsageError(f"{path} has no column « {missing[0]} »: its first line should be {','.join(COLUMNS)}.")
    buffer = io.StringIO()
    newline = "\r\n" if "\r\n" in text else "\n"
    writer = csv.writer(buffer, delimiter=file.delimiter, lineterminator=newline)
    for decision in decisions:
        told = asdict(decision)
        writer.writerow([told.get(name, "") for name in names])
    ended = text if text.endswith(("\n", "\r")) else text + newline
    new = path.with_name(f".{FILE}.new")
    new.write_bytes(_encode(ended + buffer.getvalue(), file.encoding))
    os.replace(new, path)


def _encode(text: str, encoding: str) -> bytes:
    """The text in the file's encoding, or with its mark in UTF-8 where that has no sign for one of its letters."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")
