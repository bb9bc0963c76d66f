"""No-break spaces where French has them: before « : ; ? ! » and inside « ».

In: a finished page. Out: the same, its texts so spaced. It refuses to touch tags, their attributes (a script compares
some), styles and scripts.
"""

from __future__ import annotations

import re

from pipeline.compare.report.french import HARD

TEXT = re.compile(r"(<style.*?</style>|<script.*?</script>|<[^>]*>)", re.DOTALL)
SPACE = re.compile(r"(?<=«) | (?=[:;?!»])")


def space_page(page: str) -> str:
    """The page with the spaces of its texts that must not break.

    >>> space_page('<p title="a : b">« Oui » : vu ; &amp; non&nbsp;!</p>').replace(HARD, "~")
    '<p title="a : b">«~Oui~»~: vu~; &amp; non&nbsp;!</p>'
    """
    pieces = TEXT.split(page)  # a text, then a tag, and so on
    return "".join(piece if at % 2 else SPACE.sub(HARD, piece) for at, piece in enumerate(pieces))
