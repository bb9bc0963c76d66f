"""The centres of places: complete, each inside its territory, where everybody knows them to be."""

import json
from math import cos, hypot, radians
from pathlib import Path

import pytest

from pipeline.corrections import apply_to_rows
from pipeline.decision_file import Decision
from pipeline.gazetteer import Commune, Gazetteer, load_gazetteer
from pipeline.gazetteer.build_centres import OVERSEAS, read_contours, read_countries, weigh_communes
from pipeline.gazetteer.centres import Point, find_centre, load_centres
from pipeline.lexicon import load_lexicon
from pipeline.schemas import Row, columns

KM = 111.2  # of a degree of latitude
TOWNS = {  # town halls, from memory of any atlas; the centre of a commune is within a few km of its town hall
    "62498": (50.43, 2.83),  # Lens
    "35238": (48.11, -1.68),  # Rennes
    "67482": (48.58, 7.75),  # Strasbourg
    "33063": (44.84, -0.58),  # Bordeaux
    "31555": (43.60, 1.44),  # Toulouse
    "63113": (45.78, 3.08),  # Clermont-Ferrand
    "13055": (43.30, 5.38),  # Marseille
    "2B033": (42.70, 9.45),  # Bastia
    "97209": (14.61, -61.07),  # Fort-de-France
    "97302": (4.93, -52.33),  # Cayenne
    "97411": (-20.90, 55.46),  # Saint-Denis
    "97611": (-12.78, 45.22),  # Mamoudzou
    "98735": (-17.54, -149.57),  # Papeete
}
CITIES = {
    ("BE", "Bruxelles"): (50.85, 4.35),
    ("BE", "Anvers"): (51.22, 4.40),
    ("GB", "Newcastle"): (54.97, -1.61),
    ("IT", "Turin"): (45.07, 7.69),
    ("DE", "Cologne"): (50.94, 6.96),
    ("CH", "Genève"): (46.20, 6.15),
}
COUNTRIES = {"FR": (46.6, 2.5), "BE": (50.6, 4.6), "DE": (51.1, 10.4), "SN": (14.4, -14.5), "RU": (61.7, 99.1)}


def distance(one: Point, two: Point) -> float:
    """Kilometres between two points that are not far apart."""
    return KM * hypot(one[0] - two[0], (one[1] - two[1]) * cos(radians(one[0])))


@pytest.mark.parametrize("code", TOWNS)
def test_towns_lie_where_everybody_knows(code: str) -> None:
    found = find_centre("commune", code, "")
    assert found
    assert distance(found, TOWNS[code]) < 8


@pytest.mark.parametrize("city", CITIES)
def test_cities_abroad_lie_where_everybody_knows(city: tuple[str, str]) -> None:
    found = find_centre("ville", *city)
    assert found
    assert distance(found, CITIES[city]) < 5


@pytest.mark.parametrize("code", COUNTRIES)
def test_countries_lie_where_everybody_knows(code: str) -> None:
    found = find_centre("pays", code, "")
    assert found
    assert distance(found, COUNTRIES[code]) < 60


def test_nearly_all_communes_of_today_have_a_centre() -> None:
    gazetteer = load_gazetteer()
    today = [c for same in gazetteer.communes.values() for c in same if c.is_today]
    placed = [c for c in today if find_centre("commune", c.code, c.name)]
    assert len(placed) >= 0.99 * len(today) > 34_000
    left = [c for c in today if c not in placed and len(c.departement) == 2]
    assert len(left) <= 7, "founded again since the edition of the contours"
    assert max(c.population for c in left) < 2_000


def test_départements_régions_countries_and_cities_have_one() -> None:
    gazetteer = load_gazetteer()
    left = [d.code for d in gazetteer.departements.values() if not find_centre("departement", d.code, d.name)]
    left += [r.code for r in gazetteer.regions.values() if not find_centre("region", r.code, r.name)]
    assert left == ["989", "989"], "all but Clipperton"
    countries = {row["code"] for row in load_lexicon("countries")}
    assert {code for code in countries if not find_centre("pays", code, "")} <= {"XK"}
    cities = [(row["code"], row["form"]) for row in load_lexicon("cities")]
    assert sum(find_centre("ville", *city) is not None for city in cities) >= 0.97 * len(cities)


