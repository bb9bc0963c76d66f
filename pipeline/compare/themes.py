"""What an action is about: fields and themes of local public action, its operations and programmes, by the words that
name them.

In: a text. Out: its fields, themes, operations and programmes, one for each word or group of words found. It refuses
to rank them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from pipeline.compare.words import CLITIC, WORD, fold, stopwords
from pipeline.lexicon import load_lexicon

Forms = Mapping[tuple[str, ...], list[str]]
ACRONYM = re.compile(r"(?<![\w-])(?=\w*[A-ZÀ-Ý])[A-Za-zÀ-ÿ]{2,9}(?:-[A-Z]\w?)?(?![\w-])")
LONGEST = 8  # words of a form


@cache
def load_forms(lexicon: str, names: str) -> Forms:
    """The words of each form of a lexicon, and what it names, which stands in the column `names`."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in load_lexicon(lexicon):
        found[tuple(read_words(row["form"]))].append(row[names])
    return dict(found)


def read_words(text: str) -> list[str]:
    """The words of a text that say something, without the marks of the plural; stems would make one of « communes »
    and « communication ».

    >>> read_words("L'accès aux droits, les réseaux")
    ['acce', 'droit', 'reseau']
    """
    words = (fold(CLITIC.sub("", m.group())) for m in WORD.finditer(text))
    return [word.rstrip("sx") if len(word) > 3 else word for word in words if len(word) > 1 and word not in stopwords()]


def find_themes(text: str) -> list[str]:
    """The themes of a text, in its order, as often as they are named; of forms that overlap, the longest.

    >>> find_themes("Portage de repas : 31 500 repas livrés aux personnes âgées")
    ['aide à domicile', 'aide à domicile', 'vieillissement']
    """
    return find_forms(text, load_forms("compare_themes", "theme"))


def find_operations(text: str) -> list[str]:
    """The operations that a text tells of, finer than themes: what a body has one or a few of.

    >>> find_operations("Chantier du bassin nordique ; centres aérés de juillet et d'août")
    ['piscine', 'accueil de loisirs']
    """
    return find_forms(text, load_forms("compare_operations", "operation"))


def find_fields(text: str) -> list[str]:
    """The fields of a text, as broad as the headings of a report: those of the themes and operations that it names.

    >>> find_fields("Ligne express : 11 allers-retours par jour, avec l'office de tourisme")
    ['transports et mobilité', 'tourisme']
    """
    return find_forms(text, load_fields())


@cache
def load_fields() -> Forms:
    """The words of each form of a theme or an operation, and its field; the theme's where a form is of both."""
    fields = {row["name"]: row["field"] for row in load_lexicon("compare_fields")}
    forms = {**load_forms("compare_operations", "operation"), **load_forms("compare_themes", "theme")}
    told = {words: [fields[name] for name in names] for words, names in forms.items()}
    own = {tuple(read_words(part)): [field] for field in fields.values() for part in field.split(" et ")}
    return {**own, **told}  # a field is named by its own words too


class Programmes:
    """The programmes of lexicon/compare_programmes.csv, and those whose acronyms the reports explain.

    >>> known = Programmes({"MAM": "Maison d'assistantes maternelles"})
    >>> known.find("Le PLUi est arrêté") == known.find("Plan local d'urbanisme intercommunal : arrêt")
    True
    >>> sorted(known.find("Une sage-femme suit la MAM"))
    ["Maison d'assistantes maternelles"]
    """

    def __init__(self, explained: Mapping[str, str] | None = None) -> None:
        self.acronyms: dict[str, str] = {}  # as written: « SAGE » is no « sage »
        self.long: dict[tuple[str, ...], list[str]] = {}
        for row in load_lexicon("compare_programmes"):
            if ACRONYM.fullmatch(row["form"]):
                self.acronyms[row["form"]] = row["programme"]
            else:
                self.long[tuple(read_words(row["form"]))] = [row["programme"]]
        for acronym, full in (explained or {}).items():
            name = self.acronyms.setdefault(acronym, full)
            self.long.setdefault(tuple(read_words(full)), [name])

    def find(self, text: str) -> frozenset[str]:
        """The programmes that a text names, short or long."""
        short = (self.acronyms.get(m.group()) for m in ACRONYM.finditer(text))
        return frozenset((*filter(None, short), *find_forms(text, self.long)))


def find_forms(text: str, known: Forms) -> list[str]:
    """What the forms found in a text name, in its order; of forms that overlap, the longest."""
    words = read_words(text)
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            if names := known.get(tuple(words[at : at + size])):
                found += names
                break
        at += size
    return found
