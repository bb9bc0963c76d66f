"""What is broken or made to harm is refused with a sentence or read in bounded time, and leads nowhere."""

import io
import socket
import time
import zipfile
from pathlib import Path

import pytest
from pdf_pages import Sheet, write_pdf
from word_files import docx, p, packed, r, tbl, tc, tr

from pipeline.catalog import find_sources
from pipeline.errors import ReportError
from pipeline.formats import package, read_document
from pipeline.formats.pdf import guard
from pipeline.fuzz import fuzz
from pipeline.model import Table
from pipeline.passages import LONGEST_TEXT, cut_passages
from pipeline.tables import MOST_PLACES

BOUND = 20  # seconds of computing, on a slow machine
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(data: bytes | str, suffix: str) -> list[str]:
    """The passages of a file that is read or refused within the bound."""
    begin = time.process_time()
    try:
        document = read_document(data.encode() if isinstance(data, str) else data, suffix)
        found = [passage.text for passage in cut_passages(document)]
    except ReportError as error:
        told, found = str(error), []
    else:
        told = "Read."
    assert told.endswith((".", "?", ")")), "a sentence for a person"
    assert time.process_time() - begin < BOUND
    return found


# --- damage in text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "soup",
    [
        "<div>" * 10_000 + "fond",
        "<ul><li>a" * 5_000 + "fond",
        "<ol>" * 5_000 + "fond",
        "<table>" + "<tbody>" * 5_000 + "<tr><td>fond",
        "<dl><dd>" * 3_000 + "fond",
        "<table><tr><td>x" * 3_000 + "fond",
        "<table><tr><td rowspan=100000 colspan=100000>fond</table>",
        "<table>" + "<tr><td rowspan=100000 colspan=9999>x" * 5_000 + "<td>fond</table>",
        "<table><tr>" + "<td>x" * 30_000 + "<td>fond",
        "<!--" * 20_000 + "--><p>fond",
        "<a " * 100_000 + ">fond",
        "<b>" * 50_000 + "fond",
        "&amp" * 100_000 + " fond",
        "<p\n" * 20_000 + ">fond",
        "<p title='" + "<p>" * 50_000 + "'>fond",
        "<script>x</script>" * 20_000 + "fond",
        f"<p>{'un texte ' * 40}\x00\x01\ufeff\u202e\u200ffond",
    ],
    ids=lambda soup: soup[:20],
)
def test_tag_soup_is_read_in_bounded_time(soup: str) -> None:
    assert any("fond" in text for text in read(soup, ".html"))


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 100_000, "![" * 50_000, "*a " * 50_000, ">" * 50_000, "`" * 50_000, "- " * 50_000, "\\" * 100_000),
        *("\t<ul>x\n" * 20_000, "a\tb\n" * 20_000, "|a|b|\n|-|-|\n" + "|c|d|\n" * 20_000, "1. a\n" * 20_000),
        *("TITRE EN CAPITALES\nla phrase cou-\npée ici\n1\n\n" * 5_000, "a-" * 500_000 + "\nb", "<a " * 50_000),
    ],
    ids=lambda text: text[:12],
)
def test_markdown_is_read_in_bounded_time(text: str) -> None:
    assert any("fond" in found for found in read(f"{text}\n\nfond\n", ".md"))


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"x" * 51_000_000, ".html"),
        (b"<p>x</p>\n" * 2_500_000, ".html"),
        (b"mot " * 1_500_000, ".md"),
        (b"- a\n" * 250_000, ".md"),
        (b"<p>x" * 110_000, ".html"),
    ],
    ids=["50 MB", "20 million characters", "5 million characters", "200,000 lines", "100,000 paragraphs"],
)
def test_what_is_too_large_is_refused_with_a_sentence(data: bytes, suffix: str) -> None:
    with pytest.raises(ReportError, match="right"):
        read_document(data, suffix)


