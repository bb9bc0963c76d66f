"""The ten lines that a director reads first.

In: a View. Out: at most ten sentences, each a fact that the page backs up. It refuses to say « terminé » of what is
only not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.compare.amounts import AmountChange
from pipeline.compare.changes import Comparison, NameChange
from pipeline.compare.report import french
from pipeline.compare.report.lines import Line
from pipeline.compare.report.sides import NO_SECTION
from pipeline.compare.report.view import MOVED, View, pick_moved
from pipeline.compare.rows import read_side
from pipeline.compare.words import find_stems, fold
from pipeline.compare.year import list_actions

NAMED = 4  # names given as examples in one sentence
FOUND = 0.3  # share of the shorter report's actions that go on, below which much may be missing
# Mean share of their words that pairs keep, below which the second report was worded anew: of 36 pairs of reports, the
# eight that another hand wrote lie below 0.17, those of one office between 0.18 and 0.64.
REWORDED = 0.23
PARTNERS = "partners"  # what a column of them tells (rows.py)
HINT = 50  # characters that tell two lines of one title apart

CAUTION = " Les deux rapports sont rédigés très différemment : bien des rapprochements peuvent manquer."


def write_summary(view: View) -> list[str]:
    """The sentences, most telling first; those with nothing to say are left out."""
    c = view.comparison
    lines = sorted((*view.lines, *view.doubtful), key=lambda line: (-line.points, line.number))
    names = name_lines(lines)
    counts = Counter(line.change for line in lines)
    if not lines:
        return ["Aucune action n’a été lue dans ces deux rapports."]
    if set(counts) <= {"unchanged"}:
        return [f"Rien n’a changé : {french.count(len(lines), 'action identique', 'actions identiques')}."]
    told = [
        _overview(view, counts),
        _titles("Actions nouvelles de plus de poids", _first(lines, "added"), names),
        _titles(f"Présentes en {c.before.year}, non retrouvées en {c.after.year}", _first(lines, "ended"), names),
        _steps([line for line in lines if not line.doubt]),
        _money(view, "up", "Plus fortes hausses"),
        _money(view, "down", "Plus fortes baisses"),
        _terms(lines, names),
        _restated(view),
        _partners(c),
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
    overview = f"{french.count(second, 'action')} en {c.after.year} contre {first} en {c.before.year} : {told}."
    return overview + (CAUTION if kept < FOUND * min(first, second) or is_reworded(c) else "")


def is_reworded(c: Comparison) -> bool:
    """Whether the actions that go on keep few of their words."""
    pairs = [(set(find_stems(x.before.text)), set(find_stems(x.after.text))) for x in c.actions if x.before and x.after]
    shares = [len(first & second) / len(first | second) for first, second in pairs if first | second]
    return bool(shares) and sum(shares) / len(shares) < REWORDED


def _first(lines: Sequence[Line], change: str) -> list[Line]:
    """The lines of one kind that weigh most, but for those that had come to their end, or introduce the report."""
    inside = [line for line in lines if line.section != NO_SECTION] or lines
    return [line for line in inside if line.change == change and not line.closed][:NAMED]


def _steps(lines: Sequence[Line]) -> str:
    """The pairs beyond doubt of which the later report tells a step: adopted, signed, opened."""
    told = [f"{line.title}, {_cut(line.rest)}" if line.rest else line.title for line in lines if line.step]
    return _list("Étapes franchies par des actions qui se poursuivent", told[:NAMED])


def name_lines(lines: Sequence[Line]) -> dict[int, str]:
    """The title of each line; where several have the same, each with how its sentence goes on."""
    titles = Counter(line.title for line in lines if line.change != "near")
    return {
        line.number: (f"{line.title} ({_cut(line.rest)})" if titles[line.title] > 1 and line.rest else line.title)
        + (" (à vérifier)" if line.rival else "")
        for line in lines
    }


def _cut(text: str) -> str:
    return text if len(text) <= HINT else text[:HINT].rsplit(" ", 1)[0].rstrip(" ,;:–") + "…"


def _titles(opening: str, lines: Sequence[Line], names: Mapping[int, str]) -> str:
    return _list(opening, [names[line.number] for line in lines])


def _list(opening: str, told: Sequence[str]) -> str:
    """« Opening : one ; other. », empty where there is nothing to tell."""
    listed = " ; ".join(one.rstrip(".") for one in told)
    return f"{opening} : {listed}{'' if listed.endswith('…') else '.'}" if told else ""


def _money(view: View, direction: str, opening: str) -> str:
    """The sums that moved most, each once: the largest difference in euros first."""
    figures = [figure for figure in pick_moved(view.moved) if figure.change.change == direction]
    told = [f"{figure.title}, {french.amount_change(figure.change)[1]}" for figure in figures]
    return _list(opening, told)


def _terms(lines: Sequence[Line], names: Mapping[int, str]) -> str:
    slipped = [line for line in lines if line.slipped and not line.doubt]
    opening = "Échéance reportée" if len(slipped) == 1 else "Échéances reportées"
    told = [f"{names[line.number]}, {line.slipped}" for line in slipped[:NAMED]]
    return _list(opening, told)


def _restated(view: View) -> str:
    told = [f"{figure.title}, {_then(figure.change)}" for figure in view.restated[:MOVED]]
    return _list("Chiffres dits autrement pour la même période", told)


def _then(amount: AmountChange) -> str:
    return " puis ".join(french.amount(one) for one in (amount.before, amount.after) if one)


def _partners(c: Comparison) -> str:
    """How many are in both reports, new, and not named any more, those named most first; and whether only one of the
    reports has a column of them."""
    kept, new, gone = ([p for p in c.partners if p.change == kind] for kind in ("kept", "new", "gone"))
    if not c.partners:
        return ""
    parts = [
        f"{len(kept)} dans les deux rapports",
        _some(new, "nouveau", "nouveaux"),
        _some(gone, f"absent du rapport {c.after.year}", f"absents du rapport {c.after.year}"),
    ]
    without = [
        year.year for year in (c.before, c.after) if not any(read_side(a.column) == PARTNERS for a in year.actions)
    ]
    note = f" ; le rapport {without[0]} n’a pas de colonne de partenaires" if len(without) == 1 else ""
    return f"Partenaires : {', '.join(part for part in parts if part)}{note}."


def _some(changes: Sequence[NameChange], one: str, many: str) -> str:
    """« 15 nouveaux (Ademe, Cerema, CNR…) », empty for none."""
    found = sorted(changes, key=lambda c: (-(c.before + c.after), fold(c.name), c.name))
    more = "…" if len(found) > NAMED - 1 else ""
    named = f"({', '.join(c.name for c in found[: NAMED - 1])}{more})"
    return f"{len(found)} {one if len(found) == 1 else many} {named}" if found else ""


def _doubts(view: View) -> str:
    n = len(view.doubtful)
    told = french.count(n, "rapprochement est à vérifier", "rapprochements sont à vérifier")
    return f"{told}, à part en fin de page." if n else ""
