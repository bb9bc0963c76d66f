"""The weights of the alignment, fitted on marked pairs of years: `python tests/fit_pairs.py`.

In: the marked pairs of tests/, but for those held out, read as any report is; and each of them again with its words
kept and some of its actions left out, as reports that one person writes year after year. Out: the constants of
compare/likeness.py and compare/chances.py, and how well the pairs of each body are found with constants that were
fitted without it. It refuses to read the gold that lies beside the project.
"""

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from keyed import HELD_OUT, Keyed, read_keyed
from scipy.optimize import minimize
from scipy.special import expit

from pipeline.compare.align import LIKELY, assign, follow_sections
from pipeline.compare.chances import ODDS, SURE, measure_pairs
from pipeline.compare.likeness import WEIGHTS, Likeness, Likenesses
from pipeline.compare.year import Action

CHANGED = ((1, 0.6), (2, 0.45))  # seed, share of the shared actions that stay
KINDS = ("dates", "amounts", "places", "partners", "people")
EVIDENCE = tuple(what for what in ODDS if what)
STIFF, LOOSE = 3.0, 1.0  # how much weights are held back


@dataclass(frozen=True)
class Case:
    """A pair of years: evidence for each two actions, which are the same, which count."""

    keyed: Keyed
    wording: Any
    evidence: Any  # actions before × actions after × WEIGHTS
    same: Any
    counts: Any


def make_case(keyed: Keyed) -> Case:
    before, after = keyed.before.actions, keyed.after.actions
    likenesses = Likenesses(before, after, f"{keyed.before.name} {keyed.after.name}")
    scores = {pair: likenesses.score(*pair) for pair in likenesses.candidates()}
    sure = [pair for pair in assign(scores, len(before), len(after)) if scores[pair].total >= SURE]
    became = follow_sections(before, after, sure)
    pairs = list(np.ndindex(len(before), len(after)))
    rows = []
    for i, j in pairs:
        section = max(float(likenesses.section[i, j]), became.get((before[i].section, after[j].section), 0.0))
        found = likenesses.weigh(i, j) | {"section": section}
        rows.append([found[what] for what in WEIGHTS])
    shape = (len(before), len(after))
    sides = [f.side for f in likenesses.after]
    beside = np.array([[f.side != side for side in sides] for f in likenesses.before])
    return Case(
        keyed,
        likenesses.wording,
        np.array(rows).reshape(*shape, len(WEIGHTS)),
        np.array([keyed.same(*pair) for pair in pairs]).reshape(shape),
        np.array([keyed.counts(*pair) for pair in pairs]).reshape(shape) & ~beside,
    )


def change(keyed: Keyed, seed: int, share: float) -> Keyed:
    """The same two years as one hand would have written them: most words of the actions that stay are kept, and of the
    others that both years have, each year loses half."""
    dice = random.Random(seed)
    shared = sorted(keyed.wanted)
    dice.shuffle(shared)
    stay, rest = set(shared[: int(len(shared) * share)]), shared[int(len(shared) * share) :]
    at = {key: i for i, key in enumerate(keyed.first)}
    later = [
        join(keyed.before.actions[at[key]], action, dice) if key in stay else action
        for action, key in zip(keyed.after.actions, keyed.second, strict=True)
    ]
    kept = [i for i, key in enumerate(keyed.first) if key not in rest[::2]]
    held = [j for j, key in enumerate(keyed.second) if key not in rest[1::2]]
    return Keyed(
        replace(keyed.before, actions=tuple(keyed.before.actions[i] for i in kept)),
        replace(keyed.after, actions=tuple(later[j] for j in held)),
        tuple(keyed.first[i] for i in kept),
        tuple(keyed.second[j] for j in held),
    )


def join(before: Action, after: Action, dice: random.Random) -> Action:
    """The later action, beginning with the earlier one's words and ending with its own; mentions move along."""
    until = cut(before.text, dice.uniform(0.55, 1))
    since = cut(after.text, dice.uniform(0.5, 0.95))
    text, moved = before.text[:until] + after.text[since:], until - since
    mentions = {
        kind: (
            *(m for m in getattr(before, kind) if m.end <= until),
            *(replace(m, start=m.start + moved, end=m.end + moved) for m in getattr(after, kind) if m.start >= since),
        )
        for kind in KINDS
    }
    label = after.label if text.startswith(after.label) else ""
    return replace(after, text=text, label=label, section=before.section, objective=before.objective, **mentions)