def test_pictures_within_a_page_do_not_make_it_too_long() -> None:
    assert read(f"<p>avant<img src='data:image/png;base64,{'QUJD' * 6_000_000}'>après</p>", ".html") == ["avantaprès"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_marks_nul_bytes_and_mixed_encodings_are_survived(encoding: str) -> None:
    mixed = "<p>réunion du 12 mars à Lens</p>\n".encode(encoding) * 50 + "<p>é\u20ac</p>\x00".encode() + b"\xff\xfe\xe9"
    assert any("12 mars" in text for text in read(mixed, ".html"))


def test_no_passage_is_longer_than_what_can_be_searched() -> None:
    texts = read(f"<p>{'mot ' * 20_000}</p>", ".html")
    assert max(map(len, texts)) <= LONGEST_TEXT
    assert sum(text.count("mot") for text in texts) == 20_000


def test_a_grid_has_a_bound_and_loses_no_word() -> None:
    rows = "".join(f"<tr><td rowspan=9999>a{n}<td>b{n}<td>c{n}" for n in range(3_000))
    document = read_document(f"<table>{rows}</table>".encode(), ".html")
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    assert sum(len(row) for row in table.rows) <= MOST_PLACES
    words = " ".join(passage.text for passage in cut_passages(document)).split()
    assert {word for word in words if word != ";"} == {f"{x}{n}" for n in range(3_000) for x in "abc"}


# --- packed files --------------------------------------------------------------------------------------------------


def lying_about_size(data: bytes, name: bytes) -> bytes:
    """The same zip, saying of a part that it unpacks to ten bytes."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + (10).to_bytes(4, "little") + data[at + 28 :]


def test_a_zip_bomb_is_refused_by_what_it_says_and_by_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"word/document.xml": b" " * 100_000_000})
    assert len(bomb) < 200_000
    for data in (bomb, lying_about_size(bomb, b"word/document.xml")):
        with pytest.raises(ReportError, match=r"larger than any report|damaged"):
            read_document(data, ".docx")


def test_a_zip_with_too_many_names_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as names:
        for number in range(package.MOST_PARTS + 1):
            names.writestr(f"{number}", b"")
    with pytest.raises(ReportError, match="larger than any report"):
        read_document(file.getvalue(), ".docx")


def test_names_within_a_zip_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = packed(
        {"../../evil.txt": "x", "/etc/evil": "x", "word/document.xml": f"<w:document {W}><w:body/></w:document>"}
    )
    read(data, ".docx")
    assert list(tmp_path.parent.rglob("evil*")) == []


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a11 SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % r SYSTEM "http://127.0.0.1:9/x.dtd">%r;]>',
    ],
)
def test_entities_are_neither_replaced_nor_fetched(doctype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connects(*_: object) -> None:
        raise AssertionError("the reader went to the network")

    monkeypatch.setattr(socket.socket, "connect", connects)
    xml = f"{doctype}<w:document {W}><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"
    assert read(packed({"word/document.xml": xml}), ".docx") == []
    assert read(packed({"content.xml": xml}), ".odt") == []
    texts = read(f"{doctype}<html><body><p>un texte &a11;</p></body></html>", ".html")
    assert not any("root:" in text or "haha" in text for text in texts)


@pytest.mark.parametrize(
    "body",
    [
        p("x") * 20_000,
        f"<w:p>{r('x') * 50_000}</w:p>",
        tbl(tr(*[tc(p("x"), '<w:gridSpan w:val="99999999"/>')] * 500) * 20),
        tbl(tr(tc(p("x"), '<w:vMerge w:val="restart"/>'), properties='<w:gridBefore w:val="-3"/>')),
        "<w:tbl><w:tr><w:tc>" * 2_000,
        "<w:sdt><w:sdtContent>" * 100 + p("x") + "</w:sdtContent></w:sdt>" * 100,
        p("x", properties='<w:outlineLvl w:val="x"/><w:numPr><w:ilvl w:val="-9"/><w:numId w:val="é"/></w:numPr>'),
    ],
    ids=["paragraphs", "runs", "spans", "negative", "tables", "controls", "nonsense"],
)
def test_word_files_are_read_in_bounded_time(body: str) -> None:
    read(docx(body), ".docx")


# --- PDF -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [20, 200, 400, 600, 700])
def test_a_pdf_cut_short_is_refused_or_read(cut: int) -> None:
    read(write_pdf(Sheet().at(60, 100, "texte").grid([50, 90, 300], [80, 120, 160]))[:cut], ".pdf")


def test_a_pdf_that_brings_its_reader_down_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_SECONDS", 10)
    with pytest.raises(ReportError, match="damaged"):
        guard.read_apart("no.such.module", b"%PDF")


def test_a_page_with_more_rules_than_a_table_can_is_read_as_text() -> None:
    sheet = Sheet().at(60, 100, "texte")
    for n in range(3_000):
        sheet.rule(n / 6, 0, n / 6, 800).rule(0, n / 4, 590, n / 4)
    assert read(write_pdf(sheet), ".pdf") == ["texte"]


# --- names in raw/ -------------------------------------------------------------------------------------------------


def test_nothing_outside_raw_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "2020.md").write_text("- secret", encoding="utf-8")
    (secret / "card.toml").write_text('name = "secret"', encoding="utf-8")
    raw = tmp_path / "raw"
    (raw / "a").mkdir(parents=True)
    (raw / "a" / "2019.md").write_text("- une action", encoding="utf-8")
    (raw / "a" / "2020.md").symlink_to(secret / "2020.md")
    (raw / "a" / "card.toml").symlink_to(secret / "card.toml")
    (raw / "b").symlink_to(secret)
    (raw / "..c").mkdir()
    (raw / "a\nb").mkdir()
    sources, problems = find_sources(raw)
    assert [source.source_path for source in sources] == ["a/2019.md"]
    assert sources[0].card.name == ""
    assert {problem.where for problem in problems} == {"a/2020.md", "a/card.toml", "b", "a\nb"}


def test_a_file_that_no_report_is_as_large_as_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with (tmp_path / "a" / "2020.pdf").open("wb") as file:
        file.truncate(3_000_000_000)
    sources, problems = find_sources(tmp_path)
    assert sources == []
    assert "3000 MB" in problems[0].message


# --- chance --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_a_short_run_of_the_fuzzer_finds_nothing(seed: int) -> None:
    assert fuzz(seconds=3, seed=seed, most=60) == []
