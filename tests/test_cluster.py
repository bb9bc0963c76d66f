"""The same bytes from a cluster and from object stores; a worker that is killed loses nothing."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from many import check_stopped, digests, running, tables, wait_until, write_raw

from pipeline.catalog import find_sources
from pipeline.cluster import read_result
from pipeline.errors import PipelineError, UsageError
from pipeline.extract import extract_raw
from pipeline.folders import open_folder

ABSENT = "the libraries of the extra « dask » are not installed"
BODIES = 8


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file, self.log = folder / "scheduler.json", folder / "read.log"
        own = {"READ_LOG": str(self.log), "READ_SECONDS": "0.5", "DASK_TEMPORARY_DIRECTORY": str(folder)}
        self.environ = os.environ | own
        self.processes: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self) -> None:
        self.scheduler = self.start("scheduler", "--port", "0", "--dashboard-address", ":0")
        wait_until(lambda: self.file.exists() and self.file.read_text().endswith("}"))  # it is written in place

    def start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, "--scheduler-file", str(self.file), *options]
        process = subprocess.Popen(command, env=self.environ, stderr=subprocess.DEVNULL, start_new_session=True)
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        spy = str(Path(__file__).with_name("dask_spy.py"))
        return self.start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard", "--preload", spy)

    @property
    def address(self) -> str:
        return str(json.loads(self.file.read_text())["address"])

    def read(self) -> list[tuple[int, str]]:
        """Process and body, for each that a worker began to read."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [(int(pid), name) for pid, name in (line.split() for line in lines)]

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason=ABSENT)
    started = Cluster(tmp_path)
    try:
        started.start_scheduler()
        yield started
    finally:
        started.stop()


def test_a_worker_killed_in_the_middle_loses_nothing_and_only_its_reports_are_read_again(
    tmp_path: Path, cluster: Cluster
) -> None:
    raw = write_raw(tmp_path / "raw", BODIES)
    extract_raw(raw, tmp_path / "alone")
    first = cluster.start_worker()
    cluster.start_worker()
    with running(raw, tmp_path / "out", "--dask", cluster.address) as run:
        wait_until(lambda: any(pid == first.pid for pid, _ in cluster.read()[:-1]))
        first.send_signal(signal.SIGKILL)
        _, told = run.communicate(timeout=120)
    assert run.returncode == 0, told
    assert digests(tmp_path / "out") == digests(tmp_path / "alone")
    again = {name for name, times in Counter(name for _, name in cluster.read()).items() if times > 1}
    assert len(again) == 1
    assert again <= {name for pid, name in cluster.read() if pid == first.pid}


def test_ctrl_c_stops_at_once_and_the_next_run_goes_on(tmp_path: Path, cluster: Cluster) -> None:
    raw, out = write_raw(tmp_path / "raw", BODIES), tmp_path / "out"
    cluster.start_worker()
    with running(raw, out, "--dask", cluster.address) as run:
        wait_until(lambda: len(cluster.read()) > 2)
        run.send_signal(signal.SIGINT)
        check_stopped(run)
    cluster.stop()
    kept = {name for _, name in cluster.read()[:-1]}
    assert len(kept) > 1
    extract_raw(raw, out, dask="", quiet=True)
    extract_raw(raw, tmp_path / "alone")
    assert digests(out) == digests(tmp_path / "alone")


def test_a_run_waits_for_workers_and_says_so(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pipeline.cluster.PATIENCE", 0.2)
    late = Timer(1, cluster.start_worker)
    late.start()
    try:
        extract_raw(write_raw(tmp_path / "raw"), tmp_path / "out", dask=cluster.address)
    finally:
        late.join()
    assert "No Dask worker has come for the 2 calls left" in caplog.text
    assert {name for _, name in cluster.read()} == {"corps0", "corps1"}


class Ended:
    """A call that ended so."""

    def __init__(self, error: BaseException | None = None, cancelled: bool = False) -> None:
        self.error, self.is_cancelled = error, cancelled

    def exception(self) -> BaseException | None:
        return self.error

    def cancelled(self) -> bool:
        return self.is_cancelled

    def result(self) -> int:
        return 7


def test_how_a_call_ends() -> None:
    scheduler = pytest.importorskip("distributed.scheduler", reason=ABSENT)
    assert read_result(Ended()) == 7
    assert read_result(Ended(scheduler.KilledWorker("read", None, 3))) is None
    for ended, kind, said in (
        (Ended(cancelled=True), PipelineError, "scheduler is gone"),
        (Ended(ModuleNotFoundError("No module named 'pipeline'")), UsageError, "lacks a library"),
        (Ended(UsageError("other rules")), UsageError, "other rules"),
    ):
        with pytest.raises(kind, match=said):
            read_result(ended)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "no address"])
def test_a_scheduler_that_does_not_answer_is_told(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason=ABSENT)
    monkeypatch.setattr("pipeline.cluster.ANSWERS", 1)
    with pytest.raises(UsageError, match="No Dask scheduler answers"):
        extract_raw(write_raw(tmp_path / "raw"), tmp_path / "out", dask=address)


def test_without_the_library_the_option_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'millesime\[dask\]'"):
        extract_raw(write_raw(tmp_path / "raw"), tmp_path / "out", dask="tcp://127.0.0.1:9")


