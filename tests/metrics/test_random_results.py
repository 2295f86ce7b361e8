"""Metrics of random, small and lopsided results against plain loops, scipy and scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats
from sklearn import metrics as sk

from playground.losses import SPECS
from playground.metrics import calibration as cal
from playground.metrics import galleries as ga
from playground.metrics import gradients as gr
from playground.metrics import probabilities as pr
from playground.metrics import ranking as rk
from playground.metrics import table as tb
from playground.metrics import threshold as th
from playground.metrics import words
from playground.metrics.matrix import confusion
from playground.metrics.names import METRICS
from playground.metrics.yardsticks import of_matrix

LOGITS = st.integers(1, 20).flatmap(lambda n: arrays(float, (n, 3), elements=st.floats(-20, 20)))
LABELLED = LOGITS.flatmap(lambda z: st.tuples(st.just(z), arrays(int, len(z), elements=st.integers(0, 2))))
TOPS = st.lists(st.tuples(st.floats(0.01, 1), st.booleans()), min_size=1, max_size=50)


@given(LOGITS, st.floats(-100, 100))
def test_softmax_is_scipys_and_a_common_shift_changes_nothing(z, shift):
    np.testing.assert_allclose(pr.softmax(z), special.softmax(z, axis=1), rtol=1e-12)
    np.testing.assert_allclose(pr.log_softmax(z + shift), special.log_softmax(z, axis=1), rtol=1e-9, atol=1e-9)


@given(LABELLED)
def test_both_proper_scores_are_plain_sums(case):
    z, y = case
    p = special.softmax(z, axis=1)
    squares = [sum((p[i, k] - (k == y[i])) ** 2 for k in range(3)) for i in range(len(y))]
    assert pr.brier(p, y) == pytest.approx(np.mean(squares), abs=1e-12)
    assert pr.nll(z, y) == pytest.approx(np.mean([special.logsumexp(r) - r[k] for r, k in zip(z, y, strict=True)]))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_the_standard_error_is_scipys(values):
    assert pr.standard_error(values) == pytest.approx(stats.sem(values), rel=1e-9, abs=1e-9)
    assert math.isnan(pr.standard_error(values[:1]))


@given(TOPS, st.integers(1, 20))
def test_calibration_is_counted_bin_by_bin(samples, bins):
    top, right = np.array(samples, dtype=float).T
    found, ece = cal.from_top(top, right, bins), 0.0
    for b in range(bins):
        inside = np.clip(np.ceil(top * bins), 1, bins) == b + 1
        assert found.counts[b] == inside.sum()
        if inside.any():
            assert (found.confidence[b], found.accuracy[b]) == pytest.approx((top[inside].mean(), right[inside].mean()))
            ece += inside.mean() * abs(top[inside].mean() - right[inside].mean())
    assert found.ece == pytest.approx(ece, abs=1e-12)
    assert abs(found.gap) <= found.ece + 1e-12


@given(TOPS)
def test_a_side_is_named_exactly_beyond_two_standard_errors_of_the_gap(samples):
    top, right = np.array(samples, dtype=float).T
    found = cal.from_top(top, right)
    beyond = abs(found.gap) > 2 * found.gap_error and abs(found.gap) >= 0.001
    sides = "Overconfident" if found.gap > 0 else "Underconfident"
    assert cal.sentence(found).startswith(sides) == beyond


@pytest.mark.parametrize("n", [1, 20, 200, 5000])
def test_a_calibrated_model_is_rarely_told_to_be_wrong_in_some_bins_however_few_its_samples(n):
    rng = np.random.default_rng(0)
    tops = rng.uniform(0.1, 1, (200, n))
    told = [cal.sentence(cal.from_top(top, (rng.random(n) < top).astype(float))) for top in tops]
    assert sum(text.startswith("Right on average") for text in told) <= 20


@given(LABELLED, st.floats(0.1, 5))
def test_the_hardest_samples_are_the_least_suppressed_ones(case, gamma):
    z, y = case
    p = special.softmax(z, axis=1)[np.arange(len(y)), y]
    hard, silent = ga.hardest(z, y), ga.most_suppressed(z, y, gamma)
    assert sorted(hard) == sorted(silent) == list(range(len(y)))
    assert (np.diff(p[hard]) >= -1e-12).all()
    assert (np.diff((1 - p[silent]) ** gamma) >= -1e-9).all()


@given(LABELLED)
def test_at_gamma_zero_the_focal_gradient_is_cross_entropys(case):
    np.testing.assert_array_equal(
        gr.norms(*case, SPECS["focal"], {"gamma": 0.0}), gr.norms(*case, SPECS["cross_entropy"])
    )
    wanted = np.linalg.norm(special.softmax(case[0], axis=1) - np.eye(3)[case[1]], axis=1)
    np.testing.assert_allclose(gr.norms(*case, SPECS["cross_entropy"]), wanted, rtol=1e-6, atol=1e-12)


@given(LABELLED, st.tuples(*[st.integers(1, 99)] * 3))
def test_shares_under_a_training_mix_are_those_of_that_many_copies_of_each_class(case, mix):
    z, y = case
    norm, p = gr.norms(z, y, SPECS["cross_entropy"]), special.softmax(z, axis=1)[np.arange(len(y)), y]
    weight = np.array([mix[c] / (y == c).sum() for c in y])
    found = gr.share(norm, y, p, mix)
    total = (norm * weight).sum()
    wanted = [(norm * weight)[y == c].sum() / total for c in range(3)]
    np.testing.assert_allclose(found.classes, wanted if total else [math.nan] * 3, atol=1e-12)
    assert found.total == pytest.approx(total / weight.sum())
    np.testing.assert_allclose(found.samples[2], weight[p >= 0.9].sum() / weight.sum(), atol=1e-12)


@given(st.lists(st.floats(-30, -1e-6), min_size=1, max_size=40), st.floats(0, 5))
def test_a_cumulated_loss_rises_from_0_to_1_ever_steeper_below_the_diagonal(log_p, gamma):
    found = gr.cumulative(log_p, gamma)
    assert (found.loss[0], found.loss[-1]) == pytest.approx((0, 1))
    slopes = np.diff(found.loss)
    assert (slopes >= -1e-12).all()
    assert (np.diff(slopes) >= -1e-9).all()
    assert (found.loss <= found.samples + 1e-9).all()
    assert 0.2 - 1e-9 <= found.hardest <= 1


RANKED = st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=2, max_size=40).filter(
    lambda rows: {hit for _, hit in rows} == {True, False}
)


@given(RANKED)
def test_auroc_is_mann_and_whitneys_u_and_depends_on_the_order_alone(rows):
    score, hit = np.array([s for s, _ in rows], dtype=float), np.array([h for _, h in rows])
    area = rk.auroc_of(rk.threshold_counts(score, hit))
    u = stats.mannwhitneyu(score[hit], score[~hit], method="asymptotic").statistic if np.ptp(score) else None
    assert area == pytest.approx(0.5 if u is None else u / (hit.sum() * (~hit).sum()))
    assert rk.auroc_of(rk.threshold_counts(np.exp(score), hit)) == pytest.approx(area)
    assert rk.auroc_of(rk.threshold_counts(-score, hit)) == pytest.approx(1 - area)


@given(arrays(float, st.integers(2, 400), elements=st.floats(0, 1)), st.integers(2, 50))
def test_a_thinned_curve_keeps_its_ends_and_its_order(y, points):
    x = np.linspace(0, 1, len(y))
    kept = rk.thin(x, y, points)
    assert len(kept) <= max(points, 2)
    assert (np.diff(kept) > 0).all()
    assert (kept[0], kept[-1]) == (0, len(y) - 1)


@given(LABELLED, st.integers(0, 2), st.floats(0, 1))
def test_what_a_threshold_costs_is_told_as_it_is_counted(case, one, at):
    z, y = case
    p = special.softmax(z, axis=1)
    before, after = p.argmax(1), th.predict(p, one, at)
    assert ((after == one) == (p[:, one] >= at)).all()
    found = int(((after == y) & (y == one)).sum()) - int(((before == y) & (y == one)).sum())
    taken = int(((before == y) & (y != one)).sum()) - int(((after == y) & (y != one)).sum())
    text = th.sentence(confusion(y, before, 3), confusion(y, after, 3), "x", one, at)
    if found or taken:
        assert f"{'finds' if found >= 0 else 'loses'} {abs(found)}" in text
        assert f"classes {abs(taken)} hits." in text
    else:
        assert "changes no hit" in text


@given(LABELLED, st.sets(st.integers(0, 2), min_size=1))
def test_the_accuracy_trap_is_called_out_exactly_where_ten_points_part_accuracy_and_rare_recall(case, rare):
    z, y = case
    called = z.argmax(1)
    recalls = [np.mean(called[y == c] == c) for c in sorted(rare) if (y == c).any()]
    trapped = bool(recalls) and np.mean(called == y) - np.mean(recalls) >= 0.1
    text = words.accuracy_trap(confusion(y, called, 3), sorted(rare))
    assert bool(text) == trapped
    assert not trapped or f"only {np.mean(recalls):.1%} of the rare" in text


@given(LABELLED)
def test_the_yardsticks_of_a_matrix_are_scikit_learns(case):
    z, y = case
    matrix = tuple(map(tuple, confusion(y, z.argmax(1), 3).tolist()))
    assert of_matrix("accuracy", matrix, []) == pytest.approx(sk.accuracy_score(y, z.argmax(1)))
    each = sk.recall_score(y, z.argmax(1), labels=range(3), average=None, zero_division=np.nan)
    for key, classes in (("rare_recall", [0]), ("common_recall", [1, 2])):
        known = each[classes][~np.isnan(each[classes])]
        assert of_matrix(key, matrix, [0]) == pytest.approx(known.mean() if len(known) else math.nan, nan_ok=True)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.sampled_from([*tb.KEYS]))
def test_a_cell_of_the_table_is_the_mean_and_scipys_half_width_in_its_unit(runs, key):
    (row,) = [row for row in tb.rows([[dict.fromkeys(tb.KEYS, v) for v in runs]]) if row.key == key]
    scale, digits = (100, 1) if METRICS[key].percent else (1, 3)
    mean, _, half = tb.cell(row.cells[0], key).partition(" ± ")
    assert float(mean) == pytest.approx(scale * np.mean(runs), abs=0.51 * 10**-digits)
    assert bool(half) == (len(runs) > 1)
    if half:
        wanted = stats.t.ppf(0.975, len(runs) - 1) * stats.sem(runs)
        assert float(half) == pytest.approx(scale * wanted, abs=0.51 * 10**-digits)
