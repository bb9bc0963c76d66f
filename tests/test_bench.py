"""The bench measures what it says: varied reports, stages by module, growth, and a process that answers."""

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.bench.contenders import LINE, Process, start_peer
from pipeline.bench.growth import fit_exponent
from pipeline.bench.peer import PEERS
from pipeline.bench.stages import PATH, STAGE_OF, stage_of, watching
from pipeline.bench.varied import write_varied
from pipeline.catalog import find_sources
from pipeline.kinds.dates import find_dates
from pipeline.passages import cut_passages
from pipeline.run import read_all

ROOT = Path(__file__).parent.parent
RAW = ROOT / "raw"


def texts_of(raw: Path) -> list[str]:
    documents, problems = read_all(find_sources(raw)[0])
    assert not problems
    return [passage.text for _, document, _ in documents for passage in cut_passages(document)]


def test_varied_reports_are_as_many_as_asked_for_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        write_varied(RAW, tmp_path / name, 7, seed)
    one, again, other = (
        {p.relative_to(tmp_path / name).as_posix(): p.read_text() for p in sorted((tmp_path / name).rglob("*.*"))}
        for name in ("one", "again", "other")
    )
    assert len(one) == 7
    assert one == again
    assert one != other


def test_varied_reports_are_read_like_the_specimens_and_say_other_things(tmp_path: Path) -> None:
    write_varied(RAW, tmp_path, 10)
    specimens, varied = texts_of(RAW), texts_of(tmp_path)
    assert len(varied) == pytest.approx(2 * len(specimens), rel=0.02)
    assert sum(map(len, varied)) == pytest.approx(2 * sum(map(len, specimens)), rel=0.05)
    long = [text for text in varied if len(text) > 80]
    assert len(set(long)) > 0.95 * len(long)
    assert len(set(long) & set(specimens)) < 0.1 * len(long)


def test_a_stage_is_the_outermost_module_off_the_path() -> None:
    seen: list[str] = []

    class Spy(str):
        def translate(self, table: object) -> str:  # find_dates folds its text: here we are below it
            seen.append(stage_of(sys._getframe()))
            return super().translate(table)  # type: ignore[arg-type]

    find_dates(Spy("le 3 mai 2021"), 2021)
    assert seen == ["dates"]


def test_every_module_of_a_stage_is_there() -> None:
    for module in (*STAGE_OF, *PATH):
        path = ROOT / (module.replace(".", "/"))
        assert path.is_dir() or path.with_suffix(".py").is_file(), module


def test_all_time_is_given_to_some_stage() -> None:
    with watching() as spent:
        start = time.process_time()
        while time.process_time() - start < 0.2:
            find_dates("du 3 au 9 mai 2021, puis tous les mois", 2021)
        whole = time.process_time() - start
    assert sum(spent.seconds.values()) == pytest.approx(whole, abs=0.05)
    assert spent.seconds["dates"] > 0.6 * whole


def test_the_line_answers_tasks(tmp_path: Path) -> None:
    write_varied(RAW, tmp_path / "raw", 10)  # each stage then lasts longer than a tick of any clock
    with Process([sys.executable, "-m", "pipeline.bench.line"]) as line:
        told = [line.ask({"raw": str(tmp_path / "raw"), "stages": True}) for _ in range(2)]
    assert all(one["seconds"] > 0 and one["peak"] > 10 for one in told)
    assert {"tag names", "dates", "amounts", "places", "partners", "write"} <= set(told[0]["stages"])
    assert sum(told[0]["stages"].values()) == pytest.approx(told[0]["cpu"], rel=0.1, abs=0.05)


def test_a_peer_reads_or_says_that_it_is_absent(tmp_path: Path) -> None:
    texts = tmp_path / "texts.json"
    texts.write_text(json.dumps(["Le 12 mars 2021, à Lens."]), encoding="utf-8")
    with start_peer("dateparser.search_dates", None) as peer:  # dateparser is one of our own dependencies
        assert not peer.absent
        told = peer.ask({"texts": str(texts)})
        assert told["seconds"] > 0
        assert 10 < told["peak"] < 200  # its own, not that of the process that started it
    with start_peer("eds.dates", None) as peer:
        assert not peer.absent or "edsnlp" in peer.absent
    assert LINE not in PEERS


def test_the_exponent_of_a_square_is_two() -> None:
    sizes = [10, 100, 1000]
    assert fit_exponent(sizes, [size**2 for size in sizes]) == pytest.approx(2)
    assert all(a < b for a, b in pairwise(fit_exponent(sizes, [size**e for size in sizes]) for e in (0.5, 1, 1.5)))
