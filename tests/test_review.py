"""The review page: each record once and on its sentence, what a reviewer decides is replayed, it works in a browser.

The browser's tests are skipped where there is no Chromium (Debian: `apt-get install chromium`).
"""

import csv
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from browser import Page, find_browser, open_browser

from pipeline.corrections import apply_to_rows
from pipeline.decision_file import COLUMNS, FILE, load_decisions
from pipeline.errors import UsageError
from pipeline.extract import extract_raw
from pipeline.model import KINDS, Kind
from pipeline.review import review_extracted
from pipeline.review.map import draw_map
from pipeline.review.outline import make_outline
from pipeline.review.page import render_page, walk
from pipeline.review.plots import draw_amounts, draw_dates, draw_partners
from pipeline.review.reading import FIELDS, Action, Record, Report, read_reports
from pipeline.store import read_parquet, read_rows

TEXT = """# Rapport d'activité 2021

## Énergie

- **Forum** : 40 participants à Lens le 12 mars 2021, avec l'ADEME (15 k€), 3ème édition.
  - restitution en octobre, ouverte à 18h30
- Étude de l'Agglo <Nord> & du Département du Nord : 12 000 € HT, dont 4 000 € du Département du Nord

| Objectif | Actions réalisées | Budget |
|---|---|---|
| Isoler | École <i>refaite</i> | 30 000 € |

## Mobilité

- Vélo : 12 km de pistes en 2021 ; voir https://exemple.fr/velo
- Réunions à Liévin, Carvin et Béthune en juin 2021, avec l'ADEME et le Département du Nord
"""
PHONE, DESK = 400, 1400
COMMAND = find_browser()
needs_browser = pytest.mark.skipif(COMMAND is None, reason="no Chromium on PATH (Debian: apt-get install chromium)")
FLOORS = {"load": 8.0, "filter": 1.0, "search": 2.0}  # seconds for 5,000 actions and 20,000 records
DRAWN = 0.1  # of the parts of a long page, those that the browser may draw before they are looked at


