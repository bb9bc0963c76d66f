"""What several modules of tests share."""

from pathlib import Path

import pytest

RAW = Path(__file__).parent.parent / "raw"


@pytest.fixture(scope="session")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables and comparisons of the specimens, made once for all tests."""
    from pipeline.compare import compare_extracted
    from pipeline.extract import extract_raw

    extracted = tmp_path_factory.mktemp("specimens")
    assert extract_raw(RAW, extracted).problems == ()
    compare_extracted(extracted, None, RAW)
    return extracted
