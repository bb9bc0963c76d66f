"""The map of the places of a report, as inline SVG: dots where coordinates are known, and no ground.

In: a Report. Out: SVG text, with its facts told in words for those who do not see it; empty where fewer than three
places have coordinates. It refuses to know where a place is: latitude and longitude come from the tables.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from math import cos, radians, sqrt
from statistics import median

from pipeline.compare.report import french
from pipeline.review.plots import WIDTH, draw_svg
from pipeline.review.reading import Report

LEAST = 3  # places that make a map
NEAR = 2.5  # degrees around the middle place: a journey abroad must not shrink the territory to one dot
MARGIN, HIGHEST, LETTER, LINE = 30, 420, 7.6, 13  # in units of the drawing; LETTER: a guess of a letter's width
NAMED = 25  # places named beside their dot, where there is room


@dataclass(frozen=True, slots=True)
class Spot:
    name: str
    x: float
    y: float
    mentions: int


def draw_map(report: Report) -> str:
    """A dot for each place, larger where it is named more often; far ones are told in words."""
    counts: Counter[tuple[str, float, float]] = Counter()
    for record in report.records:
        if record.kind == "places" and record.get("latitude") and record.get("longitude"):
            counts[record.get("name"), float(record.get("latitude")), float(record.get("longitude"))] += 1
    if len(counts) < LEAST:
        return ""
    middle = median(lat for _, lat, _ in counts), median(lon for _, _, lon in counts)
    near = {p: n for p, n in counts.items() if abs(p[1] - middle[0]) <= NEAR and abs(p[2] - middle[1]) <= 1.5 * NEAR}
    if len(near) < LEAST:
        return ""
    spots, height = _project(near)
    shapes = [_dot(spot) for spot in spots] + _name(spots)
    far = sorted(name for name, lat, lon in counts if (name, lat, lon) not in near)
    told = [_tell(s) for s in spots] + ([f"hors de la carte : {', '.join(far)}"] if far else [])
    return draw_svg(told, height, shapes)


def _project(places: dict[tuple[str, float, float], int]) -> tuple[list[Spot], float]:
    """Spots on the drawing, the most named first, and its height: degrees of longitude shortened as at their middle."""
    lats, lons = [lat for _, lat, _ in places], [lon for _, _, lon in places]
    shorter = cos(radians((min(lats) + max(lats)) / 2))
    wide, high = max((max(lons) - min(lons)) * shorter, 0.01), max(max(lats) - min(lats), 0.01)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / high)
    left = (WIDTH - wide * scale) / 2
    spots = [
        Spot(name, left + (lon - min(lons)) * shorter * scale, MARGIN + (max(lats) - lat) * scale, n)
        for (name, lat, lon), n in places.items()
    ]
    return sorted(spots, key=lambda s: (-s.mentions, s.name)), round(high * scale + 2 * MARGIN)


def _dot(spot: Spot) -> str:
    place = f'cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{_radius(spot):.1f}"'
    return f'<circle class="place" {place}><title>{escape(_tell(spot))}</title></circle>'


def _name(spots: list[Spot]) -> list[str]:
    """The names that find room, those of the most named places first: right of the dot, else left of it."""
    taken = [(s.x - _radius(s), s.x + _radius(s), s.y - _radius(s), s.y + _radius(s)) for s in spots]
    shapes = []
    for spot in spots[:NAMED]:
        length, gap = len(spot.name) * LETTER, _radius(spot) + 3
        for x, anchor in ((spot.x + gap, "start"), (spot.x - gap - length, "end")):
            box = (x, x + length, spot.y - LINE / 2, spot.y + LINE / 2)
            if x >= 0 and x + length <= WIDTH and not any(_meet(box, other) for other in taken):
                taken.append(box)
                at = x if anchor == "start" else x + length
                shapes.append(f'<text class="{anchor}" x="{at:.1f}" y="{spot.y + 4:.1f}">{escape(spot.name)}</text>')
                break
    return shapes


def _meet(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[1] and two[0] < one[1] and one[2] < two[3] and two[2] < one[3]


def _radius(spot: Spot) -> float:
    return min(3 + 1.5 * sqrt(spot.mentions), 10)


def _tell(spot: Spot) -> str:
    return f"{spot.name} : {french.count(spot.mentions, 'mention')}"
