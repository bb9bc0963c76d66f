"""How good the records are: extract gold reports, compare their years, score both.

In: a folder of gold reports, ORGANISATION/YEAR.EXT with YEAR.gold.json beside each. Out: a table of figures as text. It
refuses to change anything outside a temporary folder.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.score import Score, score_run, table_of

PROJECT = Path(__file__).resolve().parent.parent
GOLD = (PROJECT.parent / "shared" / "gold" / "reports", PROJECT / "tests" / "gold")  # all that are there


def evaluate_gold(gold: Path | None = None, misses: int = 0) -> str:
    """The figures on `gold` (default: each gold that is there) and its first `misses` errors (-1: all)."""
    folders = [gold] if gold else [path for path in GOLD if path.is_dir()]
    parts = []
    for folder in folders:
        reports = sorted(folder.glob("*/*.gold.json"))
        if not reports:
            raise UsageError(f"No gold report in « {folder} »: it should hold ORGANISATION/YEAR.gold.json.")
        with tempfile.TemporaryDirectory() as scratch:
            score = score_gold(folder, Path(scratch))
        shown = score.errors if misses < 0 else score.errors[:misses]
        bodies = sorted({path.parent.name for path in reports})
        parts.append("\n".join([f"{len(reports)} gold reports ({', '.join(bodies)})", table_of(score), *shown]))
    return "\n\n".join(parts)


def score_gold(gold: Path, scratch: Path) -> Score:
    """Extract and compare the reports of `gold` under `scratch`, then score the run."""
    from pipeline.compare import compare_extracted
    from pipeline.extract import extract_raw

    raw, extracted = scratch / "raw", scratch / "extracted"
    for marked in sorted(gold.glob("*/*.gold.json")):
        year = marked.name.split(".")[0]
        folder = raw / marked.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(marked.parent.glob(f"{year}.*")):
            if path != marked:
                shutil.copy(path, folder)
    extract_raw(raw, extracted)
    compare_extracted(extracted)
    return score_run(gold, extracted)
