"""What is wrong with a question, in a sentence, with the nearest name that would do.

In: DuckDB's message and the tables that the question names, with their columns. Out: a sentence for who asked. It
refuses to correct the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from pipeline.lexicon import fold
from pipeline.query.tables import ALL, french_names
from pipeline.usage import ALIKE

NO_TABLE = re.compile(r'Table with name "?(.+?)"? does not exist')
NOT_ASKED = re.compile(r'Referenced table "(.+?)" not found')
NO_COLUMN = re.compile(r'(?:Referenced column|does not have a column named) "(.+?)"')
NO_FUNCTION = re.compile(r"Function with name \"?(.+?)\"? does not exist")
SYNTAX = re.compile(r'syntax error at or near "(.+?)"')
OPEN_END = re.compile(r"syntax error at end of input|unterminated", re.IGNORECASE)
OUTSIDE = re.compile(r"file system operations are disabled|disabled by configuration|configuration has been locked")
SUGGESTED = re.compile(r'Did you mean "(.+?)"')
PLACE = re.compile(r"^LINE (\d+):", re.MULTILINE)
KIND = re.compile(r"^[\w ]+ Error: ")
READING = "The SQL cannot be read"


def tell_fault(message: str, tables: Mapping[str, Iterable[str]]) -> str:
    """One or two sentences.

    >>> tell_fault('Binder Error: Referenced column "valeur" not found in FROM clause!', {"amounts": ["value"]})
    'There is no column « valeur ». Did you mean value? amounts has: value.'
    """
    if found := NO_TABLE.search(message):
        return _no_table(found[1])
    if found := NOT_ASKED.search(message):
        return f"« {found[1]} » stands before a column, but is no table of FROM or JOIN, nor another name for one."
    if found := NO_COLUMN.search(message):
        return _no_column(found[1], tables)
    if found := NO_FUNCTION.search(message):
        suggested = SUGGESTED.search(message)
        return f"DuckDB has no function « {found[1]} ».{f' Did you mean {suggested[1]}?' if suggested else ''}"
    if OUTSIDE.search(message):
        return (
            "A question reads the tables of EXTRACTED and nothing else: files, the network and settings are out of "
            "its reach."
        )
    if found := SYNTAX.search(message):
        return f"{READING} at « {found[1]} »{_line(message)}.{_reserved(found[1], tables)}"
    if OPEN_END.search(message):
        return f"{READING}: it ends too soon. Is a bracket or a quote left open, or the end missing?"
    told = KIND.sub("", message.partition("\n\n")[0].partition("\tCandidate")[0]).replace("\n", " ").strip()
    return f"The question cannot be answered: {told}"


def _no_table(name: str) -> str:
    if "/" in name or "." in name:
        return f"« {name} » is no table, and a question cannot read files. The tables are: {', '.join(ALL)}."
    return f"There is no table « {name} ».{_nearest(name, ALL)} The tables are: {', '.join(ALL)}."


def _no_column(name: str, tables: Mapping[str, Iterable[str]]) -> str:
    every = dict.fromkeys(column for columns in tables.values() for column in columns)
    lists = "; ".join(f"{table} has: {', '.join(columns)}" for table, columns in tables.items())
    near = _nearest(name, every)
    text = f" If it is a text, it is written in single quotes: '{name}'." if not near or name != name.lower() else ""
    return f"There is no column « {name} ».{near}{text} {lists}."


def _nearest(name: str, known: Iterable[str]) -> str:
    """« Did you mean …? », also for a name in French."""
    names = {fold(word): word for word in known}
    names |= {french: word for french, word in french_names().items() if word in names.values()}
    near = get_close_matches(fold(name), names, n=1, cutoff=ALIKE)
    return f" Did you mean {names[near[0]]}?" if near else ""


def _reserved(word: str, tables: Mapping[str, Iterable[str]]) -> str:
    """« end » and « column » are columns of ours and words of SQL."""
    every = {column for columns in tables.values() for column in columns}
    return f' The column of that name is written in quotes: "{word}".' if word.lower() in every else ""


def _line(message: str) -> str:
    found = PLACE.search(message)
    return f" in line {found[1]}" if found and found[1] != "1" else ""
