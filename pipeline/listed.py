"""Names that lists know: national bodies by their full name or acronym, and « head + proper name » institutions.

In: a text. Out: the Names of organisations that the lists alone give, in order. It refuses to judge a lone word of
small letters, or an acronym of three letters: many things are written so.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.model import Name

SHORTEST = 4  # letters of an acronym that is believed without the model
OF = r"(?:de\sla\s|du\s|des\s|de\sl['’]|de\s|d['’])"
WORD = r"[A-ZÀ-Ý][\w’'-]*"
PROPER = re.compile(rf"(?:\s{OF}?|\s?[–-]\s?)?(?P<name>{WORD}(?:(?:\s{OF}?|\s[–-]\s){WORD})*)")


def find_listed(text: str) -> list[Name]:
    """The organisations of a text that lists know whole, none overlapping.

    >>> text = "Voies navigables de France, la communauté de communes du Pays de Bray et l'ADEME"
    >>> [text[n.start : n.end] for n in find_listed(text)]
    ['Voies navigables de France', 'communauté de communes du Pays de Bray', 'ADEME']
    """
    folded = fold(text)
    found = [Name(m.start(), m.end(), "PARTNER", "listed") for m in _acronyms().finditer(text)]
    for match in _full_names().finditer(folded):
        proper = PROPER.match(text, match.end())
        if proper and match["head"]:
            found.append(Name(match.start(), proper.end(), "PARTNER", "head"))
        elif match["full"] and text[match.start()].isupper():
            found.append(Name(match.start(), match.end(), "PARTNER", "listed"))
    found.sort(key=lambda name: (name.start, -name.end))
    apart: list[Name] = []
    for name in found:
        if not apart or name.start >= apart[-1].end:
            apart.append(name)
    return apart


@cache
def _full_names() -> re.Pattern[str]:
    """Names of two words and more: those that are whole, and heads that need a proper name behind them."""
    rows = load_lexicon("organisations")
    others = [form for row in rows if row["others"] != "-" for form in row["others"].split("/")]
    full = {row["name"] for row in rows if row["scope"] == "national"} | set(others)
    heads = {row["form"] for row in load_lexicon("name_heads") if row["label"] == "PARTNER"}
    heads |= {row["name"] for row in rows if row["scope"] != "national"}
    head = one_of(form for form in heads if " " in form)
    return re.compile(rf"(?<![\w-])(?:(?P<full>{one_of(f for f in full if ' ' in f)})|(?P<head>{head}))(?![\w-])")


@cache
def _acronyms() -> re.Pattern[str]:
    """Acronyms of national bodies, in the capitals that they are written in."""
    forms = set()
    for row in load_lexicon("organisations"):
        for form in (row["name"], row["acronym"], *row["others"].split("/")):
            if form.isupper() and form.isalpha() and len(form) >= SHORTEST:
                forms.add(form)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(forms, key=lambda f: (-len(f), f)))})(?![\w-])")
