"""Millésime's finders as components of other people's spaCy pipelines: `nlp.add_pipe("millesime_dates")`.

In: a Doc of any French pipeline. Out: the same Doc, the spans of one kind in `doc.spans`, what each says on `span._`.
It refuses to find anything that a run would not: each line of the text is a passage, read by `run`'s own functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.bodies import the_tagger
from pipeline.gazetteer.centres import find_centre
from pipeline.model import (
    AmountValue,
    Card,
    DateValue,
    Kind,
    Mention,
    PartnerValue,
    Passage,
    PlaceValue,
    Source,
    Value,
)
from pipeline.run import find_named, read_passage

LABELS: dict[Kind, str] = {"dates": "DATE", "amounts": "AMOUNT", "places": "PLACE", "partners": "PARTNER"}
VALUES = (DateValue, AmountValue, PlaceValue, PartnerValue)
ALL = "millesime"  # span._.millesime: all that a span says, as a dictionary
KEPT = 64  # texts whose names are kept, so that places and partners of one Doc are read together
Read = tuple[tuple[Mention, ...], ...]  # the mentions of each line


class Finder:
    """Finds one kind of mention. It holds no state but its settings: spaCy saves and loads it by its config alone."""

    def __init__(self, kind: Kind, spans_key: str, read: Callable[[tuple[str, ...], int | None], Read]) -> None:
        self.kind, self.spans_key, self.read = kind, spans_key, read

    def __call__(self, doc: Doc) -> Doc:
        lines = tuple(doc.text.split("\n"))
        spans, at = [], 0
        for line, mentions in zip(lines, self.read(lines, doc._.report_year), strict=True):
            spans += [_span(doc, at, m, m.value) for m in mentions if m.kind == self.kind and m.value is not None]
            at += len(line) + 1
        doc.spans[self.spans_key] = spans
        return doc


def _span(doc: Doc, at: int, mention: Mention, value: Value) -> Span:
    """The words that hold a mention. Its id is « first-last » character, exact where words are cut otherwise."""
    start, end, label = at + mention.start, at + mention.end, LABELS[mention.kind]
    span = doc.char_span(start, end, label, alignment_mode="expand", span_id=f"{start}-{end}")
    assert span is not None  # there are words wherever there are characters
    told = {"rule": mention.rule, **asdict(value)}
    if isinstance(value, PlaceValue) and (centre := find_centre(value.kind, value.code, value.name)):
        told["latitude"], told["longitude"] = centre
    plain = {name: str(field) if isinstance(field, Decimal) else field for name, field in told.items()}
    _data(doc)[ALL, label, span.id_] = {name: None if field == "" else field for name, field in plain.items()}
    return span


def _data(doc: Doc) -> dict[Any, Any]:
    """What travels with a Doc, also to disk and to another process: plain values only."""
    return doc.user_data


# --- what a span says ----------------------------------------------------------------------------------------------


def _told(span: Span) -> dict[str, Any]:
    """All fields of a span's value, as the table of its kind has them; empty for a span that is none of ours."""
    told = dict(_data(span.doc).get((ALL, span.label_, span.id_), {}))
    if span.label_ == LABELS["amounts"]:
        told |= {name: Decimal(told[name]) for name in ("value", "value_max") if told.get(name)}
    return told


def _field(name: str, span: Span) -> Any:
    return _told(span).get(name)


def _make_known() -> None:
    """`span._.value`, `.kind`, `.code` … unless the pipeline has an attribute of that name; all are in
    `span._.millesime`."""
    names = dict.fromkeys(["rule", *(field.name for value in VALUES for field in fields(value))])
    getters: dict[str, Callable[[Span], Any]] = {ALL: _told, **{name: partial(_field, name) for name in names}}
    for name, getter in getters.items():
        if not Span.has_extension(name):
            Span.set_extension(name, getter=getter)
    if not Doc.has_extension("report_year"):
        Doc.set_extension("report_year", default=None)


_make_known()


# --- reading -------------------------------------------------------------------------------------------------------


def read_numbers(year: int | None, lines: tuple[str, ...], told: int | None) -> Read:
    """Dates and amounts of each line; the year of the Doc goes before the one of the config."""
    cut = [Passage(line, number) for number, line in enumerate(lines, 1)]
    return tuple(read_passage(cut, index, told or year, (), (), ()) for index in range(len(cut)))


@lru_cache(maxsize=KEPT)
def read_names(card: Card, lines: tuple[str, ...], told: int | None) -> Read:
    """Places and partners of each line, what one line explains serving the others."""
    cut = [Passage(line, number) for number, line in enumerate(lines, 1)]
    named = find_named(Source("", card.name, 0, Path(), "", card), [], cut, the_tagger(), [])
    by_kind = zip(named.places, named.partners, named.people, strict=True)
    return tuple(read_passage(cut, index, told, *own) for index, own in enumerate(by_kind))


# --- the components ------------------------------------------------------------------------------------------------

Codes = list[str]
OF_A_BODY: dict[str, Any] = {"body": "", "aliases": [], "departements": [], "epci": [], "communes": []}


@Language.factory("millesime_dates", default_config={"spans_key": "millesime_dates", "year": None})
def make_dates(nlp: Language, name: str, spans_key: str, year: int | None) -> Finder:
    """Dates; `year` is that of the text, for those that leave it out (`doc._.report_year` says it for one Doc)."""
    return Finder("dates", spans_key, partial(read_numbers, year))


@Language.factory("millesime_amounts", default_config={"spans_key": "millesime_amounts"})
def make_amounts(nlp: Language, name: str, spans_key: str) -> Finder:
    """Money, shares, counts and quantities."""
    return Finder("amounts", spans_key, partial(read_numbers, None))


@Language.factory("millesime_places", default_config={"spans_key": "millesime_places", **OF_A_BODY})
def make_places(
    nlp: Language,
    name: str,
    spans_key: str,
    body: str,
    aliases: Codes,
    departements: Codes,
    epci: Codes,
    communes: Codes,
) -> Finder:
    """Places with official codes; homonyms follow the territory given, else what the text itself tells of it."""
    return Finder("places", spans_key, partial(read_names, _card(body, aliases, departements, epci, communes)))


@Language.factory("millesime_partners", default_config={"spans_key": "millesime_partners", **OF_A_BODY})
def make_partners(
    nlp: Language,
    name: str,
    spans_key: str,
    body: str,
    aliases: Codes,
    departements: Codes,
    epci: Codes,
    communes: Codes,
) -> Finder:
    """Organisations, one `partner_id` for all spellings; `body` is who writes, and no partner of its own."""
    return Finder("partners", spans_key, partial(read_names, _card(body, aliases, departements, epci, communes)))


def _card(body: str, aliases: Codes, departements: Codes, epci: Codes, communes: Codes) -> Card:
    return Card(body, tuple(aliases), epci=tuple(epci), departements=tuple(departements), communes=tuple(communes))
