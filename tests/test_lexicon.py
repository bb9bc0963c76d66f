"""The lexicon's tables are well formed, and a malformed one is our mistake."""

from pathlib import Path

import pytest

from pipeline import lexicon
from pipeline.errors import LexiconError


def test_a_missing_table_is_named():
    with pytest.raises(LexiconError, match=r"no lexicon nowhere\.csv"):
        lexicon.load_lexicon("nowhere")


@pytest.mark.parametrize("body", ["form,month\nmars,\n", "form,month\nmars,3\nmars,3\n", "form,month\nmars,3,4\n"])
def test_a_malformed_table_is_refused(body, tmp_path, monkeypatch):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "odd.csv").write_text(body, encoding="utf-8")
    monkeypatch.setattr(lexicon, "files", lambda _: Path(tmp_path))
    with pytest.raises(LexiconError, match=r"odd\.csv, line"):
        lexicon.load_lexicon.__wrapped__("odd")


@pytest.mark.parametrize("name", ["months", "cardinals", "date_words", "dated_brands"])
def test_tables_of_dates_are_read(name):
    assert lexicon.load_lexicon(name)


@pytest.mark.parametrize("text", ["Été", "Œuvre", "ﬁn", "İstanbul", "1ᵉʳ", "a\u0301"])
def test_folding_keeps_places(text):
    assert len(lexicon.fold(text)) == len(text)
