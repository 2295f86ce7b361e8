"""The images that a race is watched on are rare ones, always the same, and called what its newest points say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground import data
from playground.analysis.rare_sample import picked, rare_sample
from playground.core.config import Imbalance
from playground.core.snapshots import Snapshot
from playground.race import examples
from playground.race.digest import digest, digest_at
from tests.analysis.conftest import CONFIG, COUNTS

EXAMPLE = examples.load("digits")


def test_they_are_where_the_trainer_looks_whether_the_race_has_begun_or_not():
    labels = data.load("digits", "").test_labels
    before = digest(CONFIG, Snapshot("x"))
    found = rare_sample(replace(CONFIG, imbalance=Imbalance("custom", counts=COUNTS)), before, "")
    wanted = data.strip(labels, COUNTS)
    assert found.labels.tolist() == labels[wanted].tolist()
    assert np.array_equal(found.images, data.load("digits", "").test_images[wanted])
    assert picked("digits", "", COUNTS) == tuple(wanted.tolist())
    assert found.called == found.sure == ((),) * len(CONFIG.entrants)


@pytest.mark.parametrize("moment", [0, 7, -1])
def test_they_are_called_what_the_first_seed_said_at_that_moment(moment):
    config, snapshot = EXAMPLE
    found = digest_at(config, snapshot, digest(config, snapshot).moments[moment])
    sample = rare_sample(config, found, "")
    for i, (called, sure) in enumerate(zip(sample.called, sample.sure, strict=True)):
        point = next(lane.points[moment] for lane in snapshot.lanes if lane.entrant == i)
        assert (called, sure) == (point.calls, point.sure)


def test_in_the_end_that_is_what_its_logits_say():
    config, snapshot = EXAMPLE
    sample = rare_sample(config, digest(config, snapshot), "")
    places = list(picked("digits", "", snapshot.counts))
    for called, result in zip(sample.called, snapshot.results, strict=True):
        assert list(called) == result.logits[places].argmax(1).tolist()


def test_a_race_from_before_points_told_of_images_calls_them_nothing():
    config, snapshot = EXAMPLE
    lanes = tuple(
        replace(lane, points=tuple(replace(p, calls=(), sure=()) for p in lane.points)) for lane in snapshot.lanes
    )
    assert set(rare_sample(config, digest(config, replace(snapshot, lanes=lanes)), "").called) == {()}


def test_missing_data_are_told_in_a_sentence(tmp_path):
    config = replace(CONFIG, dataset="mnist")
    with pytest.raises(ValueError, match=r"is missing\.$"):
        rare_sample(config, digest(config, Snapshot("x")), str(tmp_path))
