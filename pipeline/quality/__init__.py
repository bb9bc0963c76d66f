"""How good the records are, told to who uses them: what is measured, on what, beside whom, and what goes wrong.

In: gold reports and a run over them. Out: docs/quality.md. It refuses to decide what counts as right (`score`).
"""

from pathlib import Path

GOLD = Path(__file__).resolve().parent.parent.parent / "tests" / "gold"  # the project's own; absent from a wheel
