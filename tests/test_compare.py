"""What changed between two years: each action once, its importance; and the files that tell it."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from test_align import find_cases, read_pair

from pipeline.compare import compare_reports
from pipeline.compare.changes import Comparison
from pipeline.compare.output import find_run, write_comparisons
from pipeline.compare.report.summary import write_summary
from pipeline.compare.report.view import make_view
from pipeline.compare.series import find_series
from pipeline.compare.wording import diff_words
from pipeline.compare.year import Action, Amount, Year

PATH, BODY, YEAR = next(find_cases())


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    before, after, _ = read_pair(PATH, BODY, YEAR)
    return compare_reports(before, after)


def test_wording_joins_to_the_text_again(comparison: Comparison) -> None:
    for change in comparison.actions:
        if change.before and change.after:
            left, right = diff_words(change.before.text, change.after.text)
            assert "".join(text for _, text in left) == change.before.text
            assert "".join(text for _, text in right) == change.after.text


def test_each_action_stands_once(comparison: Comparison) -> None:
    before = [c.before.action_id for c in comparison.actions if c.before]
    after = [c.after.action_id for c in comparison.actions if c.after]
    assert sorted(before) == sorted(a.action_id for a in comparison.before.actions)
    assert sorted(after) == sorted(a.action_id for a in comparison.after.actions)


def test_a_year_with_itself_says_that_nothing_changed(comparison: Comparison) -> None:
    same = compare_reports(comparison.before, comparison.before)
    assert {c.change for c in same.actions} == {"unchanged"}
    assert {c.change for c in same.amounts} == {"equal"}
    assert {c.change for c in (*same.partners, *same.places)} == {"kept"}
    assert same.near == ()
    assert write_summary(make_view(same))[0].startswith("Rien n’a changé")


def test_importance_is_bounded_and_first_lines_matter_most(comparison: Comparison) -> None:
    view = make_view(comparison)
    for lines in (view.lines[: view.stop], view.lines[view.stop :]):
        points = [line.points for line in lines]
        assert points == sorted(points, reverse=True)
        assert 0 <= points[-1] <= points[0] <= 100


def test_each_line_has_a_number_of_its_own(comparison: Comparison) -> None:
    """Also a doubtful pair whose later action stands where an earlier one, not found again, does."""
    gone = next(c for c in comparison.actions if c.change == "ended")
    ended = gone.before
    assert ended
    there = next(a for a in comparison.after.actions if a.position >= ended.position)
    doubtful = replace(gone, change="near", after=replace(there, position=ended.position), doubt="names")
    view = make_view(replace(comparison, near=(doubtful,)))
    numbers = [line.number for line in (*view.lines, *view.doubtful)]
    assert len(view.doubtful) > 0
    assert len(set(numbers)) == len(numbers)


def test_the_summary_has_at_most_ten_lines_and_ends_nothing(comparison: Comparison) -> None:
    lines = write_summary(make_view(comparison))
    assert 4 <= len(lines) <= 10
    assert not any(word in line for line in lines for word in ("terminé", "abandonné", "supprimé"))


def test_sections_renamed_do_not_move_their_actions(comparison: Comparison) -> None:
    moved = sum(c.change == "moved" for c in comparison.actions)
    assert moved <= 1


def test_files_are_the_same_each_time_and_whole(comparison: Comparison, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_comparisons(tmp_path / name, [comparison])
    files = sorted(p.relative_to(tmp_path / "one").as_posix() for p in (tmp_path / "one").rglob("*") if p.is_file())
    pair = f"{BODY}/{YEAR}-{YEAR + 1}"
    tables = [
        f"{pair}/{name}"
        for name in (
            "actions.csv",
            "amounts.csv",
            "changes.xlsx",
            "dates.csv",
            "doubts.csv",
            "partners.csv",
            "places.csv",
        )
    ]
    assert files == sorted(
        [*tables, f"{pair}/report.html", f"{BODY}/series.csv", f"{BODY}/datapackage.json", "index.html"]
    )
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_doubtful_pairs_have_a_table_of_their_own(comparison: Comparison, tmp_path: Path) -> None:
    write_comparisons(tmp_path, [comparison])
    with (tmp_path / BODY / f"{YEAR}-{YEAR + 1}" / "doubts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(make_view(comparison).doubtful)
    assert all(row["doubt"] and row["action_id_before"] and row["action_id_after"] for row in rows)


def test_the_page_needs_nothing_else(comparison: Comparison, tmp_path: Path) -> None:
    write_comparisons(tmp_path, [comparison])
    folder = tmp_path / BODY / f"{YEAR}-{YEAR + 1}"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.findall(r'src=|<link(?! rel="icon" href="data:,")|url\(|@import|https?://', page)
    assert all((folder / link).is_file() for link in re.findall(r'<a href="([^#"][^"]*)"', page))
    for change in comparison.actions:
        known = change.after or change.before
        assert known is not None
        assert f"ligne {known.line}" in page


def test_markup_in_a_report_stays_text(tmp_path: Path) -> None:
    bad = "Atelier <script>alert(1)</script> & « fin »]]>\x07"
    years = [Year("o", y, (Action(f"a{y}", 1, bad + str(y), label=bad),), "<b>O</b>") for y in (2020, 2021)]
    write_comparisons(tmp_path, [compare_reports(*years)])
    page = (tmp_path / "o" / "2020-2021" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<b>O</b>" not in page
    assert read_sheet(tmp_path / "o" / "2020-2021" / "changes.xlsx", 1)[1][6].startswith("Atelier <script>")


def read_sheet(path: Path, number: int) -> list[list[str]]:
    """A worksheet's cells as text, read without the code that wrote it."""
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = []
    for row in root.iter(f"{space}row"):
        cells = {cell.get("r", "").rstrip("0123456789"): "".join(cell.itertext()) for cell in row}
        rows.append([cells.get(chr(65 + n), "") for n in range(20)])
    return rows


