"""Rules that turn class counts into the alpha vector, one weight per class. Plain Python: the page needs no torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from playground.core.config import AlphaChoice
from playground.core.loss_spec import Source
from playground.core.params import Param
from playground.core.quote import quoted

# Beyond these a vector leaves what float32 can tell apart: the sum of 1e308 is infinite, and every weight became 0.
LEAST, MOST = 1e-6, 1e6  # of the largest alpha of a custom vector, and of each of them
Rule = Callable[[Sequence[int], AlphaChoice], list[float]]


@dataclass(frozen=True, slots=True)
class AlphaRule:
    """A rule: `weights(counts, choice)` -> one weight per class, 0 for a class without samples."""

    key: str
    title: str
    formula: str
    weights: Rule
    summary: str
    param: Param | None = None
    source: Source | None = None


def _each(weight: Callable[[int], float]) -> Rule:
    """Apply a formula to every class that has samples; a class with none weighs nothing."""
    return lambda counts, _choice: [weight(n) if n > 0 else 0.0 for n in counts]


def _effective(counts: Sequence[int], choice: AlphaChoice) -> list[float]:
    """(1 - beta) / (1 - beta^n); expm1 keeps it exact where beta^n rounds to 1."""
    beta = choice.value
    if beta == 0:
        return _each(lambda _n: 1.0)(counts, choice)
    return _each(lambda n: (1 - beta) / -math.expm1(n * math.log(beta)))(counts, choice)


def _median(counts: Sequence[int], choice: AlphaChoice) -> list[float]:
    present = [n for n in counts if n > 0]
    middle = median(present) if present else 0.0
    return _each(lambda n: middle / n)(counts, choice)


def _scalar(counts: Sequence[int], choice: AlphaChoice) -> list[float]:
    return [choice.value, *[1 - choice.value] * (len(counts) - 1)]


def _custom(counts: Sequence[int], choice: AlphaChoice) -> list[float]:
    if len(choice.custom) != len(counts):
        raise ValueError(f"alpha needs one number per class: {len(counts)}, not {len(choice.custom)}.")
    if not all(0 <= a < math.inf for a in choice.custom) or not any(choice.custom):
        raise ValueError("Each alpha must be a finite number of at least 0, and one of them above 0.")
    if not LEAST <= max(choice.custom) <= MOST:
        raise ValueError(f"Each alpha must be at most {MOST:g}, and the largest of them at least {LEAST:g}.")
    return list(choice.custom)


_CUI = Source("Cui et al., Class-Balanced Loss Based on Effective Number of Samples", 2019, "1901.05555", "(7)")
_LIN = Source("Lin et al., Focal Loss for Dense Object Detection", 2017, "1708.02002", "(3)")
_BETA = Param("beta", "beta", 0.9999, 0.0, 0.99999, 0.0001, "0 weights nothing; towards 1 it becomes 1/n.")
_SCALAR = Param("a", "a", 0.25, 0.0, 1.0, 0.01, "Class 0 (the background) weighs a, every other class 1 - a.")

RULES: dict[str, AlphaRule] = {
    rule.key: rule
    for rule in (
        AlphaRule("none", "None", "1", _each(lambda _n: 1.0), "Every class weighs the same."),
        AlphaRule("inverse", "Inverse frequency", r"1/n_c", _each(lambda n: 1 / n), "Twice as rare, twice the weight."),
        AlphaRule("sqrt", "Square-root inverse", r"1/\sqrt{n_c}", _each(lambda n: n**-0.5), "A milder inverse."),
        AlphaRule(
            "effective", "Effective number", r"\frac{1-\beta}{1-\beta^{n_c}}", _effective,
            "Inverse frequency that saturates once a class has about 1/(1 - beta) samples.", _BETA, _CUI,
        ),
        AlphaRule("median", "Median frequency", r"\operatorname{med}(n)/n_c", _median, "The median class weighs 1."),
        AlphaRule(
            "scalar", "Scalar (background)", r"[a, 1-a, \dots, 1-a]", _scalar,
            "Detection's form: class 0 is the background.", _SCALAR, _LIN,
        ),
        AlphaRule("custom", "Custom", r"\alpha_c", _custom, "Your own weight for each class."),
    )
}  # fmt: skip


def rule_of(key: str) -> AlphaRule:
    """The rule of this key; raises ValueError naming those that there are."""
    if key not in RULES:
        raise ValueError(f"There is no alpha rule called {quoted(key)}; known are {', '.join(RULES)}.")
    return RULES[key]


def expand(choice: AlphaChoice, counts: Sequence[int]) -> tuple[float, ...]:
    """Return the alpha vector (C,) that `choice` means for these class counts.

    With `normalise` the weights of the classes that have samples average 1. Raises ValueError, in one sentence,
    for an unknown rule, a number out of range or a custom vector that does not fit.
    """
    rule = rule_of(choice.rule)
    if rule.param:
        rule.param.check(choice.value)
    weights = rule.weights(counts, choice)
    return tuple(_mean_one(weights, counts) if choice.normalise else weights)


def _mean_one(weights: list[float], counts: Sequence[int]) -> list[float]:
    present = [w for w, n in zip(weights, counts, strict=True) if n > 0]
    mean = sum(present) / len(present) if present else 0.0
    return [w / mean for w in weights] if mean > 0 else weights
