"""While a slider is dragged, the picture is never more than a pixel from the exact one: held at every step."""

import base64
from dataclasses import replace

import numpy as np
import pytest

from playground.core.config import LossChoice
from playground.core.params import Param
from playground.curves.evaluate import Scene
from playground.losses import SPECS
from playground.ui.lab.slider_families import MOST_TEXTS, _drag, slider_families, slider_positions
from playground.ui.lab.state import LabState, full
from playground.ui.lab.views import VIEWS
from playground.ui.live.enhancer import Drag, _told
from playground.ui.live.family import Family, Ruler, family, slider_values
from playground.ui.live.frames import blocks, frame_of, native, ruler, structure
from playground.ui.shell import engine

SCENE = Scene((5000,) * 5 + (25,) * 5, 9)
LOOKS = {
    "loss": {"view": "loss"},
    "loss, log": {"view": "loss", "log": True},
    "gradient, margin": {"view": "gradient", "x": "margin"},
    "multiplier": {"view": "multiplier"},
}
ALONE = [key for key, spec in SPECS.items() if not spec.batch_statistic]


@pytest.fixture(scope="module", autouse=True)
def _torch():
    engine.ensure()


def some(values, most=60):
    """Every step of a slider, or `most` of them spread evenly."""
    return values if len(values) <= most else values[np.linspace(0, len(values) - 1, most).round().astype(int)]


def worst(state, name, param):
    """The largest distance in pixels between the drag-time and the exact picture over the slider's range."""
    view = VIEWS[state.view]

    def exact(value):
        return frame_of(view.build(state.with_param(name, float(value))))

    measure = ruler(view.build(state))
    found = _drag(state, param, lambda v: state.with_param(name, v)).family
    return max(measure.error(found.at(v).astype(float), exact(v)) for v in some(slider_values(param)))


@pytest.mark.parametrize("key", ALONE)
def test_curves_stay_within_a_pixel_over_every_slider_of_every_loss(key):
    for param in SPECS[key].fitted(10):
        for words, how in LOOKS.items():
            assert worst(LabState(full(key, {}), SCENE, **how), param.name, param) <= 1, (param.name, words)


@pytest.mark.parametrize("key", ["focal", "logit_adjustment", "gce", "flsd53"])
@pytest.mark.parametrize("view", ["classes", "simplex", "share"])
def test_the_other_pictures_stay_within_a_pixel_too(key, view):
    param = SPECS[key].params[0]
    coarse = replace(param, step=(param.high - param.low) / 20)
    state = LabState(full(key, {}), SCENE, view, alpha=(0.01,) * 5 + (1.99,) * 5)
    assert worst(state, param.name, coarse) <= 1


def test_a_family_keeps_a_bend_that_few_members_would_miss():
    param = Param("x", "x", 0.0, 0.0, 10.0, 0.01)
    flat = Ruler(np.array([100.0]), np.array([0.0]), np.array([1.0]))
    found = family(slider_values(param), lambda v: np.array([1 / (1 + np.exp(-8 * (v - 3.33)))]), flat)
    assert 9 < len(found.values) < 100
    exact = 1 / (1 + np.exp(-8 * (slider_values(param) - 3.33)))
    assert max(abs(found.at(v)[0] - e) for v, e in zip(slider_values(param), exact, strict=True)) <= 0.01


def test_a_straight_family_needs_no_more_than_its_first_members():
    flat = Ruler(np.array([100.0]), np.array([0.0]), np.array([1.0]))
    assert len(family(np.linspace(0, 1, 101), lambda v: np.array([v]), flat).values) == 9


def test_a_small_family_holds_every_step_and_is_exact_at_each():
    flat = Ruler(np.array([100.0, 1.0]), np.array([0.0, 0.0]), np.array([1.0, 1.0]))
    found = family(np.linspace(0, 1, 101), lambda v: np.array([v, 5.0]), flat, most=101)
    assert len(found.values) == 101  # the number that stays does not count
    assert len(family(np.linspace(0, 1, 101), lambda v: np.array([v, 5.0]), flat, most=100).values) == 9


