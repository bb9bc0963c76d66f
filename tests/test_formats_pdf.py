"""PDF files: what a page cuts is put together again, and what is not the report is left out."""

from collections import Counter
from pathlib import Path

import pytest
from pdf_pages import Sheet, write_pdf

from pipeline.errors import ReportError
from pipeline.formats import read_document
from pipeline.formats.joining import Joiner
from pipeline.formats.pdf import guard
from pipeline.model import Document, Passage
from pipeline.passages import cut_passages

TESTS = Path(__file__).parent
HTML = {
    "gimone-lomagne/2022": TESTS / "gold" / "gimone-lomagne" / "2022.html",
    "argonne-othain/2021": TESTS / "gold" / "argonne-othain" / "2021.htm",
    "val-mouge/2022": TESTS / "forms" / "html" / "val-mouge" / "2022.html",
}


def read(*sheets: Sheet) -> Document:
    return read_document(write_pdf(*sheets), ".pdf")


def cut(*sheets: Sheet) -> tuple[Passage, ...]:
    return cut_passages(read(*sheets))


def texts(*sheets: Sheet) -> list[str]:
    return [passage.text for passage in cut(*sheets)]


# --- whole reports -------------------------------------------------------------------------------------------------


def actions(path: Path) -> Counter[str]:
    return Counter(a.text for a in cut_passages(read_document(path.read_bytes(), path.suffix)) if a.role == "action")


@pytest.mark.parametrize("report", HTML)
def test_the_actions_are_those_of_the_web_page(report: str) -> None:
    found, wanted = actions(TESTS / "forms" / "pdf" / f"{report}.pdf"), actions(HTML[report])
    assert 2 * (found & wanted).total() / (found.total() + wanted.total()) >= 0.95


def test_what_a_page_repeats_is_left_out_with_its_reason() -> None:
    path = TESTS / "forms" / "pdf" / "val-mouge" / "2022.pdf"
    left = Counter((part.reason, part.text) for part in read_document(path.read_bytes(), ".pdf").left_out)
    assert left["running head", "Pays du Val de Mouge – Rapport annuel"] == 3
    assert left["page number", "Page 2 sur 3"] == 1
    assert left["repeated header", "Actions réalisées"] == 1


# --- lines ---------------------------------------------------------------------------------------------------------


def test_lines_are_joined_to_sentences_and_paragraphs_kept_apart() -> None:
    sheet = Sheet().lines(60, 100, "Le conseil a voté le budget et la", "nouvelle convention avec la Région.")
    sheet.lines(60, 140, "Un autre paragraphe commence ici, après", "un blanc.")
    assert texts(sheet) == [
        "Le conseil a voté le budget et la nouvelle convention avec la Région.",
        "Un autre paragraphe commence ici, après un blanc.",
    ]


def test_cut_words_are_whole_again_and_hyphens_kept() -> None:
    sheet = Sheet().lines(
        60, 100, "La commune de Beaumont-de-", "Lomagne et le développe-", "ment de la zone, avec vingt-", "sept lots."
    )
    assert texts(sheet) == ["La commune de Beaumont-de-Lomagne et le développement de la zone, avec vingt-sept lots."]


@pytest.mark.parametrize(
    ("line", "following", "whole"),
    [
        ("le dévelop-", "pement", "le développement"),
        ("de Saint-", "Clar", "de Saint-Clar"),
        ("DÉVELOP-", "PEMENT", "DÉVELOPPEMENT"),
        ("de 2022-", "2026", "de 2022-2026"),
        ("la main-", "d'œuvre", "la main-d'œuvre"),
        ("est-", "il prêt", "est-il prêt"),
        ("le PLUi-", "H est voté", "le PLUi-H est voté"),
        ("coût –", "12 €", "coût – 12 €"),
        ("mou\u00ad", "lin", "moulin"),
        ("une micro-", "crèche", "une micro-crèche"),
    ],
)
def test_two_lines_become_one(line: str, following: str, whole: str) -> None:
    assert Joiner(["la crèche et le moulin"]).join([line, following]) == whole


