"""What several modules of tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run, so that a run that passed passes again; `make fuzz` looks for new ones.
settings.register_profile("tests", derandomize=True)
settings.load_profile("tests")

pytest_plugins = ["pages"]
RAW = Path(__file__).parent.parent / "raw"


@pytest.fixture(scope="session")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the specimens, made once for all tests."""
    from pipeline.extract import extract_raw

    extracted = tmp_path_factory.mktemp("specimens")
    assert extract_raw(RAW, extracted).problems == ()
    return extracted


@pytest.fixture(scope="session")
def compared(specimens: Path) -> Path:
    """The same folder, with the comparisons of their years."""
    from pipeline.compare import compare_extracted

    compare_extracted(specimens, None, RAW)
    return specimens
