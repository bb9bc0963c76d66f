"""Marked text of two years as the comparison's input: each action with the key that says which one it is.

The marks are those of the gold reports: {{K:key}} before an action, {{TYPE:value|surface}} around a mention.
"""

import html
import re
from decimal import Decimal
from pathlib import Path

from pipeline.compare.words import fold
from pipeline.compare.year import Action, Amount, Date, Name, Year

MARK = re.compile(r"\{\{([A-Z]):([^|}]*)(?:\|([^}]*))?\}\}")
END = re.compile(r"</?(?:td|th|tr|li|ul|ol|p|br|h[1-6])\b|\t|\n\s*\n|\n\s*[-*#|]|\s\|\s", re.IGNORECASE)
OBJECTIVE = re.compile(r"^(?:\| )?(?:<p>)?(?:\*\*|<b>)([^<*|]+)(?:\*\*|</b>)(?:</p>)?(?:\t| \|)")
BULLET = re.compile(r"^(\s*)- ")


def read_marked(path: Path, organisation: str, year: int) -> tuple[Year, dict[str, str]]:
    """The report's actions, and the key of each action's id."""
    text = path.read_text(encoding="utf-8")
    actions, keys = [], {}
    section: list[str] = []
    objective, parent = "", ""
    for number, line in enumerate(text.split("\n"), 1):
        plain = MARK.sub(lambda m: m.group(3) or "", line)
        if heading := re.match(r"(#+) (.*)", plain):
            section = [*section[: len(heading.group(1)) - 1], heading.group(2).strip("*")]
            objective = ""
        elif match := OBJECTIVE.match(plain):
            objective = match.group(1)
        indent = len(m.group(1)) if (m := BULLET.match(line)) else 0
        for at in re.finditer(r"\{\{K:([^}]*)\}\}", line):
            rest = END.split(line[at.end() :], maxsplit=1)[0]
            action_id = f"{organisation}-{year}-{at.group(1)}"
            keys[action_id] = at.group(1)
            if not indent:
                parent = action_id
            actions.append(
                _action(rest, action_id, len(actions) + 1, tuple(section), objective, parent if indent else "", number)
            )
    return Year(organisation, year, tuple(actions), organisation, path.name), keys


def _action(raw: str, action_id: str, position: int, section: tuple, objective: str, parent: str, line: int) -> Action:
    bold = re.match(r"\s*(?:\*\*|<b>)(.*?)(?:\*\*|</b>)", raw)
    label = " ".join(MARK.sub(lambda m: m.group(3) or "", bold.group(1)).split()) if bold else ""
    raw = " ".join(html.unescape(re.sub(r"<[^>]*>|\*\*", "", raw)).split())
    text, found, last = "", {kind: [] for kind in "DALPN"}, 0
    for mark in MARK.finditer(raw):
        text += raw[last : mark.start()]
        start = len(text)
        kind, value, surface = mark.group(1), mark.group(2), mark.group(3) or ""
        text += surface
        last = mark.end()
        if kind in found:
            found[kind].append(_mention(kind, value, surface, start))
    text += raw[last:]
    return Action(
        action_id, position, text, section, objective, "", html.unescape(label), parent, line,
        *(tuple(found[kind]) for kind in "DALPN"),
    )  # fmt: skip


def _mention(kind: str, value: str, surface: str, start: int) -> Date | Amount | Name:
    end = start + len(surface)
    if kind == "D":
        days = re.findall(r"\d{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?", value)  # of a season or a quarter, its year
        first = days[0] + "-01-01"[len(days[0]) - 4 :] if days and not value.startswith("..") else ""
        last = days[-1] + "-12-28"[len(days[-1]) - 4 :] if days and not value.endswith("..") else ""
        return Date(surface, start, end, value, {"R": "recurrence", "P": "duration"}.get(value[0], "date"), first, last)
    if kind == "A":
        number, unit = value.split(" ", 1)
        low, _, high = number.partition("..")
        what = "money" if unit == "EUR" else "share" if unit == "%" else "quantity"
        return Amount(surface, start, end, Decimal(low), Decimal(high) if high else None, unit, what)
    if kind == "L":
        what, code, name = value.split(":", 2)
        key = f"{what}:{name if what == 'ville' else code or name.casefold()}"
        return Name(surface, start, end, key, name, what, code=code)
    return Name(surface, start, end, re.sub(r"[^a-z0-9]+", "-", fold(value)), value)
