"""A figure taken apart into numbers and a name, and put together again: by numpy, and by the browser's own code."""

import base64
import copy
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.figures.theme import frame
from playground.ui.live.family import Family
from playground.ui.live.frames import blocks, frame_of, linear, movable, native, packed, ranged, ruler, structure
from tests.ui.live.javascript import evaluated

NUMBERS = st.floats(-1e6, 1e6, width=32) | st.just(math.nan)


def numbers(*shape):
    return arrays(np.float64, shape, elements=NUMBERS)


@st.composite
def figures(draw):
    """Figures of lines and heat maps; some of their axes are logarithmic, some of their lists are not arrays."""
    traces = []
    for i in range(draw(st.integers(0, 4))):
        size = draw(st.integers(0, 5))
        trace = {"type": "scatter", "name": f"t{i}", "x": draw(numbers(size)), "y": draw(numbers(size))}
        if draw(st.booleans()):
            rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
            trace = {"type": "heatmap", "x": list("abc"[:columns]), "z": draw(numbers(rows, columns))}
        traces.append(trace)
    kind = st.sampled_from([{}, {"type": "log"}])
    return frame(traces, "x", "y", xaxis=draw(kind), yaxis=draw(kind))


def cut(found, flat):
    """(trace, attribute) -> its array, as the blocks say."""
    starts = np.cumsum([0, *(block.size for block in found)])
    parts = {(s.trace, s.attr): flat[a : a + s.size] for s, a in zip(found, starts[:-1], strict=True)}
    return {(s.trace, s.attr): parts[s.trace, s.attr].reshape(-1, *[s.columns] * (s.columns > 0)) for s in found}


@given(figures())
def test_the_numbers_of_a_figure_cut_by_its_slots_are_its_arrays(figure):
    parts = cut(blocks(figure), linear(figure))
    held = {(i, a): v for i, t in enumerate(figure["data"]) for a, v in t.items() if isinstance(v, np.ndarray)}
    assert parts.keys() == held.keys()
    for place, array in held.items():
        np.testing.assert_array_equal(parts[place], array)


@given(figures())
def test_a_frame_is_the_same_numbers_with_the_logarithm_taken_where_an_axis_has_one(figure):
    shown, units = cut(blocks(figure), linear(figure)), cut(blocks(figure), frame_of(figure))
    for block in blocks(figure):
        numbers, unit = shown[block.trace, block.attr], units[block.trace, block.attr]
        with np.errstate(divide="ignore", invalid="ignore"):
            wanted = np.log10(numbers) if block.log else numbers
        np.testing.assert_array_equal(unit, np.where(np.isinf(wanted), np.nan, wanted))


@given(figures())
def test_packed_numbers_are_those_of_the_figure_to_single_precision(figure):
    sent = np.frombuffer(base64.b64decode(packed(linear(figure))), "<f4")
    np.testing.assert_array_equal(sent, linear(figure).astype(np.float32))


def test_packed_numbers_are_little_endian_and_in_reading_order():
    assert base64.b64decode(packed(np.array([1.0, -2.0]))).hex() == "0000803f000000c0"
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert packed(square.T) == packed(np.array([1.0, 3.0, 2.0, 4.0]))


HEAT = {"type": "heatmap", "x": ["a", "b"], "z": np.array([[1.0, 2.0], [np.nan, 4.0], [5.0, 6.0]])}
LINE = {"type": "scatter", "x": np.array([0.5, 1.5, 2.5]), "y": np.array([1e-3, 1.0, np.nan])}
MIXED = frame([LINE, HEAT, {**LINE, "y": np.zeros(3)}], "x", "y", yaxis={"type": "log", "range": [-4, 1]})


def native_list(array):
    return native({"data": [{"v": array}], "layout": {}}, "")["data"][0]["v"]


def test_the_browser_puts_each_number_where_it_came_from():
    told = [block.told() for block in blocks(MIXED)]
    code = "cut(blocks, floats(now)).map((p) => [p.trace, p.attr, Array.from(p.value, (r) => (r.map ? [...r] : r))])"
    found = evaluated(["frames.js"], code, blocks=told, now=packed(linear(MIXED)))
    assert [tuple(place) for *place, _ in found] == [(0, "x"), (0, "y"), (1, "z"), (2, "x"), (2, "y")]
    for trace, attr, value in found:
        wanted = MIXED["data"][trace][attr].astype(np.float32)
        np.testing.assert_array_equal(np.array(value, dtype=np.float32), wanted)


def members(draw, logs):
    """Seven members of five numbers each, one of them missing at times; the last two are logarithms where `logs`."""
    frames = draw.normal(0, 1, (7, 5)).astype(np.float32)
    frames[2, 1] = np.nan
    told = [{"trace": 0, "attr": "x", "size": 3, "columns": 0, "log": False}]
    told += [{"trace": 1, "attr": "y", "size": 2, "columns": 0, "log": logs}]
    return Family(np.sort(draw.uniform(0, 5, 7)), frames), told


