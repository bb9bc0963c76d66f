"""Raw reports and gold marks, from reports with inline marks.

In: `marked/ORGANISATION/YEAR.EXT`, where `{{TYPE:value|surface}}` and `{{K:slug}}` stand in the text of a report.
Out: `ORGANISATION/YEAR.EXT`, the same without the marks, and `YEAR.gold.json`, the marks with their places.
Refuses to know how the pipeline reads: nothing of it is imported here, these files measure it from outside.

    python tests/gold/build.py [--check] [--communes data/communes.json]

The commune codes are those of the npm package @etalab/decoupage-administratif 6.0.0 (`npm pack` brings it).
"""

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
MARK = re.compile(r"\{\{(?:(?P<type>[DALPNX]):(?P<value>[^{}|]*)\|(?P<surface>[^{}|<>]+)|K:(?P<key>[^{}|]*))\}\}")

DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2]|2[1-4]|3[3-6]|4[01])(?:-[0-3]\d)?)?~?"
DURATION = r"P(?:\d+[YMWD]|T\d+[HM])"
GRAMMAR = {
    "D": re.compile(rf"{DATE}|{DATE}/{DATE}|\.\./{DATE}|{DATE}/\.\.|{DURATION}|R/{DURATION}"),
    "A": re.compile(r"\d+(?:\.\d+)?(?:\.\.\d+(?:\.\d+)?)? \S.*"),
    "L": re.compile(
        r"(?:commune:[0-9AB]{5}|departement:[0-9AB]{2,3}|region:\d\d|(?:pays|ville):[A-Z]{2}|(?:territoire|site):):\S.*"
    ),
    "P": re.compile(r"\S.*"),
    "N": re.compile(r"\S.*"),
    "X": re.compile(r""),
    "K": re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*"),
}


def decode(data: bytes) -> tuple[str, str]:
    """The text of a report and the encoding it was written in; raises UnicodeDecodeError on anything else."""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "cp1252"


def unmark(text: str) -> tuple[str, list[dict[str, object]]]:
    """The text without its marks, and the marks, each with its code point offset in that text.

    >>> unmark("le {{D:2021-05-08|8 mai}}.")
    ('le 8 mai.', [{'type': 'D', 'value': '2021-05-08', 'surface': '8 mai', 'start': 3}])
    """
    parts: list[str] = []
    marks: list[dict[str, object]] = []
    length = last = 0
    for match in MARK.finditer(text):
        before, surface = text[last : match.start()], match["surface"] or ""
        length += len(before)
        if match["key"] is not None:
            marks.append({"type": "K", "value": match["key"], "start": length})
        else:
            marks.append({"type": match["type"], "value": match["value"], "surface": surface, "start": length})
        parts += [before, surface]
        length, last = length + len(surface), match.end()
    return "".join([*parts, text[last:]]), marks


def faults(raw: str, marks: list[dict[str, object]], communes: dict[str, str]) -> list[str]:
    """What is wrong with the marks of one report, one line each; empty when all is well."""
    found = [
        f"{brace} left at {raw.find(brace)}: {raw[raw.find(brace) :][:60]!r}" for brace in ("{{", "}}") if brace in raw
    ]
    for mark in marks:
        kind, value, surface = str(mark["type"]), str(mark["value"]), str(mark.get("surface", ""))
        if not GRAMMAR[kind].fullmatch(value):
            found.append(f"{kind} value {value!r} of {surface!r} breaks the grammar")
        if surface != surface.strip():
            found.append(f"{kind} surface {surface!r} has space around it")
        if communes and value.startswith("commune:"):
            _, code, name = value.split(":")
            if communes.get(code) != name:
                found.append(f"commune {code} is {communes.get(code)!r}, not {name!r}")
    slugs = Counter(str(m["value"]) for m in marks if m["type"] == "K")
    return found + [f"slug {slug} stands {n} times" for slug, n in slugs.items() if n > 1]


def load_communes(path: Path | None) -> dict[str, str]:
    """Code -> name of today's communes; empty without a path, raises OSError when there is no such file."""
    if path is None:
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {row["code"]: row["nom"] for row in rows if row["type"] == "commune-actuelle"}


def outputs(marked: Path, raw: str, marks: list[dict[str, object]], encoding: str) -> dict[Path, bytes]:
    """The two files that one marked report makes, with their bytes."""
    folder = HERE / marked.parent.name
    lines = ",\n".join(json.dumps(mark, ensure_ascii=False) for mark in marks)
    gold = f"[\n{lines}\n]\n".encode()
    return {folder / marked.name: raw.encode(encoding), folder / f"{marked.stem}.gold.json": gold}


def main() -> int:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--check", action="store_true", help="write nothing; fail if a file is not what it should be")
    args.add_argument("--communes", type=Path, help="communes.json, to check the codes by")
    options = args.parse_args()
    communes, failed = load_communes(options.communes), False
    for marked in sorted((HERE / "marked").glob("*/*")):
        text, encoding = decode(marked.read_bytes())
        raw, marks = unmark(text)
        found = faults(raw, marks, communes)
        for path, data in outputs(marked, raw, marks, encoding).items():
            if not options.check:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data)
            elif not path.exists() or path.read_bytes() != data:
                found.append(f"{path.relative_to(HERE)} is not what the marked report makes")
        counts = Counter(str(m["type"]) for m in marks)
        print(marked.relative_to(HERE / "marked"), len(raw), *(f"{k}{counts[k]}" for k in "DALPNXK"))
        for line in found:
            print("  ", line)
        failed |= bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
