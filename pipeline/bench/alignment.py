"""How long the alignment of two large reports takes, and how much memory.

In: a number of actions. Out: seconds and MiB. It refuses to measure on real reports: none is that large.
"""

from __future__ import annotations

import random
import tracemalloc
from itertools import product
from time import perf_counter

from pipeline.compare.align import align
from pipeline.compare.words import common
from pipeline.compare.year import Action, Name

SYLLABLES = ("ba", "cor", "dil", "fou", "gre", "lan", "mi", "nor", "pe", "quis", "ra", "sul", "ta", "ver", "zo")
WORDS_EACH, CHANGED = 22, 0.35  # words of an action; share of them that the next year's wording replaces


def benchmark_alignment(actions: int = 2000, memory: bool = False) -> dict[str, float]:
    """Align two invented years of so many actions each: seconds, share of the pairs found and, asked for (it slows
    the run), MiB at the peak."""
    before, after = invent_years(actions)
    if memory:
        tracemalloc.start()
    start = perf_counter()
    pairs = align(before, after).pairs
    seconds = perf_counter() - start
    found = sum(before[p.before].action_id[2:] == after[p.after].action_id[2:] for p in pairs) / actions
    figures = {"actions": actions, "seconds": round(seconds, 2), "found": round(found, 3)}
    if memory:
        figures["mib"] = round(tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    return figures


def invent_years(actions: int, seed: int = 0) -> tuple[list[Action], list[Action]]:
    """Two years of invented actions: the second has the first's in another order and partly in other words."""
    dice = random.Random(seed)
    words = [*sorted(common()), *("".join(syllables) for syllables in product(SYLLABLES, repeat=4))]
    weights = [1 / (rank + 30) for rank in range(len(words))]  # common words first, and many that one line alone has
    before, after = [], []
    for number in range(actions):
        text = dice.choices(words, weights, k=WORDS_EACH)
        again = [dice.choices(words, weights)[0] if dice.random() < CHANGED else word for word in text]
        town = f"commune:{dice.randrange(actions)}"
        section = (f"Rubrique {words[number % 12]}",)
        before.append(_action(f"b-{number}", number, text, town, section))
        after.append(_action(f"a-{number}", number, again, town, section))
    dice.shuffle(after)
    return before, after


def _action(action_id: str, position: int, words: list[str], town: str, section: tuple[str, ...]) -> Action:
    text = " ".join(words[:4]) + " : " + " ".join(words[4:])
    places = (Name(words[5], len(text) - len(words[-1]), len(text), town, words[5], "commune"),)
    return Action(action_id, position, text, section, places=places)
