"""A run over gold reports, scored: all figures that the page of quality shows.

In: a folder of gold reports, ORGANISATION/YEAR.EXT with YEAR.gold.json beside each. Out: a Measure. It refuses to
change anything outside a temporary folder.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.quality.roles import score_roles
from pipeline.score import KIND_OF_MARK, Row, Score, score_run
from pipeline.store import read_rows

BLIND = "blind"


@dataclass(frozen=True, slots=True)
class GoldReport:
    """One gold report: whose, of which year and form, and how many marks of each kind it bears."""

    report_id: str
    organisation: str
    name: str
    year: int
    form: str
    marks: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measure:
    folder: Path
    reports: tuple[GoldReport, ...]
    score: Score
    blind: Score | None  # of the bodies that were written blind, where it is told which
    rows: Mapping[str, list[Row]]  # what was found, by table


def measure(gold: Path, written: Mapping[str, str]) -> Measure:
    """Extract and compare the reports of `gold`, then score; `written` says of each body how its gold came about."""
    check_gold(gold)
    with tempfile.TemporaryDirectory() as scratch:
        extracted = run_over(gold, Path(scratch))
        rows = {table: read_rows(extracted, table) for table in ("reports", "actions", *KIND_OF_MARK.values())}
        blind = {body for body, how in written.items() if how == BLIND}
        return Measure(
            gold,
            tuple(_gold_report(gold, row) for row in rows["reports"]),
            _score(gold, extracted, rows, None),
            _score(gold, extracted, rows, blind) if blind else None,
            rows,
        )


def check_gold(gold: Path) -> None:
    """Raise UsageError where a folder holds no gold report."""
    if not any(gold.glob("*/*.gold.json")):
        raise UsageError(f"No gold report in « {gold} »: it should hold ORGANISATION/YEAR.gold.json.")


def run_over(gold: Path, scratch: Path) -> Path:
    """The folder of tables of a run over copies of the gold's raw reports."""
    from pipeline.compare import compare_extracted
    from pipeline.extract import extract_raw

    raw, extracted = scratch / "raw", scratch / "extracted"
    for marked in sorted(gold.glob("*/*.gold.json")):
        folder = raw / marked.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(raw_of(marked), folder)
    extract_raw(raw, extracted)
    compare_extracted(extracted)
    return extracted


def raw_of(marked: Path) -> Path:
    """The raw report that a file of gold marks belongs to."""
    year = marked.name.split(".")[0]
    return next(path for path in sorted(marked.parent.glob(f"{year}.*")) if path != marked)


def _score(gold: Path, extracted: Path, rows: Mapping[str, list[Row]], bodies: Collection[str] | None) -> Score:
    score = score_run(gold, extracted, bodies)
    kept = {r["report_id"] for r in rows["reports"] if bodies is None or r["organisation"] in bodies}
    score.tallies |= score_roles(rows, kept)
    return score


def _gold_report(gold: Path, row: Row) -> GoldReport:
    organisation, year = row["organisation"], int(row["year"])
    marks = json.loads((gold / organisation / f"{year}.gold.json").read_text(encoding="utf-8"))
    counts = Counter(mark["type"] for mark in marks)
    names = {**KIND_OF_MARK, "K": "actions"}
    by_kind = {kind: counts[letter] for letter, kind in names.items()}
    return GoldReport(row["report_id"], organisation, row["organisation_name"], year, row["source_format"], by_kind)
