"""Pages as bodies publish them: saved by Word, made by a CMS, by Google Docs, or Markdown that somebody typed."""

from pathlib import Path

import pytest
from renderings import TOOLS

from pipeline.formats import read_document
from pipeline.model import Passage
from pipeline.passages import cut_passages

BLANK = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span>"


def cut(text: str, suffix: str = ".html") -> tuple[Passage, ...]:
    return cut_passages(read_document(text.encode(), suffix))


def actions(text: str, suffix: str = ".html") -> list[tuple[str, str]]:
    """Each action with the one that it stands under."""
    found = cut(text, suffix)
    return [(p.text, "" if p.parent is None else found[p.parent].text) for p in found if p.role == "action"]


def sections(text: str, suffix: str = ".html") -> list[tuple[str, str]]:
    """Each action with the heading nearest to it."""
    return [(p.text, p.section[-1] if p.section else "") for p in cut(text, suffix) if p.role == "action"]


Told = tuple[str, str, tuple[str, ...], str, str, str, str]


def told(passages: tuple[Passage, ...]) -> list[Told]:
    """All that passages say of themselves, but for the line."""
    above = ["" if p.parent is None else passages[p.parent].text for p in passages]
    return [
        (p.role, p.text, p.section, p.objective, p.column, p.label, over)
        for p, over in zip(passages, above, strict=True)
    ]


GOLD = [path for path in sorted((Path(__file__).parent / "gold").glob("*/2*.*")) if path.suffix != ".json"]


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("path", GOLD, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_report_says_the_same_whatever_wrote_it(path: Path, tool: str) -> None:
    document = read_document(path.read_bytes(), path.suffix)
    writer, suffix = TOOLS[tool]
    expected = [said for said in told(cut_passages(document)) if said[0] != "caption" or writer.captions]
    assert told(cut(writer.write(document.blocks), suffix)) == expected


def left_out(text: str) -> list[tuple[str, str]]:
    return [(left.reason, left.text) for left in read_document(text.encode(), ".html").left_out]


# --- Word, saved as a filtered page --------------------------------------------------------------------------------


def listed(mark: str, words: str, margin: int = 0, font: str = "Symbol") -> str:
    moved = f"margin-left:{margin}.0pt;" if margin else ""
    sign = f"<span style='font-family:{font}'>{mark}{BLANK}</span>"
    return f"<p class=MsoListParagraphCxSpMiddle style='{moved}text-indent:-18.0pt'>{sign}{words}</p>\n"


def word(body: str) -> str:
    return f"<html><body lang=FR><div class=WordSection1><p class=MsoNormal>Bilan.</p>{body}</div></body></html>"


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            [("·", "un", 0, "Symbol"), ("o", "deux", 72, "'Courier New'"), ("§", "trois", 108, "Wingdings")],
            [("un", ""), ("deux", "un"), ("trois", "deux")],
        ),
        (
            [("Ø", "un", 0, "Wingdings"), ("ü", "deux", 72, "Wingdings"), ("Ø", "trois", 0, "Wingdings")],
            [("un", ""), ("deux", "un"), ("trois", "")],
        ),
        (
            [("-", "un", 36, "Calibri"), ("-", "deux", 72, "Calibri"), ("-", "trois", 36, "Calibri")],
            [("un", ""), ("deux", "un"), ("trois", "")],
        ),
        (
            [("1)", "un", 36, "Calibri"), ("a.", "deux", 72, "Calibri"), ("2)", "trois", 36, "Calibri")],
            [("un", ""), ("deux", "un"), ("trois", "")],
        ),
    ],
    ids=["glyphs", "signs", "margins", "numbers"],
)
def test_word_writes_the_marks_of_its_lists(
    paragraphs: list[tuple[str, str, int, str]], expected: list[tuple[str, str]]
) -> None:
    assert actions(word("".join(listed(*paragraph) for paragraph in paragraphs)))[1:] == expected


def test_marks_are_left_out_and_lines_kept() -> None:
    page = word("\n" + listed("Ø", "deux\nmots", 0, "Wingdings") + listed("1.", "trois", 36, "Calibri"))
    assert [(p.text, p.line) for p in cut(page)[1:]] == [("deux mots", 2), ("trois", 4)]
    assert left_out(page) == [("list mark", "Ø"), ("list mark", "1.")]


def test_a_sign_among_words_is_no_word() -> None:
    page = word("<p class=MsoNormal>de Vire <span style='font-family:Wingdings'>à</span> Flers</p>")
    assert actions(page)[1:] == [("de Vire Flers", "")]


def test_a_numbered_heading_of_word() -> None:
    page = word(f"<h1>2.{BLANK}Loger</h1><p class=MsoNormal>Un foyer.</p>")
    assert sections(page)[1:] == [("Un foyer.", "Loger")]


# --- pages of a CMS ------------------------------------------------------------------------------------------------

