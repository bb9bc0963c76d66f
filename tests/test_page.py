"""The page of a comparison in a real browser: alone on the disk, without an error, by keyboard, on a phone, on paper.

Skipped where there is no Chromium (Debian: `apt-get install chromium`); MILLESIME_BROWSER names another one.
"""

import contextlib
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import Page, find_browser, open_browser
from test_align import find_cases, read_pair

from pipeline.bench.alignment import invent_years
from pipeline.compare import compare_reports
from pipeline.compare.output import write_comparisons
from pipeline.compare.report.view import make_view
from pipeline.compare.year import Year
from pipeline.decision_file import COLUMNS

COMMAND = find_browser()
pytestmark = pytest.mark.skipif(COMMAND is None, reason="no Chromium on PATH (Debian: apt-get install chromium)")
BODY = "combes"
PATH, _, YEAR = next(case for case in find_cases() if case[1] == BODY)
SMALL, PHONE, DESK = 320, 400, 1400
SHOWN = "[...document.querySelectorAll('article.line')].filter((line) => !line.hidden).length"
FLOORS = {"load": 5.0, "filter": 2.0}  # seconds for 1,000 actions; measured: 0.5 and 0.03


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    assert COMMAND is not None
    with open_browser(COMMAND) as page:
        yield page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years, so that every kind of page is there: the pair, the series, the index."""
    before, after, _ = read_pair(PATH, BODY, YEAR)
    third = replace(after, year=YEAR + 2)
    third = replace(third, actions=tuple(replace(a, action_id=f"{a.action_id}-3") for a in third.actions[3:]))
    root = tmp_path_factory.mktemp("compare")
    write_comparisons(root, [compare_reports(before, after), compare_reports(after, third)])
    return root


@pytest.fixture
def page(browser: Page, folder: Path) -> Page:
    """The page of the first pair, freshly opened."""
    browser.requests.clear()
    browser.errors.clear()
    browser.open(folder / BODY / f"{YEAR}-{YEAR + 1}" / "report.html", DESK)
    return browser


PAGES = (f"{BODY}/{YEAR}-{YEAR + 1}/report.html", f"{BODY}/series.html", "index.html")


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_alone_and_without_an_error(browser: Page, folder: Path, name: str) -> None:
    browser.requests.clear()
    browser.errors.clear()
    browser.open(folder / name)
    assert browser.run("document.querySelector('h1').textContent.length") > 5
    assert browser.errors == []
    assert [url for url in browser.requests if not url.startswith("data:")] == [(folder / name).as_uri()]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [SMALL, PHONE, DESK])
def test_nothing_is_wider_than_the_window(browser: Page, folder: Path, name: str, width: int) -> None:
    browser.open(folder / name, width)
    browser.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert browser.run("document.documentElement.scrollWidth") <= width
    beyond = "(e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .sr, svg')"
    assert browser.run(f"[...document.querySelectorAll('body *')].filter({beyond}).map((e) => e.outerHTML)") == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(browser: Page, folder: Path, name: str, width: int) -> None:
    pytest.importorskip("axe_core_python", reason="axe is not installed (pip install axe-core-python)")
    browser.open(folder / name, width)
    browser.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    # Lines out of sight are not laid out until they are scrolled to; axe measures while they move.
    browser.run("document.querySelectorAll('.line').forEach((line) => { line.style.contentVisibility = 'visible'; })")
    browser.run((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8") + ";0")
    found = browser.run("axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes[0].html}`))")
    assert found == []


def test_the_index_is_sought_by_name(browser: Page, folder: Path) -> None:
    browser.open(folder / "index.html", DESK)
    rows = "[...document.querySelectorAll('tbody tr')].filter((row) => !row.hidden).length"
    field = "const form = document.querySelector('.filters'); form.elements.text.value"
    assert browser.run(rows) == 2
    browser.run(f"{{ {field} = 'xyzzy'; form.dispatchEvent(new Event('input')) }}")
    assert browser.run(rows) == 0
    browser.run("document.querySelector('.empty button').click(); new Promise((done) => setTimeout(done, 50))")
    assert browser.run(rows) == 2
    name = browser.run("document.querySelector('tbody tr').dataset.body")
    links = browser.run("[...document.querySelectorAll('tbody th a')].map((link) => link.textContent)")
    assert links == [f"{name}, {YEAR + at} → {YEAR + at + 1}" for at in (0, 1)]


@pytest.mark.parametrize("name", PAGES)
def test_no_line_begins_with_a_mark(browser: Page, folder: Path, name: str) -> None:
    browser.open(folder / name)
    texts = browser.run(
        "(() => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];"
        "while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('script, style, textarea'))"
        "found.push(walk.currentNode.data); return found })()"
    )
    assert [text for text in texts if re.search(r"« | [:;?!»]", text)] == []


def test_filters_keep_the_lines_that_they_name(page: Page, folder: Path) -> None:
    before, after, _ = read_pair(PATH, BODY, YEAR)
    view = make_view(compare_reports(before, after))
    lines = [*view.lines, *view.doubtful]

    def choose(script: str) -> int:
        page.run("document.querySelector('.filters').reset()")
        page.run(
            f"{{ const form = document.querySelector('.filters'); {script}; form.dispatchEvent(new Event('input')) }}"
        )
        return page.run(SHOWN)

    partner = next(line.partners[0] for line in lines if line.partners)
    place = next(line.places[0] for line in lines if line.places)
    section = lines[0].section
    assert page.run(SHOWN) == len(lines)
    assert choose("form.elements.money.checked = true") == sum(line.money for line in lines)
    assert choose(f"form.elements.partner.value = {partner!r}") == sum(partner in line.partners for line in lines)
    assert choose(f"form.elements.place.value = {place!r}") == sum(place in line.places for line in lines)
    assert choose(f"form.elements.section.value = {section!r}") == sum(line.section == section for line in lines)
    kinds = "for (const box of form.querySelectorAll('[name=change]')) box.checked = box.value === 'added'"
    assert choose(kinds) == sum(line.change == "added" for line in lines)
    kinds = "for (const box of form.querySelectorAll('[name=change]')) box.checked = box.value === 'near'"
    assert choose(kinds) == len(view.doubtful), "whatever their change"
    assert 0 < choose("form.elements.text.value = 'tétras'") <= 3, "words are sought without their accents and capitals"
    assert choose("form.elements.text.value = 'étras'") == 0, "and from their beginning on"
    assert page.run("document.querySelector('.shown').textContent").endswith(f"sur {len(lines)}")
    assert page.run("document.querySelector('.stop').hidden")


def test_a_doubtful_pair_bears_both_badges(page: Page) -> None:
    badges = page.run(
        "[...document.querySelectorAll('.doubtful .line')].map((line) =>"
        "[...line.querySelectorAll('.badge')].map((badge) => badge.textContent))"
    )
    assert all(own[-1] == "À vérifier" for own in badges)
    assert any(len(own) == 2 for own in badges)


def test_importance_is_told_in_figures(page: Page) -> None:
    figures = page.run("[...document.querySelectorAll('.importance')].map((e) => e.textContent)")
    widths = page.run("[...document.querySelectorAll('.meter > span')].map((e) => e.style.width)")
    assert figures == [f"importance {width.rstrip('%')}" for width in widths]


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


def test_headings_lead_through_the_page(page: Page) -> None:
    levels = page.run("[...document.querySelectorAll('h1,h2,h3,h4')].map((e) => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), "no level is left out"
    titles = page.run("[...document.querySelectorAll('.line')].map((e) => [e.getAttribute('aria-labelledby'), e.id])")
    assert all(label == f"t{line.removeprefix('l')}" for label, line in titles)
    assert page.run("document.querySelectorAll('article.line summary > h3').length") == len(titles)
    facts = "[...document.querySelectorAll('figure')].map((e) => e.querySelectorAll('.sr li').length)"
    assert all(page.run(facts)), "drawings are told in words too"


def seek(page: Page, text: str) -> int:
    """How many lines answer a text."""
    page.run(
        "{ const form = document.querySelector('.filters'); "
        f"form.elements.text.value = {text!r}; form.dispatchEvent(new Event('input')) }}"
    )
    return page.run(SHOWN)


@pytest.mark.parametrize(
    "text", ["retiré", "importance", "rapprochées faute de mieux", "non retrouvée dans ce rapport"]
)
def test_what_the_page_says_itself_is_not_sought(page: Page, text: str) -> None:
    reports = page.run(
        "[...document.querySelectorAll('.title b, .words, .where')].map((e) => { const copy = e.cloneNode(true);"
        "copy.querySelectorAll('.sr').forEach((said) => said.remove()); return copy.textContent }).join()"
    )
    assert (seek(page, text) > 0) == (f" {text}" in reports.lower())


def test_an_empty_list_says_so_and_offers_all(page: Page) -> None:
    whole = page.run(SHOWN)
    assert seek(page, "xyzzy") == 0
    assert "Aucune ligne ne répond" in page.run("document.querySelector('main').innerText")
    assert page.run("document.querySelector('.doubtful').hidden")
    page.run("document.querySelector('.empty button').click(); new Promise((done) => setTimeout(done, 50))")
    assert page.run(SHOWN) == whole
    assert page.run("document.querySelector('.empty').hidden && !document.querySelector('.doubtful').hidden")


def copy(page: Page) -> str:
    """Press « Copier », as a person does: a browser lets no script copy by itself. What the panel then says."""
    page.run("document.querySelector('.decisions [name=copy]').focus()")
    page.press("Enter", 13, "\r")
    page.run("new Promise((done) => setTimeout(done, 200))")
    return page.run("document.querySelector('.decisions .done').textContent")


def test_decisions_are_collected(page: Page) -> None:
    assert page.run("document.querySelector('.decisions').hidden")
    lines = "document.querySelector('.decisions textarea').value"
    for at, decision in enumerate(("same_action", "other_action")):
        page.run(f"document.querySelectorAll('.line:has(.badge.near) .verdict input')[{at}].click()")
        row = dict(zip(COLUMNS, page.run(lines).split(","), strict=True))
        assert row["decision"] == decision
        assert row["expects"] in ("same_action", "other_action"), "either answer can be given"
        assert not page.run("document.querySelector('.decisions').hidden")
        assert page.run("document.querySelector('.decided').textContent").startswith("1 décision")
    page.run("[...document.querySelectorAll('.verdict input')].at(-3).click()")
    kept = page.run(lines)
    assert len(kept.split("\n")) == 2
    assert copy(page) == "Copié."
    page.run("document.execCommand = () => false; Object.defineProperty(navigator, 'clipboard', { value: null }); 0")
    assert "refuse" in copy(page), "« Copié » is not said in vain"
    page.open(Path(page.run("decodeURIComponent(location.pathname)")), DESK)
    assert page.run(lines) == kept, "kept by this browser"
    page.run("localStorage.clear()")


def test_the_panel_of_decisions_hides_nothing_that_has_the_focus(page: Page) -> None:
    page.run("document.querySelector('.verdict input').click(); document.querySelectorAll('summary')[3].focus()")
    for _ in range(25):
        page.press("Tab", 9)
        top = "document.querySelector('.decisions').getBoundingClientRect().top"
        assert page.run(f"document.activeElement.getBoundingClientRect().bottom <= {top}")
    page.run("localStorage.clear()")


def test_a_link_to_a_line_opens_it(page: Page) -> None:
    line = "document.querySelector('.line:has(details:not([open]))')"
    target = page.run(f"{line}.id")
    page.run(f"location.hash = {target!r}; new Promise((done) => setTimeout(done, 100))")
    assert page.run(f"document.getElementById({target!r}).querySelector('details').open")


def test_a_line_opens_by_keyboard(page: Page) -> None:
    page.press("Tab", 9)
    assert page.run("document.activeElement.className") == "skip"
    page.run("document.querySelectorAll('summary')[5].focus()")
    before = page.run("document.activeElement.parentElement.open")
    page.press("Enter", 13, "\r")
    assert page.run("document.activeElement.parentElement.open") != before


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


def test_a_thousand_actions_are_quick(browser: Page, tmp_path: Path) -> None:
    before, after = invent_years(1000)
    years = [Year("o", year, tuple(actions), "O") for year, actions in ((2020, before), (2021, after))]
    write_comparisons(tmp_path, [compare_reports(*years)])
    start = time.perf_counter()
    browser.open(tmp_path / "o" / "2020-2021" / "report.html")
    seconds = {"load": time.perf_counter() - start}
    assert browser.run(SHOWN) >= 1000
    seconds["filter"] = browser.run(
        "(() => { const start = performance.now(); const form = document.querySelector('.filters');"
        "form.elements.text.value = 'travaux'; form.dispatchEvent(new Event('input'));"
        "document.body.offsetHeight; return (performance.now() - start) / 1000; })()"
    )
    assert_quick(seconds)


def assert_quick(seconds: dict[str, Any]) -> None:
    for what, most in FLOORS.items():
        assert seconds[what] < most, f"{what} took {seconds[what]:.1f} s"
