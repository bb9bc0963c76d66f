"""Every form of report -> passages: each word once, in its place, with its line."""

import contextlib
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReportError
from pipeline.formats import read_document
from pipeline.model import Passage
from pipeline.passages import cut_passages
from pipeline.text import WORD


def cut(text: str, suffix: str = ".html", encoding: str = "utf-8") -> tuple[Passage, ...]:
    return cut_passages(read_document(text.encode(encoding), suffix))


def texts(text: str, suffix: str = ".html") -> list[str]:
    return [p.text for p in cut(text, suffix) if p.role == "action"]


TABLE = "<table><tr><th>Objectifs</th><th>Actions réalisées</th><th>Partenaires</th></tr>{}</table>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>un&nbsp;forum&#8239;; d&eacute;bat</p>", ["un forum ; débat"]),
        ("<p>3<sup>ème</sup> <b>éd</b>ition</p>", ["3ème édition"]),
        ("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", ["a", "b", "c", "d"]),
        ("<ul><li>• a <ul><li>○ b</li></ul></li></ul>", ["a", "b"]),
        ("<ul><li>tête :<br>- un<br>- deux</li></ul>", ["tête :", "un", "deux"]),
        ("<p>• un<br>• deux</p>", ["un", "deux"]),
        ("<p>une phrase<br>coupée ici</p>", ["une phrase coupée ici"]),
        ("<ol><li><p>un</p><p>suite</p></li></ol>", ["un", "suite"]),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", ["a", "b"]),
        ("<dl><dt>terme</dt><dd>sens</dd></dl>", ["terme", "sens"]),
        ("<details><summary>Plus</summary>le détail</details>", ["le détail"]),
        ("<blockquote>cité</blockquote>", ["cité"]),
        ("texte nu<p>puis un paragraphe", ["texte nu", "puis un paragraphe"]),
        ("<p>a</p><script>var x = 'mot';</script><style>b{}</style>", ["a"]),
        ("<p>reliés par un <a href='x'>lien</a>.</p>", ["reliés par un lien."]),
        ("<p>cou\u00adpé et\u200b joint</p>", ["coupé et joint"]),
        (TABLE.format("<tr><td>Obj</td><td>un fait<br>Deux</td><td>A<br>B</td></tr>"), ["un fait", "Deux", "A ; B"]),
        (
            TABLE.format("<tr><td>O</td><td>x <table><tr><td>dedans</td></tr></table></td><td></td></tr>"),
            ["x", "dedans"],
        ),
        (
            "<table><tr><td>un cadre</td></tr><tr><td>et <b>non</b> un tableau</td></tr></table>",
            ["un cadre", "et non un tableau"],
        ),
    ],
)
def test_html(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- **Forum** : ouvert\n  - en mars\n- fin", ["Forum : ouvert", "en mars", "fin"]),
        ("une ligne\ncoupée en deux\n\nautre", ["une ligne coupée en deux", "autre"]),
        ("• un\n• deux\n  ○ sous deux", ["un", "deux", "sous deux"]),
        ("| Objectifs | Actions |\n|---|---|\n| O | • un<br>• deux |", ["un", "deux"]),
        ("| Objectifs | Actions |\n|---|---|\n| O | <ul><li>**Un** mot</li><li>deux</li></ul> |", ["Un mot", "deux"]),
        ("Objectifs\tActions réalisées\n<b>O</b>\t<ul><li>• un</li></ul>", ["un"]),
        ("Objectifs\tActions\nO\t<ul>\n<li>un</li>\n</ul>\nP\t<p>deux</p>", ["un", "deux"]),
        ("---\ntitle: Rapport 2020\n---\n\ntexte", ["texte"]),
        ("texte\n\n***\n\n\\*\\*\\*\n", ["texte"]),
        ("<div>\nbloc\n</div>\n\ntexte", ["bloc", "texte"]),
        ("1. un\n2. deux", ["un", "deux"]),
    ],
)
def test_markdown(markdown: str, expected: list[str]) -> None:
    assert texts(markdown, ".md") == expected


