"""What changed between two years: amounts, dates, names, importance; and the files that tell it."""

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
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.compare import compare_extracted, compare_reports, find_pairs
from pipeline.compare.amounts import compare_amounts
from pipeline.compare.changes import Comparison
from pipeline.compare.decisions import apply_decisions, find_stale, load_verdicts
from pipeline.compare.output import find_run, write_comparisons
from pipeline.compare.report import french
from pipeline.compare.report.summary import write_summary
from pipeline.compare.report.view import make_view
from pipeline.compare.series import find_series
from pipeline.compare.wording import diff_words
from pipeline.compare.year import Action, Amount, Date, Year, sign
from pipeline.errors import UsageError
from pipeline.schemas import TABLES, columns
from pipeline.store import write_csv

PATH, BODY, YEAR = next(find_cases())


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    before, after, _ = read_pair(PATH, BODY, YEAR)
    return compare_reports(before, after)


def with_amounts(text: str, *marks: tuple[str, str, str, str]) -> Action:
    """An action; each mark is surface, value, unit and kind."""
    amounts, at = [], 0
    for surface, value, unit, kind in marks:
        at = text.index(surface, at)
        amounts.append(Amount(surface, at, at + len(surface), Decimal(value), None, unit, kind))
        at += len(surface)
    return Action("a", 1, text, amounts=tuple(amounts))


def told(before: Action, after: Action) -> list[tuple[str, str | None, str | None]]:
    return [
        (c.change, c.before.text if c.before else None, c.after.text if c.after else None)
        for c in compare_amounts(before, after, 2020)
    ]


def test_amounts_meet_in_the_words_around_them() -> None:
    before = with_amounts(
        "coût 4,2 M€ – Région 1,25 M€, solde CD38 600 k€",
        ("4,2 M€", "4200000", "EUR", "money"),
        ("1,25 M€", "1250000", "EUR", "money"),
        ("600 k€", "600000", "EUR", "money"),
    )
    after = with_amounts(
        "coût final 4,65 M€ – Région 1,25 M€, solde CD38 700 k€",
        ("4,65 M€", "4650000", "EUR", "money"),
        ("1,25 M€", "1250000", "EUR", "money"),
        ("700 k€", "700000", "EUR", "money"),
    )
    assert told(before, after) == [
        ("up", "4,2 M€", "4,65 M€"),
        ("equal", "1,25 M€", "1,25 M€"),
        ("up", "600 k€", "700 k€"),
    ]


def test_a_study_is_not_compared_with_a_programme() -> None:
    before = with_amounts("étude confiée à un cabinet (78 600 €)", ("78 600 €", "78600", "EUR", "money"))
    after = with_amounts("programme adopté, 18,4 M€ d'ici 2030", ("18,4 M€", "18400000", "EUR", "money"))
    assert told(before, after) == [("added", None, "18,4 M€"), ("removed", "78 600 €", None)]


def test_other_units_are_not_compared() -> None:
    before = with_amounts("12 km de haies", ("12 km", "12", "km", "quantity"))
    after = with_amounts("12 ha de haies", ("12 ha", "12", "ha", "quantity"))
    assert {change for change, _, _ in told(before, after)} == {"added", "removed"}


def test_singular_and_plural_are_one_unit() -> None:
    before = with_amounts("7 réunions", ("7 réunions", "7", "réunions", "quantity"))
    after = with_amounts("2 réunion", ("2 réunion", "2", "réunion", "quantity"))
    assert told(before, after) == [("down", "7 réunions", "2 réunion")]


def test_the_same_past_period_in_another_figure_is_restated() -> None:
    mark = ("61 %", "61", "%", "share")
    period = Date("2015-2019", 0, 9, "2015/2019", "interval", "2015-01-01", "2019-12-31")
    before = replace(with_amounts("2015-2019 : 61 % pour l'habitat", mark), dates=(period,))
    after = replace(with_amounts("2015-2019 : 58 % pour l'habitat", ("58 %", "58", "%", "share")), dates=(period,))
    assert [c.restated for c in compare_amounts(before, after, 2020)] == [True]
    assert [c.restated for c in compare_amounts(replace(before, dates=()), replace(after, dates=()), 2020)] == [False]


