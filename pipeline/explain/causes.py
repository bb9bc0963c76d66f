"""What the value of a record hangs on: the passage is read again without each word and each thing around it.

In: the Spot of a record. Out: sentences, one for each effect, with the words, headings and partners without which the
value would be another. It refuses to know any rule: that a value changes is all that it sees, and where two cues say
the same, neither is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.explain.replay import Spot
from pipeline.explain.rules import brief, fields
from pipeline.kinds.people import find_people
from pipeline.kinds.places import find_places
from pipeline.model import Mention, Passage
from pipeline.run import read_passage
from pipeline.territory import Territory

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*['’]?|[€%]")
MASK = "x"  # stands for each letter of a word that is made unreadable
LACK = ("without it", "without any of them")
REACH = 300  # characters of the sentence before and behind a record that are tried: the rules look no farther


@dataclass(frozen=True, slots=True)
class _Without:
    """The report without something; `cut` are its passages, `partners` those of the passage."""

    told: str
    cut: Sequence[Passage]
    partners: Sequence[Mention]
    territory: Territory


def find_causes(spot: Spot) -> list[str]:
    """What would change the record: the body's other texts, words of the sentence, what stands above."""
    assert spot.mention is not None
    actual = _actual(spot)
    whole = _read(spot, actual)
    told = []
    if whole is not None and whole.value != spot.mention.value:
        told.append(f"the other texts of this body: from this one alone, {_effect(spot.mention, whole)}")
    causes: dict[str, list[str]] = {}
    for one in (*_without_words(spot), *_without_surroundings(spot)):
        if effect := _effect(whole, _read(spot, one)):
            causes.setdefault(effect, []).append(one.told)
    return told + [f"{', '.join(causes[effect])}: {LACK[len(causes[effect]) > 1]}, {effect}" for effect in causes]


def _actual(spot: Spot) -> _Without:
    """The report as it is, without nothing."""
    named = spot.replay.named
    return _Without("", spot.report.passages, named.partners[spot.at], named.territory)


def _read(spot: Spot, without: _Without) -> Mention | None:
    """The record as it is read without something; None where it is not."""
    named, mention = spot.replay.named, spot.mention
    assert mention is not None
    text, names = without.cut[spot.index].text, [named.names[spot.at]]
    places = find_places([text], names, without.territory)[0]
    decided = [m for m in named.places[spot.at] if m.rule == "decision"]
    places = [next((d for d in decided if d.start == m.start), m) for m in places]
    people = find_people([text], names, [without.partners])[0]
    found = read_passage(without.cut, spot.index, spot.report.source.year, places, without.partners, people)
    same = (m for m in found if m.kind == mention.kind and m.value is not None)
    return next((m for m in same if m.start < mention.end and mention.start < m.end), None)


def _effect(whole: Mention | None, other: Mention | None) -> str:
    """What differs, empty where nothing does."""
    if whole is None or whole == other or whole.value is None:
        return ""
    if other is None or other.value is None:
        return "nothing would be read here"
    if (whole.start, whole.end) != (other.start, other.end):
        return f"other words would be the record, with {brief(other.value)}"
    before, after = dict(fields(whole.value)), dict(fields(other.value))
    changed = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    told = [f"{name} {_become(after.get(name, ''))}" for name in changed]
    return f"{told[0].replace(' ', ' would be ', 1)}" if len(told) == 1 else f"it would be {', '.join(told)}"


def _become(value: str) -> str:
    """A value that holds an unreadable word is told by that alone."""
    return "shorter by this word" if MASK * 2 in value else value or "empty"


def _without_words(spot: Spot) -> Iterator[_Without]:
    """Each word near the record, made unreadable."""
    assert spot.mention is not None
    start, end = spot.mention.start, spot.mention.end
    for match in WORD.finditer(spot.passage.text, max(0, start - REACH), end + REACH):
        if match.end() <= start or end <= match.start():
            text = spot.passage.text[: match.start()] + MASK * len(match[0]) + spot.passage.text[match.end() :]
            yield _with(spot, f"« {match[0]} »", spot.index, replace(spot.passage, text=text))


def _without_surroundings(spot: Spot) -> Iterator[_Without]:
    passage, actual = spot.passage, _actual(spot)
    for partner in actual.partners:
        if spot.mention is not None and partner.start != spot.mention.start:
            others = [other for other in actual.partners if other != partner]
            yield replace(actual, told=f"the partner « {spot.words(partner)} »", partners=others)
    if passage.column:
        yield _with(spot, f"the head of its column, « {passage.column} »", spot.index, replace(passage, column=""))
    if passage.objective:
        yield _with(spot, f"its objective, « {passage.objective} »", spot.index, replace(passage, objective=""))
    if passage.caption:
        yield _with(spot, f"the table's title, « {passage.caption} »", spot.index, replace(passage, caption=""))
    for heading in reversed(passage.section):
        section = tuple(other for other in passage.section if other != heading)
        yield _with(spot, f"the heading « {heading} »", spot.index, replace(passage, section=section))
    above = passage.parent
    while above is not None:
        parent = actual.cut[above]
        yield _with(spot, f"what it stands under, « {parent.text} »", above, replace(parent, text=""))
        above = parent.parent
    yield replace(actual, told="the body's territory", territory=Territory())


def _with(spot: Spot, told: str, index: int, passage: Passage) -> _Without:
    """The report with another passage in the place of one."""
    actual = _actual(spot)
    cut = list(actual.cut)
    cut[index] = passage
    return replace(actual, told=told, cut=cut)