def write_raw(root: Path, text: str) -> Path:
    """A folder of reports that holds one, essai/2021.md."""
    (root / "raw" / "essai").mkdir(parents=True)
    (root / "raw" / "essai" / "2021.md").write_text(text, encoding="utf-8")
    return root / "raw"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with raw/ and extracted/, its pages written."""
    root = tmp_path_factory.mktemp("review")
    extract_raw(write_raw(root, TEXT), root / "out")
    ids = {row["text"].split()[0]: row["action_id"] for row in read_rows(root / "out", "actions")}
    for table, row in (  # what this run may well understand by itself one day
        ("issues", ["essai-2021", ids["restitution"], "doubt", "number", "ouverte", "Mot à vérifier : « ouverte »"]),
        ("doubts", ["partner", "essai-2021", ids["Forum"], "ADEME", "Agence du Nord, à Lille"]),
    ):
        with (root / "out" / "csv" / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(row)
    review_extracted(root / "out", root / "raw")
    return root


@pytest.fixture(scope="module")
def html(place: Path) -> str:
    return (place / "out" / "review" / "essai-2021.html").read_text(encoding="utf-8")


def read(place: Path) -> Report:
    return read_reports(lambda table: read_rows(place / "out", table), place / "raw")[0]


# --- what the page holds -------------------------------------------------------------------------------------------


def test_each_record_stands_once_in_its_sentence_and_once_in_the_table(place: Path, html: str) -> None:
    report = read(place)
    marks = Counter(unescape(found) for found in re.findall(r'<a class="m [^>]*? id="([^"]+)"', html))
    assert marks == Counter(record.record_id for record in report.records)
    assert len(marks) == sum(int(report.row[kind]) for kind in KINDS) > 8
    assert len(re.findall(r'<tr id="t\d+"', html)) == len(marks)


def test_no_word_of_an_action_is_lost(place: Path) -> None:
    report = read(place)
    entries = walk(make_outline(report.actions))
    assert [entry.action for entry in entries] == list(report.actions), "each action once, in the report's order"
    for entry in entries:
        assert "".join(piece.text for piece in entry.pieces) == entry.action.text
        assert all(p.text == p.record.text for p in entry.pieces if p.record)


def test_all_links_lead_somewhere(place: Path, html: str) -> None:
    ids = Counter(unescape(found) for found in re.findall(r'\sid="([^"]+)"', html))
    assert {name: n for name, n in ids.items() if n > 1} == {}
    links = {unescape(found) for found in re.findall(r'href="#([^"]+)"', html)}
    assert links - ids.keys() == set()
    index = (place / "out" / "review" / "index.html").read_text(encoding="utf-8")
    for name in re.findall(r'<a href="([^"#]+)"', html + index):
        assert (place / "out" / "review" / name).is_file()


def test_nothing_comes_from_elsewhere(html: str) -> None:
    assert "https://exemple.fr/velo" in html, "an address that the report cites is text"
    for address in re.findall(r'(?:href|src|action|data)\s*=\s*"([^"]*)"|url\(([^)]*)\)', html):
        assert not re.match(r"(?:\w+:)?//", "".join(address))
    assert "@import" not in html


def test_what_was_not_understood_is_marked(html: str) -> None:
    assert re.search(r'<a class="q doubt[^>]*>ouverte</a>', html)
    assert re.search(r'<a class="q note[^>]*>18h30</a>', html)


def test_the_same_tables_give_the_same_bytes(place: Path, html: str) -> None:
    review_extracted(place / "out", place / "raw")
    assert (place / "out" / "review" / "essai-2021.html").read_text(encoding="utf-8") == html


def test_pages_of_reports_that_are_no_more_go(place: Path) -> None:
    old = place / "out" / "review" / "essai-1999.html"
    old.write_text("", encoding="utf-8")
    review_extracted(place / "out", place / "raw")
    assert not old.exists()


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="millesime extract"):
        review_extracted(tmp_path)


def test_places_of_a_run_lie_at_their_centre(place: Path) -> None:
    found = {r.get("name"): (r.get("latitude"), r.get("longitude")) for r in read(place).records if r.kind == "places"}
    assert found["Lens"] == ("50.438", "2.821")


def mention(table: Kind, record_id: str, /, **fields: str) -> Record:
    return Record(table, record_id, record_id, 0, 0, dict.fromkeys(FIELDS[table], "") | fields)


def town(name: str, latitude: str, longitude: str, record_id: str = "") -> Record:
    return mention("places", record_id or name, name=name, kind="commune", latitude=latitude, longitude=longitude)


def with_records(report: Report, *records: Record) -> Report:
    return replace(report, actions=(replace(report.actions[0], records=records),))


ARTOIS = (town("Lens", "50.438", "2.821"), town("Liévin", "50.424", "2.773"), town("Arras & <Nord>", "50.291", "2.766"))


def test_towns_with_coordinates_make_a_map(place: Path) -> None:
    lens = town("Lens", "50.438", "2.821", "again")
    drawn = draw_map(with_records(read(place), *ARTOIS, lens, town("Rio", "-22.9", "-43.2")))
    assert drawn is not None
    assert drawn.svg.count("<circle") == 3
    assert "<title>Lens : 2 mentions</title>" in drawn.svg.replace("\xa0", " ")
    assert 'href="#Lens"' in drawn.svg
    assert 'href="#again"' not in drawn.svg, "a dot leads to the first mention"
    assert "Arras &amp; &lt;Nord&gt;" in drawn.svg
    assert re.search(r"Hors de la carte\s: Rio \(à 9\s[2-6]00\skm\)", drawn.note)


def test_what_has_no_dot_is_told_in_words(place: Path) -> None:
    region = mention("places", "r", name="Hauts-de-France", kind="region", latitude="49.9", longitude="2.8")
    hall = mention("places", "h", name="salle des fêtes", kind="site", latitude="", longitude="")
    drawn = draw_map(with_records(read(place), *ARTOIS, region, hall))
    assert drawn is not None
    assert "Hauts-de-France" not in drawn.svg
    assert re.search(r"Trop étendus pour un point\s: Hauts-de-France\.", drawn.note)
    assert re.search(r"Sans position connue\s: 1\sautre lieu", drawn.note)


def test_other_towns_help_to_find_one_s_bearings(place: Path) -> None:
    drawn = draw_map(with_records(read(place), *ARTOIS))
    assert drawn is not None
    others = re.findall(r'<text class="bearing[^>]*>([^<]+)<', drawn.svg)
    assert 1 <= len(others) <= 4
    assert not {"Lens", "Liévin"} & set(others)
    assert "d’autres villes" in drawn.note


@pytest.mark.parametrize("towns", [(), ARTOIS[:2], (*ARTOIS[:1], town("Rio", "-22.9", "-43.2"))])
def test_too_few_towns_make_no_map(place: Path, towns: tuple[Record, ...]) -> None:
    assert draw_map(with_records(read(place), *towns)) is None


def test_towns_in_one_place_and_on_one_line_are_drawn(place: Path) -> None:
    same = [town(f"Ville {n}", "45.1", "5.7") for n in range(30)]
    line = [town(f"Ville {n}", "45.1", str(5 + n / 100)) for n in range(30)]
    for towns in (same, line):
        drawn = draw_map(with_records(read(place), *towns))
        assert drawn is not None
        assert drawn.svg.count("<circle") == 30
        named = drawn.svg.count(">Ville ")
        assert "Points sans nom" in drawn.note or named == 30


def money(record_id: str, value: str, **fields: str) -> Record:
    return mention("amounts", record_id, kind="money", unit="EUR", value=value, **fields)


def test_sums_are_drawn_once_by_section_and_role_and_told_in_words(place: Path) -> None:
    records = (
        money("a1", "1000", role="cost"), money("a2", "400", role="funding", part_of="a1"),
        money("a3", "1000", same_as="a1"), money("a4", "250", role="funding"), money("a5", "90", per="enfant"),
        money("a6", "50", role="funding", per="P1Y"), mention("amounts", "a7", kind="share", unit="%", value="30"),
    )  # fmt: skip
    drawn = draw_amounts(with_records(read(place), *records))
    assert drawn is not None
    assert drawn.svg.count("<rect") == 2
    told = drawn.svg.replace("\xa0", " ").replace("\u202f", " ")
    assert ">financement 300 € · coût 1 000 €<" in told, "not by colour alone"
    assert 'href="#a1"' in told, "a bar leads to its greatest sum"


def test_dates_are_drawn_by_month(place: Path) -> None:
    def date(record_id: str, start: str, end: str) -> Record:
        return mention("dates", record_id, start_date=start, end_date=end)

    records = (
        date("d1", "2021-03-12", "2021-03-12"), date("d2", "2021-03-01", "2021-03-31"),
        date("d3", "2021-12-24", "2021-12-26"), date("d4", "2021-01-01", "2021-12-31"), date("d5", "", ""),
        date("d6", "2020-03-12", "2020-03-12"),
    )  # fmt: skip
    drawn = draw_dates(with_records(read(place), *records))
    assert drawn is not None
    assert re.findall(r'href="#(\w+)"><title>([^<]+)<', drawn.svg) == [
        ("d1", "mars : 2\xa0dates"),
        ("d3", "décembre : 1\xa0date"),
    ]
    assert drawn.note.startswith("3\xa0autres dates")


def test_partners_are_drawn_by_the_actions_that_name_them(place: Path) -> None:
    report = read(place)

    def named(action: int, *ids: str) -> Action:
        own = (mention("partners", f"{key}{action}{n}", partner_id=key, name=key.upper()) for n, key in enumerate(ids))
        return replace(report.actions[0], action_id=f"x-{action}", records=tuple(own))

    actions = (named(1, "sncf", "sncf", "edf"), named(2, "sncf", "edf", "enedis"), named(3, "sncf"))
    drawn = draw_partners(replace(report, actions=actions))
    assert drawn is not None
    assert re.findall(r'href="#(\w+)"><title>([^<]+)<', drawn.svg) == [
        ("sncf10", "SNCF : 3\xa0actions"),
        ("edf12", "EDF : 2\xa0actions"),
    ]


def action(n: int, text: str, parent: str = "", section: str = "", objective: str = "") -> Action:
    return Action(f"x-{n}", parent, tuple(section.split("/")) if section else (), objective, "", "", text, str(n))


def test_bullets_are_nested_and_headings_that_are_actions_stand_in_their_place() -> None:
    actions = [
        action(1, "Bilan 2021"),
        action(2, "Vélo", section="Bilan 2021"),
        action(3, "pistes", section="Bilan 2021/Vélo"),
        action(4, "à Lens", "x-3", "Bilan 2021/Vélo"),
        action(5, "rue Haute", "x-4", "Bilan 2021/Vélo"),
        action(6, "à Arras", "x-3", "Bilan 2021/Vélo"),
        action(7, "Vélo", "", "Bilan 2021/Vélo"),  # the head of a column, named like its section
        action(8, "seul", "x-99", "Bilan 2021/Vélo", "Aider"),
    ]
    sections = make_outline(actions)
    (section,) = sections
    assert [(h.text, bool(h.entry)) for h in section.headings] == [("Bilan 2021", True), ("Vélo", True)]
    first = section.groups[0].entries[0]
    assert [child.action.text for child in first.children] == ["à Lens", "à Arras"]
    assert [child.action.text for child in first.children[0].children] == ["rue Haute"]
    assert section.groups[1].objective is not None
    assert [entry.action for entry in walk(sections)] == actions


# --- what a reviewer decides ---------------------------------------------------------------------------------------


def replay(place: Path, tmp_path: Path, text: str) -> tuple[dict[str, list[dict[str, Any]]], dict[int, str]]:
    """The report's tables once the lines of a decisions.csv are applied, and what became of each."""
    folder = tmp_path / "essai"
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8", newline="")
    decisions, problems = load_decisions(folder)
    assert problems == []
    assert len(decisions) > 0
    tables = {
        table: read_parquet(place / "out" / "parquet" / table / "essai-2021.parquet") for table in ("reports", *KINDS)
    }
    decided, met = apply_to_rows(tables, decisions)
    return decided, dict(met)


