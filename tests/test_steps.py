"""A step is done again when its tables, decisions or rules change, and only then."""

from pathlib import Path

import pytest

from pipeline.steps import digest_read, if_changed


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    raw, extracted = tmp_path / "raw", tmp_path / "extracted"
    (raw / "a").mkdir(parents=True)
    (extracted / "csv").mkdir(parents=True)
    (extracted / "csv" / "dates.csv").write_text("value\n2020\n", encoding="utf-8")
    return raw, extracted


def test_once_while_nothing_changes(folders: tuple[Path, Path]) -> None:
    raw, extracted = folders
    calls: list[int] = []

    def do() -> tuple[str, tuple[str, ...]]:
        calls.append(1)
        (extracted / "compare").mkdir(exist_ok=True)
        for name in ("index.html", "2020-2021.html"):
            (extracted / "compare" / name).write_text("page", encoding="utf-8")
        return "1 pair", ("a decision meets nothing",)

    assert if_changed("compare", extracted, raw, do) == ("1 pair", ("a decision meets nothing",))
    assert if_changed("compare", extracted, raw, do) == ("1 pair (nothing has changed)", ("a decision meets nothing",))
    assert len(calls) == 1
    (raw / "a" / "decisions.csv").write_text("decision\n", encoding="utf-8")
    if_changed("compare", extracted, raw, do)
    assert len(calls) == 2
    (extracted / "csv" / "dates.csv").write_text("value\n2021\n", encoding="utf-8")
    if_changed("compare", extracted, raw, do)
    assert len(calls) == 3
    (extracted / "compare" / "2020-2021.html").unlink()
    if_changed("compare", extracted, raw, do)
    assert len(calls) == 4, "a page that is lost is made again"
    (raw / "b").mkdir()
    (raw / "a" / "decisions.csv").rename(raw / "b" / "decisions.csv")
    if_changed("compare", extracted, raw, do)
    assert len(calls) == 5, "the same decisions, but of another body"


def test_pages_are_made_again_when_what_they_share_changes(
    folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, extracted = folders
    monkeypatch.setattr("pipeline.steps.PACKAGE", tmp_path)
    digests = [digest_read(extracted, raw)]
    for name in ("compare/report/french.py", "review/page.html"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
        digests.append(digest_read(extracted, raw))
    assert len(set(digests)) == 3
