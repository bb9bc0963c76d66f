"""Why a record is what it is: `millesime explain RECORD_ID`.

In: an id of a record, an action or a report, and the folders of raw reports and of tables. Out: a text in plain words.
It refuses to trust the tables: the path is gone again, and where they say otherwise, that is told.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

from pipeline.errors import UsageError
from pipeline.explain.causes import find_causes
from pipeline.explain.origins import find_origin, find_sources_of, territory_of
from pipeline.explain.replay import Replay, Spot, find_spot, replay
from pipeline.explain.rivals import find_rivals, find_turned_down
from pipeline.explain.rules import described, fields
from pipeline.gazetteer import fold_name
from pipeline.kinds.institutions import key_of
from pipeline.model import KINDS, PartnerValue, Source
from pipeline.store import as_text, read_rows

AROUND = 300  # characters of the action shown before and behind a record
WIDE = 13
WIDEST = 120
Part = tuple[str, Sequence[str]]  # a heading and what stands under it


def explain(wanted: str, raw: Path, extracted: Path, text: str = "") -> str:
    """The explanation of a record, an action or a report; UsageError where there is no such id.

    With `text`, only what was made of these words of the action.
    """
    replayed, source = replay(wanted, raw)
    if wanted == source.report_id:
        return render(wanted, explain_report(replayed, source))
    spot = find_spot(wanted, replayed, source)
    parts = explain_record(spot, extracted) if spot.mention else explain_action(spot, text)
    return render(wanted, parts)


def explain_record(spot: Spot, extracted: Path) -> list[Part]:
    """One record, from its sentence to what lost against it."""
    mention = spot.mention
    assert mention is not None
    assert mention.value is not None
    links = [f"{name} {spot.record[name]}" for name in ("same_as", "part_of") if spot.record.get(name)]
    value = [" · ".join([*(f"{name} {told}" for name, told in fields(mention.value)), *links])]
    return [
        ("Sentence", [_marked(spot)]),
        *_where(spot),
        ("Record", [f"{mention.kind}, in {spot.report.source.source_path}, line {spot.passage.line}"]),
        ("Value", value),
        ("Found by", find_origin(spot)),
        ("Value from", find_sources_of(spot)),
        ("Hangs on", find_causes(spot) or ["no other word or heading alone: with any one of them gone it is the same"]),
        ("Lost to it", find_rivals(spot) or ["nothing else claimed these words"]),
        ("Decisions", _decisions(spot) or ["none touches it"]),
        ("Tables", _differs(spot, extracted)),
    ]


def explain_action(spot: Spot, text: str = "") -> list[Part]:
    """An action: its records, and what was seen in it and became none."""
    within = None
    if text:
        start = spot.passage.text.find(text)
        if start < 0:
            raise UsageError(f"« {text} » does not stand in {spot.action_id}, which says: {spot.passage.text}")
        within = start, start + len(text)
    tables = spot.replay.undecided[spot.replay.reports.index(spot.report)]
    rows = {(kind, row["start"]): row["record_id"] for kind in KINDS for row in tables[kind] if _is_of(row, spot)}
    start, end = within or (0, len(spot.passage.text))
    records = [
        f"{rows[m.kind, m.start]}: « {spot.words(m)} », {described(m)}"
        for m in spot.kept
        if m.value is not None and m.start < end and start < m.end
    ]
    return [
        ("Action", [spot.passage.text, f"in {spot.report.source.source_path}, line {spot.passage.line}"]),
        *_where(spot),
        ("Records", records or ["none"]),
        ("Turned down", find_turned_down(spot, within) or ["nothing"]),
        ("Decisions", _decisions(spot) or ["none touches it"]),
    ]


def explain_report(replayed: Replay, source: Source) -> list[Part]:
    """A report: how it was read, whose it is, which territory settles its homonyms."""
    number = next(at for at, report in enumerate(replayed.reports) if report.source == source)
    report, tables = replayed.reports[number], replayed.tables[number]
    row, body = tables["reports"][0], replayed.named.body
    left = [f"{r['words_left_out']} words left out: {r['reason']}" for r in tables["coverage"] if r["words_left_out"]]
    counts = ", ".join(f"{row[table]} {table}" for table in ("actions", *KINDS))
    return [
        ("File", [f"{source.source_path}, {row['source_format']}, {row['source_encoding']}", *left]),
        ("Body", [body.name, f"its names, which are no partners: {', '.join(body.names) or 'none was learnt'}"]),
        ("Territory", [territory_of(replayed)]),
        ("Found", [counts, f"{len(report.issues)} things were seen and not turned into records (issues.csv)"]),
        ("Model", [f"{replayed.tagger.name} {replayed.tagger.version} sees the names"]),
    ]


def _is_of(row: dict[str, object], spot: Spot) -> bool:
    return row["action_id"] == spot.action_id


def _marked(spot: Spot) -> str:
    """The words around a record, with the record in brackets."""
    assert spot.mention is not None
    text, start, end = spot.passage.text, spot.mention.start, spot.mention.end
    before, behind = text[:start], text[end:]
    if len(before) > AROUND:
        before = f"… {before[-AROUND:].partition(' ')[2]}"
    if len(behind) > AROUND:
        behind = f"{behind[:AROUND].rpartition(' ')[0]} …"
    return f"{before}[{text[start:end]}]{behind}"


def _where(spot: Spot) -> list[Part]:
    passage = spot.passage
    told = {"Section": " > ".join(passage.section), "Objective": passage.objective, "Column": passage.column}
    told["Under"] = spot.report.passages[passage.parent].text if passage.parent is not None else ""
    return [(name, [words]) for name, words in told.items() if words]


def _decisions(spot: Spot) -> list[str]:
    """The lines of decisions.csv that speak of the record, its action or its name."""
    ids = {spot.action_id, spot.record.get("record_id", "")}
    names = set()
    if spot.mention is not None:
        names = {key_of(spot.words(spot.mention))}
        if isinstance(spot.mention.value, PartnerValue):
            names |= {key_of(spot.mention.value.name), fold_name(spot.mention.value.partner_id)}
    return [
        f"line {d.line}: {d.decision} « {d.subject} »"
        + (f" {d.field} = {d.value}" if d.field else f" « {d.object or d.value} »" if d.object or d.value else "")
        + (f", because {d.reason}" if d.reason else "")
        for d in spot.replay.decisions
        if {d.subject, d.object} & ids or {key_of(d.subject), key_of(d.object)} & names - {""}
    ]


def _differs(spot: Spot, extracted: Path) -> list[str]:
    """Where the tables say something else than the path does now, once people's decisions are applied."""
    assert spot.kind is not None
    number = spot.replay.reports.index(spot.report)
    wanted = spot.record["record_id"]
    now = next((r for r in spot.replay.tables[number][spot.kind] if r["record_id"] == wanted), None)
    then = next((r for r in read_rows(extracted, spot.kind) if r["record_id"] == wanted), None)
    told = [] if now else ["a decision rejects this record: no table has it"]
    other = [name for name, value in (now or {}).items() if then and then.get(name, "") != as_text(value)]
    if then and other:
        said = " and ".join(f"{name} {then.get(name) or 'empty'}" for name in other)
        told.append(f"{extracted} says otherwise ({said}), from an earlier run: run millesime extract again")
    elif now and not then:
        told.append(f"{extracted} does not have this record: run millesime extract")
    return told


def render(wanted: str, parts: Sequence[Part]) -> str:
    """Headings to the left, sentences to the right, as wide as the terminal.

    >>> print(render("pma-2019-a1", [("Value", ["value 3"]), ("Tables", [])]))
    pma-2019-a1
    <BLANKLINE>
    Value        value 3
    """
    width = min(shutil.get_terminal_size((100, 24)).columns, WIDEST)
    lines = [wanted, ""]
    for heading, sentences in parts:
        for number, sentence in enumerate(sentences):
            first = (heading if number == 0 else "").ljust(WIDE)
            lines.append(fill(sentence, width, initial_indent=first, subsequent_indent=" " * WIDE))
    return "\n".join(lines)
