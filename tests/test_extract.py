"""What changed is read, what did not is not: by content, whatever the number of processes."""

import ast
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from many import REPORT, digests

import pipeline.bodies as bodies
from pipeline.catalog import find_sources
from pipeline.errors import UsageError
from pipeline.extract import extract_raw, find_bodies
from pipeline.state import LIBRARIES, PACKAGE, Order, digest_rules, rule_files
from pipeline.store import read_rows

CARRY = {"jinja2", "universal-pathlib"}  # libraries of pages and of stores: no record hangs on them


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for body, place in (("nord", "Arras"), ("sud", "Nice")):
        for year in (2020, 2021):
            path = tmp_path / "raw" / body / f"{year}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(REPORT.format(year=year, place=place), encoding="utf-8")
    return tmp_path / "raw"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the reports that runs read."""
    seen: list[str] = []
    whole = bodies.extract_body

    def spy(sources, *rest):  # type: ignore[no-untyped-def]
        seen.extend(source.report_id for source in sources)
        return whole(sources, *rest)

    monkeypatch.setattr(bodies, "extract_body", spy)
    return seen


def test_a_second_run_reads_nothing_and_changes_nothing(raw: Path, tmp_path: Path, read: list[str]) -> None:
    extract_raw(raw, tmp_path / "out")
    first = digests(tmp_path / "out")
    read.clear()
    for path in raw.rglob("*.md"):
        path.touch()
    summary = extract_raw(raw, tmp_path / "out")
    assert read == []
    assert "nothing to do" in summary.line
    assert digests(tmp_path / "out") == first


def test_only_the_body_that_changed_is_read(raw: Path, tmp_path: Path, read: list[str]) -> None:
    extract_raw(raw, tmp_path / "out")
    read.clear()
    (raw / "sud" / "2022.md").write_text(REPORT.format(year=2022, place="Nice"), encoding="utf-8")
    extract_raw(raw, tmp_path / "out")
    assert read == ["sud-2020", "sud-2021", "sud-2022"]
    fresh = tmp_path / "fresh"
    extract_raw(raw, fresh)
    assert digests(tmp_path / "out") == digests(fresh)


def test_a_changed_card_is_a_change(raw: Path, tmp_path: Path, read: list[str]) -> None:
    extract_raw(raw, tmp_path / "out")
    read.clear()
    (raw / "nord" / "card.toml").write_text('name = "Pôle du Nord"\n', encoding="utf-8")
    extract_raw(raw, tmp_path / "out")
    assert read == ["nord-2020", "nord-2021"]
    assert {row["organisation_name"] for row in read_rows(tmp_path / "out", "reports")} >= {"Pôle du Nord"}


def test_changed_rules_are_a_change(
    raw: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    extract_raw(raw, tmp_path / "out")
    read.clear()
    for module in ("extract", "bodies"):
        monkeypatch.setattr(f"pipeline.{module}.digest_rules", lambda: "other rules")
    extract_raw(raw, tmp_path / "out")
    assert len(read) == 4


def test_force_reads_all_and_a_lost_file_is_made_again(raw: Path, tmp_path: Path, read: list[str]) -> None:
    extract_raw(raw, tmp_path / "out")
    read.clear()
    (tmp_path / "out" / "parquet" / "dates" / "nord-2020.parquet").unlink()
    extract_raw(raw, tmp_path / "out")
    assert read == ["nord-2020", "nord-2021"]
    read.clear()
    extract_raw(raw, tmp_path / "out", force=True)
    assert len(read) == 4


def test_combined_tables_that_are_lost_are_made_again_from_the_parquet(
    raw: Path, tmp_path: Path, read: list[str]
) -> None:
    extract_raw(raw, tmp_path / "out")
    first = digests(tmp_path / "out")
    read.clear()
    (tmp_path / "out" / "csv" / "dates.csv").unlink()
    extract_raw(raw, tmp_path / "out")
    assert read == []
    assert digests(tmp_path / "out") == first


def test_a_body_that_breaks_us_is_told_and_the_others_are_done(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = bodies.make_tables

    def break_at(report, model):  # type: ignore[no-untyped-def]
        return {}["absent"] if report.source.organisation == "nord" else whole(report, model)

    monkeypatch.setattr(bodies, "make_tables", break_at)
    summary = extract_raw(raw, tmp_path / "out")
    assert [problem.where for problem in summary.problems] == ["nord"]
    assert "KeyError" in summary.problems[0].message
    assert {row["organisation"] for row in read_rows(tmp_path / "out", "actions")} == {"sud"}


def test_a_worker_that_cannot_do_the_same_is_refused(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (body, _) = find_bodies(find_sources(raw)[0], Order(out, digest_rules()), local=True)
    with pytest.raises(UsageError, match=r"does not see the folder « .*staging »"):
        bodies.extract_to(Order(out, digest_rules()), body)
    (out / ".staging").mkdir(parents=True)
    with pytest.raises(UsageError, match="other rules or libraries"):
        bodies.extract_to(Order(out, "other rules"), body)
    assert bodies.extract_to(Order(out, digest_rules()), body).rows.keys() == {"nord-2020", "nord-2021"}


def test_all_that_a_body_is_read_with_is_among_its_rules() -> None:
    code = "import sys, pipeline.bodies\nprint(*(name for name in sys.modules if name.startswith('pipeline.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ruled = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in rule_files() if PACKAGE in path.parents}
    assert {name.split(".")[1] for name in done.stdout.split()} <= ruled


def test_every_library_that_the_rules_import_is_among_what_they_depend_on() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in rule_files() if path.suffix == ".py"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    of = packages_distributions()
    found = {library.lower().replace("_", "-") for name in names for library in of.get(name.split(".")[0], ())}
    assert found - CARRY - {"millesime"} == set(LIBRARIES)


def test_a_body_that_is_gone_leaves_nothing(raw: Path, tmp_path: Path, read: list[str]) -> None:
    extract_raw(raw, tmp_path / "out")
    read.clear()
    for path in (raw / "nord").iterdir():
        path.unlink()
    (raw / "nord").rmdir()
    extract_raw(raw, tmp_path / "out")
    assert read == []
    assert {row["organisation"] for row in read_rows(tmp_path / "out", "actions")} == {"sud"}
    assert not list((tmp_path / "out").rglob("nord*"))


def test_a_problem_is_told_again_while_it_lasts(raw: Path, tmp_path: Path, read: list[str]) -> None:
    (raw / "sud" / "2022.md").write_bytes(b"")
    first = extract_raw(raw, tmp_path / "out")
    read.clear()
    second = extract_raw(raw, tmp_path / "out")
    assert read == []
    assert first.problems == second.problems != ()


def test_two_processes_write_the_same_bytes_as_one(raw: Path, tmp_path: Path) -> None:
    extract_raw(raw, tmp_path / "one", jobs=1)
    extract_raw(raw, tmp_path / "two", jobs=2)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_a_run_with_nothing_to_do_loads_nothing_heavy(raw: Path, tmp_path: Path) -> None:
    extract_raw(raw, tmp_path / "out")
    code = (
        "import sys\nfrom pathlib import Path\nfrom pipeline.extract import extract_raw\n"
        f"extract_raw(Path({str(raw)!r}), Path({str(tmp_path / 'out')!r}))\n"
        "heavy = {'spacy', 'pandas', 'pyarrow', 'dateparser', 'numpy', 'rich', 'distributed', 'fsspec', 'upath',"
        " 'multiprocessing', 'concurrent.futures'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
