"""A run of the comparison over an extracted folder: which years, which decisions, what is kept, what is said."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from test_align import find_cases, read_pair
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.compare import compare_extracted, compare_reports, find_pairs, is_ours
from pipeline.compare.changes import Comparison
from pipeline.compare.decisions import apply_decisions, find_stale, load_verdicts
from pipeline.compare.output import write_comparisons
from pipeline.compare.year import Action, Year
from pipeline.decision_file import Decision
from pipeline.errors import UsageError
from pipeline.schemas import COMPARED, TABLES, columns
from pipeline.state import STATE
from pipeline.store import write_csv

PATH, BODY, YEAR = next(find_cases())


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    before, after, _ = read_pair(PATH, BODY, YEAR)
    return compare_reports(before, after)


def test_pairs_are_neighbouring_years_unless_asked() -> None:
    """A year without a report between two others parts them not."""
    years = [Year("o", y, ()) for y in (2019, 2020, 2023)]
    neighbours = [(2019, 2020), (2020, 2023)]
    assert [(a.year, b.year) for a, b in find_pairs(years)] == neighbours
    assert [(a.year, b.year) for a, b in find_pairs(years, (2019, 2023))] == [(2019, 2020), (2019, 2023), (2020, 2023)]
    assert [(a.year, b.year) for a, b in find_pairs(years, (2019, 2019))] == [(2019, 2019), *neighbours]
    kept = [("o", 2019, 2023), ("o", 2019, 2022), ("other", 2019, 2019)]
    assert [(a.year, b.year) for a, b in find_pairs(years, None, kept)] == [(2019, 2020), (2019, 2023), (2020, 2023)]


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


def write_decisions(folder: Path, *lines: str) -> Path:
    """The folder raw/ with a decisions.csv of these lines for the body."""
    raw = folder / "raw"
    (raw / BODY).mkdir(parents=True, exist_ok=True)
    (raw / BODY / "decisions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return raw


def test_from_tables_to_pages_with_decisions(comparison: Comparison, tmp_path: Path) -> None:
    write_extracted(tmp_path, [comparison.before, comparison.after])
    ended = next(c.before for c in comparison.actions if c.change == "ended")
    added = next(c.after for c in comparison.actions if c.change == "added")
    assert ended is not None
    assert added is not None
    lines = [f"same_action,{ended.action_id},{added.action_id}", "other_action,gone,lost", "same_partner,a,b"]
    raw = write_decisions(tmp_path, "decision,subject,object", *lines)
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
    lines = [
        "decision,subject,object,expects",
        f"same_action,gone,{pair.after.action_id},",
        f"same_action,{pair.after.action_id},{pair.before.action_id},",
        f"same_action,{pair.before.action_id},{pair.after.action_id},other_action",
        f"same_action,{pair.before.action_id},{pair.after.action_id},same_action",
    ]
    raw = write_decisions(tmp_path, *lines)
    told = [problem.split(": ", 1) for problem in compare_extracted(tmp_path, raw=raw).problems]
    assert [where.rsplit(" ", 1)[1] for where, _ in told] == ["2", "3", "4"]
    assert ["any more" in told[0][1], "earlier one first" in told[1][1], "expects other_action" in told[2][1]] == [
        True
    ] * 3


def test_a_verdict_outlives_a_report_that_cannot_be_read(comparison: Comparison, tmp_path: Path) -> None:
    """Its text was not changed: to call for the line's removal would lose it when the report is back."""
    write_extracted(tmp_path, [comparison.before])
    line = f"other_action,{comparison.before.actions[0].action_id},{BODY}-{YEAR + 1}-0123456789"
    raw = write_decisions(tmp_path, "decision,subject,object", line)
    (told,) = compare_extracted(tmp_path, raw=raw).problems
    assert f"there is no report of {YEAR + 1} that can be read; put it back" in told


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
    assert (bad.exit_code, bad.stdout) == (1, good.stdout.rstrip() + "; 0 of 1 verdict(s) followed\n")
    assert "line 2" in bad.stderr


