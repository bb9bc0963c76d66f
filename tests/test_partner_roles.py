"""What a partner does in its action: cases one by one, then F1 on the partners of the gold reports.

The roles of the gold's partners (tests/gold/partner_roles.csv) were given before the rules were written, by this
guideline. funder: the text or column says that it gives, lends or pays money, granted and not only asked for.
provider: it does work, supplies or lends things, on order or as operator. co-organiser: it acts with the body, carries
or leads the action, or stands in a column of partners. member: it belongs to the body. host: it lends the place.
participant: it is heard, present or represented. Empty: addressees, beneficiaries, signatories, owners. « ? »: two
readers would argue; these do not count.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from roles import HERE, MARKED, Case, gold_cases, load_roles

from pipeline.context import context_of
from pipeline.kinds.partner_roles import add_roles, read_partner_role
from pipeline.kinds.role_words import load_cues
from pipeline.lexicon import load_lexicon
from pipeline.model import Mention, PartnerValue, Passage

ROLES = {"funder", "provider", "co-organiser", "member", "host", "participant"}
NEEDS = {"-", "money", "payer", "hearing"}
FLOOR, FUNDER_PRECISION = 0.93, 0.97


def load_cases() -> list[object]:
    with (HERE / "cases" / "partner_roles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    xfail = pytest.mark.xfail(strict=True)
    return [pytest.param(row, id=row["text"][:60], marks=[xfail] if row["expect"] == "xfail" else []) for row in rows]


@pytest.mark.parametrize("row", load_cases())
def test_a_case(row: dict[str, str]) -> None:
    text, spans = "", []
    for piece in re.split(r"(\[[^\]]*\])", row["text"]):
        if piece.startswith("["):
            spans.append((len(text), len(text) + len(piece) - 2))
        text += piece.strip("[]") if piece.startswith("[") else piece
    above = [row["above"]] if row["above"] else []
    found = [read_partner_role(text, *span, row["column"], "", above, spans) or "-" for span in spans]
    wanted = row["roles"].split(" ")
    assert len(found) == len(wanted)
    assert found == [f if w == "?" else w for f, w in zip(found, wanted, strict=True)]


def tally(cases: list[Case]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for case in cases:
        if case.role != "?":
            passage = case.passage
            role = read_partner_role(case.text, *case.span, passage.column, passage.label, case.above, case.names)
            counts.update(gold=bool(case.role), predicted=bool(role), right=role == case.role != "")
            counts.update(funders=role == "funder", right_funders=role == case.role == "funder")
    return counts


@pytest.mark.parametrize("folder", MARKED, ids=["dev gold", "own gold"])
def test_f1_on_gold(folder: Path) -> None:
    cases = list(gold_cases(folder))
    if not cases:
        pytest.skip("this gold is not here")
    counts = tally(cases)
    assert 2 * counts["right"] / (counts["gold"] + counts["predicted"]) >= FLOOR
    assert counts["right_funders"] / counts["funders"] >= FUNDER_PRECISION


def test_every_partner_of_the_own_gold_has_its_line() -> None:
    reports = {path.parent.name + "-" + path.stem for path in MARKED[1].glob("*/*.*")}
    told = {key for key in load_roles() if key[0] in reports}
    assert len(list(gold_cases(MARKED[1]))) == len(told)


def test_the_annotations_are_roles() -> None:
    assert set(load_roles().values()) <= ROLES | {"", "?"}


def test_the_lexicon_is_whole() -> None:
    rows = load_lexicon("partner_roles")
    assert {row["role"] for row in rows} == ROLES | {"none"}
    assert {row["needs"] for row in rows} == NEEDS
    for place in {row["place"] for row in rows}:
        assert load_cues(place)


def test_mentions_get_their_roles_and_others_stay() -> None:
    passage = Passage("étude confiée à Terralya le 3 mai", 1)
    partner = Mention("partners", 16, 24, PartnerValue("terralya", "Terralya"), "model")
    turned_down = Mention("dates", 28, 33, None, "impossible_date")
    first, second = add_roles([partner, turned_down], passage, context_of([passage], 0))
    assert isinstance(first.value, PartnerValue)
    assert first.value.role == "provider"
    assert second is turned_down


@pytest.mark.parametrize("text", ["ADEME", "(ADEME)", "« ADEME »", ": ADEME :", "ADEME" * 50, "avec " * 400 + "ADEME"])
def test_odd_places_break_nothing(text: str) -> None:
    start = text.rindex("ADEME")
    assert isinstance(read_partner_role(text, start, start + 5, text, text, [text, ""], [(start, start + 5)]), str)
