"""Partners: tests/cases/partners.csv is the specification. A case holds surfaces of one body, and their names."""

import csv
from pathlib import Path

import pytest
from test_places import territory_of

from pipeline.body import learn_body
from pipeline.gazetteer import load_gazetteer
from pipeline.kinds.institutions import load_listed, read_institution
from pipeline.kinds.partner_names import name_partners
from pipeline.kinds.partners import find_partners
from pipeline.lexicon import load_lexicon
from pipeline.model import Card, Name
from pipeline.schemas import load_schema

CASES = Path(__file__).parent / "cases" / "partners.csv"
EXPLAINED = {"MBM": "Mission Bassin Minier"}


def load_cases() -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    strict = [pytest.mark.xfail(strict=True)]
    return [
        pytest.param(r["surfaces"].split(" | "), r["territory"], r["names"].split(" | "),
                     marks=strict if r["status"] == "xfail" else [], id=r["surfaces"])
        for r in rows
    ]  # fmt: skip


@pytest.mark.parametrize(("surfaces", "codes", "names"), load_cases())
def test_names(surfaces: list[str], codes: str, names: list[str]) -> None:
    found = name_partners(dict.fromkeys(surfaces, 1), EXPLAINED, territory_of(codes))
    assert [found[surface].name for surface in surfaces] == names
    ids = [found[surface].partner_id for surface in surfaces]
    assert [ids[0] == other for other in ids] == [names[0] == other for other in names]


def test_the_body_and_its_organs_are_no_partners() -> None:
    text = "Le Comité syndical du Pôle métropolitain de l'Artois (PMA) reçoit l'ADEME"
    body = learn_body(Card(name="Pôle métropolitain de l'Artois", aliases=("PMA",)), "pma", [], [], [])
    spans = [(3, 18), (22, 52), (54, 57), (68, 73)]
    ((mention,),) = find_partners([text], [[Name(a, b, "PARTNER") for a, b in spans]], body, territory_of("62"))
    assert text[mention.start : mention.end] == "ADEME"


def test_every_departement_region_and_epci_is_known_by_its_official_name() -> None:
    gazetteer = load_gazetteer()
    for departement in list(gazetteer.departements.values())[:101]:
        found = read_institution(f"Département {departement.of}", territory_of("62"))
        assert found is not None
        assert found.value.name == f"Département {departement.of}"
    for region in gazetteer.regions.values():
        found = read_institution(f"Région {region.name}", territory_of("62"))
        assert found is not None
        assert found.value.name == f"Région {region.name}"
    wrong = []
    for epci in gazetteer.epcis.values():
        home = gazetteer.communes[epci.members[0]][0].departement
        found = read_institution(epci.name, territory_of(home))
        if found is None or found.value.siren != epci.siren:
            wrong.append(epci.name)
    assert len(wrong) <= 6, wrong  # the few that have a namesake in their département


def test_the_lexicon_holds_enough_and_each_form_leads_to_its_row() -> None:
    rows = load_lexicon("organisations")
    assert len(rows) >= 300
    kinds = next(f for f in load_schema("partners")["fields"] if f["name"] == "kind")["constraints"]["enum"]
    assert {row["kind"] for row in rows} <= set(kinds)
    assert {row["kind"] for row in load_lexicon("partner_kinds")} <= set(kinds)
    names = {listed.name for listed in load_listed().values()}
    assert [row["name"] for row in rows if row["name"] not in names] == []


def test_communes_have_their_siren() -> None:
    found = name_partners({"Ville de Lens": 1}, {}, territory_of("62"))["Ville de Lens"]
    assert found.siren == "216204982"
    assert found.partner_id == "commune-de-lens-62498"
