"""The folder raw/ -> Sources and Problems."""

from pathlib import Path

import pytest

from pipeline.catalog import find_sources, load_card
from pipeline.errors import ReportError, UsageError


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for name in ("b/2021.md", "b/2020.html", "a/2019.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("- une action", encoding="utf-8")
    return tmp_path


def test_sources_come_sorted_by_body_and_year(raw: Path) -> None:
    sources, problems = find_sources(raw)
    assert [s.report_id for s in sources] == ["a-2019", "b-2020", "b-2021"]
    assert [s.source_path for s in sources] == ["a/2019.md", "b/2020.html", "b/2021.md"]
    assert problems == []


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("a/bilan.md", "« bilan » is no year"),
        ("a/3019.md", "« 3019 » is no year"),
        ("a/2019.html", "already 2019.html"),
        ("2020.md", "stands in a folder"),
        ("a/2020/x.md", "Not a plain file"),
        ("à b/2020.md", "use letters"),
    ],
)
def test_what_cannot_be_a_report_is_named_with_what_to_do(raw: Path, name: str, seen: str) -> None:
    path = raw / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", encoding="utf-8")
    sources, problems = find_sources(raw)
    assert len(problems) == 1
    assert seen in problems[0].message
    assert len(sources) == 3, "the other reports are done"


def test_a_link_that_leads_out_of_raw_is_not_followed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "2022.md").write_text("secret", encoding="utf-8")
    (raw / "a" / "2022.md").symlink_to(elsewhere / "2022.md")
    (raw / "c").symlink_to(elsewhere)
    sources, problems = find_sources(raw)
    assert [s.report_id for s in sources] == ["a-2019", "b-2020", "b-2021"]
    assert [p.where for p in problems] == ["a/2022.md", "c"]


def test_what_stands_beside_reports_is_no_report(raw: Path) -> None:
    (raw / "a" / "decisions.csv").write_text("decision\n", encoding="utf-8")
    (raw / "a" / ".DS_Store").write_bytes(b"\0")
    (raw / "README.md").write_text("x", encoding="utf-8")
    assert find_sources(raw)[1] == []


def test_the_card_says_what_it_knows(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text(
        'name = "Pôle d\'essai"\naliases = ["PE"]\nsiren = "200000001"\n'
        '[territory]\ndepartements = ["62"]\n[headers]\n"Qui ?" = "Partenaires"\n',
        encoding="utf-8",
    )
    card = load_card(tmp_path / "card.toml")
    assert (card.name, card.aliases, card.departements) == ("Pôle d'essai", ("PE",), ("62",))
    assert card.headers == (("Qui ?", "Partenaires"),)


@pytest.mark.parametrize("text", ["nom = 'x'", "name = ", "[territory]\ncommune = ['1']", "territory = 3"])
def test_a_card_with_a_mistake_is_refused_with_its_reason(tmp_path: Path, text: str) -> None:
    (tmp_path / "card.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match="left aside"):
        load_card(tmp_path / "card.toml")


def test_a_card_that_the_system_does_not_give_is_left_aside(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    (raw / "a" / "card.toml").touch()
    monkeypatch.setattr(Path, "read_text", refuse)
    sources, (problem,) = find_sources(raw)
    assert len(sources) == 3
    assert (problem.where, problem.message) == (
        "a/card.toml",
        "The card is left aside, it cannot be read: Permission denied.",
    )


def test_no_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        find_sources(tmp_path / "absent")
