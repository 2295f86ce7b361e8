"""A rebuilt network answers exactly as the one that was trained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground import data, models
from playground.core.config import Entrant, Imbalance, LossChoice, RaceConfig
from playground.training.predict import predict

CONFIG = RaceConfig(
    (Entrant(LossChoice.of("focal", gamma=2.0)), Entrant(LossChoice.of("ldam"))), "digits",
    Imbalance(largest=40, ratio=4), samples=640,
)  # fmt: skip
NO_IMAGES = np.zeros((0, 28, 28), np.uint8)


def raced(config: RaceConfig, folder: str):
    from playground.training import train

    *_, last = (s for s in train(config, folder=folder) if s.status != "running")
    return last


@pytest.mark.parametrize("network", list(models.SPECS))
@pytest.mark.parametrize("head", ["linear", "published"])
def test_a_rebuilt_network_gives_the_logits_of_the_trained_one(network, head, tmp_path):
    config = replace(CONFIG, network=network, head=head)
    images = data.load("digits", str(tmp_path)).test_images
    snapshot = raced(config, str(tmp_path))
    for entrant, result in zip(config.entrants, snapshot.results, strict=True):
        asked = predict(config, entrant, result.weights, images)
        np.testing.assert_allclose(asked, result.logits, rtol=1e-4, atol=1e-4)


def test_missing_weights_are_told_in_a_sentence():
    with pytest.raises(ValueError, match=r"stored without its networks' weights\.$"):
        predict(CONFIG, CONFIG.entrants[0], {}, NO_IMAGES)


def test_foreign_weights_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"do not fit the network"):
        predict(CONFIG, CONFIG.entrants[0], {"head.weight": np.zeros((10, 3))}, NO_IMAGES)