def test_headings_by_size_and_by_weight() -> None:
    sheet = (
        Sheet().at(60, 80, "Rapport annuel", 20, "bold").at(60, 120, "Se loger", 14).at(60, 150, "Aides", 10, "bold")
    )
    sheet.at(60, 170, "Forum", 10, "bold").at(91, 170, " : quarante personnes sont venues.").at(60, 195, "Une suite.")
    passages = cut(sheet)
    assert [p.role for p in passages] == ["section", "section", "section", "action", "action"]
    assert (passages[3].section, passages[3].label) == (("Rapport annuel", "Se loger", "Aides"), "Forum")


def test_bullets_are_nested_by_their_place() -> None:
    sheet = Sheet().lines(60, 100, "• un premier point qui est long et qui va à", "  la ligne suivante")
    sheet.at(80, 124, "– un point dessous").at(60, 136, "• un second point")
    assert [(p.text, p.parent) for p in cut(sheet)] == [
        ("un premier point qui est long et qui va à la ligne suivante", None),
        ("un point dessous", 0),
        ("un second point", None),
    ]


def test_bullets_drawn_apart_from_their_words_and_numbers_of_lists() -> None:
    sheet = Sheet().lines(72, 100, "alpha", "bêta").at(60, 100, "•").at(60, 112, "•")
    sheet.at(60, 140, "1.").at(75, 140, "gamma").at(60, 152, "2.").at(75, 152, "delta")
    document = read(sheet)
    assert [p.text for p in cut_passages(document)] == ["alpha", "bêta", "gamma", "delta"]
    assert [(left.reason, left.text) for left in document.left_out] == [("list mark", "1."), ("list mark", "2.")]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = ["Le programme local de l'habitat", "prévoit trois cents logements", "dont le quart est social, avec"]
    right = ["l'aide du Département et de la Région.", "La maison de l'habitat a reçu", "mille ménages."]
    assert texts(Sheet().lines(60, 100, *left).lines(320, 100, *right)) == [
        "Le programme local de l'habitat prévoit trois cents logements dont le quart est social, avec l'aide du "
        "Département et de la Région. La maison de l'habitat a reçu mille ménages."
    ]


def test_a_list_goes_on_over_a_page_break() -> None:
    one = Sheet().at(60, 30, "Bilan 2022").lines(60, 780, "• un point dont la phrase va jusque sur la")
    two = Sheet().at(60, 30, "Bilan 2022").at(70, 80, "page suivante").at(60, 92, "• un autre")
    three = Sheet().at(60, 30, "Bilan 2022").at(60, 80, "Fin.")
    document = read(one, two, three)
    assert [p.text for p in cut_passages(document)] == [
        "un point dont la phrase va jusque sur la page suivante",
        "un autre",
        "Fin.",
    ]
    assert [left.reason for left in document.left_out] == ["running head"] * 3


def test_lines_are_counted_over_the_pages_and_across_columns() -> None:
    one = Sheet().at(60, 100, "Premier.").at(320, 100, "À droite.").at(60, 130, "Troisième.")
    assert [(p.text, p.line) for p in cut(one, Sheet().at(60, 100, "Page deux."))] == [
        ("Premier. À droite.", 1), ("Troisième.", 2), ("Page deux.", 3),
    ]  # fmt: skip


def test_turned_text_is_left_out_and_a_page_that_lies_is_turned() -> None:
    document = read(Sheet().at(60, 100, "Le texte de la page.").at(30, 600, "au bord", turned=True))
    assert [(left.reason, left.text) for left in document.left_out] == [("turned text", "au bord")]
    lying = Sheet().at(100, 800, "Une page qui lie", turned=True).at(112, 800, "des mots.", turned=True)
    assert texts(lying) == ["Une page qui lie des mots."]


def test_thin_spaces_of_thousands_and_letters_drawn_twice() -> None:
    sheet = Sheet().at(60, 100, "11").at(72.3, 100, "800 visiteurs venus")
    assert texts(sheet.at(60, 112, "à l'ombre").at(60.6, 112, "à l'ombre")) == ["11 800 visiteurs venus à l'ombre"]


