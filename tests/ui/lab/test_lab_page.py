"""The Loss Lab's pages without a browser: every view, every loss, every link, and bad input in words."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.losses import SPECS
from playground.ui.lab.state import ratio_words
from playground.ui.lab.views import VIEWS
from playground.ui.shell import engine

ROOT = Path(__file__).parents[3]


def page(name="2_loss_lab.py", **query):
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.switch_page(f"pages/{name}").run()
    assert not at.exception
    return at


def chart(at):
    assert len(at.get("plotly_chart")) == 1
    return json.loads(at.get("plotly_chart")[0].proto.spec)


def said(at):
    return " ".join(m.value for m in at.markdown)


@pytest.fixture(scope="module", autouse=True)
def _torch():
    engine.ensure()


def test_the_first_sight_is_focal_loss_beside_cross_entropy_with_its_sentence():
    at = page()
    assert [trace.get("name") for trace in chart(at)["data"]] == ["Cross-entropy", "Focal", None]
    assert "At p_t = 0.9 this sample counts 1/100 of cross-entropy" in said(at)


def test_the_curve_moves_when_the_slider_is_released():
    at = page()
    at.slider(key="focal_gamma").set_value(0.0).run()
    ghost, focal = chart(at)["data"][:2]
    np.testing.assert_allclose(focal["y"], ghost["y"], rtol=1e-7)
    assert "as much as cross-entropy" in said(at)


def test_a_value_is_typed_and_goes_to_the_nearest_step_of_the_slider():
    at = page()
    assert at.number_input(key="focal_gamma_typed").value == 2.0
    at.number_input(key="focal_gamma_typed").set_value(0.51).run()
    assert at.slider(key="focal_gamma").value == at.number_input(key="focal_gamma_typed").value == 0.5
    at.slider(key="focal_gamma").set_value(4.0).run()
    assert at.number_input(key="focal_gamma_typed").value == 4.0


def test_the_x_axis_can_be_a_logarithm_but_not_twice():
    at = page(lab_log_x="true")
    assert chart(at)["layout"]["xaxis"]["type"] == "log"
    np.testing.assert_allclose(chart(at)["layout"]["xaxis"]["range"], [-4, 0])
    at.segmented_control(key="lab_x").set_value("margin").run()
    assert chart(at)["layout"]["xaxis"].get("type") != "log"
    assert at.toggle(key="lab_log_x").disabled


def test_who_makes_the_total_is_also_told_of_a_finished_race():
    at = page(lab_view="Easy or hard")
    made_up = said(at)
    at.segmented_control(key="lab_samples").set_value("race").run()
    assert not at.error
    assert said(at) != made_up
    assert {"easy_a", "easy_b"}.isdisjoint(slider.key for slider in at.slider)
    caption = next(c.value for c in at.caption if c.value.startswith("p_t of"))
    assert at.segmented_control(key="model").options[0] in caption
    under_ce = said(at)
    at.segmented_control(key="model").set_value(1).run()
    assert said(at) != under_ce
    samples = next(t for t in chart(at)["data"] if t["name"] == "samples")
    assert sum(samples["y"]) == pytest.approx(100, abs=1e-3)


def test_a_link_restores_loss_view_parameter_and_read_out():
    at = page(lab_loss=SPECS["poly1"].title, lab_view="Gradient", poly1_epsilon="3", lab_at="0.5")
    assert at.selectbox(key="lab_loss").value == "poly1"
    assert at.slider(key="poly1_epsilon").value == 3.0
    assert "At p_t = 0.5 this sample pulls" in said(at)


def test_nonsense_in_a_link_falls_back_to_the_defaults():
    at = page(lab_loss="No such loss", focal_gamma="99", lab_view="Nothing")
    assert at.selectbox(key="lab_loss").value == "focal"
    assert at.slider(key="focal_gamma").value == 2.0


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_and_speaks(view):
    at = page(lab_view=VIEWS[view].title)
    assert chart(at)["data"]
    assert len(at.markdown[0].value) > 20
    assert not at.error


def test_every_loss_can_be_chosen_and_brings_its_own_sliders():
    at = page()
    for key, spec in SPECS.items():
        at.selectbox(key="lab_loss").set_value(key).run()
        assert not at.exception, key
        assert chart(at)["data"], key
        sliders = {slider.key for slider in at.slider}
        assert {f"{key}_{param.name}" for param in spec.params} <= sliders


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.names_classes])
def test_a_loss_that_names_a_class_draws_all_classes_and_ends_its_slider_at_the_last(key):
    at = page(lab_loss=SPECS[key].title, lab_view="Classes", lab_counts="90, 9, 9, 9, 5")
    at.selectbox(key="lab_profile").set_value("custom").run()
    assert chart(at)["data"]
    for param in SPECS[key].fitted(5):
        assert at.slider(key=f"{key}_{param.name}").max == param.high
    assert not at.error


@pytest.mark.parametrize("key", ["ghm", "dice", "ohem"])
def test_a_loss_of_the_whole_batch_says_why_it_has_no_single_curve(key):
    at = page(lab_loss=SPECS[key].title)
    assert any("depends on the whole batch" in caption.value for caption in at.caption)


def test_a_loss_that_counts_asks_for_class_sizes_and_the_true_class():
    at = page(lab_loss=SPECS["logit_adjustment"].title)
    rare = said(at)
    at.selectbox(key="lab_class").set_value(2).run()
    assert said(at) != rare


def test_other_losses_and_a_fan_are_drawn_behind():
    at = page()
    at.multiselect(key="lab_with").set_value(["poly1", "gce"]).run()
    at.toggle(key="lab_fan").set_value(True).run()
    names = [trace.get("name") for trace in chart(at)["data"]]
    assert names[1:3] == [SPECS["poly1"].title, SPECS["gce"].title]
    assert names[3:8] == [f"Focal γ={g}" for g in ("0", "0.5", "1", "2", "5")]


def test_the_alpha_vector_is_always_in_view_and_a_pasted_one_is_taken_as_it_stands():
    at = page(lab_view="Classes")
    assert at.code[0].value.startswith("alpha = [1.99")
    at.text_input(key="alpha").set_value("[1 2 3 4 5 6 7 8 9 10]").run()
    assert at.selectbox(key="alpha_rule").value == "custom"
    assert at.code[0].value == "alpha = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"
    at.toggle(key="alpha_mean1").set_value(True).run()
    assert at.code[0].value.startswith("alpha = [0.1818, 0.3636")


def test_a_bad_alpha_is_refused_in_words_and_the_page_goes_on():
    at = page(lab_view="Classes")
    at.text_input(key="alpha").set_value("1, 2").run()
    assert at.error[0].value == "Give 10 numbers, not 2."
    assert chart(at)["data"]


def test_pasted_class_counts_make_as_many_classes():
    at = page(lab_view="Classes")
    at.selectbox(key="lab_profile").set_value("custom").run()
    at.text_input(key="lab_counts").set_value("900; 90\n9").run()
    assert not at.error
    assert at.code[0].value == "alpha = [0.02703, 0.2703, 2.703]"
    at.text_input(key="lab_counts").set_value("900, 0.5").run()
    assert "whole numbers" in at.error[0].value


def test_the_worked_example_gives_the_tutorials_table():
    at = page("3_worked_example.py", ex_loss="Cross-entropy")
    assert not at.error
    table = at.dataframe[0].value
    np.testing.assert_allclose(table["cross-entropy"], [0.35667, 0.91629, 2.30259], atol=5e-6)
    assert [m.value for m in at.metric] == ["1.19185", "1.19185", "3.57555"]


def test_the_worked_example_refuses_what_is_no_probability():
    at = page("3_worked_example.py")
    at.text_area(key="ex_rows").set_value("0.5, 0.9\n1, 2").run()
    assert "add up to 1" in at.error[0].value


def test_the_settings_that_keep_reruns_short_are_in_place():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
    assert config["runner"]["postScriptGC"] is False


def test_the_page_process_asks_for_curves_and_never_loads_torch():
    code = (
        "import sys; from pathlib import Path; from playground.ui.shell import engine;"
        "from playground.core.config import LossChoice; from playground.curves.evaluate import Scene;"
        "engine.ensure(); curve = engine.curve(LossChoice.of('dice'), Scene((1,) * 10));"
        "assert len(curve.loss) == len(curve.p); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=120)


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.01, "1/100 of"), (0.81, "0.81 of"), (1.0, "as much as"), (1.5, "1.5 times"), (24630.0, "24,600 times"),
     (0.0, "practically nothing of"), (float("inf"), "infinitely many times")],
)  # fmt: skip
def test_a_ratio_is_read_aloud(ratio, words):
    assert ratio_words(ratio) == words
