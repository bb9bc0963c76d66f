"""The draft of a card: what is certain as a line, what is guessed as a line behind « # ».

In: Guesses. Out: card.toml, valid as it is, and valid when any of its guesses is taken. It refuses to change a card
that is there.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.catalog import TERRITORY_KEYS
from pipeline.model import Report
from pipeline.new.guesses import Guess

WIDTH = 78  # of a comment; the command shows it two columns in
HEAD = (
    "Fiche de « {organisation} », préparée d'après {file}. Tout y est facultatif. Une ligne qui commence par « # » ne "
    "compte pas : c'est une explication, ou une proposition à vérifier. Pour garder une proposition, ôtez le « # » ; "
    "pour la corriger, changez ce qui est entre guillemets."
)
HEADERS = (
    "Si une colonne a une tête inhabituelle, écrivez ici celle qui est usuelle (Objectifs, Actions, Partenaires…), "
    'par exemple : "Qui ?" = "Partenaires"'
)


def write_card(path: Path, report: Report, guesses: Sequence[Guess]) -> None:
    """Write the draft; FileExistsError where there is a card."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(draft_card(report, guesses))


def draft_card(report: Report, guesses: Sequence[Guess]) -> str:
    """The text of the card."""
    head = HEAD.format(organisation=report.source.organisation, file=report.source.source_path)
    body = [line for guess in guesses if guess.key not in TERRITORY_KEYS for line in lines_of(guess)]
    territory = [line for guess in guesses if guess.key in TERRITORY_KEYS for line in lines_of(guess)]
    lines = [*_comment(head), "", *body, "[territory]", "", *territory, "[headers]", *_comment(HEADERS)]
    return "\n".join(lines) + "\n"


def lines_of(guess: Guess) -> list[str]:
    """The reason, then the line, behind « # » where it is not sure.

    >>> lines_of(Guess("departements", ("62",), "Communes citées : 9 sur 9 dans 62.", names="Pas-de-Calais"))
    ['# Communes citées : 9 sur 9 dans 62. (Pas-de-Calais)', '# departements = ["62"]', '']
    """
    names = f" ({guess.names})" if guess.names else ""
    value = json.dumps(guess.value if isinstance(guess.value, str) else list(guess.value), ensure_ascii=False)
    line = f"{guess.key} = {value}".replace("\x7f", "")
    return [*_comment(f"{guess.reason}{names}"), line if guess.sure else f"# {line}", ""]


def _comment(text: str) -> Iterable[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