def test_what_was_decided_before_is_told(place: Path) -> None:
    report = read(place)
    record = next(r for r in report.records if r.kind == "amounts")
    folder = place / "raw" / "essai"
    line = f"correct,{record.record_id},,value,41,40,mal lu\n"
    (folder / FILE).write_text(",".join(COLUMNS) + "\n" + line, encoding="utf-8")
    try:
        page = render_page(read(place))
    finally:
        (folder / FILE).unlink()
    assert "corrigé, ligne 2 de decisions.csv (mal lu)" in page


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    assert COMMAND is not None
    with open_browser(COMMAND) as page:
        yield page


@pytest.fixture
def page(browser: Page, place: Path) -> Page:
    """The page, freshly opened, nothing decided yet."""
    browser.requests.clear()
    browser.errors.clear()
    browser.open(place / "out" / "review" / "essai-2021.html", DESK)
    browser.run("localStorage.clear()")
    browser.open(place / "out" / "review" / "essai-2021.html", DESK)
    return browser


def choose(page: Page, record_id: str) -> None:
    page.run(f"document.getElementById({record_id!r}).click()")


@needs_browser
def test_exported_lines_are_replayed(page: Page, place: Path, tmp_path: Path) -> None:
    records = {(r.kind, r.text): r for r in read(place).records}
    amount, date, town = records["amounts", "15 k€"], records["dates", "octobre"], records["places", "Lens"]
    choose(page, amount.record_id)
    page.run("document.querySelector('.fix [name=value]').value = '15500.5'; 0")
    page.run("document.querySelector('.fix [name=reason]').value = 'dit « 15,5 », pas « 15 »'; 0")
    page.run("document.querySelector('[name=correct]').click()")
    choose(page, date.record_id)
    page.run("document.querySelector('[name=reject]').click()")
    choose(page, town.record_id)
    page.run("{ const f = document.querySelector('.fix [name=field]'); f.value = 'name';"
             "f.dispatchEvent(new Event('change', { bubbles: true })) }")  # fmt: skip
    page.run("document.querySelector('.fix [name=value]').value = 'Lens, \"ville haute\"'; 0")
    page.run("document.querySelector('[name=correct]').click()")
    lines = page.run("document.querySelector('.decisions textarea').value")
    assert len(lines.split("\n")) == 3
    decided, met = replay(place, tmp_path, ",".join(COLUMNS) + "\n" + lines + "\n")
    assert met == {2: "", 3: "", 4: ""}
    rows = {row["record_id"]: row for kind in KINDS for row in decided[kind]}
    assert str(rows[amount.record_id]["value"]) == "15500.5"
    assert date.record_id not in rows
    assert rows[town.record_id]["name"] == 'Lens, "ville haute"'
    told = list(csv.DictReader([",".join(COLUMNS), *lines.split("\n")]))
    assert [row["expects"] for row in told] == ["15000", "octobre", "Lens"]
    assert told[0]["reason"] == "dit « 15,5 », pas « 15 »"
    assert all(row["reason"] for row in told)


