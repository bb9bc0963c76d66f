"""Flat text copied out of a PDF: pages, running feet, bullets of two columns, chapters, figures."""

import pytest

from pipeline.formats import read_document
from pipeline.model import Document, Passage
from pipeline.passages import cut_passages

PROSE = """LES BERGES DE LA RIVIÈRE
Le syndicat entretient les berges depuis plus de dix ans, avec les communes et
les pêcheurs du canton. En 2021, les agents ont nettoyé 14 km de rives et
planté des saules sur les parcelles que la crue avait emportées.
"""
LONG = "Le personnel du syndicat compte douze agents, dont trois ont été recrutés à la fin de l'été."


def read(pages: list[str]) -> Document:
    """The document of these pages, with enough prose around them to be known as flat text."""
    filled = [*(PROSE for _ in range(10)), *pages]
    return read_document("\n\n".join(page.strip() for page in filled).encode(), ".md")


def passages(*pages: str) -> list[Passage]:
    """The passages of these pages alone."""
    before = len(cut_passages(read([])))
    return list(cut_passages(read(list(pages))))[before:]


def actions(*pages: str) -> list[str]:
    return [p.text for p in passages(*pages) if p.role == "action"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("• un • deux\n• trois", ["un", "deux", "trois"]),
        ("Le bureau : • un\n• deux", ["Le bureau :", "un", "deux"]),
        ("> Un atelier\n> Une visite", ["Un atelier", "Une visite"]),
        ("- pour la crèche de\nSaint-Aubin\n- pour l'école", ["pour la crèche de Saint-Aubin", "pour l'école"]),
        ("\uf0d8 Un livret\n\uf0d8 Une affiche", ["Un livret", "Une affiche"]),
        ("Les ventes :\n1 - Le miel\n2 - Le cidre", ["Les ventes :", "1 - Le miel", "2 - Le cidre"]),
        ("3 - MIEL\n4 - CIDRE", ["3 - MIEL", "4 - CIDRE"]),
        ("14 AGENTS FORMÉS", ["14 AGENTS FORMÉS"]),
        ("VOISINES 06/01/2023 X", ["VOISINES 06/01/2023 X"]),
        ("* Chiffres de la Région\nLA VOIRIE\nCinq rues.", ["Chiffres de la Région", "Cinq rues."]),
    ],
)
def test_lines_that_are_texts_of_their_own(lines: str, expected: list[str]) -> None:
    assert actions(lines) == expected


@pytest.mark.parametrize(
    ("lines", "sections"),
    [
        ("02\nLES ÉLUS", ("02 LES ÉLUS",)),
        ("10\nLA VOIRIE", ("10 LA VOIRIE",)),
        (f"II. Les agents du syndicat\n{LONG}", ("II. Les agents du syndicat",)),
        ("LES AIDES\nAUX COMMERCES", ("LES AIDES AUX COMMERCES",)),
        (f"LE BUREAU\nLA GOUVERNANCE\n{LONG}", ("LE BUREAU", "LA GOUVERNANCE")),
        ("2021 EN CHIFFRES", ("2021 EN CHIFFRES",)),
    ],
)
def test_titles(lines: str, sections: tuple[str, ...]) -> None:
    assert tuple(p.text for p in passages(lines) if p.role == "section") == sections


def test_a_chapter_stands_over_the_titles_of_its_pages() -> None:
    found = passages(
        "03\nLES EAUX", "LES RÉSEAUX\nNeuf fuites réparées.", "04\nLES BOIS", "LES MESURES\nDeux capteurs posés."
    )
    assert [(p.text, p.section) for p in found if p.role == "action"] == [
        ("Neuf fuites réparées.", ("03 LES EAUX", "LES RÉSEAUX")),
        ("Deux capteurs posés.", ("04 LES BOIS", "LES MESURES")),
    ]


@pytest.mark.parametrize(
    ("foot", "reason"),
    [
        ("{}", "page number"),
        ("Page {} sur 40", "page number"),
        ("- p. {} -", "page number"),
        ("{} Bilan du syndicat de la Rille", "running foot"),
        ("Bilan du syndicat de la Rille {}", "running foot"),
    ],
)
def test_feet_of_pages_are_left_out(foot: str, reason: str) -> None:
    document = read(
        [f"Une page de {word}.\n{foot.format(n)}" for n, word in enumerate(["bois", "fer", "lin", "or"], 7)]
    )
    texts = [p.text for p in cut_passages(document)]
    assert texts[-4:] == ["Une page de bois.", "Une page de fer.", "Une page de lin.", "Une page de or."]
    assert [left.text for left in document.left_out if left.reason == reason] == [foot.format(n) for n in range(7, 11)]


def test_a_title_beside_the_number_of_its_page_stays() -> None:
    found = passages(
        "PAGE | 4 LA BOUTIQUE\nDu miel.", "LES VISITES PAGE | 5\nDeux cents.", "PAGE | 6 L'ACCUEIL\nUn guide."
    )
    assert [p.text for p in found if p.role == "section"] == ["LA BOUTIQUE", "LES VISITES", "L'ACCUEIL"]


def test_numbers_that_do_not_count_on_are_text() -> None:
    assert actions("Des vélos loués\n240", "Des bornes\n35", "Des arbres\n8000") == [
        "Des vélos loués 240",
        "Des bornes 35",
        "Des arbres 8000",
    ]
