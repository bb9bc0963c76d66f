"""One body's report of one year, as the comparison needs it: its actions and what they mention.

In: the rows of an extracted folder, as text. Out: frozen `Year`s, actions in the report's order. It refuses to know
how a report was read, and what the other year says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from pipeline.compare.rows import read_side
from pipeline.compare.words import fold
from pipeline.headings import find_headings

Rows = Iterable[Mapping[str, str]]
SIGN = re.compile(r"(?:^|[\s(,;:])([+–−-])\s?\d?$")
CODED = ("commune", "departement", "region", "pays")  # kinds of places that are known by their code
KINDS = ("dates", "amounts", "places", "partners", "people")


@dataclass(frozen=True, slots=True)
class Date:
    text: str
    start: int
    end: int
    value: str  # EDTF, duration or recurrence
    kind: str = "date"
    start_date: str = ""
    end_date: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    text: str
    start: int
    end: int
    value: Decimal
    value_max: Decimal | None = None
    unit: str = ""
    kind: str = ""
    role: str = ""
    modifier: str = ""
    tax: str = ""
    partner_id: str = ""
    record_id: str = ""
    same_as: str = ""  # the record_id of the amount that it repeats
    part_of: str = ""  # the record_id of the amount that it is a part of
    per: str = ""  # what it is the price or share of one of: « hab », P1Y
    evolution: bool = False  # a share with a sign, « – 36 % »: its value has it too

    @property
    def top(self) -> Decimal:
        """The upper end of a range, the value of any other."""
        return self.value if self.value_max is None else self.value_max


@dataclass(frozen=True, slots=True)
class Name:
    """A place, a partner or a person; `key` is the same for two mentions of one."""

    text: str
    start: int
    end: int
    key: str
    name: str
    kind: str = ""
    role: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    action_id: str
    position: int
    text: str
    section: tuple[str, ...] = ()
    objective: str = ""
    column: str = ""
    label: str = ""
    parent_id: str = ""
    line: int = 0
    dates: tuple[Date, ...] = ()
    amounts: tuple[Amount, ...] = ()
    places: tuple[Name, ...] = ()
    partners: tuple[Name, ...] = ()
    people: tuple[Name, ...] = ()
    heading: bool = False  # the heading of those that follow: it holds a record, and is no action


@dataclass(frozen=True, slots=True)
class Year:
    organisation: str
    year: int
    actions: tuple[Action, ...]
    name: str = ""  # of the body
    source_path: str = ""


def read_years(read: Callable[[str], Rows]) -> list[Year]:
    """All reports of an extracted folder, by body and year; `read` gives the rows of a table by its name."""
    mentions: dict[str, dict[str, list[Mapping[str, str]]]] = {}
    for kind in KINDS:
        by_action: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for row in read(kind):
            by_action[row["action_id"]].append(row)
        mentions[kind] = by_action
    actions: dict[str, list[Action]] = defaultdict(list)
    for row in read("actions"):
        actions[row["report_id"]].append(_action(row, mentions))
    years = [
        Year(
            row["organisation"],
            int(row["year"]),
            mark_headings(
                sorted(actions[row["report_id"]], key=lambda a: a.position), row.get("organisation_name", "")
            ),
            row.get("organisation_name", "") or row["organisation"],
            row.get("source_path", ""),
        )
        for row in read("reports")
    ]
    return sorted(years, key=lambda y: (y.organisation, y.year))


def mark_headings(actions: Sequence[Action], name: str = "") -> tuple[Action, ...]:
    """The same actions, those marked that are the heading of others, or only the body's name."""
    headings = find_headings(actions)
    return tuple(
        replace(a, heading=True) if a.action_id in headings or fold(a.text) == fold(name) else a for a in actions
    )


def list_actions(year: Year) -> list[Action]:
    """The actions of a report that count as such."""
    return [action for action in year.actions if counts(action)]


def counts(action: Action) -> bool:
    """Whether a row of actions.csv is one for people: no heading, and no cell beside actions (partners, dates)."""
    return not action.heading and not read_side(action.column)


def _action(row: Mapping[str, str], mentions: Mapping[str, Mapping[str, list[Mapping[str, str]]]]) -> Action:
    own = {
        kind: sorted(mentions[kind].get(row["action_id"], ()), key=lambda r: (int(r["start"]), int(r["end"])))
        for kind in KINDS
    }
    return Action(
        action_id=row["action_id"],
        position=int(row["position"]),
        text=row["text"],
        section=tuple(row["section"].split(" > ")) if row["section"] else (),
        objective=row["objective"],
        column=row["column"],
        label=row["label"],
        parent_id=row["parent_id"],
        line=int(row["source_line"] or 0),
        dates=tuple(_date(r) for r in own["dates"]),
        amounts=tuple(sign(a, row["text"]) for r in own["amounts"] if (a := _amount(r)) is not None),
        places=tuple(_place(r) for r in own["places"]),
        partners=tuple(_name(r, r["partner_id"]) for r in own["partners"]),
        people=tuple(_name(r, r["name"].casefold()) for r in own["people"]),
    )


def _date(row: Mapping[str, str]) -> Date:
    start, end = int(row["start"]), int(row["end"])
    return Date(row["text"], start, end, row["value"], row["kind"], row["start_date"], row["end_date"])


def _amount(row: Mapping[str, str]) -> Amount | None:
    """An amount, or None where its number cannot be read."""
    try:
        value = Decimal(row["value"])
        high = Decimal(row["value_max"]) if row["value_max"] else None
    except InvalidOperation:
        return None
    return Amount(
        row["text"],
        int(row["start"]),
        int(row["end"]),
        value,
        high,
        row["unit"],
        row["kind"],
        row["role"],
        row["modifier"],
        row["tax"],
        row["partner_id"],
        row["record_id"],
        row["same_as"],
        row["part_of"],
        row["per"],
    )


def sign(amount: Amount, text: str) -> Amount:
    """The same amount; a share that stands behind a sign is an evolution, and below zero behind a minus.

    >>> share = Amount("36 %", 12, 16, Decimal(36), None, "%", "share")
    >>> sign(share, "visiteurs (– 36 %)").value, sign(share, "visiteurs : 36 %").evolution
    (Decimal('-36'), False)
    """
    signed = SIGN.search(text[: amount.start] + amount.text[:1])
    if amount.kind != "share" or not signed:
        return amount
    return replace(amount, value=-amount.value if signed.group(1) != "+" else amount.value, evolution=True)


def _place(row: Mapping[str, str]) -> Name:
    coded = row["kind"] in CODED and row["code"]
    key = f"{row['kind']}:{row['code'] if coded else row['name'].casefold()}"
    return _name(row, key)


def _name(row: Mapping[str, str], key: str) -> Name:
    return Name(
        row["text"],
        int(row["start"]),
        int(row["end"]),
        key,
        row["name"],
        row.get("kind", ""),
        row.get("role", ""),
        row.get("code", ""),
    )
