"""Roles of sums and partners, as a run gives them, against those that a person gave.

In: the rows of a run; tests/gold/roles.csv and partner_roles.csv, one line per mention (report, words, which of those
words). Out: a Tally of each. It refuses to score reports of which no role was told.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from pipeline.quality import GOLD
from pipeline.score import Row, Tally

SUMS, PARTNERS = "roles of sums", "roles of partners"
FILES = {SUMS: ("amounts", "roles.csv"), PARTNERS: ("partners", "partner_roles.csv")}
ARGUABLE = "?"  # two readers would argue: counts neither way

Key = tuple[str, str, int]  # report, words, which of those words


def score_roles(rows: Mapping[str, list[Row]], report_ids: Collection[str]) -> dict[str, Tally]:
    """The tallies of roles over the reports of `report_ids` that have been annotated."""
    tallies = {}
    positions = {row["action_id"]: int(row["position"]) for row in rows["actions"]}
    for name, (table, file) in FILES.items():
        told = {key: role for key, role in load_roles(GOLD / file) if key[0] in report_ids}
        annotated = {key[0] for key in told}
        found = [row for row in rows[table] if row["report_id"] in annotated and row["kind"] != "quantity"]
        found.sort(key=lambda row: (row["report_id"], positions[row["action_id"]], int(row["start"])))
        tallies[name] = tally_roles(told, dict(_keyed(found)))
    return tallies


def load_roles(path: Path) -> Iterator[tuple[Key, str]]:
    """Each mention's key and role; nothing where there is no such file."""
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from (((r["report_id"], r["text"], int(r["nth"])), r["role"]) for r in csv.DictReader(file))


def tally_roles(told: Mapping[Key, str], found: Mapping[Key, str]) -> Tally:
    """How many roles are right; a mention that was not found has none.

    >>> tally_roles({("a", "ADEME", 1): "funder", ("a", "CNER", 1): "?"}, {("a", "ADEME", 1): "funder"})
    Tally(right=1, gold=1, predicted=1)
    """
    tally = Tally()
    for key in told.keys() | found.keys():
        wanted, got = told.get(key, ""), found.get(key, "")
        if wanted != ARGUABLE:
            tally.gold += bool(wanted)
            tally.predicted += bool(got)
            tally.right += bool(wanted) and wanted == got
    return tally


def _keyed(rows: list[Row]) -> Iterator[tuple[Key, str]]:
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        seen[row["report_id"], row["text"]] += 1
        yield (row["report_id"], row["text"], seen[row["report_id"], row["text"]]), row["role"] or ""
