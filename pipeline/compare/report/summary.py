"""The ten lines that a director reads first.

In: a View. Out: at most ten sentences, each a fact that the page backs up. It refuses to say « terminé » of what is
only not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.compare.changes import Comparison, NameChange
from pipeline.compare.report import french
from pipeline.compare.report.view import Line, View
from pipeline.compare.words import read_title
from pipeline.compare.year import Action

NAMED = 4  # names given as examples in one sentence


def write_summary(view: View) -> list[str]:
    """The sentences, most telling first; those with nothing to say are left out."""
    c = view.comparison
    lines = sorted((*view.lines, *view.doubtful), key=lambda line: (-line.points, line.number))
    counts = Counter(line.change for line in lines)
    if set(counts) <= {"unchanged"}:
        return [f"Rien n’a changé : {french.count(len(lines), 'action identique', 'actions identiques')}."]
    told = [
        _overview(view, counts),
        _titles("Actions nouvelles de plus de poids", _first(lines, "added")),
        _titles(f"Présentes en {c.before.year}, non retrouvées en {c.after.year}", _first(lines, "ended")),
        _money(lines, "up", "Plus fortes hausses"),
        _money(lines, "down", "Plus fortes baisses"),
        _terms(lines),
        _restated(c),
        _names("Partenaires", "nouveau", "plus cité", c.partners),
        _names("Lieux", "nouveau", "plus cité", c.places),
        _doubts(view),
    ]
    return [sentence for sentence in told if sentence]


def _overview(view: View, counts: Counter[str]) -> str:
    c = view.comparison
    kept = sum(counts[k] for k in ("unchanged", "reworded", "moved"))
    parts = [
        french.count(kept, "se poursuit", "se poursuivent"),
        french.count(counts["added"], "est nouvelle", "sont nouvelles"),
        french.count(counts["split"], "vient d’une action scindée", "viennent d’actions scindées"),
        french.count(counts["merged"], "a été regroupée avec une autre", "ont été regroupées avec d’autres"),
        french.count(counts["ended"], "n’est pas retrouvée", "ne sont pas retrouvées"),
    ]
    told = ", ".join(part for part in parts if not part.startswith("0"))
    total = french.count(len(c.after.actions), "action")
    return f"{total} en {c.after.year} contre {len(c.before.actions)} en {c.before.year} : {told}."


def _first(lines: Sequence[Line], change: str) -> list[Line]:
    return [line for line in lines if line.change == change][:NAMED]


def _titles(opening: str, lines: Sequence[Line]) -> str:
    return f"{opening} : {' ; '.join(line.title for line in lines)}." if lines else ""


def _money(lines: Sequence[Line], direction: str, opening: str) -> str:
    found = [(line.title, text) for line in lines for way, text in line.amounts if way == direction and "€" in text]
    return f"{opening} : {' ; '.join(f'{title}, {text}' for title, text in found[:3])}." if found else ""


def _terms(lines: Sequence[Line]) -> str:
    slipped = [line for line in lines if any(change == "slipped" for change, _ in line.dates)]
    told = french.count(len(slipped), "Échéance reportée", "Échéances reportées").split(french.HARD, 1)[1]
    return f"{told} : {' ; '.join(line.title for line in slipped[:NAMED])}." if slipped else ""


def _restated(comparison: Comparison) -> str:
    told = [
        f"{_title(a.action_after)}, {french.amount(a.before)} puis {french.amount(a.known)}"
        for a in comparison.amounts
        if a.restated and a.before and a.action_after
    ]
    return f"Chiffres dits autrement pour la même période : {' ; '.join(told[:3])}." if told else ""


def _names(what: str, new: str, gone: str, changes: Sequence[NameChange]) -> str:
    by_change = {
        kind: sorted((c for c in changes if c.change == kind), key=lambda c: (-(c.before + c.after), c.name))
        for kind in ("kept", "new", "gone")
    }
    if not any(by_change.values()):
        return ""
    parts = [f"{len(by_change['kept'])} dans les deux rapports"]
    for kind, word in (("new", new), ("gone", gone)):
        if found := by_change[kind]:
            more = "…" if len(found) > NAMED - 1 else ""
            plural = word if len(found) < 2 else {"nouveau": "nouveaux", "plus cité": "plus cités"}[word]
            parts.append(f"{len(found)} {plural} ({', '.join(c.name for c in found[: NAMED - 1])}{more})")
    return f"{what} : {', '.join(parts)}."


def _doubts(view: View) -> str:
    n = len(view.doubtful)
    told = french.count(n, "rapprochement est à vérifier", "rapprochements sont à vérifier")
    return f"{told}, à part en fin de page." if n else ""


def _title(action: Action) -> str:
    return read_title(action.text, action.label)
