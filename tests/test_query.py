"""Questions in SQL: the worked ones of the docs, the forms of an answer, and all that a question cannot do.

`python tests/test_query.py` writes the answers in docs/query.md again.
"""

import csv
import io
import json
import platform
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.query import ask, read_question
from pipeline.query.faults import tell_fault
from pipeline.query.show import as_table, list_tables, write_answer
from pipeline.query.tables import ALL, columns_of, load_table

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs" / "query.md"
WORKED = re.compile(
    r"^## (?P<title>\d+\. .*?)$.*?```sql\n(?P<sql>.*?)```\n(?:\n```text\n(?P<answer>.*?)```\n)?", re.M | re.S
)
WIDTH = 100
HOME = platform.system() == "Linux" and platform.machine() == "x86_64"  # as in test_specimens


def worked() -> list[re.Match[str]]:
    return list(WORKED.finditer(DOCS.read_text(encoding="utf-8")))


def answer(sql: str, extracted: Path) -> str:
    told = ask(sql, extracted)
    return as_table(told.columns, told.rows(), 0, WIDTH)


def tables_of(sql: str, request: pytest.FixtureRequest) -> Path:
    """The tables of the specimens, with the comparisons where they are asked for."""
    return Path(request.getfixturevalue("compared" if "compare_" in sql else "specimens"))


# --- the docs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", worked(), ids=lambda match: match["title"])
def test_a_worked_question_has_the_answer_that_the_docs_show(
    request: pytest.FixtureRequest, question: re.Match[str]
) -> None:
    now = answer(question["sql"], tables_of(question["sql"], request))
    assert len(now.splitlines()) > 2
    assert now.splitlines()[0] == (question["answer"] or "\n").splitlines()[0]
    if HOME:
        assert now == question["answer"], "the records have changed: python tests/test_query.py"


def test_there_are_ten() -> None:
    assert [int(match["title"].partition(".")[0]) for match in worked()] == list(range(1, 11))


def rewrite() -> None:
    """The answers of docs/query.md as the specimens give them now."""
    import tempfile

    from pipeline.compare import compare_extracted
    from pipeline.extract import extract_raw

    with tempfile.TemporaryDirectory() as name:
        extracted = Path(name)
        extract_raw(PROJECT / "raw", extracted)
        compare_extracted(extracted, None, PROJECT / "raw")
        text = DOCS.read_text(encoding="utf-8")
        for match in reversed(worked()):
            told = f"\n```text\n{answer(match['sql'], extracted)}```\n"
            text = text[: match.end("sql")] + "```\n" + told + text[match.end() :]
        DOCS.write_text(text, encoding="utf-8")


# --- the tables ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ALL)
def test_every_table_has_the_columns_that_are_told(request: pytest.FixtureRequest, table: str) -> None:
    assert list(ask(f"SELECT * FROM {table} LIMIT 1", tables_of(table, request)).columns) == columns_of(table)


def test_rows_are_those_of_the_tables(specimens: Path) -> None:
    with (specimens / "csv" / "amounts.csv").open(encoding="utf-8", newline="") as file:
        wanted = list(csv.reader(file))
    told = write_answer(ask("SELECT * FROM amounts ORDER BY ALL", specimens), "csv", None, 0, specimens)
    got = list(csv.reader(io.StringIO(told, newline="")))
    assert got[0] == wanted[0]
    assert sorted(got[1:]) == sorted(wanted[1:])


def test_values_are_typed(specimens: Path) -> None:
    rows = ask("SELECT value, year FROM amounts WHERE text = '35,9 M€'", specimens).rows()
    assert list(rows) == [(Decimal("35900000.000000"), 2019)]
    (first,) = ask("SELECT min(start_date) + 1, typeof(min(start_date)) FROM dates", specimens).rows()
    assert first[1] == "DATE"


def test_comparisons_say_their_pair(compared: Path) -> None:
    rows = ask("SELECT DISTINCT organisation, years FROM compare_actions ORDER BY ALL", compared).rows()
    assert list(rows) == [("prao", "2021-2022"), ("smidoval", "2020-2021")]


def test_tables_without_a_row_can_be_asked(tmp_path: Path) -> None:
    (tmp_path / "parquet").mkdir()
    for table in ("amounts", "doubts", "compare_series"):
        assert list(ask(f"SELECT count(*) FROM {table}", tmp_path).rows()) == [(0,)]


def test_official_codes_keep_their_zeros(tmp_path: Path) -> None:
    rows = ask("SELECT code, population > 0 FROM communes WHERE name = 'Bourg-en-Bresse'", tmp_path).rows()
    assert list(rows) == [("01053", True)]


def test_only_what_is_named_is_opened(specimens: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "pipeline.query.load_table", lambda name, folder: opened.append(name) or load_table(name, folder)
    )
    ask("SELECT p.name FROM partners p JOIN Actions a USING (action_id) LIMIT 1", specimens)
    assert sorted(opened) == ["actions", "partners"]