def test_each_centre_is_of_something_that_the_tables_know() -> None:
    gazetteer = load_gazetteer()
    known = {("commune", code) for code in gazetteer.communes} | {("departement", d) for d in gazetteer.departements}
    known |= {("region", r) for r in gazetteer.regions}
    assert {key[:2] for key in load_centres() if key[0] in ("commune", "departement", "region")} <= known


def test_each_commune_lies_near_those_of_its_département() -> None:
    """No département of Europe reaches much more than 100 km from its middle; Guyane and the Pacific do."""
    for same in load_gazetteer().communes.values():
        centre, middle = find_centre("commune", same[0].code, ""), find_centre("departement", same[0].departement, "")
        if centre and middle and same[0].departement not in ("973", *OVERSEAS):
            assert distance(centre, middle) < 130, same[0]


def test_what_has_no_code_has_no_centre() -> None:
    assert find_centre("site", "", "salle Jean-Moulin") is None
    assert find_centre("territoire", "", "Artois") is None
    assert find_centre("ville", "BE", "Nulle-Part") is None


LENS = {"kind": "commune", "code": "62498", "name": "Lens", "latitude": 50.438, "longitude": 2.821}
HEAD = {"record_id": "a-2020-x-l1", "report_id": "a-2020", "organisation": "a", "year": 2020, "action_id": "a-2020-x"}


@pytest.mark.parametrize(
    ("field", "value", "latitude"),
    [("code", "35238", 48.112), ("code", "", None), ("name", "Lens (62)", 50.438), ("latitude", "50,44", 50.44)],
)
def test_a_corrected_place_lies_where_it_now_is(field: str, value: str, latitude: float | None) -> None:
    row: Row = dict.fromkeys(columns("places")) | HEAD | LENS | {"text": "Lens", "start": 0, "end": 4}
    decided, met = apply_to_rows(
        {"places": [row]}, [Decision("correct", "a-2020-x-l1", field=field, value=value, line=2)]
    )
    assert met == {2: ""}
    told = decided["places"][0]["latitude"]
    assert told == latitude if told is None else float(told) == latitude


def test_communes_that_merged_have_the_mean_centre_of_the_largest_pieces(tmp_path: Path) -> None:
    """Nord (with an island) and Sud, of 2018, are one commune by now; Est is what it was; Ouest is not drawn."""

    def square(left: float, low: float, side: float) -> list[list[list[float]]]:
        right, high = left + side, low + side
        return [[[left, low], [right, low], [right, high], [left, high], [left, low]]]

    shapes = {
        "N": {"type": "MultiPolygon", "coordinates": [square(0, 2, 2), square(40, 2, 1)]},
        "S": {"type": "Polygon", "coordinates": square(0, 0, 2)},
        "E": {"type": "Polygon", "coordinates": square(4, 0, 2)},
    }
    features = [{"properties": {"code": code}, "geometry": shape} for code, shape in shapes.items()]
    folder = tmp_path / "departements" / "99-essai"
    folder.mkdir(parents=True)
    (folder / "communes-99-essai.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")

    def commune(code: str, now: str = "") -> Commune:
        return Commune(code, code, code.lower(), "99", 0, "", now, "")

    communes = {"N": (commune("N"), commune("N", "N")), "S": (commune("S", "N"),)}
    communes |= {code: (commune(code),) for code in ("E", "O")}
    found = weigh_communes(Gazetteer(communes, {}, {}, {}), read_contours(tmp_path))
    assert found.keys() == {"N", "E"}
    assert found["N"][1] == pytest.approx((2, 1), abs=0.01)
    assert found["E"][1] == (1, 5)


def test_a_topology_is_read_over_shared_and_turned_arcs() -> None:
    """Two squares that share a side: the second goes along it backwards."""
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
        "arcs": [[[4, 0], [0, 4]], [[4, 4], [-4, 0], [0, -4], [4, 0]], [[4, 0], [4, 0], [0, 4], [-4, 0]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": "056", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "250", "arcs": [[[2, ~0]]]},
                    {"type": "Polygon", "arcs": [[0, 1]]},
                ]
            }
        },
    }
    assert list(read_countries(topology)) == [(56, (21, 11)), (250, (21, 13))]
