"""How many of the amounts marked in running text we find, with number and kind: by fragments, then by gold reports."""

import json
from pathlib import Path

import pytest

from pipeline.context import context_of
from pipeline.formats import read_document
from pipeline.kinds.amounts import find_amounts
from pipeline.kinds.dates import find_dates
from pipeline.kinds.decoys import find_decoys
from pipeline.passages import cut_passages
from pipeline.score import KIND_OF_MARK, Score, _number, _score_kind
from pipeline.settle import settle

TESTS = Path(__file__).parent
SHARED = TESTS.parents[1] / "shared"
CURRENCIES = {"EUR", "USD", "GBP", "CHF"}


def settled(text, heads, year, context, names):
    """The amounts that stay beside decoys and dates; `names` are spans that a name takes."""
    found = settle([], find_decoys(text), find_dates(text, year, context), find_amounts(text, *heads))
    amounts = [m for m in found if m.kind == "amounts" and m.value]
    return [m for m in amounts if not any(m.start < end and start < m.end for start, end in names)]


def reading(value):
    number, unit = value.split(" ", 1)
    low, _, high = number.partition("..")
    kind = "money" if unit in CURRENCIES else "share" if unit == "%" else "quantity"
    return _number(low), _number(high) if high else None, kind


def fragments(name):
    """(right, marked, found, misses) of the marked fragments of one file."""
    right = marked = found = 0
    misses = []
    for line in (SHARED / "training" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        fragment = json.loads(line)
        text, spans = fragment["text"], fragment["spans"]
        names = [(a, b) for a, b, kind, _ in spans if kind in "DLPNEO"]
        spare = [(a, b) for a, b, kind, _ in spans if kind == "X"]
        left = settled(text, (), int(fragment["year"]), (), names)
        for a, b, value in [(a, b, value) for a, b, kind, value in spans if kind == "A"]:
            told = (reading(value), a, b)
            hit = next((m for m in left if says(m, *told)), None)
            marked, right, found = marked + 1, right + bool(hit), found + bool(hit)
            if hit:
                left.remove(hit)
            else:
                misses.append(f"missed {value} « {text[max(0, a - 30) : b + 30]} »")
        for m in left:
            if not any(m.start < b and a < m.end for a, b in spare):
                found += 1
                misses.append(f"extra {m.value.value} {m.value.unit} « {text[max(0, m.start - 30) : m.end + 30]} »")
    return right, marked, found, misses


def says(mention, told, start, end):
    value = mention.value
    meets = mention.start < end and start < mention.end
    return meets and (value.value, value.value_max, value.kind) == told


def gold(folder):
    """(right, marked, found, misses) of the gold reports under `folder`, each read by its own format."""
    score = Score()
    for path in sorted(folder.glob("*/*.gold.json")):
        year = path.name.split(".")[0]
        marks = json.loads(path.read_text(encoding="utf-8"))
        source = next(p for p in sorted(path.parent.glob(f"{year}.*")) if not p.name.endswith(".gold.json"))
        passages = cut_passages(read_document(source.read_bytes(), source.suffix), ())
        names = {" ".join(m["surface"].split()) for m in marks if m["type"] in "LPN" and m["surface"][-1:].isdigit()}
        rows = []
        for index, passage in enumerate(passages):
            text = passage.text
            taken = [(text.find(name), text.find(name) + len(name)) for name in names if name in text]
            heads = (passage.column, passage.objective, passage.caption)
            for m in settled(text, heads, int(year), context_of(passages, index), taken):
                high = "" if m.value.value_max is None else str(m.value.value_max)
                shown = {"text": text[m.start : m.end], "value": str(m.value.value), "value_max": high}
                rows.append({**shown, "kind": m.value.kind})
        _score_kind("A", marks, rows, score, f"{path.parent.name}/{year}")
    tally = score.tallies[KIND_OF_MARK["A"]]
    return tally.right, tally.gold, tally.predicted, score.errors


def f1(right, marked, found):
    return 2 * right / (marked + found)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the marked lines")
@pytest.mark.parametrize("name", [f"t{number}" for number in range(1, 8)])
def test_marked_fragments(name):
    right, marked, found, misses = fragments(name)
    assert f1(right, marked, found) >= 0.985, "\n".join(misses)


@pytest.mark.parametrize("folder", [TESTS / "gold", SHARED / "gold" / "reports"], ids=["ours", "shared"])
def test_gold_reports(folder):
    if not folder.is_dir():
        pytest.skip("needs the gold reports")
    right, marked, found, misses = gold(folder)
    assert f1(right, marked, found) >= 0.985, "\n".join(misses)
