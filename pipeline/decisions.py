"""What people decided about names, replayed by every run: which are one partner, which are none, which place is meant.

In: the decisions of a body, and at each stage what the run says without them. Out: the same with the decisions applied,
and what became of each line, so that one that meets nothing any more is reported. It refuses to judge: what a person
wrote goes before what the run says, unless the run no longer says what that person saw (`expects`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.decision_file import Decision, read_place_value
from pipeline.kinds.institutions import key_of, slug
from pipeline.kinds.partner_names import kind_of
from pipeline.model import Issue, Mention, Name, PartnerValue, PlaceValue

NAMING = ("same_partner", "other_partner", "not_partner", "is_place")  # what this module applies
Met = Mapping[int, str]  # line -> empty where it was applied, else why not; a line that met nothing is not in it


# --- before naming -------------------------------------------------------------------------------------------------


def apply_to_names(
    texts: Sequence[str], names: Sequence[Sequence[Name]], decisions: Iterable[Decision]
) -> tuple[list[list[Name]], Met]:
    """`not_partner` and `is_place` on the names that the model saw.

    >>> apply_to_names(["au Pastel"], [[Name(3, 9, "PARTNER")]], [Decision("not_partner", "Pastel", line=2)])
    ([[Name(start=3, end=9, label='EVENT', rule='decision')]], {2: ''})
    """
    wanted = {key_of(d.subject): d for d in decisions if d.decision in ("not_partner", "is_place")}
    met: dict[int, str] = {}
    decided: list[list[Name]] = []
    for text, found in zip(texts, names, strict=True):
        decided.append([])
        for name in found:
            decision = wanted.get(key_of(text[name.start : name.end]))
            if decision is not None and name.label != "PARTNER":
                met.setdefault(decision.line, "the run sees no partner there by itself")
            elif decision is not None:
                met[decision.line] = ""
                name = Name(name.start, name.end, "PLACE" if decision.decision == "is_place" else "EVENT", "decision")
            decided[-1].append(name)
    return decided, met


# --- after naming --------------------------------------------------------------------------------------------------


def apply_to_partners(
    texts: Sequence[str], partners: Sequence[Sequence[Mention]], decisions: Sequence[Decision]
) -> tuple[list[list[Mention]], Met]:
    """`same_partner` and `other_partner` on the partners of each text."""
    values = {
        text[m.start : m.end]: m.value
        for text, found in zip(texts, partners, strict=True)
        for m in found
        if isinstance(m.value, PartnerValue)
    }
    decided, met = decide_names(values, decisions)
    return [
        [_renamed(m, decided.get(text[m.start : m.end])) for m in found]
        for text, found in zip(texts, partners, strict=True)
    ], met


def _renamed(mention: Mention, value: PartnerValue | None) -> Mention:
    known = mention.value
    if value is None or not isinstance(known, PartnerValue) or value.partner_id == known.partner_id:
        return mention
    return replace(mention, value=replace(value, role=known.role), rule="decision")


def decide_names(
    values: Mapping[str, PartnerValue], decisions: Iterable[Decision]
) -> tuple[dict[str, PartnerValue], Met]:
    """The partner that each surface names, once the decisions are applied in the file's order.

    A subject that is a partner's name or id stands for all its surfaces, another one for itself alone.

    >>> values = {"le CAB": PartnerValue("cab", "CAB"), "Club de Bray": PartnerValue("club-de-bray", "Club de Bray")}
    >>> one, met = decide_names(values, [Decision("same_partner", "CAB", "Club de Bray", line=2)])
    >>> {value.partner_id for value in one.values()}, met
    ({'club-de-bray'}, {2: ''})
    """
    decided = dict(values)
    met: dict[int, str] = {}
    for d in decisions:
        subjects = _surfaces(d.subject, decided) if d.decision in ("same_partner", "other_partner") else []
        objects = _surfaces(d.object, decided)
        if not subjects or (d.decision == "other_partner" and not objects):
            continue
        ids = {decided[surface].partner_id for surface in subjects}
        value = decided[objects[0]] if objects else _named(d.object)
        if d.expects and key_of(d.expects) not in {key_of(known) for known in ids}:
            done = d.decision == "same_partner" and ids == {value.partner_id}
            met[d.line] = f"the run now says « {', '.join(sorted(ids))} »{' by itself' if done else ''}"
            continue
        met[d.line] = ""
        if d.decision == "same_partner":
            decided |= dict.fromkeys(subjects, value)
        elif ids & {decided[surface].partner_id for surface in objects}:
            decided |= dict.fromkeys(subjects, _named(d.subject))
    return decided, met


def _surfaces(name: str, values: Mapping[str, PartnerValue]) -> list[str]:
    """The surfaces that a name in a decision stands for, the one written so first."""
    key = key_of(name)
    whole = [s for s, value in values.items() if key in (key_of(value.name), key_of(value.partner_id))]
    return sorted(whole) or sorted(surface for surface in values if key_of(surface) == key)


def _named(name: str) -> PartnerValue:
    return PartnerValue(slug(name) or "sans-nom", name, kind=kind_of(name))


def apply_to_places(
    texts: Sequence[str], places: Sequence[Sequence[Mention]], decisions: Iterable[Decision]
) -> tuple[list[list[Mention]], Met]:
    """`is_place` with a value: which of its homonyms a name means; `expects` is the code that the run says."""
    wanted = {key_of(d.subject): d for d in decisions if d.decision == "is_place" and d.value}
    met: dict[int, str] = {}
    decided: list[list[Mention]] = []
    for text, found in zip(texts, places, strict=True):
        decided.append([])
        for mention in found:
            d = wanted.get(key_of(text[mention.start : mention.end]))
            told = mention.value.code if isinstance(mention.value, PlaceValue) else ""
            if d is not None and d.expects and told not in (d.expects.rpartition(":")[2], d.value.rpartition(":")[2]):
                met.setdefault(d.line, f"the run now says « {told} » and not « {d.expects} »")
            elif d is not None:
                met[d.line] = ""
                surface = text[mention.start : mention.end]
                mention = replace(mention, value=read_place_value(d.value, surface) or mention.value, rule="decision")
            decided[-1].append(mention)
    return decided, met


# --- what became of them -------------------------------------------------------------------------------------------


def find_unmet(decisions: Iterable[Decision], *mets: Met, kinds: Collection[str] = NAMING) -> list[Issue]:
    """An Issue for each line of these kinds that no stage could apply; `mets` are what the stages returned.

    >>> find_unmet([Decision("not_partner", "Le Pastel", line=4)])[0].message
    'decisions.csv, line 4: not_partner « Le Pastel » meets nothing any more; correct the line or remove it'
    """
    issues = []
    for d in decisions:
        if d.decision not in kinds:
            continue
        told = [met[d.line] for met in mets if d.line in met]
        if "" not in told:
            why = told[0] if told else "meets nothing any more"
            what = f"{d.decision} « {d.subject} »" + (f" « {d.object} »" if d.object else "")
            message = f"decisions.csv, line {d.line}: {what} {'' if not told else 'was not applied, '}{why}"
            issues.append(Issue("doubt", "decision_unmet", f"{message}; correct the line or remove it", d.subject))
    return issues
