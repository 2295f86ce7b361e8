"""What a race showed, in words: every number and every "more" is read off this race's own matrices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.core.snapshots import Matrix
from playground.metrics.matrix import group_recall, recall
from playground.metrics.seeds import compare
from playground.race.standings import Standing

Runs = Sequence[Matrix]
SMALL, LARGE = 0.01, 0.10  # shares of 1: below a point nothing is claimed; from ten points on it is "tens of points"


def story(
    table: Sequence[Standing], matrices: Sequence[Runs], counts: Sequence[int], rare: Sequence[int],
    class_names: Sequence[str] = (), nouns: str = "classes",
) -> list[str]:  # fmt: skip
    """Markdown sentences about a race: the baseline, each entrant against it, and the accuracy trap where it springs.

    `matrices[i]` are entrant i's confusion matrices, one per run; `counts` (C,) training images per class;
    `class_names` (C,), and what several classes are called. Without names the classes are told by their numbers.
    """
    if not table or np.isnan(table[0].macro_f1):
        return []
    if not rare:
        return [f"No class is rare here: **{table[0].name}** reaches a macro-F1 of {table[0].macro_f1:.3f}."]
    told = [_baseline(table[0], counts, rare, class_names or [str(c) for c in range(len(counts))], nouns)]
    others = [i for i in range(1, len(table)) if not np.isnan(table[i].rare)]
    told += [_against(table[0], table[i], matrices[0], matrices[i], rare, nouns) for i in others]
    return [*told, *_trap(table[0], matrices[0], counts, nouns)]


def _baseline(
    base: Standing, counts: Sequence[int], rare: Sequence[int], class_names: Sequence[str], nouns: str
) -> str:
    common = [n for c, n in enumerate(counts) if c not in set(rare)]
    times = max(common, default=1) / max(1, min((counts[c] for c in rare), default=1))
    told = ", ".join(class_names[c] for c in sorted(rare))
    return (
        f"**{base.name}** recognises {base.common:.0%} of the common {nouns} and **{base.rare:.0%}** of the rare ones "
        f"({told}), of which it saw {times:,.0f} times fewer."
    )


def _against(base: Standing, other: Standing, base_runs: Runs, runs: Runs, rare: Sequence[int], nouns: str) -> str:
    gain, cost = other.rare - base.rare, other.common - base.common
    return f"**{other.name}**: {_moved(gain, base_runs, runs, rare)}, {_cost(cost, nouns)}."


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


def _cost(cost: float, nouns: str) -> str:
    if abs(cost) < SMALL / 2:
        return f"common {nouns} unchanged"
    return f"{'paid with' if cost < 0 else 'and gains'} {abs(100 * cost):.1f} points on the common {nouns}"


def _trap(base: Standing, runs: Runs, counts: Sequence[int], nouns: str) -> list[str]:
    """Call out the accuracy trap only where it would spring: accuracy on data as lopsided as the training set."""
    lopsided = float(np.mean([np.average(recall(m), weights=counts) for m in runs]))
    if lopsided - base.rare < LARGE:
        return []
    return [
        f"The accuracy trap: on data as lopsided as the training set, {base.name.lower()} would be "
        f"**{lopsided:.1%} accurate** while missing {1 - base.rare:.0%} of the rare {nouns}."
    ]
