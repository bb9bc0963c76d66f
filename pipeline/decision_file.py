"""The file raw/ORGANISATION/decisions.csv: what people decided, one line each.

In: the folder of a body; decisions to add. Out: Decisions, and in plain words what cannot be used; the file with new
lines at its end, replaced whole or not at all. It refuses to know what a run makes of a decision.
"""

from __future__ import annotations

import csv
import io
import os
from codecs import BOM_UTF8 as BOM
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


def load_decisions(folder: Path) -> tuple[list[Decision], list[Problem]]:
    """The decisions of one body in the file's order, and a Problem for each line that cannot be used.

    Commas or semicolons, UTF-8 or what Excel writes in France. No file, no decisions.
    """
    path = folder / FILE
    where = f"{folder.name}/{FILE}"
    if path.is_symlink() or not path.is_file():
        return [], []
    try:
        text, _, delimiter = _open(path)
        rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        table = [(rows.line_num, cells) for cells in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"The decisions are left aside, the file cannot be read as CSV ({error}): save it again as CSV UTF-8."
        return [], [Problem(where, message)]
    names = [name.strip().lower() for name in table[0][1]] if table else []
    if missing := [name for name in ("decision", "subject") if name not in names]:
        message = f"The decisions are left aside: there is no column « {missing[0]} ». The first line should be: "
        return [], [Problem(where, message + ",".join(COLUMNS))]
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for line, cells in table[1:]:
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        decision, wrong = _read_line(names, cells, line)
        if wrong:
            problems.append(Problem(f"{where}, line {line}", f"{wrong} The line is left aside."))
        else:
            decisions.append(decision)
    return decisions, problems


def _open(path: Path) -> tuple[str, str, str]:
    """The file's text, its encoding and its delimiter."""
    data = path.read_bytes()
    try:
        text, encoding = data.decode("utf-8-sig"), "utf-8-sig" if data.startswith(BOM) else "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("cp1252"), "cp1252"
    head = text.partition("\n")[0]
    return text, encoding, ";" if head.count(";") > head.count(",") else ","


def _read_line(names: Sequence[str], cells: Sequence[str], line: int) -> tuple[Decision, str]:
    """One line, and what is wrong with it: what was seen and what to do."""
    told = dict.fromkeys(COLUMNS, "")  # a cell that is missing is empty
    told |= {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name in COLUMNS}
    decision = Decision(**told, line=line)
    kind = decision.decision
    if any(cell.strip() for cell in cells[len(names) :]):
        return decision, f"{len(cells)} cells for {len(names)} columns: put a text that holds a comma in quotes."
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
    text, encoding, delimiter = _open(path) if path.is_file() else (",".join(COLUMNS) + "\n", "utf-8", ",")
    names = [name.strip().lower() for name in next(csv.reader([text.partition("\n")[0]], delimiter=delimiter), [])]
    for decision in decisions:
        if missing := [n for n in COLUMNS if n not in names and (n in NEEDED[decision.decision] or n == "decision")]:
            raise UsageError(f"{path} has no column « {missing[0]} »: its first line should be {','.join(COLUMNS)}.")
    buffer = io.StringIO()
    newline = "\r\n" if "\r\n" in text else "\n"
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=newline)
    for decision in decisions:
        told = asdict(decision)
        writer.writerow([told.get(name, "") for name in names])
    ended = text if text.endswith(("\n", "\r")) else text + newline
    new = path.with_name(f".{FILE}.new")
    new.write_bytes((ended + buffer.getvalue()).encode(encoding, errors="replace"))
    os.replace(new, path)