def test_a_year_that_a_figure_is_measured_against_is_not_its_period() -> None:
    """« 24 % sous le niveau de 2019 », then « 8 % sous le niveau de 2019 »: two years, each beside the same one."""
    found = []
    for share in ("24 %", "18 %"):
        action = with_amounts(f"trafic {share} sous le niveau de 2019", (share, share[:2], "%", "share"))
        at = action.text.index("2019")
        found.append(replace(action, dates=(Date("2019", at, at + 4, "2019", "date", "2019-01-01", "2019-12-31"),)))
    before, after = found
    assert [c.restated for c in compare_amounts(before, after, 2020)] == [False]


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ("10", "10", "equal"),
        ("10-20", "10-40", "up"),
        ("10-40", "10-20", "down"),
        ("22-28", "28", "up"),
    ],
)
def test_ranges_are_compared_at_both_ends_and_have_no_ratio(first: str, second: str, want: str) -> None:
    def action(told: str) -> Action:
        low, _, high = told.partition("-")
        one = Amount(told, 0, len(told), Decimal(low), Decimal(high) if high else None, "EUR", "money")
        return Action("a", 1, f"{told} le mètre carré", amounts=(one,))

    (change,) = compare_amounts(action(first), action(second), 2020)
    assert change.change == want
    assert (change.ratio is None) == (change.delta is None) == ("-" in first + second)


def test_a_deficit_that_shrinks_has_no_ratio() -> None:
    before = with_amounts("Résultat : −30 000 €", ("−30 000 €", "-30000", "EUR", "money"))
    after = with_amounts("Résultat : −15 000 €", ("−15 000 €", "-15000", "EUR", "money"))
    (change,) = compare_amounts(before, after, 2020)
    assert (change.change, change.delta, change.ratio) == ("up", 15000, None)
    assert french.amount_change(change)[1].endswith("(+15\u202f000\u00a0€)")


def test_what_falls_to_nothing_is_compared_where_its_words_agree() -> None:
    before = with_amounts("Accidents sur le réseau : 3 accidents", ("3 accidents", "3", "accidents", "quantity"))
    after = with_amounts("Accidents sur le réseau : 0 accident", ("0 accident", "0", "accident", "quantity"))
    assert told(before, after) == [("down", "3 accidents", "0 accident")]
    assert told(before, with_amounts("0 accident", ("0 accident", "0", "accident", "quantity")))[0][0] == "added"


def test_two_evolutions_are_told_with_their_signs_and_not_subtracted() -> None:
    def action(text: str, surface: str, value: str) -> Action:
        found = with_amounts(text, (surface, value, "%", "share"))
        return replace(found, amounts=tuple(sign(a, text) for a in found.amounts))

    before, after = action("visiteurs (– 36 %)", "36 %", "36"), action("visiteurs (+ 40 %)", "40 %", "40")
    (change,) = compare_amounts(before, after, 2020)
    assert french.amount_change(change) == ("up", "−36\u00a0% → +40\u00a0%")
    assert told(before, action("visiteurs : 40 %", "40 %", "40"))[0][0] == "added"


@pytest.mark.parametrize(
    ("before", "after", "want"),
    [
        ("1001000", "1004000", "1,001\u00a0M€ → 1,004\u00a0M€ (+3\u202f000\u00a0€)"),
        ("63800", "63500", "63\u202f800\u00a0€ → 63\u202f500\u00a0€ (−300\u00a0€)"),
        ("100000", "125000", "100\u202f000\u00a0€ → 125\u202f000\u00a0€ (+25\u00a0%)"),
    ],
)
def test_a_small_difference_is_told_as_such(before: str, after: str, want: str) -> None:
    first, second = (with_amounts(f"{value} €", (f"{value} €", value, "EUR", "money")) for value in (before, after))
    (change,) = compare_amounts(first, second, 2020)
    assert french.amount_change(change)[1] == want


