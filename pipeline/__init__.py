"""Millésime: yearly activity reports of French public bodies, as data.

The map of the house: `run` is the path of one body's reports, and the place to start reading. `catalog` finds the
reports in raw/; `formats` turns each one's bytes into a tree of blocks, `passages` cuts the tree into the smallest
citable texts; `names` tags them with the model of `ner`, `edges`, `listed` and `echoes` mend what it saw; `body` and
`territory` learn whose reports these are and where they lie; `kinds` finds dates, amounts, places, partners and
people; `settle` lets one mention stand where several claim a span; `records` makes rows of them, `store` writes the
tables. `extract` does all that over a folder, only for what changed (`state`, `workers`). `compare` sets two years
side by side, `review` shows each record on its sentence, `walk` asks a person what is in doubt, `decisions` replays
the answers; `query` answers questions in SQL, `explain` says why a record is what it is, `spacy_components` lends the
finders to other pipelines.
"""

__version__ = "0.1.0"
