"""The ten lines that a director reads first.

In: a View. Out: at most ten sentences, each a fact that the page backs up. It refuses to say « terminé » of what is
only not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.compare.changes import Comparison, NameChange
from pipeline.compare.importance import sum_at_stake
from pipeline.compare.report import french
from pipeline.compare.report.view import Line, View
from pipeline.compare.words import read_title
from pipeline.compare.year import Action, list_actions

NAMED = 4  # names given as examples in one sentence
MOVED = 3  # sums told in one sentence
HINT = 50  # characters that tell two lines of one title apart


def write_summary(view: View) -> list[str]:
    """The sentences, most telling first; those with nothing to say are left out."""
    c = view.comparison
    lines = sorted((*view.lines, *view.doubtful), key=lambda line: (-line.points, line.number))
    names = name_lines(lines)
    counts = Counter(line.change for line in lines)
    if set(counts) <= {"unchanged"}:
        return [f"Rien n’a changé : {french.count(len(lines), 'action identique', 'actions identiques')}."]
    told = [
        _overview(view, counts),
        _titles("Actions nouvelles de plus de poids", _first(lines, "added"), names),
        _titles(f"Présentes en {c.before.year}, non retrouvées en {c.after.year}", _first(lines, "ended"), names),
        _money(c, "up", "Plus fortes hausses"),
        _money(c, "down", "Plus fortes baisses"),
        _terms(lines, names),
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
    first, second = len(list_actions(c.before)), len(list_actions(c.after))
    return f"{french.count(second, 'action')} en {c.after.year} contre {first} en {c.before.year} : {told}."


def _first(lines: Sequence[Line], change: str) -> list[Line]:
    return [line for line in lines if line.change == change][:NAMED]


def name_lines(lines: Sequence[Line]) -> dict[int, str]:
    """The title of each line; where several have the same, each with how its sentence goes on."""
    titles = Counter(line.title for line in lines if line.change != "near")
    return {
        line.number: f"{line.title} ({_cut(line.rest)})" if titles[line.title] > 1 and line.rest else line.title
        for line in lines
    }


def _cut(text: str) -> str:
    return text if len(text) <= HINT else text[:HINT].rsplit(" ", 1)[0].rstrip(" ,;:–") + "…"


def _titles(opening: str, lines: Sequence[Line], names: Mapping[int, str]) -> str:
    told = " ; ".join(names[line.number] for line in lines)
    return f"{opening} : {told}{'' if told.endswith('…') else '.'}" if lines else ""


def _money(comparison: Comparison, direction: str, opening: str) -> str:
    """The sums that moved most, each once: the largest difference in euros first."""
    moved = [a for a in comparison.amounts if a.change == direction and a.known.kind == "money" and a.action_after]
    moved.sort(key=lambda a: -abs(sum_at_stake(a)))
    told = [f"{_title(a.action_after)}, {french.amount_change(a)[1]}" for a in moved[:MOVED] if a.action_after]
    return f"{opening} : {' ; '.join(told)}." if told else ""


def _terms(lines: Sequence[Line], names: Mapping[int, str]) -> str:
    slipped = [line for line in lines if any(change == "slipped" for change, _ in line.dates)]
    told = french.count(len(slipped), "Échéance reportée", "Échéances reportées").split(french.HARD, 1)[1]
    return f"{told} : {' ; '.join(names[line.number] for line in slipped[:NAMED])}." if slipped else ""


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
