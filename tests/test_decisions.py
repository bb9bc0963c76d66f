"""What people wrote into decisions.csv is replayed; what cannot be is said: file, line, what was seen, what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corrections import ROWS, apply_to_rows
from pipeline.decision_file import Decision, add_decisions, load_decisions
from pipeline.decisions import apply_to_names, apply_to_partners, apply_to_places, decide_names, find_unmet
from pipeline.errors import UsageError
from pipeline.model import Mention, Name, PartnerValue, PlaceValue
from pipeline.schemas import Row, columns

HEAD = "decision,subject,object,field,value,expects,reason\n"


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    folder = tmp_path / "essai"
    folder.mkdir(exist_ok=True)
    (folder / "decisions.csv").write_bytes(text.encode(encoding))
    return folder


# --- reading -------------------------------------------------------------------------------------------------------


def test_no_file_no_decisions(tmp_path: Path) -> None:
    assert load_decisions(tmp_path) == ([], [])


def test_lines_are_read_in_order(tmp_path: Path) -> None:
    text = HEAD + "# à relire\nnot_partner,Le Pastel,,,,le-pastel,un lieu\n\nsame_partner,CAB,Club de Bray,,,,\n"
    decisions, problems = load_decisions(write(tmp_path, text))
    assert problems == []
    assert [(d.decision, d.subject, d.line) for d in decisions] == [
        ("not_partner", "Le Pastel", 3),
        ("same_partner", "CAB", 5),
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEAD + "not_partner,Théâtre,,,,,\n", "utf-8-sig"),
        (HEAD.replace(",", ";") + "not_partner;Théâtre;;;;;\r\n", "cp1252"),
        ("Subject,Decision\nThéâtre,not_partner\n", "utf-8"),
        (HEAD.replace(",", ";") + "not_partner,Théâtre,,,,,\n", "utf-8"),
        (HEAD.replace(",", ";") + 'not_partner,"Théâtre",,,,,"vu ; un lieu"\n', "cp1252"),
        (HEAD + "not_partner;Théâtre;;;;;vu, un lieu\n", "utf-8"),
        (HEAD.strip() + ";;;;;;\nnot_partner,Théâtre,,,,,;;;;;;\n", "cp1252"),
        (HEAD + '"not_partner,Théâtre,,,,,""vu, un lieu"""\n', "utf-8"),
        (HEAD.replace(",", "\t") + "not_partner\tThéâtre\t\t\t\t\t\n", "utf-16"),
        (HEAD + "not_partner,Théâtre,,,,,\n" + HEAD, "utf-8"),
        (HEAD + "\ufeff" + "subject;decision\nThéâtre;not_partner\n", "utf-8"),
        ("\n" + HEAD.replace("\n", "\r") + "not_partner,Théâtre,,,,,\r", "utf-8"),
    ],
)
def test_what_a_spreadsheet_saves_is_read(tmp_path: Path, text: str, encoding: str) -> None:
    decisions, problems = load_decisions(write(tmp_path, text, encoding))
    assert ([d.subject for d in decisions], problems) == (["Théâtre"], [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no_partner,Le Pastel,,,,,", "« no_partner » is no decision: write one of same_partner"),
        ("same_partner,CAB,,,,,", "same_partner needs « object »"),
        ("not_partner,,,,,,", "not_partner needs « subject »"),
        ("correct,a-2020-x-d1,,valeur,2020,,", "« valeur » is no column that can be corrected"),
        ("correct,a-2020-x-d1,,text,2020,,", "« text » is no column that can be corrected"),
        ("is_place,Lens,,,99999,,", "« 99999 » is no place: write an INSEE code"),
        ("is_place,Lens,,,commune:2A,,", "is no place"),
        ("voir avec Paul", "« voir avec Paul » is no decision"),
        ("same_action", "same_action needs « subject »"),
        ("same_action,a", "same_action needs « object »"),
        ('same_partner,CAB,"Club', 'A quote (") is not closed'),
        ('same_partner,CAB,"Club"other_partner,a,b', 'A quote (") is not closed'),
        ("same_partner,CAB,Clubother_partner,a,b", "Two lines stand on one: end the first before « other_partner »"),
        ("same_partner,CAB,Club,,,,lu" + "other_partner,a,b,,,,", "each decision on a line of its own"),
        ("not_partner,Lens,,,,,un,deux", "8 cells for 7 columns: put a text that holds a comma in quotes"),
    ],
)
def test_a_bad_line_is_named_and_the_others_count(tmp_path: Path, line: str, said: str) -> None:
    decisions, problems = load_decisions(write(tmp_path, HEAD + line + "\nnot_partner,Autre,,,,,\n"))
    assert [d.subject for d in decisions] == ["Autre"]
    (problem,) = problems
    assert problem.where == "essai/decisions.csv, line 2"
    assert said in problem.message
    assert problem.message.endswith("The line is left aside.")


