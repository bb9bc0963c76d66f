"""Grants in the shape of the SCDL schema « subventions » (schemas/export/subventions.json), and what is left to fill.

In: Grants. Out: the table, its rows as the schema wants them; the sentences that they rest on; the fields that no
report tells. It refuses to fill in what is not told: SIRET, terms of payment and notification are for staff to give.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipeline.export.grants import Grant
from pipeline.schemas import columns, labels, load_schema
from pipeline.sheets import Sheet
from pipeline.store import as_text

SCHEMA = "export/subventions"
IN_MONEY = "aide en numéraire"
FIRST_LINE = 2  # of the table in a spreadsheet, under its heads
LONGEST = 256  # characters of an object
EITHER = ("idBeneficiaire", "rnaBeneficiaire")  # one of the two is wanted
PERIODS = {"P1Y": "par an", "P1M": "par mois"}
SENTENCES = ("Ligne", "Rapport", "Phrase", "Montant tel qu’écrit", "À vérifier", "SIREN de l’attribuant", "Action")
FIELDS = ("Champ", "Titre", "Obligatoire", "Lignes à compléter", "Description")


def make_rows(grants: Sequence[Grant]) -> Sheet:
    """The table: the schema's columns in their order, typed; None where the report tells nothing."""
    names = columns(SCHEMA)
    return Sheet(tuple(names), tuple(tuple(_told(grant).get(name) for name in names) for grant in grants))


def _told(grant: Grant) -> dict[str, Any]:
    exact = grant.amount["value_max"] is None and grant.amount["per"] is None
    return {
        "nomAttribuant": grant.payer,
        "dateConvention": grant.convention,
        "nomBeneficiaire": grant.beneficiary,
        "objet": shorten(grant.action["text"]),
        "montant": grant.amount["value"] if exact else None,
        "nature": IN_MONEY,
    }


def shorten(text: str) -> str:
    """A text of LONGEST characters at most, cut between words.

    >>> len(shorten("mot " * 100)), shorten("Étude des mobilités")
    (252, 'Étude des mobilités')
    """
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def list_sentences(grants: Sequence[Grant]) -> Sheet:
    """For each row of the table, in its order: the sentence that it rests on, and what a person should check."""
    told: dict[tuple[str, str, str, Decimal], int] = {}  # the line that tells a grant first
    rows = []
    for line, grant in enumerate(grants, FIRST_LINE):
        amount = grant.amount
        first = told.setdefault((amount["organisation"], grant.payer, grant.beneficiary, amount["value"]), line)
        doubts = _doubts(grant)
        doubts += [f"même montant, même attribuant qu’à la ligne {first}"] if first < line else []
        checks = ", ".join(doubts)
        sentence = (amount["report_id"], grant.action["text"], amount["text"])
        rows.append((line, *sentence, checks, grant.payer_siren, amount["action_id"]))
    return Sheet(SENTENCES, tuple(rows))


def _doubts(grant: Grant) -> list[str]:
    modifiers = labels(next(f for f in load_schema("amounts")["fields"] if f["name"] == "modifier"))
    amount = grant.amount
    doubts = [f"montant dit « {modifiers[amount['modifier']]} »"] if amount["modifier"] else []
    doubts += ["fourchette"] if amount["value_max"] is not None else []
    doubts += [f"somme {PERIODS.get(amount['per'], amount['per'])}"] if amount["per"] else []
    doubts += ["part d’une somme plus grande"] if amount["part_of"] else []
    doubts += ["bénéficiaire supposé : l’organisme du rapport"] if grant.supposed else []
    return doubts


def list_fields(table: Sheet) -> Sheet:
    """Each field: whether it must be filled, and in how many rows it is empty."""
    rows = []
    for at, field in enumerate(load_schema(SCHEMA)["fields"]):
        required = (
            "oui" if field.get("constraints", {}).get("required") else "l’un des deux" * (field["name"] in EITHER)
        )
        empty = sum(row[at] is None for row in table.rows) if required else None
        rows.append((field["name"], field["title"], required or "non", empty, field["description"]))
    return Sheet(FIELDS, tuple(rows))


def write_scdl(table: Sheet) -> bytes:
    """The table as the SCDL's CSV: commas, decimal points, UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.heads)
    writer.writerows([as_text(value) for value in row] for row in table.rows)
    return buffer.getvalue().encode()