@needs_browser
def test_an_answer_to_a_doubt_is_a_line_that_is_read(page: Page, place: Path, tmp_path: Path) -> None:
    page.run("document.querySelector('.choice input').click()")
    lines = page.run("document.querySelector('.decisions textarea').value")
    (tmp_path / FILE).write_text(",".join(COLUMNS) + "\n" + lines, encoding="utf-8")
    (decision,), problems = load_decisions(tmp_path)
    assert problems == []
    assert (decision.decision, decision.subject, decision.object) == (
        "same_partner",
        "ADEME",
        "Agence du Nord, à Lille",
    )
    page.run("document.querySelector('[data-drop]').click()")
    assert page.run("document.querySelector('.choice input:checked').value") == ""


@needs_browser
def test_decisions_stay_until_taken_back(page: Page, place: Path) -> None:
    record = read(place).records[0]
    choose(page, record.record_id)
    page.run("document.querySelector('[name=reject]').click()")
    page.open(place / "out" / "review" / "essai-2021.html", DESK)
    assert page.run("document.querySelector('.decisions textarea').value").startswith(f"reject,{record.record_id},")
    assert page.run("document.querySelectorAll('tr.rejected').length") == 1
    choose(page, record.record_id)
    page.run("document.querySelector('[name=undo]').click()")
    assert page.run("document.querySelector('.made').hidden")
    assert page.run("document.querySelectorAll('.rejected').length") == 0


