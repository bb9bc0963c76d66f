"""What is said of a report that has just come: how it reads, what was found, what to check, what to do next.

In: a Report, its Place, the guesses of its card. Out: lines of 80 columns at most where the report's own words allow.
It refuses to judge: a doubt is told, not settled.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import KINDS, AmountValue, DateValue, PartnerValue, PersonValue, PlaceValue, Report, Value
from pipeline.new.card import lines_of
from pipeline.new.guesses import Guess, heads_of
from pipeline.new.place import Place
from pipeline.text import count_words

WIDTH = 80
MOST_DOUBTS = 3  # of each class, shown with their words
SHORTEST = 4  # letters of an example: « 2 » and « T1 » say little
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
LONGEST = 36  # letters of a doubt's words
FEW_WORDS = 300  # below, a report is probably an extract of one
FORMS = {
    "hybrid": "text with HTML",
    "word": "web page saved by Word",
    "docx": "Word",
    "odt": "LibreOffice",
    "html": "web page",
    "pdf": "PDF",
}


def tell_report(report: Report, place: Place, guesses: Sequence[Guess]) -> str:
    """All that `millesime new` says."""
    parts = [
        [_placed(place)],
        _reading(report),
        ["Found:", *_found(report)],
        _section("To check:", [*_checks(report, place), *_not_understood(report)]),
        _card(place, guesses),
        _next(report, place, bool(guesses)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _placed(place: Place) -> str:
    if place.there:
        return f"{place.path} is in its place already."
    replaced = ", ".join("the one that was there" if path == place.path else str(path) for path in place.others)
    return f"{place.path} is in its place{f', instead of {replaced}' if replaced else ''}."


def _reading(report: Report) -> list[str]:
    placed = Counter[str]()
    for passage in report.passages:
        placed[passage.role] += count_words(passage.text)
    left = Counter[str]()
    for words in report.document.left_out:
        left[words.reason] += count_words(words.text)
    form = report.document.format
    actions = sum(passage.role == "action" for passage in report.passages)
    told = f"Read as {FORMS.get(form, form)}: {placed.total() + left.total()} words"
    lines = [f"{told}, {placed['action']} of them in {actions} actions."]
    if left.total():
        why = ", ".join(f"{reason} {count}" for reason, count in left.most_common() if count)
        lines += textwrap.wrap(f"Left out, as no part of the body: {left.total()} words ({why}).", WIDTH)
    return lines


def _found(report: Report) -> Iterator[str]:
    """One line per kind: how many, and examples, those first whose value says more than their words."""
    for kind in KINDS:
        found = [
            (passage.text[mention.start : mention.end], _said(mention.value))
            for passage, mentions in zip(report.passages, report.mentions, strict=True)
            for mention in mentions
            if mention.kind == kind and mention.value is not None
        ]
        first = {said: surface for surface, said in reversed(found)}
        line = f"  {kind:9}{len(found):5}"
        for said, surface in sorted(first.items(), key=lambda pair: (pair[0] == pair[1], len(pair[0]) + len(pair[1]))):
            example = f"  « {surface} »" if said == surface else f"  « {surface} » = {said}"
            if min(len(said), len(surface)) >= SHORTEST and len(line) + len(example) <= WIDTH:
                line += example
        yield line


def _said(value: Value) -> str:
    """A value in a few words."""
    match value:
        case DateValue():
            return value.value
        case AmountValue():
            bounds = (value.value, *(() if value.value_max is None else (value.value_max,)))
            return f"{'…'.join(f'{bound.normalize():f}' for bound in bounds)} {value.unit}".strip()
        case PlaceValue():
            return f"{value.code} {value.name}".strip()
        case PartnerValue() | PersonValue():
            return value.name


# --- what a person should look at ----------------------------------------------------------------------------------


def _section(title: str, lines: Sequence[str]) -> list[str]:
    """A title and its lines, folded between words, « » never parted from theirs."""
    kept = (line.replace("« ", "«\0").replace(" »", "\0»") for line in lines)
    folded = [textwrap.fill(line, WIDTH, initial_indent="  - ", subsequent_indent="    ") for line in kept]
    return [title, *(line.replace("\0", " ") for line in folded)] if lines else []


def _checks(report: Report, place: Place) -> Iterator[str]:
    if place.alike:
        yield f"raw/ already holds « {place.alike} »: if that is the same body, use that name and remove this folder."
    years = {int(year) for title in heads_of(report) for year in YEAR.findall(title)}
    if years and place.year not in years:
        yield f"The title says {', '.join(map(str, sorted(years)))}, and you gave {place.year}: which is right?"
    elif not years and (most := _most_dated(report)) and most != place.year:
        yield f"Most dates with a year are of {most}, and you gave {place.year}: which is right?"
    known = place.name or report.source.card.name
    if known and not any(known.lower() in passage.text.lower() for passage in report.passages):
        yield f"The report never writes « {known} »: is it this body's?"
    words = sum(count_words(passage.text) for passage in report.passages)
    if words < FEW_WORDS:
        yield f"It holds only {words} words: is it the whole report?"
    if not any(m.value for found in report.mentions for m in found):
        yield "No date, amount, place, partner or person was found: is it a report of activities?"


def _most_dated(report: Report) -> int:
    """The year of most dates that are written with theirs, 0 where there are few."""
    years = Counter(
        int(m.value.value[:4])
        for found in report.mentions
        for m in found
        if isinstance(m.value, DateValue) and m.value.kind == "date" and "year" not in m.value.inferred
    )
    year, count = max(years.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return year if count > 2 else 0


def _not_understood(report: Report) -> Iterator[str]:
    classes: dict[str, list[str]] = {}
    for issue in report.issues:
        if issue.level != "note":
            classes.setdefault(issue.code, []).append(issue.text)
    for code, texts in classes.items():
        yield f"{len(texts)} {code}{'s' * (len(texts) > 1)} not understood, as {_as(texts)}."
    for kind in dict.fromkeys(doubt.kind for doubt in report.doubts):
        doubts = [doubt for doubt in report.doubts if doubt.kind == kind]
        yield f"{len(doubts)} {kind}{'s' * (len(doubts) > 1)} in doubt, as {_as([doubt.text for doubt in doubts])}."


def _as(texts: Iterable[str]) -> str:
    longest = sorted(dict.fromkeys(texts), key=len, reverse=True)  # « 2 940 » is found again more easily than « 1 »
    return ", ".join(f"« {textwrap.shorten(text, LONGEST, placeholder='…')} »" for text in longest[:MOST_DOUBTS])


# --- what comes next -----------------------------------------------------------------------------------------------


def _card(place: Place, guesses: Sequence[Guess]) -> list[str]:
    card = place.folder / "card.toml"
    if not guesses:
        return [f"{card} is there: it was not changed."]
    head = [f"{card} was drafted.", "A line behind « # » does not count until you take the « # » away:"]
    return [*head, *(f"  {line}".rstrip() for guess in guesses for line in lines_of(guess)[:-1])]


def _next(report: Report, place: Place, drafted: bool) -> list[str]:
    steps = [f"correct {place.folder}/card.toml, with any text editor"] if drafted else []
    steps.append("make")
    steps.append(f"read extracted/review/{place.report_id}.html in a browser")
    if report.doubts:
        steps.append("millesime doubts: settle what is in doubt")
    return ["Next:", *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]
