"""The training lines are well-formed, none stands twice, none comes from the reports that the project is scored on."""

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from pipeline.errors import LexiconError
from pipeline.names import MODEL
from pipeline.ner.augment import load_names, vary
from pipeline.ner.data import DATA, load_lines, read_line, split_bodies
from pipeline.ner.hints import load_hints
from pipeline.ner.network import HINTS

LINES = load_lines()
GOLD = Path(__file__).parent.parent.parent / "shared" / "gold" / "reports"
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
    assert [text for text, count in Counter(line.text for line in LINES).items() if count > 1] == []


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
    names, rng = load_names(LINES), Random(0)
    for line in LINES[::5]:
        other = vary(line, LINES, names, rng)
        for start, end, _ in other.spans:
            assert other.text[start:end].strip() == other.text[start:end] != ""
        assert [span[0] for span in other.spans] == sorted(span[0] for span in other.spans)


def test_hints_are_folded() -> None:
    hints = load_hints(MODEL / HINTS)
    assert len(hints.forms) > 30_000
    assert all(re.fullmatch(r"[^\W_]+", piece) and piece == piece.lower() for form in hints.forms for piece in form)


def test_data_files_are_plain() -> None:
    for path in DATA.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "\r" not in text
        assert "\t" not in text


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold reports are not beside the project")
def test_no_sentence_of_the_gold_reports() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", re.sub(r"<[^>]*>", " ", text).lower())
        return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}

    gold = set().union(*(runs(path.read_text(encoding="utf-8")) for path in GOLD.rglob("*.md")))
    assert gold
    assert [line.text for line in LINES if runs(line.text) & gold] == []
