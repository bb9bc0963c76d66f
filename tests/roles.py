"""Annotated roles as cases: each partner of a gold report, in its passage, with the role that a reader gave it.

The gold's marks say where partners are; tests/gold/partner_roles.csv says what each does, by report, surface and
count. Marks travel through the project's own reader as rare letters, so that passages carry the spans.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.context import context_of
from pipeline.formats import read_document
from pipeline.model import Passage
from pipeline.passages import cut_passages

HERE = Path(__file__).parent
ROLES = HERE / "gold" / "partner_roles.csv"
MARKED = (HERE.parent.parent / "shared" / "gold" / "marked", HERE / "gold" / "marked")
MARK = re.compile(r"\{\{(?:([DALPNX]):[^{}|]*\|([^{}|<>]+)|K:[^{}|]*)\}\}")
OPEN, CLOSE = "\ua686", "\ua687"  # letters that no report has


@dataclass(frozen=True)
class Case:
    report_id: str
    text: str
    span: tuple[int, int]
    names: tuple[tuple[int, int], ...]
    passage: Passage
    above: tuple[str, ...]
    role: str  # « ? » where two readers would argue

    @property
    def surface(self) -> str:
        return self.text[slice(*self.span)]


def load_roles() -> dict[tuple[str, str, int], str]:
    with ROLES.open(encoding="utf-8", newline="") as file:
        return {(row["report_id"], row["text"], int(row["nth"])): row["role"] for row in csv.DictReader(file)}


def gold_cases(folder: Path) -> Iterator[Case]:
    """The annotated partners of every marked report of `folder`; none where there is no such folder."""
    roles = load_roles()
    annotated = {report_id for report_id, _, _ in roles}
    for path in sorted(folder.glob("*/*.*")):
        report_id = f"{path.parent.name}-{path.stem}"
        if report_id not in annotated:
            continue
        data = path.read_bytes()
        try:
            text, encoding = data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            text, encoding = data.decode("cp1252"), "cp1252"
        plain = MARK.sub(lambda m: f"{OPEN}{m[2]}{CLOSE}" if m[1] == "P" else m[2] or "", text)
        if encoding == "cp1252":  # which has no such letters
            plain = plain.replace(OPEN, "&#xa686;").replace(CLOSE, "&#xa687;")
        document = read_document(plain.encode(encoding), path.suffix)
        passages = cut_passages(document)
        seen: Counter[str] = Counter()
        for index, passage in enumerate(passages):
            clean, spans = strip(passage.text)
            above = tuple(strip(words)[0] for words in context_of(passages, index))
            for span in spans:
                surface = clean[slice(*span)]
                seen[surface] += 1
                yield Case(
                    report_id, clean, span, tuple(spans), passage, above, roles.pop((report_id, surface, seen[surface]))
                )


def strip(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its rare letters, and the spans that they stood around."""
    clean, spans = "", []
    for piece in re.split(f"([{OPEN}{CLOSE}])", text):
        if piece == OPEN:
            spans.append((len(clean), len(clean)))
        elif piece == CLOSE:
            spans[-1] = (spans[-1][0], len(clean))
        else:
            clean += piece
    return clean, spans
