"""A run that is stopped loses nothing that it has done: the next one goes on from there."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from many import check_stopped, digests, running, wait_until, write_raw

import pipeline.bodies as bodies
from pipeline.extract import extract_raw
from pipeline.folders import open_folder
from pipeline.state import STAGING
from pipeline.store import parquet_path

BODIES = 24
LONG = 30  # lines of a report, so that reading a body takes a moment


def done(out: Path) -> list[Path]:
    """The bodies that a run under way has done: their outcome names their reports."""
    told = (out / STAGING / "bodies").glob("*.json")
    return [path for path in told if "2020" in path.read_text(encoding="utf-8")]


def written(folder: Path, body: str) -> int:
    """When the records of a body were written: moving its files does not change that."""
    return parquet_path(folder, "actions", f"{body}-2020").stat().st_mtime_ns


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bodies that runs of this process read."""
    seen: list[str] = []
    whole = bodies.write_body

    def spy(grown, body, *rest):  # type: ignore[no-untyped-def]
        seen.append(body.name)
        return whole(grown, body, *rest)

    monkeypatch.setattr(bodies, "write_body", spy)
    return seen


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_at_once_and_the_next_run_goes_on(tmp_path: Path, jobs: str, read: list[str]) -> None:
    raw, out = write_raw(tmp_path / "raw", BODIES, repeat=LONG), tmp_path / "out"
    with running(raw, out, "--jobs", jobs, "--quiet") as run:
        wait_until(lambda: len(done(out)) > 2)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
        check_stopped(run)
    assert {path.name for path in out.iterdir()} == {STAGING}
    kept = {path.stem for path in done(out)}
    extract_raw(raw, out)
    assert sorted(read) == sorted({path.name for path in raw.iterdir()} - kept)
    extract_raw(raw, tmp_path / "whole")
    assert digests(out) == digests(tmp_path / "whole")


def test_a_run_killed_outright_leaves_no_process_and_loses_nothing(tmp_path: Path, read: list[str]) -> None:
    raw, out = write_raw(tmp_path / "raw", BODIES, repeat=LONG), tmp_path / "out"
    with running(raw, out, "--jobs", "2") as run:
        wait_until(lambda: len(done(out)) > 2)
        run.kill()
    wait_until(lambda: not alive(run.pid), seconds=30)
    kept = {path.stem for path in done(out)}
    extract_raw(raw, out)
    assert sorted(read) == sorted({path.name for path in raw.iterdir()} - kept)


def alive(group: int) -> bool:
    """Is there a process of this group that has not ended?"""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(line.split()[0] == str(group) and not line.split()[1].startswith("Z") for line in listed.splitlines())


def test_a_process_killed_in_the_middle_repeats_only_its_reports(tmp_path: Path) -> None:
    raw, out = write_raw(tmp_path / "raw", BODIES, repeat=LONG), tmp_path / "out"
    with running(raw, out, "--jobs", "2", "--quiet") as run:
        wait_until(lambda: len(done(out)) > 2)
        kept = {path.stem: written(out / STAGING, path.stem) for path in done(out)}
        listed = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        children = [line.split() for line in listed.splitlines() if f" {run.pid} " in line and "spawn_main" in line]
        os.kill(int(children[0][0]), signal.SIGKILL)
        _, told = run.communicate(timeout=120)
    assert (run.returncode, told) == (0, "")
    assert kept == {name: written(out, name) for name in kept}
    extract_raw(raw, tmp_path / "whole")
    assert digests(out) == digests(tmp_path / "whole")


def test_a_body_that_no_process_survives_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    raw, out = write_raw(tmp_path / "raw", 3), tmp_path / "out"

    def each(call, arguments):  # type: ignore[no-untyped-def]
        yield from ((a, None if getattr(a, "name", "") == "corps1" else call(a)) for a in arguments)

    monkeypatch.setattr("pipeline.workers.Pool.each", lambda self, *given: each(*given))
    summary = extract_raw(raw, out)
    assert [problem.where for problem in summary.problems] == ["corps1"]
    assert "died, twice" in summary.problems[0].message
    monkeypatch.undo()
    assert extract_raw(raw, out).problems == ()
    extract_raw(raw, tmp_path / "whole")
    assert digests(out) == digests(tmp_path / "whole")


# --- within one process: a run that breaks off is like one that is stopped --------------------------------------------


