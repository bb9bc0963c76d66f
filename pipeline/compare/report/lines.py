"""What the page tells line by line: each change with its words, figures, dates and names, ready to print.

In: a Comparison. Out: Lines, and Figures: each amount with the line that tells it. It refuses to know HTML, and which
lines come first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.compare.amounts import AmountChange
from pipeline.compare.changes import ActionChange, Comparison
from pipeline.compare.dates import DateChange
from pipeline.compare.decisions import OTHER, SAME
from pipeline.compare.importance import is_closed, takes_step, weigh
from pipeline.compare.report import french
from pipeline.compare.report.beside import Beside, Key, read_ids, read_key
from pipeline.compare.report.labels import CHANGES, DOUBTS, LIKENESS, REASONS, STRENGTHS
from pipeline.compare.report.sides import Side, Sides
from pipeline.compare.rows import read_side
from pipeline.compare.titles import read_rest, read_title
from pipeline.compare.words import fold
from pipeline.compare.year import Action, Name, Year
from pipeline.decision_file import COLUMNS, Decision

SMALL = 12  # a number up to this one may count anything
LATER = 100_000  # lines of the earlier report alone, and those of doubt, come after the others of their importance


@dataclass(frozen=True, slots=True)
class Line:
    """One change as the reader meets it."""

    number: int
    change: str
    name: str
    title: str
    rest: str  # how the sentence goes on after its title
    section: str
    points: int
    why: str
    before: Side | None
    after: Side | None
    whole: Side | None  # of a part: the action that it was, or became, a part of
    moved: str  # from which section to which
    amounts: tuple[tuple[str, str], ...]  # (direction, text)
    dates: tuple[tuple[str, str], ...]  # (change, text)
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    partners: tuple[str, ...]
    places: tuple[str, ...]
    money: bool
    doubt: str
    verdict: tuple[str, ...]  # of a pair, the lines of decisions.csv: one action, two actions
    likeness: str
    slipped: str  # the terms that slipped, « de … à … »
    step: bool  # the later report tells of a step: adopted, signed, opened
    closed: bool  # not found again, and the earlier report told that it had come to its end
    rival: int  # the number of the doubtful line that one of its actions stands in too, 0 for none


@dataclass(frozen=True, slots=True)
class Figure:
    """What became of an amount, and the line that tells it."""

    change: AmountChange
    title: str
    line: int
    sure: bool  # of a pair of actions, and one without doubt


class Lines:
    """What the lines of one comparison need to know of the others: cells, sums, sections, what names are called."""

    def __init__(self, comparison: Comparison) -> None:
        self.beside = Beside(comparison)
        self.sides = Sides(comparison, self.beside)
        self.comparison = comparison
        self.amounts: dict[Key, list[AmountChange]] = {}
        for amount in comparison.amounts:
            self.amounts.setdefault(read_ids(amount.action_before, amount.action_after), []).append(amount)
        self.dates: dict[Key, list[DateChange]] = {}
        for change, date in comparison.dates:
            self.dates.setdefault(read_key(change), []).append(date)
        years = (comparison.before, comparison.after)
        sums = (abs(a.value) for year in years for x in year.actions for a in x.amounts if a.kind == "money")
        self.largest = max(sums, default=Decimal(0))
        self.names = choose_names(years)
        every = (*comparison.actions, *comparison.near)
        self.told = [change for change in every if self.is_told(change)]
        self.rivals = {a.action_id: number_line(c) for c in self.told if c.doubt for a in (c.before, c.after) if a}
        self.line_of = {read_key(cell): line for line in self.told for cell in self.beside.changes(line)}
        self.line_of |= {read_key(line): line for line in self.told if line.change != "near"}

    def is_told(self, change: ActionChange) -> bool:
        """Whether a change is told by a line of its own: not a heading, nor a cell beside the actions of its row; nor
        any other cell beside actions that changes no figure."""
        known = change.known
        if known.heading or self.beside.is_cell(change):
            return False
        own = self.amounts.get(read_key(change), [])
        return not read_side(known.column) or any(a.change in ("up", "down") for a in own)

    def amounts_of(self, change: ActionChange) -> list[AmountChange]:
        """What became of the amounts of one line: of its action, or two, and of the cells beside."""
        return [a for one in (change, *self.beside.changes(change)) for a in self.amounts.get(read_key(one), [])]

    def figure(self, amount: AmountChange) -> Figure | None:
        """An amount with the line that tells it, None where none does."""
        line = self.line_of.get(read_ids(amount.action_before, amount.action_after))
        if line is None:
            return None
        known = line.known
        sure = bool(line.before and line.after and not line.doubt)
        return Figure(amount, read_title(known.text, known.label), number_line(line), sure)

    def line(self, change: ActionChange) -> Line:
        """One change, ready to print."""
        first, second = change.before, change.after
        known = change.known
        both = first is not None and second is not None
        amounts = self.amounts_of(change)
        dates = self.dates.get(read_key(change), [])
        told = self.beside.with_cells(change)
        partners, places = (self.cited(told, kind) for kind in ("partners", "places"))
        own = self.beside.own(change)
        gained = self.strange(own[1], told[0]) if both else ()
        lost = self.strange(own[0], told[1]) if both else ()
        points = weigh(change, amounts, dates, len(gained) + len(lost), self.largest)
        earlier, later, whole = self.sides.of(change)
        return Line(
            number=number_line(change),
            change=change.change,
            name=CHANGES[change.change],
            title=read_title(known.text, known.label),
            rest=read_rest(known.text, known.label),
            section=later.section if later else self.sides.counterpart(known),
            points=sum(points.values()),
            why=", ".join(f"{REASONS[reason]} {value}" for reason, value in points.items()),
            before=earlier,
            after=later,
            whole=whole,
            moved=f"{earlier.section} → {later.section}" if change.change == "moved" and earlier and later else "",
            amounts=tuple(french.amount_change(a) for a in amounts if both and a.change != "equal" and not is_said(a)),
            dates=tuple((d.change, french.date_change(d)) for d in dates),
            gained=gained,
            lost=lost,
            partners=tuple({**partners[0], **partners[1]}.values()),
            places=tuple({**places[0], **places[1]}.values()),
            money=any(a.known.kind == "money" for a in amounts),
            doubt=DOUBTS.get(change.doubt, ""),
            verdict=_verdict(change),
            likeness=_likeness(change) if change.likeness.parts else "",
            slipped=" ; ".join(french.both_dates(d) for d in dates if d.change == "slipped"),
            step=takes_step(change),
            closed=second is None and is_closed(known),
            rival=0 if change.doubt else next((self.rivals[i] for i in read_key(change) if i in self.rivals), 0),
        )

    def strange(self, one: Sequence[Action], other: Sequence[Action]) -> tuple[str, ...]:
        """The partners and places that one report names for a line and the other does not, known there as a name or
        not."""
        keys = {name.key for action in other for name in _names(action)}
        text = fold(" ".join(action.text for action in other))
        names = [name for action in one for name in _names(action)]
        found = {
            name.key: self.names[name.key] for name in names if name.key not in keys and fold(name.text) not in text
        }
        return tuple(found.values())

    def cited(self, told: Sequence[Sequence[Action]], kind: str) -> list[dict[str, str]]:
        """Of each report, the partners or places that a line names, by key."""
        names = ([name for action in side for name in getattr(action, kind)] for side in told)
        return [{name.key: self.names[name.key] for name in side} for side in names]


def is_said(amount: AmountChange) -> bool:
    """Whether a figure of one report alone stands in the other's sentence too, as a number: « lancées sur 46 »."""
    other = amount.action_before if amount.change == "added" else amount.action_after
    value = amount.known.value
    if amount.change not in ("added", "removed") or other is None or value <= SMALL:
        return False
    number = re.escape(french.number(value))
    return re.search(rf"(?<![\d,.]){number}(?!,?\d)", french.spaced(other.text)) is not None


