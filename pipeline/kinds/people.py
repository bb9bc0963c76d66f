"""The people of a body's texts, with title and organisation.

In: all texts of one body, the names found in them, and the partners of each text. Out: for each text the mentions of
people, each with the fullest name that the reports give. It refuses to find names where the model saw none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pipeline.gazetteer import fold_name
from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.model import Mention, Name, PartnerValue, PersonValue

CIVILITY = re.compile(
    r"(?:(?:M|MM|Mr|Mme|Mmes|Mlle|Dr|Pr|Me)\b\.?|Monsieur|Madame|Mesdames|Messieurs|Docteur|Maître|Mgr|le|la|l['’]|et|à|de|d['’])\s*",
)
EDGES = re.compile(r"^[\s,;:.(«\"•–-]+|[\s,;:(»\")–-]+$")
REACH = 110  # letters behind a name within which its title stands
NEAR = 40  # letters between a title and its organisation
TITLE = rf"(?:{one_of(row['form'] for row in load_lexicon('person_titles'))})(?:e|es|s|trice)?(?![^\W_])"
TITLE_AFTER = re.compile(
    rf"\s?(?:,|\(|–|-)\s?(?:(?:le|la|l'|qui\s(?:dirige|preside)|alors|nouveau|nouvelle)\s?)*({TITLE})"
)
TITLE_BEFORE = re.compile(
    rf"(?<![^\W_])({TITLE})(?:[^.;:()]{{0,70}}?)(?:,\s|\s)(?:(?:m|mme|mr|dr|madame|monsieur)\.?\s)?$"
)
REST = re.compile(r"[^,;.()]{0,80}")
LAST_SMALL = re.compile(r"\s(?:de|du|des|d|de la|de l|à|a|au|aux|en|et|pour|par)$")


Span = tuple[int, int]


def find_people(
    texts: Sequence[str], names: Sequence[Sequence[Name]], partners: Sequence[Sequence[Mention]]
) -> list[list[Mention]]:
    """The people of each text, in order."""
    spans = [[_trim(text, n) for n in found if n.label == "PERSON"] for text, found in zip(texts, names, strict=True)]
    full = _full_names(text[a:b] for text, found in zip(texts, spans, strict=True) for a, b in found)
    return [
        [
            Mention("people", a, b, PersonValue(full[text[a:b]], *_title(text, (a, b), own, found)), "model")
            for a, b in own
            if a < b
        ]
        for text, own, found in zip(texts, spans, partners, strict=True)
    ]


def _trim(text: str, name: Name) -> tuple[int, int]:
    """The span without civility and punctuation."""
    start, end = name.start, name.end
    while match := CIVILITY.match(text, start, end):
        start = match.end()
    inner = text[start:end]
    lead, trail = EDGES.match(inner), EDGES.search(inner, 1)
    if trail and trail.end() == len(inner) and trail.start() > 0:
        end = start + trail.start()
    return (start + lead.end() if lead and lead.start() == 0 else start), end


def _full_names(surfaces: Iterable[str]) -> dict[str, str]:
    """Surface -> the one full name of the reports that ends in it (« M. Barrois » -> « Bernard Barrois »)."""
    counts = Counter(surfaces)
    by_last: dict[str, set[str]] = defaultdict(set)
    for surface in counts:
        words = fold_name(surface).split(" ")
        for n in range(1, len(words)):
            by_last[" ".join(words[n:])].add(" ".join(words))
    written: dict[str, str] = {}
    for surface in sorted(counts, key=lambda s: (s.isupper(), -counts[s], s)):
        written.setdefault(fold_name(surface), surface)
    found = {}
    for surface in counts:
        key = fold_name(surface)
        fuller = by_last.get(key, set())
        found[surface] = written[next(iter(fuller))] if len(fuller) == 1 else written[key]
    return found


def _title(text: str, span: Span, people: Sequence[Span], partners: Sequence[Mention]) -> tuple[str, str]:
    """Title and partner_id, both empty when the text does not say."""
    start, end = span
    folded = fold(text)
    if after := TITLE_AFTER.match(folded, end):
        begins, at = after.start(1), after.end(1)
        rest = REST.match(text, at)
        stop = rest.end() if rest else at
    elif before := TITLE_BEFORE.search(folded[max(0, start - REACH) : start]):
        base = max(0, start - REACH)
        begins, at = base + before.start(1), base + before.end(1)
        stop = start
        if any(TITLE_AFTER.match(folded, other_end) and other_end <= begins for _, other_end in people):
            return "", ""  # the title of the person before
    else:
        return "", ""
    partner = next(
        (p for p in partners if at <= p.start < min(stop, at + NEAR) + 1 and not (p.start < end and start < p.end)),
        None,
    )
    title = text[begins : partner.start if partner else stop]
    title = LAST_SMALL.sub(
        "", re.sub(r"\s(?:de la|de l['’]|du|des|de|d['’]|à la|à l['’]|au|aux|à|,)\s*$", "", title.rstrip(" ,"))
    )
    value = partner.value if partner else None
    return title.strip(" ,"), value.partner_id if isinstance(value, PartnerValue) else ""
