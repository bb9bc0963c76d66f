"""Millésime: yearly activity reports of French public bodies, as data.

The map of the house: `catalog` finds the reports in raw/; `formats` turns each one's bytes into a tree of blocks,
`passages` cuts the tree into the smallest citable texts; `names` tags them with the model; `kinds` finds dates,
amounts, places, partners and people in them; `store` writes the tables; `compare` sets two years side by side.
`run` is the path through all of these, and the place to start reading.
"""

__version__ = "0.1.0"
