"""What people decided about pairs: raw/ORGANISATION/decisions.csv, replayed by every run.

In: the decisions of a body and the years compared. Out: for each pair decided, whether it is the same action; and the
lines that meet nothing any more, in words. It refuses to touch the lines about partners and places: others replay them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pipeline.compare.align import Decided
from pipeline.compare.changes import Comparison
from pipeline.compare.year import Year
from pipeline.decision_file import FILE, Decision, load_decisions

SAME, OTHER = "same_action", "other_action"


def load_verdicts(raw: Path | None, organisation: str) -> tuple[list[Decision], list[str]]:
    """The decisions about pairs of one body, in the file's order, and a sentence for each line of the file that cannot
    be used; none where there is no file."""
    decisions, problems = load_decisions(raw / organisation) if raw else ([], [])
    verdicts = [decision for decision in decisions if decision.decision in (SAME, OTHER)]
    return verdicts, [f"{problem.where}: {problem.message}" for problem in problems]


def apply_decisions(decisions: Collection[Decision], before: Year, after: Year) -> tuple[Decided, list[str]]:
    """The decisions that concern these two years, by the positions of the two actions, and a sentence for each line
    that contradicts an earlier one. The last line wins; an action is the same as one other at most."""
    first = {action.action_id: i for i, action in enumerate(before.actions)}
    second = {action.action_id: j for j, action in enumerate(after.actions)}
    decided: Decided = {}
    lines: dict[tuple[int, int], int] = {}
    told = []
    for d in decisions:
        if d.subject not in first or d.object not in second:
            continue
        pair, same = (first[d.subject], second[d.object]), d.decision == SAME
        if decided.get(pair, same) != same:
            told.append(_contradicts(before, lines[pair], d.line, f"{SAME} and {OTHER} of one pair", "one of them"))
        decided.pop(pair, None)
        rivals = [p for p, known in decided.items() if same and known and (p[0] == pair[0] or p[1] == pair[1])]
        for rival in rivals:
            shared = d.subject if rival[0] == pair[0] else d.object
            what = f"two lines say that « {shared} » is the same action as another"
            hint = "one of them; an action that was split, or merged, is shown by the run itself"
            told.append(_contradicts(before, lines[rival], d.line, what, hint))
            del decided[rival]
        decided[pair], lines[pair] = same, d.line
    return decided, told


def _contradicts(year: Year, earlier: int, later: int, what: str, remove: str) -> str:
    where = f"{year.organisation}/{FILE}, lines {earlier} and {later}"
    return f"{where}: {what}; line {later}, the later one, is followed: remove {remove}"


def find_needless(decisions: Collection[Decision], before: Year, after: Year, undecided: Comparison) -> list[str]:
    """A sentence for each line that expects the run to say something else than it says by itself (`undecided`)."""
    paired = {(c.before.action_id, c.after.action_id) for c in undecided.actions if c.before and c.after}
    first, second = ({action.action_id for action in year.actions} for year in (before, after))
    told = []
    for d in decisions:
        says = SAME if (d.subject, d.object) in paired else OTHER
        if d.expects and d.expects != says and d.subject in first and d.object in second:
            told.append(
                f"{before.organisation}/{FILE}, line {d.line}: the run says {says} without this line, which "
                f"expects {d.expects}; check the pair, then remove the line or correct its `expects`"
            )
    return told


def find_stale(decisions: Collection[Decision], organisation: str, years: Collection[Year]) -> list[str]:
    """A sentence for each line that no two years of the body can meet, whether they are compared or not."""
    own = [year for year in years if year.organisation == organisation]
    year_of = {action.action_id: year.year for year in own for action in year.actions}
    told = []
    for d in decisions:
        where = f"{organisation}/{FILE}, line {d.line}"
        missing = next((action_id for action_id in (d.subject, d.object) if action_id not in year_of), None)
        if missing is not None and (year := _year_without_report(missing, own, organisation)):
            told.append(f"{where}: there is no report of {year} that can be read; put it back, or remove the line")
        elif missing is not None:
            told.append(
                f"{where}: no action « {missing} » any more (was the report's text changed?); remove the line or write "
                "the new id, which actions.csv gives"
            )
        elif year_of[d.subject] >= year_of[d.object]:
            told.append(f"{where}: « {d.subject} » and « {d.object} » are not of two years, earlier one first")
    return told


def _year_without_report(action_id: str, own: Collection[Year], organisation: str) -> str:
    """The year in an action's id, where the body has no report of it now; empty where it has one, or no id is there."""
    year = action_id.removeprefix(f"{organisation}-").partition("-")[0]
    there = {str(report.year) for report in own}
    return year if action_id.startswith(f"{organisation}-{year}-") and year.isdecimal() and year not in there else ""
