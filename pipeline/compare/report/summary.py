"""The ten lines that a director reads first.

In: a View. Out: at most ten sentences, each a fact that the page backs up. It refuses to say « terminé » of what is
only not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.compare.changes import NameChange
from pipeline.compare.report import french
from pipeline.compare.report.view import Line, View

NAMED = 4  # names given as examples in one sentence


def write_summary(view: View) -> list[str]:
    """The sentences, most telling first; those with nothing to say are left out."""
    c = view.comparison
    lines = [*view.lines, *view.doubtful]
    counts = Counter(line.change for line in lines)
    if counts.keys() <= {"unchanged"}:
        return [f"Rien n’a changé : {french.count(len(lines), 'action identique', 'actions identiques')}."]
    told = [
        _overview(view, counts),
        _titles("Le plus important parmi les actions nouvelles", _first(lines, "added")),
        _titles(f"Présent en {c.before.year}, non retrouvé en {c.after.year}", _first(lines, "ended")),
        _money(lines, "up", "Les hausses les plus fortes"),
        _money(lines, "down", "Les baisses les plus fortes"),
        _terms(lines),
        _names("Partenaires", "cités pour la première fois", "qui ne sont plus cités", c.partners),
        _names("Lieux", "qui apparaissent", "qui ne sont plus cités", c.places),
        _doubts(view),
    ]
    return [sentence for sentence in told if sentence][:10]


def _overview(view: View, counts: Counter[str]) -> str:
    c = view.comparison
    kept = sum(counts[k] for k in ("unchanged", "reworded", "moved"))
    return (
        f"{french.count(len(c.after.actions), 'action')} en {c.after.year} contre {len(c.before.actions)} en "
        f"{c.before.year} : {french.count(kept, 'se poursuit', 'se poursuivent')}, {french.count(counts['added'], 'est nouvelle', 'sont nouvelles')}, "
        f"{french.count(counts['ended'], 'n’est pas retrouvée', 'ne sont pas retrouvées')}."
    )


def _first(lines: Sequence[Line], change: str) -> list[Line]:
    return [line for line in lines if line.change == change][:NAMED]


def _titles(opening: str, lines: Sequence[Line]) -> str:
    return f"{opening} : {' ; '.join(line.title for line in lines)}." if lines else ""


def _money(lines: Sequence[Line], direction: str, opening: str) -> str:
    found = [(line.title, text) for line in lines for way, text in line.amounts if way == direction and "€" in text]
    return f"{opening} : {' ; '.join(f'{title}, {text}' for title, text in found[:3])}." if found else ""


def _terms(lines: Sequence[Line]) -> str:
    slipped = [line for line in lines if any(d.startswith(french.DATE_CHANGES["slipped"]) for d in line.dates)]
    if not slipped:
        return ""
    return f"{french.count(len(slipped), 'échéance reportée', 'échéances reportées')} : {' ; '.join(x.title for x in slipped[:NAMED])}."


def _names(what: str, new: str, gone: str, changes: Sequence[NameChange]) -> str:
    by_change = {
        kind: sorted((c for c in changes if c.change == kind), key=lambda c: (-(c.before + c.after), c.name))
        for kind in ("kept", "new", "gone")
    }
    if not any(by_change.values()):
        return ""
    parts = [f"{what} : {len(by_change['kept'])} dans les deux rapports"]
    for kind, words in (("new", new), ("gone", gone)):
        if found := by_change[kind]:
            parts.append(
                f"{len(found)} {words} ({', '.join(c.name for c in found[:NAMED])}{'…' if len(found) > NAMED else ''})"
            )
    return ", ".join(parts) + "."


def _doubts(view: View) -> str:
    n = len(view.doubtful)
    return (
        f"{french.count(n, 'rapprochement est à vérifier', 'rapprochements sont à vérifier')}, à part en fin de page."
        if n
        else ""
    )
