"""Single dates in a text, each as it stands, before its neighbours say more.

In: folded text. Out: atoms, in order, with what the text itself says of them. It refuses to fill in what is missing,
and to join dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.kinds.date_near import BEFORE_NUMERIC, Around, is_month_alone, is_season, is_short_date, is_year
from pipeline.kinds.date_shapes import (
    ABBREVIATED,
    ADVERBS,
    ATOM,
    CARDINALS,
    FULL,
    MONTHS,
    ORDINALS,
    PARTS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    WORD_YEAR,
)
from pipeline.lexicon import one_of

PIVOT = 45  # two-digit years up to 45 are of this century: reports plan some twenty years ahead, and tell of births
PREFILTER = re.compile(rf"\d|{one_of([*MONTHS, *SEASONS, *UNITS, *WEEKDAYS, *ADVERBS])}|{WORD_YEAR}")
NO_DAY = 99  # « 00/05/2021 »: written, and on no calendar
LETTERS = {"t": 32, "q": 32, "s": 39}
MISSPELT = re.compile(r"(?<![^\W_])(?:(\d{1,2}|1\s?er)\s)?([a-z]{4,10})\s$")


@dataclass(frozen=True, slots=True)
class Atom:
    """`year` None: not said. `code` and `day` as in `edtf.Point`. `shape` names the pattern that read it; a range of
    years holds its last in `until`."""

    start: int
    end: int
    shape: str
    year: int | None
    code: int = 0
    day: int = 0
    until: int | None = None


def find_atoms(text: str, folded: str) -> list[Atom]:
    """Every single date of `folded`, which is `fold(text)`; none where a pattern matches by chance.

    >>> [(a.year, a.code, a.day) for a in find_atoms("le 3 mai et en 2021", "le 3 mai et en 2021")]
    [(None, 5, 3), (2021, 0, 0)]
    """
    atoms: list[Atom] = []
    place = 0
    while m := ATOM.search(folded, place):
        found = _read(m, text, folded)
        atoms += found
        place = found[-1].end if found else m.start() + 1
    return atoms


def full_year(digits: str | None) -> int | None:
    """« 2019 », « 19 », « '19 », « 2O19 », « deux mille dix-neuf » as a year.

    >>> [full_year(written) for written in ("19", "1998", "98", "2o19", "deux mille dix-neuf", "mil neuf cent dix")]
    [2019, 1998, 1998, 2019, 2019, 1910]
    """
    if not digits:
        return None
    if "mil" in digits:
        century, tail = re.split(r"mille|cents?", digits, maxsplit=1)
        tail = tail.strip(" -")
        return (2000 if century.startswith("deux") else 1900) + (day_number(tail) if tail else 0)
    year = int(digits.lstrip("'").translate(SCANNED))
    return year if year > 99 else year + (2000 if year <= PIVOT else 1900)


SCANNED = str.maketrans("oli", "011")


def day_number(word: str) -> int:
    """A day or the end of a year, in digits or in words; 0 where a scan left neither."""
    word = re.sub(r"\s+", " ", word)
    if word == "premier" or re.fullmatch(r"[1il]\s?er|1\s?[e°]", word):
        return 1
    if word in CARDINALS:
        return CARDINALS[word]
    digits = word.translate(SCANNED)
    return int(digits) if digits.isdigit() else 0


def _month(word: str) -> int:
    return MONTHS[word.rstrip(".")]


def _read(m: re.Match[str], text: str, folded: str) -> list[Atom]:
    around = Around.of(text, folded, m.start(), m.end())
    read = next(read for group, read in READERS if m[group] is not None)
    return read(m, around)


def _in_words(m: re.Match[str], around: Around) -> list[Atom]:
    return [Atom(m.start() + 2, m.end(), "words", full_year(m["aw"]), _month(m["am"]), day_number(m["ad"]))]


def _iso(m: re.Match[str], around: Around) -> list[Atom]:
    return [Atom(m.start(), m.end("id"), "iso", int(m["iy"]), int(m["im"]), int(m["id"]))]


def _numeric(m: re.Match[str], around: Around) -> list[Atom]:
    padded = len(m["nd"]) == len(m["nm"]) == 2
    if m["ns"] == " " and not (padded and len(m["ny"]) == 4 and re.search(r"\b(?:le|du|au)\s$", around.before)):
        return []
    if m["ns"].strip() != "/" and len(m["ny"]) == 2 and not padded and not BEFORE_NUMERIC.search(around.before):
        return []  # « 2.3.14 » numbers a section
    if m["ns"] == "-" and len(m["ny"]) == 2 and not (1 <= int(m["nd"]) <= 31 and 1 <= int(m["nm"]) <= 12):
        return []  # « 49-72-53 » lists départements
    return [Atom(m.start(), m.end(), "numeric", full_year(m["ny"]), int(m["nm"]), int(m["nd"]) or NO_DAY)]


def _worded(m: re.Match[str], around: Around) -> list[Atom]:
    word, month = m["wd"], m["wm"]
    if word in CARDINALS and m["wg"].strip():  # « Cinq-Mars » is a name
        return []
    if not word[0].isdigit() and word[-1] not in "0123456789or°" and (month.rstrip(".") in ABBREVIATED or word == "un"):
        return []
    if re.search(r"\d[.,]$|\bcovid-$|\d\s$", around.before) and not m["wy"]:
        return []
    day, year, end = day_number(word), full_year(m["wy"]), m.end()
    if m["w2"]:
        closed = re.match(r"\s?(?:$|[,;:.)\]](?!\s?\d))", around.after)
        if m["ws"] != " " or (closed and int(m["w2"]) >= 10):
            year = full_year(m["w2"])
        else:
            end = m.end("wm")
    return [Atom(m.start(), end, "day", year, _month(month), day)] if day else []


def _month_alone(m: re.Match[str], around: Around) -> list[Atom]:
    word, year, end = m["mm"], full_year(m["my"] or m["m9"]), m.end()
    if m["m2"] and not re.search(r"\d\s?$|-$", around.before):
        year = full_year(m["m2"])
    elif m["m2"]:
        end = m.end("mm")
    short = word.rstrip(".") in ABBREVIATED
    if year is None and not is_month_alone(word, short, around):
        return []
    if m["my"] and not m["my"][0].isdigit() and m["my"][0] != "'" and not around.text[m.start() : m.end()].strip():
        return []
    return [Atom(m.start(), end, "month", year, _month(word))]


def _part_letter(m: re.Match[str], around: Around) -> list[Atom]:
    sign = "qxz"[[m["qn"], m["xn"], m["zn"]].index(m["qn"] or m["xn"] or m["zn"])]
    letter, value, year = m[f"{sign}n"], int(m[f"{sign}v"]), m[f"{sign}y"] or (m["q2"] if sign == "q" else None)
    code = LETTERS[letter] + value
    if code > 41 or not around.text[m.start(f"{sign}n")].isupper() or (letter == "q" and not year):
        return []
    if not year and (around.is_of_homes() or re.search(r"\d\s$", around.before)):
        return []
    return [Atom(m.start(), m.end(), "letter", full_year(year), code)]


def _part_in_words(m: re.Match[str], around: Around) -> list[Atom]:
    base, rank = int(PARTS[m["ou"]]), int(ORDINALS[m["on"]])
    last = 4 if base == 32 else 2
    if rank == 0:  # « dernier trimestre 2021 »
        rank = last if m["oy"] else 9
    if rank > last or (m["ou"] == "sem" and re.match(r"\s(?:de|du|d')\b", around.after)):
        return []
    return [Atom(m.start(), m.end(), "part", full_year(m["oy"]), base + rank)]


def _season(m: re.Match[str], around: Around) -> list[Atom]:
    year, last = m["sy"], m["sz"]
    if not is_season(m["sn"], bool(year), around):
        return []
    if last and SEASONS[m["sn"]] == "24":  # « hiver 2020-2021 » is that of January 2021
        year = last if len(last) == 4 else year[:2] + last
    return [Atom(m.start(), m.end(), "season", full_year(year), int(SEASONS[m["sn"]]))]


def _decade(m: re.Match[str], around: Around) -> list[Atom]:
    first = int(m["dy"]) if len(m["dy"]) == 4 else 1900 + int(m["dy"])
    return [Atom(m.start(), m.end(), "years", first, until=first + 9)]


def _list_of_years(m: re.Match[str], around: Around) -> list[Atom]:
    return [
        Atom(m.start() + one.start(), m.start() + one.end(), "listed", int(one[0])) for one in re.finditer(r"\d+", m[0])
    ]


def _years(m: re.Match[str], around: Around) -> list[Atom]:
    first, tail = int(m["ry"]), m["rz"] or m["r2"]
    until = int(tail) if len(tail) == 4 else first // 100 * 100 + int(tail)
    if first < until <= first + 60 and len(tail) > 1:
        return [Atom(m.start(), m.end(), "years", first, until=until)]
    if m["r2"] and 1 <= int(tail) <= 12 and around.says_year():  # « en 2021-03 »
        return [Atom(m.start(), m.end(), "month", first, int(tail))]
    return []


def _numeric_month(m: re.Match[str], around: Around) -> list[Atom]:
    month = int(m["nm2"])
    if not 1 <= month <= 12 or (m["ns2"].strip() != "/" and not around.says_year()):
        return []
    return [Atom(m.start(), m.end(), "numeric", int(m["ny2"]), month)]


def _short(m: re.Match[str], around: Around) -> list[Atom]:
    day, month = int(m["pd"]), int(m["pm"])
    padded = len(m["pd"]) == len(m["pm"]) == 2
    if padded and m["ps"] == "/" and 1 <= day <= 12 and 13 <= month <= 39 and around.says_month():  # « en 03/21 »
        return [Atom(m.start(), m.end(), "numeric", full_year(m["pm"]), day)]
    if not is_short_date(day, month, m["ps"], padded, around):
        return []
    return [Atom(m.start(), m.end(), "numeric", None, month, day)]


def _year(m: re.Match[str], around: Around) -> list[Atom]:
    year = full_year(m["yy"] or m["yo"] or m["yw"])
    assert year is not None
    if not is_year(around, certain=bool(m["yy"])):
        return []
    atom = Atom(m.start(), m.end(), "year", year)
    return [_with_misspelt_month(atom, around)] if m["yy"] else [atom]


def _with_misspelt_month(atom: Atom, around: Around) -> Atom:
    """« 12 novembe 2019 »: a word before the year that is one letter away from a month is that month."""
    before = MISSPELT.search(around.before)
    if not before or not (month := _nearest_month(before[2])):
        return atom
    start = atom.start - (len(around.before) - before.start())
    return replace(atom, start=start, shape="misspelt", code=month, day=day_number(before[1]) if before[1] else 0)


def _nearest_month(word: str) -> int:
    """The month that one letter more, less or other, or two letters exchanged, makes of a word; 0 where there is none.

    >>> _nearest_month("setembre"), _nearest_month("ocotbre"), _nearest_month("budget")
    (9, 10, 0)
    """
    for month in FULL:
        if len(month) >= 5 and abs(len(month) - len(word)) <= 1 and word != month and _one_edit(word, month):
            return MONTHS[month]
    return 0


def _one_edit(a: str, b: str) -> bool:
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[head:], b[head:]
    if len(a) == len(b):
        swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or swapped
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]


READERS: tuple[tuple[str, Callable[[re.Match[str], Around], list[Atom]]], ...] = (
    ("yy", _year), ("wd", _worded), ("mm", _month_alone), ("pd", _short), ("nd", _numeric), ("ry", _years),
    ("aw", _in_words), ("iy", _iso), ("qn", _part_letter), ("xn", _part_letter), ("zn", _part_letter),
    ("on", _part_in_words), ("sn", _season), ("dy", _decade), ("ly", _list_of_years), ("nm2", _numeric_month),
    ("yo", _year), ("yw", _year),
)  # fmt: skip
