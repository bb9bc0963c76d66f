"""The drawings of a comparison and its sheets of paper: words whole, colours told apart, no line cut."""

import contextlib
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from browser import Page
from pages import BODY, DESK, NEEDS_BROWSER, PATH, PHONE, SHOWN, YEAR, seek
from test_align import read_pair

from pipeline.bench.alignment import invent_years
from pipeline.compare import compare_reports
from pipeline.compare.output import write_comparisons
from pipeline.compare.report.view import make_view
from pipeline.compare.year import Year

pytestmark = NEEDS_BROWSER


def test_the_bars_add_up_to_the_first_lines(folder: Path, page: Page) -> None:
    before, after, _ = read_pair(PATH, BODY, YEAR)
    view = make_view(compare_reports(before, after))
    counts = Counter(line.change for line in (*view.lines, *view.doubtful))
    told = page.run("[...document.querySelector('figure').querySelectorAll('.sr li')].map((e) => e.textContent)")
    drawn = Counter(dict.fromkeys(("poursuivies", "nouvelles", "regroupées", "non retrouvées"), 0))
    for number, name in re.findall(r"(\d+) (poursuivie|nouvelle|regroupée|non retrouvée)s?", " ".join(told)):
        drawn[f"{name}s"] += int(number)
    assert list(drawn.values()) == [
        counts["unchanged"] + counts["reworded"] + counts["moved"],
        counts["added"] + counts["split"],
        counts["merged"],
        counts["ended"],
    ]


def test_no_word_of_a_drawing_is_cut_or_crossed(page: Page) -> None:
    over = (
        "[...document.querySelectorAll('.plot')].flatMap((plot) => {"
        "const box = plot.getBoundingClientRect(), all = [...plot.querySelectorAll('text')];"
        "const lines = [...plot.querySelectorAll('line:not(.track):not(.span)')].map((e) => e.getBoundingClientRect());"
        "return all.filter((e) => { const own = e.getBoundingClientRect(); return own.right > box.right + 1"
        " || own.left < box.left - 1 || e.textContent.includes('…') || lines.some((line) =>"
        " line.left < own.right && line.right > own.left && line.top < own.bottom - 4 && line.bottom > own.top + 4) })"
        ".map((e) => e.textContent) })"
    )
    assert page.run(over) == []


