"""Three drawings as inline SVG: dates over the year, sums by section and role, partners by number of actions.

In: a Report. Out: Drawings, each bar of which leads to a sentence; None when there is nothing to draw. It refuses to
draw what is not in a record.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from pipeline.compare.report import french
from pipeline.headings import find_root
from pipeline.review.drawing import WIDTH, Drawing, draw_bar, draw_svg, draw_text, lead, shorten
from pipeline.review.labels import ROLES, WORDS
from pipeline.review.reading import Action, Record, Report

ROW, TOLD, BAR, AIR = 19, 16, 15, 6  # heights: a row's words, the words below its bar, the bar, what parts two rows
MOST = 10  # rows
LONGEST, LONGEST_TOLD = 58, 80  # letters that have room in a row and, smaller, below its bar
SHORT = "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.".split()
HEIGHT = 110  # of the months' bars
PERIOD = re.compile(r"P\d")  # what a sum may be told per, and still be one
NO_SECTION = "(hors rubrique)"


class Sum(NamedTuple):
    role: str
    value: Decimal
    record_id: str


def draw_dates(report: Report) -> Drawing | None:
    """A bar per month of the report's year: the dates that begin in it and are no longer than a month."""
    months: dict[int, list[Record]] = defaultdict(list)
    dates = [record for record in report.records if record.kind == "dates"]
    for record in dates:
        start, end = record.get("start_date"), record.get("end_date")
        if start[:4] == report.row["year"] and start[:7] == end[:7]:
            months[int(start[5:7])].append(record)
    drawn = sum(map(len, months.values()))
    if drawn < 2:
        return None
    step, most, ground = WIDTH / 12, max(map(len, months.values())), HEIGHT + 18
    shapes = [f'<line x1="0" x2="{WIDTH}" y1="{ground}.5" y2="{ground}.5"/>']
    for month, (name, short) in enumerate(zip(french.MONTHS, SHORT, strict=True), 1):
        middle = (month - 0.5) * step
        if own := months[month]:
            height = len(own) / most * HEIGHT
            bar = draw_bar("dates", middle - step / 2 + 3, ground - height, step - 6, height)
            number = draw_text(str(len(own)), middle, ground - 5 - height, "middle")
            shapes.append(lead(own[0].record_id, f"{name} : {french.count(len(own), 'date')}", (bar, number)))
        shapes.append(draw_text(short, middle, ground + 16, "middle soft"))
    others = french.count(len(dates) - drawn, "autre date", "autres dates")
    note = f"{others}{french.HARD}: plus d’un mois, une autre année, ou sans début ni fin."
    svg = draw_svg(f"Dates de {report.row['year']} par mois", ground + 22, shapes)
    return Drawing(svg, note if len(dates) > drawn else "")


def draw_amounts(report: Report) -> Drawing | None:
    """A bar per section: its sums in euros by role, each sum once."""
    sections: dict[str, list[Sum]] = defaultdict(list)
    root = find_root(report.actions)
    for action in report.actions:
        sections[" › ".join(action.section[root:]) or NO_SECTION] += _sums(action)
    totals = {section: sum((one.value for one in own), Decimal(0)) for section, own in sections.items() if own}
    largest = sorted((section for section in totals if totals[section]), key=lambda s: (-totals[s], s))
    if not largest:
        return None
    scale = Decimal(WIDTH) / totals[largest[0]]
    shapes, height = [], ROW + BAR + TOLD + AIR
    for index, section in enumerate(largest[:MOST]):
        own, y, x = sections[section], index * height, 0.0
        by_role = {role: sum((one.value for one in own if one.role == role), Decimal(0)) for role in ROLES}
        total = french.money(totals[section])
        parts = [f"{name_role(role)} {french.money(value)}" for role, value in by_role.items() if value]
        bars = _row(section, total, y)
        for role, value in by_role.items():
            if width := float(value * scale):
                bars.append(draw_bar(role or "none", x, y + ROW, max(width - 1, 1), BAR))
                x += width
        bars.append(draw_text(shorten(" · ".join(parts), LONGEST_TOLD), 0, y + ROW + BAR + 12, "soft"))
        first = max(own, key=lambda one: one.value).record_id
        shapes.append(lead(first, f"{section} : {total} ({', '.join(parts)})", bars))
    svg = draw_svg("Sommes citées par rubrique et par rôle", min(len(largest), MOST) * height, shapes)
    return Drawing(svg, _tell_rest(len(largest), "rubrique"))


def find_roles(report: Report) -> list[str]:
    """The roles that the sums of a report have, in their order."""
    found = {one.role for action in report.actions for one in _sums(action)}
    return [role for role in ROLES if role in found]


def name_role(role: str) -> str:
    return WORDS[role] if role else "sans rôle précisé"


def _sums(action: Action) -> list[Sum]:
    """The sums in euros that say no other one again, are no part of another one and no price of one piece."""
    return [
        Sum(record.get("role"), Decimal(record.get("value")), record.record_id)
        for record in action.records
        if record.kind == "amounts" and record.get("kind") == "money" and record.get("unit") == "EUR"
        if not record.get("same_as")
        and not record.get("part_of")
        and (not record.get("per") or PERIOD.match(record.get("per")))
    ]


def draw_partners(report: Report) -> Drawing | None:
    """A bar per partner that several actions name."""
    first: dict[str, Record] = {}
    actions: dict[str, set[str]] = defaultdict(set)
    for action in report.actions:
        for record in action.records:
            if record.kind == "partners":
                first.setdefault(record.get("partner_id"), record)
                actions[record.get("partner_id")].add(action.action_id)
    several = [(len(ids), first[key].get("name"), first[key].record_id) for key, ids in actions.items() if len(ids) > 1]
    counts = sorted(several, key=lambda count: (-count[0], count[1]))
    if len(counts) < 2:
        return None
    shapes, height = [], ROW + BAR + AIR
    for index, (n, name, record_id) in enumerate(counts[:MOST]):
        bar = draw_bar("partners", 0, index * height + ROW, n / counts[0][0] * WIDTH, BAR)
        told = f"{name} : {french.count(n, 'action')}"
        shapes.append(lead(record_id, told, [*_row(name, str(n), index * height), bar]))
    svg = draw_svg("Partenaires par nombre d’actions qui les nomment", min(len(counts), MOST) * height, shapes)
    return Drawing(svg, _tell_rest(len(counts), "partenaire"))


def _row(text: str, value: str, y: float) -> list[str]:
    """The words of a row and, at its right end, its number."""
    return [
        draw_text(shorten(text, LONGEST - len(value)), 0, y + 14),
        draw_text(value, WIDTH, y + 14, "value"),
    ]


def _tell_rest(n: int, one: str) -> str:
    return f"Et {french.count(n - MOST, f'autre {one}', f'autres {one}s')}." if n > MOST else ""
