"""Where a record comes from: the line of its action, the place of its words, and that its form does not matter."""

import csv
import html
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdf_pages import Sheet, write_pdf

from pipeline.extract import extract_raw
from pipeline.formats import read_document
from pipeline.model import KINDS, Passage
from pipeline.passages import cut_passages
from pipeline.text import fold_spaces

TESTS = Path(__file__).parent
SHARED = TESTS.parent.parent / "shared"  # reports to measure with; absent from a fresh clone
HTML = {
    "gimone-lomagne/2022": TESTS / "gold" / "gimone-lomagne" / "2022.html",
    "argonne-othain/2021": TESTS / "gold" / "argonne-othain" / "2021.htm",
    "val-mouge/2022": TESTS / "forms" / "html" / "val-mouge" / "2022.html",
}
LONG = 24  # letters of a passage's beginning that are looked for; its mark may be longer than one line


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", fold_spaces(text))).lower()


def cut(path: Path) -> tuple[Passage, ...]:
    return cut_passages(read_document(path.read_bytes(), path.suffix))


# --- lines ---------------------------------------------------------------------------------------------------------


def texts() -> Iterator[Path]:
    ours = (TESTS.parent / "raw", TESTS / "gold", TESTS / "forms" / "html")
    for folder in (*ours, *SHARED.glob("gold/reports"), *SHARED.glob("corpora/real")):
        for path in sorted(folder.rglob("[12][0-9][0-9][0-9].*")):
            if "marked" not in path.parts and path.suffix in (".md", ".html", ".htm"):
                yield path


@pytest.mark.parametrize("path", list(texts()), ids=lambda path: "/".join(path.parts[-3:]))
def test_a_passage_begins_on_its_line_of_the_file(path: Path) -> None:
    data = path.read_bytes()
    document = read_document(data, path.suffix)
    lines = data.decode(document.encoding).splitlines()
    for passage in cut_passages(document):
        here = "\n".join(lines[passage.line - 1 : passage.line + 9])
        here = re.sub(r"<[^>]*(?:>|$)|\\A[^<>\\n]*>|\]\([^)]*\)", "", re.sub(r"(?s)<!--.*?-->", "", here))
        head = letters(passage.text.split(" ; ")[0])[:LONG]
        assert head in letters(html.unescape(here)), passage
        first = next(iter(re.findall(r"[^\W_]+", passage.text)))
        assert first.lower() in html.unescape(lines[passage.line - 1]).lower().replace("\u00ad", ""), passage


@pytest.mark.parametrize("report", HTML)
def test_a_passage_of_a_word_file_begins_in_its_paragraph(report: str) -> None:
    path = TESTS / "forms" / "docx" / f"{report}.docx"
    with zipfile.ZipFile(path) as package:
        xml = package.read("word/document.xml").decode()
    paragraphs = [html.unescape(re.sub(r"<[^>]*>", "", p)) for p in re.findall(r"(?s)<w:p[ >].*?</w:p>", xml)]
    for passage in cut(path):
        head = letters(passage.text.split(" ; ")[0])[:LONG]
        assert head in letters(paragraphs[passage.line - 1]), passage


@pytest.mark.parametrize("report", HTML)
def test_a_passage_of_an_odt_begins_in_its_paragraph(report: str) -> None:
    path = TESTS / "forms" / "odt" / f"{report}.odt"
    with zipfile.ZipFile(path) as package:
        xml = package.read("content.xml").decode()
    found = re.findall(
        r"(?s)<text:[ph](?: [^>]*)?/>|<text:[ph](?: [^>]*)?>.*?</text:[ph]>", xml[xml.index("<office:body") :]
    )
    paragraphs = [html.unescape(re.sub(r"<[^>]*>", "", p)) for p in found]
    for passage in cut(path):
        head = letters(passage.text.split(" ; ")[0])[:LONG]
        assert head in letters(paragraphs[passage.line - 1]), passage


