"""Word and LibreOffice files: the same tree as a web page's, and every word of the file in its place."""

from collections import Counter
from pathlib import Path

import pytest
from word_files import STRONG, docx, item, p, packed, r, tbl, tc, tr

from pipeline.errors import ReportError
from pipeline.formats import read_document
from pipeline.model import Document, Passage
from pipeline.passages import cut_passages

TESTS = Path(__file__).parent


def read(body: str, **parts: str) -> Document:
    return read_document(docx(body, **parts), ".docx")


def cut(body: str, **parts: str) -> tuple[Passage, ...]:
    return cut_passages(read(body, **parts))


def seen(passages: tuple[Passage, ...]) -> list[tuple[str, str, int]]:
    return [(passage.role, passage.text, passage.line) for passage in passages]


# --- whole reports -------------------------------------------------------------------------------------------------

HTML = {
    "gimone-lomagne/2022": TESTS / "gold" / "gimone-lomagne" / "2022.html",
    "argonne-othain/2021": TESTS / "gold" / "argonne-othain" / "2021.htm",
    "val-mouge/2022": TESTS / "forms" / "html" / "val-mouge" / "2022.html",
}


def actions(path: Path) -> Counter[str]:
    return Counter(a.text for a in cut_passages(read_document(path.read_bytes(), path.suffix)) if a.role == "action")


