"""Many calls at once: each one's result comes back, whatever dies."""

import os
import signal
import time
from pathlib import Path

import pytest

from pipeline.errors import PipelineError, ReportError
from pipeline.workers import DEATHS, Pool, workers


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    raise ReportError(f"{number} is no report")


def die_once(place: tuple[Path, int]) -> int:
    folder, number = place
    mark = folder / f"died-{number}"
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def pid(_: int) -> int:
    time.sleep(0.2)
    return os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_each_argument_comes_back_with_its_result(jobs: int) -> None:
    with workers(jobs) as each:
        assert sorted(each(double, [3, 1, 2])) == [(1, 2), (2, 4), (3, 6)]
        assert list(each(double, [])) == []


def test_processes_serve_again_and_are_gone_at_the_end() -> None:
    with workers(2) as each:
        first = {result for _, result in each(pid, [1, 2, 3, 4])}
        again = {result for _, result in each(pid, [1, 2, 3, 4])}
    assert first == again
    assert len(first) == 2
    for number in first:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_one_call_alone_needs_no_other_process() -> None:
    with workers(8) as each:
        assert list(each(pid, [1])) == [(1, os.getpid())]


def test_an_exception_of_a_call_is_raised() -> None:
    with workers(2) as each, pytest.raises(ReportError, match="is no report"):
        list(each(refuse, [1, 2]))


def test_a_process_that_dies_costs_one_more_try(tmp_path: Path) -> None:
    with workers(2) as each:
        done = dict(each(die_once, [(tmp_path, number) for number in range(6)]))
    assert sorted(done.values()) == [0, 1, 2, 3, 4, 5]


def test_a_call_that_no_process_survives_has_no_result_and_the_others_have() -> None:
    with workers(2) as each:
        assert dict(each(die_at_three, [1, 2, 3, 4, 5])) == {1: 1, 2: 2, 3: None, 4: 4, 5: 5}


def test_a_process_that_died_while_idle_is_replaced() -> None:
    pool = Pool(2)
    try:
        assert len(list(pool.each(double, [1, 2, 3]))) == 3
        for worker in pool.idle:
            os.kill(worker.process.pid or 0, signal.SIGKILL)
            worker.process.join()
        assert sorted(pool.each(double, [1, 2, 3])) == [(1, 2), (2, 4), (3, 6)]
    finally:
        pool.stop()


def test_when_all_die_the_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.workers.DEATHS", 1)
    assert DEATHS > 1
    with workers(2) as each, pytest.raises(PipelineError, match="died in a row"):
        list(each(die, list(range(20))))
