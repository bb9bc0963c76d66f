"""Without people: no row, no name in any table or page, and every other record where it stood."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from specimens import CSV, read_committed

from pipeline.compare import compare_extracted
from pipeline.export import export_tables
from pipeline.extract import extract_raw
from pipeline.gazetteer import load_gazetteer
from pipeline.model import KINDS
from pipeline.review import review_extracted
from pipeline.schemas import TABLES, check_keys, check_rows, columns
from pipeline.store import read_rows
from pipeline.without_people import leave_out_people

PROJECT = Path(__file__).parent.parent
REPORT = "b-2020"


def tables(texts: list[str], marks: list[tuple[str, int, str, str]], **above: str) -> dict[str, list[dict]]:
    """The tables of a report: `marks` are kind, action, words and, of a person, the full name."""
    head = {"report_id": REPORT, "organisation": "b", "year": 2020}
    made: dict[str, list[dict]] = {table: [] for table in TABLES}
    made["reports"] = [{**head, "title": above.pop("title", ""), "people": 1}]
    empty = {"parent_id": None, "section": None, "objective": None, "column": None, "label": None}
    made["actions"] = [
        {"action_id": f"{REPORT}-{n}", **head, **empty, **above, "text": text} for n, text in enumerate(texts)
    ]
    for number, (kind, at, words, name) in enumerate(marks):
        start = texts[at].index(words)
        ids = {"record_id": f"{REPORT}-{at}-{kind[0]}{number}", "action_id": f"{REPORT}-{at}"}
        span = {"text": words, "start": start, "end": start + len(words), "name": name}
        made[kind].append(dict.fromkeys(columns(kind)) | head | ids | span)
    return made


def texts_of(made: dict[str, list[dict]]) -> list[str]:
    return [row["text"] for row in leave_out_people([made])[0]["actions"]]


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Mme Marie Lavandier, élue", "Mme ••••• •••••••••, élue"),
        ("MARIE LAVANDIER préside", "••••• ••••••••• préside"),
        ("LAVANDIER Marie, titulaire", "••••••••• •••••, titulaire"),
        ("lettre de M. Lavandier", "lettre de M. •••••••••"),
        ("lettre de Lavandier", "lettre de •••••••••"),
        ("lettre de J. Lavandier", "lettre de •• •••••••••"),
        ("écrire à m.lavandier@val.fr", "écrire à •••••••••••@val.fr"),
        ("un champ de lavandier", "un champ de lavandier"),
        ("rue Lavandier-Prévost", "rue Lavandier-Prévost"),
        ("Lavandières du Val", "Lavandières du Val"),
    ],
)
def test_a_name_recognised_once_is_covered_everywhere(text: str, covered: str) -> None:
    made = tables(["Marie Lavandier, maire", text], [("people", 0, "Marie Lavandier", "Marie Lavandier")])
    assert texts_of(made) == ["••••• •••••••••, maire", covered]


def test_a_hyphen_may_be_a_space_and_accents_may_lack() -> None:
    made = tables(["Jean-Noël Béarn", "Jean Noel Bearn"], [("people", 0, "Jean-Noël Béarn", "Jean-Noël Béarn")])
    assert texts_of(made) == ["••••••••• •••••", "•••• •••• •••••"]


def test_a_surname_that_is_a_commune_is_believed_behind_a_civility_alone() -> None:
    marks = [("people", 0, "Paul Vinay", "Paul Vinay")]
    made = tables(["Paul Vinay", "arrêt à Vinay", "vœux de M. Vinay"], marks)
    assert texts_of(made)[1:] == ["arrêt à Vinay", "vœux de M. •••••"]


def test_a_surname_that_is_a_common_word_is_believed_behind_a_civility_alone() -> None:
    marks = [("people", 0, "Anne Maison", "Anne Maison"), ("people", 1, "Guy DE FRANCE", "Guy DE FRANCE")]
    texts = ["Anne Maison", "Guy DE FRANCE", "Maison de la santé, une maison pour tous", "Tour de France", "Mme Maison"]
    assert texts_of(tables(texts, marks)) == ["•••• ••••••", "••• •• ••••••", *texts[2:4], "Mme ••••••"]


def test_a_name_is_covered_around_the_record_within_it() -> None:
    marks = [("people", 0, "Guy DE FRANCE", "Guy DE FRANCE"), ("places", 1, "FRANCE", "France")]
    assert texts_of(tables(["Guy DE FRANCE", "élus : Guy DE FRANCE"], marks))[1] == "élus : ••• •• FRANCE"


def test_who_is_read_as_an_organisation_once_is_none() -> None:
    marks = [
        ("people", 0, "Guy Martin", "Guy Martin"),
        ("partners", 1, "Guy MARTIN", "Guy MARTIN"),
        ("amounts", 1, "15 k€", ""),
    ]
    made = tables(["Guy Martin", "Guy MARTIN : 15 k€"], marks)
    made["partners"][0]["partner_id"] = made["amounts"][0]["partner_id"] = "guy-martin"
    (without,) = leave_out_people([made])
    assert without["partners"] == []
    assert without["reports"][0]["partners"] == 0
    assert without["amounts"][0]["partner_id"] is None
    assert not re.search("martin", str(without), re.IGNORECASE)


def test_names_of_organisations_and_places_stay() -> None:
    texts = ["Jean Dupont, avec le cabinet Jean Dupont, rue Jean Dupont", "le cabinet Jean Dupont"]
    marks = [
        ("people", 0, "Jean Dupont", "Jean Dupont"),
        ("partners", 0, "cabinet Jean Dupont", ""),
        ("places", 0, "rue Jean Dupont", ""),
        ("partners", 1, "cabinet Jean Dupont", ""),
    ]
    made = tables(texts, marks, section="Jean Dupont > cabinet Jean Dupont")
    (without,) = leave_out_people([made])
    assert without["actions"][0]["text"] == "•••• ••••••, avec le cabinet Jean Dupont, rue Jean Dupont"
    assert without["actions"][0]["section"] == "•••• •••••• > cabinet Jean Dupont"
    assert without["partners"][1]["text"] == "cabinet Jean Dupont"


def test_a_name_of_one_year_is_covered_in_the_other() -> None:
    first = tables(["Marie Lavandier"], [("people", 0, "Marie Lavandier", "Marie Lavandier")])
    second = tables(["merci à Marie Lavandier"], [])
    assert [made["actions"][0]["text"] for made in leave_out_people([first, second])] == [
        "••••• •••••••••",
        "merci à ••••• •••••••••",
    ]


def test_what_stands_around_is_covered_too() -> None:
    marks = [("people", 0, "Marie Lavandier", "Marie Lavandier")]
    above = {"section": "Le mot de Marie Lavandier", "objective": "Mme Lavandier", "title": "Marie Lavandier, 2020"}
    made = tables(["Marie Lavandier : AMO"], marks, label="Marie Lavandier", **above)
    told = "Sigle : « …vandier : AMO »"
    made["issues"] = [{"report_id": REPORT, "action_id": f"{REPORT}-0", "text": "AMO", "message": told}]
    made["doubts"] = [
        {"report_id": REPORT, "action_id": f"{REPORT}-0", "text": "Lavandier", "candidates": "Lavandier | AMO"}
    ]
    (without,) = leave_out_people([made])
    (action,) = without["actions"]
    assert (action["section"], action["objective"], action["label"]) == (
        "Le mot de ••••• •••••••••", "Mme •••••••••", "••••• •••••••••",
    )  # fmt: skip
    assert without["issues"][0]["message"] == "Sigle : « …••••••• : AMO »"
    assert without["doubts"][0]["candidates"] == "••••••••• | AMO"
    assert (without["reports"][0]["title"], without["reports"][0]["people"]) == ("••••• •••••••••, 2020", 0)
    assert without["people"] == []
    assert "Lavandier" not in str(without)


def test_ids_tell_no_name_and_all_records_follow() -> None:
    """A digest of a name would let who guesses it prove the guess: two names of one shape have one id."""
    made = []
    for name in ("Marie Curie", "Jeanne Dark"):
        one = tables([f"{name} : 15 k€", "autre"], [("people", 0, name, name), ("amounts", 0, "15 k€", "")])
        one["actions"][1]["parent_id"] = f"{REPORT}-0"
        one["amounts"][0]["same_as"] = one["amounts"][0]["record_id"]
        made.append(leave_out_people([one])[0])
    first, second = made[0]["actions"][0]["text"], made[1]["actions"][0]["text"]
    assert (first, second) == ("••••• ••••• : 15 k€", "•••••• •••• : 15 k€")
    twin = tables(["Odile Paris : 15 k€"], [("people", 0, "Odile Paris", "Odile Paris")])
    again = leave_out_people([twin])[0]["actions"][0]
    assert again["action_id"] == made[0]["actions"][0]["action_id"] != f"{REPORT}-0"
    for one in made:
        new = one["actions"][0]["action_id"]
        assert one["actions"][1]["action_id"] == f"{REPORT}-1", "what names nobody keeps its id"
        assert one["actions"][1]["parent_id"] == one["amounts"][0]["action_id"] == new
        assert one["amounts"][0]["record_id"] == one["amounts"][0]["same_as"] == f"{new}-a1"


def test_nobody_named_nothing_changes() -> None:
    made = tables(["Forum à Lens"], [("places", 0, "Lens", "Lens")])
    assert leave_out_people([made])[0] == made | {"reports": [made["reports"][0] | {"title": "", "people": 0}]}


def test_every_other_record_of_the_specimens_stays() -> None:
    whole = read_committed()
    reports = [row["report_id"] for row in whole["reports"]]
    each = [{t: [r for r in rows if r["report_id"] == one] for t, rows in whole.items()} for one in reports]
    without = leave_out_people(each)
    for before, after in zip(each, without, strict=True):
        for table, rows in after.items():
            check_rows(table, rows)
            assert len(rows) == (0 if table == "people" else len(before[table]))
        check_keys(after)
        text = {row["action_id"]: row["text"] for row in after["actions"]}
        for kind in KINDS:
            for row in after[kind]:
                assert text[row["action_id"]][row["start"] : row["end"]] == row["text"]
        for old, new in zip(before["actions"], after["actions"], strict=True):
            assert len(old["text"]) == len(new["text"])
            assert (old["action_id"] == new["action_id"]) == (
                all(old[name] == new[name] for name in ("section", "objective", "column", "text"))
            )


# --- end to end ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The specimens, with a decision about a person of theirs."""
    folder = tmp_path_factory.mktemp("people") / "raw"
    shutil.copytree(PROJECT / "raw", folder)
    person = next(row for row in read_committed()["people"] if row["organisation"] == "pma")
    lines = f"decision,subject,field,value,reason\ncorrect,{person['record_id']},name,Marie-Odile Lavandier,vu\n"
    (folder / "pma" / "decisions.csv").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def without(raw: Path) -> Path:
    folder = raw.parent / "without"
    assert extract_raw(raw, folder, people=False).problems == ()
    compare_extracted(folder, raw=raw)
    review_extracted(folder, raw)
    for form in ("csv-fr", "xlsx", "scdl"):
        export_tables(folder, None, form)
    return folder


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file as text, also what is packed."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            yield path.name, str(pq.ParquetFile(path).read().to_pylist())
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                yield path.name, "".join(archive.read(name).decode() for name in archive.namelist())
        else:
            yield path.name, path.read_text(encoding="utf-8")


