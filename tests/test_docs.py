"""What the docs teach is so: sums are those of the pages, keys are keys, and sentences are those that are said."""

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.compare.totals import by_role, total_by
from pipeline.compare.year import Year, read_years
from pipeline.query import ask
from pipeline.schemas import COMPARED, columns, load_schema
from pipeline.store import read_rows

PROJECT = Path(__file__).parent.parent
GUIDE = (PROJECT / "docs" / "guide-analystes.md").read_text(encoding="utf-8")
README = (PROJECT / "README.md").read_text(encoding="utf-8")
QUERY = (PROJECT / "docs" / "query.md").read_text(encoding="utf-8")
MODEL = (PROJECT / "docs" / "data-model.md").read_text(encoding="utf-8")
NONE = Year("", 0, ())
OF_SHELL = ("command not found", "No targets specified", "make: *** [… all] Error 1")  # what we do not say ourselves


def blocks(page: str, language: str, word: str) -> str:
    """The one block of code that holds a word."""
    (block,) = (b for b in re.findall(rf"^```{language}\n(.*?)^```", page, re.M | re.S) if word in b)
    return block


# --- sums ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def totals(specimens: Path) -> dict[tuple[str, str], Decimal]:
    """Euros by report and role, as the pages count them."""
    return {
        (f"{year.organisation}-{year.year}", total.key): total.sums[0]
        for year in read_years(lambda table: read_rows(specimens, table))
        for total in by_role(year, NONE)
        if total.key != "other"
    }


@pytest.mark.parametrize("page", [GUIDE, README], ids=["guide", "readme"])
def test_pandas_sums_are_those_of_the_pages(
    specimens: Path,
    totals: dict[tuple[str, str], Decimal],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
) -> None:
    (tmp_path / "extracted").symlink_to(specimens)
    monkeypatch.chdir(tmp_path)
    said: dict[str, Any] = {}
    exec(blocks(page, "python", "sums ="), said)
    assert dict(said["sums"]) == totals
    kept = said["amounts"][lambda rows: rows["same_as"].isna() & rows["part_of"].isna()]
    wrong = kept[(kept["unit"] == "EUR") & (kept["role"] == "funding")]["value"].sum()
    assert wrong < sum(value for (_, role), value in totals.items() if role == "funding"), "a grant is part of a cost"


def test_sql_sums_are_those_of_the_pages(specimens: Path, totals: dict[tuple[str, str], Decimal]) -> None:
    rows = ask(blocks(GUIDE, "sql", "sum(a.value)"), specimens).rows()
    assert {(report, role): value for report, role, value in rows if role} == totals


def test_the_funding_of_the_docs_is_that_of_the_pages(specimens: Path) -> None:
    """Question 8 of docs/query.md: funding whose payer is told."""
    told = {report: euros for report, euros, *_ in ask(blocks(QUERY, "sql", "percent_state"), specimens).rows()}
    for year in read_years(lambda table: read_rows(specimens, table)):
        paid = total_by(year, NONE, lambda _, amount: amount.partner_id if amount.role == "funding" else "")
        assert told.pop(f"{year.organisation}-{year.year}", 0) == sum(total.sums[0] for total in paid)
    assert told == {}


def test_codes_read_as_the_guide_says_keep_their_zeros(
    specimens: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "extracted").symlink_to(specimens)
    monkeypatch.chdir(tmp_path)
    said: dict[str, Any] = {}
    exec("import pandas as pd\n" + blocks(GUIDE, "python", "places ="), said)
    assert set(said["places"]["code"].dropna()) == {row["code"] for row in read_rows(specimens, "places")} - {""}


# --- tables --------------------------------------------------------------------------------------------------------


def test_keys_of_comparisons_are_keys(compared: Path) -> None:
    rows = re.findall(r"^\| `(?:YEAR1-YEAR2/)?(\w+)` \| [^|]+ \| ([^|]+) \| `(\w+)`(?: \(`\w+`\))? \|$", MODEL, re.M)
    told = {table: re.findall(r"`(\w+)`", key) for table, key, _ in rows}
    assert sorted(told) == sorted([*COMPARED, "series"])
    for table, key in told.items():
        assert set(key) <= set(columns(f"compare/{table}"))
        schema: dict[str, Any] = load_schema(f"compare/{table}")
        assert schema.get("primaryKey", key) == key
        for path in (compared / "compare").glob(f"*/*/{table}.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                found = [tuple(row[name] for name in key) for row in csv.DictReader(file)]
            assert not key or len(found) == len(set(found)), path


# --- sentences -----------------------------------------------------------------------------------------------------


def test_the_guide_quotes_what_is_said() -> None:
    """Of each sentence in « Quand quelque chose ne va pas », the words between what changes stand in our code."""
    code = " ".join(path.read_text(encoding="utf-8") for path in sorted((PROJECT / "pipeline").rglob("*.py")))
    code = re.sub(r"""["']\s*\n\s*f?["']""", "", code)  # a sentence over two lines of code
    part = GUIDE[GUIDE.index("## 10.") :]
    quoted = [
        q for line in part.splitlines() if line.startswith("| `") for q in re.findall(r"`(.+?)`", line.split(" | ")[0])
    ]
    assert len(quoted) > 15
    for sentence in quoted:
        if not any(words in sentence for words in OF_SHELL):
            for words in re.split(r"\s*« [^»]* »,?\s*|…\.?|\b\d+\b", sentence):
                assert words.strip() in code, sentence


def test_files_that_the_guide_names_are_written(compared: Path) -> None:
    names = set(
        re.findall(r"`(?:2022-2023/)?([\w-]+\.(?:xlsx|csv|html))`", GUIDE[GUIDE.index("## 6.") : GUIDE.index("## 7.")])
    )
    pair = next((compared / "compare").glob("*/*-*"))
    written = {path.name for folder in (pair, pair.parent) for path in folder.iterdir()}
    assert {"changes.xlsx", "doubts.csv"} <= names
    assert names - written == {"series.html", "decisions.csv"}, "series.html takes three years"
