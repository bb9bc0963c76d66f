"""What a person is asked, and what becomes of the answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipeline.decision_file import Decision, load_decisions
from pipeline.decisions import decide_names
from pipeline.doubts import MOST, Doubt, find_candidates, find_doubts, find_rivals
from pipeline.errors import UsageError
from pipeline.kinds.institutions import slug
from pipeline.model import Mention, PartnerValue, PlaceValue
from pipeline.schemas import columns
from pipeline.store import write_csv
from pipeline.territory import Territory
from pipeline.walk import find_questions, walk_doubts

JURA = Territory(("39", "25"), ("27",))
GERS = Territory(("32",), ("76",))


def marked(text: str) -> tuple[str, list[Mention]]:
    """Text and mentions from « avec [EBER=Entre Bièvre et Rhône] »; places from « à [Romain@39464] »."""
    plain, mentions = "", []
    for piece in re.split(r"(\[[^\]]*\])", text):
        inner = piece.strip("[]") if piece.startswith("[") else ""
        surface = re.split("[=@]", inner)[0]
        start = len(plain)
        plain += surface or piece
        if inner:
            name = inner.partition("=")[2] or surface
            code = inner.partition("@")[2]
            place = PlaceValue(surface, "commune", code, code[:2])
            value = place if code else PartnerValue(slug(name), name)
            mentions.append(Mention("places" if code else "partners", start, len(plain), value, "test"))
    return plain, mentions


def doubts_of(
    *reports: list[str], territory: Territory = GERS, decisions: tuple[Decision, ...] = ()
) -> list[list[Doubt]]:
    read = [[marked(text) for text in texts] for texts in reports]
    texts = [[text for text, _ in passages] for passages in read]
    return find_doubts(texts, [[found for _, found in passages] for passages in read], territory, decisions)


# --- what is doubtful ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "others", "likely"),
    [
        ("EBER", ["CC Entre Bièvre et Rhône", "EPORA"], ["CC Entre Bièvre et Rhône"]),
        ("TE 32", ["Territoire d'énergie Gers", "Territoire d'énergie Jura"], ["Territoire d'énergie Gers"]),
        ("Fabrique numérique", ["Fabrique numérique des Armées", "L'eau"], ["Fabrique numérique des Armées"]),
        ("Banque des Teritoires", ["Banque des Territoires"], ["Banque des Territoires"]),
        ("Cercle Barbaroux", ["Barbaroux, cercle d'études"], ["Barbaroux, cercle d'études"]),
        ("lycée Bossuet", ["collège Bossuet", "Bossuet"], []),
        ("Club 14", ["Club 15"], []),
        ("ADIL du Jura", ["CCI du Jura"], []),
        ("R&D", ["ARC Réouverture d'un magasin"], []),
        ("Marché de Bray", ["Marcher à Bray"], []),
    ],
)  # fmt: skip
def test_candidates(name: str, others: list[str], likely: list[str]) -> None:
    assert find_candidates(name, others) == likely


def test_a_partner_is_asked_for_once_over_the_years() -> None:
    text = "un dossier transmis au [TE 32], puis au [Territoire d'énergie Gers]"
    first, second = doubts_of([text], [text])
    assert [(d.kind, d.text, d.candidates, d.passage) for d in first] == [
        ("partner", "TE 32", ("Territoire d'énergie Gers",), 0)
    ]
    assert second == []


def test_two_that_lists_know_are_two() -> None:
    assert doubts_of(["la [Chambre d'agriculture du Gers] et la [Chambre d'agriculture de l'Ain]"]) == [[]]


@pytest.mark.parametrize("decision", ["same_partner", "other_partner", "not_partner", "is_place"])
def test_what_was_decided_is_not_asked_again(decision: str) -> None:
    told = Decision(decision, "TE 32", "Territoire d'énergie Gers" if decision.endswith("_partner") else "")
    assert doubts_of(["le [TE 32] et [Territoire d'énergie Gers]"], decisions=(told,)) == [[]]


def test_a_homonym_is_asked_for_where_nothing_settles_it() -> None:
    assert [c.code for c in find_rivals("Romain", "39464", JURA)] == ["39464", "25499"]
    ((doubt,),) = doubts_of(["séance à [Romain@39464]", "puis à [Romain@39464]"], territory=JURA)
    assert (doubt.kind, doubt.text, doubt.candidates) == (
        "place",
        "Romain",
        ("39464 Romain (Jura)", "25499 Romain (Doubs)"),
    )


@pytest.mark.parametrize("text", ["[Romain@39464] (39)", "[Dole@39198] et [Romain@39464]", "[Besançon@25056]"])
def test_a_place_that_its_words_settle_is_not_asked_for(text: str) -> None:
    assert doubts_of([text], territory=JURA) == [[]]


def test_a_report_has_few_doubts_and_the_most_named_first() -> None:
    pairs = [f"[Atelier {word}] et [Atelier {word} de Bray]" for word in "abcdefghijklmno"]
    (found,) = doubts_of([*pairs, "[Atelier m]", "[Atelier m]"])
    assert len(found) == MOST
    assert "Atelier m" in [d.text for d in found]
    assert [d.passage for d in found] == sorted(d.passage for d in found)


# --- the walk ------------------------------------------------------------------------------------------------------


def rows(table: str, *told: dict[str, object]) -> list[dict[str, object]]:
    return [{name: row.get(name) for name in columns(table)} for row in told]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    raw, extracted = tmp_path / "raw", tmp_path / "extracted"
    (raw / "gers").mkdir(parents=True)
    actions = [
        {"action_id": "gers-2023-1", "organisation": "gers", "text": "solaire avec le TE 32 à Romain, 540 000 €"},
        {"action_id": "gers-2023-2", "organisation": "gers", "text": "guichet, avec la Bascule"},
    ]
    partners = [{"action_id": "gers-2023-1", "text": "TE 32", "partner_id": "te-32"}]
    doubts = [
        {"kind": kind, "action_id": f"gers-2023-{number}", "text": text, "candidates": candidates}
        for kind, number, text, candidates in (
            ("partner", 1, "TE 32", "Territoire d'énergie Gers | TEG"),
            ("place", 1, "Romain", "39464 Romain (Jura) | 25499 Romain (Doubs)"),
            ("partner", 2, "Bascule", "La Bascule verte"),
        )
    ]
    for table, told in (("actions", actions), ("partners", partners), ("doubts", doubts)):
        found = rows(table, *({"report_id": "gers-2023", **row} for row in told))
        write_csv(extracted / "csv" / f"{table}.csv", columns(table), found)
    head = "change action_id_before action_id_after text_before text_after doubt".split()
    pairs = [
        dict(zip(head, ["reworded", "gers-2022-7", "gers-2023-1", "solaire", "solaire au TE 32", "weak"], strict=True)),
        dict(zip(head, ["reworded", "gers-2022-8", "gers-2023-2", "guichet", "guichet, avec", ""], strict=True)),
    ]
    write_csv(extracted / "compare" / "gers" / "2022-2023" / "doubts.csv", head, pairs)
    return raw, extracted


def run(raw: Path, extracted: Path, typed: str) -> str:
    app = typer.Typer()

    @app.command()
    def doubts() -> None:
        typer.echo(walk_doubts(raw, extracted, input, typer.echo))

    result = CliRunner().invoke(app, input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return str(result.output)


def decided(raw: Path) -> list[tuple[str, str, str, str, str]]:
    return [(d.decision, d.subject, d.object, d.value, d.expects) for d in load_decisions(raw / "gers")[0]]


def test_each_answer_is_written(folders: tuple[Path, Path]) -> None:
    said = run(*folders, "1\n2\nn\no\n")
    assert "[1/4] gers-2023 : un partenaire" in said
    assert "solaire avec le [TE 32] à Romain, 540 000 €" in said
    assert "1  Territoire d'énergie Gers" in said
    assert "4 réponse(s) notée(s) sur 4 question(s)" in said
    assert decided(folders[0]) == [
        ("same_partner", "TE 32", "Territoire d'énergie Gers", "", "te-32"),
        ("is_place", "Romain", "", "25499", "39464"),
        ("not_partner", "Bascule", "", "", ""),
        ("same_action", "gers-2022-7", "gers-2023-1", "", "same_action"),
    ]


def test_what_was_answered_is_not_asked_again_and_stops_at_any_time(folders: tuple[Path, Path]) -> None:
    assert "1 réponse(s) notée(s) sur 4" in run(*folders, "a\nq\n")
    assert [line[:3] for line in decided(folders[0])] == [
        ("other_partner", "TE 32", "Territoire d'énergie Gers"),
        ("other_partner", "TE 32", "TEG"),
    ]
    assert "2 réponse(s) notée(s) sur 3" in run(*folders, "1\nl\n")  # the input ends before the third question
    assert "1 réponse(s) notée(s) sur 1" in run(*folders, "n\n")
    assert run(*folders, "").strip() == "Aucun doute à trancher."


def test_an_answer_that_was_not_offered_is_asked_again(folders: tuple[Path, Path]) -> None:
    said = run(*folders, "7\nx\n0\n²\np\n\n\n\n")
    assert said.count("Répondez par un des signes proposés") == 4
    assert "0 réponse(s) notée(s) sur 4 question(s)." in said
    assert not (folders[0] / "gers" / "decisions.csv").exists()


def test_the_answers_do_what_they_say(folders: tuple[Path, Path]) -> None:
    run(*folders, "1\nq\n")
    names = ("TE 32", "Territoire d'énergie Gers")
    values = {name: PartnerValue(slug(name), name) for name in names}
    named, met = decide_names(values, load_decisions(folders[0] / "gers")[0])
    assert {value.name for value in named.values()} == {"Territoire d'énergie Gers"}
    assert set(met.values()) == {""}


def test_nothing_extracted_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run « millesime extract » first"):
        list(find_questions(tmp_path, tmp_path))