@pytest.mark.parametrize(
    "sql",
    [
        "WITH a AS (SELECT 1 AS one) SELECT * FROM a",
        "FROM places LIMIT 1",
        "DESCRIBE places",
        "SUMMARIZE places",
        "SHOW TABLES",
        "PIVOT amounts ON kind USING count(*) GROUP BY report_id",
        "SELECT 1; -- and no more",
    ],
)
def test_every_form_of_reading_is_allowed(specimens: Path, sql: str) -> None:
    assert list(ask(sql, specimens).rows())


# --- what a question cannot do -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "COPY amounts TO '{out}'",
        "WITH x AS (COPY (SELECT 1) TO '{out}') SELECT * FROM x",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{out}'",
        "EXPORT DATABASE '{out}'",
        "ATTACH '{out}'",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW amounts",
        "DELETE FROM amounts",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA version",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT * FROM '{tables}/csv/amounts.csv'",
        "SELECT * FROM read_parquet('{tables}/parquet/amounts/*.parquet')",
        "SELECT * FROM glob('{tables}/*')",
        "SELECT * FROM read_csv('https://example.org/x.csv')",
        "SELECT * FROM sql",
        "SELECT 1; SELECT 2",
        "",
    ],
)
def test_a_question_only_reads_the_tables(specimens: Path, tmp_path: Path, sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nsecret\n", encoding="utf-8")
    out = tmp_path / "out"
    with pytest.raises(UsageError) as error:
        list(ask(sql.format(out=out, secret=secret, tables=specimens), specimens).rows())
    assert not out.exists()
    assert "\n" not in str(error.value)


def test_no_tables_yet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="millesime extract"):
        ask("SELECT 1 FROM amounts", tmp_path)