def f1(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


@pytest.mark.parametrize("form", ["docx", "odt"])
@pytest.mark.parametrize("report", HTML)
def test_the_actions_are_those_of_the_web_page(report: str, form: str) -> None:
    assert f1(actions(TESTS / "forms" / form / f"{report}.{form}"), actions(HTML[report])) >= 0.98


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_all_that_a_passage_knows_is_that_of_the_web_page(form: str) -> None:
    def known(path: Path) -> list[tuple[object, ...]]:
        cut = cut_passages(read_document(path.read_bytes(), path.suffix))
        return [(a.role, a.text, a.section, a.objective, a.column, a.label, a.parent) for a in cut]

    assert known(TESTS / "forms" / form / f"gimone-lomagne/2022.{form}") == known(HTML["gimone-lomagne/2022"])


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_running_heads_are_left_out_with_their_reason(form: str) -> None:
    path = TESTS / "forms" / form / f"val-mouge/2022.{form}"
    left = {(part.reason, part.text) for part in read_document(path.read_bytes(), path.suffix).left_out}
    assert ("running head", "Pays du Val de Mouge – Rapport annuel") in left
    assert any(reason == "running foot" and text.startswith("Page") for reason, text in left)


# --- Word ----------------------------------------------------------------------------------------------------------


def test_headings_by_style_by_its_parent_and_by_outline() -> None:
    body = p("Bilan", "Titre") + p("Un", "Titre1") + p("Deux", "Rubrique") + p("Trois", "Plan") + p("texte")
    document = read(body)
    assert document.title == "Bilan"
    (action,) = [a for a in cut_passages(document) if a.role == "action"]
    assert action.section == ("Bilan", "Deux", "Trois")


def test_a_bold_line_is_a_heading_and_a_bold_lead_in_a_label() -> None:
    body = f"<w:p>{r('Énergie', '<w:b/>')}</w:p><w:p>{r('Forum', '<w:b/>')}{r(' : ouvert')}</w:p>"
    body += f"<w:p>{r('Bureau', STRONG)}{r(' élu')}</w:p>"
    first, second, third = cut(body)
    assert (first.role, second.label, third.label) == ("section", "Forum", "Bureau")
    assert second.section == ("Énergie",)


def test_lists_are_nested_by_level_and_by_style() -> None:
    passages = cut(item("un") + item("sous un", 1) + item("sous sous", 2) + item("deux") + p("trois", "Puce"))
    assert [(a.text, a.parent) for a in passages] == [
        ("un", None), ("sous un", 0), ("sous sous", 1), ("deux", None), ("trois", None),
    ]  # fmt: skip


def test_cells_merged_across_and_down_stand_once() -> None:
    head = "<w:tblHeader/>"
    start, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    body = tbl(
        tr(tc(p("Objectifs")), tc(p("Actions")), tc(p("Budget")), properties=head),
        tr(tc(p("Loger"), start), tc(item("aides") + item("dont neuves", 1)), tc(p("12 k€"))),
        tr(tc(p(""), on), tc(p("OPAH : 40 dossiers"), wide)),
        tr(tc(p("Relier"), start), tc(p("ligne 4")), tc(p(""))),
        tr(tc(p("suite"), on), tc(p("ligne 5")), tc(p("9 k€"))),
    )
    found = [(a.role, a.text, a.objective, a.column, a.line) for a in cut(p("Bilan", "Titre1") + body)][4:]
    assert found == [
        ("objective", "Loger", "", "", 5),
        ("action", "aides", "Loger", "Actions", 6),
        ("action", "dont neuves", "Loger", "Actions", 7),
        ("action", "12 k€", "Loger", "Budget", 8),
        ("action", "OPAH : 40 dossiers", "Loger", "Actions", 10),
        ("objective", "Relier ; suite", "", "", 11),
        ("action", "ligne 4", "Relier ; suite", "Actions", 12),
        ("action", "ligne 5", "Relier ; suite", "Actions", 15),
        ("action", "9 k€", "Relier ; suite", "Budget", 16),
    ]


def test_rows_that_begin_later_and_tables_in_tables() -> None:
    inner = tbl(tr(tc(p("dedans")), tc(p("aussi"))))
    late = tr(tc(p("décalé")), tc(p("z")), properties='<w:gridBefore w:val="1"/>')
    passages = cut(tbl(tr(tc(p("a")), tc(p("b") + inner), tc(p("c"))), late))
    assert sorted(a.text for a in passages) == ["a", "b ; dedans ; aussi", "c", "décalé", "z"]


def test_a_caption_names_the_table_below() -> None:
    passages = cut(p("Tableau 1 : aides", "Lgende") + tbl(tr(tc(p("Lens")), tc(p("12")))))
    assert (passages[0].role, passages[0].text) == ("caption", "Tableau 1 : aides")
    assert passages[-1].caption == "Tableau 1 : aides"


def test_words_that_word_keeps_in_special_places_are_read() -> None:
    box = f"<w:txbxContent>{p('encadré')}</w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent>{p('contrôle')}</w:sdtContent></w:sdt>"
        f"<w:p><w:ins>{r('inséré')}</w:ins><w:hyperlink>{r(' lien')}</w:hyperlink>"
        f"<w:fldSimple>{r(' champ')}</w:fldSimple></w:p>"
        "<w:p><w:r><w:t>Saint</w:t><w:noBreakHyphen/><w:t>Clar</w:t><w:tab/><w:t>12</w:t></w:r></w:p>"
        f"<w:p>{r('avant')}<w:r><w:pict><w:shape>{box}</w:shape></w:pict></w:r></w:p>"
    )
    assert [a.text for a in cut(body)] == ["contrôle", "inséré lien champ", "Saint-Clar 12", "avant", "encadré"]


def test_of_two_ways_to_show_a_box_one_is_read() -> None:
    box = f"<w:txbxContent>{p('encadré')}</w:txbxContent>"
    both = (
        f"<w:r><w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent></w:r>"
    )
    assert [a.text for a in cut(f"<w:p>{both}</w:p>")] == ["encadré"]


def test_notes_stand_behind_the_block_that_refers_to_them() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = item("un") + item("deux").replace("</w:p>", f"{reference}</w:p>") + item("trois") + p("fin")
    notes = '<w:footnote w:type="separator" w:id="0"/>' + f'<w:footnote w:id="2">{p("la note")}</w:footnote>'
    assert seen(cut(body, footnotes=notes)) == [
        ("action", "un", 1),
        ("action", "deux", 2),
        ("action", "trois", 3),
        ("action", "la note", 2),
        ("action", "fin", 4),
    ]


