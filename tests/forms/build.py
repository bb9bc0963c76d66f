"""The specimens in other forms: Word, LibreOffice and PDF files made from reports in HTML.

In: reports of tests/gold and of tests/forms/html. Out: tests/forms/FORM/ORGANISATION/YEAR.FORM, which are committed.
Refuses to know how the pipeline reads: nothing of it is imported here. Needs LibreOffice (`soffice`) with French
hyphenation.

    python tests/forms/build.py
"""

import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

HERE = Path(__file__).parent
GOLD = HERE.parent / "gold"
PAGES = {  # report -> the tag that holds it: what surrounds it on a web page does not go into a Word file
    GOLD / "gimone-lomagne" / "2022.html": "article",
    GOLD / "argonne-othain" / "2021.htm": "body",
}
TYPESET = HERE / "html" / "val-mouge" / "2022.html"  # becomes pages with running heads, two columns, hyphenation

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
STYLES = (HERE / "pages.xml").read_text(encoding="utf-8")  # how the typeset pages look


def convert(path: Path, form: str, target: Path, *options: str) -> None:
    """One file into another form, by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", *options]
        done = subprocess.run(
            [*command, "--convert-to", form, "--outdir", folder, str(path)], capture_output=True, text=True, check=False
        )
        made = Path(folder) / f"{path.stem}.{form.split(':')[0]}"
        if not made.exists():
            sys.exit(f"LibreOffice made no {form} of {path}: {done.stderr}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, target)
        print(target.relative_to(HERE), target.stat().st_size)


def only(page: Path, tag: str) -> str:
    """The page with nothing in its body but what `tag` holds, without links and forms that no Word file has."""
    soup = BeautifulSoup(page.read_bytes(), "lxml")
    body = soup.find(tag)
    for aside in (*body.find_all(("aside", "nav", "footer")), *body.find_all(class_=("MsoHeader", "MsoFooter"))):
        aside.decompose()
    head = f"<meta charset='utf-8'><title>{soup.title.get_text()}</title>"
    return f"<html><head>{head}</head><body>{body.decode_contents()}</body></html>"


def inline(tag: Tag) -> str:
    words = ""
    for child in tag.children:
        if isinstance(child, NavigableString):
            words += html.escape(" ".join(str(child).split(" ")).replace("\n", " "))
        elif child.name == "b":
            words += f'<text:span text:style-name="B">{inline(child)}</text:span>'
    return words


def blocks(tag: Tag, style: str) -> str:
    """Flat OpenDocument of the blocks of a page."""
    out = ""
    for child in tag.find_all(True, recursive=False):
        if child.name in ("h1", "h2", "h3"):
            level = child.name[1]
            out += f'<text:h text:style-name="H{level}" text:outline-level="{level}">{inline(child)}</text:h>'
        elif child.name == "p":
            out += f'<text:p text:style-name="{style}">{inline(child)}</text:p>'
        elif child.name == "ul":
            items = ""
            for item in child.find_all("li", recursive=False):
                words = f'<text:p text:style-name="{style}">{inline(item).strip()}</text:p>'
                items += f"<text:list-item>{words}{blocks(item, style)}</text:list-item>"
            out += f'<text:list text:style-name="Bullets">{items}</text:list>'
        elif child.name == "table":
            out += table(child)
    return out


def table(tag: Tag) -> str:
    rows = tag.find_all("tr")
    width = len(rows[0].find_all(("th", "td")))
    out = f'<table:table><table:table-column table:number-columns-repeated="{width}"/>'
    for number, row in enumerate(rows):
        cells = ""
        for cell in row.find_all(("th", "td")):
            inner = blocks(cell, "Cell") or f'<text:p text:style-name="Cell">{inline(cell)}</text:p>'
            cells += f'<table:table-cell table:style-name="Box" office:value-type="string">{inner}</table:table-cell>'
        line = f"<table:table-row>{cells}</table:table-row>"
        out += f"<table:table-header-rows>{line}</table:table-header-rows>" if number == 0 else line
    return f"{out}</table:table>"


def typeset(page: Path) -> str:
    """The page as a flat OpenDocument file: running head and foot, its second section in two columns."""
    body = BeautifulSoup(page.read_bytes(), "lxml").body
    parts = blocks(body, "Standard")
    start = parts.index("<text:p", parts.index("<text:h", parts.index("</text:h>") + 1))
    end = parts.index("<text:h", start)
    section = f'<text:section text:style-name="Two" text:name="Two">{parts[start:end]}</text:section>'
    parts = f"{parts[:start]}{section}{parts[end:]}"
    mime = 'office:mimetype="application/vnd.oasis.opendocument.text" office:version="1.2"'
    inside = f"{STYLES}<office:body><office:text>{parts}</office:text></office:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} {mime}>{inside}</office:document>'


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for page, tag in PAGES.items():
            name = f"{page.parent.name}/{page.stem}"
            plain = Path(folder) / f"{page.stem}.html"
            plain.write_text(only(page, tag), encoding="utf-8")
            word = HERE / "docx" / f"{name}.docx"
            convert(plain, "docx:MS Word 2007 XML", word, "--infilter=HTML (StarWriter)")
            convert(word, "odt", HERE / "odt" / f"{name}.odt")
            convert(word, "pdf", HERE / "pdf" / f"{name}.pdf")
        flat = Path(folder) / f"{TYPESET.stem}.fodt"
        flat.write_text(typeset(TYPESET), encoding="utf-8")
        for form in ("docx", "odt", "pdf"):
            convert(flat, form, HERE / form / TYPESET.parent.name / f"{TYPESET.stem}.{form}")


if __name__ == "__main__":
    main()
