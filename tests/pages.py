"""The pages of a comparison, open in a real browser: what the tests of pages share.

Skipped where there is no Chromium (Debian: `apt-get install chromium`); MILLESIME_BROWSER names another one.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser import Page, find_browser, open_browser
from test_align import find_cases, read_pair

from pipeline.compare import compare_reports
from pipeline.compare.output import write_comparisons

COMMAND = find_browser()
NEEDS_BROWSER = pytest.mark.skipif(COMMAND is None, reason="no Chromium on PATH (Debian: apt-get install chromium)")
BODY = "combes"
PATH, _, YEAR = next(case for case in find_cases() if case[1] == BODY)
SMALL, PHONE, DESK = 320, 400, 1400
SHOWN = "[...document.querySelectorAll('article.line')].filter((line) => !line.hidden).length"


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


def seek(page: Page, text: str) -> int:
    """How many lines answer a text."""
    page.run(
        "{ const form = document.querySelector('.filters'); "
        f"form.elements.text.value = {text!r}; form.dispatchEvent(new Event('input')) }}"
    )
    return page.run(SHOWN)
