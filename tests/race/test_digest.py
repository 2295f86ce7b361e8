"""A race's digest: each quantity against an oracle, and what must not change it."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from playground.race import digest as module
from playground.race import examples
from playground.race.digest import REMEMBERED, digest
from playground.race.names import entrant_names
from tests.race.snapshots import COUNTS, ENTRANTS, RARE, SEEDS, config_of, lane_of, matrix_of, race_of, snapshot_of


def samples_of(matrix):
    """Labels and predictions that have this confusion matrix."""
    cells = [(i, j) for i, row in enumerate(matrix) for j, n in enumerate(row) for _ in range(n)]
    return np.array(cells).T


def as_common_as_the_others(labels):
    """Weights that make every class count the same."""
    return 1 / np.bincount(labels)[labels]


def numbers(found):
    """Every number of a digest that does not depend on the order of the seeds."""
    means = [[each.measures[key].mean for key in each.measures] for each in found.standings]
    paired = [[v.interval for v in row.verdicts.values()] for row in found.differences.rows]
    curves = [[t.x, t.mean, t.low, t.high] for t in found.along("macro_f1").each]
    return means, paired, curves


def test_standings_are_scikit_learns_scores_averaged_over_the_seeds():
    race = race_of([7, 8, 9])
    for i, standing in enumerate(digest(config_of(), race).standings):
        each = [samples_of(lane.points[-1].confusion) for lane in race.lanes if lane.entrant == i]
        recalls = np.array([sk.recall_score(y, p, average=None) for y, p in each])
        common = [c for c in range(len(COUNTS)) if c not in RARE]
        assert standing.rare == pytest.approx(recalls[:, RARE].mean(), abs=1e-12)
        assert standing.common == pytest.approx(recalls[:, common].mean(), abs=1e-12)
        f1s = [sk.f1_score(y, p, average="macro", sample_weight=as_common_as_the_others(y)) for y, p in each]
        shares = [sk.accuracy_score(y, p, sample_weight=as_common_as_the_others(y)) for y, p in each]
        assert standing.macro_f1 == pytest.approx(np.mean(f1s))
        assert standing.accuracy == pytest.approx(np.mean(shares))


def test_a_gain_is_in_points_against_the_baseline_whose_own_is_zero():
    base, *others = digest(config_of(), race_of([7, 8])).standings
    assert base.gain == 0
    assert all(each.gain == pytest.approx(100 * (each.rare - base.rare)) for each in others)


def test_rare_classes_names_and_matrices_are_the_races_own():
    race = race_of([7, 8])
    found = digest(config_of(), race)
    assert found.rare == RARE
    assert found.names == tuple(entrant_names(ENTRANTS))
    assert found.matrices[1] == tuple(lane.points[-1].confusion for lane in race.lanes if lane.entrant == 1)


@given(SEEDS, st.randoms())
def test_the_order_in_which_seeds_come_in_changes_no_number(seeds, draw):
    mixed = list(seeds)
    draw.shuffle(mixed)
    one, other = (numbers(digest(config_of(), race_of(order))) for order in (seeds, mixed))
    for mine, theirs in zip(one, other, strict=True):
        for a, b in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(np.array(a, float), np.array(b, float), rtol=1e-9, atol=1e-12)


@given(SEEDS)
def test_swapping_an_entrant_with_the_baseline_changes_the_sign_of_its_differences(seeds):
    there = race_of(seeds, 2)
    lanes = [replace(lane, entrant=1 - lane.entrant) for lane in there.lanes]
    rows = [digest(config_of(ENTRANTS[:2]), race).differences.rows for race in (there, snapshot_of(lanes))]
    assert len(rows[0]) == len(rows[1]) == (len(seeds) > 1)
    for one, other in zip(*rows, strict=True):
        for key, verdict in one.verdicts.items():
            back = other.verdicts[key]
            assert verdict.interval.mean == pytest.approx(-back.interval.mean)
            assert verdict.interval.low == pytest.approx(-back.interval.high)
            assert verdict.clear == back.clear


@given(st.integers(1, 4), st.sampled_from(["macro_f1", "rare_recall", "accuracy", "nll"]), st.floats(0, 0.9))
def test_a_younger_snapshot_has_the_beginning_of_the_older_ones_curves(points, key, smoothing):
    old = race_of([7], 2)
    young = replace(old, lanes=tuple(replace(lane, points=lane.points[:points]) for lane in old.lanes))
    for short, whole in zip(*(digest(config_of(), r).along(key, smoothing=smoothing).each for r in (young, old)),
                            strict=True):  # fmt: skip
        assert short.x == whole.x[:points]
        assert short.mean == whole.mean[:points]
        assert short.raw == whole.raw[:points]


@given(st.lists(st.sampled_from(ENTRANTS), min_size=1, max_size=6))
def test_no_two_entrants_share_a_name(entrants):
    names = digest(config_of(tuple(entrants)), snapshot_of([])).names
    assert len(set(names)) == len(entrants)


def test_before_the_first_point_there_is_a_digest_of_nothing():
    found = digest(config_of(), snapshot_of([], counts=()))
    assert found.lanes == ()
    assert all(np.isnan(each.rare) for each in found.standings)
    assert found.sentences == ()
    assert found.differences.rows == ()
    assert [row.share for row in found.progress] == [0.0, 0.0, 0.0]
    assert found.samples == 640


def test_a_lane_that_diverged_is_told_and_leaves_its_seed_out_of_the_differences():
    lanes = [*race_of([7, 8, 9]).lanes]
    lanes[4] = lane_of(1, 8, "diverged", 2, "Its loss was not finite at step 5.")
    found = digest(config_of(), snapshot_of(lanes))
    assert found.breakdowns == ("Focal γ=2. Its loss was not finite at step 5.",)
    assert found.progress[1].broken
    assert [row.verdicts["accuracy"].interval.n for row in found.differences.rows] == [2, 3]


def test_a_lost_baseline_leaves_every_entrant_without_that_seed():
    lanes = [*race_of([7, 8, 9]).lanes]
    lanes[0] = lane_of(0, 7, "failed", 1, "Out of memory.")
    rows = digest(config_of(), snapshot_of(lanes)).differences.rows
    assert [row.verdicts["macro_f1"].interval.n for row in rows] == [2, 2]


def test_one_seed_has_no_differences_and_one_entrant_has_none_either():
    assert digest(config_of(), race_of([7])).differences.rows == ()
    assert digest(config_of(ENTRANTS[:1]), race_of([7, 8], 1)).differences.rows == ()


def test_the_facts_are_those_of_the_race_whatever_its_first_seed():
    found = digest(config_of(), race_of([7, 8])).facts
    assert found.sentence.startswith("2 seeds, each from the same initial weights (SHA-256 00000000, 00000000)")
    assert f"on the same batches of {sum(COUNTS):,} training images; 960 seen" in found.sentence
    newest = [lane.points[-1].confusion for lane in race_of([8]).lanes]
    assert found.tested == max(sum(map(sum, matrix)) for matrix in newest)
    assert f"Measured on {found.tested:,} test images" in found.sentence
    assert digest(config_of(), race_of([7])).facts.sentence.startswith("All from the same initial weights")
    assert "00000000 ...)" in digest(config_of(), race_of([1, 2, 3, 4])).facts.sentence


def test_an_extension_lengthens_the_way():
    lane = lane_of(0, 7)
    longer = replace(lane, points=(*lane.points, replace(lane.points[-1], step=30, samples=1920)))
    assert digest(config_of(), snapshot_of([longer])).samples == 1920


def test_how_much_is_done_is_a_share_of_the_steps():
    assert digest(config_of(), snapshot_of([lane_of(0, 7)], step=15, steps=60)).share == 0.25
    assert digest(config_of(), snapshot_of([], step=0, steps=0)).share == 0


def test_the_same_moment_is_digested_once_and_the_next_one_anew(monkeypatch):
    asked = []
    monkeypatch.setattr(module, "entrant_names", lambda entrants: asked.append(1) or entrant_names(entrants))
    race, config = race_of([11, 12]), config_of()
    assert digest(config, race) is digest(config, race)
    assert digest(config, replace(race, results=())) is digest(config, race)
    assert len(asked) == 1
    later = replace(race, step=race.step + 1)
    assert digest(config, later) is not digest(config, race)
    assert digest(replace(config, samples=1280), race).samples == 1280
    assert len(asked) == 3


def test_no_more_moments_are_remembered_than_said_and_no_weights_with_them():
    race = race_of([13])
    held = weakref.ref(race.results[0].logits)
    digest(config_of(), race)
    race = None
    gc.collect()
    assert held() is None
    for seed in range(2 * REMEMBERED):
        digest(config_of(), race_of([seed]))
    assert len(module._kept) <= REMEMBERED


@pytest.mark.parametrize("dataset", sorted(examples.configs()))
def test_the_shipped_examples_tell_a_story(dataset):
    found = digest(*examples.load(dataset))
    assert len(found.sentences) >= len(found.names)
    assert found.breakdowns == ()
    assert all(row.share == 1 for row in found.progress)
    assert found.standings[-1].rare > found.standings[0].rare  # moving the prior helps the rare classes


def test_a_race_without_rare_classes_claims_nothing_about_them():
    lanes = [lane_of(entrant, 7) for entrant in range(3)]
    found = digest(config_of(), snapshot_of(lanes, counts=(50,) * 5))
    assert found.rare == ()
    assert all(np.isnan(each.rare) and np.isnan(each.gain) for each in found.standings)
    judged, first = found.sentences
    assert (
        first == f"No class is rare here: **{found.names[0]}** reaches a macro-F1 of {found.standings[0].macro_f1:.3f}."
    )
    assert judged.startswith("Judged where all classes are equally common, ")


def test_a_matrix_of_fewer_classes_is_digested_too():
    for classes in (2, 3, 10):
        point = replace(lane_of(0, 0).points[-1], confusion=matrix_of(np.random.default_rng(classes), classes))
        lane = replace(lane_of(0, 0), points=(point,))
        found = digest(config_of(ENTRANTS[:1]), snapshot_of([lane], counts=(100,) * (classes - 1) + (1,)))
        assert found.rare == (classes - 1,)
        assert 0 <= found.standings[0].rare <= 1


def test_digesting_needs_neither_torch_nor_streamlit():
    code = "import sys; from playground.race import examples; from playground.race.digest import digest"
    code += "; digest(*examples.load('digits')); sys.exit(bool({'torch', 'streamlit', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
