"""A report that has just come: put in its place, read, and introduced.

In: the name of a body, a year, a file. Out: the file as raw/ORGANISATION/YEAR.EXT, a card.toml to correct where there
was none, and the text that tells what was found. It refuses to write anything before the file has been read.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.catalog import load_card
from pipeline.errors import ReportError
from pipeline.lexicon import load_lexicon
from pipeline.model import Report, Source
from pipeline.new.card import write_card
from pipeline.new.guesses import guess_card
from pipeline.new.place import Place, find_place, put
from pipeline.new.telling import tell_report

FEWEST_WORDS = 60  # the shortest specimen has 800
LEAST_SMALL = 0.1  # share of French small words: 0.24 … 0.40 in 17 reports, under 0.04 in English, 0 in figures


def add_report(raw: Path, organisation: str, year: str, file: Path, *, overwrite: bool = False) -> str:
    """What `millesime new` says. UsageError: it was asked for wrongly; ReportError: the file is no report to be read.

    Either way nothing has been written."""
    place = find_place(raw, organisation, year, file, overwrite)
    report = read_report(file, place)
    put(file, place)
    card = place.folder / "card.toml"
    guesses = () if card.exists() else guess_card(report, place.name, place.acronym)
    if not card.exists():
        write_card(card, report, guesses)
    return tell_report(report, place, guesses)


def read_report(file: Path, place: Place) -> Report:
    """The report as a run would read it, alone, from where the file is now; ReportError says why it cannot be."""
    from pipeline.bodies import survive, the_tagger  # brings spaCy and all the rules

    card = load_card(place.folder / "card.toml")
    if not card.name:
        card = replace(card, name=place.name, aliases=card.aliases or ((place.acronym,) if place.acronym else ()))
    source = Source(place.report_id, place.organisation, place.year, file, place.path.name, card)
    reports, problems = survive([source], the_tagger(), [])  # decisions are about the reports that are there
    if not reports:
        raise ReportError(f"« {file.name} » is not added. {problems[0].message}")
    check_french(reports[0], file)
    return reports[0]


def check_french(report: Report, file: Path) -> None:
    """Raise ReportError for a text that is too short, or too little French, to be a report of activities."""
    words = [word for passage in report.passages for word in passage.text.lower().split()]
    if len(words) < FEWEST_WORDS:
        raise ReportError(
            f"« {file.name} » is not added: it holds {len(words)} word(s), and no report is so short. Is it a cover?"
        )
    small = {row["form"] for row in load_lexicon("compare_stopwords")}
    if sum(word in small for word in words) < LEAST_SMALL * len(words):
        raise ReportError(f"« {file.name} » is not added: this is not the text of a report in French.")
