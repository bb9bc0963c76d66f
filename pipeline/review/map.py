"""The map of the towns of a report, as inline SVG: dots that lead to their sentence, and no ground but great towns.

In: a Report; the gazetteer, for towns to find one's bearings by. Out: a Drawing, and in words what has no dot on it;
None where fewer than three towns have coordinates. It refuses to know where a place of the report is (latitude and
longitude come from the tables) and to draw an area as a dot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, dist, radians, sin, sqrt
from statistics import median

from pipeline.compare.report import french
from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.centres import Point, find_centre
from pipeline.review.drawing import WIDTH, Drawing, draw_svg, draw_text, lead
from pipeline.review.reading import Report

LEAST = 3  # towns that make a map
FAR = 3  # times the middle distance from the middle town: a journey must not shrink the territory to one dot …
NEAR = 25  # … but what is that near stays, in km
AREAS = ("departement", "region", "pays")
SIDE, MARGIN, HIGHEST = 56, 34, 420  # in units of the drawing: room for names, and how high it may be
LETTER, LINE = 7.5, 13  # a guess of a letter's width, on a phone too; a line's height
AIR = 8  # between a name above or below its dot and other dots
SMALLEST = 12  # km that the map is wide or high at least
DEGREE = 111.2  # km of a degree of latitude
TOWNS, GREAT, APART = 4, 8000, 80  # towns to find one's bearings by, the inhabitants of each, how far apart they stand
SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # km that the bar may stand for
BAR = 110  # its greatest length

Box = tuple[float, float, float, float]  # left, right, top, bottom


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    at: Point
    mentions: int = 0  # none: the report does not name it
    record_id: str = ""  # the first mention

    @property
    def told(self) -> str:
        return f"{self.name} : {french.count(self.mentions, 'mention')}"

    @property
    def radius(self) -> float:
        return min(3 + 1.5 * sqrt(self.mentions), 10)


class Sheet:
    """Where a point of the earth stands on the drawing, and what room is left."""

    def __init__(self, points: Sequence[Point]) -> None:
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        self.middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
        wide = max((max(lons) - min(lons)) * self.shorter, SMALLEST / DEGREE)
        high = max(max(lats) - min(lats), SMALLEST / DEGREE)
        self.scale = min((WIDTH - 2 * SIDE) / wide, (HIGHEST - 2 * MARGIN) / high)  # units of a degree of latitude
        self.height = round(high * self.scale + 2 * MARGIN)
        self.dots: list[Box] = []
        self.taken: list[Box] = []

    @property
    def shorter(self) -> float:
        """A degree of longitude beside one of latitude."""
        return cos(radians(self.middle[0]))

    def place(self, at: Point) -> tuple[float, float]:
        """x and y, outside of the sheet for a point that lies beyond it."""
        x = WIDTH / 2 + (at[1] - self.middle[1]) * self.shorter * self.scale
        return x, self.height / 2 - (at[0] - self.middle[0]) * self.scale

    def _box(self, town: Town) -> Box:
        (x, y), r = self.place(town.at), town.radius
        return x - r, x + r, y - r, y + r

    def put(self, towns: Sequence[Town]) -> None:
        """Room for the dots, wherever they are."""
        self.dots += map(self._box, towns)
        self.taken += self.dots

    def take(self, box: Box) -> bool:
        """Take a box if it is free and on the sheet."""
        inside = box[0] >= 2 and box[1] <= WIDTH - 2 and box[2] >= 2 and box[3] <= self.height - 2
        if not inside or any(_meet(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        return True

    def name(self, town: Town, kind: str) -> str:
        """A town's name beside its dot where there is room: right, left, above, below; else nothing."""
        (x, y), own, gap, length = self.place(town.at), self._box(town), town.radius + 3, len(town.name) * LETTER
        half, low = length / 2, LINE / 2
        for left, top, anchor in (
            (x + gap, y - low, ""),
            (x - gap - length, y - low, "end"),
            (x - half, y - gap - LINE, "middle"),
            (x - half, y + gap, "middle"),
        ):
            box, air = (left, left + length, top, top + LINE), AIR if anchor == "middle" else 0
            near = (*box[:2], min(top - air, own[2]), max(top + LINE + air, own[3]))  # whose name would it be?
            if not any(_meet(near, dot) for dot in self.dots if dot != own) and self.take(box):
                at = {"": left, "end": left + length, "middle": x}[anchor]
                return draw_text(town.name, at, top + LINE - 3, f"{kind} {anchor}".strip())
        return ""


def draw_map(report: Report) -> Drawing | None:
    """A dot for each town, larger where it is named more often; all else is told in words."""
    towns, areas, nowhere = _read_places(report)
    near, far = _part(towns)
    if len(near) < LEAST:
        return None
    sheet = Sheet([town.at for town in near])
    frame = f'<rect class="sheet" x="0.5" y="0.5" width="{WIDTH - 1}" height="{sheet.height - 1}"/>'
    shapes = [frame, *_draw_scale(sheet)]
    sheet.put(near)
    names = [sheet.name(town, "") for town in near]
    bearings = _draw_bearings(sheet, {town.name for town in towns})
    for town, name in zip(near, names, strict=True):
        x, y = sheet.place(town.at)
        dot = f'<circle class="place" cx="{x:.1f}" cy="{y:.1f}" r="{town.radius:.1f}"/>'
        shapes.append(lead(town.record_id, town.told, (dot, name)))
    nameless = [town.name for town, name in zip(near, names, strict=True) if not name]
    svg = draw_svg("Carte des communes et des villes citées", sheet.height, shapes + bearings)
    return Drawing(svg, _tell_rest(nameless, far, areas, nowhere, bool(bearings)))