def luminance(colour: str) -> float:
    """Of « rgb(10, 68, 39) », as WCAG reckons it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)


def shade(page: Page, selector: str, what: str) -> float:
    return luminance(page.run(f"getComputedStyle(document.querySelector('.plot {selector}')).{what}"))


def test_bars_differ_by_more_than_hue(page: Page) -> None:
    shades = {kind: shade(page, f"rect.{kind}", "fill") for kind in ("added", "ended")}
    for edge in (*shades.values(), shade(page, "rect.kept", "stroke")):
        assert contrast(edge, 1.0) >= 3
    assert contrast(*shades.values()) >= 3
    for kind, own in shades.items():
        assert contrast(own, shade(page, f".on-{kind}", "fill")) >= 4.5
    letters = page.run("[...document.querySelectorAll('[class^=on-]')].map((e) => e.textContent.slice(-1))")
    assert {"P", "N", "R"} <= set(letters)


def test_drawings_are_read_with_forced_colours(page: Page) -> None:
    page.emulate("forced-colors", "active")
    ground = luminance(page.run("getComputedStyle(document.body).backgroundColor"))
    words = "[...document.querySelectorAll('.plot text:not(.on-added)')].map((e) => getComputedStyle(e).fill)"
    assert all(contrast(ground, luminance(colour)) >= 7 for colour in set(page.run(words)))
    assert contrast(shade(page, "rect.added", "fill"), shade(page, ".on-added", "fill")) >= 7
    page.emulate("forced-colors", "")


def test_the_amounts_of_a_sum_need_no_sideways_scrolling(page: Page) -> None:
    page.resize(PHONE)
    page.run("document.querySelectorAll('.cited').forEach((e) => { e.open = true; })")
    wide = "[...document.querySelectorAll('.pair .scroll')].filter((e) => e.scrollWidth > e.clientWidth).length"
    assert page.run("document.querySelectorAll('.cited').length")
    assert page.run(wide) == 0


def test_a_number_stands_in_its_bar_or_beside_it(browser: Page, tmp_path: Path) -> None:
    """Sections of very unequal length: what is too narrow for its number has it after the last bar. All stand under one
    heading, which is not drawn."""
    years = []
    for year, actions in zip((2020, 2021), invent_years(200), strict=True):
        heads = [("Rapport", "Bilan", "Toutes" if index > 3 else f"Une seule {index}") for index in range(len(actions))]
        own = tuple(replace(a, section=head) for a, head in zip(actions, heads, strict=True))
        years.append(Year("o", year, own, "O"))
    write_comparisons(tmp_path, [compare_reports(*years)])
    browser.open(tmp_path / "o" / "2020-2021" / "report.html", DESK)
    size = "e.getBoundingClientRect().width"
    inside = f"[...document.querySelectorAll('[class^=on-]')].map((e) => [{size}, ((e) => {size})(e.previousSibling)])"
    assert all(words <= bar for words, bar in browser.run(inside))
    assert browser.run(f"[...document.querySelector('.plot').querySelectorAll('rect')].every((e) => {size} > 0)")
    numbers = "[...document.querySelector('.plot').querySelectorAll('[class^=on-], .beside')].map((e) => e.textContent)"
    told = "[...document.querySelectorAll('figure:first-of-type .sr li')].map((e) => e.textContent)"
    drawn, facts = (re.findall(r"\d+(?= [a-zPNGR])", " ".join(browser.run(script))) for script in (numbers, told))
    assert Counter(drawn) == Counter(facts)
    assert not any(fact.startswith("Bilan") for fact in browser.run(told))
    assert browser.run("document.querySelectorAll('.plot .beside').length")


def read_sheets(data: bytes) -> list[str]:
    """The text of each sheet of a PDF without spaces; each is A4, and no letter lies beyond its edges."""
    pdfium = pytest.importorskip("pypdfium2", reason="no reader of PDF installed")
    texts = []
    with contextlib.closing(pdfium.PdfDocument(data)) as document:
        for sheet in document:
            width, height = sheet.get_size()
            assert (round(width), round(height)) == (595, 842)
            with contextlib.closing(sheet.get_textpage()) as text:
                texts.append(squeeze(text.get_text_bounded()))
                for at in range(text.count_chars()):
                    left, bottom, right, top = text.get_charbox(at)
                    assert 0 <= left <= right <= width
                    assert 0 <= bottom <= top <= height
    return texts


def squeeze(text: str) -> str:
    """Without spaces and the hyphens and marks that a PDF may hold otherwise."""
    return "".join(c for c in text if c.isalnum() or c in ",.;:%€()/")


def test_print_cuts_no_line(page: Page) -> None:
    """Each line of the list stands on one sheet, with both its sentences to their last letter; no filter is printed."""
    printed = page.run(
        "[...document.querySelectorAll('.list .line:not(.minor)')].map((line) => {"
        "const copy = line.cloneNode(true); copy.querySelectorAll('.sr').forEach((e) => e.remove());"
        "return [...copy.querySelectorAll('.title b, .importance, .words, .source')].map((e) => e.textContent)})"
    )
    sheets = read_sheets(page.print())
    for pieces in printed:
        assert any(all(squeeze(piece) in sheet for piece in pieces) for sheet in sheets), f"cut: {pieces}"
    assert len(printed) > 5
    assert not any(squeeze("Tout montrer") in sheet for sheet in sheets)


def test_each_sheet_has_a_foot_and_the_first_ones_tell_the_filter(page: Page) -> None:
    sheets = read_sheets(page.print())
    name = page.run("document.querySelector('h1').firstChild.textContent")
    for number, sheet in enumerate(sheets, 1):
        assert squeeze(f"{name} {YEAR} {YEAR + 1}") in sheet
        assert f"{number}/{len(sheets)}" in sheet
    whole = page.run(SHOWN)
    assert squeeze(f"Aucun filtre ({whole} lignes sur {whole}).") in "".join(sheets)
    left = seek(page, "tétras")
    told = squeeze(f"Filtre : texte « tétras » ({left} ligne{'s' if left > 1 else ''} sur {whole}).")
    assert told in "".join(read_sheets(page.print()))
