"""Extracted tables against gold reports: precision, recall and F1 of each kind.

In: gold marks (ORGANISATION/YEAR.gold.json beside each raw report) and the tables of a run. Out: a Tally per figure and
the list of errors. It refuses to run the extraction.

A date is right when its EDTF value is; an amount when number, upper bound and kind are; a place when surface and code
are; a partner or person when the surface is. Surfaces count without case, accents, punctuation and article. `naming`
asks of each two mentions of partners of one body whether they share an id exactly when gold says so; `actions` whether
an action begins where gold begins one; `pairing` whether two years' actions meet as gold says.
"""

from __future__ import annotations

import csv
import html
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

KIND_OF_MARK = {"D": "dates", "A": "amounts", "L": "places", "P": "partners", "N": "people"}
FIGURES = ("dates", "amounts", "places", "partners", "people", "naming", "actions", "pairing")
CURRENCIES = {"EUR", "USD", "GBP", "CHF"}
HEAD = 32  # letters by which the beginning of an action is known
ARTICLE = re.compile(r"^(?:(?:l'|d'|le |la |les |un |une |du |de |de l'|des |au |aux |a l'|a la )+)")
TAG = re.compile(r"<[^>]*>|[*_#`]")
END_OF_ACTION = re.compile(r"</?(?:td|th|tr|li|ul|ol|p|h[1-6])\b|\t|\n\s*\n|\n\s*[-*#|]", re.IGNORECASE)
GLYPH = re.compile(r"^[\s\-•○·o–*]+(?=\s)")

Mark = dict[str, Any]
Row = dict[str, str]
Says = Callable[[Mark, Row], bool]  # does a row say what a mark does?


@dataclass(slots=True)
class Tally:
    right: int = 0
    gold: int = 0
    predicted: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that the run says and gold does not, or the other way round."""

    where: str  # ORGANISATION/YEAR, or « ORGANISATION YEAR-YEAR »
    fault: Literal["wrong", "missed", "extra"]
    figure: str
    value: str = ""  # what gold says; of an extra, what the run says
    text: str = ""
    got: str = ""

    def __str__(self) -> str:
        surface = f" « {self.text} »" if self.text else ""
        return f"{self.where} {self.fault} {self.figure} {self.value}{surface}{f': {self.got}' if self.got else ''}"


@dataclass(slots=True)
class Score:
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIGURES})
    errors: list[Error] = field(default_factory=list)


def fold(text: str) -> str:
    """Letters, digits and a few signs, in lower case, without accents.

    >>> fold("L’Écho &eacute;t&eacute; 35,9 M€")
    "l'echo ete 35 9 m€"
    """
    plain = unicodedata.normalize("NFKD", html.unescape(text or ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'").lower()
    return " ".join(re.sub(r"[^0-9a-z'%€/+]+", " ", plain).split())


def overlaps(a: str, b: str) -> bool:
    a, b = fold(a), fold(b)
    return bool(a and b) and (a in b or b in a)


def same_name(a: str, b: str) -> bool:
    return ARTICLE.sub("", fold(a)).strip(" '") == ARTICLE.sub("", fold(b)).strip(" '")


def score_run(gold: Path, extracted: Path, bodies: Collection[str] | None = None) -> Score:
    """Score the tables of `extracted` against every gold report under `gold`, or those of `bodies` alone."""
    score = Score()
    tables = {table: _read(extracted / "csv" / f"{table}.csv") for table in (*KIND_OF_MARK.values(), "actions")}
    naming: dict[str, list[tuple[str, str]]] = defaultdict(list)
    keys: dict[tuple[str, int], dict[str, str]] = {}
    for path in sorted(gold.glob("*/*.gold.json")):
        body, year = path.parent.name, path.name.split(".")[0]
        if bodies is not None and body not in bodies:
            continue
        marks: list[Mark] = json.loads(path.read_text(encoding="utf-8"))
        rows = {t: [r for r in tables[t] if r["report_id"] == f"{body}-{year}"] for t in tables}
        for letter, table in KIND_OF_MARK.items():
            pairs = _score_kind(letter, marks, rows[table], score, f"{body}/{year}")
            if letter == "P":
                naming[body] += [(mark["value"], row["partner_id"]) for mark, row in pairs]
        keys[body, int(year)] = _gold_heads(_raw_text(path, year), marks)
        _score_actions(keys[body, int(year)], rows["actions"], score, f"{body}/{year}")
    for pairs_of_body in naming.values():
        _score_naming(pairs_of_body, score.tallies["naming"])
    for (name, first), before in keys.items():
        after = keys.get((name, first + 1))
        if after is not None:
            made = _read(extracted / "compare" / name / f"{first}-{first + 1}" / "actions.csv")
            _score_pairing(before, after, made, score, f"{name} {first}-{first + 1}")
    return score


def table_of(score: Score) -> str:
    """The figures as a table of fixed width."""
    widest = max(map(len, score.tallies))
    lines = [f"{'':{widest}} {'precision':>9} {'recall':>7} {'F1':>7} {'gold':>6} {'found':>6}"]
    for name, tally in score.tallies.items():
        figures = f"{tally.precision:9.3f} {tally.recall:7.3f} {tally.f1:7.3f}"
        lines.append(f"{name:{widest}} {figures} {tally.gold:6} {tally.predicted:6}")
    return "\n".join(lines)


def _read(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _raw_text(gold: Path, year: str) -> str:
    source = next(p for p in sorted(gold.parent.glob(f"{year}.*")) if not p.name.endswith(".gold.json"))
    data = source.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip()).normalize()
    except InvalidOperation:
        return None


def _says_date(mark: Mark, row: Row) -> bool:
    return bool(row["value"] == mark["value"])


def _says_amount(mark: Mark, row: Row) -> bool:
    numbers, unit = mark["value"].split(" ", 1)
    low, _, high = numbers.partition("..")
    kind = "money" if unit in CURRENCIES else "share" if unit == "%" else "quantity"
    bounds = (_number(row["value"]), _number(row["value_max"] or ""))
    return bounds == (_number(low), _number(high)) and row["kind"] == kind


def _says_place(mark: Mark, row: Row) -> bool:
    code = mark["value"].split(":")[1]
    return not code or row["code"] == code


SAYS: dict[str, Says] = {"D": _says_date, "A": _says_amount, "L": _says_place}


def score_spans(letter: str, marks: list[Mark], rows: list[Row], says: Says) -> Tally:
    """How many rows stand where gold has a mark and say what `says` asks for: another finder's rows, say."""
    score = Score()
    _score_kind(letter, marks, rows, score, "", says)
    return score.tallies[KIND_OF_MARK[letter]]