def test_a_scheduler_that_goes_ends_the_run_with_a_sentence(tmp_path: Path, cluster: Cluster) -> None:
    cluster.environ["READ_SECONDS"] = "2"
    cluster.start_worker()
    raw = write_raw(tmp_path / "raw", BODIES)
    with running(raw, tmp_path / "out", "--dask", cluster.address) as run:
        wait_until(cluster.read)
        cluster.scheduler.kill()
        _, told = run.communicate(timeout=120)
    assert run.returncode == 1, told
    assert "The Dask scheduler is gone" in told
    assert "Traceback" not in told


# --- folders by URL ------------------------------------------------------------------------------------------------


def put(folder: Path, to: Path) -> Path:
    """Copy a folder's files to a store."""
    for path in folder.rglob("*"):
        if path.is_file():
            target = to / path.relative_to(folder).as_posix()
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return to


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a bucket of a local object store."""
    pytest.importorskip("s3fs", reason=ABSENT)
    pytest.importorskip("upath", reason=ABSENT)
    server = pytest.importorskip("moto.server", reason="moto[server] (the extra « dev ») is not installed")
    store = server.ThreadedMotoServer(port=0, verbose=False)
    store.start()
    host, port = store.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    name = hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]
    s3fs.S3FileSystem().mkdir(name)
    yield f"s3://{name}"
    s3fs.S3FileSystem.clear_instance_cache()
    store.stop()


@pytest.fixture(params=["memory", "file", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A URL under which folders can be made."""
    pytest.importorskip("upath", reason=ABSENT)
    if request.param == "s3":
        return str(request.getfixturevalue("bucket"))
    return f"file://{tmp_path}" if request.param == "file" else f"memory://{tmp_path.name}"


def test_a_store_holds_the_same_bytes_as_a_disk(tmp_path: Path, store: str) -> None:
    here = write_raw(tmp_path / "here", 3)
    extract_raw(here, tmp_path / "alone")
    raw, out = put(here, open_folder(f"{store}/raw")), open_folder(f"{store}/out")
    extract_raw(raw, out, jobs=2 if store.startswith("s3") else 1)
    assert tables(out) == tables(tmp_path / "alone")
    assert "nothing to do" in extract_raw(raw, out).line


def test_only_what_changed_in_a_store_is_read_again(
    tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = write_raw(tmp_path / "here", 3)
    raw, out = put(here, open_folder(f"{store}/raw")), open_folder(f"{store}/out")
    extract_raw(raw, out)
    seen: list[str] = []
    import pipeline.bodies as bodies

    whole = bodies.write_body
    monkeypatch.setattr(
        bodies, "write_body", lambda grown, body, *rest: seen.append(body.name) or whole(grown, body, *rest)
    )
    (here / "corps1" / "2021.md").write_text("# Rapport\n\n- Forum à Brest en mai 2021\n", encoding="utf-8")
    for path in (here / "corps2").iterdir():
        path.unlink()
    (here / "corps2").rmdir()
    put(here, raw)
    for year in (2020, 2021):
        (raw / "corps2" / f"{year}.md").unlink()
    extract_raw(raw, out)
    assert seen == ["corps1"]
    extract_raw(here, tmp_path / "alone")
    assert tables(out) == tables(tmp_path / "alone")


def test_the_mark_of_a_folder_in_a_store_is_no_report(tmp_path: Path, bucket: str) -> None:
    raw = put(write_raw(tmp_path / "here", 1), open_folder(f"{bucket}/raw"))
    for name in ("raw/", "raw/corps0/"):
        raw.fs.touch(f"{bucket}/{name}")  # type: ignore[attr-defined]
    sources, problems = find_sources(open_folder(f"{bucket}/raw"))
    assert [source.report_id for source in sources] == ["corps0-2020", "corps0-2021"]
    assert problems == []


def test_a_cluster_works_on_a_store(tmp_path: Path, bucket: str, cluster: Cluster) -> None:
    cluster.start_worker()  # it inherits the keys of the bucket
    here = write_raw(tmp_path / "here", 3)
    extract_raw(here, tmp_path / "alone")
    raw, out = put(here, open_folder(f"{bucket}/raw")), open_folder(f"{bucket}/out")
    extract_raw(raw, out, dask=cluster.address)
    assert tables(out) == tables(tmp_path / "alone")
    assert {name for _, name in cluster.read()} == {"corps0", "corps1", "corps2"}


def test_a_cluster_is_not_given_folders_in_memory(tmp_path: Path) -> None:
    pytest.importorskip("upath", reason=ABSENT)
    raw = put(write_raw(tmp_path / "here"), open_folder("memory://unseen"))
    with pytest.raises(UsageError, match="one process alone"):
        extract_raw(raw, tmp_path / "out", dask="tcp://127.0.0.1:9")


def test_a_table_that_fails_midway_is_not_put(bucket: str) -> None:
    from pipeline.folders import writing_text

    path = open_folder(f"{bucket}/out") / "csv" / "dates.csv"
    with writing_text(path) as file:
        file.write("whole")
    with pytest.raises(PipelineError), writing_text(path) as file:  # noqa: PT012
        file.write("half " * 2_000_000)
        raise PipelineError("the worker is ill")
    assert path.read_bytes() == b"whole"
