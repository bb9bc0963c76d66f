"""The schemas are whole, the tables fit them, and the packages are valid to whoever reads the standard."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from specimens import lay_out, read_committed

from pipeline.compare import compare_extracted
from pipeline.errors import SchemaError
from pipeline.model import Role
from pipeline.review.labels import LEFT
from pipeline.schemas import COMPARED, DATA_MODEL, FOLDER, TABLES, check_keys, check_rows, columns, labels, load_schema

NAMES = [*TABLES, *(f"compare/{table}" for table in (*COMPARED, "series")), "export/subventions"]
DOCS = Path(__file__).parent.parent / "docs" / "data-model.md"


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = lay_out(tmp_path_factory.mktemp("extracted"))
    compare_extracted(folder)
    return folder


def fields(name: str) -> Iterator[dict[str, Any]]:
    yield from load_schema(name)["fields"]


def test_each_schema_is_known() -> None:
    files = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.json")}
    assert files == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_column_is_told_in_french(name: str) -> None:
    schema = load_schema(name)
    titles = [field["title"] for field in schema["fields"]]
    assert len(set(titles)) == len(titles), "a title heads one column of a spreadsheet"
    assert schema["title"]
    assert schema["description"].endswith(".")
    for field in schema["fields"]:
        assert field["title"][0].isupper() or field["title"][0].isdigit(), field
        assert field["description"].endswith("."), field
        assert not set(field) - {
            "name", "type", "title", "description", "unit", "categories", "constraints", "arrow", "trueValues",
            "falseValues",
        }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_code_has_a_french_word(name: str) -> None:
    for field in fields(name):
        codes = field.get("constraints", {}).get("enum", [])
        assert name == "export/subventions" or list(labels(field)) == codes, field["name"]


@pytest.mark.parametrize("name", NAMES)
def test_patterns_are_no_other_in_xml_schema(name: str) -> None:
    """The standard's patterns are those of XML Schema: no groups of Python's own, no anchors needed."""
    for field in fields(name):
        pattern = field.get("constraints", {}).get("pattern", "")
        re.compile(pattern)
        assert "(?" not in pattern


@pytest.mark.parametrize("table", TABLES)
def test_keys_meet_columns(table: str) -> None:
    schema = load_schema(table)
    assert set(schema.get("primaryKey", ())) <= set(columns(table))
    told = {key["fields"][0] for key in schema.get("foreignKeys", ())}
    for key in schema.get("foreignKeys", ()):
        assert key["reference"]["fields"][0] in columns(key["reference"]["resource"] or table)
    own = {"actions": "action_id", "reports": "report_id"}.get(table)
    assert {"report_id", "action_id", "parent_id", "same_as", "part_of"} & set(columns(table)) - {own} == told


def test_committed_tables_fit_their_schemas() -> None:
    tables = read_committed()
    for table, rows in tables.items():
        check_rows(table, rows)
    check_keys(tables)
    known = {row["partner_id"] for row in tables["partners"]}
    for table in ("amounts", "people"):  # no foreign key: a partner has many rows
        assert {row["partner_id"] for row in tables[table]} - {None} <= known


def test_a_key_of_its_own_table_is_held() -> None:
    tables = read_committed()
    tables["amounts"][0] = tables["amounts"][0] | {"part_of": "pma-2019-none-a1"}
    with pytest.raises(SchemaError, match="part_of « pma-2019-none-a1 » is not in amounts"):
        check_keys(tables)


def test_where_words_stand_is_no_reason_why_they_were_left_out() -> None:
    """So that (report_id, reason) is the key of coverage."""
    assert not set(get_args(Role)) & set(LEFT)


def test_the_package_says_its_version_sources_and_authors(extracted: Path) -> None:
    package = json.loads((extracted / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == DATA_MODEL
    assert len(package["sources"]) == 5
    authors = [one["title"] for one in package["contributors"] if one["roles"] == ["author"]]
    assert len(authors) == len(set(authors)) == 3
    (places,) = [resource for resource in package["resources"] if resource["name"] == "places"]
    assert places["licenses"][0]["name"] == "etalab-2.0"
    assert "licenses" not in package, "the words are those of the reports: their licence is not ours to give"


def test_the_version_stands_in_the_changelog() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", DATA_MODEL)
    told = re.findall(r"^### (\d+\.\d+\.\d+)", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert told[0] == DATA_MODEL
    assert told == sorted(told, key=lambda v: [int(part) for part in v.split(".")], reverse=True)


def test_packages_are_valid(extracted: Path) -> None:
    """By the standard's own reader: the description, and each table against its schema and its keys."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is in the dev extra")
    packages = [extracted / "datapackage.json", *sorted((extracted / "compare").glob("*/datapackage.json"))]
    assert len(packages) == 3
    for package in packages:
        report = frictionless.validate(package)
        assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
        assert report.valid
        assert sum(task.stats.get("rows", 0) for task in report.tasks) > 100


def test_a_wrong_cell_is_seen(extracted: Path, tmp_path: Path) -> None:
    """The check above can fail: a code outside its list, a key that meets nothing."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is in the dev extra")
    folder = lay_out(tmp_path / "wrong")
    path = folder / "csv" / "amounts.csv"
    path.write_bytes(path.read_bytes().replace(b",money,", b",cash,", 1).replace(b"-a1,pma-2019,", b"-a1,pma-2018,", 1))
    report = frictionless.validate(folder / "datapackage.json")
    assert {"constraint-error", "foreign-key"} <= {kind for (kind,) in report.flatten(["type"])}


@pytest.mark.parametrize("table", TABLES)
def test_parquet_is_typed(extracted: Path, table: str) -> None:
    types = {
        "string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32(),
        "number": pa.decimal128(30, 6), "double": pa.float64(),
    }  # fmt: skip
    for path in (extracted / "parquet" / table).glob("*.parquet"):
        schema = pq.read_schema(path)
        assert schema.names == columns(table)
        for field in fields(table):
            assert schema.field(field["name"]).type == types[field.get("arrow", field["type"])], field["name"]


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("partners", "partner_id", "straße-und-ørsted"),
        ("places", "region", "975"),
        ("places", "departement", "2A"),
        ("places", "code", "2A004"),
        ("places", "code", "97502"),
        ("places", "code", "BE"),
        ("dates", "value", "2019-05~/.."),
        ("dates", "value", "R/P1W"),
        ("dates", "value", "P1.5Y"),
        ("actions", "report_id", "pays_d.Été-2020"),
        ("actions", "action_id", "pays-2020-0123456789-2"),
    ],
)
def test_rare_values_are_not_refused(table: str, field: str, value: str) -> None:
    """A value that its pattern does not hold would cost the whole report."""
    (one,) = [f for f in fields(table) if f["name"] == field]
    assert re.fullmatch(one.get("constraints", {}).get("pattern", ".*"), value)
