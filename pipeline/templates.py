"""The files that pages are made of: templates, style, script, beside the code that fills them.

In: a package and a file's name. Out: its template or text. It refuses to know what is put into them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def load_template(package: str, name: str) -> Template:
    """A template of a package, which may include others there; what it is given is escaped, and a name that it lacks
    is our mistake."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    loader = FunctionLoader(lambda name: read_part(package, name))
    environment = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.get_template(name)


def read_part(package: str, name: str) -> str:
    """A file of a package as text."""
    return (files(package) / name).read_text(encoding="utf-8")
