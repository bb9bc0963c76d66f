"""What the page shows, decided before any of it is drawn.

In: a Comparison. Out: a View: lines ranked by importance, with words, figures and names ready to print. It refuses to
know HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.compare.amounts import AmountChange
from pipeline.compare.changes import ActionChange, Comparison, Sections, read_place
from pipeline.compare.dates import DateChange
from pipeline.compare.decisions import OTHER, SAME
from pipeline.compare.importance import STOP, weigh
from pipeline.compare.report import french
from pipeline.compare.report.labels import CHANGES, DOUBTS, LIKENESS, REASONS
from pipeline.compare.rows import read_side
from pipeline.compare.wording import Pieces, diff_words
from pipeline.compare.words import read_rest, read_title
from pipeline.compare.year import Action, Name, Year
from pipeline.decision_file import COLUMNS, Decision

NO_SECTION = "(hors rubrique)"
LATER = 100_000  # lines of the earlier report alone, and those of doubt, come after the others of their importance
Amounts = dict[tuple[str, str], list[AmountChange]]


@dataclass(frozen=True, slots=True)
class Side:
    """One report's sentence, where it stands there."""

    year: int
    pieces: Pieces
    section: str
    objective: str
    parent: str  # the bullet that it stands under
    source: str  # file and line
    action_id: str


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
    verdict: str  # the line of decisions.csv that puts the pair right
    likeness: str


@dataclass(frozen=True, slots=True)
class View:
    comparison: Comparison
    lines: tuple[Line, ...]
    doubtful: tuple[Line, ...]
    stop: int  # how many lines come before the place where one may stop


def make_view(comparison: Comparison) -> View:
    """All lines, most important first, doubtful pairs apart."""
    maker = Maker(comparison)
    lines = [maker.line(change) for change in maker.changes()]
    lines.sort(key=lambda line: (-line.points, line.number))
    sure = tuple(line for line in lines if not line.doubt)
    doubtful = tuple(line for line in lines if line.doubt)
    return View(comparison, sure, doubtful, sum(line.points >= STOP for line in sure))


