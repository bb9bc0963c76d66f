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
from pipeline.compare.dates import DateChange, compare_dates, find_announced
from pipeline.compare.importance import STOP, weigh
from pipeline.compare.report import french
from pipeline.compare.wording import Pieces, diff_words
from pipeline.compare.words import read_title
from pipeline.compare.year import Action, Name, Year

CHANGES = {
    "reworded": "Poursuivie",
    "moved": "Déplacée",
    "added": "Nouvelle",
    "ended": "Non retrouvée",
    "split": "Scindée",
    "merged": "Regroupée",
    "unchanged": "Inchangée",
    "near": "À vérifier",
}
REASONS = {
    "money": "argent en jeu",
    "event": "action nouvelle ou non retrouvée",
    "term": "échéance déplacée",
    "names": "partenaires ou lieux changés",
    "figures": "chiffres changés",
    "words": "rédaction changée",
}
DOUBTS = {
    "weak": "Rapprochées faute de mieux : les deux textes partagent peu de mots. Est-ce bien la même action ?",
    "names": "Comptées comme deux actions : les textes se ressemblent, mais les noms (lieux, partenaires, personnes) "
    "diffèrent.",
    "unsure": "Comptées comme deux actions : la ressemblance est trop faible pour conclure.",
}
LIKENESS = {
    "wording": "mots",
    "lead": "intitulé",
    "links": "mots rares communs",
    "themes": "thème",
    "figures": "chiffres du même ordre",
    "section": "rubrique",
    "parent": "puce de rattachement",
    "title": "titre cité",
    "names": "nom commun dans l’intitulé",
    "other": "autres thèmes",
    "titles": "autres titres",
    "people": "autres personnes",
    "partners": "autres partenaires",
    "places": "autres lieux",
    "proper": "autres noms propres",
    "periods": "autres périodes",
    "same": "texte identique",
    "decided": "décision du service",
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
    whole: Side | None  # of a part: the action that it was, or became, a part of
    amounts: tuple[tuple[str, str], ...]  # (direction, text)
    dates: tuple[tuple[str, str], ...]  # (change, text)
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    partners: tuple[str, ...]
    places: tuple[str, ...]
    money: bool
    doubt: str
    verdict: str  # what to write into decisions.csv to put a doubtful pair right
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
    sums = [
        a.value
        for year in (comparison.before, comparison.after)
        for x in year.actions
        for a in x.amounts
        if a.kind == "money"
    ]
    largest = max(sums, default=Decimal(0))
    sections = Sections((c.before, c.after) for c in comparison.actions if c.before and c.after)
    heading = {read_place(action): _section(action) for action in comparison.after.actions}
    lines = []
    for change in (*comparison.actions, *comparison.near):
        known = change.after or change.before
        assert known is not None
        section = None if change.after else heading.get(sections.counterpart(known) or read_place(known))
        amounts = by_action.get(_key(change.before, change.after), [])
        lines.append(_line(comparison, change, amounts, section or _section(known), largest))
    lines.sort(key=lambda line: (-line.points, line.number))
    sure = tuple(line for line in lines if not line.doubt)
    doubtful = tuple(line for line in lines if line.doubt)
    return View(comparison, sure, doubtful, sum(line.points >= STOP for line in sure))


def _key(before: Action | None, after: Action | None) -> tuple[str, str]:
    return (before.action_id if before else "", after.action_id if after else "")


def _section(action: Action) -> str:
    return " › ".join(action.section[1:] or action.section)


def _line(
    comparison: Comparison, change: ActionChange, amounts: list[AmountChange], section: str, largest: Decimal
) -> Line:
    known: Action = change.after or change.before  # type: ignore[assignment]
    first, second = change.before, change.after
    dates: tuple[DateChange, ...] = ()
    if first and second:
        dates = compare_dates(first, second, comparison.before.year)
    elif first:
        dates = find_announced(first, comparison.before.year)
    names = [{n.key: n.name for n in _names(action)} for action in (first, second)]
    both = first is not None and second is not None
    gained = tuple(name for key, name in names[1].items() if both and key not in names[0])
    lost = tuple(name for key, name in names[0].items() if both and key not in names[1])
    points = weigh(change, amounts, dates, len(gained) + len(lost), largest)
    before, after, whole = _sides(comparison, change)
    return Line(
        number=known.position + (0 if second else 100000),
        change=change.change,
        name=CHANGES[change.change],
        title=read_title(known.text, known.label),
        section=section,
        points=sum(points.values()),
        why=", ".join(f"{REASONS[reason]} {value}" for reason, value in points.items()),
        before=before,
        after=after,
        whole=whole,
        amounts=tuple(_amount(a) for a in amounts if both and a.change != "equal"),
        dates=tuple((d.change, french.date_change(d)) for d in dates),
        gained=gained,
        lost=lost,
        partners=tuple(dict.fromkeys(n.name for a in (first, second) if a for n in a.partners)),
        places=tuple(dict.fromkeys(n.name for a in (first, second) if a for n in a.places)),
        money=any(a.kind == "money" for x in (first, second) if x for a in x.amounts),
        doubt=DOUBTS.get(change.doubt, ""),
        verdict=_verdict(change),
        likeness=_likeness(change) if change.likeness.parts else "",
    )


def _names(action: Action | None) -> Iterable[Name]:
    return (*action.partners, *action.places) if action else ()


def _verdict(change: ActionChange) -> str:
    if not change.doubt or not change.before or not change.after:
        return ""
    decision = "same_action" if change.change == "near" else "other_action"
    return f"{decision},{change.before.action_id},{change.after.action_id}"


def _likeness(change: ActionChange) -> str:
    parts = ", ".join(f"{LIKENESS[what]} {value:+.2f}".replace("-", "−") for what, value in change.likeness.parts)
    return f"{change.likeness.score:.2f} ({parts})".replace(".", ",")


def _amount(change: AmountChange) -> tuple[str, str]:
    if change.before and change.after:
        text = f"{french.amount(change.before)} → {french.amount(change.after)}"
        if change.ratio is not None and change.after.unit != "%":
            text += f" ({french.percent(change.ratio)})"
        elif change.delta is not None:
            text += f" ({french.signed(change.delta, change.after.unit)})"
        return change.change, text + (", pour la même période" if change.restated else "")
    if change.after:
        return change.change, f"{french.amount(change.known)} (nouveau chiffre)"
    return change.change, f"{french.amount(change.known)} (plus cité)"


def _sides(comparison: Comparison, change: ActionChange) -> tuple[Side | None, Side | None, Side | None]:
    first, second, whole = change.before, change.after, change.whole
    if first and second:
        left, right = diff_words(first.text, second.text)
    else:
        left = [(False, first.text)] if first else []
        right = [(False, second.text)] if second else []
    return (
        _side(comparison.before, first, left),
        _side(comparison.after, second, right),
        _side(comparison.after if first else comparison.before, whole, [(False, whole.text)] if whole else []),
    )


def _side(year: Year, action: Action | None, pieces: Pieces) -> Side | None:
    if action is None:
        return None
    source = f"{year.source_path or year.year}, ligne {action.line}"
    return Side(year.year, pieces, _section(action), action.objective, source)