def test_a_passage_of_a_pdf_begins_on_its_line_of_print() -> None:
    sheets = [Sheet() for _ in range(3)]
    written = []
    for number, sheet in enumerate(sheets):
        for line in range(5):
            written.append(f"{'abc'[number]}{'vwxyz'[line]} est une phrase sur une ligne de sa page.".capitalize())
            sheet.at(60, 100 + 30 * line, written[-1])
    passages = cut_passages(read_document(write_pdf(*sheets), ".pdf"))
    assert [(p.text, p.line) for p in passages] == [(text, n) for n, text in enumerate(written, 1)]


ROWS = "<tr><td rowspan=3>Loger</td><td>{0}</td></tr>\n<tr><td>{1}</td></tr>\n\n<tr>\n<td>\n{2}</td></tr>"


@pytest.mark.parametrize("inside", ["{}", "<p>{}", "<ul><li>{}</ul>", "<b>x</b> {}", "<table><tr><td>\n{}</table>"])
def test_lines_are_right_in_tables_and_after_a_rowspan(inside: str) -> None:
    cells = [inside.format(f"fait {n}") for n in ("alpha", "beta", "gamma")]
    head = "<h1>Bilan</h1>\n<table>\n<tr><th>Objectifs</th>\n<th>Actions</th></tr>"
    source = f"{head}\n{ROWS.format(*cells)}\n</table><p>après"
    lines = source.split("\n")
    for passage in cut_passages(read_document(source.encode(), ".html")):
        assert passage.text.split()[0] in lines[passage.line - 1], passage
    assert len([1 for p in cut_passages(read_document(source.encode(), ".html")) if "fait" in p.text]) == 3


# --- records -------------------------------------------------------------------------------------------------------


def rows(extracted: Path, table: str) -> list[dict[str, str]]:
    with (extracted / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The tables of the same reports, once in each form."""
    done = {}
    for form in ("html", "docx", "odt", "pdf"):
        raw = tmp_path_factory.mktemp(form)
        for report, page in HTML.items():
            source = page if form == "html" else TESTS / "forms" / form / f"{report}.{form}"
            target = raw / f"{report}{source.suffix}"
            target.parent.mkdir(parents=True)
            shutil.copyfile(source, target)
        done[form] = tmp_path_factory.mktemp(f"{form}-out")
        assert extract_raw(raw, done[form]).problems == ()
    return done


@pytest.mark.parametrize(("form", "least"), [("docx", 0.98), ("odt", 0.98), ("pdf", 0.95)])
@pytest.mark.parametrize("kind", KINDS)
def test_records_are_those_of_the_web_page(extracted: dict[str, Path], kind: str, form: str, least: float) -> None:
    ours = {"record_id", "action_id", "start", "end", "partner_id", "same_as", "part_of", "per"}

    def records(of: str) -> Counter[tuple[str, ...]]:
        return Counter(tuple(v for k, v in row.items() if k not in ours) for row in rows(extracted[of], kind))

    found, wanted = records(form), records("html")
    assert wanted.total() > 0
    assert 2 * (found & wanted).total() / (found.total() + wanted.total()) >= least


@pytest.mark.parametrize("form", ["html", "docx", "odt", "pdf"])
def test_a_record_stands_in_its_action(extracted: dict[str, Path], form: str) -> None:
    actions = {row["action_id"]: row["text"] for row in rows(extracted[form], "actions")}
    for kind in KINDS:
        for row in rows(extracted[form], kind):
            assert actions[row["action_id"]][int(row["start"]) : int(row["end"])] == row["text"]


@pytest.mark.parametrize("form", ["html", "docx", "odt", "pdf"])
def test_the_words_of_a_report_add_up(extracted: dict[str, Path], form: str) -> None:
    by_report: dict[str, list[dict[str, str]]] = {}
    for row in rows(extracted[form], "coverage"):
        by_report.setdefault(row["report_id"], []).append(row)
    for reasons in by_report.values():
        assert sum(int(r["words_placed"]) + int(r["words_left_out"]) for r in reasons) == int(reasons[0]["words_read"])
