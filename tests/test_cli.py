"""The command as a person meets it: help that needs no docs, mistakes that are answered, exit codes, completion."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pipeline import __version__
from pipeline.cli import app, main
from pipeline.usage import ALIKE, complete_organisation, complete_year, nearest

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
HEADINGS = ["Each year", "Use the data", "Know how good it is"]
WIDTH = 80


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with reports of two bodies in raw/."""
    for name in ("pma/2019.md", "pma/2020.html", "prao/2021.docx"):
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / name).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, what was said, and what was said of mistakes."""
    monkeypatch.setattr(sys, "argv", ["millesime", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def help_of(*words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": str(WIDTH), "TERMINAL_WIDTH": str(WIDTH)})
    assert done.exit_code == 0
    return done.output


# --- help ----------------------------------------------------------------------------------------------------------


def test_help_is_grouped_and_names_the_three_steps() -> None:
    told = help_of()
    places = [told.index(f"\n{heading}:\n") for heading in HEADINGS]
    assert places == sorted(places)
    assert "Other commands" not in told, "a command without a heading: rich_help_panel=EACH_YEAR, DATA or QUALITY"
    steps = told[told.index("three usual steps") :]
    assert [step in steps for step in ("millesime new", "make", "millesime doubts")] == [True] * 3
    assert told.index("Each year:") < told.index("Options:"), "commands before options"


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_a_terminal_of_80_columns(name: str) -> None:
    told = help_of(*([name] if name else []))
    assert max(map(len, told.splitlines())) <= WIDTH, told
    assert not re.search("[─│╭╰]", told), "boxes break in a narrow terminal"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_does_and_shows_an_example(name: str) -> None:
    told = help_of(name)
    first = COMMANDS[name].help.splitlines()[0]
    assert first.endswith(".")
    assert first in help_of(), "its line in the list of commands is whole"
    example = told.split("Example", 1)[1]
    assert f"millesime {name}" in example
    for parameter in COMMANDS[name].params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name} is not explained"


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_can_be_typed(name: str) -> None:
    """Each example is understood: its words are parsed, nothing is run."""
    import shlex

    lines = [line.strip() for line in COMMANDS[name].epilog.splitlines() if line.startswith("  ")]
    assert lines
    for line in lines:
        program, command, *words = shlex.split(line)
        assert (program, command) == ("millesime", name)
        COMMANDS[name].make_context(name, words)


def test_no_word_shows_the_help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(monkeypatch, capsys)
    assert (code, err) == (0, "")
    assert "Each year:" in out


def test_it_says_its_version(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, capsys, "--version") == (0, f"millesime {__version__}\n", "")


# --- mistakes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("extrat", "There is no command « extrat ». Did you mean extract?"),
        ("reveiw", "Did you mean review?"),
        ("pma 2020 rapport.docx", "There is no command « pma »."),
        ("extract --jbos 3", "There is no option --jbos for « millesime extract ». Did you mean --jobs?"),
        ("extract --job 3", "Did you mean --jobs?"),
        ("compare --year 2020 2021", "Did you mean --years?"),
        ("new pma 2020 x.md --replce", "Did you mean --replace?"),
        ("--jobs 3 extract", "It comes after the command: millesime extract --jobs"),
        ("extract -x", "There is no option -x"),
        ("extract --jobs trois", "--jobs takes a whole number."),
        ("extract --jobs -1", "--jobs is at least 0."),
        ("extract --jobs", "--jobs needs a value."),
        ("compare --years 2020", "--years needs 2 values."),
        ("compare --years 2020 vingt", "--years takes a whole number."),
        ("export --as xls", "--as cannot be « xls ». Did you mean xlsx? It is one of"),
        ("review a b", "« b » is one word too many for « millesime review »."),
        ("new pma", "millesime new needs ORGANISATION YEAR FILE. For example: millesime new"),
        ("extract", "Go to the project's folder first (cd FOLDER)"),
        ("compare", "run `millesime extract` first"),
        ("review", "run `millesime extract` first"),
        ("doubts", "run « millesime extract » first"),
        ("export", "run `millesime extract` first"),
        ("evaluate absent", "No gold report in « absent »"),
    ],
)
def test_a_mistake_is_answered_in_a_sentence_or_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, seen: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "40")
    code, out, err = run(monkeypatch, capsys, *typed.split(" "))
    assert (code, out) == (2, "")
    assert seen in err
    assert len(err.splitlines()) == 1, "one line, that the terminal folds as it likes"
    assert len(re.findall(r"[.?:] [A-Z«]", err)) < 4
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir()), "nothing was made"


def test_a_file_that_cannot_be_written_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "extracted/csv")

    monkeypatch.setattr("pipeline.extract.extract_raw", fails)
    code, _, err = run(monkeypatch, capsys, "extract")
    assert (code, err) == (1, "« extracted/csv » cannot be read or written: Permission denied.\n")


def test_the_end_of_the_input_stops_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> None:
        raise typer.Abort

    monkeypatch.setattr("pipeline.walk.walk_doubts", stopped)
    code, _, err = run(monkeypatch, capsys, "doubts")
    assert (code, err) == (130, "Stopped.\n")


def test_likeness_is_neither_blind_nor_a_guess() -> None:
    assert nearest(["exract"], COMMANDS) == " Did you mean extract?"
    assert nearest(["2023"], COMMANDS) == ""
    assert nearest(["zzz", "compar"], COMMANDS) == " Did you mean compare?"
    assert 0.5 < ALIKE < 0.7


# --- completion ----------------------------------------------------------------------------------------------------


def complete(folder: Path, words: str, shell: str = "bash") -> list[str]:
    """What a shell is told to offer for the last word."""
    typed = f"millesime {words}"
    setting = {"_MILLESIME_COMPLETE": f"complete_{shell}", "COMP_WORDS": typed}
    setting["COMP_CWORD"] = str(len(typed.split(" ")) - 1)
    program = Path(sys.executable).with_name("millesime")
    if not program.exists():
        pytest.skip("the command is not installed beside this Python")
    done = subprocess.run([program], cwd=folder, env=os.environ | setting, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("ext", ["extract"]),
        ("extract --jo", ["--jobs"]),
        ("new p", ["pma", "prao"]),
        ("compare --years 20", ["2019", "2020", "2021"]),
        ("query x extracted --as ", ["table", "csv", "json", "parquet"]),
    ],
)
def test_a_shell_completes(here: Path, words: str, offered: list[str]) -> None:
    assert complete(here, words) == offered


def test_completion_is_installed_for_the_shell_in_use(here: Path) -> None:
    told = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}  # whichever shell the tests were started from
    env = os.environ | {"HOME": str(here), "SHELL": "/bin/bash"} | told
    command = [sys.executable, "-m", "pipeline", "--install-completion", "bash"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "completion installed" in done.stdout
    assert "source" in (here / ".bashrc").read_text(encoding="utf-8")


def test_organisations_and_years_of_raw(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert complete_organisation("") == ["pma", "prao"]
    assert complete_year("201") == ["2019"]
    monkeypatch.chdir("/")
    assert (complete_organisation("x"), complete_year("2")) == ([], [])
