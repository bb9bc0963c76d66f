"""`python -m pipeline` is `millesime`."""

from pipeline.cli import main

main()