def test_a_sum_that_is_not_told_again_is_named_by_the_words_of_its_own_report() -> None:
    before = with_amounts("Convention signée, déficit 590 000 €", ("590 000 €", "590000", "EUR", "money"))
    after = Action("b", 1, "Passage en redevance, convention signée le 3 mai")
    (change,) = compare_amounts(before, after, 2020)
    assert french.amount_change(change)[1] == "déficit : 590\u202f000\u00a0€ (non repris)"


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
    points = [line.points for line in view.lines]
    assert points == sorted(points, reverse=True)
    assert 0 <= points[-1] <= points[0] <= 100
    assert 0 < view.stop < len(view.lines)


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
        rows.append([cells.get(chr(65 + n), "") for n in range(13)])
    return rows


def test_the_workbook_says_what_the_csv_says(comparison: Comparison, tmp_path: Path) -> None:
    write_comparisons(tmp_path, [comparison])
    folder = tmp_path / BODY / f"{YEAR}-{YEAR + 1}"
    with (folder / "amounts.csv").open(encoding="utf-8", newline="") as file:
        amounts = list(csv.DictReader(file))
    sheet = read_sheet(folder / "changes.xlsx", 2)
    assert [row[5] for row in sheet[1:]] == [row["value_before"] for row in amounts]
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


def test_pairs_are_consecutive_years_unless_asked() -> None:
    years = [Year("o", y, ()) for y in (2019, 2020, 2023)]
    assert [(a.year, b.year) for a, b in find_pairs(years)] == [(2019, 2020)]
    assert [(a.year, b.year) for a, b in find_pairs(years, (2020, 2023))] == [(2019, 2020), (2020, 2023)]
    assert [(a.year, b.year) for a, b in find_pairs(years, (2019, 2019))] == [(2019, 2019), (2019, 2020)]


def write_extracted(folder: Path, years: list[Year]) -> None:
    """The tables that the comparison reads, as the extraction would leave them, mentions left out."""
    rows = {table: [] for table in TABLES}
    for year in years:
        report = f"{year.organisation}-{year.year}"
        head = {"report_id": report, "organisation": year.organisation, "year": year.year}
        rows["reports"].append(dict.fromkeys(columns("reports")) | head)
        for a in year.actions:
            own = {"action_id": a.action_id, "position": a.position, "text": a.text, "source_line": a.line}
            section = " > ".join(a.section)
            rows["actions"].append(dict.fromkeys(columns("actions")) | head | own | {"section": section})
    for table, found in rows.items():
        write_csv(folder / "csv" / f"{table}.csv", columns(table), found)


