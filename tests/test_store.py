"""Rows -> files: typed, sorted, whole or not at all."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import SchemaError, UsageError
from pipeline.folders import remove_folder
from pipeline.model import AmountValue, DateValue, PartnerValue, PersonValue, PlaceValue
from pipeline.schemas import TABLES, check_keys, check_rows, columns
from pipeline.store import combine, find_written, is_written, publish, read_parquet, read_rows, write_report, writing

ACTION = dict.fromkeys(columns("actions")) | {
    "action_id": "a-2020-1",
    "report_id": "a-2020",
    "organisation": "a",
    "year": 2020,
    "position": 1,
    "text": "Étude : 0,85 € ; « oui », non",
    "source_line": 3,
}
AMOUNT = dict.fromkeys(columns("amounts")) | {
    "record_id": "a-2020-1-a1",
    "report_id": "a-2020",
    "organisation": "a",
    "year": 2020,
    "action_id": "a-2020-1",
    "text": "0,85 €",
    "start": 8,
    "end": 14,
    "value": Decimal("0.85"),
    "unit": "EUR",
    "kind": "money",
}
DATE = {name: AMOUNT[name] for name in list(AMOUNT)[:8]} | {
    "value": "2020-01",
    "kind": "date",
    "start_date": date(2020, 1, 1),
    "end_date": date(2020, 1, 31),
    "precision": "month",
    "approximate": False,
    "inferred": None,
}


def write_tables(extracted: Path, reports: dict[str, dict[str, list[dict]]]) -> None:
    staging = extracted / ".staging"
    for report_id, rows in reports.items():
        write_report(staging, report_id, rows)
    for table in TABLES:
        combine(extracted, staging, list(reports), table)
    publish(extracted, staging, list(reports))
    remove_folder(staging)


def tables(**rows: list[dict]) -> dict[str, list[dict]]:
    return {table: rows.get(table, []) for table in TABLES}


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    reports = {"a-2020": tables(actions=[ACTION], amounts=[AMOUNT], dates=[DATE])}
    for name in ("one", "two"):
        write_tables(tmp_path / name, reports)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert len(files) == 2 * len(TABLES) + 1
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    write_tables(tmp_path, {"a-2020": tables(actions=[ACTION], amounts=[AMOUNT], dates=[DATE])})
    (row,) = read_rows(tmp_path, "amounts")
    typed = pd.read_parquet(tmp_path / "parquet" / "amounts")
    assert row["value"] == "0.85"
    assert typed["value"][0] == Decimal("0.85")
    assert pd.read_parquet(tmp_path / "parquet" / "dates")["start_date"][0] == date(2020, 1, 1)
    assert pd.read_csv(tmp_path / "csv" / "actions.csv")["text"][0] == ACTION["text"]


def test_reports_written_before_stay_in_the_csv(tmp_path: Path) -> None:
    write_tables(tmp_path, {"a-2020": tables(actions=[ACTION])})
    assert is_written(["a-2020"], tmp_path)
    assert not is_written(["b-2020"], tmp_path)
    assert find_written(tmp_path) == {"a-2020"}
    staging = tmp_path / ".staging"
    write_report(staging, "b-2020", tables())
    for table in TABLES:
        combine(tmp_path, staging, ["a-2020", "b-2020"], table)
    assert is_written(["a-2020", "b-2020"], staging, tmp_path)
    publish(tmp_path, staging, ["a-2020", "b-2020"])
    assert [row["report_id"] for row in read_rows(tmp_path, "actions")] == ["a-2020"]


def test_a_report_that_is_gone_leaves_no_parquet(tmp_path: Path) -> None:
    write_tables(tmp_path, {"a-2020": tables(), "b-2020": tables()})
    write_tables(tmp_path, {"b-2020": tables()})
    assert {p.stem for p in (tmp_path / "parquet").rglob("*.parquet")} == {"b-2020"}


@pytest.mark.parametrize(
    ("damage", "seen"),
    [
        (lambda data: b"", "no column « action_id »"),
        (lambda data: b"PK\3\4 garbage\n", "it begins « PK"),
        (lambda data: data.replace(b",", b";"), "it begins « action_id;report_id;"),
        (lambda data: data.decode("utf-8").encode("cp1252"), "not in UTF-8"),
        (lambda data: data.decode("utf-8").encode("utf-16"), "not in UTF-8"),
        (lambda data: data[: data.index(b'"')], "line 2 has "),
        (lambda data: data.rstrip(), "its last line is cut off"),
        (lambda data: data[: data.index(b'"') + 5], "line 2 is no CSV"),
        (None, "is not there, while other tables are"),
    ],
)
def test_a_damaged_table_is_named_with_what_to_do(
    tmp_path: Path, damage: Callable[[bytes], bytes] | None, seen: str
) -> None:
    write_tables(tmp_path, {"a-2020": tables(actions=[ACTION | {"text": 'Une « étude », "deux"'}])})
    path = tmp_path / "csv" / "actions.csv"
    if damage:
        path.write_bytes(damage(path.read_bytes()))
    else:
        path.unlink()
    with pytest.raises(UsageError) as told:
        read_rows(tmp_path, "actions")
    assert str(path) in str(told.value)
    assert seen in str(told.value)
    assert str(told.value).endswith("millesime extract --force")


def test_a_damaged_parquet_is_named_too(tmp_path: Path) -> None:
    write_tables(tmp_path, {"a-2020": tables(actions=[ACTION])})
    path = tmp_path / "parquet" / "actions" / "a-2020.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(UsageError, match="extract --force") as told:
        read_parquet(path)
    assert str(path) in str(told.value)


def test_nothing_extracted_has_no_rows(tmp_path: Path) -> None:
    assert read_rows(tmp_path, "actions") == []


def test_a_crash_leaves_the_old_output_whole(tmp_path: Path) -> None:
    (tmp_path / "kept.csv").write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), writing(tmp_path) as staging:  # noqa: PT012
        (staging / "kept.csv").write_text("new", encoding="utf-8")
        raise RuntimeError("the disk is full")
    assert (tmp_path / "kept.csv").read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["kept.csv"]


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("kind", "cash", "not among"),
        ("start", -1, "less than 0"),
        ("value", "12", "not of type number"),
        ("action_id", None, "required"),
        ("year", True, "not of type integer"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(field: str, value: object, fault: str) -> None:
    with pytest.raises(SchemaError, match=fault):
        check_rows("amounts", [AMOUNT | {field: value}])


def test_the_same_id_twice_is_refused() -> None:
    with pytest.raises(SchemaError, match="stands twice"):
        check_rows("amounts", [AMOUNT, AMOUNT])


def test_a_record_without_its_action_is_refused() -> None:
    report = dict.fromkeys(columns("reports")) | {"report_id": "a-2020"}
    with pytest.raises(SchemaError, match="is not in actions"):
        check_keys(tables(reports=[report], amounts=[AMOUNT]))


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("dates", DateValue),
        ("amounts", AmountValue),
        ("places", PlaceValue),
        ("partners", PartnerValue),
        ("people", PersonValue),
    ],
)
def test_the_fields_of_a_value_are_the_columns_of_its_table(table: str, value: type) -> None:
    assert columns(table)[8 : 8 + len(value.__dataclass_fields__)] == list(value.__dataclass_fields__)
