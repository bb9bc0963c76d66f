"""Nothing lost, nothing twice: every word of a file stands in one passage, or is left out with its reason.

The words of a file are counted here from its raw text, by code that shares nothing with the readers.
"""

import html
import io
import random
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pdf_pages import Sheet, write_pdf
from word_files import docx, p, r, tbl, tc, tr

from pipeline.formats import read_document
from pipeline.model import Document
from pipeline.passages import cut_passages

TESTS = Path(__file__).parent
SHARED = TESTS.parent.parent / "shared"  # reports to measure with; absent from a fresh clone
WORD = re.compile(r"[^\W_]+")
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label "
    "mark o:p q s samp small span strike strong sub sup time tt u var wbr"
)
INLINE_TAG = re.compile(rf"</?(?:{'|'.join(INLINE.split())})(?=[\s/>])[^>]*>", re.IGNORECASE)
NO_TEXT = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<!\[[^>]*>|<!doctype[^>]*>|<\?.*?>", re.IGNORECASE | re.DOTALL
)


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.translate(INVISIBLE)))


def words_of_html(text: str) -> Counter[str]:
    text = re.sub(r"(?s)<head\b.*?</head>", lambda m: " ".join(re.findall(r"(?s)<title[^>]*>.*?</title>", m[0])), text)
    text = INLINE_TAG.sub("", NO_TEXT.sub(" ", text))
    return words(html.unescape(re.sub(r"<[a-zA-Z/][^>]*>", " ", text)))


def words_of_markdown(text: str) -> Counter[str]:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)  # a picture
    text = re.sub(r"\]\([^)]*\)", "]", text)  # where a link leads
    text = re.sub(r"(?m)^(```|~~~)\w*", "", text)
    return words_of_html(re.sub(r"\*|__|(?<=\W)_|_(?=\W)|~~|`|\\(?=\W)", "", text))


def words_of_docx(data: bytes) -> Counter[str]:
    found: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if re.fullmatch(r"word/(?:document|header\d*|footer\d*|comments|footnotes|endnotes)\.xml", name):
                text = re.sub(r"</?w:(?:p|br|tab)[\s/>]", "\n\\g<0>", package.read(name).decode("utf-8"))
                letters = re.finditer(r"<w:(?:t|delText)(?:\s[^>]*)?>([^<]*)<|\n", text)
                found += words(html.unescape("".join(m[1] if m[1] is not None else " " for m in letters)))
    return found