@pytest.mark.parametrize("logs", [False, True])
def test_the_browser_draws_between_two_members_what_python_says_it_draws(logs):
    family, told = members(np.random.default_rng(3), logs)
    at = np.concatenate([family.values, np.linspace(-1, 6, 29)])
    sent = {"values": family.values.tolist(), "frames": packed(family.frames), "blocks": told}
    code = "at.map((v) => between(unpack(drag), v)).map((d) => [d.exact, d.parts.flatMap((p) => [...p.value])])"
    for value, (exact, numbers) in zip(at, evaluated(["frames.js"], code, drag=sent, at=at.tolist()), strict=True):
        drawn, wanted = np.array(numbers, dtype=float), family.at(value).astype(float)
        if logs:
            wanted[3:] = 10 ** wanted[3:]
        np.testing.assert_allclose(drawn, wanted, rtol=2e-5, atol=1e-6)
        assert exact == (value in family.values or not family.values[0] < value < family.values[-1])


def test_colours_and_places_are_measured_in_pixels_along_their_axis():
    figure = frame([LINE, {**HEAT, "zmin": 0, "zmax": 8}], "x", "y", 400, xaxis={"range": [0, 5]},
                   yaxis={"type": "log", "range": [-4, 1]}, margin={"t": 60, "b": 40})  # fmt: skip
    found = ruler(figure, width=500)
    np.testing.assert_array_equal(found.scale, [100] * 3 + [60] * 3 + [32] * 6)
    np.testing.assert_array_equal(found.low, [0] * 3 + [-4] * 3 + [0] * 6)
    np.testing.assert_array_equal(found.high, [5] * 3 + [1] * 3 + [8] * 6)


@given(figures())
def test_a_native_figure_is_strict_json_and_true_to_seven_digits(figure):
    before = copy.deepcopy(figure)
    drawn = json.loads(json.dumps(native(figure, "n"), allow_nan=False))
    for trace, own in zip(drawn["data"], figure["data"], strict=True):
        for attr, array in own.items():
            if isinstance(array, np.ndarray):
                np.testing.assert_allclose(np.array(trace[attr], dtype=float).reshape(array.shape), array, rtol=1e-7)
            else:
                assert trace[attr] == array
    assert structure(before) == structure(figure)
    np.testing.assert_array_equal(linear(before), linear(figure))


def test_infinite_numbers_are_not_drawn():
    assert native_list(np.array([[np.inf, 1.0], [-np.inf, np.nan]])) == [[None, 1.0], [None, None]]


@given(figures(), st.integers(1, 4))
def test_other_numbers_and_other_ranges_keep_the_structure(figure, times):
    other = copy.deepcopy(figure)
    for trace in other["data"]:
        trace.update({a: np.concatenate([v] * times) + 1 for a, v in trace.items() if isinstance(v, np.ndarray)})
    other["layout"]["xaxis"]["range"] = [0, times]
    assert structure(other) == structure(figure)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f["data"][0].update(name="other"),
        lambda f: f["data"][0].update(line={"color": "#000000"}),
        lambda f: f["data"][0].pop("y"),
        lambda f: f["data"][1].update(z=np.zeros((3, 3))),
        lambda f: f["data"][1].update(x=["a", "c"]),
        lambda f: f["data"].pop(),
        lambda f: f["layout"].update(height=361),
        lambda f: f["layout"]["yaxis"].pop("type"),
        lambda f: f["layout"]["xaxis"]["title"].update(text="z"),
    ],
)
def test_every_other_change_is_another_structure(change):
    other = copy.deepcopy(MIXED)
    change(other)
    assert structure(other) != structure(MIXED)


def test_a_movable_figure_holds_arrays_where_a_figure_of_lists_has_numbers_and_leaves_that_as_it_was():
    lists = frame([{"x": [1, 2], "y": [None, 3]}, {"y": [1]}, {"z": [[1]]}], "x", "y")
    before = copy.deepcopy(lists)
    moved = movable(lists)
    assert [(s.trace, s.attr, s.size) for s in blocks(moved)] == [(0, "x", 2), (0, "y", 2), (1, "y", 1)]
    np.testing.assert_array_equal(linear(moved), [1, 2, np.nan, 3, 1])
    assert lists == before
    assert blocks(lists) == []
    assert linear(lists).shape == frame_of(lists).shape == (0,)


def test_a_figure_says_which_of_its_axes_have_ends():
    assert [ranged(MIXED, axis) for axis in "xy"] == [False, True]
    assert not ranged({"data": [], "layout": {}}, "x")
