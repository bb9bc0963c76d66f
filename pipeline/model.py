"""Every value that crosses a stage, in the order in which a report meets them.

In: nothing. Out: frozen dataclasses, no behaviour. The field names of the `…Value` classes are the columns of the
tables that they end in (schemas/*.json; a test compares them).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

Kind = Literal["dates", "amounts", "places", "partners", "people"]
KINDS: tuple[Kind, ...] = ("dates", "amounts", "places", "partners", "people")


# --- catalog -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """What a person told us about one body (raw/ORGANISATION/card.toml); every field may be empty."""

    name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    siren: str = ""
    epci: tuple[str, ...] = ()  # SIREN of the member EPCI
    departements: tuple[str, ...] = ()  # INSEE codes
    communes: tuple[str, ...] = ()  # INSEE codes
    headers: tuple[tuple[str, str], ...] = ()  # head of a column as written -> standard head


@dataclass(frozen=True, slots=True)
class Source:
    """One raw report, found but not yet read."""

    report_id: str  # ORGANISATION-YEAR
    organisation: str  # folder name
    year: int
    path: Path
    source_path: str  # relative to raw/, with /
    card: Card = Card()


# --- formats -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 0 the title of the document, 1 outermost … 6, 7 a bold line
    text: str
    line: int  # 1-based line of the raw file


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str  # white space folded, no tags
    line: int
    label: str = ""  # bold lead-in, a prefix of text


@dataclass(frozen=True, slots=True)
class Item:
    """One bullet: its own words, then what stands under it."""

    text: str
    line: int
    label: str = ""
    children: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a table's grid. A cell spanning several places stands in each of them; `origin` is true once."""

    blocks: tuple[Block, ...]
    line: int
    head: bool = False
    origin: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid: rows[r][c]; `heads` is the number of head rows at the top (0 when there is none)."""

    rows: tuple[tuple[Cell, ...], ...]
    line: int
    heads: int = 0
    caption: str = ""


Block = Heading | Paragraph | Item | Table


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the file that are not the report's body."""

    text: str
    line: int
    reason: str  # front matter, nav, header, footer, script, page number, repeated header …


@dataclass(frozen=True, slots=True)
class Document:
    blocks: tuple[Block, ...]
    title: str = ""
    encoding: str = "utf-8"
    format: str = ""  # hybrid, markdown, html, word …
    meta: tuple[tuple[str, str], ...] = ()  # front matter, <meta>: key -> value
    left_out: tuple[LeftOut, ...] = ()


# --- passages ------------------------------------------------------------------------------------------------------

Role = Literal["action", "section", "objective", "head", "caption"]


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest text that can be cited. Each word of the body stands in exactly one passage."""

    text: str
    line: int
    role: Role = "action"
    section: tuple[str, ...] = ()  # headings above, outermost first
    objective: str = ""
    column: str = ""  # head of the column
    label: str = ""  # bold lead-in, a prefix of text
    parent: int | None = None  # index, in the same list, of the bullet that this one stands under
    caption: str = ""  # of the table that it stands in


# --- names ---------------------------------------------------------------------------------------------------------

NameLabel = Literal["PLACE", "PARTNER", "PERSON", "EVENT", "ORGAN"]


@dataclass(frozen=True, slots=True)
class Name:
    """A span that the model (or a lexicon) calls a name. EVENT: programme, plan, fund, law, product; ORGAN: the
    reporting body itself, its organs and teams. Neither becomes a record: they keep others from it."""

    start: int
    end: int
    label: NameLabel
    rule: str = "model"


# --- kinds ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DateValue:
    value: str  # EDTF, ISO 8601 duration, or R/…
    kind: str  # date, interval, duration, recurrence
    start_date: str = ""
    end_date: str = ""
    precision: str = ""  # day, month, quarter, semester, season, year
    approximate: bool = False
    inferred: str = ""  # "", year, month, year+month


@dataclass(frozen=True, slots=True)
class AmountValue:
    value: Decimal
    value_max: Decimal | None = None
    unit: str = ""  # ISO 4217, %, the counted noun, a physical unit
    kind: str = ""  # money, share, quantity
    modifier: str = ""  # min, max, about, more_than, less_than
    tax: str = ""  # HT, TTC
    role: str = ""  # funding, cost, budget, contribution
    partner_id: str = ""  # who pays
    per: str = ""  # what it is told per: an ISO 8601 duration or a noun


@dataclass(frozen=True, slots=True)
class PlaceValue:
    name: str
    kind: str  # commune, departement, region, pays, ville, territoire, site
    code: str = ""
    departement: str = ""
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class PartnerValue:
    partner_id: str
    name: str
    acronym: str = ""
    kind: str = ""  # collectivite, etat, agence, association, entreprise, etablissement, autre
    siren: str = ""
    role: str = ""  # funder, provider, co-organiser, member, participant


@dataclass(frozen=True, slots=True)
class PersonValue:
    name: str
    title: str = ""
    partner_id: str = ""


Value = DateValue | AmountValue | PlaceValue | PartnerValue | PersonValue


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of one passage's text and what it says: passage.text[start:end] is the surface.

    A mention without value was seen and turned down, `rule` says why (`law_number`, `impossible_date` …): it keeps
    others from claiming the span, and the run lists it."""

    kind: Kind
    start: int
    end: int
    value: Value | None
    rule: str


# --- what the run says of itself -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issue:
    level: Literal["error", "doubt", "note"]
    code: str
    message: str  # what was seen, what to do
    text: str = ""
    passage: int | None = None  # index of the passage that it stands in


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person should settle."""

    kind: str  # partner, place
    text: str  # as written
    candidates: tuple[str, ...]  # names of partners; « 62498 Lens (Pas-de-Calais) », what the run says first
    passage: int  # index of the passage that it stands in
    weight: float = 0.0  # how likely, and how often it is named


@dataclass(frozen=True, slots=True)
class Report:
    """One report, read: all that goes into its tables."""

    source: Source
    document: Document
    passages: tuple[Passage, ...]
    mentions: tuple[tuple[Mention, ...], ...]  # as many as passages
    issues: tuple[Issue, ...] = ()
    organisation_name: str = ""
    sha256: str = ""
    doubts: tuple[Doubt, ...] = ()
