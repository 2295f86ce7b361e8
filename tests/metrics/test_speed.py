"""A slider must answer at once: everything that it moves, for a whole test set and four losses."""

import time
from statistics import median

import numpy as np

from playground import posthoc as ph
from playground.figures import confusion, recall_bars, reliability
from playground.metrics.scores import score

COUNTS = [5000] * 5 + [25] * 5
NAMES = ["a", "b", "c", "d"]


def race():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, 10_000).astype(np.uint8)
    logits = rng.normal(size=(4, 10_000, 10)).astype(np.float32) * 3
    logits[:, np.arange(10_000), labels] += 4
    return logits, labels


def repaint(logits, labels, tau):
    adjusted = [ph.apply_temperature(ph.move_prior(ph.focal_posterior(z, 2.0), COUNTS, tau), 1.3) for z in logits]
    views = [score(z, labels) for z in adjusted]
    return (
        confusion.draw(confusion.confusion(views[1].matrix, "difference", views[0].matrix)),
        recall_bars.draw(recall_bars.bars([[v.matrix] for v in views], NAMES, COUNTS)),
        reliability.draw(reliability.diagram([v.reliability for v in views], NAMES)),
    )


def test_posterior_prior_temperature_matrix_bars_and_reliability_take_less_than_60_ms_for_four_losses():
    logits, labels = race()
    times = []
    for tau in np.linspace(0, 2, 9):
        start = time.perf_counter()
        repaint(logits, labels, tau)
        times.append(time.perf_counter() - start)
    assert median(times) < 0.060