def test_a_decision_that_cannot_be_used_is_named_by_the_comparison(comparison: Comparison, tmp_path: Path) -> None:
    write_extracted(tmp_path, [comparison.before, comparison.after])
    pair = next(c for c in comparison.actions if c.before and c.after)
    assert pair.before is not None
    assert pair.after is not None
    same = f"same_action,{pair.before.action_id},{pair.after.action_id}"
    raw = write_decisions(tmp_path, "decision,subject,object", "same_acton,a,b", same)
    summary = compare_extracted(tmp_path, raw=raw)
    (problem,) = summary.problems
    assert problem.startswith(f"{BODY}/decisions.csv, line 2: « same_acton » is no decision")
    assert summary.line.endswith("; 1 of 1 verdict(s) followed")


def test_decisions_lie_in_raw_or_beside_the_tables(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_extracted(tmp_path / "there" / "extracted", [comparison.before, comparison.after])
    raw = tmp_path / "there" / "raw" / BODY
    raw.mkdir(parents=True)
    (raw / "decisions.csv").write_text("decision,subject,object\nsame_action,a,b\n", encoding="utf-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    run, arguments = CliRunner(), ["compare", "../there/extracted"]
    assert "line 2" in run.invoke(app, arguments).stderr, "raw/ beside the tables"
    (tmp_path / "here" / "raw").mkdir()
    good = run.invoke(app, arguments)
    assert (good.exit_code, good.stderr) == (0, ""), "raw/ here goes first"
    wrong = run.invoke(app, [*arguments, "--raw", "nowhere"])
    assert isinstance(wrong.exception, UsageError), "an error also where nothing has changed"
    assert "nowhere" in str(wrong.exception)


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


@pytest.mark.parametrize("step", ["compare", "review"])
@pytest.mark.parametrize("damage", [b"", None, "étude;".encode("cp1252")])
def test_a_broken_table_stops_the_step_before_anything_is_written(
    comparison: Comparison, tmp_path: Path, step: str, damage: bytes | None
) -> None:
    write_extracted(tmp_path, [comparison.before, comparison.after])
    path = tmp_path / "csv" / "actions.csv"
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    done = CliRunner().invoke(app, [step, str(tmp_path)])
    assert isinstance(done.exception, UsageError)
    assert "actions.csv" in str(done.exception)
    assert "millesime extract --force" in str(done.exception)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["csv"]


def test_years_that_were_asked_for_stay_until_a_report_is_gone(comparison: Comparison, tmp_path: Path) -> None:
    middle = replace(comparison.before, year=YEAR + 1, actions=())
    last = replace(comparison.after, year=YEAR + 2)
    write_extracted(tmp_path, [comparison.before, middle, last])
    raw = tmp_path / "raw"
    (raw / BODY).mkdir(parents=True)
    pair = next(c for c in comparison.actions if c.before and c.after)
    assert pair.before is not None
    assert pair.after is not None
    line = f"other_action,{pair.before.action_id},{pair.after.action_id}"
    (raw / BODY / "decisions.csv").write_text(f"decision,subject,object\n{line}\n", encoding="utf-8")
    folder = tmp_path / "compare" / BODY

    def list_pairs() -> list[str]:
        return sorted(p.name for p in folder.iterdir() if p.is_dir())

    summary = compare_extracted(tmp_path, raw=raw)
    assert (summary.pairs, summary.problems) == (2, ()), "a verdict on years not compared is no problem"
    assert compare_extracted(tmp_path, (YEAR, YEAR + 2), raw).pairs == 3
    page = folder / f"{YEAR}-{YEAR + 2}" / "actions.csv"
    page.write_text("stale", encoding="utf-8")
    summary = compare_extracted(tmp_path, raw=raw)
    assert (summary.pairs, summary.problems) == (3, ())
    assert page.read_text(encoding="utf-8") != "stale", "the pages are written anew"
    write_extracted(tmp_path, [middle, last])
    assert compare_extracted(tmp_path).pairs == 1
    assert list_pairs() == [f"{YEAR + 1}-{YEAR + 2}"]


def test_what_people_put_beside_the_pages_stays(comparison: Comparison, tmp_path: Path) -> None:
    write_extracted(tmp_path, [comparison.before, comparison.after])
    (tmp_path / "raw").mkdir()
    arguments = ["compare", str(tmp_path), "--raw", str(tmp_path / "raw")]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    folder, pair = tmp_path / "compare", f"{BODY}/{YEAR}-{YEAR + 1}"
    own = {"notes.txt", f"{BODY}/relu.md", f"{pair}/notes.txt", f"{pair}/changes-annoté.xlsx", "copie/index.html"}
    for name in own:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("à moi", encoding="utf-8")
    write_extracted(tmp_path, [comparison.before])
    assert CliRunner().invoke(app, arguments).exit_code == 0

    def list_files() -> set[str]:
        return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}

    assert list_files() == own | {"index.html", STATE}
    write_extracted(tmp_path, [])
    gone = CliRunner().invoke(app, arguments)
    assert isinstance(gone.exception, UsageError)
    assert "millesime extract" in str(gone.exception)
    assert list_files() == own
    for name in own:
        (folder / name).unlink()
    with pytest.raises(UsageError):
        compare_extracted(tmp_path)
    assert list(folder.rglob("*")) == []


def test_every_file_that_is_written_is_known_as_ours(comparison: Comparison, tmp_path: Path) -> None:
    third = replace(comparison, before=replace(comparison.after), after=replace(comparison.before, year=YEAR + 2))
    write_comparisons(tmp_path, [comparison, third])
    files = [p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()]
    assert len(files) == 4 + 2 * (2 + len(COMPARED))
    assert all(map(is_ours, files))


def test_years_asked_for_are_told_by_the_next_run(comparison: Comparison, tmp_path: Path) -> None:
    middle = replace(comparison.before, year=YEAR + 1, actions=())
    write_extracted(tmp_path, [comparison.before, middle, replace(comparison.after, year=YEAR + 2)])
    (tmp_path / "raw").mkdir()
    run, arguments = CliRunner(), ["compare", str(tmp_path), "--raw", str(tmp_path / "raw")]
    lines = [run.invoke(app, [*arguments, *more]).stdout for more in ((), ("--years", str(YEAR), str(YEAR + 2)), ())]
    assert [line.split(" ")[0] for line in lines] == ["2", "3", "3"]


def test_decisions_without_a_file_are_none(comparison: Comparison, tmp_path: Path) -> None:
    assert load_verdicts(tmp_path, BODY) == ([], [])
    assert apply_decisions([], comparison.before, comparison.after) == ({}, [])
    assert find_stale([], BODY, []) == []


def test_of_lines_that_contradict_each_other_the_last_is_followed() -> None:
    before, after = (Year("o", year, tuple(Action(f"o-{year}-{i}", i, "x") for i in range(3))) for year in (2020, 2021))

    def decide(*lines: tuple[str, int, int]) -> tuple[dict[tuple[int, int], bool], list[str]]:
        told = [
            Decision(decision, f"o-2020-{i}", f"o-2021-{j}", line=line)
            for line, (decision, i, j) in enumerate(lines, 2)
        ]
        return apply_decisions(told, before, after)

    assert decide(("same_action", 0, 1), ("same_action", 1, 0), ("other_action", 0, 0)) == (
        {(0, 1): True, (1, 0): True, (0, 0): False},
        [],
    )
    decided, (told,) = decide(("same_action", 0, 1), ("other_action", 0, 1))
    assert decided == {(0, 1): False}
    assert told.startswith("o/decisions.csv, lines 2 and 3: same_action and other_action of one pair; line 3")
    decided, (told,) = decide(("same_action", 0, 1), ("same_action", 2, 1))
    assert decided == {(2, 1): True}
    assert told.startswith("o/decisions.csv, lines 2 and 3: two lines say that « o-2021-1 » is the same action")
    assert "split" in told
    decided, told_all = decide(("same_action", 0, 1), ("same_action", 0, 2), ("same_action", 0, 1))
    assert (decided, len(told_all)) == ({(0, 1): True}, 2)
    decided, told_all = decide(("same_action", 0, 1), ("same_action", 0, 1))
    assert (decided, told_all) == ({(0, 1): True}, []), "said twice"


def test_one_report_alone_is_in_the_index(comparison: Comparison, tmp_path: Path) -> None:
    write_extracted(tmp_path, [comparison.before])
    assert compare_extracted(tmp_path).pairs == 0
    page = (tmp_path / "compare" / "index.html").read_text(encoding="utf-8")
    assert "1\u00a0rapport" in page
    assert str(YEAR) in page
