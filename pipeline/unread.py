"""What the run saw and did not turn into a record: the list that staff read to find what it missed.

In: the passages of a report, the mentions that were settled in each and the names that the model saw. Out: Issues, one
for each number, date word or acronym that ended in no record, with the reason where a rule turned it down. It refuses
to correct anything.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from pipeline.model import Issue, Mention, Name, Passage

REASONS = Path(__file__).parent / "lexicon" / "reasons.csv"
NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:[ .,/:-]?\d+)*(?:er|e|ème|ère|nd|nde)?(?![\w])")
ACRONYM = re.compile(r"(?<![\w&-])[A-ZÀ-Ý][A-ZÀ-Ý0-9]{1,9}(?:[-.&/][A-ZÀ-Ý0-9]{1,9}){0,3}(?![\w])")
TAX = re.compile(r"(?<![^\W_])(?:HT|TTC|TVA)(?![^\W_])")  # they belong to the amount beside them
CAPITALS = 0.7  # share of capitals above which a text is written in capitals: its words are no acronyms
SENTENCE = re.compile(r"[.!?…;]\s+")
LONGEST_EXCERPT = 160


@cache
def load_reasons() -> dict[str, str]:
    """Rule -> why it turns a span down, in words for staff."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return {row["rule"]: row["reason"] for row in csv.DictReader(file)}


def find_unread(
    passages: Sequence[Passage], mentions: Sequence[Sequence[Mention]], names: Sequence[Sequence[Name]]
) -> list[Issue]:
    """Issues of one report, in the order of its text."""
    issues: list[Issue] = []
    for index, passage in enumerate(passages):
        found = [*_turned_down(passage, index, mentions[index])]
        covered = [(m.start, m.end) for m in mentions[index]]
        found += _missed(passage, index, NUMBER, "number", covered)
        if not _in_capitals(passage.text):
            kept_out = [(n.start, n.end) for n in names[index] if n.label in ("EVENT", "ORGAN")]
            taxes = [m.span() for m in TAX.finditer(passage.text)]
            found += _missed(passage, index, ACRONYM, "acronym", [*covered, *kept_out, *taxes])
        issues += [issue for _, issue in sorted(found, key=lambda pair: pair[0])]
    return issues


def summarize(issues: Iterable[Issue], report_id: str) -> list[str]:
    """One line per class: how many, and where to read them.

    >>> summarize([Issue("doubt", "number", "", passage=0), Issue("note", "law_number", "", passage=0)], "pma-2019")
    ['1 number not understood in pma-2019']
    """
    counts: dict[str, int] = {}
    for issue in issues:
        if issue.level == "doubt":
            counts[issue.code] = counts.get(issue.code, 0) + 1
    return [f"{n} {code}{'s' * (n > 1)} not understood in {report_id}" for code, n in sorted(counts.items())]


def _turned_down(passage: Passage, index: int, mentions: Sequence[Mention]) -> list[tuple[int, Issue]]:
    reasons = load_reasons()
    found = []
    for mention in mentions:
        if mention.value is None:
            surface = passage.text[mention.start : mention.end]
            why = reasons.get(mention.rule, mention.rule.replace("_", " "))
            level = "doubt" if mention.rule in ("impossible_date", "backward_range") else "note"
            code = "date" if level == "doubt" else mention.rule
            message = f"{why} : « {_excerpt(passage.text, mention.start, mention.end)} »"
            found.append((mention.start, Issue("doubt" if level == "doubt" else "note", code, message, surface, index)))
    return found


def _missed(
    passage: Passage, index: int, pattern: re.Pattern[str], code: str, covered: Sequence[tuple[int, int]]
) -> list[tuple[int, Issue]]:
    found = []
    why = load_reasons()[code]
    for match in pattern.finditer(passage.text):
        if any(start < match.end() and match.start() < end for start, end in covered):
            continue
        message = f"{why} : « {_excerpt(passage.text, match.start(), match.end())} »"
        found.append((match.start(), Issue("doubt", code, message, match[0], index)))
    return found


def _in_capitals(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters > 12 and sum(map(str.isupper, text)) > CAPITALS * letters


def _excerpt(text: str, start: int, end: int) -> str:
    """The sentence around a span, cut at words when it is long.

    >>> _excerpt("Un forum. Le lot 3 est clos. Fin.", 13, 18)
    'Le lot 3 est clos.'
    """
    begins = max((m.end() for m in SENTENCE.finditer(text, 0, start)), default=0)
    after = SENTENCE.search(text, end)
    stops = after.start() + 1 if after else len(text)
    if stops - begins <= LONGEST_EXCERPT:
        return text[begins:stops].strip()
    left, right = max(begins, start - LONGEST_EXCERPT // 2), min(stops, end + LONGEST_EXCERPT // 2)
    words = text[left:right].strip()
    return f"{'…' if left > begins else ''}{words}{'…' if right < stops else ''}"
