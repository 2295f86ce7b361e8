"""The images that a race is watched on are rare ones, always the same, and called what the logits say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground import data
from playground.analysis.rare_sample import SHOWN, picked, rare_sample
from playground.core.config import Imbalance
from playground.core.snapshots import Snapshot
from tests.analysis.conftest import CONFIG, COUNTS, made_snapshot

RARE = tuple(c for c, n in enumerate(COUNTS) if n == 2)


def test_they_are_of_the_rare_classes_and_shared_evenly_by_them(snapshot):
    found = rare_sample(CONFIG, snapshot, "")
    assert found.labels.tolist() == sorted(RARE * (SHOWN // len(RARE)))
    assert found.images.shape == (SHOWN, 28, 28)


def test_they_stay_the_same_before_while_and_after_a_race(snapshot):
    before = rare_sample(replace(CONFIG, imbalance=Imbalance("custom", counts=COUNTS)), None, "")
    while_it_runs = rare_sample(CONFIG, replace(snapshot, results=()), "")
    after = rare_sample(CONFIG, snapshot, "")
    for found in (before, while_it_runs):
        assert np.array_equal(found.images, after.images)
        assert found.called == ((),) * len(CONFIG.entrants)


def test_they_are_called_what_the_first_seed_answers(snapshot, labels):
    places = list(picked("digits", "", RARE))
    called = rare_sample(CONFIG, snapshot, "").called
    firsts = [snapshot.results[i].logits for i in range(len(CONFIG.entrants))]
    assert called == tuple(tuple(logits[places].argmax(1).tolist()) for logits in firsts)
    assert labels[places].tolist() == rare_sample(CONFIG, snapshot, "").labels.tolist()


def test_without_a_rare_class_all_classes_take_part():
    labels = data.load("digits", "").test_labels
    assert sorted(labels[list(picked("digits", "", ()))].tolist()) == list(range(10))


def test_an_entrant_that_left_nothing_or_was_tested_on_other_images_is_not_called_anything(labels):
    snapshot = made_snapshot(labels, seeds=1)
    short = replace(snapshot.results[1], logits=snapshot.results[1].logits[:5])
    found = rare_sample(CONFIG, replace(snapshot, results=(None, short, snapshot.results[2])), "")
    assert [len(own) for own in found.called] == [0, 0, SHOWN]


def test_missing_data_are_told_in_a_sentence(tmp_path):
    with pytest.raises(ValueError, match=r"MNIST"):
        rare_sample(replace(CONFIG, dataset="mnist"), Snapshot("x"), str(tmp_path))
