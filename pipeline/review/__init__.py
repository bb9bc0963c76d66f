"""The page of a report on which each record stands on its sentence, and the index over all reports.

In: the tables of an extracted folder, and what people have decided already. Out: extracted/review/. It refuses to
change a record: what a reviewer says goes through raw/ORGANISATION/decisions.csv and the next run.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError

RAW = Path("raw")  # where people's decisions lie, unless told otherwise; it need not be there


@dataclass(frozen=True, slots=True)
class Summary:
    line: str
    pages: int


def review_extracted(extracted: Path, raw: Path | None = None) -> Summary:
    """Write extracted/review: a page for each report and the index; pages of reports that are no more are removed.

    `raw` is where people's decisions lie; None: none are read. Raises UsageError when there is no report to show, or no
    such folder.
    """
    from pipeline.review.page import render_index, render_page
    from pipeline.review.reading import read_reports
    from pipeline.store import read_rows, writing

    if raw and raw != RAW and not raw.is_dir():
        raise UsageError(f"There is no folder {raw}.")
    reports = read_reports(lambda table: read_rows(extracted, table), raw)
    if not reports:
        raise UsageError(f"No report in {extracted}: run `millesime extract` first.")
    with writing(extracted) as staging:
        folder = staging / "review"
        folder.mkdir()
        for report in reports:
            (folder / f"{report.report_id}.html").write_text(render_page(report), encoding="utf-8", newline="\n")
        (folder / "index.html").write_text(render_index(reports), encoding="utf-8", newline="\n")
    _prune(extracted / "review", {"index", *(report.report_id for report in reports)})
    return Summary(f"{len(reports)} report(s) to review: open {extracted}/review/index.html", len(reports))


def _prune(folder: Path, kept: Collection[str]) -> None:
    for path in sorted(folder.glob("*.html")):
        if path.stem not in kept:
            path.unlink()