def test_a_short_line_is_whole_where_what_it_needs_is_there(tmp_path: Path) -> None:
    decisions, problems = load_decisions(write(tmp_path, HEAD + "same_action,a,b\n"))
    assert (decisions, problems) == ([Decision("same_action", "a", "b", line=2)], [])


@settings(max_examples=200)
@given(text=st.text(alphabet='ab,;\t"\n\r#_ é\ufeff\0' + "".join(sorted(set("same_action")))))
def test_no_text_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = write(tmp_path_factory.mktemp("any"), HEAD + text)
    decisions, problems = load_decisions(folder)
    assert all(isinstance(d.line, int) for d in decisions)
    assert all(problem.message for problem in problems)


def test_lines_of_another_encoding_than_the_rest_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD + "not_partner,Théâtre,,,,,\n", "cp1252")
    with (folder / "decisions.csv").open("ab") as file:
        file.write("not_partner,Été,,,,,\n".encode())
    decisions, problems = load_decisions(folder)
    assert ([d.subject for d in decisions], problems) == (["Théâtre", "Été"], [])


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (HEAD.encode("utf-16-le"), "encoding"),
        (b"PK\3\4\0\0", "encoding"),
        (HEAD.encode() + b"not_partner,Th\x8d\x9d\n", "encoding"),
        (HEAD.replace(",", "|").encode(), "separator"),
    ],
)
def test_the_cause_is_said_of_a_file_that_cannot_be_read(tmp_path: Path, data: bytes, seen: str) -> None:
    folder = write(tmp_path, "")
    (folder / "decisions.csv").write_bytes(data)
    decisions, (problem,) = load_decisions(folder)
    assert decisions == []
    assert seen in problem.message


def test_a_line_above_the_head_is_named(tmp_path: Path) -> None:
    decisions, (problem,) = load_decisions(write(tmp_path, "Décisions de 2021\n" + HEAD + "not_partner,Lens\n"))
    assert [(d.subject, d.line) for d in decisions] == [("Lens", 3)]
    assert problem.where == "essai/decisions.csv, line 1"


@pytest.mark.parametrize("text", ["", "\n", "sujet,objet\na,b\n", "decision\nreject\n"])
def test_a_bad_file_is_left_aside_as_a_whole(tmp_path: Path, text: str) -> None:
    decisions, problems = load_decisions(write(tmp_path, text))
    assert decisions == []
    assert problems[0].where == "essai/decisions.csv"
    assert "left aside" in problems[0].message


# --- writing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (None, "utf-8"),
        (HEAD + "not_partner,Théâtre,,,,,", "utf-8"),
        (HEAD.replace(",", ";") + "not_partner;Théâtre;;;;;\r\n", "cp1252"),
        ("Subject,Decision,object\nThéâtre,not_partner,\n", "utf-8-sig"),
        (HEAD.replace(",", "\t") + "not_partner\tThéâtre\t\t\t\t\t\n", "utf-16"),
        (HEAD + "subject;decision;object\nThéâtre;not_partner", "utf-8"),
    ],
)
def test_a_decision_is_added_and_the_rest_stays(tmp_path: Path, text: str | None, encoding: str) -> None:
    folder = write(tmp_path, text or "", encoding)
    if text is None:
        (folder / "decisions.csv").unlink()
    before, _ = load_decisions(folder)
    add_decisions(folder, [Decision("same_partner", "L'Été, ici", "Théâtre « d'été »")])
    after, problems = load_decisions(folder)
    assert problems == []
    assert after[:-1] == before
    assert (after[-1].subject, after[-1].object) == ("L'Été, ici", "Théâtre « d'été »")
    assert [path.name for path in folder.iterdir()] == ["decisions.csv"]


def test_a_letter_that_the_encoding_lacks_is_not_lost(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD + "not_partner,Théâtre,,,,,\n", "cp1252")
    add_decisions(folder, [Decision("not_partner", "Dvořák")])
    decisions, problems = load_decisions(folder)
    assert ([d.subject for d in decisions], problems) == (["Théâtre", "Dvořák"], [])


def test_a_file_without_the_column_is_left_as_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path, "decision,subject\nnot_partner,Théâtre\n")
    with pytest.raises(UsageError, match="no column « object »"):
        add_decisions(folder, [Decision("same_partner", "A", "B")])
    with pytest.raises(UsageError, match="There is no folder"):
        add_decisions(tmp_path / "absent", [Decision("not_partner", "A")])
    assert (folder / "decisions.csv").read_text(encoding="utf-8").count("\n") == 2


# --- names and partners --------------------------------------------------------------------------------------------


