"""What a race showed, in words: every number and every "more" is read off this race's own matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.core.snapshots import Matrix
from playground.metrics.matrix import accuracy, group_recall, macro_f1, recall
from playground.metrics.seeds import compare

Runs = Sequence[Matrix]
SMALL, LARGE = 0.01, 0.10  # shares of 1: below a point nothing is claimed; from ten points on it is "tens of points"


@dataclass(frozen=True, slots=True)
class Score:
    """One entrant's means over its seeds, shares of 1."""

    name: str
    rare: float
    common: float
    macro_f1: float
    accuracy: float


def scores(names: Sequence[str], matrices: Sequence[Runs], rare: Sequence[int]) -> list[Score]:
    """Summarise `matrices[i]`, entrant i's confusion matrices (one per seed); nan where nothing is known yet."""
    return [_score(name, runs, rare) for name, runs in zip(names, matrices, strict=True)]


def _score(name: str, runs: Runs, rare: Sequence[int]) -> Score:
    if not runs:
        return Score(name, np.nan, np.nan, np.nan, np.nan)
    common = [c for c in range(len(runs[0])) if c not in set(rare)]
    rows = [(group_recall(m, rare), group_recall(m, common), macro_f1(m), accuracy(m)) for m in runs]
    return Score(name, *(float(value) for value in np.mean(rows, axis=0)))


def story(names: Sequence[str], matrices: Sequence[Runs], counts: Sequence[int], rare: Sequence[int]) -> list[str]:
    """Two to four Markdown sentences about a finished race; the first entrant is the baseline."""
    table = scores(names, matrices, rare)
    if not table or np.isnan(table[0].macro_f1):
        return []
    if not rare:
        return [f"No class is rare here: **{table[0].name}** reaches a macro-F1 of {table[0].macro_f1:.3f}."]
    told = [_baseline(table[0], counts, rare)]
    others = [i for i in range(1, len(table)) if not np.isnan(table[i].rare)]
    told += [_against(table[0], table[i], matrices[0], matrices[i], rare) for i in others]
    return [*told, *_trap(table[0], matrices[0], counts)]


def _baseline(base: Score, counts: Sequence[int], rare: Sequence[int]) -> str:
    common = [n for c, n in enumerate(counts) if c not in set(rare)]
    times = max(common, default=1) / max(1, min((counts[c] for c in rare), default=1))
    digits = ", ".join(str(c) for c in sorted(rare))
    return (
        f"**{base.name}** recognises {base.common:.0%} of the common digits and **{base.rare:.0%}** of the rare ones "
        f"({digits}), of which it saw {times:,.0f} times fewer."
    )


def _against(base: Score, other: Score, base_runs: Runs, runs: Runs, rare: Sequence[int]) -> str:
    gain, cost = other.rare - base.rare, other.common - base.common
    return f"**{other.name}**: {_moved(gain, base_runs, runs, rare)}, {_cost(cost)}."


def _moved(gain: float, base_runs: Runs, runs: Runs, rare: Sequence[int]) -> str:
    """Say how far the rare recall moved, and no more than the seeds support."""
    points = f"{100 * gain:+.1f} points"
    n = min(len(base_runs), len(runs))
    if n >= 2:
        base, other = ([group_recall(m, rare) for m in each[:n]] for each in (base_runs, runs))
        if not compare(base, other, "").clear:
            return f"rare recall {points}, inside the noise of {n} seeds"
        return f"rare recall {points}, more than the noise of {n} seeds"
    if abs(gain) < SMALL:
        return f"rare recall hardly moves ({points})"
    size = "tens of points" if abs(gain) >= LARGE else "one seed cannot tell that from luck"
    return f"rare recall **{points}** ({size})" if abs(gain) >= LARGE else f"rare recall {points} ({size})"


def _cost(cost: float) -> str:
    if abs(cost) < SMALL / 2:
        return "common digits unchanged"
    return f"{'paid with' if cost < 0 else 'and gains'} {abs(100 * cost):.1f} points on the common digits"


def _trap(base: Score, runs: Runs, counts: Sequence[int]) -> list[str]:
    """Call out the accuracy trap only where it would spring: accuracy on data as lopsided as the training set."""
    lopsided = float(np.mean([np.average(recall(m), weights=counts) for m in runs]))
    if lopsided - base.rare < LARGE:
        return []
    return [
        f"The accuracy trap: on data as lopsided as the training set, {base.name.lower()} would be "
        f"**{lopsided:.1%} accurate** while missing {1 - base.rare:.0%} of the rare digits."
    ]
