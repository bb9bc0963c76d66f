"""What the page shows, decided before any of it is drawn.

In: a Comparison. Out: a View: lines ranked by importance, with words, figures and names ready to print. It refuses to
know HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.compare.changes import ActionChange, AmountChange, Comparison
from pipeline.compare.dates import DateChange, compare_dates
from pipeline.compare.importance import STOP, sum_at_stake, weigh
from pipeline.compare.report import french
from pipeline.compare.wording import Pieces, diff_words
from pipeline.compare.words import read_lead
from pipeline.compare.year import Action, Name

CHANGES = {
    "unchanged": "Inchangée",
    "reworded": "Poursuivie",
    "moved": "Déplacée",
    "added": "Nouvelle",
    "ended": "Non retrouvée",
    "split": "Scindée",
    "merged": "Regroupée",
}
REASONS = {
    "money": "argent en jeu",
    "event": "action nouvelle ou non retrouvée",
    "term": "échéance déplacée",
    "names": "partenaires ou lieux changés",
    "figures": "chiffres changés",
    "words": "rédaction changée",
}
DOUBTS = {"weak": "Les deux textes se ressemblent peu : est-ce bien la même action ?"}
LIKENESS = {
    "wording": "mots",
    "lead": "intitulé",
    "shape": "tournures",
    "section": "rubrique",
    "parent": "puce de rattachement",
    "titles": "titre cité",
    "people": "personnes",
    "partners": "partenaires",
    "places": "lieux",
    "proper": "noms propres",
    "periods": "période",
    "amounts": "montants",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One report's sentence, where it stands there."""

    year: int
    pieces: Pieces
    section: str
    objective: str
    source: str  # file and line


@dataclass(frozen=True, slots=True)
class Line:
    """One change as the reader meets it."""

    number: int
    change: str
    name: str
    title: str
    section: str
    points: int
    why: str
    before: Side | None
    after: Side | None
    amounts: tuple[tuple[str, str], ...]  # (direction, text)
    dates: tuple[str, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    partners: tuple[str, ...]
    places: tuple[str, ...]
    money: bool
    doubt: str
    likeness: str


@dataclass(frozen=True, slots=True)
class View:
    comparison: Comparison
    lines: tuple[Line, ...]
    doubtful: tuple[Line, ...]
    stop: int  # how many lines come before the place where one may stop


def make_view(comparison: Comparison) -> View:
    """All lines, most important first, doubtful pairs apart."""
    by_action: dict[tuple[str, str], list[AmountChange]] = {}
    for amount in comparison.amounts:
        by_action.setdefault(_key(amount.action_before, amount.action_after), []).append(amount)
    largest = max((sum_at_stake(a) for a in comparison.amounts), default=Decimal(0))
    largest = max([largest, *(a.value for y in (comparison.before, comparison.after) for x in y.actions
                              for a in x.amounts if a.kind == "money")])  # fmt: skip
    lines = []
    for change in comparison.actions:
        amounts = by_action.get(_key(change.before, change.after), [])
        lines.append(_line(comparison, change, amounts, largest))
    lines.sort(key=lambda line: (-line.points, line.number))
    sure = tuple(line for line in lines if not line.doubt)
    return View(
        comparison, sure, tuple(line for line in lines if line.doubt), sum(line.points >= STOP for line in sure)
    )


def _key(before: Action | None, after: Action | None) -> tuple[str, str]:
    return (before.action_id if before else "", after.action_id if after else "")


def _line(comparison: Comparison, change: ActionChange, amounts: list[AmountChange], largest: Decimal) -> Line:
    known: Action = change.after or change.before  # type: ignore[assignment]
    year = comparison.before.year
    dates: tuple[DateChange, ...] = ()
    if change.before and change.after:
        dates = compare_dates(change.before, change.after, year)
    before_names = _names(change.before)
    after_names = _names(change.after)
    both = change.before is not None and change.after is not None
    gained = [n for key, n in after_names.items() if key not in before_names] if both else []
    lost = [n for key, n in before_names.items() if key not in after_names] if both else []
    points = weigh(change, amounts, dates, len(gained) + len(lost), largest)
    before, after = _sides(comparison, change)
    return Line(
        number=known.position + (0 if change.after else 100000),
        change=change.change,
        name=CHANGES[change.change],
        title=read_lead(known.text, known.label),
        section=" › ".join(known.section[1:] or known.section),
        points=sum(points.values()),
        why=", ".join(f"{REASONS[reason]} {value}" for reason, value in points.items()),
        before=before,
        after=after,
        amounts=tuple(_amount(a) for a in amounts if both and a.change != "equal"),
        dates=tuple(french.date_change(d) for d in dates),
        gained=tuple(gained),
        lost=tuple(lost),
        partners=tuple(dict.fromkeys(n.name for a in (change.before, change.after) if a for n in a.partners)),
        places=tuple(dict.fromkeys(n.name for a in (change.before, change.after) if a for n in a.places)),
        money=any(a.kind == "money" for x in (change.before, change.after) if x for a in x.amounts),
        doubt=DOUBTS.get(change.doubt, change.doubt),
        likeness=_likeness(change) if both else "",
    )


def _names(action: Action | None) -> dict[str, str]:
    found: Iterable[Name] = (*action.partners, *action.places) if action else ()
    return {n.key: n.name for n in found}


def _likeness(change: ActionChange) -> str:
    parts = ", ".join(f"{LIKENESS[what]} {value:+.2f}".replace(".", ",") for what, value in change.likeness.parts)
    return f"{change.likeness.score:.2f}".replace(".", ",") + f" ({parts})"


def _amount(change: AmountChange) -> tuple[str, str]:
    if change.before and change.after:
        text = f"{french.amount(change.before)} → {french.amount(change.after)}"
        if change.ratio is not None and change.after.unit != "%":
            text += f" ({french.percent(change.ratio)})"
        elif change.delta is not None:
            text += f" ({french.signed(change.delta, change.after.unit)})"
        return change.change, text
    known = change.after or change.before
    assert known is not None
    return change.change, f"{french.amount(known)} {'apparaît' if change.after else 'n’est plus cité'}"


def _sides(comparison: Comparison, change: ActionChange) -> tuple[Side | None, Side | None]:
    first, second = change.before, change.after
    if first and second:
        left, right = diff_words(first.text, second.text)
    else:
        left = [(False, first.text)] if first else []
        right = [(False, second.text)] if second else []
    sides = []
    for year, action, pieces in ((comparison.before, first, left), (comparison.after, second, right)):
        if action is None:
            sides.append(None)
            continue
        source = f"{year.source_path or year.year}, ligne {action.line}"
        sides.append(Side(year.year, pieces, " › ".join(action.section), action.objective, source))
    return sides[0], sides[1]
