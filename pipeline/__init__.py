"""Millésime: yearly activity reports of French public bodies, as data.

The map of the house: `run` is the path of one body's reports, and the place to start reading. `catalog` finds the
reports in raw/; `formats` turns each one's bytes into a tree of blocks, `passages` cuts the tree into the smallest
citable texts; `names` tags them with the model of `ner`, `edges`, `listed`, `columns`, `natures` and `echoes` mend
what it saw; `body` (by `body_name`, `body_titles`, `body_words`) and `territory` learn whose reports these are and
where they lie; `kinds` finds dates, amounts, places, partners and people; `settle` lets one mention stand where
several claim a span; `records` makes rows of them, `without_people` covers names where asked, `store` writes the
tables, `datapackage` says what they are. `extract` does all that over a folder, only for what changed (`state`; in
many processes `workers`, on a cluster `cluster`, folders by URL `folders`). `compare` sets two years side by side,
`review` shows each record on its sentence (`headings` tells which rows are none), `walk` asks a person what is in
doubt, `decisions` replays the answers; `new` takes a report in, `query` answers questions in SQL, `explain` says why
a record is what it is, `export` writes the tables for spreadsheets and the SCDL, `spacy_components` lends the finders
to other pipelines; `quality` and `bench` measure.
"""

__version__ = "0.1.0"
