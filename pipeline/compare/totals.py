"""What each report is about as a whole: the money that it cites, by role and by partner who pays; actions by field.

In: two years. Out: Totals. It refuses to call a sum of cited amounts a budget: what is not cited is not in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline.compare.rows import Rows
from pipeline.compare.themes import find_fields
from pipeline.compare.words import blank, fold
from pipeline.compare.year import Action, Amount, Year, list_actions
from pipeline.lexicon import load_lexicon, one_of

NEAR = 60  # characters before a sum
PLACES = ("before", "after")  # of it
Cited = tuple[tuple[Action, Amount], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """The sums that each report cites under one key."""

    key: str
    before: Cited
    after: Cited

    @property
    def sums(self) -> tuple[Decimal, Decimal]:
        """The total of each report; 0 where it cites none."""
        first, second = (sum((a.value for _, a in side), Decimal(0)) for side in (self.before, self.after))
        return first, second


@dataclass(frozen=True, slots=True)
class FieldTotal:
    field: str
    before: int
    after: int


def by_field(before: Year, after: Year, pairs: Iterable[tuple[Action, Action]] = ()) -> list[FieldTotal]:
    """How many actions of each report are of each field, most first; each action is of one, "" where none is found, and
    an action that goes on (`pairs`) of the same in both."""
    same = {action.action_id: find_field(*pair) for pair in pairs for action in pair}
    first, second = (
        Counter(same.get(action.action_id) or find_field(action) for action in list_actions(year))
        for year in (before, after)
    )
    totals = [FieldTotal(field, first[field], second[field]) for field in first.keys() | second.keys()]
    return sorted(totals, key=lambda t: (-t.after, -t.before, t.field))


def find_field(*actions: Action) -> str:
    """The field that most words of an action, told once or in several reports, and of the headings next to it name, the
    headings' own among equals; where none does, that of the headings above. A heading that lists, or is of several
    fields, speaks for none."""
    near, above = [], []
    for action in actions:
        *higher, heading = action.section or ("",)
        near += [*_find_one(action.objective), *_find_one(heading), *find_fields(_unnamed(action))]
        above += [_find_one(text) for text in reversed(higher)]
    for fields in (near, *above):
        if fields:
            return Counter(fields).most_common(1)[0][0]
    return ""


def _unnamed(action: Action) -> str:
    """An action's text without the names in it: Port-Sainte-Marie is no port."""
    return blank(action.text, [(name.start, name.end) for name in (*action.places, *action.partners)])


def _find_one(heading: str) -> list[str]:
    fields = find_fields(heading)
    return fields if len(set(fields)) == 1 and "," not in heading else []


def total_by(before: Year, after: Year, key: Callable[[Action, Amount], str]) -> list[Total]:
    """Euros cited under each key, largest first; amounts whose key is empty are left out.

    An amount that is told again counts once, and so does one that is a part of another under the same key, and one that
    a cell repeats of the action beside it. Prices of one thing (« par habitant ») and ranges are not added up.
    """
    cited: dict[str, tuple[list[tuple[Action, Amount]], list[tuple[Action, Amount]]]] = defaultdict(lambda: ([], []))
    for side, year in enumerate((before, after)):
        rows = Rows(year.actions)
        euros = [(action, amount) for action in year.actions for amount in action.amounts if is_euros(amount)]
        keys = {amount.record_id: key(action, amount) for action, amount in euros}
        for action, amount in euros:
            name = key(action, amount)
            beside = {a.value for told in rows.actions.get(action.action_id, ()) for a in told.amounts}
            again = amount.same_as or (amount.part_of and keys.get(amount.part_of) == name) or amount.value in beside
            if name and not again and not amount.per and amount.value_max is None:
                cited[name][side].append((action, amount))
    totals = [Total(name, tuple(first), tuple(second)) for name, (first, second) in cited.items()]
    return sorted(totals, key=lambda t: (-max(t.sums), t.key))


def is_euros(amount: Amount) -> bool:
    return amount.kind == "money" and amount.unit == "EUR"


def by_role(before: Year, after: Year) -> list[Total]:
    """Euros by what the text says that they are; `other` where it says nothing."""
    return total_by(before, after, lambda action, amount: amount.role or "other")


def by_partner(before: Year, after: Year) -> list[Total]:
    """Euros by the partner who pays, where the text says who; what is lent or guaranteed, or is the cost of works, is
    paid by none."""
    names = {n.key: n.name for year in (before, after) for action in year.actions for n in action.partners}

    def payer(action: Action, amount: Amount) -> str:
        return names.get(amount.partner_id, "") if is_paid(action, amount) else ""

    return total_by(before, after, payer)


def is_paid(action: Action, amount: Amount) -> bool:
    """Whether the words beside a sum leave it open that its partner pays it (lexicon/compare_unpaid.csv).

    >>> text = "Garantie d'emprunt : 300 € à Habitat"
    >>> is_paid(Action("a", 1, text), Amount("300 €", 21, 26, Decimal(300)))
    False
    """
    before, after = unpaid()
    text = fold(action.text)
    return not before.search(text[max(0, amount.start - NEAR) : amount.start]) and not after.match(text[amount.end :])


@cache
def unpaid() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words before a sum, and after it, that say that no partner pays it."""
    rows = load_lexicon("compare_unpaid")
    before, after = (one_of(r["form"] for r in rows if r["place"] == place) for place in PLACES)
    return re.compile(rf"\b(?:{before})s?\b"), re.compile(rf"\s(?:{after})\b")
