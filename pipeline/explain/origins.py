"""Where a record comes from: what the model saw, the list or table that has its name, the territory that chose.

In: the Spot of a record. Out: sentences. It refuses to read: what it tells, the path has read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.acronyms import find_acronyms
from pipeline.context import context_of
from pipeline.explain.replay import NAMED, Replay, Spot
from pipeline.explain.rules import LABELS, described, meaning
from pipeline.gazetteer import Commune, load_gazetteer
from pipeline.kinds.date_years import NEAR, frame_year
from pipeline.kinds.dates import find_dates
from pipeline.kinds.institutions import key_of, read_institution
from pipeline.kinds.places import find_around
from pipeline.kinds.places_official import Around, find_readings
from pipeline.lexicon import load_lexicon
from pipeline.model import DateValue, PartnerValue, PersonValue, PlaceValue
from pipeline.ner.chances import find_chances

SURE = 0.005  # chances below are not told
MOST_READINGS = 4
NEARNESS = (  # of Territory.nearness: from so much on
    (3.0, "one of the body's communes"),
    (1.8, "in a main département of the body"),
    (1.5, "in a département that the reports speak of"),
    (1.0, "in the body's région"),
    (0.0, "outside the body's territory"),
)


def find_origin(spot: Spot) -> list[str]:
    """The rule that found a record; for a name also what the model saw, and how sure it is."""
    mention = spot.mention
    assert mention is not None
    if mention.kind not in NAMED:
        return [f"rule « {mention.rule} »: {meaning(mention.kind, mention.rule)}"]
    met = [name for name in spot.names if name.start < mention.end and mention.start < name.end]
    told = [f"« {spot.words(name)} » is {described(name)}" for name in met]
    if not met:
        told.append(f"rule « {mention.rule} »: {meaning(mention.kind, mention.rule)}")
    return [*told, *_seen(spot)]


def _seen(spot: Spot) -> Iterator[str]:
    """What the model alone saw at these words."""
    mention, tagger = spot.mention, spot.replay.tagger
    assert mention is not None
    model = f"the model {tagger.name} {tagger.version}"
    seen = [name for name in spot.seen if name.start < mention.end and mention.start < name.end]
    for name in seen:
        told = _chances(spot, name.start, name.end)
        yield f"{model} saw « {spot.words(name)} »: {LABELS[name.label]}{told}"
    if not seen:
        yield f"{model} saw no name here{_chances(spot, mention.start, mention.end)}"


def _chances(spot: Spot, start: int, end: int) -> str:
    chances = find_chances(spot.replay.tagger.nlp, spot.passage.text, start, end)
    told = [f"{label} {chance:.1%}" for label, chance in chances.items() if chance >= SURE]
    other = 1 - sum(chances.values())
    if chances and other >= SURE:
        told.append(f"other edges {other:.1%}")
    return f" (chances: {', '.join(told)})" if told else ""


# --- how the value was got -----------------------------------------------------------------------------------------


def find_sources_of(spot: Spot) -> list[str]:
    """The table or list that a value comes from."""
    value = spot.mention.value if spot.mention else None
    if isinstance(value, DateValue):
        return list(_inferred(spot, value))
    if isinstance(value, PlaceValue):
        settled = [f"territory, {territory_of(spot.replay)}"] if value.kind == "commune" else []
        return [*_entry(value), *_readings(spot), *settled]
    if isinstance(value, PartnerValue):
        return _naming(spot, value)
    if isinstance(value, PersonValue) and spot.mention and value.name != spot.words(spot.mention):
        return [f"the full name stands elsewhere in this body's reports: {value.name}"]
    return []


def _inferred(spot: Spot, value: DateValue) -> Iterator[str]:
    """Who gave what the words of a date leave out."""
    mention, year = spot.mention, spot.report.source.year
    assert mention is not None
    if "month" in value.inferred:
        yield "its month is that of another date of its sentence"
    if "year" not in value.inferred:
        return
    alone = find_dates(spot.passage.text, None)
    if any(m.start == mention.start and m.value == value for m in alone):
        yield "its year stands in other words of its sentence"
        return
    for around in context_of(spot.report.passages, spot.index):
        said = frame_year(around)
        if said is not None and abs(said - year) <= NEAR:
            yield f"its year stands above, in « {around} »"
            return
    yield f"its year is the report's, {year}"


def _entry(value: PlaceValue) -> Iterator[str]:
    commune = load_gazetteer().commune(value.code) if value.kind == "commune" else None
    if commune:
        epci = load_gazetteer().epcis.get(commune.epci)
        yield f"gazetteer: {_commune(commune)}, {commune.population} inhabitants{f', {epci.name}' if epci else ''}"
    elif value.code:
        yield f"official tables: {value.kind} {value.code} {value.name}"


def _commune(commune: Commune) -> str:
    departement = load_gazetteer().departements.get(commune.departement)
    return f"{commune.code} {commune.name}" + (f" ({departement.name})" if departement else "")


def _readings(spot: Spot) -> Iterator[str]:
    """What else the name may mean, with the score that settled it."""
    mention, named = spot.mention, spot.replay.named
    assert mention is not None
    if mention.rule == "decision":
        return
    texts = [passage.text for report in spot.replay.reports for passage in report.passages]
    around = dict(find_around(texts, named.names, named.territory)[spot.at]).get((mention.start, mention.end))
    if around is None:
        return
    readings = sorted(find_readings(spot.words(mention), around, named.territory), key=lambda reading: -reading[1])
    best: dict[tuple[str, str], tuple[PlaceValue, float, str]] = {}  # of each place, its best reading
    for value, score, rule in readings:
        best.setdefault((value.kind, value.code), (value, score, rule))
    for value, score, rule in list(best.values())[:MOST_READINGS]:
        told = "meant" if value == mention.value else "not meant"
        cues = _cues(spot, value, around)
        yield f"{told}, {score:.1f}: {value.kind} {_named(value)}, {meaning('places', rule)}{cues}"


def _named(value: PlaceValue) -> str:
    commune = load_gazetteer().commune(value.code) if value.kind == "commune" else None
    return _commune(commune) if commune else f"{value.code} {value.name}".strip()


def _cues(spot: Spot, value: PlaceValue, around: Around) -> str:
    """What about a commune speaks for it."""
    commune = load_gazetteer().commune(value.code) if value.kind == "commune" else None
    if commune is None:
        return ""
    near = spot.replay.named.territory.nearness(commune)
    told = [word for least, word in NEARNESS if near >= least][:1]
    told += ["named in full elsewhere"] if commune.code in around.named else []
    told += ["in the département of a place beside it"] if commune.departement in around.neighbours else []
    return f"; {', '.join(told)}" if told else ""


def territory_of(replay: Replay) -> str:
    """How the territory that settles homonyms was learnt, and which it is."""
    territory, card = replay.named.territory, replay.reports[0].source.card
    gazetteer = load_gazetteer()
    if not territory.departements:
        return "none was learnt, so that homonyms are settled by size"
    names = [f"{code} {gazetteer.departements[code].name}" for code in territory.departements]
    epcis = [gazetteer.epcis[siren].name for siren in territory.epcis if siren in gazetteer.epcis]
    told = card.departements or card.epci or card.communes
    how = "told by card.toml" if told else "learnt from the body's name and the places and partners in its reports"
    return f"{how}: {', '.join([*names, *epcis])}"


def _naming(spot: Spot, value: PartnerValue) -> list[str]:
    """Which list or table knows a partner, and the other ways in which these reports write it."""
    mention, replay = spot.mention, spot.replay
    assert mention is not None
    surface = spot.words(mention)
    texts = [passage.text for report in replay.reports for passage in report.passages]
    told = []
    full = find_acronyms(texts).get(surface)
    if full:
        told.append(f"the reports explain « {surface} »: {full}")
    known = read_institution(surface, replay.named.territory) or (
        read_institution(full, replay.named.territory) if full else None
    )
    if value.siren or (known and known.value.partner_id == value.partner_id):
        told.append(_institution(value, known.head if known else ""))
        if known and known.bare:
            told.append(f"the text does not say which one: the territory does, {territory_of(replay)}")
    written = Counter(
        text[m.start : m.end]
        for text, found in zip(texts, replay.named.partners, strict=True)
        for m in found
        if isinstance(m.value, PartnerValue) and m.value.partner_id == value.partner_id
    )
    others = [f"« {form} » ({count})" for form, count in written.most_common() if form != surface]
    told += [f"also written {', '.join(others)}"] if others else []
    return told or ["no list or table knows it: the name is as these reports write it"]


def _institution(value: PartnerValue, head: str) -> str:
    if epci := load_gazetteer().epcis.get(value.siren):
        return f"gazetteer: the EPCI {epci.siren} {epci.name}"
    for line, row in enumerate(load_lexicon("organisations"), 2):
        if key_of(row["name"]) in (key_of(value.name), key_of(head or value.name)):
            return f"lexicon/organisations.csv, line {line}: {row['name']}, {row['scope']}"
    return f"official tables: {value.name}" + (f", SIREN {value.siren}" if value.siren else "")
