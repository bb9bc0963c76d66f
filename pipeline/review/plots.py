"""Three drawings as inline SVG: dates over the year, sums by section and role, partners by number of actions.

In: a Report. Out: SVG text, with its facts told in words for those who do not see it; empty when there is nothing to
draw. It refuses to draw what is not in a record.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from html import escape

from pipeline.compare.report import french
from pipeline.review.labels import ROLES, WORDS
from pipeline.review.outline import find_root
from pipeline.review.reading import Action, Report

WIDTH, ROW, BAR = 460, 40, 15  # a row: its words above, its bar below
MOST = 10  # rows
CAPITAL = 1.4  # how much wider a capital is
SHORT = "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.".split()
HEIGHT = 110  # of the months' bars
NO_SECTION = "(hors rubrique)"


def draw_dates(report: Report) -> str:
    """A bar per month of the report's year: the dates that begin in it and are no longer than a month."""
    year = report.row["year"]
    months: Counter[int] = Counter()
    for record in report.records:
        start, end = record.get("start_date"), record.get("end_date")
        if record.kind == "dates" and start[:4] == year and start[:7] == end[:7]:
            months[int(start[5:7])] += 1
    if months.total() < 2:
        return ""
    step, most = WIDTH / 12, max(months.values())
    shapes, told = [], []
    for month in range(1, 13):
        n, x = months[month], (month - 1) * step
        height = n / most * HEIGHT
        name = french.MONTHS[month - 1]
        if n:
            shapes.append(_bar("dates", x + 3, HEIGHT + 18 - height, step - 6, height))
            shapes.append(f'<text class="middle" x="{x + step / 2:.1f}" y="{HEIGHT + 13 - height:.1f}">{n}</text>')
            told.append(f"{name} : {n}")
        shapes.append(f'<text class="middle soft" x="{x + step / 2:.1f}" y="{HEIGHT + 34}">{SHORT[month - 1]}</text>')
    shapes.append(f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT + 18.5}" y2="{HEIGHT + 18.5}"/>')
    return draw_svg(told, HEIGHT + 40, shapes)


def draw_amounts(report: Report) -> str:
    """A bar per section: its sums in euros by role, each sum once."""
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    root = find_root(report.actions)
    for action in report.actions:
        for role, value in _sums(action):
            sums[" › ".join(action.section[root:]) or NO_SECTION][role] += value
    rows = sorted(sums.items(), key=lambda item: (-sum(item[1].values()), item[0]))[:MOST]
    if not rows:
        return ""
    scale = Decimal(WIDTH) / max(sum(by_role.values()) for _, by_role in rows)
    shapes, told = [], []
    for index, (section, by_role) in enumerate(rows):
        total = french.money(sum(by_role.values(), Decimal(0)))
        y, x = index * ROW + 19, 0.0
        shapes += [_label(section, index, 60 - len(total)), _value(total, index)]
        for role in ROLES:
            if width := float(by_role.get(role, 0) * scale):
                name = role or "none"
                shapes.append(_bar(name, x, y, max(width - 1, 1)))
                x += width
        parts = ", ".join(f"{name_role(r)} {french.money(by_role[r])}" for r in ROLES if by_role.get(r))
        told.append(f"{section} : {parts}")
    return draw_svg(told, len(rows) * ROW, shapes)


def find_roles(report: Report) -> list[str]:
    """The roles that the sums of a report have, in their order."""
    found = {role for action in report.actions for role, _ in _sums(action)}
    return [role for role in ROLES if role in found]


def name_role(role: str) -> str:
    return WORDS[role] if role else "sans rôle précisé"


def _sums(action: Action) -> list[tuple[str, Decimal]]:
    """Role and value of the sums in euros that say no other one again and are no part of another one."""
    return [
        (record.get("role"), Decimal(record.get("value")))
        for record in action.records
        if record.kind == "amounts" and record.get("kind") == "money" and record.get("unit") == "EUR"
        if not record.get("same_as") and not record.get("part_of")
    ]


def draw_partners(report: Report) -> str:
    """A bar per partner that several actions name."""
    names: dict[str, str] = {}
    actions: dict[str, set[str]] = defaultdict(set)
    for action in report.actions:
        for record in action.records:
            if record.kind == "partners":
                names.setdefault(record.get("partner_id"), record.get("name"))
                actions[record.get("partner_id")].add(action.action_id)
    several = ((len(ids), names[key]) for key, ids in actions.items() if len(ids) > 1)
    counts = sorted(several, key=lambda count: (-count[0], count[1]))[:MOST]
    if len(counts) < 2:
        return ""
    shapes = []
    for index, (n, name) in enumerate(counts):
        shapes += [_label(name, index, 58), _value(str(n), index)]
        shapes.append(_bar("partners", 0, index * ROW + 19, n / counts[0][0] * WIDTH))
    return draw_svg([f"{name} : {n}" for n, name in counts], len(counts) * ROW, shapes)


def _bar(name: str, x: float, y: float, width: float, height: float = BAR) -> str:
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _label(text: str, index: int, most: int) -> str:
    short = text
    while sum(CAPITAL if letter.isupper() else 1 for letter in short) > most:
        short = f"{short.removesuffix('…')[:-1].rstrip(' ,;')}…"
    return f'<text x="0" y="{index * ROW + 14}"><title>{escape(text)}</title>{escape(short)}</text>'


def _value(text: str, index: int) -> str:
    return f'<text class="value" x="{WIDTH}" y="{index * ROW + 14}">{escape(text)}</text>'


def draw_svg(told: Sequence[str], height: float, shapes: Sequence[str]) -> str:
    """A drawing that says what it shows."""
    label = escape(" ; ".join(told), quote=True)
    view = f'viewBox="0 0 {WIDTH} {height}"'
    return f'<svg class="plot" role="img" {view} aria-label="{label}">{"".join(shapes)}</svg>'
