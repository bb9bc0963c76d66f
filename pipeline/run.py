"""The path: how the reports of one body become records. Start reading here.

In: the reports of a body. Out: Reports, each passage with its mentions, and what could not be read, in plain words. It
refuses to know how any stage works: read -> cut -> tag -> find -> settle. `extract` takes it over all bodies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.body import Body, learn_body, mark_own
from pipeline.body_name import Told, told_by
from pipeline.catalog import Problem
from pipeline.columns import add_column_names
from pipeline.context import context_of
from pipeline.decision_file import Decision, load_decisions
from pipeline.decisions import Met, apply_to_names, apply_to_partners, apply_to_places, find_unmet
from pipeline.doubts import find_doubts
from pipeline.echoes import add_echoes
from pipeline.edges import mend_names
from pipeline.errors import PipelineError, ReportError
from pipeline.formats import read_document
from pipeline.kinds.amount_roles import with_roles
from pipeline.kinds.amounts import find_amounts
from pipeline.kinds.dates import find_dates
from pipeline.kinds.decoys import find_decoys
from pipeline.kinds.partner_roles import add_roles
from pipeline.kinds.partners import find_partners
from pipeline.kinds.people import find_people
from pipeline.kinds.places import find_places
from pipeline.model import Document, Issue, Mention, Name, Passage, Report, Source
from pipeline.names import Tagger
from pipeline.natures import mark_epcis, mend_labels
from pipeline.passages import cut_passages
from pipeline.settle import settle
from pipeline.territory import Territory, learn_territory
from pipeline.unread import find_unread


@dataclass(frozen=True, slots=True)
class Named:
    """What the texts of a body name, before mentions are settled: one list each as long as the texts."""

    seen: list[tuple[Name, ...]]  # by the model alone
    names: list[list[Name]]  # mended, taken up elsewhere, decided
    body: Body
    territory: Territory
    places: list[list[Mention]]
    partners: list[list[Mention]]
    people: list[list[Mention]]
    mets: tuple[Met, ...]  # what became of the decisions


def extract_body(
    sources: list[Source], tagger: Tagger, decisions: list[Decision] | None = None
) -> tuple[list[Report], list[Problem]]:
    """All years of one body together: what one report explains (an acronym, the territory) serves the others.

    `decisions` are those of the body's file, where the caller has read it."""
    documents, problems = read_all(sources)
    passages = [cut_passages(document, source.card.headers) for source, document, _ in documents]
    if decisions is None:
        decisions, wrong = load_decisions(sources[0].path.parent)
        problems += wrong
    every = [passage for cut in passages for passage in cut]
    named = find_named(sources[0], [told_by(document) for _, document, _ in documents], every, tagger, decisions)

    reports, at = [], 0
    for (source, document, sha256), cut in zip(documents, passages, strict=True):
        here = slice(at, at := at + len(cut))
        by_kind = zip(named.places[here], named.partners[here], named.people[here], strict=True)
        found = [read_passage(cut, index, source.year, *own) for index, own in enumerate(by_kind)]
        unread = find_unread(cut, found, named.names[here])
        reports.append(Report(source, document, cut, tuple(found), tuple(unread), named.body.name, sha256))
    unmet = find_unmet(decisions, *named.mets)
    return with_doubts(reports, named.territory, decisions, unmet), problems


def find_named(
    source: Source, told: list[Told], passages: list[Passage], tagger: Tagger, decisions: list[Decision]
) -> Named:
    """The names of all passages of one body, and the places, partners and people that they stand for."""
    texts = [passage.text for passage in passages]
    seen = tagger.tag(texts)
    whole = [mend_names(text, found) for text, found in zip(texts, seen, strict=True)]
    mended = mend_labels(passages, add_column_names(passages, whole))
    names, met_names = apply_to_names(texts, add_echoes(texts, mended), decisions)
    body = learn_body(source.card, source.organisation, told, texts, names)
    names = mark_own(texts, names, body)
    territory = learn_territory(source.card, body.names, texts, names)
    names = mark_epcis(texts, names, territory)
    places, met_places = apply_to_places(texts, find_places(texts, names, territory), decisions)
    partners, met_partners = apply_to_partners(texts, find_partners(texts, names, body, territory), decisions)
    people = find_people(texts, names, partners)
    return Named(seen, names, body, territory, places, partners, people, (met_names, met_places, met_partners))


def with_doubts(
    reports: list[Report], territory: Territory, decisions: list[Decision], unmet: list[Issue]
) -> list[Report]:
    """The reports with what a person should settle; decisions that meet nothing any more stand in the newest."""
    texts = [[passage.text for passage in report.passages] for report in reports]
    doubts = find_doubts(texts, [report.mentions for report in reports], territory, decisions)
    told = [replace(report, doubts=tuple(own)) for report, own in zip(reports, doubts, strict=True)]
    return [*told[:-1], *(replace(last, issues=(*last.issues, *unmet)) for last in told[-1:])]


def read_passage(
    cut: Sequence[Passage],
    index: int,
    year: int | None,
    places: Sequence[Mention],
    partners: Sequence[Mention],
    people: Sequence[Mention],
) -> tuple[Mention, ...]:
    """All mentions of one passage of a report, none overlapping, each with what it does in its sentence."""
    passage, context = cut[index], context_of(cut, index)
    mentions = find_mentions(passage, context, year, [*places, *add_roles(partners, passage, context), *people])
    above = () if passage.parent is None else (cut[passage.parent].text,)
    return tuple(with_roles(passage.text, mentions, passage.column, above))


def find_mentions(
    passage: Passage, context: tuple[str, ...], year: int | None, named: list[Mention]
) -> tuple[Mention, ...]:
    """The mentions of one passage that stay: the names that are known, then decoys, dates and amounts."""
    return settle(named, *find_candidates(passage, context, year))


def find_candidates(passage: Passage, context: tuple[str, ...], year: int | None) -> tuple[Sequence[Mention], ...]:
    """Decoys, dates and amounts of one passage, each kind as if it were alone."""
    decoys = find_decoys(passage.text)
    dates = find_dates(passage.text, year, context)
    amounts = find_amounts(passage.text, passage.column, passage.objective, passage.caption)
    return decoys, dates, amounts


def read_all(sources: list[Source]) -> tuple[list[tuple[Source, Document, str]], list[Problem]]:
    """Each source's document and SHA-256; a report that cannot be read becomes a Problem."""
    documents: list[tuple[Source, Document, str]] = []
    problems: list[Problem] = []
    for source in sources:
        try:
            data = source.path.read_bytes()
            document = read_document(data, source.path.suffix)
            if not document.blocks:
                raise ReportError("No action found: is this the report's text, and not its cover or a scan of it?")
            documents.append((source, document, hashlib.sha256(data).hexdigest()))
        except PipelineError as error:
            problems.append(Problem(source.source_path, str(error)))
        except OSError as error:
            told = f"The file cannot be read ({error.strerror or error}): can you open it yourself?"
            problems.append(Problem(source.source_path, told))
    return documents, problems
