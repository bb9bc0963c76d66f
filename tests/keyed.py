"""Marked pairs of years read as any report is: unmarked, extracted, each action with the key that gold gives it.

The marks are those of the gold reports; {{K:key}} alone is enough. Pairs lie in tests/pairs (BODY/YEAR.EXT), the older
ones in tests/cases/pairs (BODY-YEAR.md), those with every mention marked in tests/gold/marked.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.compare import find_pairs
from pipeline.compare.align import align
from pipeline.compare.year import Year, read_years
from pipeline.extract import extract_raw
from pipeline.score import _gold_heads, _key
from pipeline.store import read_rows

TESTS = Path(__file__).parent
sys.path.insert(0, str(TESTS / "gold"))
from build import decode, unmark  # noqa: E402

# nothing is fitted on them
HELD_OUT = (
    "ca-orne-conroy",
    "cc-inam-isole",
    "pabc",
    "petr-lot-colagne-causses",
    "pnr-blanche-durance",
    "pole-flandre-aa-lys",
    "smaal",
    "sydeop",
)
UNSURE = "x-"  # keys that begin so: two careful people would argue
Keys = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    """Two years of a body, and for each action its key: None where gold gives none."""

    before: Year
    after: Year
    first: Keys
    second: Keys

    @property
    def body(self) -> str:
        return self.before.organisation

    @property
    def wanted(self) -> set[str]:
        shared = set(self.first) & set(self.second)
        return {key for key in shared if key and not key.startswith(UNSURE)}

    def counts(self, i: int, j: int) -> bool:
        """Whether a pair is held for or against the run: gold speaks of it, and is sure."""
        keys = (self.first[i], self.second[j])
        return any(keys) and not any(key and key.startswith(UNSURE) for key in keys)

    def same(self, i: int, j: int) -> bool:
        return self.first[i] is not None and self.first[i] == self.second[j]


def find_marked() -> Iterator[tuple[str, int, Path]]:
    """Body, year and file of each marked report that has a neighbour year."""
    found = [(path.parent.name, int(path.stem), path) for path in (TESTS / "pairs").glob("*/*.*")]
    found += [(path.parent.name, int(path.stem), path) for path in (TESTS / "gold" / "marked").glob("*/*.*")]
    for path in (TESTS / "cases" / "pairs").glob("*.md"):
        body, year = path.stem.rsplit("-", 1)
        found.append((body, int(year), path))
    years = {(body, year) for body, year, _ in found}
    return ((b, y, p) for b, y, p in sorted(found) if {(b, y - 1), (b, y + 1)} & years)


def read_keyed(scratch: Path, bodies: Sequence[str] = ()) -> list[Keyed]:
    """The pairs of these bodies (default: all), extracted under `scratch`."""
    heads: dict[tuple[str, int], dict[str, str]] = {}
    for body, year, path in find_marked():
        if bodies and body not in bodies:
            continue
        raw, marks = unmark(decode(path.read_bytes())[0])
        heads[body, year] = _gold_heads(raw, marks)
        (scratch / "raw" / body).mkdir(parents=True, exist_ok=True)
        (scratch / "raw" / body / f"{year}{path.suffix}").write_text(raw, encoding="utf-8")
    extract_raw(scratch / "raw", scratch / "extracted")
    years = read_years(lambda table: read_rows(scratch / "extracted", table))
    return [
        Keyed(before, after, *(_keys(heads[y.organisation, y.year], y) for y in (before, after)))
        for before, after in find_pairs(years)
    ]


def _keys(heads: dict[str, str], year: Year) -> Keys:
    return tuple(_key(heads, action.text) for action in year.actions)


def score_keyed(keyed: Keyed) -> tuple[int, int, int]:
    """How many pairs the alignment has right, finds, and should find."""
    name = f"{keyed.before.name} {keyed.after.name}"
    pairs = [(p.before, p.after) for p in align(keyed.before.actions, keyed.after.actions, body=name).pairs]
    told = [pair for pair in pairs if keyed.counts(*pair)]
    return sum(keyed.same(*pair) for pair in told), len(told), len(keyed.wanted)
