"""The training lines are well-formed, none stands twice, none comes from the reports that the project is scored on."""

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from pipeline.errors import LexiconError
from pipeline.ner.augment import vary
from pipeline.ner.data import DATA, load_lines, read_line, split_bodies
from pipeline.ner.files import HINTS, MODEL
from pipeline.ner.hints import load_hints
from pipeline.ner.invent import Names
from pipeline.ner.resources import write_hints

LINES = load_lines()
GOLD = Path(__file__).parent.parent.parent / "shared" / "gold" / "reports"
LONG = 80  # characters: a cell or a short bullet may well come back in another report
RUN = 8  # words in a row that no two hands write alike


def test_every_line_parses_and_no_span_overlaps() -> None:
    assert len(LINES) > 2800
    for line in LINES:
        last = 0
        for start, end, kind in line.spans:
            assert last <= start < end <= len(line.text), line.text
            assert kind in "LPNEOX"
            last = end


def test_no_line_stands_twice() -> None:
    long = Counter(line.text for line in LINES if len(line.text) > LONG)
    assert [text for text, count in long.items() if count > 1] == []


@pytest.mark.parametrize("raw", ["{L|Lens", "{L| Lens}", "{Q|Lens}", "{L|}", "Lens}"])
def test_a_broken_mark_is_refused(raw: str) -> None:
    assert read_line(raw) is None


def test_a_broken_file_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("# body: A | kind: b\nBien\n{L|Lens\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"x\.txt, line 3"):
        load_lines([tmp_path / "x.txt"])


def test_no_body_stands_on_both_sides() -> None:
    train, held = split_bodies(LINES)
    assert not {line.body for line in train} & {line.body for line in held}
    assert 0.08 < len(held) / len(LINES) < 0.25


def test_varied_lines_keep_their_marks_true() -> None:
    names, rng = Names(LINES), Random(0)
    for line in LINES[::5]:
        other = vary(line, LINES, names, rng)
        for start, end, _ in other.spans:
            assert other.text[start:end].strip() == other.text[start:end] != ""
        assert [span[0] for span in other.spans] == sorted(span[0] for span in other.spans)


def test_the_same_seed_writes_the_same_lines() -> None:
    names = Names(LINES)
    first, second = ([vary(line, LINES, names, rng) for line in LINES[:200]] for rng in (Random(1), Random(1)))
    assert first == second


def test_hints_hold_what_their_sources_hold(tmp_path: Path) -> None:
    """Nearly: a line more in a lexicon does not ask for another training, many do."""
    write_hints(tmp_path / HINTS)
    now, then = (set((folder / HINTS).read_text(encoding="utf-8").splitlines()) for folder in (tmp_path, MODEL))
    assert len(now ^ then) < 0.03 * len(now), "run: make model"


def test_hints_are_folded() -> None:
    hints = load_hints(MODEL / HINTS)
    assert len(hints.places.forms) > 35_000
    assert len(hints.others.forms) > 3_000
    forms = [*hints.places.forms, *hints.others.forms]
    assert all(re.fullmatch(r"[^\W_]+", piece) and piece == piece.lower() for form in forms for piece in form)


def test_data_files_are_plain() -> None:
    for path in DATA.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "\r" not in text


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold reports are not beside the project")
def test_no_sentence_of_the_gold_reports() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w\w+", re.sub(r"<[^>]*>", " ", text).lower())
        return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}

    gold = set().union(*(runs(path.read_text(encoding="utf-8")) for path in GOLD.rglob("*.md")))
    assert gold
    assert [line.text for line in LINES if runs(line.text) & gold] == []