@pytest.mark.parametrize("key", ALONE)
def test_single_curves_are_exact_while_they_are_dragged(key):
    state = LabState(full(key, {}), SCENE)
    for param in SPECS[key].fitted(10):
        values = slider_values(param)
        if len(values) <= MOST_TEXTS:
            found = _drag(state, param, lambda v, name=param.name: state.with_param(name, v)).family
            np.testing.assert_array_equal(found.values, values)
            exact = frame_of(VIEWS["loss"].build(state.with_param(param.name, float(values[len(values) // 3]))))
            np.testing.assert_array_equal(found.at(values[len(values) // 3]), exact.astype(np.float32))


def test_a_number_missing_at_one_end_leaves_the_other_end_as_it_is():
    found = Family(np.array([0.0, 1.0]), np.array([[np.nan], [2.0]], dtype=np.float32))
    assert np.isnan(found.at(0.0)[0])
    assert found.at(1.0)[0] == 2


@pytest.mark.parametrize("key", SPECS)
def test_every_step_of_every_slider_is_a_value_that_its_loss_accepts(key):
    for param in SPECS[key].fitted(10):
        values = slider_values(param)
        assert values[0] == param.low
        assert values[-1] <= param.high
        assert all(param.low <= param.check(v) <= param.high for v in some(values, 20))


def test_each_drag_has_one_sentence_per_step_and_its_frames_fill_its_slots():
    state = LabState(full("focal", {}), SCENE)
    found = slider_families(state)
    assert found.keys() == {"focal_gamma", "lab_at"}
    for drag in found.values():
        told = _told(drag, blocks(VIEWS["loss"].build(state)), "words")
        numbers = np.frombuffer(base64.b64decode(told["frames"]), "<f4")
        assert len(numbers) == len(told["values"]) * sum(block["size"] for block in told["blocks"])
        assert len(told["texts"]) == len(slider_values(Param("", "", 0, drag.low, drag.family.values[-1], drag.step)))
    assert found["focal_gamma"].texts[40] == VIEWS["loss"].sentence(state.with_param("gamma", 2.0))


@pytest.mark.parametrize("view", ["loss", "gradient", "multiplier", "simplex", "share"])
def test_a_picture_says_where_every_slider_stood_that_can_be_dragged(view):
    state = LabState(full("focal", {"gamma": 1.5}), SCENE, view, easy=(3.0, 2.0))
    at = slider_positions(state)
    assert at.keys() >= slider_families(state).keys()
    assert at["focal_gamma"] == 1.5
    assert view != "share" or (at["easy_a"], at["easy_b"]) == (3.0, 2.0)


def test_a_drag_leaves_out_what_it_does_not_move():
    drag = slider_families(LabState(full("focal", {}), SCENE))["focal_gamma"]
    told = _told(drag, blocks(VIEWS["loss"].build(LabState(full("focal", {}), SCENE))), "")
    assert [(block["trace"], block["attr"]) for block in told["blocks"]] == [(1, "y"), (2, "y")]


def test_a_slider_with_too_many_steps_to_read_aloud_sends_no_sentences():
    state = LabState(full("class_balanced_focal", {}), SCENE)
    beta = SPECS["class_balanced_focal"].params[1]
    assert len(slider_values(beta)) > MOST_TEXTS
    assert _drag(state, beta, lambda v: state.with_param("beta", v)).texts == ()


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("key", ["focal", "ldam", "ohem"])
def test_a_dragged_bar_of_alpha_scales_the_curve_of_its_class_within_a_pixel(key, log):
    state = LabState(full(key, {}), SCENE, "classes", log=log, alpha=(0.5,) * 5 + (1.5,) * 5)
    build, found = VIEWS["classes"].build, slider_families(state)
    measure = ruler(build(state))
    labels = blocks(build(state))[-2:]
    curves = slice(0, len(measure.scale) - sum(block.size for block in labels))  # names move when the bar is released
    for c in (0, 7):
        drag = found[f"alpha-bar-{c}"]
        assert [drag.low, drag.family.values[-1]] == [0, 2]
        for alpha in (0.02, 0.4, 0.77, 1.98):
            exact = frame_of(build(replace(state, alpha=(*state.alpha[:c], alpha, *state.alpha[c + 1 :]))))
            gap = Ruler(measure.scale[curves], measure.low[curves], measure.high[curves])
            assert gap.error(drag.family.at(alpha)[curves].astype(float), exact[curves]) <= 1, alpha


def test_losses_of_whole_batches_follow_on_release_only():
    assert slider_families(LabState(full("ghm", {}), SCENE)).keys() == {"lab_at"}


def test_the_structure_names_everything_but_the_numbers():
    state, build = LabState(full("focal", {}), SCENE), VIEWS["loss"].build
    same = build(state.with_param("gamma", 5.0))
    assert structure(build(state)) == structure(same)
    assert structure(build(state)) != structure(build(replace(state, log=True)))
    assert structure(build(state)) != structure(build(replace(state, choice=LossChoice.of("poly1", epsilon=2.0))))


def test_the_native_figure_holds_the_exact_numbers_as_plain_json():
    figure = {"data": [{"y": np.array([1 / 3, np.nan, 2.0])}], "layout": {"height": 1}}
    drawn = native(figure, "name")
    assert drawn["data"][0]["y"] == [0.33333333, None, 2.0]
    assert drawn["layout"]["meta"] == {"structure": "name"}


def test_frames_are_in_axis_units_so_that_a_log_axis_is_straight():
    layout = {"yaxis": {"type": "log"}}
    figure = {"data": [{"x": np.array([1.0, 2.0]), "y": np.array([100.0, 0.0])}], "layout": layout}
    np.testing.assert_array_equal(frame_of(figure), [1.0, 2.0, 2.0, np.nan])


def test_a_drag_is_made_once_for_all_values_of_its_own_slider():
    first = slider_families(LabState(full("focal", {"gamma": 0.5}), SCENE))["focal_gamma"]
    assert slider_families(LabState(full("focal", {"gamma": 4.0}), SCENE))["focal_gamma"] is first
    assert isinstance(first, Drag)
