"""The page of a comparison in a real browser: alone on the disk, without an error, by keyboard, on a phone."""

import re
import time
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import Page
from pages import BODY, DESK, NEEDS_BROWSER, PATH, PHONE, SHOWN, SMALL, YEAR, seek
from test_align import read_pair

from pipeline.bench.alignment import invent_years
from pipeline.compare import compare_reports
from pipeline.compare.output import write_comparisons
from pipeline.compare.report.view import make_view
from pipeline.compare.year import Year
from pipeline.decision_file import COLUMNS

pytestmark = NEEDS_BROWSER
FLOORS = {"load": 5.0, "filter": 2.0}  # seconds for 1,000 actions; measured: 0.5 and 0.03
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


def test_headings_lead_through_the_page(page: Page) -> None:
    levels = page.run("[...document.querySelectorAll('h1,h2,h3,h4')].map((e) => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), "no level is left out"
    titles = page.run("[...document.querySelectorAll('.line')].map((e) => [e.getAttribute('aria-labelledby'), e.id])")
    assert all(label == f"t{line.removeprefix('l')}" for label, line in titles)
    assert page.run("document.querySelectorAll('article.line summary > h3').length") == len(titles)
    facts = "[...document.querySelectorAll('figure')].map((e) => e.querySelectorAll('.sr li').length)"
    assert all(page.run(facts)), "drawings are told in words too"


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
