"""`millesime evaluate`: the records scored against gold reports, as text and as the page docs/quality.md.

In: folders of gold reports. Out: figures as text; the page of the project's own gold. It refuses to change anything
else.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.quality import GOLD
from pipeline.quality.measure import Measure, check_gold, measure
from pipeline.quality.page import write_page
from pipeline.quality.peers import load_peers
from pipeline.score import table_of

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "quality.md"


def evaluate_gold(golds: Sequence[Path] = (), misses: int = 0, page: Path | None = None) -> str:
    """The figures of the project's own gold and of `golds`, with the first `misses` errors of each (-1: all).

    The page goes to `page`; without one, and without `golds`, to docs/quality.md."""
    if not GOLD.is_dir():
        raise UsageError("The gold reports are not installed with the package: run this in the project's folder.")
    for gold in golds:
        check_gold(gold)
    written = {row["organisation"]: row["written"] for row in load_rows(GOLD / "written.csv")}
    own = measure(GOLD, written)
    others = [measure(gold, {}) for gold in golds]
    told = [tell(measured, misses) for measured in (own, *others)]
    target = page or (None if golds else PAGE)
    if target is not None:
        text = write_page(own, others, load_peers(), load_rows(GOLD / "first_look.csv"), written)
        target.write_text(text, encoding="utf-8", newline="\n")
        shown = target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target
        told.append(f"Written: {shown}")
    return "\n\n".join(told)


def tell(measured: Measure, misses: int) -> str:
    """The figures of one gold, and its first errors."""
    errors = measured.score.errors if misses < 0 else measured.score.errors[:misses]
    bodies = sorted({report.organisation for report in measured.reports})
    head = f"{len(measured.reports)} gold reports ({', '.join(bodies)})"
    return "\n".join([head, table_of(measured.score), *map(str, errors)])


def load_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table that says something of the gold."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