# --- tables --------------------------------------------------------------------------------------------------------


def ruled(y: float, *rows: tuple[str, str]) -> Sheet:
    sheet = Sheet().grid([60, 200, 500], [y + 20 * n for n in range(len(rows) + 1)])
    for number, (left, right) in enumerate(rows):
        sheet.at(64, y + 14 + 20 * number, left).at(204, y + 14 + 20 * number, right)
    return sheet


def test_a_ruled_table_with_a_cell_over_two_rows() -> None:
    sheet = Sheet().rule(60, 100, 500, 100).rule(60, 120, 500, 120).rule(200, 140, 500, 140).rule(60, 160, 500, 160)
    sheet.rule(60, 100, 60, 160).rule(200, 100, 200, 160).rule(500, 100, 500, 160)
    sheet.at(64, 114, "Objectifs").at(204, 114, "Actions").at(64, 144, "Loger").at(204, 134, "aides").at(
        204, 154, "bourses"
    )
    found = [(p.role, p.text, p.objective) for p in cut(sheet)]
    assert found[2:] == [("objective", "Loger", ""), ("action", "aides", "Loger"), ("action", "bourses", "Loger")]


def test_a_table_goes_on_over_a_page_break_without_its_repeated_head() -> None:
    one = ruled(740, ("Objectifs", "Actions"), ("Loger", "des aides à ceux qui ont le"))
    two = ruled(60, ("Objectifs", "Actions"), ("", "plus besoin d'elles"), ("Relier", "la ligne 4"))
    document = read(one, two)
    found = [(p.text, p.objective) for p in cut_passages(document) if p.role == "action"]
    assert found == [("des aides à ceux qui ont le plus besoin d'elles", "Loger"), ("la ligne 4", "Relier")]
    assert [left.reason for left in document.left_out] == ["repeated header"] * 2


def test_a_row_that_the_page_leaves_open_is_closed() -> None:
    sheet = Sheet().rule(60, 760, 500, 760).rule(60, 780, 500, 780)
    for x in (60, 200, 500):
        sheet.rule(x, 760, x, 800)
    sheet.at(64, 774, "Objectifs").at(204, 774, "Actions").at(64, 794, "Loger").at(204, 794, "aides")
    assert [(p.role, p.text) for p in cut(sheet)][2:] == [("objective", "Loger"), ("action", "aides")]


def test_a_table_without_rules_is_told_by_its_columns() -> None:
    sheet = Sheet().at(60, 100, "Objectifs").at(160, 100, "Actions réalisées").at(400, 100, "Budget")
    sheet.at(60, 132, "Loger").lines(160, 126, "des aides à la pierre pour", "quarante logements").at(400, 132, "12 k€")
    sheet.at(60, 160, "Relier").at(160, 160, "la ligne 4 prolongée jusqu'à la gare").at(400, 160, "3 M€")
    found = [(p.text, p.objective, p.column) for p in cut(sheet) if p.role == "action"]
    assert found == [
        ("des aides à la pierre pour quarante logements", "Loger", "Actions réalisées"),
        ("12 k€", "Loger", "Budget"),
        ("la ligne 4 prolongée jusqu'à la gare", "Relier", "Actions réalisées"),
        ("3 M€", "Relier", "Budget"),
    ]


# --- what cannot be read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (write_pdf(Sheet().picture(), Sheet().picture()), "pictures of pages and no text"),
        (write_pdf(Sheet()), "no text"),
        (b"%PDF-1.7 nothing of the kind", "damaged"),
        (b"no PDF at all", "damaged"),
        ((TESTS / "forms" / "refused" / "locked.pdf").read_bytes(), "password"),
        (write_pdf(Sheet().at(60, 100, "texte"))[:400], "damaged|no text"),
        (write_pdf(*[Sheet()] * 1_501), "more than 1500 pages"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(data: bytes, told: str) -> None:
    with pytest.raises(ReportError, match=told):
        read_document(data, ".pdf")


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_SECONDS", 0.01)
    with pytest.raises(ReportError, match="could not be read in"):
        read(Sheet().at(60, 100, "texte"))
