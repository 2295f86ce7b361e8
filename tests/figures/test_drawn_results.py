"""What charts of a finished result draw is what scikit-learn and plain loops count, for random answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as sk

from playground.figures import counts, gradient_share, pr, recall_bars, roc, threshold
from playground.figures import cumulative_loss as cl
from playground.figures.class_curves import class_curve
from playground.figures.theme import ACCENT, BAD
from playground.metrics.gradients import DIFFICULTY, share
from playground.metrics.ranking import one_vs_rest
from playground.metrics.threshold import sweep
from tests.figures.support import matrices, said, scored

BOTH = scored().filter(lambda rows: {*(rows[0] == 0)} == {True, False})  # some samples of class 0 and some of others


def assert_area(name, area, expected):
    """The legend says the area to three decimals; two ways to sum may lie on the two sides of half a digit."""
    assert name in {f"x ({area} {expected + nudge:.3f})" for nudge in (-1e-12, 1e-12)}


@given(BOTH)
def test_a_drawn_roc_curve_and_its_area_are_scikit_learns(rows):
    labels, p = rows
    curve = roc.draw(roc.roc([one_vs_rest(p[:, 0], labels == 0)], ["x"], "0"))["data"][1]
    fpr, tpr, at = sk.roc_curve(labels == 0, p[:, 0], drop_intermediate=False)
    np.testing.assert_allclose((curve["x"], curve["y"]), (fpr, tpr), atol=5.1e-5)
    assert_area(curve["name"], "AUROC", sk.roc_auc_score(labels == 0, p[:, 0]))
    for i in range(1, len(at)):
        wanted = (
            f"{round(fpr[i], 4):.2%} false alarms, {round(tpr[i], 4):.1%} found from a probability of {at[i]:.3f} on"
        )
        assert said(curve, i) == wanted
    assert said(curve, 0) == "0.00% false alarms, 0.0% found from a probability of more than 1 on"


@given(BOTH)
def test_a_drawn_precision_recall_curve_and_its_area_are_scikit_learns(rows):
    labels, p = rows
    curve, _ = pr.draw(pr.precision_recall([one_vs_rest(p[:, 0], labels == 0)], ["x"], "0"))["data"]
    precision, recall, _ = sk.precision_recall_curve(labels == 0, p[:, 0])
    np.testing.assert_allclose((curve["x"], curve["y"]), (recall[::-1], precision[::-1]), atol=5.1e-5)
    assert_area(curve["name"], "AP", sk.average_precision_score(labels == 0, p[:, 0]))


@given(BOTH, st.floats(0, 1))
def test_the_mark_of_a_curve_is_what_calling_from_this_threshold_on_gives(rows, at):
    labels, p = rows
    found = one_vs_rest(p[:, 0], labels == 0)
    called, own = p[:, 0] >= at, labels == 0
    mark = class_curve("x", found.fpr, found.tpr, found.roc_at, found.auroc, at).mark
    assert mark == pytest.approx([(called & ~own).sum() / (~own).sum(), (called & own).sum() / own.sum()], abs=5.1e-5)


@given(scored().filter(lambda rows: len(rows[0]) > 0), st.integers(0, 100))
def test_the_threshold_chart_draws_what_calling_from_each_threshold_on_gives(rows, i):
    labels, p = rows
    figure = threshold.draw(threshold.threshold(sweep(p, labels, 1), "one"))
    at = np.linspace(0, 1, 101)[i]
    rest = [0 if row[0] >= row[2] else 2 for row in p]
    called = np.array([1 if row[1] >= at else other for row, other in zip(p, rest, strict=True)])
    found, right = [], []
    for c in range(3):
        found.append((called[labels == c] == c).mean() if (labels == c).any() else None)
    right = (labels[called == 1] == 1).mean() if (called == 1).any() else None
    others = [share for share in (found[0], found[2]) if share is not None]
    wanted = [found[1], right, np.mean(others) if others else None, (called == labels).mean()]
    drawn = [trace["y"][i] for trace in figure["data"]]
    assert drawn == [None if w is None else pytest.approx(w, abs=5.1e-5) for w in wanted]
    assert {trace["x"][i] for trace in figure["data"]} == {round(at, 4)}


@given(scored(), st.data())
def test_gradient_shares_are_drawn_as_a_plain_loop_counts_them(rows, data):
    labels, p = rows
    own = p[np.arange(len(p)), labels]
    norm = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(p), max_size=len(p))), dtype=float)
    found, total = share(norm, labels, own, classes=3), norm.sum()
    by_class = gradient_share.draw(gradient_share.gradient_share([found], ["x"], "class", ["a", "b", "c"]))["data"][0]
    assert by_class["x"] == ["a", "b", "c"]
    assert by_class["y"] == [
        pytest.approx(norm[labels == c].sum() / total, abs=5.1e-5) if total else None for c in range(3)
    ]
    bars, ticks = gradient_share.draw(gradient_share.gradient_share([found], ["x"], "difficulty"))["data"]
    levels = [own < 0.5, (own >= 0.5) & (own < 0.9), own >= 0.9]
    assert bars["x"] == ticks["x"] == list(DIFFICULTY)
    assert bars["y"] == [pytest.approx(norm[level].sum() / total, abs=5.1e-5) if total else None for level in levels]
    assert ticks["y"] == [pytest.approx(level.mean(), abs=5.1e-5) if len(p) else None for level in levels]


@given(scored(), st.sampled_from([0.0, 1.0, 2.0, 5.0]))
def test_the_cumulated_loss_hangs_at_the_loops_sums_and_each_group_keeps_its_colour(rows, gamma):
    labels, p = rows
    own = p[np.arange(len(p)), labels]
    info = cl.cumulative_loss(np.log(own), labels == 0, gamma)
    traces = cl.draw(info)["data"]
    groups = {title: own[mask] for title, mask in (("rare classes", labels == 0), ("common classes", labels != 0))}
    groups = {title: q for title, q in groups.items() if len(q)}
    assert [trace["name"] for trace in traces] == [n for t in groups for n in (t, f"{t}, gamma = 0")]
    for trace in traces:
        title, _, at_zero = trace["name"].partition(",")
        losses = sorted(-np.log(q) * (1 if at_zero else (1 - q) ** gamma) for q in groups[title])
        half = np.interp(len(losses) / 2, range(len(losses) + 1), np.cumsum([0, *losses])) / sum(losses)
        assert trace["y"][trace["x"].index(0.5)] == pytest.approx(half, abs=5.1e-5)
        assert trace["line"]["color"] == (BAD if title == "rare classes" else ACCENT)


def test_samples_without_any_loss_have_a_dash_and_no_number():
    said_of = cl.sentence(cl.cumulative_loss([0.0, 0.0], [True, False], 2.0))
    assert said_of.count("– of the loss") == said_of.count("(gamma = 0: –)") == 2


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=25), st.data())
def test_bars_of_counts_are_the_counts_and_say_so(given_counts, data):
    rare = data.draw(st.sets(st.integers(0, len(given_counts) - 1)))
    info = counts.counts(given_counts, sorted(rare))
    (bars,) = counts.draw(info)["data"]
    assert bars["y"] == given_counts
    for c, n in enumerate(given_counts):
        assert said(bars, c) == f"class {c}: {n:,} training images ({'rare' if c in rare else 'common'})<extra></extra>"
    filled = [n for n in given_counts if n]
    assert info.ratio == pytest.approx(max(filled) / min(filled) if filled else np.nan, nan_ok=True)


@given(st.lists(matrices(4, 4), min_size=1, max_size=4), st.lists(st.integers(0, 99), min_size=4, max_size=4))
def test_bars_of_recall_are_the_mean_over_seeds_and_whiskers_scipys_interval(runs, sizes):
    (bar,) = recall_bars.draw(recall_bars.bars([runs], ["x"], sizes))["data"]
    order = np.argsort(sizes, kind="stable")
    for place, c in enumerate(order):
        seeds = [m[c, c] / m[c].sum() for m in runs if m[c].sum()]
        assert bar["x"][place] == f"{c}<br>{sizes[c]}"
        assert bar["y"][place] == (pytest.approx(np.mean(seeds), abs=5.1e-5) if seeds else None)
        half = stats.t.ppf(0.975, len(seeds) - 1) * stats.sem(seeds) if len(seeds) > 1 else None
        assert bar["error_y"]["array"][place] == (None if half is None else pytest.approx(half, abs=5.1e-5))


@given(st.integers(0, 10**8))
def test_a_count_in_a_tick_is_short_and_right_to_three_digits(n):
    tick = recall_bars.bars([], [], [n]).ticks[0].removeprefix("0<br>")
    unit = {"k": 1e3, "M": 1e6}.get(tick[-1], 1)
    assert len(tick) <= 5
    assert float(tick.rstrip("kM")) * unit == pytest.approx(n, rel=0.006)


def test_counts_around_a_million_are_told_in_millions():
    ticks = recall_bars.bars([], [], [999, 1000, 999_499, 999_500, 2_500_000]).ticks
    assert [tick.partition("<br>")[2] for tick in ticks] == ["999", "1k", "999k", "1M", "2.5M"]
