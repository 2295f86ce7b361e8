"""Own losses: each entrant on a scale of its own, training and test on the same one."""

from dataclasses import replace

import numpy as np
import pytest

from playground.race.digest import digest
from playground.race.own_losses import own_losses
from tests.race.snapshots import config_of, race_of, snapshot_of


def measured(seeds, unit=1.0):
    """A race whose lanes have test losses: half as much again as their training losses."""
    lanes = [
        replace(lane, points=tuple(
            replace(p, loss=np.nan if p.step == 0 else unit * p.loss, test_loss=1.5 * unit * p.loss)
            for p in lane.points
        ))
        for lane in race_of(seeds).lanes
    ]  # fmt: skip
    return snapshot_of(lanes)


def test_the_unit_is_the_first_training_loss_and_both_lines_are_shares_of_it():
    race = measured([7])
    for own, lane in zip(own_losses(config_of(), digest(config_of(), race)), race.lanes, strict=True):
        first = lane.points[1].loss
        assert own.unit == pytest.approx(first)
        assert np.isnan(own.train.mean[0])
        assert own.train.mean[1:] == pytest.approx([p.loss / first for p in lane.points[1:]])
        assert own.test.mean == pytest.approx([p.test_loss / first for p in lane.points])


def test_another_scale_of_the_loss_moves_no_line():
    small, large = (own_losses(config_of(), digest(config_of(), measured([7, 8], unit))) for unit in (1.0, 40.0))
    for one, other in zip(small, large, strict=True):
        assert one.train.mean[1:] == pytest.approx(other.train.mean[1:])
        assert one.test.mean == pytest.approx(other.test.mean)
        assert other.unit == pytest.approx(40 * one.unit)


def test_where_batches_are_summed_up_a_test_loss_counts_for_a_whole_batch():
    race = measured([7])
    mean, summed = config_of(), replace(config_of(), reduction="sum", batch_size=64)
    for one, other in zip(own_losses(mean, digest(mean, race)), own_losses(summed, digest(summed, race)), strict=True):
        assert np.array(other.test.mean) == pytest.approx(64 * np.array(one.test.mean))
        assert other.train.mean[1:] == one.train.mean[1:]


def test_before_the_first_step_there_is_no_unit_and_no_line():
    young = snapshot_of([replace(lane, points=lane.points[:1]) for lane in measured([7]).lanes])
    for own in own_losses(config_of(), digest(config_of(), young)):
        assert np.isnan(own.unit)
        assert np.isnan(own.test.mean).all()