def _score_kind(
    letter: str, marks: list[Mark], rows: list[Row], score: Score, where: str, says: Says | None = None
) -> list[tuple[Mark, Row]]:
    """Pair marks with rows, the right ones first, then those merely seen; count; return all pairs."""
    meets = overlaps if letter in "DA" else same_name
    says = says or SAYS.get(letter, lambda mark, row: True)
    waiting, left = [m for m in marks if m["type"] == letter], list(rows)
    figure = KIND_OF_MARK[letter]
    tally = score.tallies[figure]
    tally.gold += len(waiting)
    pairs: list[tuple[Mark, Row]] = []
    for must_be_right in (True, False):
        unmet = []
        for mark in waiting:
            fits = (r for r in left if meets(mark["surface"], r["text"]) and (not must_be_right or says(mark, r)))
            row = next(fits, None)
            if row is None:
                unmet.append(mark)
                continue
            left.remove(row)
            pairs.append((mark, row))
            tally.right += must_be_right
            if not must_be_right:
                got = row.get("value") or row.get("code") or "no code"
                score.errors.append(Error(where, "wrong", figure, mark["value"], mark["surface"], got))
        waiting = unmet
    score.errors += [Error(where, "missed", figure, m["value"], m["surface"]) for m in waiting]
    arguable = [m for m in marks if m["type"] == "X"]
    for row in left:
        if any(overlaps(mark["surface"], row["text"]) for mark in arguable):
            continue
        tally.predicted += 1
        score.errors.append(Error(where, "extra", figure, row.get("value") or row.get("code") or "", row["text"]))
    tally.predicted += len(pairs)
    return pairs


def _head(text: str) -> str:
    plain = html.unescape(text or "").replace("**", " ").replace("|", " ")
    return re.sub(r"[^0-9a-z]+", "", fold(GLYPH.sub("", plain)))[:HEAD]


def _gold_heads(raw: str, marks: Iterable[Mark]) -> dict[str, str]:
    """How each gold action begins -> its key."""
    heads = {}
    for mark in marks:
        if mark["type"] == "K":
            words = END_OF_ACTION.split(raw[mark["start"] : mark["start"] + 1200], maxsplit=1)[0]
            heads[_head(TAG.sub(" ", words))] = mark["value"]
    return heads


def _begins_alike(a: str, b: str) -> bool:
    return bool(a) and (a.startswith(b) or b.startswith(a))


def _score_actions(gold: dict[str, str], rows: list[Row], score: Score, where: str) -> None:
    made = Counter(_head(row["text"]) for row in rows)
    missed = [head for head in gold if not any(_begins_alike(m, head) for m in made)]
    tally = score.tallies["actions"]
    tally.right += len(gold) - len(missed)
    tally.gold += len(gold)
    tally.predicted += max(made.total(), len(gold) - len(missed))
    score.errors += [Error(where, "missed", "actions", gold[head], head) for head in missed]


def _score_naming(pairs: list[tuple[str, str]], tally: Tally) -> None:
    for (gold1, id1), (gold2, id2) in combinations(pairs, 2):
        tally.gold += gold1 == gold2
        tally.predicted += id1 == id2
        tally.right += gold1 == gold2 and id1 == id2


def _score_pairing(before: dict[str, str], after: dict[str, str], rows: list[Row], score: Score, where: str) -> None:
    """Pairs whose two sides have no key in gold (introductions, table heads) are not held against the run."""
    wanted = set(before.values()) & set(after.values())
    made = set()
    for row in rows:
        if row["text_before"] and row["text_after"]:
            made.add((_key(before, row["text_before"]), _key(after, row["text_after"])))
    made.discard((None, None))
    right = {a for a, b in made if a is not None and a == b}
    tally = score.tallies["pairing"]
    tally.gold += len(wanted)
    tally.predicted += len(made)
    tally.right += len(right)
    score.errors += [Error(where, "wrong", "pairing", f"{a} ~ {b}") for a, b in sorted(made, key=str) if a != b]
    score.errors += [Error(where, "missed", "pairing", key) for key in sorted(wanted - right)]


def _key(heads: dict[str, str], text: str) -> str | None:
    made = _head(text)
    return next((key for head, key in heads.items() if _begins_alike(made, head)), None)