def test_what_is_not_the_report_is_left_out_with_its_reason() -> None:
    contents = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        f"{contents}<w:sdtContent>{p('Sommaire')}</w:sdtContent></w:sdt>{p('Énergie 3', 'TM1')}"
        f"<w:p>{r('texte')}<w:del><w:r><w:delText>rayé</w:delText></w:r></w:del>{r('caché', '<w:vanish/>')}</w:p>"
    )
    document = read(
        body, hdr1="", header1=p("Bilan 2022"), footer1=p("Page 1"), comments=f"<w:comment>{p('à revoir')}</w:comment>"
    )
    assert [a.text for a in cut_passages(document)] == ["texte"]
    assert [(left.reason, left.text) for left in document.left_out] == [
        ("table of contents", "Sommaire"),
        ("table of contents", "Énergie 3"),
        ("deleted in review", "rayé"),
        ("hidden", "caché"),
        ("running head", "Bilan 2022"),
        ("running foot", "Page 1"),
        ("comment", "à revoir"),
    ]


def test_a_style_based_on_itself_and_levels_without_end_are_survived() -> None:
    deep = "".join(item(f"point {n}", n) for n in range(3_000))
    assert len(cut(p("texte", "Ronde1") + deep)) == 3_001


# --- LibreOffice ---------------------------------------------------------------------------------------------------

ODF = " ".join(f'xmlns:{n}="urn:{n}"' for n in ("office", "text", "table", "style", "fo"))


def odt(body: str) -> bytes:
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    return packed({"content.xml": f"<office:document-content {ODF}>{inside}</office:document-content>"})


def test_odt_lists_spaces_notes_and_indexes() -> None:
    note = "<text:note><text:note-body><text:p>note</text:p></text:note-body></text:note>"
    under = "<text:list><text:list-item><text:p>sous un</text:p></text:list-item></text:list>"
    first = f'<text:p>un<text:s text:c="2"/>seul{note}</text:p>'
    body = (
        '<text:h text:outline-level="2">Énergie</text:h>'
        f"<text:list><text:list-item>{first}{under}</text:list-item></text:list>"
        "<text:table-of-content><text:p>Énergie 1</text:p></text:table-of-content>"
        "<text:tracked-changes><text:p>rayé</text:p></text:tracked-changes>"
    )
    document = read_document(odt(body), ".odt")
    passages = cut_passages(document)
    assert [(a.text, a.parent, a.line) for a in passages] == [
        ("Énergie", None, 1), ("un seul", None, 2), ("sous un", 1, 4), ("note", None, 3),
    ]  # fmt: skip
    assert [(left.reason, left.text) for left in document.left_out] == [
        ("table of contents", "Énergie 1"), ("deleted in review", "rayé"),
    ]  # fmt: skip


def test_odt_cells_that_span_and_rows_that_repeat() -> None:
    def cell(text: str, span: str = "") -> str:
        return f"<table:table-cell {span}><text:p>{text}</text:p></table:table-cell>"

    def row(*cells: str, repeated: int = 1) -> str:
        return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'

    head = f"<table:table-header-rows>{row(cell('Objectifs'), cell('Actions'))}</table:table-header-rows>"
    down, many = 'table:number-rows-spanned="2"', 'table:number-columns-repeated="9999"'
    rows = row(cell("Loger", down), cell("aides")) + row("<table:covered-table-cell/>", cell("OPAH"))
    body = f"<table:table>{head}{rows}{row(cell(''), cell('', many), repeated=1_000_000)}</table:table>"
    passages = cut_passages(read_document(odt(body), ".odt"))
    found = [(a.text, a.objective, a.line) for a in passages if a.role == "action"]
    assert found == [("aides", "Loger", 4), ("OPAH", "Loger", 5)]


# --- what cannot be read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "suffix", "told"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ".docx", "old Word file .* save it as .docx"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), ".docx", "password"),
        (b"n'importe quoi", ".docx", "damaged"),
        (packed({"a.txt": "x"}), ".docx", "no Word document"),
        (packed({"word/document.xml": "<w:document"}), ".docx", "damaged"),
        (packed({"a.txt": "x"}), ".odt", "no text document"),
        (docx(p("x"))[:-60], ".docx", "damaged"),
        (b"anything", ".doc", "old Word file"),
        (b"anything", ".xlsx", "spreadsheet"),
        (docx(p("x")), ".md", "name it .docx"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(data: bytes, suffix: str, told: str) -> None:
    with pytest.raises(ReportError, match=told):
        read_document(data, suffix)
