"""How sure a model is: its numbers before and after an adjustment, and what must be said about that adjustment."""

from __future__ import annotations

from dataclasses import dataclass

from playground import posthoc
from playground.analysis.adjustment import Adjusted, Adjustment
from playground.analysis.cards import Card
from playground.analysis.evaluation import Evaluation
from playground.analysis.prior import knows_the_prior
from playground.metrics.matrix import accuracy, group_recall, macro_f1
from playground.metrics.names import METRICS
from playground.metrics.probabilities import Array, brier, nll
from playground.metrics.scores import Scored, score
from playground.metrics.words import EXPLAIN

CARDS = ("ece", "gap", "brier", "nll", "accuracy", "rare_recall", "macro_f1")
BETTER = {
    "ece": "down",
    "brier": "down",
    "nll": "down",
    "gap": "",
}  # a gap is best at 0; of the others more is better
LEAST = 5e-5  # a smaller change would be printed as 0


@dataclass(frozen=True)
class Comparison:
    """One model's numbers, keys of `CARDS`: as it was `trained`, and once `moved` by the adjustment."""

    trained: dict[str, float]
    moved: dict[str, float]

    def cards(self) -> list[Card]:
        """A card for every number that is defined."""
        return [self._card(key) for key in CARDS if self.moved[key] == self.moved[key]]

    def _card(self, key: str) -> Card:
        change = _change(self.moved[key] - self.trained[key], key)
        return Card(METRICS[key].short, _value(self.moved[key], key), change, EXPLAIN[key], BETTER.get(key, "up"))

    def records(self, name: str) -> list[dict[str, str | float]]:
        """The same as a table of two rows."""
        states = {"trained": self.trained, "moved": self.moved}
        return [{"Model": name, "State": state, **numbers} for state, numbers in states.items()]


def compare(evaluation: Evaluation, adjusted: Adjusted, i: int) -> Comparison:
    """Model i's numbers before and after, on the same samples."""
    before, labels = adjusted.before[i], adjusted.labels
    trained = numbers(score(before, labels), before, labels, evaluation.rare)
    return Comparison(trained, numbers(adjusted.scored[i], adjusted.logits[i], labels, evaluation.rare))


def numbers(scored: Scored, logits: Array, labels: Array, rare: tuple[int, ...]) -> dict[str, float]:
    """The numbers of logits (N, C) that were `scored` with labels (N,); nan where undefined."""
    return {
        "ece": scored.reliability.ece, "gap": scored.reliability.gap, "brier": brier(scored.probabilities, labels),
        "nll": nll(logits, labels), "accuracy": accuracy(scored.matrix), "macro_f1": macro_f1(scored.matrix),
        "rare_recall": group_recall(scored.matrix, rare),
    }  # fmt: skip


def changed(adjusted: Adjusted, i: int) -> int:
    """How many of model i's answers the adjustment has changed."""
    return int((adjusted.before[i].argmax(1) != adjusted.logits[i].argmax(1)).sum())


def is_hindsight(adjustment: Adjustment) -> bool:
    """Whether it was picked by looking at the test set: tau = 1 follows from the counts, a fitted T from one half."""
    return adjustment.tau not in (0.0, 1.0) or adjustment.temperature not in (None, 1.0)


def notes(evaluation: Evaluation, adjusted: Adjusted, adjustment: Adjustment, i: int) -> list[str]:
    """What must be said about this adjustment of model i, a sentence each."""
    found = [*_prior_notes(evaluation, adjustment, i)]
    if adjustment.temperature is None:
        found.append(
            f"T = {adjusted.temperatures[i]:.2f} was fitted on the other half of the test samples; everything here is "
            f"judged on these {len(adjusted.labels):,}."
        )
    elif adjustment.temperature != 1:
        found.append(f"Hindsight: T = {adjustment.temperature:g} was picked while looking at the test set.")
    return found


def _prior_notes(evaluation: Evaluation, adjustment: Adjustment, i: int) -> list[str]:
    if not adjustment.tau:
        return []
    found = [posthoc.tau_note(adjustment.tau)]
    if knows_the_prior(evaluation, i):
        found.append(
            "This loss has already counted the classes while it trained: moving the prior too counts them twice."
        )
    return found


def _value(value: float, key: str) -> str:
    if key == "gap":
        return f"{100 * value:+.1f} %"
    return f"{100 * value:.1f} %" if METRICS[key].percent else f"{value:.3f}"


def _change(difference: float, key: str) -> str | None:
    if abs(difference) < LEAST:
        return None
    return f"{100 * difference:+.1f} points" if METRICS[key].percent else f"{difference:+.3f}"
