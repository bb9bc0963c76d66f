"""The figures that users read: they never fall silently, the page has them all, and README says no others."""

import json
import platform
import re
import shutil
import warnings
from itertools import dropwhile, takewhile
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import PAGE, PROJECT, evaluate_gold, load_rows, tell
from pipeline.quality import GOLD
from pipeline.quality.measure import Measure, measure
from pipeline.quality.page import write_page
from pipeline.quality.peers import PEERS, load_peers, score_alike
from pipeline.quality.roles import PARTNERS, SUMS, tally_roles
from pipeline.score import KIND_OF_MARK, Error

HOME = platform.system() == "Linux" and platform.machine() == "x86_64"
FLOORS = {  # F1, of actions recall, a little under what was measured; raise them when it rises
    "dates": 0.995,
    "amounts": 0.995,
    "places": 0.93,
    "partners": 0.955,
    "people": 0.97,
    "naming": 0.98,
    "actions": 0.99,
    "pairing": 0.94,
    SUMS: 0.94,
    PARTNERS: 0.94,
}
BLIND_FLOORS = {
    "dates": 0.99,
    "amounts": 0.99,
    "places": 0.92,
    "partners": 0.94,
    "people": 0.93,
    "naming": 0.86,
    "actions": 0.99,
}
Figures = dict[str, list[str]]


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return {row["organisation"]: row["written"] for row in load_rows(GOLD / "written.csv")}


@pytest.fixture(scope="module")
def own(written: dict[str, str]) -> Measure:
    return measure(GOLD, written)


@pytest.fixture(scope="module")
def page(own: Measure, written: dict[str, str]) -> str:
    return write_page(own, (), load_peers(), load_rows(GOLD / "first_look.csv"), written)


def table(text: str, heading: str) -> Figures:
    """The first table under a heading: first cell of each row -> the other cells."""
    lines = text.split(f"{heading}\n", 1)[1].splitlines()
    after = dropwhile(lambda line: not line.startswith("|"), lines)
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in takewhile(lambda line: line[:1] == "|", after)]
    return {cells[0]: cells[1:] for cells in rows[2:]}


@pytest.mark.parametrize("figure", FLOORS)
def test_no_figure_falls_silently(own: Measure, figure: str) -> None:
    tally = own.score.tallies[figure]
    reached = tally.recall if figure == "actions" else tally.f1
    assert reached >= FLOORS[figure], "\n".join(str(e) for e in own.score.errors if e.figure == figure)


@pytest.mark.parametrize("figure", BLIND_FLOORS)
def test_no_figure_of_the_blind_reports_falls_silently(own: Measure, figure: str) -> None:
    assert own.blind is not None
    tally = own.blind.tallies[figure]
    assert (tally.recall if figure == "actions" else tally.f1) >= BLIND_FLOORS[figure]


def test_every_figure_has_its_floor(own: Measure) -> None:
    assert own.score.tallies.keys() == FLOORS.keys()


def test_the_committed_page_is_up_to_date(page: str) -> None:
    kept = PAGE.read_text(encoding="utf-8")
    if kept == page:
        return
    if not HOME:
        warnings.warn("docs/quality.md differs on this platform", stacklevel=1)
        return
    moved = [line for line in page.splitlines() if line not in kept.splitlines()]
    pytest.fail("docs/quality.md is not up to date: run `make evaluate` and read what moved:\n" + "\n".join(moved))


def test_readme_says_the_figures_of_the_page() -> None:
    """Its table is the page's first; any other figure of the section stands in the page too."""
    text = PAGE.read_text(encoding="utf-8")
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## How good it is\n", 1)[1].split("\n## ")[0]
    assert readme.count("| own gold |") == section.count("| own gold |") == 1
    assert table("## x\n" + section, "## x") == table(text, "## In short"), "copy « In short » of docs/quality.md"
    assert set(re.findall(r"\b[01]\.\d{2,3}\b", section)) <= set(re.findall(r"\b[01]\.\d{2,3}\b", text))


def test_the_short_table_is_the_long_one(page: str) -> None:
    long = table(page, "## Figures")
    for (name, cells), (figure, row) in zip(table(page, "## In short").items(), long.items(), strict=True):
        assert name.split(" ")[0] == figure.split(" ")[0] or figure == "pairing"
        halves = (row[1:5], row[5:9])  # precision, recall, F1, of: of all, then of the blind ones
        assert cells == ["–" if n == "0" else f"{r if f1 == '–' else f1} of {n}" for _, r, f1, n in halves]


