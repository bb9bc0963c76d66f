"""What each report is about as a whole: the money that it cites, by role and by partner who pays; actions by theme.

In: two years. Out: Totals. It refuses to call a sum of cited amounts a budget: what is not cited is not in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.compare.themes import find_themes
from pipeline.compare.year import Action, Amount, Year


@dataclass(frozen=True, slots=True)
class Total:
    key: str
    before: Decimal
    after: Decimal
    count_before: int
    count_after: int


@dataclass(frozen=True, slots=True)
class ThemeTotal:
    theme: str
    before: int
    after: int


def by_theme(before: Year, after: Year) -> list[ThemeTotal]:
    """How many actions of each report are about each theme, by its name; an action counts for each of its themes."""
    first, second = (
        Counter(t for action in year.actions for t in set(find_themes(action.text))) for year in (before, after)
    )
    return [ThemeTotal(theme, first[theme], second[theme]) for theme in sorted(first.keys() | second.keys())]


def total_by(before: Year, after: Year, key: Callable[[Action, Amount], str]) -> list[Total]:
    """Euros cited under each key, largest first; amounts whose key is empty are left out."""
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 4)
    for side, year in enumerate((before, after)):
        for action in year.actions:
            for amount in action.amounts:
                if amount.kind == "money" and amount.unit == "EUR" and (name := key(action, amount)):
                    sums[name][side] += amount.value
                    sums[name][side + 2] += 1
    totals = [Total(name, a, b, int(n), int(m)) for name, (a, b, n, m) in sums.items()]
    return sorted(totals, key=lambda t: (-max(t.before, t.after), t.key))


def by_role(before: Year, after: Year) -> list[Total]:
    """Euros by what the text says that they are; `other` where it says nothing."""
    return total_by(before, after, lambda action, amount: amount.role or "other")


def by_partner(before: Year, after: Year) -> list[Total]:
    """Euros by the partner who pays, where the text says who."""
    names = {n.key: n.name for year in (before, after) for action in year.actions for n in action.partners}
    return total_by(before, after, lambda action, amount: names.get(amount.partner_id, ""))
