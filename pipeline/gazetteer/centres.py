"""Where a place lies: the centre of a commune, département, région or country, the point of a city abroad.

In: centres.csv beside this file (made by build_centres.py, which names sources, editions and licences). Out: latitude
and longitude in degrees, WGS 84, rounded to a thousandth (some 100 m). It refuses to place what has no code there:
territories, sites, cities that no list knows.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from functools import cache

from pipeline.gazetteer import FOLDER

Point = tuple[float, float]  # latitude, longitude
Key = tuple[str, str, str]  # kind, code, and the name of a city abroad, whose code is its country's

TABLE = FOLDER / "centres.csv"
DEGREE_KM = 111.2  # of latitude


@cache
def load_centres() -> Mapping[Key, Point]:
    """The table, read once; raises OSError when it is not there."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {(kind, code, name): (float(lat), float(lon)) for kind, code, name, lat, lon in rows}


def find_centre(kind: str, code: str, name: str) -> Point | None:
    """Latitude and longitude of a place, None where they are not known.

    >>> find_centre("commune", "62498", "Lens"), find_centre("ville", "BE", "Bruxelles")
    ((50.438, 2.821), (50.85, 4.349))
    >>> find_centre("site", "", "salle Jean-Moulin") is None
    True
    """
    return load_centres().get((kind, code, name if kind == "ville" else "")) if code else None


def distance(one: Point, other: Point) -> float:
    """Kilometres between two points, on a flat map of their middle latitude: good to a hundredth within France.

    >>> round(distance((50.438, 2.821), (50.633, 3.067)))
    28
    """
    middle = math.radians((one[0] + other[0]) / 2)
    return DEGREE_KM * math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(middle))