def _names(action: Action) -> tuple[Name, ...]:
    return (*action.partners, *action.places)


def choose_names(years: Iterable[Year]) -> dict[str, str]:
    """What each partner and place is called on the page, by key: as it is called most, of equals the later."""
    called: dict[str, Counter[str]] = defaultdict(Counter)
    for year in reversed(list(years)):
        for action in year.actions:
            for name in _names(action):
                called[name.key][name.name] += 1
    return {key: names.most_common(1)[0][0] for key, names in called.items()}


def number_line(change: ActionChange) -> int:
    """A number of its own for each line, by the order of the reports; doubtful pairs that are no pair come last."""
    return change.known.position + (0 if change.after else LATER) + (2 * LATER if change.change == "near" else 0)


def _verdict(change: ActionChange) -> tuple[str, ...]:
    """Both answers; each expects what the run says, which of a pair that someone has decided is not known."""
    if not change.before or not change.after:
        return ()
    expects = OTHER if change.change == "near" else SAME
    if any(what == "decided" for what, _ in change.likeness.parts):
        expects = ""
    told = (Decision(d, change.before.action_id, change.after.action_id, expects=expects) for d in (SAME, OTHER))
    return tuple(",".join(str(getattr(one, column)) for column in COLUMNS) for one in told)


def _likeness(change: ActionChange) -> str:
    """« moyenne, 0,63 sur 1 (mots rares communs +0,41, autres communes −0,20) »."""
    parts = ", ".join(f"{LIKENESS[what]} {value:+.2f}".replace("-", "−") for what, value in change.likeness.parts)
    score = change.likeness.score
    word = next(word for least, word in STRENGTHS if score >= least)
    return f"{word}, {score:.2f} sur 1 ({parts})".replace(".", ",")