# --- in a browser --------------------------------------------------------------------------------------------------


@needs_browser
@pytest.mark.parametrize("name", ["essai-2021.html", "index.html"])
def test_pages_open_alone_and_without_an_error(browser: Page, place: Path, name: str) -> None:
    browser.requests.clear()
    browser.errors.clear()
    path = place / "out" / "review" / name
    browser.open(path)
    assert len(browser.run("document.querySelector('h1').textContent")) > 5
    assert browser.errors == []
    assert [url for url in browser.requests if not url.startswith("data:")] == [path.resolve().as_uri()]


@needs_browser
@pytest.mark.parametrize("name", ["essai-2021.html", "index.html"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_is_wider_than_the_window(browser: Page, place: Path, name: str, width: int) -> None:
    browser.open(place / "out" / "review" / name, width)
    browser.run("document.querySelector('.report .m')?.click()")
    assert browser.run("document.documentElement.scrollWidth") <= width
    beyond = "(e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .sr, svg')"
    assert browser.run(f"[...document.querySelectorAll('body *')].filter({beyond}).map((e) => e.outerHTML)") == []


@needs_browser
@pytest.mark.parametrize("name", ["essai-2021.html", "index.html"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(browser: Page, place: Path, name: str, width: int) -> None:
    pytest.importorskip("axe_core_python", reason="axe is not installed (pip install axe-core-python)")
    browser.open(place / "out" / "review" / name, width)
    browser.run("document.querySelector('.report .m')?.click()")
    browser.run((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8") + ";0")
    assert browser.run("axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes[0].html}`))") == []


@needs_browser
def test_a_row_leads_to_its_sentence_and_back(page: Page, place: Path) -> None:
    record = read(place).records[-1]
    number = page.run(f"document.getElementById({record.record_id!r}).getAttribute('href')")
    page.run(f"document.querySelector('{number} a.m').click()")
    assert page.run("document.activeElement.id") == record.record_id
    assert page.run("decodeURIComponent(location.hash)") == f"#{record.record_id}"
    assert page.run(f"document.querySelector('{number}').classList.contains('on')")
    page.press("Enter", 13, "\r")
    assert page.run("document.activeElement.id") == "fiche", "from the sentence, Enter opens the card"
    page.press("Escape", 27)
    assert page.run("document.activeElement.id") == record.record_id
    assert page.run("document.querySelector('.card').hidden")


@needs_browser
def test_a_dot_and_a_bar_lead_to_their_sentence(page: Page, place: Path) -> None:
    first = {record.text: record.record_id for record in reversed(read(place).records)}
    page.run("document.querySelector('.plot circle').parentElement.focus()")
    page.press("Enter", 13, "\r")
    assert page.run("document.activeElement.id") == first["Béthune"]
    assert not page.run("document.querySelector('.card').hidden")
    page.run("document.querySelector('.plot .partners').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
    assert page.run("document.activeElement.id") == first["ADEME"]


@needs_browser
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_names_on_the_map_do_not_meet_and_stay_on_it(browser: Page, place: Path, tmp_path: Path, width: int) -> None:
    towns = [town(f"Saint-Quelque-{n}", str(45 + n % 7 / 20), str(5 + n % 11 / 20)) for n in range(25)]
    path = tmp_path / "map.html"
    path.write_text(render_page(with_records(read(place), *towns)), encoding="utf-8")
    browser.open(path, width)
    boxes = browser.run(
        "[...document.querySelector('.plot .sheet').parentElement.querySelectorAll('text')]"
        ".map((e) => e.getBBox()).map((b) => [b.x, b.x + b.width, b.y + 2, b.y + b.height - 2])"
    )
    assert len(boxes) > 10
    wide, high = browser.run(
        "(() => { const b = document.querySelector('.sheet').getBBox(); return [b.width, b.height] })()"
    )
    for n, (left, right, top, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= wide + 1
        assert top >= 0
        assert bottom <= high + 1
        for other in boxes[:n]:
            assert right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top


@needs_browser
def test_as_many_actions_are_shown_as_the_head_says(browser: Page, tmp_path: Path, place: Path) -> None:
    """A heading that holds a record is an action too."""
    extract_raw(write_raw(tmp_path, "# Rapport 2021\n\n## Bilan 2021\n\n- Vélo : 12 km\n- Forum\n"), tmp_path / "out")
    review_extracted(tmp_path / "out")
    browser.open(tmp_path / "out" / "review" / "essai-2021.html", DESK)
    shown = browser.run("document.querySelector('.shown').textContent")
    (report,) = read_reports(lambda table: read_rows(tmp_path / "out", table), None)
    assert browser.run("document.querySelectorAll('.t').length") > 0
    assert shown == f"{len(report.actions)} actions sur {len(report.actions)}"
    browser.run(
        "{ const form = document.querySelector('.filters'); form.elements.text.value = 'bilan';"
        "form.dispatchEvent(new Event('input')) }"
    )
    shown = browser.run("document.querySelector('.shown').textContent")
    assert shown == f"1 action sur {len(report.actions)}", "a heading is found by its words"
    there = "filter((e) => e.getClientRects().length).map((e) => e.textContent)"
    assert browser.run(f"[...document.querySelectorAll('.report .t')].{there}.join()").endswith("2021")
    assert browser.run(f"[...document.querySelectorAll('.rows tr[id] a.m')].{there}") == ["2021"]


@needs_browser
def test_a_value_is_shown_on_focus_and_put_away(page: Page) -> None:
    shown = "getComputedStyle(document.querySelector('.report .m.amounts'), '::after').content"
    assert page.run(shown) == "none"
    page.run("document.querySelector('.report .m.amounts').focus()")
    assert "40" in page.run(shown)
    page.press("Escape", 27)
    display = "getComputedStyle(document.querySelector('.report .m.amounts'), '::after').display"
    assert page.run(display) == "none"


@needs_browser
def test_filters(page: Page) -> None:
    there = "filter((e) => e.getClientRects().length)"
    shown = f"[...document.querySelectorAll('.report li')].{there}.map((e) => e.textContent)"
    rows = f"[...document.querySelectorAll('.rows tr[id]')].{there}.length"
    everything, records = len(page.run(shown)), page.run(rows)

    def put(script: str) -> tuple[list[str], int]:
        page.run("document.querySelector('.filters').reset()")
        page.run(f"{{ const e = document.querySelector('.filters').elements; {script};"
                 "document.querySelector('.filters').dispatchEvent(new Event('input')) }")  # fmt: skip
        return page.run(shown), page.run(rows)

    actions, left = put("e.section.value = 'Mobilité'")
    assert len(actions) == 2
    assert 0 < left < records
    actions, left = put("e.doubt.checked = true")
    assert any("ouverte" in text for text in actions)
    assert len(actions) < everything
    actions, left = put("e.text.value = 'ETUDE'")
    assert len(actions) == 1, "words are sought without their accents and capitals"
    assert put("e.text.value = 'tude'")[0] == [], "and from their beginning on"
    actions, left = put("for (const box of e.kind) box.checked = box.value === 'dates'")
    assert (len(actions), left) == (everything, page.run("document.querySelectorAll('.rows tr.dates').length"))
    assert put("0") == (page.run(shown), records)


@needs_browser
def test_print_holds_all_words_and_records(page: Page, place: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="no reader of PDF installed")
    document = pdfium.PdfDocument(page.print())
    sizes = {tuple(round(side) for side in sheet.get_size()) for sheet in document}
    text = re.sub(r"\W", "", "".join(sheet.get_textpage().get_text_bounded() for sheet in document))
    assert sizes == {(595, 842)}
    assert "restitution" in text
    first = document[0].get_textpage().get_text_bounded()
    assert all(words in first for words in ("refaite", "pistes")), "a report that short stands on one sheet"
    assert "Toutmontrer" not in text


def invent(n: int) -> Report:
    """A report of n actions, four records in each."""
    text = "Le 12 mars 2021, travaux de 15 000 € à Lens avec l'ADEME, suite de la tranche précédente et bilan."
    told: tuple[tuple[Kind, str], ...] = (
        ("dates", "12 mars 2021"),
        ("amounts", "15 000 €"),
        ("places", "Lens"),
        ("partners", "ADEME"),
    )
    values = {"value": "15000", "unit": "EUR", "name": "ADEME", "partner_id": "ademe", "start_date": "", "end_date": ""}
    actions = []
    for number in range(n):
        own = f"x-2021-{number}"
        records = []
        for kind, words in told:
            start = text.index(words)
            fields = {name: values.get(name, "") for name in FIELDS[kind]}
            fields |= {"value": "2021-03-12"} if kind == "dates" else {}
            records.append(Record(kind, f"{own}-{kind}", words, start, start + len(words), fields))
        section = ("Bilan", f"Rubrique {number // 60}")
        actions.append(replace(action(number, text), action_id=own, section=section, records=tuple(records)))
    row = dict.fromkeys(("organisation_name", "organisation", "source_path", "title"), "x") | {"year": "2021"}
    row |= {kind: str(n if kind != "people" else 0) for kind in KINDS}
    return Report("x-2021", row, tuple(actions), (), (), (), ())


@needs_browser
def test_a_long_report_is_quick(browser: Page, tmp_path: Path) -> None:
    path = tmp_path / "x-2021.html"
    path.write_text(render_page(invent(5000)), encoding="utf-8")
    start = time.perf_counter()
    browser.open(path)
    seconds = {"load": time.perf_counter() - start}
    timed = (
        "(() => {{ const start = performance.now(); {}; document.body.offsetHeight;"
        "return (performance.now() - start) / 1000; }})()"
    )
    change = "document.querySelector('.filters').dispatchEvent(new Event('input'))"
    seconds["filter"] = browser.run(timed.format(f"document.querySelector('[name=kind]').click(); {change}"))
    seconds["search"] = browser.run(timed.format(f"document.querySelector('[name=text]').value = 'bilan'; {change}"))
    print(json.dumps(seconds), path.stat().st_size)
    drawn = browser.run(
        "(() => { const parts = [...document.querySelectorAll('.chunk table, .sec ul.actions')];"
        "return parts.filter((e) => e.checkVisibility({ contentVisibilityAuto: true })).length / parts.length })()"
    )
    assert drawn < DRAWN, "a machine may be slow, but what is far from the window is not drawn"
    for what, most in FLOORS.items():
        assert seconds[what] < most, f"{what} took {seconds[what]:.1f} s"
