"""Which amounts of the reports are grants: who gave, who received, how much.

In: the rows of all tables. Out: Grants, each sum once. It refuses loans, sums that were asked for, those whose payer
the text does not name, and to guess: what the report does not tell stays empty.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.schemas import Row

_WORDS = load_lexicon("grant_words")


def _says(what: str) -> str:
    return one_of(row["form"] for row in _WORDS if row["says"] == what)


_ARTICLE = r"(?:la |le |les |l'|une? )?"
_TO = rf"(?:(?:{_says('recipient to')}) )?(?:a {_ARTICLE}|au |aux )"
_OF = rf"(?:{_says('recipient of')}) (?:de {_ARTICLE}|du |des |d')"
RECIPIENT = re.compile(rf" (?:(?:ht|ttc) )?(?:{_TO}|{_OF})")  # all that stands between a sum and who receives it
LOAN = re.compile(rf"(?<!\w)(?:{_says('loan')})(?!\w)")
ASKED = re.compile(rf" (?:ht |ttc )?(?:est |sont |a ete |ont ete )?(?:{_says('asked for')})(?!\w)")  # right behind it
CONVENTION = re.compile(r"(?<!\w)convention(?!\w)[^.;:()]{0,60}(?<!\w)(?:du|le) \Z")
SENTENCE = re.compile(r"[.;]\s|\Z")


@dataclass(frozen=True, slots=True)
class Grant:
    """`beneficiary` is who the sentence names, or else the body of the report: then `supposed`."""

    amount: Row
    action: Row
    payer: str
    payer_siren: str
    beneficiary: str
    supposed: bool
    convention: date | None


def find_grants(tables: Mapping[str, list[Row]]) -> list[Grant]:
    """The grants in the order of the amounts: EUR, role funding, payer known, neither lent nor only asked for, once.

    What an amount repeats (`same_as`) is not told again; of a total and its parts (`part_of`) the total counts where it
    is a grant itself, and the parts where its payer is not told.
    """
    actions = {row["action_id"]: row for row in tables["actions"]}
    bodies = {row["report_id"]: row["organisation_name"] or row["organisation"] for row in tables["reports"]}
    partners, dates = _by_action(tables["partners"]), _by_action(tables["dates"])
    names = {row["partner_id"]: row for row in reversed(tables["partners"])}
    given = {row["record_id"]: row for row in tables["amounts"] if _is_grant(row, actions[row["action_id"]])}
    totals = {row["record_id"]: row["part_of"] for row in tables["amounts"]}
    found = []
    for row in given.values():
        if _is_counted(row["part_of"], totals, given):
            continue
        action = actions[row["action_id"]]
        payer = names.get(row["partner_id"], {})
        recipient = _find_recipient(row, action["text"], partners[row["action_id"]])
        found.append(
            Grant(
                row,
                action,
                payer.get("name") or row["partner_id"],
                payer.get("siren") or "",
                recipient or bodies[row["report_id"]],
                not recipient,
                _find_convention(action["text"], dates[row["action_id"]]),
            )
        )
    return found


def _by_action(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["action_id"]].append(row)
    return found


def _is_grant(row: Row, action: Row) -> bool:
    told = row["role"] == "funding" and row["kind"] == "money" and row["unit"] == "EUR" and row["partner_id"]
    once = not row["same_as"] and (not row["per"] or row["per"].startswith("P"))  # 200 € per household is no grant
    if not (told and once and row["value"] > Decimal(0)) or ASKED.match(fold(action["text"]), row["end"]):
        return False
    return not LOAN.search(_sentence(action["text"], row))


def _sentence(text: str, row: Row) -> str:
    """The folded sentence that an amount stands in."""
    folded, begins = fold(text), 0
    for end in SENTENCE.finditer(folded):
        if end.start() >= row["end"]:
            return folded[begins : end.start()]
        begins = end.end()
    return folded[begins:]


def _is_counted(total: str | None, totals: Mapping[str, str | None], given: Mapping[str, Row]) -> bool:
    """Is an amount a part of one that is told already?"""
    seen: set[str] = set()
    while total and total not in seen:
        if total in given:
            return True
        seen.add(total)
        total = totals.get(total)
    return False


def _find_recipient(row: Row, text: str, partners: Sequence[Row]) -> str:
    """Who the words right behind the sum say receives it; empty when they say nothing."""
    folded = fold(text)
    for partner in partners:
        between = folded[row["end"] : partner["start"]]
        if partner["partner_id"] != row["partner_id"] and RECIPIENT.fullmatch(between):
            return str(partner["name"])
    return ""


def _find_convention(text: str, dates: Sequence[Row]) -> date | None:
    """The day of « convention du 12 avril 2021 », where the action tells one and no other."""
    folded = fold(text)
    days = {
        row["start_date"]
        for row in dates
        if row["precision"] == "day"
        and row["start_date"] == row["end_date"]
        and row["inferred"] is None
        and CONVENTION.search(folded[: row["start"]])
    }
    return days.pop() if len(days) == 1 else None
