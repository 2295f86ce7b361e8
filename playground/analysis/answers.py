"""What every model of a race says about one drawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from playground.analysis.evaluation import Evaluation
from playground.core.config import Entrant, RaceConfig
from playground.losses import SPECS
from playground.metrics.probabilities import Array, softmax

Predict = Callable[[RaceConfig, Entrant, Mapping[str, Array], Array], Array]  # as training.predict does it


class Answer(NamedTuple):
    """One model's answer to one image: the `best` class as an index, None where nothing is drawn; `said` and `sure` in
    words; `shares`, every class's name with its probability."""

    best: int | None
    said: str
    sure: str
    shares: tuple[tuple[str, float], ...]


def answer(logits: Array | None, classes: Sequence[str]) -> Answer:
    """Read logits (1, C) of one image; None where nothing is drawn yet, which gives every class a probability of 0."""
    if logits is None:
        return Answer(None, "–", "nothing drawn yet", tuple((name, 0.0) for name in classes))
    p = softmax(logits)[0]
    best = int(p.argmax())
    return Answer(best, classes[best], f"{p[best]:.0%} sure", tuple(zip(classes, p.tolist(), strict=True)))


def has_weights(evaluation: Evaluation) -> bool:
    """Whether every model of the seed that is looked at can be rebuilt."""
    return all(weights[evaluation.seed] for weights in evaluation.weights)


def logits(evaluation: Evaluation, images: Array, predict: Predict) -> list[Array]:
    """What every model of the race says of images (N, 28, 28) uint8: logits (N, C) whose softmax is its answer.

    Raises ValueError with one sentence where the weights do not fit, or no race is behind the evaluation.
    """
    config = evaluation.config
    if config is None:
        raise ValueError("These answers come without their networks.")
    pairs = zip(evaluation.entrants, evaluation.weights, strict=True)
    each = ((entrant, predict(config, entrant, own[evaluation.seed], images)) for entrant, own in pairs)
    return [SPECS[entrant.loss.key].as_softmax(z, entrant.loss.kwargs) for entrant, z in each]


def agreement(evaluation: Evaluation, answers: Sequence[Array | None]) -> str:
    """Whether the models agree on one image, from their logits (1, C); None where nothing is drawn yet."""
    called = [int(z[0].argmax()) for z in answers if z is not None]
    if not called:
        return evaluation.rare_sentence
    name = evaluation.classes[called[0]]
    if len(called) == 1:
        return f"It says {name}."
    return f"All say {name}." if len(set(called)) == 1 else "They disagree."
