"""Why a record is what it is: the causes are causes, the losers lost for the reason told, every rule has its words."""

import ast
import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ReportError, UsageError
from pipeline.explain import explain, explain_action, explain_record, explain_report
from pipeline.explain.origins import find_sources_of
from pipeline.explain.replay import Replay, Spot, find_spot, replay
from pipeline.explain.rivals import find_winner, why
from pipeline.explain.rules import is_decoy, meaning
from pipeline.extract import extract_raw
from pipeline.kinds.decoys import KIND_OF
from pipeline.lexicon import load_lexicon
from pipeline.model import KINDS, Mention, Name, Source
from pipeline.ner.chances import OUTSIDE, find_chances
from pipeline.settle import settle

PROJECT = Path(__file__).parent.parent
REPORT = """# Rapport d'activité 2021

## Énergie

- **Forum** : environ 40 participants à Lens le 12 mars, avec l'ADEME (aide de 15 k€ HT).
  - suite en octobre, 39 bis, au 2 rue du 8 mai 1945 (loi n° 2010-788)
- En 2018 : restitution en mars à Arras, M. Paul Durand, président de la CALL.
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw" / "essai"
    folder.mkdir(parents=True)
    (folder / "2021.md").write_text(REPORT, encoding="utf-8")
    (folder / "card.toml").write_text('[territory]\ndepartements = ["62"]\n', encoding="utf-8")
    return tmp_path / "raw"


@pytest.fixture(scope="module")
def specimen() -> tuple[Replay, Source]:
    return replay("smidoval-2020", PROJECT / "raw")


def id_of(raw: Path, kind: str, text: str) -> str:
    again, _ = replay("essai-2021", raw)
    return next(row["record_id"] for row in again.undecided[0][kind] if row["text"] == text)


def parts(raw: Path, kind: str, text: str, extracted: Path = Path("absent")) -> dict[str, str]:
    wanted = id_of(raw, kind, text)
    told = explain_record(find_spot(wanted, *replay(wanted, raw)), extracted)
    return {heading: "\n".join(sentences) for heading, sentences in told}


def every_passage(again: Replay, source: Source) -> Iterator[Spot]:
    number = next(at for at, report in enumerate(again.reports) if report.source == source)
    for row in again.undecided[number]["actions"]:
        yield find_spot(row["action_id"], again, source)


# --- one record ----------------------------------------------------------------------------------------------------


def test_an_amount_and_what_it_hangs_on(raw: Path) -> None:
    told = parts(raw, "amounts", "40 participants")
    assert "[40 participants]" in told["Sentence"]
    assert told["Section"] == "Rapport d'activité 2021 > Énergie"
    assert told["Record"] == "amounts, in essai/2021.md, line 5"
    assert "« quantity »: a number and the noun or unit that it counts" in told["Found by"]
    assert told["Hangs on"] == "« environ »: without it, modifier would be empty"


def test_a_sum_and_who_pays(raw: Path) -> None:
    told = parts(raw, "amounts", "15 k€")
    assert "role funding" in told["Value"]
    assert "« aide »" in told["Hangs on"]
    assert "« HT »: without it, tax would be empty" in told["Hangs on"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("12 mars", "its year stands above, in « Rapport d'activité 2021 »"),
        ("mars", "its year stands in other words of its sentence"),
        ("octobre", "its year"),
    ],
)
def test_the_year_that_a_date_leaves_out(raw: Path, text: str, seen: str) -> None:
    assert seen in parts(raw, "dates", text)["Value from"]


def test_the_year_of_the_report(raw: Path) -> None:
    (raw / "essai" / "2021.md").write_text("- Forum à Lens le 12 mars.\n", encoding="utf-8")
    assert parts(raw, "dates", "12 mars")["Value from"] == "its year is the report's, 2021"


def test_a_place_its_homonyms_and_its_territory(raw: Path) -> None:
    told = parts(raw, "places", "Lens")
    assert "the model millesime-noms" in told["Found by"]
    assert re.search(r"PLACE \d+\.\d%", told["Found by"])
    assert "gazetteer: 62498 Lens (Pas-de-Calais)" in told["Value from"]
    assert "\nnot meant, " in told["Value from"]
    assert "territory, told by card.toml: 62 Pas-de-Calais" in told["Value from"]


def test_a_place_that_is_also_a_part_of_other_names(raw: Path) -> None:
    """« Châtillon » has readings by its whole name, in the Rhône, and as the beginning of several names of the Ain."""
    (raw / "essai" / "card.toml").write_text('[territory]\ndepartements = ["01"]\n', encoding="utf-8")
    (raw / "essai" / "2021.md").write_text("- Forum de l'emploi à Châtillon le 12 mars.\n", encoding="utf-8")
    told = parts(raw, "places", "Châtillon")["Value from"]
    assert re.findall(r"^(meant|not meant), .*?: commune (\d+)", told, re.M)[0] == ("meant", "01093")
    assert len(re.findall(r"^not meant, .*Châtillon", told, re.M)) > 1


def test_the_reading_that_is_meant_is_the_records(specimen: tuple[Replay, Source]) -> None:
    again, source = specimen
    for row in again.undecided[0]["places"]:
        spot = find_spot(row["record_id"], again, source)
        readings = [told for told in find_sources_of(spot) if re.match(r"(not )?meant, ", told)]
        meant = [told for told in readings if told.startswith("meant")]
        assert meant == readings[:1], row["record_id"]
        assert all(f"{row['kind']} {row['code'] or ''}".strip() in told for told in meant)
        assert all(row["name"] in told for told in meant)


def test_a_name_and_the_dates_that_lost_to_it(raw: Path) -> None:
    lost = parts(raw, "places", "rue du 8 mai 1945")["Lost to it"]
    assert "« rue du 8 mai 1945 »: a street's name" in lost
    assert "« 8 mai 1945 »: a date, 1945-05-08" in lost
    assert "names go before look-alikes, dates and amounts" in lost


def test_a_partner_and_the_line_that_knows_it(raw: Path) -> None:
    told = parts(raw, "partners", "ADEME")
    line = int(told["Value from"].partition("line ")[2].partition(":")[0])
    path = PROJECT / "pipeline" / "lexicon" / "organisations.csv"
    assert "transition écologique" in path.read_text(encoding="utf-8").splitlines()[line - 1]
    assert "gazetteer: the EPCI 246200364" in parts(raw, "partners", "CALL")["Value from"]


def test_a_person_and_the_words_of_the_title(raw: Path) -> None:
    told = parts(raw, "people", "Paul Durand")
    assert "title président" in told["Value"]
    assert "« président »" in told["Hangs on"]


def test_each_kind_says_every_heading(specimen: tuple[Replay, Source]) -> None:
    again, source = specimen
    for kind in KINDS:
        row = again.undecided[0][kind][-1]
        told = dict(explain_record(find_spot(row["record_id"], again, source), Path("absent")))
        for heading in ("Sentence", "Record", "Value", "Found by", "Hangs on", "Lost to it", "Decisions"):
            assert told[heading], (row["record_id"], heading)
        assert not [line for lines in told.values() for line in lines if "None" in line]


# --- decisions and tables ------------------------------------------------------------------------------------------


def decide(raw: Path, *lines: tuple[str, ...]) -> None:
    with (raw / "essai" / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow("decision subject object field value expects reason".split())
        writer.writerows(lines)


def test_decisions_that_touch_a_record(raw: Path) -> None:
    wanted = id_of(raw, "amounts", "15 k€")
    decide(
        raw,
        ("correct", wanted, "", "value", "16000", "15000", "faute de frappe"),
        ("is_place", "Lens", "", "", "62498", "", "la ville"),
        ("not_partner", "Ailleurs", "", "", "", "", ""),
    )
    told = parts(raw, "amounts", "15 k€")["Decisions"]
    assert told == f"line 2: correct « {wanted} » value = 16000, because faute de frappe"
    place = parts(raw, "places", "Lens")
    assert "line 3: is_place « Lens » « 62498 »" in place["Decisions"]
    assert parts(raw, "places", "Arras")["Decisions"] == "none touches it"


def test_a_rejected_record_is_still_explained(raw: Path) -> None:
    wanted = id_of(raw, "amounts", "15 k€")
    decide(raw, ("reject", wanted, "", "", "", "", ""))
    told = parts(raw, "amounts", "15 k€")
    assert "reject" in told["Decisions"]
    assert told["Tables"] == "a decision rejects this record: no table has it"


def test_tables_from_an_earlier_run_are_told(raw: Path, tmp_path: Path) -> None:
    extract_raw(raw, tmp_path / "out")
    assert parts(raw, "places", "Lens", tmp_path / "out")["Tables"] == ""
    assert "does not have this record" in parts(raw, "places", "Lens")["Tables"]
    path = tmp_path / "out" / "csv" / "places.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("62498", "62499"), encoding="utf-8", newline="")
    assert "says otherwise (code 62499)" in parts(raw, "places", "Lens", tmp_path / "out")["Tables"]


# --- actions and reports -------------------------------------------------------------------------------------------


def test_an_action_tells_its_records_and_what_was_turned_down(raw: Path) -> None:
    action_id = id_of(raw, "dates", "octobre").rpartition("-")[0]
    told = explain(action_id, raw, Path("absent"))
    flat = " ".join(told.split())
    assert f"{action_id}-d1: « octobre », a date, 2021-10 (a month)" in flat
    assert "« n° 2010-788 »: the number of a law, decree or act" in flat
    assert "« 39 »: a number that no rule reads" in flat
    assert (
        "« 8 mai 1945 »: a date, 1945-05-08 (a day and a month, in words); « rue du 8 mai 1945 » has its words" in flat
    )


def test_only_what_became_of_some_words(raw: Path) -> None:
    action_id = id_of(raw, "dates", "octobre").rpartition("-")[0]
    flat = " ".join(explain(action_id, raw, Path("absent"), "n° 2010-788").split())
    assert "law, decree" in flat
    assert "octobre »" not in flat
    with pytest.raises(UsageError, match="does not stand in"):
        explain(action_id, raw, Path("absent"), "forum de mai")


def test_every_issue_about_words_is_explained(specimen: tuple[Replay, Source]) -> None:
    again, source = specimen
    report = again.reports[0]
    for spot in every_passage(again, source):
        told = " ".join(" ".join(lines) for _, lines in explain_action(spot))
        for issue in report.issues:
            if issue.passage == spot.index:
                assert f"« {issue.text} »" in told, issue


def test_a_report(specimen: tuple[Replay, Source]) -> None:
    told = {heading: " ".join(lines) for heading, lines in explain_report(*specimen)}
    assert "smidoval/2020.md, markdown" in told["File"]
    assert "Isère-Doux-Valloire" in told["Body"]
    assert "26 Drôme" in told["Territory"]


# --- ids that are none ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        ("essay-2021-0123456789-d1", "Reports there are, say: essai-2021"),
        ("n'importe quoi", "an id begins with ORGANISATION-YEAR"),
        ("essai-2021-0123456789-d1", "An id follows the words of its action"),
    ],
)
def test_an_unknown_id(raw: Path, wanted: str, seen: str) -> None:
    with pytest.raises(UsageError) as error:
        explain(wanted, raw, Path("absent"))
    assert seen in str(error.value)
    assert "millesime query" in str(error.value)


def test_a_record_that_its_action_does_not_have(raw: Path) -> None:
    wanted = id_of(raw, "dates", "octobre")
    with pytest.raises(UsageError, match=f"its records are: {wanted}"):
        explain(f"{wanted}9", raw, Path("absent"))


def test_a_report_that_cannot_be_read(raw: Path) -> None:
    (raw / "essai" / "2022.md").write_bytes(b"")
    with pytest.raises(ReportError, match=r"essai/2022\.md"):
        explain("essai-2022-0123456789-d1", raw, Path("absent"))


def test_the_command(raw: Path) -> None:
    wanted = id_of(raw, "places", "Lens")
    for arguments, code in (([wanted], 0), (["essai-1"], 2)):
        command = [sys.executable, "-m", "pipeline", "explain", *arguments, "--raw", str(raw)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr


# --- what is told is so --------------------------------------------------------------------------------------------


def test_losers_lost_to_their_winner_by_the_rules_of_settle(specimen: tuple[Replay, Source]) -> None:
    again, source = specimen
    lost = 0
    for spot in every_passage(again, source):
        for loser in (*spot.named, *spot.numbers):
            if any((m.kind, m.start, m.end) == (loser.kind, loser.start, loser.end) for m in spot.kept):
                continue
            winner = find_winner(spot, loser)
            assert winner is not None, (spot.action_id, loser)
            assert why(loser, winner) != "it lost to what was found before it"
            kept = settle(*_sorted_out([loser, winner]))
            assert [(m.kind, m.rule) for m in kept] == [(winner.kind, winner.rule)]
            lost += 1
    assert lost > 2


def _sorted_out(mentions: list[Mention]) -> Iterator[list[Mention]]:
    """Names, decoys, dates, amounts: as `settle` takes them."""
    named = [m for m in mentions if m.kind in ("places", "partners", "people")]
    rest = [m for m in mentions if m not in named]
    yield named
    yield [m for m in rest if is_decoy(m)]
    yield [m for m in rest if m.kind == "dates" and not is_decoy(m)]
    yield [m for m in rest if m.kind == "amounts" and not is_decoy(m)]


def test_chances_are_those_of_the_models_own_choice(specimen: tuple[Replay, Source]) -> None:
    again, _ = specimen
    report, tried = again.reports[0], 0
    for passage, seen in zip(report.passages[:40], again.named.seen, strict=False):
        for name in seen:
            chances = find_chances(again.tagger.nlp, passage.text, name.start, name.end)
            assert 0 < sum(chances.values()) <= 1 + 1e-6
            if chances[name.label] > 0.5:
                assert next(iter(chances)) == name.label
                tried += 1
    assert tried > 20
    assert next(iter(find_chances(again.tagger.nlp, "Forum à Lens", 0, 5))) == OUTSIDE
    assert find_chances(again.tagger.nlp, "Forum à Lens", 1, 3) == {}


# --- words for rules -----------------------------------------------------------------------------------------------

KNOWN = {(row["of"], row["rule"]) for row in load_lexicon("rules")}


def test_every_decoy_and_reason_has_words() -> None:
    assert {("decoys", rule) for rule in KIND_OF} <= KNOWN
    reasons = {row["rule"] for row in load_lexicon("reasons")} - {"number", "acronym"}
    assert reasons <= {rule for _, rule in KNOWN}


def test_every_rule_of_a_name_has_words() -> None:
    for rule in sorted(rules_of_names()):
        assert ("names", rule) in KNOWN, f"lexicon/rules.csv says nothing of the rule « {rule} »"


def rules_of_names() -> Iterator[str]:
    """What the package writes into Name.rule: `Name(…, "rule")` and `replace(name, …, rule="rule")`."""
    for path in (PROJECT / "pipeline").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            told = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
            if node.func.id == "Name":
                told += node.args[3:]
            if node.func.id in ("Name", "replace"):
                yield from (value.value for value in told if isinstance(value, ast.Constant))


def test_every_rule_of_the_specimens_has_words(specimen: tuple[Replay, Source]) -> None:
    again = [specimen[0], *(replay(report_id, PROJECT / "raw")[0] for report_id in ("pma-2019", "prao-2021"))]
    for mention in (m for one in again for report in one.reports for found in report.mentions for m in found):
        of = "decoys" if is_decoy(mention) else mention.kind
        assert (of, mention.rule) in KNOWN, f"lexicon/rules.csv says nothing of the rule « {mention.rule} » of {of}"


def test_a_rule_without_words_is_told_by_its_name() -> None:
    assert meaning("dates", "some_rule") == "some rule"
    assert meaning("names", Name(0, 1, "PLACE").rule) == "read so by the model of names"
