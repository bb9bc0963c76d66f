"""The whole line on small reports: what goes in comes out, and what is bad stops nothing else."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.catalog import find_sources
from pipeline.extract import extract_raw
from pipeline.run import read_all
from pipeline.schemas import TABLES

REPORT = """# Rapport d'activité 2021

## Énergie

- **Forum** : 40 participants à Lens le 12 mars 2021, avec l'ADEME (15 k€).
  - restitution en octobre
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw" / "essai"
    folder.mkdir(parents=True)
    (folder / "2021.md").write_text(REPORT, encoding="utf-8")
    return tmp_path / "raw"


def rows(extracted: Path, table: str) -> list[dict[str, str]]:
    with (extracted / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_report_becomes_records(raw: Path, tmp_path: Path) -> None:
    summary = extract_raw(raw, tmp_path / "out")
    assert summary.problems == ()
    assert "1 report(s)" in summary.line
    actions = {row["action_id"]: row for row in rows(tmp_path / "out", "actions")}
    dates = {row["value"]: row for row in rows(tmp_path / "out", "dates")}
    assert {"2021", "2021-03-12", "2021-10"} == set(dates)
    assert dates["2021-10"]["inferred"] == "year"
    forum = actions[dates["2021-03-12"]["action_id"]]
    assert (forum["label"], forum["section"], forum["source_line"]) == (
        "Forum",
        "Rapport d'activité 2021 > Énergie",
        "5",
    )
    assert actions[dates["2021-10"]["action_id"]]["parent_id"] == forum["action_id"]
    assert {(r["value"], r["unit"]) for r in rows(tmp_path / "out", "amounts")} == {
        ("15000", "EUR"),
        ("40", "participants"),
    }
    assert [r["code"] for r in rows(tmp_path / "out", "places")] == ["62498"]
    assert [r["acronym"] for r in rows(tmp_path / "out", "partners")] == ["ADEME"]
    for table in ("dates", "amounts", "places", "partners"):
        for row in rows(tmp_path / "out", table):
            assert actions[row["action_id"]]["text"][int(row["start"]) : int(row["end"])] == row["text"]


@pytest.mark.parametrize(
    ("name", "content", "seen"),
    [
        ("2022.md", b"", "empty"),
        ("2022.md", b"\x00\x01\x02\xff\xfe" * 500, "text"),
        ("2022.xyz", b"- une action", "xyz"),
        ("2022.html", b"<html><nav>Accueil</nav></html>", "No action"),
        ("bilan.md", b"- une action", "no year"),
    ],
)
def test_a_bad_report_is_named_and_the_others_are_done(
    raw: Path, tmp_path: Path, name: str, content: bytes, seen: str
) -> None:
    (raw / "essai" / name).write_bytes(content)
    summary = extract_raw(raw, tmp_path / "out")
    (problem,) = summary.problems
    assert problem.where == f"essai/{name}"
    assert seen in problem.message
    assert [row["report_id"] for row in rows(tmp_path / "out", "reports")] == ["essai-2021"]


def test_a_report_that_the_system_does_not_give_is_told_without_the_paths_of_this_machine(raw: Path) -> None:
    sources, _ = find_sources(raw)
    (raw / "essai" / "2021.md").unlink()
    documents, (problem,) = read_all(sources)
    assert documents == []
    assert problem.where == "essai/2021.md"
    assert problem.message.startswith("The file cannot be read (No such file or directory): can you open it")


def test_a_mistake_of_ours_on_one_report_spares_the_others(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipeline.run as run

    def breaks_on_2022(passage, context, year, named):  # type: ignore[no-untyped-def]
        if year == 2022:
            raise IndexError("list index out of range")
        return find(passage, context, year, named)

    find = run.find_mentions
    monkeypatch.setattr(run, "find_mentions", breaks_on_2022)
    (raw / "essai" / "2022.md").write_text(REPORT, encoding="utf-8")
    summary = extract_raw(raw, tmp_path / "out")
    (problem,) = summary.problems
    assert problem.where == "essai/2022.md"
    assert [row["report_id"] for row in rows(tmp_path / "out", "reports")] == ["essai-2021"]


def test_every_table_is_written_even_when_empty(raw: Path, tmp_path: Path) -> None:
    (raw / "essai" / "2021.md").unlink()
    extract_raw(raw, tmp_path / "out")
    assert {p.stem for p in (tmp_path / "out" / "csv").iterdir()} == set(TABLES)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["extract", "raw"], 0), (["extract", "absent"], 2), (["extract", "raw", "--frm"], 2), (["extract", "bad"], 1)],
)
def test_exit_codes_tell(raw: Path, tmp_path: Path, arguments: list[str], code: int) -> None:
    bad = tmp_path / "bad" / "essai"
    bad.mkdir(parents=True)
    (bad / "2021.md").write_bytes(b"")
    command = [sys.executable, "-m", "pipeline", *arguments, *(["--to", "out"] if code < 2 else [])]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