def test_a_name_becomes_a_place_or_none() -> None:
    texts = ["au Pastel, avec l'ADEME", "Le Pastel et Le Port"]
    names = [[Name(3, 9, "PARTNER"), Name(16, 23, "PARTNER")], [Name(0, 9, "PARTNER"), Name(13, 20, "PARTNER")]]
    told = [Decision("not_partner", "le pastel", line=2), Decision("is_place", "Le Port", line=3)]
    decided, met = apply_to_names(texts, names, told)
    assert [[n.label for n in found] for found in decided] == [["EVENT", "PARTNER"], ["EVENT", "PLACE"]]
    assert met == {2: "", 3: ""}


def test_what_the_run_says_by_itself_is_reported() -> None:
    told = [Decision("not_partner", "SRADDET", line=2)]
    _, met = apply_to_names(["le SRADDET"], [[Name(3, 10, "EVENT")]], told)
    assert "by itself" in find_unmet(told, met)[0].message


def values(*names: str) -> dict[str, PartnerValue]:
    return {name: PartnerValue(name.lower().replace(" ", "-"), name) for name in names}


def test_two_partners_become_one_and_a_third_follows() -> None:
    told = [
        Decision("same_partner", "SDE", "Syndicat d'énergie", line=2),
        Decision("same_partner", "sde", "TE 32", line=3),
    ]
    decided, met = decide_names(values("SDE", "TE 32", "CAF"), told)
    assert {name: value.partner_id for name, value in decided.items()} == {
        "SDE": "te-32",
        "TE 32": "te-32",
        "CAF": "caf",
    }
    assert met == {2: "", 3: ""}


def test_a_partner_that_no_report_names_in_full_can_be_said() -> None:
    decided, _ = decide_names(values("SDE"), [Decision("same_partner", "SDE", "Syndicat d'énergie de Bray", line=2)])
    assert decided["SDE"].name == "Syndicat d'énergie de Bray"


def test_two_that_were_one_are_two() -> None:
    one = PartnerValue("jura-nord", "Jura Nord")
    told = [Decision("other_partner", "Nord", "Jura Nord", expects="jura-nord", line=2)]
    decided, met = decide_names({"Jura Nord": one, "Nord": one}, told)
    assert (decided["Nord"].partner_id, decided["Jura Nord"]) == ("nord", one)
    assert met == {2: ""}


def test_two_that_are_two_stay_so_and_the_line_is_met() -> None:
    told = [Decision("other_partner", "CAF", "CAFE", line=2)]
    decided, met = decide_names(values("CAF", "CAFE"), told)
    assert (decided, met) == (values("CAF", "CAFE"), {2: ""})


def test_a_line_whose_author_saw_something_else_is_not_applied() -> None:
    told = [Decision("same_partner", "SDE", "TE 32", expects="syndicat-du-gers", line=2)]
    decided, met = decide_names(values("SDE", "TE 32"), told)
    assert decided == values("SDE", "TE 32")
    assert "now says « sde »" in met[2]


def test_mentions_take_the_name_and_keep_their_role() -> None:
    text = "SDE et TE 32"
    sde, te = values("SDE", "TE 32").values()
    mentions = [
        Mention("partners", 0, 3, replace(sde, role="funder"), "model"),
        Mention("partners", 7, 12, te, "model"),
    ]
    decided, _ = apply_to_partners([text], [mentions], [Decision("same_partner", "SDE", "TE 32", line=2)])
    assert [(m.value, m.rule) for m in decided[0]] == [(replace(te, role="funder"), "decision"), (te, "model")]


# --- places --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expects", "code", "met"),
    [
        ("26333", "38454", "26333", ""),
        ("commune:26333", "commune:38454", "26333", ""),
        ("departement:26", "", "26", ""),
        ("site", "", "", ""),
        ("26333", "62001", "38454", "now says « 38454 »"),
    ],
)
def test_a_homonym_is_the_one_that_was_said(value: str, expects: str, code: str, met: str) -> None:
    lake = PlaceValue("Saint-Vallier", "commune", "38454", "38", "84")
    told = [Decision("is_place", "St-Vallier", value=value, expects=expects, line=2)]
    decided, found = apply_to_places(["à St-Vallier"], [[Mention("places", 2, 12, lake, "commune")]], told)
    decided_value = decided[0][0].value
    assert isinstance(decided_value, PlaceValue)
    assert decided_value.code == code
    assert met in found[2] if met else found == {2: ""}


# --- rows ----------------------------------------------------------------------------------------------------------


def row(table: str, **told: object) -> Row:
    return {name: told.get(name) for name in columns(table)}


