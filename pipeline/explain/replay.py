"""The path of one body's reports once more, with what each stage saw, and the place of an id in it.

In: an id of any table, and the folder of raw reports. Out: a Replay, and the Spot that the id stands for. It refuses to
say why anything is as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pipeline.bodies import the_tagger
from pipeline.body_name import told_by
from pipeline.catalog import find_sources
from pipeline.context import context_of
from pipeline.corrections import apply_to_rows
from pipeline.decision_file import Decision, load_decisions
from pipeline.errors import ReportError, UsageError
from pipeline.model import KINDS, Kind, Mention, Name, Passage, Report, Source
from pipeline.names import Tagger
from pipeline.records import LETTER, action_ids, make_tables
from pipeline.run import Named, extract_body, find_candidates, find_named
from pipeline.schemas import Row

HOW = 'Ids stand in the first column of each table, say: millesime query "SELECT record_id, text, value FROM dates"'
NAMED = ("places", "partners", "people")  # the kinds that are names
LIKELY = 3  # nearest ids that are told


@dataclass(frozen=True, slots=True)
class Replay:
    """All reports of one body; `tables` are as written, `undecided` before people's decisions on single rows."""

    reports: list[Report]
    named: Named
    decisions: list[Decision]
    tagger: Tagger
    undecided: list[dict[str, list[Row]]]
    tables: list[dict[str, list[Row]]]


@dataclass(frozen=True, slots=True)
class Spot:
    """A passage of a report, and the record in it that is asked for, if one is."""

    replay: Replay
    report: Report
    index: int  # of the passage in its report
    at: int  # of the passage among those of all reports
    action_id: str
    record: Row
    kind: Kind | None = None
    mention: Mention | None = None

    @property
    def passage(self) -> Passage:
        return self.report.passages[self.index]

    @property
    def named(self) -> list[Mention]:
        """Places, partners and people, as if they were alone."""
        named = self.replay.named
        return [*named.places[self.at], *named.partners[self.at], *named.people[self.at]]

    @property
    def numbers(self) -> list[Mention]:
        """Decoys, dates and amounts, as if they were alone."""
        context = context_of(self.report.passages, self.index)
        return [m for found in find_candidates(self.passage, context, self.report.source.year) for m in found]

    @property
    def kept(self) -> tuple[Mention, ...]:
        return self.report.mentions[self.index]

    @property
    def names(self) -> list[Name]:
        return self.replay.named.names[self.at]

    @property
    def seen(self) -> tuple[Name, ...]:
        """What the model alone calls a name."""
        return self.replay.named.seen[self.at]

    def words(self, found: Mention | Name) -> str:
        return self.passage.text[found.start : found.end]


def replay(wanted: str, raw: Path) -> tuple[Replay, Source]:
    """The reports of the body of an id, and the report that it begins with; UsageError where there is none in `raw`."""
    sources, _ = find_sources(raw)
    own = [s for s in sources if wanted == s.report_id or wanted.startswith(f"{s.report_id}-")]
    if not own:
        near = get_close_matches(wanted, [s.report_id for s in sources], LIKELY, 0.4)
        told = f"Reports there are, say: {', '.join(near)}. " if near else ""
        raise UsageError(
            f"« {wanted} » is the id of nothing in {raw}: an id begins with ORGANISATION-YEAR. {told}{HOW}"
        )
    body = [source for source in sources if source.organisation == own[0].organisation]
    tagger = the_tagger()
    reports, problems = extract_body(body, tagger)
    if failed := next((p for p in problems if p.where == own[0].source_path), None):
        raise ReportError(f"{failed.where}: {failed.message}")
    decisions, _ = load_decisions(body[0].path.parent)
    passages = [passage for report in reports for passage in report.passages]
    named = find_named(body[0], [told_by(report.document) for report in reports], passages, tagger, decisions)
    undecided = [make_tables(report, f"{tagger.name} {tagger.version}") for report in reports]
    tables = [apply_to_rows(own_tables, decisions)[0] for own_tables in undecided]
    return Replay(reports, named, decisions, tagger, undecided, tables), own[0]


def find_spot(wanted: str, replay: Replay, source: Source) -> Spot:
    """Where a record or an action stands; UsageError with the nearest ids where there is none."""
    number = next(at for at, report in enumerate(replay.reports) if report.source == source)
    report, tables = replay.reports[number], replay.undecided[number]
    before = sum(len(other.passages) for other in replay.reports[:number])
    ids = action_ids(report)
    for kind in KINDS:
        for row in tables[kind]:
            if row["record_id"] == wanted:
                index = ids.index(row["action_id"])
                mention = next(m for m in report.mentions[index] if (m.kind, m.start) == (kind, row["start"]))
                return Spot(replay, report, index, before + index, row["action_id"], row, kind, mention)
    for row in tables["actions"]:
        if row["action_id"] == wanted:
            index = ids.index(wanted)
            return Spot(replay, report, index, before + index, wanted, row)
    raise UsageError(_unknown(wanted, source, tables))


def _unknown(wanted: str, source: Source, tables: dict[str, list[Row]]) -> str:
    known = [row["action_id"] for row in tables["actions"]]
    letters = "".join(LETTER.values())
    action_id = re.sub(rf"-[{letters}]\d+$", "", wanted)
    if action_id in known:
        own = [row["record_id"] for kind in KINDS for row in tables[kind] if row["action_id"] == action_id]
        told = f"its records are: {', '.join(own)}" if own else "it has none"
        return f"The action {action_id} has no record « {wanted} »; {told}."
    return (
        f"{source.report_id} has no record or action « {wanted} ».{_nearest(wanted, known)} An id follows the words of "
        f"its action: where a report was corrected, it is another one. {HOW}"
    )


def _nearest(wanted: str, known: Iterable[str]) -> str:
    near = get_close_matches(wanted, list(known), LIKELY, 0.8)
    return f" The nearest are: {', '.join(near)}." if near else ""