def test_the_page_counts_every_error_and_every_mark(own: Measure, page: str) -> None:
    weak = page.split("## Known weaknesses")[1].split("\n## ")[0]
    counts = [int(line.split("|")[4]) for line in weak.splitlines() if re.search(r"\| \d+ \|", line)]
    assert sum(counts) == len(own.score.errors)
    marks = [mark for path in GOLD.glob("*/*.gold.json") for mark in json.loads(path.read_text(encoding="utf-8"))]
    total = table(page, "## The gold")["all"]
    assert total[3:8] == [str(sum(mark["type"] == letter for mark in marks)) for letter in KIND_OF_MARK]


def test_how_each_body_was_written_is_told(own: Measure, written: dict[str, str]) -> None:
    assert {report.organisation for report in own.reports} == set(written)
    assert set(written.values()) == {"with the rules", "blind"}


def test_the_figures_of_the_peers_are_of_this_gold(own: Measure, page: str) -> None:
    figures = load_peers()
    assert {(f.peer, f.kind) for f in figures} == {
        (peer, KIND_OF_MARK[letter]) for peer, (letters, _) in PEERS.items() for letter in letters
    }
    for figure in figures:
        if figure.version and figure.kind != "dates":  # of dates only days, months and years count
            assert figure.tally.gold == own.score.tallies[figure.kind].gold, "run: python -m pipeline.quality.peers"
        absent = "" if figure.version else "Absent"
        assert absent in page
    assert "Millésime | partners" in page


def test_a_peer_is_asked_for_no_more_than_all_can_say() -> None:
    marks = [
        {"type": "D", "value": "2021-05", "surface": "mai 2021"},
        {"type": "D", "value": "2016/2021", "surface": "2016-2021"},  # an interval: counts for nobody
    ]
    rows = [{"text": "mai 2021", "value": "2021-05-01"}, {"text": "2016", "value": "2016-01-01"}]
    tally = score_alike("D", marks, rows)
    assert (tally.right, tally.gold, tally.predicted) == (1, 1, 1)
    places = [{"type": "L", "value": "commune:62498:Lens", "surface": "Lens"}]
    assert score_alike("L", places, [{"text": "Lens", "value": ""}]).f1 == 1.0


def test_roles_count_as_told() -> None:
    told = {("a", "X", 1): "funder", ("a", "Y", 1): "", ("a", "Z", 1): "?", ("a", "W", 1): "member"}
    found = {("a", "X", 1): "provider", ("a", "Y", 1): "funder", ("a", "Z", 1): "funder"}
    tally = tally_roles(told, found)
    assert (tally.right, tally.gold, tally.predicted) == (0, 2, 2)


def test_an_error_says_where_and_what() -> None:
    error = Error("pma/2019", "wrong", "places", "commune:62498:Lens", "Lens", "25348")
    assert str(error) == "pma/2019 wrong places commune:62498:Lens « Lens »: 25348"


def test_other_gold_stands_apart(own: Measure, tmp_path: Path, written: dict[str, str]) -> None:
    shutil.copytree(GOLD / "rives-allier", tmp_path / "autre" / "rives-allier")
    other = measure(tmp_path / "autre", {})
    text = write_page(own, (other,), load_peers(), (), written)
    apart = text.split("## Other gold: autre")[1]
    assert table("## x\n" + apart, "## x")["dates"][-1] == "62"
    assert "blind" not in apart
    assert tell(other, 0).startswith("1 gold reports (rives-allier)")


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No gold report"):
        measure(tmp_path, {})


def test_the_command_writes_the_page_where_it_is_told(
    own: Measure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.evaluate.measure", lambda folder, written: own)
    told = evaluate_gold(misses=2, page=tmp_path / "quality.md")
    assert f"Written: {tmp_path / 'quality.md'}" in told
    assert (
        len([line for line in told.splitlines() if " missed " in line or " extra " in line or " wrong " in line]) == 2
    )
    assert (tmp_path / "quality.md").read_text(encoding="utf-8").startswith("# How good the records are")
    assert "Written" not in evaluate_gold([GOLD])
