"""What the Loss Lab shows is what was chosen: curves and sentences by closed forms, alpha, classes, and the code."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import betainc
from streamlit.testing.v1 import AppTest

from playground.core.alpha import RULES, expand
from playground.core.config import AlphaChoice, LossChoice
from playground.core.numbers import joined, numbers
from playground.core.params import Param
from playground.curves.evaluate import Scene
from playground.curves.path import grid
from playground.exchange.snippet import loss_code, source_code
from playground.losses import SPECS
from playground.ui.lab.about import identity
from playground.ui.lab.controls import FAN, default_counts
from playground.ui.lab.state import LabState, full, ratio_words, short

APP = Path(__file__).parents[3] / "app.py"
P, COUNTS = grid(), default_counts()


@pytest.fixture(scope="module")
def lab():
    """The Loss Lab, shared: every test sets what it looks at."""
    return AppTest.from_file(str(APP), default_timeout=60).switch_page("pages/2_loss_lab.py").run()


def look(lab: AppTest, view: str, loss: str = "focal", **sliders: float) -> AppTest:
    """Choose a view and a loss, then move sliders."""
    lab.segmented_control("lab_view").set_value(view)
    lab.selectbox("lab_loss").set_value(loss).run()
    for key, value in sliders.items():
        lab.slider(key).set_value(value)
    lab.run()
    assert not lab.exception
    return lab


def said(lab: AppTest) -> str:
    return " ".join(m.value for m in lab.markdown)


def line(lab: AppTest, name: str) -> np.ndarray:
    """The y of the line of this name."""
    figure = json.loads(lab.get("plotly_chart")[0].proto.spec)
    return np.array(next(trace["y"] for trace in figure["data"] if trace.get("name") == name), float)


@pytest.mark.parametrize(("gamma", "at"), [(0.5, 0.9), (2.0, 0.5), (5.0, 0.1)])
def test_focal_curves_are_the_papers_formula_and_its_derivative(lab, gamma, at):
    weight, nats = (1 - P) ** gamma, -np.log(P)
    pull = weight * (1 - P + gamma * P * nats)
    look(lab, "loss", focal_gamma=gamma, lab_at=at)
    np.testing.assert_allclose(line(lab, "Focal"), weight * nats, rtol=1e-6)
    np.testing.assert_allclose(line(lab, "Cross-entropy"), nats, rtol=1e-6)
    words = ratio_words((1 - at) ** gamma)
    loss = (1 - at) ** gamma * -math.log(at)
    assert f"At p_t = {at:g} this sample counts {words} cross-entropy: {loss:.3g} nats." in said(lab)
    look(lab, "gradient", focal_gamma=gamma, lab_at=at)
    np.testing.assert_allclose(line(lab, "Focal"), pull, rtol=1e-6)
    look(lab, "multiplier", focal_gamma=gamma, lab_at=at)
    np.testing.assert_allclose(line(lab, "Focal: gradient"), pull / (1 - P), rtol=1e-5)
    np.testing.assert_allclose(line(lab, "Focal: loss"), weight, rtol=1e-5)


def test_against_the_margin_the_same_numbers_stand_over_log_odds(lab):
    before = line(look(lab, "loss", focal_gamma=2.0), "Focal")
    lab.segmented_control("lab_x").set_value("margin").run()
    figure = json.loads(lab.get("plotly_chart")[0].proto.spec)
    focal = next(trace for trace in figure["data"] if trace.get("name") == "Focal")
    np.testing.assert_allclose(focal["x"], np.log(P / (1 - P)), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(focal["y"], before)
    lab.segmented_control("lab_x").set_value("p").run()


def test_a_fan_spans_the_whole_range_of_the_first_slider(lab):
    look(lab, "loss", focal_gamma=2.0)
    lab.toggle("lab_fan").set_value(True).run()
    for gamma in (5 * part for part in FAN):
        np.testing.assert_allclose(line(lab, f"Focal γ={gamma:g}"), (1 - P) ** gamma * -np.log(P), rtol=1e-6)
    lab.toggle("lab_fan").set_value(False).run()


@pytest.mark.parametrize(("a", "b"), [(5.0, 1.5), (1.0, 1.0), (0.5, 4.0)])
def test_the_share_of_easy_samples_is_the_beta_distributions_own(lab, a, b):
    look(lab, "share", focal_gamma=2.0, easy_a=a, easy_b=b)
    assert f"Easy samples (p_t above 0.5: {1 - betainc(a, b, 0.5):.0%} of all)" in said(lab)


def test_a_triangle_tells_what_two_of_its_points_cost(lab):
    look(lab, "simplex", focal_gamma=2.0)
    sure, torn = (-((1 - p) ** 2) * math.log(p) for p in (0.9, 0.45))
    assert f"costs {sure:.3g} nats, torn between two classes (p_t = 0.45) {torn:.3g}." in said(lab)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "custom"])
@pytest.mark.parametrize("mean1", [True, False])
def test_every_rule_shows_its_vector_and_weights_the_curves_with_it(lab, rule, mean1):
    look(lab, "classes", focal_gamma=2.0)
    lab.selectbox("alpha_rule").set_value(rule)
    lab.toggle("alpha_mean1").set_value(mean1).run()
    param = RULES[rule].param
    alpha = expand(AlphaChoice(rule, param.default if param else 0.0, (), mean1), COUNTS)
    assert lab.code[0].value == f"alpha = [{joined(alpha)}]"
    for c in (0, 9):
        np.testing.assert_allclose(line(lab, f"class {c}"), alpha[c] * (1 - P) ** 2 * -np.log(P), rtol=1e-6)


def test_the_rarest_class_is_compared_with_the_commonest(lab):
    look(lab, "classes", focal_gamma=2.0)
    lab.selectbox("alpha_rule").set_value("inverse").run()
    lab.toggle("alpha_mean1").set_value(True).run()
    rare, common = int(np.argmin(COUNTS)), int(np.argmax(COUNTS))
    assert f"the rarest class {rare} counts 200 times one of the commonest class {common}." in said(lab)
    lab.selectbox("alpha_rule").set_value("none").run()
    assert "counts as much as one of the commonest class" in said(lab)


@pytest.mark.parametrize(
    ("text", "says"),
    [("1 2 3", "Give 10 numbers, not 3."), ("1 2 3 4 5 6 7 8 9 x", "'x' is not a number."),
     ("0 " * 10, "Each alpha must be a finite number of at least 0, and one of them above 0."),
     ("-1 " * 10, "Each alpha must be a finite number of at least 0, and one of them above 0.")],
)  # fmt: skip
def test_a_vector_that_cannot_be_is_told_and_ones_are_drawn(lab, text, says):
    look(lab, "classes", focal_gamma=2.0)
    lab.text_input("alpha").set_value(text).run()
    assert [error.value for error in lab.error] == [says]
    assert lab.code[0].value == "alpha = [" + ", ".join(["1"] * 10) + "]"
    lab.text_input("alpha").set_value("").run()
    lab.selectbox("alpha_rule").set_value("inverse").run()
    assert not lab.error


@pytest.mark.parametrize(
    ("text", "says"),
    [("5", "Give 2 to 20 numbers, not 1."), ("5 " * 21, "Give 2 to 20 numbers, not 21."),
     ("5 -5", "Counts are whole numbers of at least 0, not -5."), ("0 0 7", "At least two classes need images")],
)  # fmt: skip
def test_class_sizes_that_cannot_be_are_told_and_the_default_is_drawn(lab, text, says):
    look(lab, "classes", focal_gamma=2.0)
    lab.selectbox("lab_profile").set_value("custom").run()
    lab.text_input("lab_counts").set_value(text).run()
    assert not lab.exception
    assert len(lab.error) == 1
    assert says in lab.error[0].value
    assert len(numbers(lab.code[0].value.partition("=")[2])) == len(COUNTS)
    lab.selectbox("lab_profile").set_value("step").run()
    assert not lab.error


@pytest.mark.parametrize(("tab", "text"), [("Copy the code", loss_code), ("Source", source_code)])
def test_the_code_to_take_away_has_the_settings_of_the_sliders(tab, text):
    app = AppTest.from_file(str(APP), default_timeout=60).switch_page("pages/2_loss_lab.py")
    app.query_params["focal_gamma"] = "3.5"
    app.session_state["lab_about"] = tab
    app.run()
    expected = text(SPECS["focal"]) if text is source_code else text(LossChoice.of("focal", gamma=3.5), COUNTS)
    assert [block.value for block in app.code] == [expected.strip()]


@pytest.mark.parametrize("key", ["focal", "gce", "ldam", "class_balanced_focal"])
def test_what_a_loss_is_stands_below_its_chart(lab, key):
    look(lab, "loss", key)
    spec, captions = SPECS[key], "\n".join(caption.value for caption in lab.caption)
    assert spec.summary in said(lab)
    assert spec.formula in lab.latex[0].value
    assert f"{spec.source.paper} ({spec.source.year})" in captions
    assert all(identity(becomes) in captions for becomes in spec.becomes)


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.becomes])
def test_an_identity_names_the_other_loss_and_every_number(key):
    for becomes in SPECS[key].becomes:
        told = identity(becomes)
        assert told.startswith("At " if becomes.params else "It is ")
        assert SPECS[becomes.key].title in told
        assert all(f"{name} = {value:g}" in told for name, value in (becomes.params | becomes.other).items())


@given(st.sampled_from(sorted(SPECS)), st.integers(2, 20), st.data())
def test_a_full_choice_tells_every_number_within_its_range(key, classes, data):
    fitted = SPECS[key].fitted(classes)
    given_some = {p.name: data.draw(st.floats(p.low, _top(p, key))) for p in fitted if data.draw(st.booleans())}
    choice = full(key, given_some, classes)
    assert list(choice.kwargs) == sorted(p.name for p in fitted)
    for p in fitted:
        assert choice.kwargs[p.name] == min(given_some.get(p.name, p.default), p.high)
    assert full(key, choice.kwargs, classes) == choice


def _top(fitted: Param, key: str) -> float:
    """The highest value that the parameter has for any number of classes."""
    return next(p.high for p in SPECS[key].params if p.name == fitted.name)


@given(st.sampled_from(sorted(SPECS)))
def test_published_numbers_are_left_out_of_a_name_unless_they_are_asked_for(key):
    choice = full(key, {}, 10)
    assert short(choice) == SPECS[key].title
    for name in choice.kwargs:
        assert short(choice, name).startswith(f"{SPECS[key].title} ")
        assert short(choice, name).count("=") == 1


@given(st.floats(0.01, 0.99))
def test_the_read_out_stands_at_the_nearest_point_of_the_grid(at):
    state = LabState(full("focal", {}), Scene(COUNTS), at=at)
    assert abs(P[state.index] - at) == np.abs(P - at).min()
    assert state.with_param("gamma", 4.0).choice.kwargs == {"gamma": 4.0}


@given(st.floats(1e-8, 1e12))
def test_a_ratio_in_words_is_read_back_within_its_digits(ratio):
    words = ratio_words(ratio)
    assume(words != "as much as")
    number = words.rsplit(" ", 1)[0].replace(",", "")
    value = 1 / float(number[2:]) if number.startswith("1/") else float(number)
    assert value == pytest.approx(ratio, rel=1.1e-2)
