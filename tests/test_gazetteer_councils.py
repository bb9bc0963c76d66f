"""SIREN of départements and régions: complete, well formed, and in the rows."""

import pytest

from pipeline.gazetteer import load_gazetteer
from pipeline.kinds.institutions import read_institution
from pipeline.territory import Territory

NO_COUNCIL = {"2A", "2B", "67", "68", "75", "972", "973"}  # one council of all, or none of their own
OVERSEAS = {"975", "977", "978", "984", "986", "987", "988", "989"}  # collectivities that are neither


def is_siren(number: str) -> bool:
    """Nine digits, every other one doubled, that add up to tens (Luhn)."""
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number))]
    return len(number) == 9 and sum(map(int, "".join(map(str, doubled)))) % 10 == 0


def test_every_council_has_its_number() -> None:
    gazetteer = load_gazetteer()
    without = {code for code, departement in gazetteer.departements.items() if not departement.siren}
    assert without == NO_COUNCIL | OVERSEAS
    no_region = {code for code, region in gazetteer.regions.items() if not region.siren}
    assert no_region - OVERSEAS == {"06"}  # Mayotte: a département
    numbers = [each.siren for each in (*gazetteer.departements.values(), *gazetteer.regions.values()) if each.siren]
    assert all(map(is_siren, numbers))
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("surface", "siren"), [("Conseil départemental du Pas-de-Calais", "226200012"), ("la Région", "200053742")]
)
def test_a_council_is_read_with_its_number(surface: str, siren: str) -> None:
    found = read_institution(surface, Territory(("62",), ("32",)))
    assert found is not None
    assert found.value.siren == siren
