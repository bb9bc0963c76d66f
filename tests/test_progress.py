"""A long run says how far it is; a short one, or one that is to be quiet, says nothing."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import progress
from pipeline.catalog import Problem
from pipeline.model import Source
from pipeline.progress import Done, Tally, watch
from pipeline.state import BodyFiles, Outcome


def body(name: str, size: int) -> BodyFiles:
    return BodyFiles(name, (Source(f"{name}-2020", name, 2020, Path(name), name),), "", size)


BODIES = [body("a", 300), body("b", 100)]
DONE: list[Done] = [(BODIES[0], Outcome("", {"a-2020": 3})), (BODIES[1], Outcome("", {}, (Problem("b", "lost"),)))]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which only the test moves."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def slowly(clock: list[float], seconds: float) -> Iterator[Done]:
    for one in DONE:
        clock[0] += seconds
        yield one


def test_a_short_run_says_nothing(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watch(slowly(clock, 10), BODIES, quiet=False)) == DONE
    assert capsys.readouterr() == ("", "")


def test_a_long_run_says_now_and_then_how_far_it_is(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watch(slowly(clock, 60), BODIES, quiet=False)) == DONE
    assert capsys.readouterr() == (
        "",
        "1 of 2 reports, 1 a minute, 20 s left\n2 of 2 reports, 1 a minute, 0 s left, 1 failed\n",
    )


def test_a_quiet_run_says_nothing(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watch(slowly(clock, 60), BODIES, quiet=True)) == DONE
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_a_bar_moves(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(watch(slowly(clock, 10), BODIES, quiet=False)) == DONE
    assert "2 of 2 reports, 6 a minute, 0 s left, 1 failed" in terminal.getvalue()


def test_a_lost_body_counts_as_failed() -> None:
    tally = Tally(BODIES)
    tally.add(BODIES[0], None)
    assert str(tally).endswith("1 failed")
