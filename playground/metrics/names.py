"""What every metric is called, in full and in short, and its unit: one home for tables, axes, cards and menus."""

from __future__ import annotations

from typing import NamedTuple


class Metric(NamedTuple):
    """`title` in full; `short` where there is little room; `unit`: "%" and "points" are shares of 1 times 100."""

    title: str
    short: str
    unit: str = ""

    @property
    def axis(self) -> str:
        """Title and unit, as an axis or a table says them."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def percent(self) -> bool:
        """Whether it is written as a hundredfold."""
        return self.unit in ("%", "points")


METRICS: dict[str, Metric] = {
    "macro_f1": Metric("Macro-F1", "Macro-F1"),
    "rare_recall": Metric("Recall of the rare classes", "Rare recall", "%"),
    "common_recall": Metric("Recall of the common classes", "Common recall", "%"),
    "accuracy": Metric("Accuracy", "Accuracy", "%"),
    "balanced_accuracy": Metric("Balanced accuracy", "Balanced accuracy", "%"),
    "g_mean": Metric("G-mean", "G-mean"),
    "mcc": Metric("Matthews correlation", "MCC"),
    "auroc": Metric("AUROC, one against rest", "Macro AUROC"),
    "ap": Metric("Average precision", "Average precision"),
    "ece": Metric("Calibration error ECE", "ECE, 15 bins", "%"),
    "gap": Metric("Confidence - accuracy", "Signed gap", "points"),
    "brier": Metric("Brier score", "Brier, 0 to 2", "0 to 2"),
    "nll": Metric("Test cross-entropy", "NLL, nats", "nats"),
    "loss": Metric("Own training loss", "Own loss", "nats"),
    "test_loss": Metric("Own test loss", "Own test loss", "nats"),
}
CLASS_TITLES: dict[str, str] = {"recall": "Recall", "precision": "Precision", "f1": "F1"}