# --- mistakes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "seen"),
    [
        ("SELECT * FROM amunts", "no table « amunts ». Did you mean amounts?"),
        ("SELECT * FROM montants", "no table « montants ». Did you mean amounts?"),
        ("SELECT * FROM '/etc/passwd'", "« /etc/passwd » is no table, and a question cannot read files"),
        ("SELECT * FROM 'x.csv'", "nothing else: files"),
        ("SELECT valeu FROM amounts", "no column « valeu ». Did you mean value?"),
        ("SELECT valeur FROM amounts", "no column « valeur ». Did you mean value?"),
        ("SELECT a.valeu FROM amounts a", "no column « valeu ». Did you mean value?"),
        ("SELECT x.value FROM amounts a", "« x » stands before a column"),
        ("SELECT 1 FROM amounts WHERE role = financement", "it is written in single quotes: 'financement'"),
        ('SELECT 1 FROM places WHERE name = "Lens"', "it is written in single quotes: 'Lens'"),
        ("SELECT end FROM amounts", 'written in quotes: "end"'),
        ("SELECT column FROM actions", 'written in quotes: "column"'),
        ("SELEC 1", "cannot be read at « SELEC »"),
        ("SELECT 1\nFORM amounts x y", "in line 2"),
        ("SELECT 'abc", "ends too soon"),
        ("SELECT soundex(name) FROM places", "no function « soundex »"),
        ("SELECT CAST(text AS INTEGER) FROM amounts", "Could not convert"),
        ("SELECT report_id, count(*) FROM amounts", "GROUP BY"),
        ("SELECT sum(name) FROM places", "'sum(VARCHAR)'. You might need to add explicit type casts."),
        ("SELECT 1; SELECT 2", "here are 2"),
        ("", "here is none"),
        ("DROP TABLE amounts", "Only a SELECT can be asked, and this is DROP"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(specimens: Path, sql: str, seen: str) -> None:
    with pytest.raises(UsageError) as error:
        list(ask(sql, specimens).rows())
    assert seen in str(error.value)
    assert "LINE" not in str(error.value)
    assert "\t" not in str(error.value)


def test_what_duckdb_says_otherwise_is_passed_on() -> None:
    assert (
        tell_fault("Odd Error: the disk\nis full\n\nLINE 1: x", {})
        == "The question cannot be answered: the disk is full"
    )


# --- the forms of an answer ----------------------------------------------------------------------------------------

ODD = (
    "SELECT 'Été, « 1 »\nsuite' AS t, NULL AS n, 1.50::DECIMAL(9,2) AS d, DATE '2021-03-12' AS j, true AS b,"
    " ['a', 'b'] AS l, {'k': 1} AS s, 2 AS t"
)


def test_csv_is_written_as_the_tables_are(tmp_path: Path) -> None:
    (tmp_path / "parquet").mkdir()
    told = write_answer(ask(ODD, tmp_path), "csv", None, 0, tmp_path)
    rows = list(csv.reader(io.StringIO(told, newline="")))
    assert rows[0] == ["t", "n", "d", "j", "b", "l", "s", "t_2"]
    assert rows[1] == ["Été, « 1 »\nsuite", "", "1.5", "2021-03-12", "true", '["a", "b"]', '{"k": 1}', "2"]
    assert told.count("\r\n") == 2


def test_json_is_typed(tmp_path: Path) -> None:
    (tmp_path / "parquet").mkdir()
    (row,) = json.loads(write_answer(ask(ODD, tmp_path), "json", None, 0, tmp_path))
    assert row.pop("t") == "Été, « 1 »\nsuite"
    assert row == {"n": None, "d": 1.5, "j": "2021-03-12", "b": True, "l": ["a", "b"], "s": {"k": 1}, "t_2": 2}
    assert json.loads(write_answer(ask("SELECT 1 WHERE false", tmp_path), "json", None, 0, tmp_path)) == []


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.parquet", "a.txt"])
def test_an_answer_goes_to_a_file(specimens: Path, tmp_path: Path, name: str) -> None:
    to = tmp_path / name
    sql = "SELECT name, name, year FROM partners ORDER BY year LIMIT 3"
    form = "table" if name == "a.txt" else None
    assert str(to) in write_answer(ask(sql, specimens), form, to, 0, specimens)
    if name == "a.parquet":
        import pyarrow.parquet as pq

        assert pq.read_table(to).column_names == ["name", "name_2", "year"]
    else:
        assert "2019" in to.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_that_fails_leaves_nothing(specimens: Path, tmp_path: Path) -> None:
    sql = "SELECT CAST(text AS INTEGER) FROM amounts"
    for name in ("a.csv", "a.parquet"):
        with pytest.raises(UsageError, match="cannot be answered"):
            write_answer(ask(sql, specimens), None, tmp_path / name, 0, specimens)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("form", "to", "seen"),
    [
        ("parquet", None, "Parquet is no text"),
        (None, "answer.doc", "In which form"),
        (None, "no/such/answer.csv", "no folder"),
        (None, "TABLES/answer.csv", "among the tables themselves"),
    ],
)
def test_where_an_answer_cannot_go(specimens: Path, tmp_path: Path, form: str, to: str, seen: str) -> None:
    path = None if to is None else specimens / "answer.csv" if to.startswith("TABLES") else tmp_path / to
    with pytest.raises(UsageError, match=seen):
        write_answer(ask("SELECT 1 FROM regions", specimens), form, path, 0, specimens)


def test_long_french_text_is_folded_between_words() -> None:
    told = as_table(["année", "phrase"], iter([(2021, "Étude de l'aménagement du territoire " * 6)]), 0, 60)
    lines = told.splitlines()
    assert max(map(len, lines)) <= 60
    assert len(lines) > 4
    assert " ".join(told.replace("2021", "").split()[4:]) == " ".join(
        ("Étude de l'aménagement du territoire " * 6).split()
    )


def test_many_columns_become_blocks(specimens: Path) -> None:
    told = ask("SELECT * FROM actions ORDER BY action_id LIMIT 2", specimens)
    text = as_table(told.columns, told.rows(), 0, 80)
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("action_id ") == 2
    assert not re.search(r"^\w+$", text, re.M), "a column that says nothing is left out"


def test_what_is_not_shown_is_told() -> None:
    rows = [(number,) for number in range(7)]
    assert as_table(["n"], iter(rows), 3, 80).endswith("(3 of 7 rows; --rows 0 shows all)\n")
    assert as_table(["n"], iter(rows), 0, 80).splitlines()[-1].strip() == "6"
    assert as_table(["n"], iter([]), 3, 80).endswith("(no row)\n")


def test_the_tables_are_listed() -> None:
    told = list_tables()
    assert all(re.search(rf"^{table}\s", told, re.M) for table in ALL)
    assert "same_as" in told


# --- where a question comes from -----------------------------------------------------------------------------------


def test_a_question_from_a_file_or_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "question.sql"
    path.write_text("\ufeffSELECT 1", encoding="utf-8")
    assert read_question(str(path), None) == "SELECT 1"
    assert read_question("-", io.StringIO("SELECT 2")) == "SELECT 2"
    assert read_question("SELECT 3", None) == "SELECT 3"
    with pytest.raises(UsageError, match=r"absent\.sql » cannot be read: No such file or directory\.$"):
        read_question(str(tmp_path / "absent.sql"), None)
    path.write_bytes("SELECT 'Été'".encode("latin-1"))
    with pytest.raises(UsageError, match="no text in UTF-8"):
        read_question(str(path), None)


@pytest.mark.parametrize(
    ("arguments", "code", "seen"),
    [
        (["SELECT count(*) AS n FROM regions"], 0, "n"),
        ([], 0, "amounts"),
        (["-", "--as", "json"], 0, '[\n{"un": 1}\n]'),
        (["SELECT nom FROM regions"], 2, "Did you mean name?"),
        (["SELECT 1", "--as", "xls"], 2, "--as"),
    ],
)
def test_the_command(specimens: Path, arguments: list[str], code: int, seen: str) -> None:
    where = [str(specimens)] if arguments else []
    command = [sys.executable, "-m", "pipeline", "query", *arguments[:1], *where, *arguments[1:]]
    done = subprocess.run(
        command, input="SELECT 1 AS un FROM regions LIMIT 1", capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert seen in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


if __name__ == "__main__":
    rewrite()