def test_the_workbook_says_what_the_csv_says(comparison: Comparison, tmp_path: Path) -> None:
    write_comparisons(tmp_path, [comparison])
    folder = tmp_path / BODY / f"{YEAR}-{YEAR + 1}"
    with (folder / "amounts.csv").open(encoding="utf-8", newline="") as file:
        amounts = list(csv.DictReader(file))
    sheet = read_sheet(folder / "changes.xlsx", 2)
    at = {head: n for n, head in enumerate(sheet[0])}
    ids = [(row["action_id_before"], row["action_id_after"]) for row in amounts]
    told = {(row[at["Action avant"]], row[at["Action après"]]): row[at["Objet"]] for row in sheet[1:]}
    assert set(told) <= set(ids)
    assert all(told.values())
    values = [row["value_before"] for row, pair in zip(amounts, ids, strict=True) if pair in told]
    assert [row[at["Valeur avant"]] for row in sheet[1:]] == values
    with zipfile.ZipFile(folder / "changes.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    assert 'state="frozen"' in xml
    assert "<autoFilter" in xml


def test_series_follow_an_action_through_the_years(comparison: Comparison) -> None:
    third = replace(comparison.after, year=comparison.after.year + 1)
    third = replace(third, actions=tuple(replace(a, action_id=f"{a.action_id}-3") for a in third.actions))
    series = find_series([comparison, compare_reports(comparison.after, third)])
    lengths = [len(s.points) for s in series if s.kind == "action"]
    pairs = sum(bool(c.before and c.after) for c in comparison.actions)
    assert lengths.count(3) == pairs
    points = sum(lengths)
    assert points == len(comparison.before.actions) + 2 * len(comparison.after.actions)


def test_each_amount_of_an_action_has_a_series_of_its_own() -> None:
    """« 95 000 €, dont 30 000 € de la DRAC », two years."""

    def report(year: int, *values: str) -> Year:
        text = f"Festival des échappées : {values[0]} €, dont {values[1]} € de la DRAC"
        amounts = tuple(
            Amount(
                f"{v} €",
                text.index(v),
                text.index(v) + len(v) + 2,
                Decimal(v),
                None,
                "EUR",
                "money",
                record_id=f"{year}-{n}",
            )
            for n, v in enumerate(values)
        )
        return Year("o", year, (Action(f"a{year}", 1, text, amounts=amounts),))

    series = find_series([compare_reports(report(2020, "95000", "30000"), report(2021, "110000", "31000"))])
    assert sorted(s.key for s in series if s.kind == "amount") == ["2020-0", "2020-1"]


def test_the_index_tells_the_figures_of_the_pages(compared: Path) -> None:
    folder = compared / "compare"
    rows = re.findall(r'href="([^"]+)/report\.html">(.*?)</tr>', (folder / "index.html").read_text(encoding="utf-8"))
    assert len(rows) == 2
    for pair, row in rows:
        page = (folder / pair / "report.html").read_text(encoding="utf-8")
        told = re.search(
            r"<li>(\d+)\sactions en \d{4} contre (\d+) en \d{4}\s: (\d+)\sse poursuivent, (\d+)\ssont nouvelles, "
            r"(\d+)\sne sont pas retrouvées\.</li>.*<h2 id=\"doutes\">À vérifier\s: (\d+)",
            page.replace("\n", ""),
        )
        assert told
        after, before, *others = told.groups()
        assert re.findall(r'<td class="number"[^>]*>(.*?)</td>', row) == [f"{before} → {after}", *others]


def test_the_series_take_the_years_that_there_are(comparison: Comparison) -> None:
    def pair(first: int, second: int) -> Comparison:
        return replace(
            comparison, before=replace(comparison.before, year=first), after=replace(comparison.after, year=second)
        )

    found = find_run([pair(2019, 2021), pair(2021, 2021), pair(2021, 2022), pair(2019, 2022), pair(2022, 2023)])
    assert [(c.before.year, c.after.year) for c in found] == [(2019, 2021), (2021, 2022), (2022, 2023)]


def test_csv_files_are_rfc_4180(comparison: Comparison, tmp_path: Path) -> None:
    write_comparisons(tmp_path, [comparison])
    for path in tmp_path.rglob("*.csv"):
        data = path.read_bytes()
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        assert len({len(row) for row in rows}) == 1
        assert data.endswith(b"\r\n")
