"""How the command speaks: its help in plain text, and what it says to who typed something else.

In: what Typer knows of the commands and of the mistake. Out: help that fits a narrow terminal, one or two sentences
with the nearest right word, and what a shell may complete. It refuses to know what the commands do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from typer import TyperException
from typer.core import TyperGroup

from pipeline.errors import UsageError

ALIKE = 0.55  # of difflib: « --jbs » and « --jobs » have 0.8, « extrat » and « compare » 0.3
OTHERS = "Other commands"
CHOICE = re.compile(r"'([^']*)'")
WANTED = {"integer": "a whole number", "number": "a number", "boolean": "yes or no"}
BELOW, ABOVE = "greater than or equal to ", "less than or equal to "


class Commands(TyperGroup):
    """The commands under the headings that they were given, in the order in which they were declared, then options."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        self.format_commands(ctx, formatter)
        with formatter.section("Options"):
            formatter.write_dl([line for p in self.get_params(ctx) if (line := p.get_help_record(ctx))])

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        headings: dict[str, list[tuple[str, str]]] = {}
        widest = max(map(len, self.commands))
        for name, command in self.commands.items():
            if not command.hidden:
                heading = getattr(command, "rich_help_panel", None) or OTHERS
                line = command.get_short_help_str(formatter.width - widest - 6)
                headings.setdefault(heading, []).append((name.ljust(widest), line))
        for heading, lines in headings.items():
            with formatter.section(heading):
                formatter.write_dl(lines)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise UsageError(f"There is no command « {args[0]} ».{nearest([args[0]], self.commands)} {see(ctx)}")
        return super().resolve_command(ctx, args)


def examples(*lines: str) -> str:
    """The end of a command's help: lines to type as they are.

    >>> examples("millesime review")
    'Example:\\n\\n\\x08\\n  millesime review'
    """
    return "\n".join([f"Example{'s' * (len(lines) > 1)}:\n\n\b", *(f"  {line}" for line in lines)])


def tell_usage(error: TyperException) -> str:
    """What was typed wrongly, the nearest right word, and where to read more."""
    context: Any = getattr(error, "ctx", None)
    parameter: Any = getattr(error, "param", None)
    option = getattr(error, "option_name", "")
    message = error.message.rstrip(".")
    if option and hasattr(error, "possibilities"):
        told = f"There is no option {option}{_to_whom(context)}.{_nearest_option(option, context)}"
    elif option:
        count = re.search(r"requires (\d+)", message)
        told = f"{option} needs {count[1]} values." if count else f"{option} needs a value."
    elif parameter is not None and not message:
        told = f"{context.command_path} needs {_missing(context)}.{_first_example(context)}"
    elif parameter is not None:
        told = _wrong_value(error.message, parameter)
    elif extra := re.search(r"extra argument\(?s?\)? \((.*)\)", message):
        told = f"« {extra[1]} » is one word too many for « {context.command_path} »."
    else:
        told = f"{message}."
    return f"{told} {see(context)}".strip()


def nearest(words: Sequence[str], known: Iterable[str]) -> str:
    """« Did you mean …? » for the first of the known words that is like one of `words`; empty when none is.

    >>> nearest(["extrat"], ["compare", "extract"]), nearest(["lens"], ["compare"])
    (' Did you mean extract?', '')
    """
    choices = list(known)
    for word in words:
        if alike := get_close_matches(word, choices, n=1, cutoff=ALIKE):
            return f" Did you mean {alike[0]}?"
    return ""


def see(context: Any) -> str:
    """Where to read more of a command."""
    return f"See: {context.command_path} --help" if context is not None else "See: millesime --help"


def _to_whom(context: Any) -> str:
    return f" for « {context.command_path} »" if context is not None else ""


def _nearest_option(option: str, context: Any) -> str:
    """The option that was meant: of this command, or of one that should stand before it."""
    if context is None:
        return ""
    if found := nearest([option], _options(context.command)):
        return found
    for name, command in getattr(context.command, "commands", {}).items():
        if option in _options(command):
            return f" It comes after the command: millesime {name} {option}."
    return ""


def _options(command: Any) -> list[str]:
    params = (opt for param in command.params for opt in (*param.opts, *param.secondary_opts))
    return [*(opt for opt in params if opt.startswith("-")), "--help"]


def _missing(context: Any) -> str:
    """The arguments that a command cannot do without."""
    needed = [p for p in context.command.params if p.required]
    return " ".join(p.metavar or (p.name.upper() if p.param_type_name == "argument" else p.opts[0]) for p in needed)


def _first_example(context: Any) -> str:
    lines = [line.strip() for line in (context.command.epilog or "").splitlines() if line.startswith("  ")]
    return f" For example: {lines[0]}." if lines else ""


def _wrong_value(message: str, parameter: Any) -> str:
    """A value that an option or argument does not take.

    Typer's own words are for programmers (« Input should be a valid integer, unable to parse string »)."""
    name = parameter.opts[0] if parameter.param_type_name == "option" else (parameter.metavar or parameter.name.upper())
    if " is not one of " in message:
        given, *known = CHOICE.findall(message)
        return f"{name} cannot be « {given} ».{nearest([given.lower()], known)} It is one of {', '.join(known)}."
    for word, wanted in WANTED.items():
        if f"valid {word}" in message:
            return f"{name} takes {wanted}."
    bounds = (("at least", BELOW), ("at most", ABOVE))
    for told, cue in bounds:
        if cue in message:
            return f"{name} is {told} {message.partition(cue)[2].rstrip('.')}."
    return f"{name}: {message.rstrip('.')}."


# --- what a shell completes ----------------------------------------------------------------------------------------


def complete_organisation(incomplete: str) -> list[str]:
    """Folders of raw/ that begin so."""
    found = Path("raw").iterdir() if Path("raw").is_dir() else ()
    return sorted(path.name for path in found if path.is_dir() and path.name.startswith(incomplete))


def complete_year(incomplete: str) -> list[str]:
    """Years of the reports in raw/ that begin so."""
    found = {path.stem for path in Path("raw").glob("*/[12][0-9][0-9][0-9].*")}
    return sorted(year for year in found if year.startswith(incomplete))
