"""Who may import what: each heavy library has one home, and nothing heavy is loaded before it is needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PIPELINE = Path(__file__).parent.parent / "pipeline"
HOMES = {
    "bs4": ("formats/", "tables.py"),
    "lxml": ("formats/", "tables.py"),
    "markdown_it": ("formats/",),
    "pypdfium2": ("formats/pdf/",),
    "spacy": ("names.py", "ner/", "spacy_components.py", "bench/peer.py"),
    "thinc": ("names.py", "ner/"),
    "dateparser": ("kinds/dates", "bench/peer.py"),
    "pandas": ("store.py", "compare/"),
    "pyarrow": ("store.py", "compare/", "query/"),
    "duckdb": ("query/",),
    "typer": ("cli.py", "usage.py"),
    "rich": ("cli.py", "progress.py", "query/"),
    "distributed": ("cluster.py",),
    "upath": ("folders.py",),
}
MODULES = sorted(PIPELINE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PIPELINE)))
def test_heavy_libraries_stay_at_home(path: Path) -> None:
    place = path.relative_to(PIPELINE).as_posix()
    for module in imports(path):
        homes = HOMES.get(module.split(".")[0])
        assert homes is None or place.startswith(homes), f"{place} imports {module}"


@pytest.mark.parametrize("path", sorted((PIPELINE / "kinds").glob("*.py")), ids=lambda p: p.name)
def test_kinds_know_neither_formats_nor_files(path: Path) -> None:
    for module in imports(path):
        assert not module.startswith(("pipeline.formats", "pipeline.store", "pipeline.run", "pipeline.compare"))


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, pipeline.cli\n"
        "heavy = {'spacy', 'pandas', 'pyarrow', 'bs4', 'dateparser', 'numpy'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