def _tell_rest(nameless: list[str], far: list[tuple[Town, float]], areas: list[str], nowhere: int, more: bool) -> str:
    """What a reader does not see on the map, and what its squares are."""
    others = french.count(nowhere, "autre lieu", "autres lieux")
    told = {
        "Points sans nom, faute de place": ", ".join(nameless),
        "Hors de la carte": ", ".join(f"{t.name} (à {french.number(_round(km))}{french.HARD}km)" for t, km in far),
        "Trop étendus pour un point": ", ".join(areas),
        "Sans position connue": f"{others} (bâtiments, rues…)" if nowhere else "",
        "Carrés": "d’autres villes, pour se repérer" if more else "",
    }
    return " ".join(f"{head}{french.HARD}: {rest}." for head, rest in told.items() if rest)


def _read_places(report: Report) -> tuple[list[Town], list[str], int]:
    """The towns, the most named first; the areas; how many other places have no coordinates."""
    counts: Counter[tuple[str, Point]] = Counter()
    first: dict[tuple[str, Point], str] = {}
    areas: Counter[str] = Counter()
    nowhere: set[str] = set()
    for record in report.records:
        if record.kind != "places":
            continue
        name, latitude, longitude = (record.get(field) for field in ("name", "latitude", "longitude"))
        if record.get("kind") in AREAS:
            areas[name] += 1
        elif latitude and longitude:
            town = name, (float(latitude), float(longitude))
            counts[town] += 1
            first.setdefault(town, record.record_id)
        else:
            nowhere.add(name)
    towns = [Town(name, at, n, first[name, at]) for (name, at), n in counts.items()]
    towns.sort(key=lambda town: (-town.mentions, town.name))
    return towns, [name for name, _ in areas.most_common()], len(nowhere)


def _part(towns: list[Town]) -> tuple[list[Town], list[tuple[Town, float]]]:
    """The towns of the map; those far from it, each with its distance from the middle in km, the nearest first."""
    if not towns:
        return [], []
    middle = median(t.at[0] for t in towns), median(t.at[1] for t in towns)
    away = [(town, measure(middle, town.at)) for town in towns]
    most = max(NEAR, FAR * median(km for _, km in away))
    far = sorted(((town, km) for town, km in away if km > most), key=lambda one: one[1])
    return [town for town, km in away if km <= most], far


def measure(one: Point, two: Point) -> float:
    """Kilometres between two points of the earth.

    >>> round(measure((48.857, 2.343), (50.85, 4.349)))  # Paris, Bruxelles
    264
    """
    (lat, lon), (other_lat, other_lon) = (map(radians, point) for point in (one, two))
    chord = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * 6371 * asin(sqrt(min(chord, 1.0)))


def _round(km: float) -> int:
    """To two figures: the middle that it is measured from is no place."""
    return int(float(f"{km:.2g}"))


def _draw_scale(sheet: Sheet) -> list[str]:
    """A bar for so many kilometres at the lower left, north at the upper right; both keep their room."""
    unit = sheet.scale / DEGREE
    km = max((km for km in SCALES if km * unit <= BAR), default=SCALES[0])
    y, length = sheet.height - 10, km * unit
    sheet.taken += [(8, 14 + max(length, 60), y - 20, y + 6), (WIDTH - 60, WIDTH, 0, 24)]
    return [
        f'<path class="scale" d="M10 {y - 4}v4h{length:.1f}v-4"/>',
        draw_text(f"{km}{french.HARD}km", 14, y - 7, "soft"),
        draw_text("↑ nord", WIDTH - 8, 17, "soft end"),
    ]


def _draw_bearings(sheet: Sheet, known: Iterable[str]) -> list[str]:
    """The greatest towns of the sheet that have room and that the report does not name."""
    drawn: list[tuple[float, float]] = []
    shapes: list[str] = []
    names = set(known)
    for town in _great_towns():
        x, y = sheet.place(town.at)
        inside = 0 < x < WIDTH and 0 < y < sheet.height and not any(dist((x, y), other) < APART for other in drawn)
        if town.name not in names and inside and sheet.take((x - 4, x + 4, y - 4, y + 4)):
            name = sheet.name(town, "bearing")
            if name:
                shapes += [f'<rect class="bearing" x="{x - 2.5:.1f}" y="{y - 2.5:.1f}" width="5" height="5"/>', name]
                drawn.append((x, y))
        if len(drawn) == TOWNS:
            break
    return shapes


@cache
def _great_towns() -> tuple[Town, ...]:
    """The communes of some size, the largest first."""
    communes = [c for same in load_gazetteer().communes.values() for c in same if c.is_today and c.population >= GREAT]
    communes.sort(key=lambda c: (-c.population, c.code))
    return tuple(Town(c.name, at) for c in communes if (at := find_centre("commune", c.code, c.name)))


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[1] and two[0] < one[1] and one[2] < two[3] and two[2] < one[3]