def cut(text: str, share: float) -> int:
    """Where that share of the text's words ends."""
    spaces = [at for at, letter in enumerate(text) if letter == " "] or [0]
    return spaces[max(0, int(len(spaces) * share) - 1)]


def fit(rows: Any, same: Any, stiff: float) -> tuple[float, Any]:
    """Bias and weights of a logistic regression, weights held back by their squares."""
    scale = np.concatenate([[1.0], rows.std(axis=0) + 1e-9])
    scaled = np.column_stack([np.ones(len(rows)), rows]) / scale
    held = stiff * (np.arange(scaled.shape[1]) > 0)  # the bias is free

    def cost(weights: Any) -> tuple[float, Any]:
        odds = scaled @ weights
        loss = np.sum(np.logaddexp(0, odds) - same * odds) + held @ weights**2 / 2
        return float(loss), scaled.T @ (expit(odds) - same) + held * weights

    def bend(weights: Any) -> Any:
        chance = expit(scaled @ weights)
        return (scaled.T * (chance * (1 - chance))) @ scaled + np.diag(held)

    start = np.zeros(scaled.shape[1])
    found = minimize(cost, start, jac=True, hess=bend, method="trust-exact").x / scale
    return float(found[0]), found[1:]


def fit_weights(cases: Sequence[Case]) -> Any:
    """The weights of the score, so that 0.5 is as likely as not."""
    rows = np.vstack([case.evidence[case.counts] for case in cases])
    bias, weights = fit(rows, np.concatenate([case.same[case.counts] for case in cases]).astype(float), STIFF)
    return weights / (-2 * bias)


def measure(case: Case, weights: Any) -> tuple[list[tuple[int, int]], Any]:
    """The best pairs of a case that count, and what their chances rest on."""
    totals = case.evidence @ weights
    against = np.minimum(case.evidence * weights, 0).sum(axis=2)
    scores = {
        (int(i), int(j)): Likeness(float(totals[i, j]), (("other", float(against[i, j])),))
        for i, j in np.argwhere(totals > 0)
    }
    best = [pair for pair in assign(scores, *totals.shape) if case.counts[pair]]
    found = measure_pairs(scores, best, case.wording)
    return best, np.array([[found[pair][what] for what in EVIDENCE] for pair in best])


def fit_odds(cases: Sequence[Case]) -> tuple[float, Any]:
    """Bias and weights of the chance, on scores of weights that were fitted without the body."""
    rows, same = [], []
    weights = {}
    for case in cases:
        body = case.keyed.body
        if body not in weights:
            weights[body] = fit_weights([c for c in cases if c.keyed.body != body])
        best, found = measure(case, weights[body])
        rows.append(found)
        same.append([bool(case.same[pair]) for pair in best])
    return fit(np.vstack(rows), np.concatenate(same).astype(float), LOOSE)


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        keyed = [pair for pair in read_keyed(Path(scratch)) if pair.body not in HELD_OUT]
    cases = [make_case(pair) for pair in keyed]
    cases += [make_case(change(pair, *how)) for pair in keyed for how in CHANGED]
    total = np.zeros(3, dtype=int)
    for case in cases[: len(keyed)]:
        others = [c for c in cases if c.keyed.body != case.keyed.body]
        bias, odds = fit_odds(others)
        best, found = measure(case, fit_weights(others))
        taken = [
            pair for pair, row in zip(best, found, strict=True) if bias + row @ odds > np.log(LIKELY / (1 - LIKELY))
        ]
        counts = np.array([sum(bool(case.same[p]) for p in taken), len(taken), len(case.keyed.wanted)])
        total += counts
        print(f"{case.keyed.body:24} {tell(*counts)}")
    print(f"{'together':24} {tell(*total)}")
    weights = fit_weights(cases)
    print("WEIGHTS", {what: round(float(w), 3) for what, w in zip(WEIGHTS, weights, strict=True)})
    bias, odds = fit_odds(cases)
    print("ODDS", {"": round(bias, 2)} | {what: round(float(w), 2) for what, w in zip(EVIDENCE, odds, strict=True)})


def tell(right: int, found: int, wanted: int) -> str:
    return f"precision {right / found:.3f} recall {right / wanted:.3f} F1 {2 * right / (found + wanted):.3f}"


if __name__ == "__main__":
    main()