def test_no_file_names_anybody(without: Path) -> None:
    people = read_committed()["people"]
    assert len(people) > 20
    names = {str(row[column]) for row in people for column in ("text", "name")} | {"Marie-Odile Lavandier"}
    names |= {name.split(" ")[-1] for name in names}
    names -= {name for name in names if load_gazetteer().communes_named(name)}  # « Guer » is a town, and named as one
    assert len(names) > 30
    wanted = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)")
    seen = [(name, wanted.findall(text)) for name, text in contents(without)]
    assert len(seen) > 80
    assert [(name, found) for name, found in seen if found] == []
    assert not read_rows(without, "people")
    assert {row["people"] for row in read_rows(without, "reports")} == {"0"}


def test_the_same_search_finds_them_with_people() -> None:
    """So that the search above is not blind."""
    text = (CSV / "actions.csv").read_text(encoding="utf-8")
    assert all(re.search(rf"(?<!\w){re.escape(str(row['text']))}(?!\w)", text) for row in read_committed()["people"])


def test_the_choice_is_remembered_and_can_be_undone(raw: Path, without: Path) -> None:
    assert "nothing to do" in extract_raw(raw, without, people=False).line
    extract_raw(raw, without)
    assert len(read_rows(without, "people")) == len(read_committed()["people"])
    assert "Marie-Odile Lavandier" in {row["name"] for row in read_rows(without, "people")}
