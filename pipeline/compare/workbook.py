"""Sheets as a spreadsheet file, for those who work in one.

In: sheets of rows. Out: the bytes of an .xlsx: typed cells, frozen heads, filters; the same bytes for the same rows,
which is why no library writes it (they put the time in). It refuses formulas and colours: text that begins like a
formula is text, for its cell says so.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipeline.errors import UsageError
from pipeline.sheets import Sheet

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32767  # characters of a cell
MOST_ROWS = 1_048_576  # of a sheet, with its head
DAY_ZERO, FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)  # of spreadsheets; before, they disagree on the number
WIDEST, NARROWEST = 60, 10  # characters of a column, which is as wide as what it holds
GROUPED = 10_000  # numbers from here on have their thousands apart; a year has not
HEADED, BODY, DATED, WHOLE, BROKEN = range(1, 6)  # styles of cells, by their place in STYLES
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6">'
    '<xf/><xf fontId="1" applyFont="1"/><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="14" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="3" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="4" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_workbook(sheets: Mapping[str, Sheet]) -> bytes:
    """The sheets by their names. Raises UsageError when a sheet has more rows than a spreadsheet holds."""
    for name, sheet in sheets.items():
        if len(sheet.rows) >= MOST_ROWS:
            told = f"« {name} » has {len(sheet.rows)} rows, and a spreadsheet holds {MOST_ROWS - 1}"
            raise UsageError(f"{told}: read the CSV or the Parquet instead.")
    files = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)] + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": STYLES,
    }
    for number, sheet in enumerate(sheets.values(), 1):
        files[f"xl/worksheets/sheet{number}.xml"] = _sheet(sheet)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _sheet(sheet: Sheet) -> str:
    columns = [(head, *(row[n] for row in sheet.rows)) for n, head in enumerate(sheet.heads)]
    longest: list[int] = [max(len(str(value)) for value in column if value is not None) + 2 for column in columns]
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{min(WIDEST, max(NARROWEST, width))}" customWidth="1"/>'
        for n, width in enumerate(longest, 1)
    )
    lines = [f'<row r="1">{"".join(_cell(head, n, 1, HEADED) for n, head in enumerate(sheet.heads, 1))}</row>']
    for number, row in enumerate(sheet.rows, 2):
        cells = "".join(_cell(value, n, number, BODY) for n, value in enumerate(row, 1))
        lines.append(f'<row r="{number}">{cells}</row>')
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(lines)}</sheetData>"
        f'<autoFilter ref="{_range(sheet)}"/></worksheet>'
    )


def _cell(value: Any, column: int, row: int, style: int) -> str:
    place = f'r="{column_name(column)}{row}" s="{style}"'
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c {place} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal):
        form = style
        if not -GROUPED < value < GROUPED:
            form = WHOLE if value == int(value) else BROKEN
        return f'<c r="{column_name(column)}{row}" s="{form}"><v>{value}</v></c>'
    if isinstance(value, date) and value >= FIRST_DAY:
        return f'<c r="{column_name(column)}{row}" s="{DATED}"><v>{(value - DAY_ZERO).days}</v></c>'
    text = escape(ILLEGAL.sub("", str(value))[:LONGEST])
    return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def column_name(number: int) -> str:
    """The letters of a column.

    >>> [column_name(n) for n in (1, 26, 27)]
    ['A', 'Z', 'AA']
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _range(sheet: Sheet, absolute: bool = False) -> str:
    last, rows = column_name(len(sheet.heads)), len(sheet.rows) + 1
    return f"$A$1:${last}${rows}" if absolute else f"A1:{last}{rows}"


def _workbook(sheets: Mapping[str, Sheet]) -> str:
    tabs = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"'{name}'!{_range(sheet, absolute=True)}</definedName>"
        for n, (name, sheet) in enumerate(sheets.items())
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{tabs}</sheets>"
        f"<definedNames>{filters}</definedNames></workbook>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def _types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)]
    told = "".join(f'<Override PartName="{part}" ContentType="{kind}.{name}+xml"/>' for part, name in parts)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
    )
