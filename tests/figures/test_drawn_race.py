"""The live chart of random races: lines are means over seeds, bands their ranges or intervals, gaps stay gaps."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from playground.figures.lanes import draw as draw_lanes
from playground.figures.race_curves import draw
from playground.figures.theme import colour
from playground.metrics.yardsticks import YARDSTICKS
from playground.race.progress import BROKEN, EntrantProgress
from playground.race.trajectories import trajectories
from tests.figures.support import NAMES, hoverable, lanes, said

KEYS = st.sampled_from(["accuracy", "rare_recall", "nll", "loss"])


def value(key, point):
    """A yardstick counted by hand; the rare class is 1."""
    if key in ("nll", "loss"):
        return getattr(point, key)
    m = np.array(point.confusion).reshape(-1, 2)
    hits, of = (np.trace(m), m.sum()) if key == "accuracy" or not len(m) else (m[1, 1], m[1].sum())
    return hits / of if of else math.nan


def shown(all_lanes, entrant):
    """The lanes that count: those that have ended, or the first while none has."""
    own = [lane for lane in all_lanes if lane.entrant == entrant]
    return [lane for lane in own if lane.status != "running"] or own[:1]


def at_each(all_lanes, entrant, key):
    """samples -> the values of the seeds that have one there."""
    found = {}
    for lane in shown(all_lanes, entrant):
        for point in lane.points:
            found.setdefault(point.samples, []).append(value(key, point))
    return {x: [v for v in found[x] if v == v] for x in sorted(found)}


@given(lanes(), NAMES, KEYS)
def test_a_line_is_the_mean_over_its_seeds_at_every_point_and_a_gap_where_none_has_a_value(race, names, key):
    traces = draw(trajectories(race, names, key, [1]))["data"]
    for entrant, name in enumerate(names):
        line, wanted = traces[3 * entrant + 2], at_each(race, entrant, key)
        assert (line["name"], line["line"]["color"]) == (name, colour(entrant))
        assert line["x"] == list(wanted)
        assert line["y"] == [pytest.approx(np.mean(v), abs=5.1e-5) if v else None for v in wanted.values()]


@given(lanes(), NAMES, KEYS)
def test_a_band_is_the_range_of_two_seeds_and_scipys_interval_of_more(race, names, key):
    traces = draw(trajectories(race, names, key, [1]))["data"]
    top = math.inf if key in ("nll", "loss") else 1.0
    for entrant in range(3):
        band = traces[3 * entrant]
        several = {x: v for x, v in at_each(race, entrant, key).items() if len(v) > 1}
        half = {x: stats.t.ppf(0.975, len(v) - 1) * stats.sem(v) for x, v in several.items()}
        low = [min(v) if len(v) == 2 else max(0, np.mean(v) - half[x]) for x, v in several.items()]
        high = [max(v) if len(v) == 2 else min(top, np.mean(v) + half[x]) for x, v in several.items()]
        assert band["x"] == [*several, *reversed(several)]
        assert band["y"] == pytest.approx([*high, *reversed(low)], abs=5.1e-5)


@given(lanes(), NAMES, KEYS)
def test_the_pointer_is_told_the_value_in_the_yardsticks_unit_and_of_how_many_seeds(race, names, key):
    for entrant, line in enumerate(draw(trajectories(race, names, key, [1]))["data"][2::3]):
        seeds = len([lane for lane in shown(race, entrant) if lane.points])
        form = ".1%" if YARDSTICKS[key].unit == "%" else ".3f"
        note = f" (mean of {seeds} seeds)" if seeds > 1 else ""
        for i in hoverable(line):
            assert said(line, i) == f"{line['y'][i]:{form}}{note}"


@given(lanes(), NAMES, KEYS)
def test_smoothing_draws_the_raw_means_too_and_none_of_them_without(race, names, key):
    still, smooth = (draw(trajectories(race, names, key, [1], s))["data"] for s in (0.0, 0.7))
    for bare, raw, line in zip(still[1::3], smooth[1::3], still[2::3], strict=True):
        assert (bare["x"], bare["y"]) == ([], [])
        assert (raw["x"], raw["y"]) == (line["x"], line["y"])


@given(lanes(), NAMES)
def test_the_order_of_the_lanes_of_ended_runs_does_not_matter(race, names):
    ended = [lane for lane in race if lane.status != "running"]
    there, back = (draw(trajectories(some, names, "accuracy")) for some in (ended, ended[::-1]))
    for one, other in zip(there["data"], back["data"], strict=True):
        assert one["x"] == other["x"]
        assert [y is None for y in one["y"]] == [y is None for y in other["y"]]
        numbers = [([y for y in trace["y"] if y is not None]) for trace in (one, other)]
        assert numbers[0] == pytest.approx(numbers[1], abs=1e-4)


@given(st.lists(st.tuples(st.text(max_size=8), st.floats(0, 1), st.integers(0, 10**6)), max_size=7), st.data())
def test_every_progress_line_is_as_long_as_its_share_and_says_it_or_what_broke(rows, data):
    status = st.sampled_from(["running", "finished", "stopped", *BROKEN])
    shown_rows = [EntrantProgress(name, share, step, data.draw(status)) for name, share, step in rows]
    html = draw_lanes(shown_rows)
    assert html.count('role="listitem"') == len(rows)
    cut = html.split('role="listitem"')[1:]
    for i, (row, part) in enumerate(zip(shown_rows, cut, strict=True)):
        assert f"width:{100 * row.share:.1f}%" in part
        assert (f"at step {row.step:,}</span>" in part) == row.broken
        assert (f">{row.share:.0%}</span>" in part) == (not row.broken)
        assert (f"background:{colour(i)}" in part) or row.broken
