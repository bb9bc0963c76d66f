"""docs/quality.md: the figures of the project's own gold, what it is, what goes wrong, and other finders beside.

In: Measures and the figures of the peers. Out: a page of Markdown whose bytes depend on nothing else. It refuses to
measure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.quality.measure import Measure
from pipeline.quality.peers import Figure, score_own
from pipeline.quality.roles import PARTNERS, SUMS
from pipeline.score import KIND_OF_MARK, Error, Tally

RIGHT_WHEN = {  # figure -> what counts as right
    "dates": "the EDTF value is",
    "amounts": "number, upper bound and kind are",
    "places": "edges and official code are",
    "partners": "the edges are",
    "people": "the edges are",
    "naming": "two mentions share an id exactly when they are one partner",
    "actions": "an action begins where gold begins one",
    "pairing": "two years' actions meet as gold says",
    SUMS: "the role is, of the sums and shares that were told by hand",
    PARTNERS: "the role is, of the partners that were told by hand",
}
IN_SHORT = {  # figure -> how README calls it
    "dates": "dates (EDTF value)",
    "amounts": "amounts (value and kind)",
    "places": "places (edges and code)",
    "partners": "partners (edges)",
    "people": "people (edges)",
    "naming": "naming (one id per partner, pairs)",
    "actions": "actions (recall)",
    "pairing": "actions of two years, paired",
    SUMS: SUMS,
    PARTNERS: PARTNERS,
}
RECALL_ONLY = {"actions"}  # gold gives no key to introductions and table heads
EXAMPLES = 3
FAULTS = {"missed": "missed", "extra": "found, and not in gold", "wrong": "found, with another value"}
LETTERS = {kind: letter for letter, kind in KIND_OF_MARK.items()}
OWN_MARKS = ("dates", "amounts", "places", "partners", "people", "actions")


def write_page(
    own: Measure, others: Sequence[Measure], peers: Sequence[Figure], first_look: Sequence[Mapping[str, str]],
    written: Mapping[str, str],
) -> str:  # fmt: skip
    """The whole page."""
    parts = [
        "# How good the records are",
        "Written by `make evaluate`; do not edit. Precision is the share of what was found that is right, recall the "
        "share of gold that was found, F1 their harmonic mean. A name one word too long is two mistakes: one missed, "
        "one too many.",
        "## In short\n\nF1 of how many, as README shows it.\n\n" + _in_short(own),
        *_gold(own, written),
        "## Figures\n\n" + _figures(own),
        *_first_look(first_look),
        *_weaknesses(own),
        *_peers(own, peers),
        *(f"## Other gold: {other.folder.name}\n\n{_figures(other)}" for other in others),
    ]
    return "\n\n".join(parts) + "\n"


# --- what is measured on -------------------------------------------------------------------------------------------


def _gold(own: Measure, written: Mapping[str, str]) -> Iterator[str]:
    bodies = {report.organisation for report in own.reports}
    forms = sorted({report.form for report in own.reports})
    yield (
        f"## The gold\n\n{len(own.reports)} reports of {len(bodies)} invented bodies in {len(forms)} forms "
        f"({', '.join(forms)}), in `tests/gold`. The communes, institutions and dates around them are real. They were "
        "written for this project and marked by hand, by one guideline: what is a mention, where it begins and ends, "
        "and what its value is. Most were written by people who knew the rules, which were then tuned on them: their "
        "figures flatter. Those called blind were written by someone who knew nothing of the rules."
    )
    head = ["report", "body", "form", "written", *OWN_MARKS]
    rows = [
        [r.report_id, r.name, r.form, written.get(r.organisation, ""), *(str(r.marks[kind]) for kind in OWN_MARKS)]
        for r in own.reports
    ]
    total = ["all", "", "", "", *(str(sum(r.marks[kind] for r in own.reports)) for kind in OWN_MARKS)]
    yield _table(head, [*rows, total], numbers=len(OWN_MARKS))


# --- figures -------------------------------------------------------------------------------------------------------


def _figures(measured: Measure) -> str:
    head = ["", "right when", "precision", "recall", "F1", "of"]
    blind = measured.blind.tallies if measured.blind else {}
    if blind:
        head += ["blind: precision", "recall", "F1", "of"]
    rows = []
    for figure, tally in measured.score.tallies.items():
        row = [figure, RIGHT_WHEN[figure], *_cells(figure, tally)]
        rows.append([*row, *_cells(figure, blind[figure])] if blind else row)
    return _table(head, rows, numbers=len(head) - 2)


def _in_short(own: Measure) -> str:
    """The table that README shows too; a test compares them."""
    blind = own.blind.tallies if own.blind else {}
    rows = []
    for figure, name in IN_SHORT.items():
        pair = (own.score.tallies[figure], blind.get(figure, Tally()))
        shown = (_figure(t.recall if figure in RECALL_ONLY else t.f1) for t in pair)
        rows.append([name, *(f"{f1} of {t.gold}" if t.gold else "–" for f1, t in zip(shown, pair, strict=True))])
    return _table(["", "own gold", "of it, written blind"], rows, numbers=0)


def _cells(figure: str, tally: Tally) -> list[str]:
    """Precision, recall, F1 and how many; dashes where gold has none."""
    if not tally.gold:
        return ["–", "–", "–", "0"]
    if figure in RECALL_ONLY:
        return ["–", _figure(tally.recall), "–", str(tally.gold)]
    return [_figure(tally.precision), _figure(tally.recall), _figure(tally.f1), str(tally.gold)]


def _figure(value: float) -> str:
    return f"{value:.3f}"


def _first_look(rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    if rows:
        yield (
            "### The first look\n\nWhat blind reports read before any rule or training had seen them (F1; of actions "
            "the recall). The figures above are those of today: what they showed has been mended since, and the model "
            "trained again."
        )
        cells = [[row["bodies"], row["figure"], row["f1"], row["gold"]] for row in rows]
        yield _table(["bodies", "", "F1", "of"], cells, numbers=2)


# --- what goes wrong -----------------------------------------------------------------------------------------------


def _weaknesses(own: Measure) -> Iterator[str]:
    classes: dict[tuple[str, str, str], list[Error]] = defaultdict(list)
    for error in own.score.errors:
        classes[error.figure, error.fault, _class(error)].append(error)
    yield f"## Known weaknesses\n\nThe {len(own.score.errors)} errors behind these figures, by class, most first."
    order = sorted(classes.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [
        [figure, FAULTS[fault], what, str(len(errors)), _examples(errors)] for (figure, fault, what), errors in order
    ]
    yield _table(["", "fault", "what", "errors", "as"], rows, numbers=0)


def _class(error: Error) -> str:
    """What kind of thing an error is about.

    >>> _class(Error("a/2020", "missed", "places", "site::Chiers", "Chiers"))
    'site'
    """
    if error.figure == "places" and error.fault != "extra":
        return error.value.partition(":")[0]
    if error.figure == "places":
        return "place with a code" if error.value else "place without a code"
    if error.figure == "partners":
        return "in capitals" if error.text.isupper() else "name"
    return ""


def _examples(errors: Sequence[Error]) -> str:
    shown = dict.fromkeys(error.text or error.value for error in errors)
    return ", ".join(f"« {text} »".replace("|", "/") for text in list(shown)[:EXAMPLES])


# --- beside others -------------------------------------------------------------------------------------------------


def _peers(own: Measure, peers: Sequence[Figure]) -> Iterator[str]:
    if not peers:
        return
    yield (
        "## Other finders on the same gold\n\nGeneral libraries, as they come, on the same passages, by a measure that "
        "all can meet: a name is right when its edges are (no code is asked for), a date when it gives the day, month "
        "or year that gold gives (intervals and durations count for nobody). None was made for such reports, and none "
        "gives codes, roles or one id per partner. Measured by `python -m pipeline.quality.peers`."
    )
    ours = {kind: score_own(own.folder, own.rows, LETTERS[kind]) for kind in dict.fromkeys(f.kind for f in peers)}
    rows = [["Millésime", kind, *_cells(kind, tally)] for kind, tally in ours.items()]
    rows += [[f"{f.peer} {f.version}", f.kind, *_cells(f.kind, f.tally)] for f in peers if f.version]
    rows.sort(key=lambda row: list(ours).index(row[1]))
    yield _table(["finder", "kind", "precision", "recall", "F1", "of"], rows, numbers=4)
    absent = Counter(f.peer for f in peers if not f.version)
    if absent:
        yield f"Absent where this was measured, and so without a figure: {', '.join(absent)}."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: int) -> str:
    """A pipe table; the last `numbers` columns stand to the right."""
    rules = ["---"] * (len(head) - numbers) + ["--:"] * numbers
    return "\n".join("| " + " | ".join(cell or " " for cell in row) + " |" for row in (head, rules, *rows))