ACCORDION = """<section class="fr-accordion"><h3 class="fr-accordion__title"><button class="fr-accordion__btn"
aria-expanded="false" aria-controls="volet-1">Habitat</button></h3><div class="fr-collapse" id="volet-1"
aria-hidden="true"><ul><li>Douze logements</li></ul></div></section>"""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (ACCORDION, [("Douze logements", "Habitat")]),
        ("<button class='accordion'>Eau</button><div class='panel'>Un puits</div>", [("Un puits", "Eau")]),
        ("<details><summary>Air</summary><p>Un capteur</p></details>", [("Un capteur", "Air")]),
        ("<h2><span class='ez-toc-section' id='Sol'>Sol</span></h2><p>Un talus</p>", [("Un talus", "Sol")]),
        ("<div class='tab-pane' style='display:none'><h4>Bois</h4>Une haie</div>", [("Une haie", "Bois")]),
        ("<form><div class='no-sidebar'><h2>Lin</h2><p>Un champ</p></div></form>", [("Un champ", "Lin")]),
    ],
)
def test_what_a_click_shows_and_what_wraps_the_page_are_the_report(page: str, expected: list[tuple[str, str]]) -> None:
    assert sections(page) == expected


TEXT = "<p>Le syndicat a planté des haies le long de tous les chemins du canton.</p>"


@pytest.mark.parametrize(
    ("aside", "reason"),
    [
        ("<div class='entry-meta'>Publié le 3 mars</div>", "publication line"),
        ("<div class='sharedaddy'>Partager</div>", "share links"),
        ("<p id='hierarchie'>Accueil</p>", "breadcrumb"),
        ("<div class='modal' aria-hidden='true' id='m'>Fermer</div><a aria-controls='m' href='#m'></a>", "hidden"),
        ("<button class='btn'>Imprimer</button>", "control"),
    ],
)
def test_what_surrounds_an_article(aside: str, reason: str) -> None:
    page = f"<body>{TEXT}{aside}</body>"
    assert len(actions(page)) == 1
    assert [why for why, _ in left_out(page)] == [reason]


@pytest.mark.parametrize(
    ("aside", "kept"),
    [
        ("<aside><h4>En chiffres</h4>14 haies</aside>", True),
        ("<aside>À lire : <a>le bilan 2021</a></aside>", False),
        ("<aside class='share'>Vu 14 fois</aside>", False),
    ],
)
def test_a_box_of_figures_belongs_to_its_article(aside: str, kept: bool) -> None:
    assert len(actions(f"<main>{TEXT}{aside}</main>")) == 1 + kept


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "<table><tr><td><a>Accueil</a> <a>Plan</a></td><td><h1>Eau</h1><p>Un puits</p></td></tr></table>",
            [("Un puits", "Eau")],
        ),
        (
            "<table><tr><td><h4>Eau</h4>Un puits</td><td><h4>Air</h4>Un capteur</td></tr></table>",
            [("Un puits", "Eau"), ("Un capteur", "Air")],
        ),
        (
            "<table role=presentation><tr><td>Un puits</td><td>Un pont</td></tr></table>",
            [("Un puits", ""), ("Un pont", "")],
        ),
    ],
)
def test_a_table_that_lays_out_the_page(table: str, expected: list[tuple[str, str]]) -> None:
    assert sections(table) == expected


def test_heads_at_the_left_are_those_of_one_action() -> None:
    rows = (
        "<tr><th>Objectif</th><td>Loger les jeunes</td></tr>"
        "<tr><th>Actions</th><td><ul><li>Un foyer</li><li>Des aides</li></ul></td></tr>"
        "<tr><th>Partenaires :</th><td>Caf</td></tr>"
    )
    found = cut(f"<table>{rows}</table>")
    assert [(p.text, p.objective, p.column) for p in found if p.role == "action"] == [
        ("Un foyer", "Loger les jeunes", "Actions"),
        ("Des aides", "Loger les jeunes", "Actions"),
        ("Caf", "Loger les jeunes", "Partenaires :"),
    ]


def test_a_table_of_sums_has_its_heads_above() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{sum_} k€</td></tr>" for name, sum_ in (("Dépenses", 3), ("Recettes", 4)))
    found = cut(f"<table><tr><td></td><td>2022</td></tr>{rows}</table>")
    assert [(p.text, p.objective) for p in found if p.role == "action" and "k€" in p.text] == [
        ("3 k€", "Dépenses"),
        ("4 k€", "Recettes"),
    ]


