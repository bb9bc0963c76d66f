"""`make` does all three steps, whatever one of them finds, and ends with the worst exit code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A project that is set up: its Makefile, and a command `millesime` that is this one."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy2(PROJECT / name, tmp_path)
    (tmp_path / ".constraints.txt").touch()
    put_command(tmp_path, f'exec "{sys.executable}" -m pipeline "$@"')
    (tmp_path / ".venv" / ".ready").touch()
    return tmp_path


def put_command(folder: Path, script: str) -> None:
    command = folder / ".venv" / "bin" / "millesime"
    command.parent.mkdir(parents=True, exist_ok=True)
    command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    command.chmod(0o755)


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    unset = dict.fromkeys(("MAKEFLAGS", "MFLAGS", "MAKELEVEL"), "")  # where the tests are run by `make test`
    env = os.environ | unset | {"PYTHONPATH": str(PROJECT)}
    return subprocess.run(["make", *words], cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_one_bad_report_keeps_no_other_from_its_pages(here: Path) -> None:
    for name in ("smidoval/2020.md", "smidoval/2021.md"):
        (here / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / "raw" / name, here / "raw" / name)
    (here / "raw" / "smidoval" / "2022.pdf").write_bytes(b"%PDF-1.7 damaged")
    for _ in range(2):  # the second run has nothing to read, and says the same
        done = make(here)
        assert done.returncode != 0
        assert "smidoval/2022.pdf" in done.stderr
        assert (here / "extracted" / "compare" / "smidoval" / "2020-2021" / "report.html").is_file()
        assert (here / "extracted" / "review" / "smidoval-2021.html").is_file()


@pytest.mark.parametrize(
    ("codes", "done", "worst"),
    [
        ((0, 0, 0), ["extract", "compare", "review"], 0),
        ((1, 0, 0), ["extract", "compare", "review"], 1),
        ((1, 2, 0), ["extract", "compare", "review"], 2),
        ((0, 0, 1), ["extract", "compare", "review"], 1),
        ((130, 0, 0), ["extract"], 130),
    ],
)
def test_the_worst_exit_code_is_that_of_all(here: Path, codes: tuple[int, ...], done: list[str], worst: int) -> None:
    lines = [f"{step}) exit {code};;" for step, code in zip(("extract", "compare", "review"), codes, strict=True)]
    put_command(here, "\n".join(['echo "$1" >> done', 'case "$1" in', *lines, "esac"]))
    ended = make(here)
    assert (here / "done").read_text(encoding="utf-8").split() == done
    assert (f"Error {worst}" in ended.stderr, ended.returncode) == (worst > 0, 2 if worst else 0)


def test_people_are_left_out_by_make_as_by_the_step(here: Path) -> None:
    put_command(here, 'echo "$@"')
    assert "extract raw --to extracted --without people" in make(here, "WITHOUT=people").stdout
    assert "extract raw --to extracted --without people" in make(here, "extract", "WITHOUT=people").stdout
