"""How many of the dates marked in running text we find, with their value: by fragments, then by gold reports."""

import html
import json
import re
from pathlib import Path

import pytest

from pipeline.kinds.dates import find_dates
from pipeline.kinds.decoys import find_decoys
from pipeline.text import fold_spaces

SHARED = Path(__file__).parents[2] / "shared"
MARK = re.compile(r"\{\{([A-Z]):([^|}]*)(?:\|([^}]*))?\}\}")
BREAK = re.compile(r"(?i)</?(?:td|th|tr|li|ul|ol|p|br|h[1-6])\b[^>]*>|\t|\n\s*\n|\n\s*[-*#|]|\s\|\s")


def found_in(text: str, year: int, context: tuple[str, ...] = ()) -> list[tuple[int, int, str, str]]:
    taken = [(d.start, d.end) for d in find_decoys(text)]
    dates = [(m.start, m.end, m.value.value) for m in find_dates(text, year, context) if m.value]
    return [(a, b, v, text[a:b]) for a, b, v in dates if not any(a < e and s < b for s, e in taken)]


def score(lines):
    """(right, marked, found, misses) of lines of (text, year, context, marks, don't-care spans)."""
    right = marked = found = 0
    misses = []
    for text, year, context, marks, spare in lines:
        got = found_in(text, year, context)
        marked += len(marks)
        for a, b, value in marks:
            hit = next((g for g in got if g[0] < b and a < g[1] and g[2] == value), None)
            if hit:
                right, found = right + 1, found + 1
                got.remove(hit)
            else:
                misses.append(f"missed {value} « {text[a:b]} » in « {text[max(0, a - 40) : b + 25]} » ({year})")
        for a, b, value, surface in got:
            if not any(a < e and s < b for s, e in spare):
                found += 1
                misses.append(f"extra {value} « {surface} » in « {text[max(0, a - 40) : b + 25]} » ({year})")
    return right, marked, found, misses


def fragments(*names):
    for name in names:
        for line in (SHARED / "training" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            d = json.loads(line)
            marks = [(a, b, v) for a, b, t, v in d["spans"] if t == "D"]
            yield d["text"], int(d["year"]), (), marks, [(a, b) for a, b, t, v in d["spans"] if t == "X"]


def gold():
    for path in sorted((SHARED / "gold" / "marked").glob("*/*.md")):
        heading = ""
        for piece in BREAK.split(re.sub(r"\n(#+ )", r"\n\n# §", path.read_text(encoding="utf-8"))):
            raw = fold_spaces(html.unescape(re.sub(r"<[^>]*>|\*\*", "", piece)))
            text, marks, spare, last = "", [], [], 0
            for m in MARK.finditer(raw):
                text += raw[last : m.start()]
                start, last = len(text), m.end()
                text += m.group(3) or ""
                if m.group(1) == "D":
                    marks.append((start, len(text), m.group(2)))
                elif m.group(1) == "X":
                    spare.append((start, len(text)))
            text += raw[last:]
            if "§" in text[:6]:
                heading = text
            yield text, int(path.stem), (heading,), marks, spare


def f1(right, marked, found):
    return 2 * right / (marked + found)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the marked lines")
@pytest.mark.parametrize(
    ("lines", "floor"),
    [(lambda: fragments(*(f"t{n}" for n in range(1, 8))), 0.99), (gold, 0.985)],
    ids=["fragments", "gold"],
)
def test_f1(lines, floor):
    right, marked, found, misses = score(lines())
    assert f1(right, marked, found) >= floor, "\n".join(misses)


if __name__ == "__main__":
    import sys

    lines = gold() if sys.argv[1] == "gold" else fragments(*sys.argv[1].split(","))
    right, marked, found, misses = score(lines)
    print("\n".join(misses))
    print(f"P {right / found:.4f} R {right / marked:.4f} F1 {f1(right, marked, found):.4f} of {marked}")
