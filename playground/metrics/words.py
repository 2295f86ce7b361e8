"""What the numbers mean, in words: one line for each metric, and the sentences that warn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.matrix import GMean, accuracy, group_recall, recall

TRAP = 0.1  # a share of 1
EXPLAIN: dict[str, str] = {
    "accuracy": "Share of all samples called right; common classes dominate it.",
    "balanced_accuracy": "Mean of the classes' recalls: each class counts the same, however rare.",
    "macro_f1": "Mean of the classes' F1: each class counts the same, and false alarms count too.",
    "recall": "Of the samples that are of this class, the share that was found.",
    "precision": "Of the samples called this class, the share that really is; a dash when it was never called.",
    "f1": "Recall and precision in one number (their harmonic mean): low when either is low.",
    "support": "How many training samples this class had.",
    "rare_recall": "Mean recall of the rare classes, each counting the same.",
    "common_recall": "Mean recall of all other classes, each counting the same.",
    "g_mean": "Geometric mean of the recalls: one class that is never found makes it 0.",
    "mcc": "Correlation between truth and prediction: 1 perfect, 0 no better than a constant answer.",
    "auroc": "Chance that a sample of the class is scored above one that is not, averaged over classes. "
    "It ranks only: it can be high while every decision is wrong.",
    "ap": "Area under precision against recall, averaged over classes; harder to please than AUROC when rare.",
    "ece": "How far stated confidence is from accuracy on average, in 15 bins of confidence.",
    "gap": "Mean confidence minus accuracy: above 0 overconfident, below 0 underconfident.",
    "brier": "Mean squared distance between the probabilities and the truth, 0 to 2; lower is better.",
    "nll": "Mean of minus the log of the true class's probability, in nats: surprise; lower is better.",
    "loss": "The loss that this entrant trains on; do not compare it between different losses.",
    "test_loss": "The loss that this entrant trains on, on test images; do not compare it between different losses.",
    "seed_noise": "How much the result moves by luck alone: other starting weights and other batches.",
}


def springs(accuracy: float, rare_recall: float) -> bool:
    """Whether the accuracy trap springs: accuracy is 10 points or more above the recall of the rare classes.

    Shares of 1; it does not where either is undefined.
    """
    return accuracy - rare_recall >= TRAP


def accuracy_trap(matrix: ArrayLike, rare: Sequence[int], names: Sequence[str] = ()) -> str:
    """A warning where the accuracy trap springs on these samples; else an empty string."""
    overall, found = accuracy(matrix), group_recall(matrix, rare)
    if not springs(overall, found):
        return ""
    each = recall(matrix)
    worst = min((c for c in rare if each[c] == each[c]), key=lambda c: each[c])
    name = names[worst] if names else str(worst)
    return (
        f"Accuracy trap: {overall:.1%} of all test samples are called right, but only {found:.1%} of the rare "
        f"classes' ({each[worst]:.1%} of class {name})."
    )


def g_mean_sentence(found: GMean, names: Sequence[str] = ()) -> str:
    """The G-mean, and which class makes it 0."""
    if not found.culprits:
        return "undefined: no samples" if np.isnan(found.value) else f"{found.value:.3f}"
    listed = ", ".join(names[c] if names else str(c) for c in found.culprits[:5])
    more = f" and {len(found.culprits) - 5} more" if len(found.culprits) > 5 else ""
    return f"0 because of class{'es' if len(found.culprits) > 1 else ''} {listed}{more}"