def test_from_tables_to_pages_with_decisions(comparison: Comparison, tmp_path: Path) -> None:
    write_extracted(tmp_path, [comparison.before, comparison.after])
    ended = next(c.before for c in comparison.actions if c.change == "ended")
    added = next(c.after for c in comparison.actions if c.change == "added")
    assert ended is not None
    assert added is not None
    raw = tmp_path / "raw"
    (raw / BODY).mkdir(parents=True)
    lines = [f"same_action,{ended.action_id},{added.action_id}", "other_action,gone,lost", "same_partner,a,b"]
    (raw / BODY / "decisions.csv").write_text("\n".join(["decision,subject,object", *lines]) + "\n", encoding="utf-8")
    summary = compare_extracted(tmp_path, raw=raw)
    assert summary.pairs == 1
    assert [problem.split(":")[0] for problem in summary.problems] == [f"{BODY}/decisions.csv, line 3"]
    with (tmp_path / "compare" / BODY / f"{YEAR}-{YEAR + 1}" / "actions.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        pairs = {(row["action_id_before"], row["action_id_after"]) for row in csv.DictReader(file)}
    assert (ended.action_id, added.action_id) in pairs


def test_decisions_that_meet_nothing_are_named(comparison: Comparison, tmp_path: Path) -> None:
    """An action that is gone, two of the wrong order, and one that says what the run says by itself."""
    write_extracted(tmp_path, [comparison.before, comparison.after])
    pair = next(c for c in comparison.actions if c.before and c.after)
    assert pair.before is not None
    assert pair.after is not None
    raw = tmp_path / "raw"
    (raw / BODY).mkdir(parents=True)
    lines = [
        "decision,subject,object,expects",
        f"same_action,gone,{pair.after.action_id},",
        f"same_action,{pair.after.action_id},{pair.before.action_id},",
        f"same_action,{pair.before.action_id},{pair.after.action_id},other_action",
        f"same_action,{pair.before.action_id},{pair.after.action_id},same_action",
    ]
    (raw / BODY / "decisions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = [problem.split(": ", 1) for problem in compare_extracted(tmp_path, raw=raw).problems]
    assert [where.rsplit(" ", 1)[1] for where, _ in told] == ["2", "3", "4"]
    assert ["any more" in told[0][1], "earlier one first" in told[1][1], "expects other_action" in told[2][1]] == [
        True
    ] * 3


def test_the_command_tells_problems_by_its_exit_code(comparison: Comparison, tmp_path: Path) -> None:
    write_extracted(tmp_path, [comparison.before, comparison.after])
    (tmp_path / "raw" / BODY).mkdir(parents=True)
    run = CliRunner()
    arguments = ["compare", str(tmp_path), "--raw", str(tmp_path / "raw"), "--years", str(YEAR), str(YEAR + 1)]
    good = run.invoke(app, arguments)
    assert (good.exit_code, good.stdout.count("\n")) == (0, 1)
    (tmp_path / "raw" / BODY / "decisions.csv").write_text(
        "decision,subject,object\nsame_action,a,b\n", encoding="utf-8"
    )
    bad = run.invoke(app, arguments)
    assert (bad.exit_code, bad.stdout) == (1, good.stdout)
    assert "line 2" in bad.stderr


@pytest.mark.parametrize(
    ("years", "raw", "told"),
    [((1900, 1901), None, "1900"), ((YEAR + 1, YEAR), None, "earlier year first"), (None, Path("nowhere"), "nowhere")],
)
def test_what_cannot_be_compared_is_said(
    comparison: Comparison, tmp_path: Path, years: tuple[int, int] | None, raw: Path | None, told: str
) -> None:
    write_extracted(tmp_path, [comparison.before, comparison.after])
    with pytest.raises(UsageError, match=told):
        compare_extracted(tmp_path, years, raw)


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="millesime extract"):
        compare_extracted(tmp_path)


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


def test_one_report_alone_is_in_the_index(comparison: Comparison, tmp_path: Path) -> None:
    write_extracted(tmp_path, [comparison.before])
    assert compare_extracted(tmp_path).pairs == 0
    page = (tmp_path / "compare" / "index.html").read_text(encoding="utf-8")
    assert "1\u00a0rapport" in page
    assert str(YEAR) in page


def test_what_an_earlier_run_left_goes(comparison: Comparison, tmp_path: Path) -> None:
    write_extracted(tmp_path, [comparison.before, comparison.after])
    assert compare_extracted(tmp_path, (YEAR, YEAR)).pairs == 2
    folder = tmp_path / "compare" / BODY
    assert sorted(p.name for p in folder.iterdir() if p.is_dir()) == [f"{YEAR}-{YEAR}", f"{YEAR}-{YEAR + 1}"]
    compare_extracted(tmp_path)
    assert sorted(p.name for p in folder.iterdir() if p.is_dir()) == [f"{YEAR}-{YEAR + 1}"]


def test_the_series_take_the_years_that_there_are(comparison: Comparison) -> None:
    def pair(first: int, second: int) -> Comparison:
        return replace(
            comparison, before=replace(comparison.before, year=first), after=replace(comparison.after, year=second)
        )

    found = find_run([pair(2019, 2021), pair(2021, 2021), pair(2021, 2022), pair(2019, 2022), pair(2022, 2023)])
    assert [(c.before.year, c.after.year) for c in found] == [(2019, 2021), (2021, 2022), (2022, 2023)]


def test_decisions_without_a_file_are_none(comparison: Comparison, tmp_path: Path) -> None:
    assert load_verdicts(tmp_path, BODY) == []
    assert apply_decisions([], comparison.before, comparison.after) == {}
    assert find_stale([], BODY, []) == []


def test_csv_files_are_rfc_4180(comparison: Comparison, tmp_path: Path) -> None:
    write_comparisons(tmp_path, [comparison])
    for path in tmp_path.rglob("*.csv"):
        data = path.read_bytes()
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        assert len({len(row) for row in rows}) == 1
        assert data.endswith(b"\r\n")