class Maker:
    """What the lines of one comparison need to know of the others: the largest sum, which section became which."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.amounts: Amounts = {}
        for amount in comparison.amounts:
            self.amounts.setdefault(_key(amount.action_before, amount.action_after), []).append(amount)
        self.dates: dict[tuple[str, str], list[DateChange]] = {}
        for change, date in comparison.dates:
            self.dates.setdefault(_key(change.before, change.after), []).append(date)
        years = (comparison.before, comparison.after)
        sums = (a.value for year in years for x in year.actions for a in x.amounts if a.kind == "money")
        self.largest = max(sums, default=Decimal(0))
        self.roots = {year.year: read_root(year) for year in years}
        self.sections = Sections((c.before, c.after) for c in comparison.actions if c.before and c.after)
        self.headings = {
            read_place(action): self.section(comparison.after, action) for action in comparison.after.actions
        }

    def changes(self) -> list[ActionChange]:
        """What is told line by line: all changes but those of cells beside the actions."""
        every = (*self.comparison.actions, *self.comparison.near)
        return [change for change in every if not is_beside(change, self.amounts_of(change))]

    def amounts_of(self, change: ActionChange) -> list[AmountChange]:
        """What became of the amounts of one pair, or of one action alone."""
        return self.amounts.get(_key(change.before, change.after), [])

    def section(self, year: Year, action: Action) -> str:
        """The headings that an action stands under, without the report's own title."""
        return " › ".join(action.section[self.roots[year.year] :]) or NO_SECTION

    def counterpart(self, action: Action) -> str:
        """The later section that an action of the earlier report would stand in."""
        place = self.sections.counterpart(action) or read_place(action)
        return self.headings.get(place, "") or self.section(self.comparison.before, action)

    def line(self, change: ActionChange) -> Line:
        """One change, ready to print."""
        first, second = change.before, change.after
        known = second or first
        assert known is not None
        both = first is not None and second is not None
        amounts = self.amounts_of(change)
        dates = self.dates.get(_key(first, second), [])
        names = [{n.key: n.name for n in _names(action)} for action in (first, second)]
        gained = tuple(name for key, name in names[1].items() if both and key not in names[0])
        lost = tuple(name for key, name in names[0].items() if both and key not in names[1])
        points = weigh(change, amounts, dates, len(gained) + len(lost), self.largest)
        before, after, whole = self.sides(change)
        return Line(
            number=known.position + (0 if second else LATER) + (2 * LATER if change.change == "near" else 0),
            change=change.change,
            name=CHANGES[change.change],
            title=read_title(known.text, known.label),
            rest=read_rest(known.text, known.label),
            section=after.section if after else self.counterpart(known),
            points=sum(points.values()),
            why=", ".join(f"{REASONS[reason]} {value}" for reason, value in points.items()),
            before=before,
            after=after,
            whole=whole,
            moved=f"{before.section} → {after.section}" if change.change == "moved" and before and after else "",
            amounts=tuple(french.amount_change(a) for a in amounts if both and a.change != "equal"),
            dates=tuple((d.change, french.date_change(d)) for d in dates),
            gained=gained,
            lost=lost,
            partners=_cited(change, "partners"),
            places=_cited(change, "places"),
            money=any(a.kind == "money" for x in (first, second) if x for a in x.amounts),
            doubt=DOUBTS.get(change.doubt, ""),
            verdict=_verdict(change),
            likeness=_likeness(change) if change.likeness.parts else "",
        )

    def sides(self, change: ActionChange) -> tuple[Side | None, Side | None, Side | None]:
        """The two sentences with their changed words, and the whole of a part."""
        first, second, whole = change.before, change.after, change.whole
        if first and second:
            left, right = diff_words(first.text, second.text)
        else:
            left = [(False, first.text)] if first else []
            right = [(False, second.text)] if second else []
        before, after = self.comparison.before, self.comparison.after
        return (
            self.side(before, first, left),
            self.side(after, second, right),
            self.side(after if first else before, whole, [(False, whole.text)] if whole else []),
        )

    def side(self, year: Year, action: Action | None, pieces: Pieces) -> Side | None:
        """One sentence and where it stands, None for none."""
        if action is None:
            return None
        source = f"{year.source_path or year.year}, ligne {action.line}"
        parent = next((a for a in year.actions if a.action_id == action.parent_id), None) if action.parent_id else None
        above = read_title(parent.text, parent.label) if parent else ""
        section = self.section(year, action)
        return Side(year.year, pieces, section, action.objective, above, source, action.action_id)


def read_root(year: Year) -> int:
    """How many headings all actions of a report stand under: 1 where its title is a heading, else 0."""
    sections = [action.section for action in year.actions if action.section]
    deep = any(len(section) > 1 for section in sections)
    return int(deep and all(section[0] == sections[0][0] for section in sections))


def is_beside(change: ActionChange, amounts: Iterable[AmountChange]) -> bool:
    """A cell beside the actions (partners, dates) that changes no figure: what it says is told with the names."""
    known = change.after or change.before
    return known is not None and bool(read_side(known.column)) and not any(a.change in ("up", "down") for a in amounts)


def _key(before: Action | None, after: Action | None) -> tuple[str, str]:
    return (before.action_id if before else "", after.action_id if after else "")


def _names(action: Action | None) -> Iterable[Name]:
    return (*action.partners, *action.places) if action else ()


def _cited(change: ActionChange, kind: str) -> tuple[str, ...]:
    actions = [action for action in (change.before, change.after) if action]
    return tuple(dict.fromkeys(name.name for action in actions for name in getattr(action, kind)))


def _verdict(change: ActionChange) -> str:
    if not change.before or not change.after:
        return ""
    decision, expects = (SAME, OTHER) if change.change == "near" else (OTHER, SAME)
    told = Decision(decision, change.before.action_id, change.after.action_id, expects=expects)
    return ",".join(str(getattr(told, column)) for column in COLUMNS)


def _likeness(change: ActionChange) -> str:
    parts = ", ".join(f"{LIKENESS[what]} {value:+.2f}".replace("-", "−") for what, value in change.likeness.parts)
    return f"{change.likeness.score:.2f} ({parts})".replace(".", ",")
