"""The tokenizer of the model's folder cuts as spaCy's blank French does, and needs none of it."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import spacy
from spacy.lang.fr.tokenizer_exceptions import TOKEN_MATCH

from pipeline.ner.data import load_lines
from pipeline.ner.files import MODEL, TOKENIZER, read_tokenizer
from pipeline.ner.resources import write_tokenizer

FRENCH = spacy.blank("fr")
OURS = read_tokenizer(MODEL / TOKENIZER, FRENCH)
HYPHENED = (
    "faux-vampire saut-de-ski pet-en-l'air entr’abat prud'hommes prud'hommal week-ends Saint-Étienne après-midi "
    "aujourd’hui est-ce J.-C. janv. n°12 new-yorkais -14 a-t-il Châteauneuf-du-Pape sous-préfecture 12-14 l'Isle-Adam"
)


@pytest.mark.parametrize("text", [HYPHENED, HYPHENED.upper(), HYPHENED.title(), "https://www.lens.fr/a-b, (12,5 %)"])
def test_it_cuts_as_spacy_does(text: str) -> None:
    assert [token.text for token in OURS(text)] == [token.text for token in FRENCH.tokenizer(text)]


def test_it_cuts_the_lines_that_the_model_learned_from_as_spacy_does() -> None:
    for line in Random(0).sample(load_lines(), 500):
        assert [token.text for token in OURS(line.text)] == [token.text for token in FRENCH.tokenizer(line.text)]


def test_a_whole_word_is_the_same_to_both() -> None:
    dice, parts = Random(0), ["faux", "saut", "de", "l", "ski", "entr", "prud", "Après", "été", "-", "'", "’", "‐", "1"]
    words = ["".join(dice.choices(parts, k=dice.randint(2, 6))) for _ in range(20_000)]
    ours, theirs = OURS.token_match, TOKEN_MATCH
    assert ours
    assert sum(map(bool, map(theirs, words))) > 300
    assert [bool(ours(word)) for word in words] == [bool(theirs(word)) for word in words]


def test_the_file_is_what_spacy_says_today(tmp_path: Path) -> None:
    write_tokenizer(tmp_path / TOKENIZER)
    assert (tmp_path / TOKENIZER).read_bytes() == (MODEL / TOKENIZER).read_bytes()


def test_the_line_does_not_compile_spacys_own_patterns() -> None:
    told = "import sys; from pipeline.names import load_tagger; load_tagger(); print('spacy.lang.fr' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"