def break_off(raw: Path, out: Path, after: int, monkeypatch: pytest.MonkeyPatch, **options: bool) -> None:
    """A run that is stopped when it begins to read one body more than `after`."""
    whole, begun = bodies.write_body, []

    def stop(grown, body, *rest):  # type: ignore[no-untyped-def]
        begun.append(body.name)
        if len(begun) > after:
            raise KeyboardInterrupt
        return whole(grown, body, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(bodies, "write_body", stop)
        with pytest.raises(KeyboardInterrupt):
            extract_raw(raw, out, **options)


def test_the_old_tables_stand_until_the_new_ones_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, out = write_raw(tmp_path / "raw", 3), tmp_path / "out"
    extract_raw(raw, out)
    before = digests(out)
    for path in raw.rglob("*.md"):
        path.write_text("# Rapport\n\n- Forum à Brest en mai 2021\n", encoding="utf-8")
    break_off(raw, out, 2, monkeypatch)
    assert {name: digest for name, digest in digests(out).items() if not name.startswith(STAGING)} == before


def test_what_was_done_before_the_reports_changed_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    raw, out = write_raw(tmp_path / "raw", 3), tmp_path / "out"
    break_off(raw, out, 2, monkeypatch)
    (raw / "corps0" / "2020.md").unlink()
    (raw / "corps1" / "2021.md").write_text("# Rapport\n\n- Forum à Brest en mai 2021\n", encoding="utf-8")
    read.clear()
    extract_raw(raw, out)
    assert sorted(read) == ["corps0", "corps1", "corps2"]
    extract_raw(raw, tmp_path / "whole")
    assert digests(out) == digests(tmp_path / "whole")


def test_a_change_taken_back_after_a_stop_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    raw, out = write_raw(tmp_path / "raw", 2), tmp_path / "out"
    extract_raw(raw, out)
    before, report = digests(out), raw / "corps0" / "2020.md"
    text = report.read_bytes()
    report.write_text("# Rapport\n\n- Forum à Brest en mai 2021\n", encoding="utf-8")
    (raw / "corps1" / "2020.md").write_bytes(b"# Rapport\n\n- Forum en mai 2021\n")
    break_off(raw, out, 1, monkeypatch)
    report.write_bytes(text)
    (raw / "corps1" / "2020.md").unlink()
    write_raw(raw, 2)
    read.clear()
    extract_raw(raw, out)
    assert sorted(read) == ["corps0", "corps1"]
    assert digests(out) == before


def test_a_run_stopped_while_it_moves_its_tables_is_ended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    raw, out = write_raw(tmp_path / "raw", 3), tmp_path / "out"
    whole, moved = os.replace, []

    def replace(path: Path, target: Path) -> None:
        moved.append(path)
        if len(moved) > 20:
            raise KeyboardInterrupt
        whole(path, target)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.os.replace", replace)
        with pytest.raises(KeyboardInterrupt):
            extract_raw(raw, out)
    read.clear()
    extract_raw(raw, out)
    assert read == []
    extract_raw(raw, tmp_path / "whole")
    assert digests(out) == digests(tmp_path / "whole")


@pytest.mark.parametrize("store", ["", "memory://left"])
def test_what_is_left_of_a_body_that_is_gone_goes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: str
) -> None:
    if store:
        pytest.importorskip("upath", reason="universal-pathlib (the extra « dask ») is not installed")
    raw, out = write_raw(tmp_path / "raw", 1), open_folder(store or tmp_path / "out")
    extract_raw(raw, out)
    before = digests(out)
    write_raw(raw, 3)
    break_off(raw, out, 1, monkeypatch)
    for number in (1, 2):
        for path in (raw / f"corps{number}").iterdir():
            path.unlink()
        (raw / f"corps{number}").rmdir()
    extract_raw(raw, out)
    assert digests(out) == before


def test_force_reads_again_what_a_stopped_run_had_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    raw, out = write_raw(tmp_path / "raw", 3), tmp_path / "out"
    break_off(raw, out, 2, monkeypatch)
    read.clear()
    extract_raw(raw, out, force=True)
    assert len(read) == 3


def test_a_disk_that_is_full_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.errors import UsageError

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bodies, "write_report", full)
    with pytest.raises(UsageError, match=r"cannot be written \(No space left on device\)"):
        extract_raw(write_raw(tmp_path / "raw"), tmp_path / "out")