# --- lists that people typed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<ul><li>• un<ul><li>○ deux</li></ul></li><li>• trois</li></ul>", [("un", ""), ("deux", "un"), ("trois", "")]),
        ("<ul><li>• un<br>• deux</li></ul>", [("un", ""), ("deux", "")]),
        ("<p>• un • deux</p>", [("un", ""), ("deux", "")]),
        ("<p>Lens • Liévin</p>", [("Lens • Liévin", "")]),
        ("<p>&gt; un<br>&gt; deux</p>", [("un", ""), ("deux", "")]),
        ("<p>&gt; 10 % de haies</p>", [("> 10 % de haies", "")]),
        ("<p>Le bilan :<br>Douze haies<br>Un puits</p>", [("Le bilan :", ""), ("Douze haies", ""), ("Un puits", "")]),
        ("<p>Un puits à<br>Vire et une<br>haie</p>", [("Un puits à Vire et une haie", "")]),
        ("<p>Une haie.<br><br>Un puits.</p>", [("Une haie.", ""), ("Un puits.", "")]),
        ("<p>Une haie<br><b>Avec :</b> ONF</p>", [("Une haie", ""), ("Avec : ONF", "")]),
        ("<p><b>Forum</b><br>Douze inscrits</p>", [("Forum Douze inscrits", "")]),
        ("<ul><li><p><b>Foyer</b></p><p>Ouvert.</p></li></ul>", [("Foyer", ""), ("Ouvert.", "Foyer")]),
        ("- un<br>&nbsp;&nbsp;&nbsp;- deux<br>- trois", [("un", ""), ("deux", "un"), ("trois", "")]),
        ("&nbsp;&nbsp;- un<br>- deux", [("un", ""), ("deux", "")]),
        (
            "<ul class='lst-kix_a-0 start'><li>un</li></ul><ul class='lst-kix_a-1'><li>deux</li></ul>"
            "<ul class='lst-kix_a-0'><li>trois</li></ul>",
            [("un", ""), ("deux", "un"), ("trois", "")],
        ),
    ],
)
def test_lists(page: str, expected: list[tuple[str, str]]) -> None:
    assert actions(page) == expected


def test_a_bullet_stands_on_its_line() -> None:
    cell = "<td>\n  • un<br>\n  ○ deux<br>\n  trois mots\n</td>"
    cell = f"<table><tr><th>Axes</th><th>Actions</th></tr>\n<tr><td>x</td>{cell}</tr></table>"
    assert [(p.text, p.line) for p in cut(cell) if p.role == "action"] == [("un", 3), ("deux trois mots", 4)]


# --- tables in Markdown --------------------------------------------------------------------------------------------

HEAD = "| Objectif | Réalisation | Avec |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            f"{HEAD}| Planter | <ul>\n<li>dix arbres</li>\n<li>une haie</li>\n</ul> | ONF |\n| Tailler | un if | |",
            [("dix arbres", 4), ("une haie", 5), ("ONF", 6), ("un if", 7)],
        ),
        (f"{HEAD}| Planter | dix\narbres | ONF |", [("dix arbres", 3), ("ONF", 4)]),
        (
            f"{HEAD}| Planter | dix arbres\n| | ONF |\n| Tailler | **un** tilleul | |",
            [("dix arbres", 3), ("ONF", 4), ("un tilleul", 5)],
        ),
        (
            "| Objectif | Réalisation |\n| Planter | dix arbres |\n| Tailler | - un<br>  - deux |",
            [("dix arbres", 2), ("un", 3), ("deux", 3)],
        ),
        (f"{HEAD}| Planter | dix arbres | ONF |", [("dix arbres", 3), ("ONF", 3)]),
    ],
    ids=["lists", "cut cells", "a cell cut off", "no rule", "by the rules"],
)
def test_tables_with_bars(table: str, expected: list[tuple[str, int]]) -> None:
    found = [p for p in cut(table, ".md") if p.role == "action"]
    assert [(p.text, p.line) for p in found] == expected
    assert {p.objective for p in found} <= {"Planter", "Tailler"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| **Bois** | | |\n| Planter | dix ifs | ONF |", [("dix ifs", "Bois"), ("ONF", "Bois")]),
        ("| **Planter** | dix ifs | ONF |\n| **Tailler** | | |", [("dix ifs", ""), ("ONF", "")]),
        ("| **Planter** | | |\n| | dix ifs | ONF |", [("dix ifs", ""), ("ONF", "")]),
    ],
)
def test_a_bold_cell_alone_in_its_row_is_a_section(rows: str, expected: list[tuple[str, str]]) -> None:
    assert sections(HEAD + rows, ".md") == expected


@pytest.mark.parametrize(
    "head",
    [
        "<td></td><td>2021</td><td>2022</td>",
        "<td>Poste</td><td>Prévu</td><td>Payé</td>",
        "<td><b>Poste</b></td><td><b>Prévu</b></td>",
    ],
)
def test_a_first_row_over_figures_or_in_bold_is_the_head(head: str) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{n} k€</td><td>{n + 1} k€</td></tr>" for n, name in enumerate(["Bois", "Eau"], 3)
    )
    found = cut(f"<table><tr>{head}</tr>{rows}</table>")
    assert [p.objective for p in found if p.role == "action"] == ["Bois", "Bois", "Eau", "Eau"]


def test_a_caption_stands_on_its_line() -> None:
    found = cut("<table>\n<caption>\n<i>Les haies</i></caption>\n<tr><th>Axe</th><th>Action</th></tr></table>")
    assert (found[0].role, found[0].text, found[0].line) == ("caption", "Les haies", 3)
