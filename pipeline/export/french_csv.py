"""A sheet as the CSV that Excel and LibreOffice read in French: semicolons, decimal commas, a mark of UTF-8.

In: a Sheet. Out: bytes. It refuses text that a spreadsheet would run as a formula: an apostrophe stands before it.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from decimal import Decimal
from typing import Any

from pipeline.sheets import Sheet
from pipeline.store import as_text

# Text that begins so is run, or taken for a number, by a spreadsheet (OWASP, « CSV injection »).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TOLD = {True: "VRAI", False: "FAUX"}  # as French spreadsheets write them


def write_french_csv(sheet: Sheet) -> bytes:
    """The sheet as CSV: `;`, `,` in numbers, dates as 2019-07-08, VRAI and FAUX, UTF-8 with its mark, CRLF.

    >>> write_french_csv(Sheet(("Texte", "Valeur"), (("=1+1", Decimal("0.85")),))).decode("utf-8-sig")
    "Texte;Valeur\\r\\n'=1+1;0,85\\r\\n"
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.heads)
    writer.writerows([as_french(value) for value in row] for row in sheet.rows)
    return BOM_UTF8 + buffer.getvalue().encode()


def as_french(value: Any) -> str:
    """A value as a cell.

    >>> [as_french(value) for value in (None, True, Decimal("-300.50"), 50.43, "- 3 communes", "62498")]
    ['', 'VRAI', '-300,5', '50,43', "'- 3 communes", '62498']
    """
    if isinstance(value, bool):
        return TOLD[value]
    if isinstance(value, float | Decimal):
        return as_text(value).replace(".", ",")
    return guard(value) if isinstance(value, str) else as_text(value)


def guard(text: str) -> str:
    """Text that no spreadsheet runs.

    >>> guard("@SUM(A1)"), guard("Bilan")
    ("'@SUM(A1)", 'Bilan')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