WORD_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=windows-1252>
<style>p.MsoNormal {mso-style-name: x}</style></head><body>
<h1>Rapport d’activité<o:p></o:p></h1>
<p class=MsoNormal><b>Gouverner</b></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>six
comités<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>dont deux à distance</p>
<p class=MsoNormal>Budget : 12&nbsp;k€</p></body></html>"""


def test_a_page_saved_by_word() -> None:
    passages = cut(WORD_PAGE, ".htm", "cp1252")
    assert [(p.role, p.text, p.line, p.parent) for p in passages] == [
        ("section", "Rapport d’activité", 3, None),
        ("section", "Gouverner", 4, None),
        ("action", "six comités", 6, None),
        ("action", "dont deux à distance", 9, 2),
        ("action", "Budget : 12 k€", 10, None),
    ]
    assert passages[2].section == ("Rapport d’activité", "Gouverner")
    document = read_document(WORD_PAGE.encode("cp1252"), ".html")
    assert (document.format, document.encoding) == ("word", "windows-1252")


def test_a_web_page_leaves_out_what_surrounds_the_report() -> None:
    page = """<html><head><title>Bilan</title></head><body><header><a>Accueil</a></header><nav>menu</nav>
<div class="cookie-banner">Nous utilisons des cookies</div><main><nav aria-label="fil">Vous êtes ici</nav>
<h1>Rapport 2022</h1><p>Une action racontée ici, en bien plus de mots que tout ce qui entoure le corps du rapport.</p>
<aside>À lire aussi</aside></main><footer>Mentions légales</footer></body></html>"""
    document = read_document(page.encode(), ".html")
    assert [p.text[:10] for p in cut_passages(document)] == ["Rapport 20", "Une action"]
    assert {left.reason for left in document.left_out} == {"outside main", "navigation", "aside", "page title"}


def test_tables_give_objective_column_and_parent() -> None:
    rows = (
        "<tr><td rowspan=2>Loger</td><td><b>OPAH</b> : 40 dossiers</td><td>Anah</td></tr>"
        "<tr><td>aides</td><td></td></tr>"
        "<tr><td colspan=3>Transport</td></tr>"
        "<tr><td>Relier</td><td>ligne 4</td><td>Région</td></tr><tr><td></td><td>ligne 5</td><td>Région</td></tr>"
    )
    passages = cut("<h2>Bilan</h2>" + TABLE.format(rows))
    found = [(p.text, p.section[1:], p.objective, p.column) for p in passages if p.role == "action"]
    assert found == [
        ("OPAH : 40 dossiers", (), "Loger", "Actions réalisées"),
        ("Anah", (), "Loger", "Partenaires"),
        ("aides", (), "Loger", "Actions réalisées"),
        ("ligne 4", ("Transport",), "Relier", "Actions réalisées"),
        ("Région", ("Transport",), "Relier", "Partenaires"),
        ("ligne 5", ("Transport",), "Relier", "Actions réalisées"),
        ("Région", ("Transport",), "Relier", "Partenaires"),
    ]
    assert passages[0].section == ()
    anah = next(p for p in passages if p.text == "Anah")
    assert anah.parent is not None
    assert passages[anah.parent].label == "OPAH"


def test_a_table_of_figures_keeps_the_heads_of_its_columns() -> None:
    rows = "<tr><th>Commune</th><th>Montant (k€)</th></tr><tr><td>Lens</td><td>12</td></tr>"
    found = [(p.role, p.text, p.objective, p.column) for p in cut(f"<table><caption>Aides</caption>{rows}</table>")]
    assert found == [
        ("caption", "Aides", "", ""),
        ("head", "Commune", "", ""),
        ("head", "Montant (k€)", "", ""),
        ("objective", "Lens", "", ""),
        ("action", "12", "Lens", "Montant (k€)"),
    ]


def test_the_card_names_the_heads_of_columns() -> None:
    html = "<table><tr><th>Pour quoi ?</th><th>Quoi ?</th></tr><tr><td>Loger</td><td>aides</td></tr></table>"
    headers = [("Pour quoi ?", "Objectifs"), ("Quoi ?", "Actions")]
    found = cut_passages(read_document(html.encode(), ".html"), headers)
    assert [(p.role, p.text) for p in found][2:] == [("objective", "Loger"), ("action", "aides")]


def test_lines_are_those_of_the_file() -> None:
    hybrid = "Objectifs\tActions\nO\t<ul>\n<li>un</li>\n\n<li>deux</li></ul>\n"
    source = f"\n\n# Titre\n\n{hybrid}\n- a\n\n  b\n\n| Objectifs | Actions |\n|---|---|\n| x | y |\n"
    lines = source.split("\n")
    for passage in cut(source, ".md"):
        assert passage.text.split()[0] in lines[passage.line - 1], passage


@pytest.mark.parametrize(
    ("data", "suffix", "seen"),
    [
        (b"", ".md", "empty"),
        (b" \n ", ".html", "empty"),
        (b"%PDF-1.7 ...", ".md", "PDF"),
        (b"PK\x03\x04....", ".html", "save it"),
        (b"\x00\x01\x02" * 100, ".txt", "not text"),
        (b"texte", ".xyz", "xyz"),
        (b"texte", "", "no ending"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(data: bytes, suffix: str, seen: str) -> None:
    with pytest.raises(ReportError, match=seen):
        read_document(data, suffix)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("été".encode(), "utf-8"),
        ("\ufeffété".encode(), "utf-8"),
        ("été".encode("cp1252"), "windows-1252"),
        ("été".encode("utf-16"), "utf-16"),
        (b'<meta charset="iso-8859-15">' + "été €".encode("iso-8859-15"), "iso-8859-15"),
        (b'<meta charset="utf-8">' + "été".encode("cp1252"), "windows-1252"),
        (b'<meta charset="no-such">' + "été".encode("cp1252"), "windows-1252"),
    ],
)
def test_encodings_are_found_out(data: bytes, encoding: str) -> None:
    document = read_document(data, ".html")
    assert document.encoding == encoding
    assert "été" in cut_passages(document)[0].text


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text))


inline = st.recursive(
    st.text("abé €", min_size=1, max_size=8),
    lambda inner: st.builds(
        lambda tag, x: f"<{tag}>{''.join(x)}</{tag}>", st.sampled_from("b i span".split()), st.lists(inner, max_size=3)
    ),
    max_leaves=4,
)
block = st.recursive(
    st.builds(lambda x: f"<p>{x}</p>", inline),
    lambda inner: st.one_of(
        st.builds(lambda x: f"<ul>{''.join(f'<li>{i}</li>' for i in x)}</ul>", st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda x: f"<div>{''.join(x)}</div>", st.lists(inner, max_size=3)),
        st.builds(
            lambda x, r, c: (
                f"<table>{''.join(f'<tr><td rowspan={r} colspan={c}>{i}</td><td>{i}</td></tr>' for i in x)}</table>"
            ),
            st.lists(inner, min_size=1, max_size=3),
            st.integers(0, 4),
            st.integers(0, 4),
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(block, min_size=1, max_size=4))
def test_every_word_stands_in_exactly_one_passage(blocks: list[str]) -> None:
    html = "".join(blocks)
    tagless = html
    for tag in ("b", "i", "span"):
        tagless = tagless.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    import re

    written = words(re.sub(r"<[^>]*>", " ", tagless))
    assert sum((words(p.text) for p in cut(html)), Counter()) == written


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("<>/ab=\"'&;\n\t|-*# ulitdr\x00\u202f"), max_size=300), st.sampled_from([".md", ".html"])
)
def test_tag_soup_never_raises(soup: str, suffix: str) -> None:
    with contextlib.suppress(ReportError):
        cut(soup, suffix)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "fond",
        "<ul><li>a" * 5_000 + "fond",
        "<table><tr><td>x" * 3_000 + "fond",
        "<table><tr><td rowspan=100000 colspan=100000>fond</table>",
        "<!--" * 20_000 + "--><p>fond",
        "<a " * 50_000 + ">fond",
    ],
    ids=lambda html: html[:12],
)
def test_damage_is_read_in_bounded_time(html: str) -> None:
    begin = time.process_time()
    found = cut(html)
    assert time.process_time() - begin < 20
    assert any("fond" in p.text for p in found)


def test_a_column_of_figures_is_no_objective_whatever_its_head_says() -> None:
    head = "| Indicateurs | Résultats 2023 | Objectifs 2024 |\n|---|---|---|\n"
    found = cut(f"{head}| Part des femmes | 50 % | 52 % |\n| Produits lancés | 7 | 8 |\n", ".md")
    assert [(p.text, p.objective, p.column) for p in found if p.role == "action"] == [
        ("50 %", "Part des femmes", "Résultats 2023"),
        ("52 %", "Part des femmes", "Objectifs 2024"),
        ("7", "Produits lancés", "Résultats 2023"),
        ("8", "Produits lancés", "Objectifs 2024"),
    ]


@pytest.mark.parametrize("head", ["Où en est-on ?", "Où cela a-t-il mené ?", "Qui s'en souvient ?"])
def test_a_head_that_asks_stands_over_actions(head: str) -> None:
    """« Où » alone stands over places, « Qui » over partners."""
    cell = "<ul><li>Rencontre des recruteurs le 7 octobre</li><li>Friche achetée en mai par la Région</li></ul>"
    found = cut(f"| Chantiers | {head} |\n|---|---|\n| Emploi | {cell} |\n", ".md")
    assert [(p.text, p.objective) for p in found if p.role == "action"] == [
        ("Rencontre des recruteurs le 7 octobre", "Emploi"),
        ("Friche achetée en mai par la Région", "Emploi"),
    ]


FLAT = """GESTION DES DÉCHETS
Les déchets sont repartis à la hausse au sein de la collectivité, au cours de
l’année. Les agents ont collecté 11 455 tonnes de déchets ména-
gers sur le territoire.
COLLECTE
La collectivité gère la prévention. Le traitement a été trans-
féré au syndicat, contre une participation
de 1,8 million d’euros.
LES AIDES
AUX ENTREPRISES
Le fonds de relance a aidé :
• 18 entreprises, pour une subvention de
1 000 € chacune
• 4 associations
"""


def test_flat_text_becomes_sentences_under_headings() -> None:
    pages = "".join(f"{FLAT}{number}\n\n" for number in range(3, 8))
    document = read_document(pages.encode(), ".md")
    found = cut_passages(document)[: FLAT.count("\n")]
    assert [(p.text, p.section) for p in found if p.role == "action"][:5] == [
        (
            "Les déchets sont repartis à la hausse au sein de la collectivité, au cours de l’année. Les agents ont "
            "collecté 11 455 tonnes de déchets ménagers sur le territoire.",
            ("GESTION DES DÉCHETS",),
        ),
        (
            "La collectivité gère la prévention. Le traitement a été transféré au syndicat, contre une participation "
            "de 1,8 million d’euros.",
            ("COLLECTE",),
        ),
        ("Le fonds de relance a aidé :", ("LES AIDES AUX ENTREPRISES",)),
        ("18 entreprises, pour une subvention de 1 000 € chacune", ("LES AIDES AUX ENTREPRISES",)),
        ("4 associations", ("LES AIDES AUX ENTREPRISES",)),
    ]
    assert [left.text for left in document.left_out if left.reason == "page number"] == ["3", "4", "5", "6", "7"]


def test_text_that_an_editor_wrapped_stays_in_its_paragraphs() -> None:
    text = "Une phrase qui se termine.\nUne autre qui va plus loin et qui ne\ns'arrête pas là.\n\n" * 20
    assert texts(text, ".md")[0] == "Une phrase qui se termine. Une autre qui va plus loin et qui ne s'arrête pas là."
