"""What a race showed, in words: every number and every "more" is read off this race's own matrices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.core.snapshots import Matrix
from playground.metrics.matrix import recall
from playground.metrics.seeds import Verdict
from playground.metrics.words import springs
from playground.race.differences import Difference
from playground.race.standings import Standing

Runs = Sequence[Matrix]
SMALL, LARGE = 0.01, 0.10  # shares of 1: below a point nothing is claimed; from ten points on it is "tens of points"


def story(
    table: Sequence[Standing], matrices: Sequence[Runs], counts: Sequence[int], rare: Sequence[int],
    paired: Sequence[Difference] = (), class_names: Sequence[str] = (), nouns: str = "classes",
) -> list[str]:  # fmt: skip
    """Markdown sentences about a race: the baseline, each entrant against it, and the accuracy trap where it springs.

    `matrices[i]` are entrant i's confusion matrices, one per run; `counts` (C,) training images per class;
    `paired` is one row for every entrant but the baseline, compared seed by seed; () where only one seed has ended.
    `class_names` (C,), and what several classes are called. Without names the classes are told by their numbers.
    """
    if not table or np.isnan(table[0].macro_f1):
        return []
    if not rare:
        return [f"No class is rare here: **{table[0].name}** reaches a macro-F1 of {table[0].macro_f1:.3f}."]
    told = [_baseline(table[0], counts, rare, class_names or [str(c) for c in range(len(counts))], nouns)]
    others = [i for i in range(1, len(table)) if not np.isnan(table[i].rare)]
    told += [_against(table[0], table[i], paired[i - 1] if paired else None, nouns) for i in others]
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


def _against(base: Standing, other: Standing, paired: Difference | None, nouns: str) -> str:
    gain, cost = other.rare - base.rare, other.common - base.common
    moved = _moved(paired.verdicts["rare_recall"], gain) if paired else _moved_once(gain)
    return f"**{other.name}**: {moved}, {_cost(cost, nouns)}."


def _moved(verdict: Verdict, gain: float) -> str:
    """Say how far the rare recall moved over the seeds that both losses ended, and no more than these support."""
    mean, n = verdict.interval.mean, verdict.interval.n
    if n == 0:
        return f"rare recall {_points(gain)} (no seed has both results, so this may be luck)"
    if n == 1:
        return _moved_once(mean)
    noise = "more than" if verdict.clear else "inside"
    return f"rare recall {_points(mean)}, {noise} the noise of {n} seeds"


def _moved_once(gain: float) -> str:
    """What one seed allows to say: only tens of points are more than luck."""
    if abs(gain) < SMALL:
        return f"rare recall hardly moves ({_points(gain)})"
    if abs(gain) < LARGE:
        return f"rare recall {_points(gain)} (one seed cannot tell that from luck)"
    return f"rare recall **{_points(gain)}** (tens of points)"


def _points(share: float) -> str:
    return f"{100 * share:+.1f} points"


def _cost(cost: float, nouns: str) -> str:
    if abs(cost) < SMALL / 2:
        return f"common {nouns} unchanged"
    return f"{'paid with' if cost < 0 else 'and gains'} {abs(100 * cost):.1f} points on the common {nouns}"


def judgement(table: Sequence[Standing], paired: Sequence[Difference], place: str) -> list[str]:
    """Who is right most often in a mix of classes, in one sentence that names the mix; [] with fewer than two losses.

    `table[0]` is the baseline; `paired` as in `story`.
    """
    known = [i for i, standing in enumerate(table) if not np.isnan(standing.accuracy)]
    if len(known) < 2 or known[0] != 0:
        return []
    best = max(known, key=lambda i: (table[i].accuracy, -i))  # where two are equal, the simpler one is the baseline
    rival = best or max(known[1:], key=lambda i: table[i].accuracy)
    claim = f"{table[best].name} is right most often" if best else f"no loss beats {table[0].name}"
    figures = ", ".join(f"{table[i].name} {table[i].accuracy:.1%}" for i in (best, rival if best == 0 else 0))
    return [f"Judged {place}, {claim}: {figures}{_sureness(paired, rival)}."]


def _sureness(paired: Sequence[Difference], entrant: int) -> str:
    """Whether the accuracies of an entrant and of the baseline differ by more than luck."""
    found = paired[entrant - 1].verdicts["accuracy"] if paired else None
    if found is None or found.interval.n < 2:
        return " (one seed cannot tell that from luck)"
    return f" ({'more than' if found.clear else 'inside'} the noise of {found.interval.n} seeds)"


def _trap(base: Standing, runs: Runs, counts: Sequence[int], nouns: str) -> list[str]:
    """Call out the accuracy trap only where it would spring: accuracy on data as lopsided as the training set."""
    lopsided = float(np.mean([np.average(recall(m), weights=counts) for m in runs]))
    if not springs(lopsided, base.rare):  # nor where a class without test images leaves no number
        return []
    return [
        f"The accuracy trap: on data as lopsided as the training set, {base.name.lower()} would be "
        f"**{lopsided:.1%} accurate** while missing {1 - base.rare:.0%} of the rare {nouns}."
    ]