def words_of_odt(data: bytes) -> Counter[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content, styles = package.read("content.xml").decode(), package.read("styles.xml").decode()
    parts = [
        content[content.index("<office:body") :],
        *re.findall(r"(?s)<style:(?:header|footer)>.*?</style:(?:header|footer)>", styles),
    ]
    text = re.sub(r"<(?:text:(?:p|h|s|tab|line-break)|draw:\w+)[\s/>]", lambda m: f" {m[0]}", " ".join(parts))
    return words(html.unescape(re.sub(r"<[^>]*>", "", text)))


def letters_of_pdf(data: bytes) -> Counter[str]:
    file = pypdfium2.PdfDocument(data)
    text = "".join(file[n].get_textpage().get_text_bounded() for n in range(len(file)))
    return letters(text)


def letters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def accounted(document: Document) -> str:
    """Every text that is placed or left out, each once."""
    placed = [passage.text for passage in cut_passages(document)]
    return "\n".join([*placed, *(left.text for left in document.left_out)])


def check(data: bytes, suffix: str) -> None:
    document = read_document(data, suffix)
    assert all(left.reason for left in document.left_out)
    found = words(accounted(document))
    if suffix == ".pdf":  # its words are put together from lines, so that only the letters can be compared
        found, written = letters(accounted(document)), letters_of_pdf(data)
    elif suffix == ".docx":
        written = words_of_docx(data)
    elif suffix == ".odt":
        written = words_of_odt(data)
    else:
        text = data.decode(document.encoding)
        written = words_of_html(text) if suffix in (".html", ".htm") else words_of_markdown(text)
        if re.search(r"[a-z]-\n[a-z]", text):  # words that the ends of lines cut are put together
            found, written = (letters("".join(counted.elements())) for counted in (found, written))
    assert (written - found, found - written) == (Counter(), Counter())


def reports() -> Iterator[Path]:
    for folder in (
        TESTS.parent / "raw",
        TESTS / "gold",
        TESTS / "forms",
        SHARED / "gold" / "reports",
        SHARED / "corpora" / "real",
    ):
        for path in sorted(folder.rglob("[12][0-9][0-9][0-9].*")):
            if "marked" not in path.parts and not path.name.endswith(".gold.json"):
                yield path


@pytest.mark.parametrize("path", list(reports()), ids=lambda path: "/".join(path.parts[-3:]))
def test_every_word_of_a_report_is_accounted_for(path: Path) -> None:
    check(path.read_bytes(), path.suffix)


# --- generated documents -------------------------------------------------------------------------------------------

SOME = settings(max_examples=60, deadline=None)
word = st.sampled_from(
    "o a un Forum énergie 12 3,5 k€ l'eau c’est-à-dire (27/02) • – 🎯 ʼ \u00ad1 2\u202f000 \u200fx".split(" ")
)
phrase = st.lists(word, min_size=1, max_size=5).map(" ".join)


def wrap(tag: str, attributes: str = "") -> Callable[[str], str]:
    return lambda inner: f"<{tag} {attributes}>{inner}</{tag}>"


inline = st.recursive(
    phrase,
    lambda inner: st.one_of(
        st.builds(lambda tag, x: f"<{tag}>{x}</{tag}>", st.sampled_from("b i span sup a button small".split()), inner),
        st.builds(lambda a, b: f"{a}<br>{b}", inner, inner),
        st.builds(lambda a, b: f"{a}<b>{b}</b>", inner, inner),
    ),
    max_leaves=4,
)


def several(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, min_size=1, max_size=3).map("".join)


LISTED = "ul ol tr table tbody thead li td th dl dt dd caption"  # where they stand is damage, and read all the same
page = st.recursive(
    st.one_of(inline, *(inline.map(wrap(tag)) for tag in "p h2 li td div nav button".split())),
    lambda inner: st.one_of(
        *(several(inner).map(wrap(tag)) for tag in f"{LISTED} div section".split()),
        st.lists(inner, max_size=2).map("".join).map(wrap("div", "style='display:none'")),
        st.lists(inner, max_size=2).map("".join).map(wrap("td", "rowspan=3 colspan=2")),
        st.lists(inner, max_size=2).map("".join).map(wrap("tr", "hidden")),
    ),
    max_leaves=12,
)


@SOME
@given(st.lists(page, min_size=1, max_size=4).map("".join))
def test_every_word_of_a_web_page(body: str) -> None:
    check(f"<html><head><title>Bilan</title></head><body>{body}</body></html>".encode(), ".html")


@SOME
@example("a<table>b<tr>c<td>d</td>e</tr>f</table>g", "o<table>o<tr>o</tr></table>")
@given(st.lists(page, min_size=1, max_size=3).map("".join), st.lists(page, max_size=3).map("".join))
def test_every_word_of_a_page_with_a_main_part(main: str, beside: str) -> None:
    beside = f"<div>{beside}</div>"
    check(f"<body>{beside} un bord<main>{main}</main>et l'autre {beside}</body>".encode(), ".html")


plain = st.lists(st.sampled_from("un Forum énergie 12 3,5 k€ l'eau 🎯".split()), min_size=1, max_size=5).map(" ".join)
MARKS = "- * 1. 2. # ### > • ○ o".split()
line = st.one_of(
    plain,
    st.builds("{}{} {}".format, st.sampled_from(["", "  ", "    "]), st.sampled_from(MARKS), plain),
    st.builds("**{}** : {}".format, plain, plain),
    st.builds("{}\t<ul><li>{}</li><li>• {}</li></ul>".format, plain, plain, plain),
    st.builds("| {} | {} |".format, plain, plain),
    st.builds("<p>{}</p>".format, plain),
    st.just(""),
)


@SOME
@given(st.lists(line, min_size=1, max_size=12).map("\n".join))
def test_every_word_of_markdown_and_hybrid(text: str) -> None:
    check(f"---\ntitle: Bilan\n---\n{text}\n\nfin\n".encode(), ".md")


run = st.one_of(
    st.builds(r, phrase, st.sampled_from(["", "<w:b/>"])),
    phrase.map(lambda x: r(" ") + r(f" {x} ", "<w:vanish/>") + r(" ")),
)
insides = st.lists(run, max_size=3).map("".join)
marked = st.one_of(
    run,
    *(insides.map(lambda x, t=tag: f"<w:{t}>{x}</w:{t}>") for tag in "ins hyperlink smartTag fldSimple".split()),
    phrase.map(lambda x: f"{r(' ')}<w:del><w:r><w:delText> {x} </w:delText></w:r></w:del>{r(' ')}"),
    phrase.map(lambda x: f"{r(' ')}<w:r><w:pict><w:txbxContent>{p(x)}</w:txbxContent></w:pict></w:r>{r(' ')}"),
)
styles = st.sampled_from(["", "Titre", "Titre1", "Puce", "TM1", "Lgende", "Plan"])
numbered = st.sampled_from(["", *(f'<w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="1"/></w:numPr>' for n in range(3))])
paragraph = st.builds(
    lambda inside, style, number: p("", style, number).replace("</w:p>", f"{''.join(inside)}</w:p>"),
    st.lists(marked, max_size=3),
    styles,
    numbered,
)
properties = st.sampled_from(["", '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"])
body = st.recursive(
    paragraph,
    lambda inner: st.one_of(
        st.lists(st.lists(st.builds(tc, inner, properties), min_size=1, max_size=3), min_size=1, max_size=3).map(
            lambda rows: tbl(*(tr(*row) for row in rows))
        ),
        inner.map(lambda x: f"<w:sdt><w:sdtContent>{x}</w:sdtContent></w:sdt>"),
        st.builds(lambda a, b: a + b, inner, inner),
    ),
    max_leaves=8,
)


@SOME
@given(body, phrase)
def test_every_word_of_a_word_file(inner: str, foot: str) -> None:
    check(docx(inner, footer1=p(foot), comments=p("à revoir")), ".docx")


place = st.tuples(st.integers(1, 12), st.integers(3, 55), st.sampled_from([8.0, 10.0, 12.0]))
places = st.lists(place, min_size=1, max_size=40, unique_by=lambda x: x[:2])
DRAWN = ["o", "Forum", "12 k€", "eau-", "de la", "• un", "1. et", "fin.", "7"]


@settings(max_examples=25, deadline=None)
@given(st.lists(places, min_size=1, max_size=3), st.booleans(), st.randoms())
def test_every_letter_of_a_pdf(pages: list[list[tuple[int, int, float]]], ruled: bool, chance: random.Random) -> None:
    sheets = []
    for page_places in pages:
        sheet = Sheet()
        if ruled:
            sheet.grid([36, 156, 316, 560], [60, 200, 400, 700])
        for x, y, size in page_places:
            sheet.at(x * 42, y * 14, chance.choice(DRAWN), size)
        sheets.append(sheet.at(36, 800, "le pied de la page"))
    check(write_pdf(*sheets), ".pdf")