@pytest.fixture
def tables() -> dict[str, list[Row]]:
    head = {"report_id": "a-2020", "organisation": "a", "year": 2020, "action_id": "a-2020-x"}
    amount = row(
        "amounts", record_id="a-2020-x-a1", text="12 k€", start=0, end=5, value=Decimal(12000), unit="EUR",
        kind="money", **head,
    )  # fmt: skip
    day = row(
        "dates", record_id="a-2020-x-d1", text="mars", start=9, end=13, value="2020-03", kind="date",
        start_date=date(2020, 3, 1), end_date=date(2020, 3, 31), precision="month", approximate=False, **head,
    )  # fmt: skip
    return {"amounts": [amount], "dates": [day], "reports": [row("reports", report_id="a-2020", amounts=1, dates=1)]}


def test_a_record_is_turned_down(tables: dict[str, list[Row]]) -> None:
    decided, met = apply_to_rows(tables, [Decision("reject", "a-2020-x-a1", expects="12 k€", line=2)])
    assert (decided["amounts"], decided["reports"][0]["amounts"], met) == ([], 0, {2: ""})
    assert len(tables["amounts"]) == 1


def test_a_record_that_changed_is_not_turned_down(tables: dict[str, list[Row]]) -> None:
    decided, met = apply_to_rows(tables, [Decision("reject", "a-2020-x-a1", expects="15 k€", line=2)])
    assert len(decided["amounts"]) == 1
    assert "« 12 k€ » and not « 15 k€ »" in met[2]


@pytest.mark.parametrize(
    ("record", "field", "value", "expects", "written"),
    [
        ("a1", "value", "13 000,5", "12000", Decimal("13000.5")),
        ("a1", "role", "funding", "", "funding"),
        ("d1", "start_date", "2020-03-15", "2020-03-01", date(2020, 3, 15)),
        ("d1", "approximate", "vrai", "", True),
        ("d1", "precision", "", "month", None),
    ],
)
def test_a_field_is_corrected(
    tables: dict[str, list[Row]], record: str, field: str, value: str, expects: str, written: object
) -> None:
    told = Decision("correct", f"a-2020-x-{record}", field=field, value=value, expects=expects, line=2)
    decided, met = apply_to_rows(tables, [told])
    assert met == {2: ""}
    assert decided["amounts" if record == "a1" else "dates"][0][field] == written


@pytest.mark.parametrize(
    ("record", "field", "value", "expects", "said"),
    [
        ("a1", "value", "13000", "11000", "now says « 12000 »"),
        ("a1", "part_of", "a-2020-x-a7", "", "there is no record « a-2020-x-a7 »"),
        ("a1", "value", "treize", "", "does not fit"),
        ("a1", "value", "1e40", "", "at most 20 digits"),
        ("a1", "value", "NaN", "", "at most 20 digits"),
        ("a1", "kind", "argent", "", "does not fit"),
        ("d1", "start_date", "15/03/2020", "", "does not fit"),
        ("a1", "precision", "day", "", "amounts have no « precision »"),
        ("a1", "value", "12000", "11000", "by itself"),
    ],
)
def test_a_correction_that_cannot_be_is_said(
    tables: dict[str, list[Row]], record: str, field: str, value: str, expects: str, said: str
) -> None:
    told = [Decision("correct", f"a-2020-x-{record}", field=field, value=value, expects=expects, line=2)]
    decided, met = apply_to_rows(tables, told)
    assert decided["amounts"] == tables["amounts"]
    (issue,) = find_unmet(told, met, kinds=ROWS)
    assert said in issue.message
    assert (issue.level, issue.code) == ("doubt", "decision_unmet")


# --- what meets nothing --------------------------------------------------------------------------------------------


def test_a_line_applied_anywhere_is_met() -> None:
    told = [
        Decision("is_place", "Lens", line=2),
        Decision("reject", "gone", line=3),
        Decision("same_action", "a", "b", line=4),
        Decision("other_partner", "CAF", "CAFE", line=5),
    ]
    (issue,) = find_unmet(told, {2: "the run sees no partner there by itself"}, {2: ""}, {})
    assert issue.message.startswith("decisions.csv, line 5: other_partner « CAF » « CAFE » meets nothing any more")
    (issue,) = find_unmet(told, kinds=ROWS)
    assert issue.text == "gone"


def test_a_record_that_is_gone_is_no_longer_pointed_to(tables: dict[str, list[Row]]) -> None:
    other = tables["amounts"][0] | {"record_id": "a-2020-x-a2", "same_as": "a-2020-x-a1"}
    decided, _ = apply_to_rows(
        tables | {"amounts": [*tables["amounts"], other]}, [Decision("reject", "a-2020-x-a1", line=2)]
    )
    assert [(row["record_id"], row["same_as"]) for row in decided["amounts"]] == [("a-2020-x-a2", None)]
