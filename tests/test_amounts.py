"""Amounts: the cases of cases/amounts.csv, and time on hostile text."""

import csv
import time
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.kinds.amounts import find_amounts

with open(Path(__file__).parent / "cases" / "amounts.csv", encoding="utf-8", newline="") as file:
    CASES = [
        pytest.param(row, id=row["text"], marks=[pytest.mark.xfail(strict=True)] if row["expect"] == "xfail" else [])
        for row in csv.DictReader(file)
    ]


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    text = case["text"].replace("[", "").replace("]", "")
    found = find_amounts(text, case["head"])
    if not case["value"]:
        assert found == []
        return
    (mention,) = found
    number, unit = case["value"].split(" ", 1)
    low, _, high = number.partition("..")
    assert (mention.value.value, mention.value.value_max, mention.value.unit) == (
        Decimal(low),
        Decimal(high) if high else None,
        unit,
    )
    start = case["text"].index("[")
    assert (mention.start, mention.end) == (start, case["text"].index("]") - 1)


@pytest.mark.parametrize("piece", ["1", " 1", ",", "1 234 ", "deux ", "12, ", "1.234", "k"])
def test_long_hostile_text_takes_linear_time(piece):
    before = time.perf_counter()
    find_amounts(piece * (100_000 // len(piece)))
    assert time.perf_counter() - before < 5
