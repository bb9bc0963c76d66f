"""Throws damaged files at the readers, for a bounded time: `make fuzz`.

In: seconds, and a seed that makes a run repeatable. Out: the inputs at which a reader did anything but read or refuse
with a sentence, or took too long. It refuses to judge what was read.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.errors import ReportError
from pipeline.formats import PACKED, READERS, read_document
from pipeline.passages import cut_passages

SLOW = 20.0  # seconds of computing for one small file
WORDS = (
    "un Forum énergie 12 3,5 k€ 27/02 l'eau • ○ - o 1. TITRE — \x00 \u202e \u00ad \ufeff 🎯 é\u0301 &nbsp; &#0; &x;"
).split(" ")
TAGS = "p div ul ol li table tr td th b span br h1 h2 main nav caption thead dl dd pre script style svg a sup".split()
MARKUP = [
    "# ",
    "- ",
    "  - ",
    "1. ",
    "> ",
    "| a | b |\n|---|---|\n",
    "\t",
    "**",
    "```",
    "---\n",
    "\n",
    "\n\n",
    "[",
    "](",
    "<!--",
]
ATTRIBUTES = ["", " rowspan=99999", " colspan=-1", " hidden", " x='", " class=MsoTitle", " style='display:none'"]
XML = [
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="9"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>',
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="7"/><w:vMerge/></w:tcPr>'
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    "<w:sdt><w:sdtContent><w:p><w:ins><w:r><w:t>{}</w:t></w:r></w:ins></w:p></w:sdtContent></w:sdt>",
]
PDF = (
    "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\n"
    "endobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F "
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>\nendobj\n4 0 obj\n<< /Length {} >>\nstream\n{}\n"
    "endstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n"
)


@dataclass(frozen=True, slots=True)
class Finding:
    data: bytes
    suffix: str
    what: str  # what went wrong, and where


def fuzz(seconds: float, seed: int = 0, most: int = 1_000_000) -> list[Finding]:
    """What was found in `seconds`, or with `most` files, whichever ends first."""
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    found: list[Finding] = []
    for _ in range(most):
        if time.monotonic() > end:
            break
        suffix = chance.choice([*READERS, *PACKED])
        data = make_file(chance, suffix)
        what = try_file(data, suffix)
        if what:
            found.append(Finding(data, suffix, what))
    return found


def try_file(data: bytes, suffix: str) -> str:
    """Reads a file; what went wrong, empty when nothing did."""
    begin = time.process_time()
    try:
        cut_passages(read_document(data, suffix))
    except ReportError as error:
        if not str(error).strip():
            return "refused without a word"
    except Exception:
        return traceback.format_exc(limit=-3)
    taken = time.process_time() - begin
    return f"took {taken:.0f} seconds" if taken > SLOW else ""


def make_file(chance: random.Random, suffix: str) -> bytes:
    """A damaged file of a form: built at random, then broken at random, or not broken."""
    makers: dict[str, Callable[[random.Random], bytes]] = {".docx": _docx, ".docm": _docx, ".odt": _odt, ".pdf": _pdf}
    data = makers.get(suffix, _text)(chance)
    for _ in range(chance.choice([0, 0, 1, 3, 20])):
        data = _break(chance, data)
    return data


def _words(chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(0, 6)))


def _text(chance: random.Random) -> bytes:
    pieces = []
    for _ in range(chance.randint(0, 60)):
        tag = chance.choice(TAGS)
        piece = chance.choice(
            [
                f"<{tag}{chance.choice(ATTRIBUTES)}>",
                f"</{tag}>",
                f"<{tag}>" * chance.choice([1, 40]),
                chance.choice(MARKUP),
                _words(chance),
                _words(chance),
                "\n",
            ]
        )
        pieces.append(piece)
    return "".join(pieces).encode(chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"]), "ignore")


def _packed(chance: random.Random, parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def _docx(chance: random.Random) -> bytes:
    safe = [word for word in WORDS if word.isprintable() and "&" not in word]
    body = "".join(chance.choice(XML).format(chance.choice(safe)) for _ in range(chance.randint(0, 30)))
    document = f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'
    return _packed(chance, {"word/document.xml": _bend(chance, document), "word/styles.xml": "<x/>"})


def _odt(chance: random.Random) -> bytes:
    row = '<t:table-row><t:table-cell t:number-rows-spanned="9"><t:p>{}</t:p></t:table-cell></t:table-row>'
    kinds = ["<t:p>{}</t:p>", "<t:list><t:list-item><t:p>{}</t:p></t:list-item></t:list>", f"<t:table>{row}</t:table>"]
    body = "".join(chance.choice(kinds).format("mot") for _ in range(chance.randint(0, 30)))
    content = f'<o:c xmlns:o="o" xmlns:t="t"><o:body><o:text>{body}</o:text></o:body></o:c>'
    return _packed(chance, {"content.xml": _bend(chance, content)})


def _pdf(chance: random.Random) -> bytes:
    drawn = []
    for _ in range(chance.randint(0, 40)):
        x, y, size = chance.randint(-50, 700), chance.randint(-50, 900), chance.choice([0, 1, 8, 10, 300])
        drawn.append(f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({chance.choice(['Forum', '12', 'eau-', '1.', ''])}) Tj ET")
        drawn.append(f"{x} {y} m {chance.randint(0, 600)} {y} l S")
    content = "\n".join(drawn)
    return PDF.format(len(content), content).encode("latin-1")


def _bend(chance: random.Random, xml: str) -> str:
    """Takes out a piece, now and then: what is left may still be well formed."""
    if chance.random() < 0.7:
        return xml
    at = chance.randrange(len(xml))
    return xml[:at] + xml[at + chance.randint(1, 30) :]


def _break(chance: random.Random, data: bytes) -> bytes:
    if not data:
        return bytes(chance.randrange(256) for _ in range(chance.randint(0, 50)))
    at, length = chance.randrange(len(data)), chance.randint(1, 40)
    way = chance.randrange(5)
    if way == 0:
        return data[:at]
    if way == 1:
        return data[:at] + data[at + length :]
    if way == 2:
        return data[:at] + bytes(chance.randrange(256) for _ in range(length)) + data[at + length :]
    if way == 3:
        return data[:at] + data[at : at + length] * chance.choice([2, 500]) + data[at + length :]
    return data[:at] + chance.choice([b"\x00", b"\xff\xfe", b"<", b">", b"&", b"\t", b"PK\x03\x04"]) + data[at:]


def main() -> None:
    parser = argparse.ArgumentParser(description="Throws damaged files at the readers, for a bounded time.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--to", type=Path, default=Path("build/fuzz"), help="where the files go that were too much")
    options = parser.parse_args()
    found = fuzz(options.seconds, options.seed)
    for finding in found:
        options.to.mkdir(parents=True, exist_ok=True)
        path = options.to / f"{sha256(finding.data).hexdigest()[:12]}{finding.suffix}"
        path.write_bytes(finding.data)
        print(f"{path}: {finding.what}")
    print(f"{len(found)} found in {options.seconds:.0f} seconds, seed {options.seed}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
