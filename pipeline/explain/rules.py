"""What rules are called in plain words.

In: a mention or a name. Out: what its rule says, what it stands for. It refuses to know why it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import cache

from pipeline.kinds.decoys import KIND_OF
from pipeline.lexicon import load_lexicon
from pipeline.model import Mention, Name, Value
from pipeline.store import as_text

ONE: dict[str, str] = {
    "dates": "a date", "amounts": "an amount", "places": "a place", "partners": "a partner", "people": "a person",
}  # fmt: skip
LABELS: dict[str, str] = {
    "PLACE": "a place",
    "PARTNER": "an organisation",
    "PERSON": "a person",
    "EVENT": "a programme, plan, fund, law or event, which becomes no record",
    "ORGAN": "the reporting body itself or one of its organs, which becomes no record",
}


@cache
def _meanings() -> dict[tuple[str, str], str]:
    return {(row["of"], row["rule"]): row["meaning"] for row in load_lexicon("rules")}


def meaning(of: str, rule: str) -> str:
    """What a rule says.

    >>> meaning("dates", "range"), meaning("decoys", "law_number")
    ('a first and a last day, month or year', 'the number of a law, decree or act')
    """
    return _meanings().get((of, rule), rule.replace("_", " "))


def is_decoy(mention: Mention) -> bool:
    return mention.value is None and mention.rule in KIND_OF


def described(found: Mention | Name) -> str:
    """What a mention or a name would have been.

    >>> described(Mention("dates", 0, 9, None, "law_number")), described(Name(0, 4, "PLACE"))
    ('the number of a law, decree or act', 'a place (read so by the model of names)')
    """
    if isinstance(found, Name):
        return f"{LABELS[found.label]} ({meaning('names', found.rule)})"
    if is_decoy(found):
        return meaning("decoys", found.rule)
    if found.value is None:
        return f"{ONE[found.kind]} that says nothing: {meaning(found.kind, found.rule)}"
    return f"{ONE[found.kind]}, {brief(found.value)} ({meaning(found.kind, found.rule)})"


def brief(value: Value) -> str:
    """The first fields of a value, enough to know it again."""
    told = dict(fields(value))
    main = [told[name] for name in ("value", "value_max", "unit", "name", "code") if name in told]
    return " ".join(main)


def fields(value: Value) -> Iterator[tuple[str, str]]:
    """The columns of a value that say something, in their order."""
    for name, field in asdict(value).items():
        text = as_text(field)
        if text not in ("", "false"):
            yield name, text
