"""The Worked example page: every number shown is the one that torch's own loss gives for what was typed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch.nn import functional

from playground.losses import SPECS

APP = Path(__file__).parents[3] / "app.py"
ROWS = torch.tensor([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.6, 0.3, 0.1]], dtype=torch.float64)


def page(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page("pages/3_worked_example.py")
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


@pytest.fixture(scope="module")
def typed():
    """The page with cross-entropy on typed logits, which tests may type over."""
    return page(ex_loss="cross_entropy", ex_kind="logits")


def type_in(app: AppTest, rows: str, targets: str, alpha: str = "") -> AppTest:
    app.text_area("ex_rows").set_value(rows)
    app.text_area("ex_targets").set_value(targets)
    app.text_input("ex_alpha").set_value(alpha).run()
    assert not app.exception
    return app


def tables(app: AppTest):
    assert not app.error
    return app.dataframe[0].value, app.dataframe[1].value


@pytest.mark.parametrize(("text", "weights"), [("", (1.0, 1.0, 1.0)), ("0.5 1 4", (0.5, 1.0, 4.0))])
def test_the_three_numbers_of_the_batch_are_torchs_reductions(typed, text, weights):
    z, target, alpha = ROWS.log(), torch.tensor([0, 1, 2]), torch.tensor(weights, dtype=torch.float64)
    app = type_in(typed, "\n".join(" ".join(map(repr, row)) for row in z.tolist()), "0\n1\n2", text)
    summed = functional.cross_entropy(z, target, alpha, reduction="sum").item()
    averaged = functional.cross_entropy(z, target, alpha).item()
    assert {m.label: m.value for m in app.metric} == {
        "Mean": f"{summed / 3:.5f}", "Weighted mean": f"{averaged:.5f}", "Sum": f"{summed:.5f}",
    }  # fmt: skip
    samples, _ = tables(app)
    np.testing.assert_allclose(samples["loss"], functional.cross_entropy(z, target, reduction="none"), rtol=1e-9)
    np.testing.assert_allclose(samples["α_t"], alpha[target])


def test_probabilities_and_their_logarithms_are_the_same_batch(typed):
    as_probabilities, _ = tables(page(ex_loss="cross_entropy"))
    as_logits, _ = tables(type_in(typed, "\n".join(" ".join(map(repr, row)) for row in ROWS.log().tolist()), "0\n1\n2"))
    np.testing.assert_allclose(as_logits, as_probabilities, rtol=1e-12)


@pytest.mark.parametrize("row", [0, 1])
def test_the_classes_of_the_chosen_sample_carry_torchs_gradient(typed, row):
    app = type_in(typed, "1, -2, 0.5\n0, 0, 3", "0.2 0.3 0.5\n2")
    app.segmented_control("ex_sample").set_value(row).run()
    z = torch.tensor([[1, -2, 0.5], [0, 0, 3]], dtype=torch.float64, requires_grad=True)
    target = torch.tensor([[0.2, 0.3, 0.5], [0, 0, 1]], dtype=torch.float64)
    functional.cross_entropy(z, target, reduction="sum").backward()
    _, classes = tables(app)
    expected = [z.detach()[row], z.detach().softmax(1)[row], z.detach().log_softmax(1)[row], target[row], z.grad[row]]
    np.testing.assert_allclose(classes.to_numpy(dtype=float), torch.stack(expected), atol=1e-12)


def test_a_class_number_and_its_one_hot_vector_are_the_same_target(typed):
    hard, _ = tables(type_in(typed, "1, -2, 0.5\n0, 0, 3", "1\n2"))
    one_hot, _ = tables(type_in(typed, "1, -2, 0.5\n0, 0, 3", "0 1 0\n[0, 0, 1]"))
    np.testing.assert_allclose(one_hot, hard)


def test_a_single_sample_is_not_asked_for(typed):
    app = type_in(typed, "1 2 3", "1")
    assert "ex_sample" not in [control.key for control in app.segmented_control]
    assert len(app.dataframe[0].value) == 1


def test_no_weight_at_all_has_no_weighted_mean(typed):
    assert [m.label for m in type_in(typed, "1 2 3", "1", "0 0 0").metric] == ["Mean", "Sum"]


@pytest.mark.parametrize(
    ("rows", "targets", "alpha", "says"),
    [
        ("", "0", "", "Every row needs the same number of classes, 2 to 20."),
        ("1 2\n1 2 3", "0\n1", "", "Every row needs the same number of classes, 2 to 20."),
        ("1 two", "0", "", "'two' is not a number."),
        ("1 inf", "0", "", "'inf' is not a finite number."),
        ("1 2", "2", "", "A target class is a whole number from 0 to 1, not 2."),
        ("1 2", "0\n1", "", "There are 1 rows and 2 targets; each row needs one."),
        ("1 2", "0", "1 2 3", "Give 2 numbers, not 3."),
        ("1 2", "0", "1 -2", "Each alpha must be at least 0."),
        ("1e308 -1e308", "1", "", "These numbers are too large to compute with; type smaller ones."),
        ("0 1e300", "0", "1e300 1", "These numbers are too large to compute with; type smaller ones."),
    ],
)
def test_what_cannot_be_worked_gets_one_sentence_and_no_numbers(typed, rows, targets, alpha, says):
    app = type_in(typed, rows, targets, alpha)
    assert [error.value for error in app.error] == [says]
    assert not app.metric
    assert not app.dataframe
    assert not type_in(app, "1 2", "0").error


def test_a_loss_that_counts_asks_for_as_many_counts_as_classes():
    app = page(ex_loss="logit_adjustment", logit_adjustment_tau="1")
    z, prior = ROWS.log(), torch.tensor([5000, 500, 50], dtype=torch.float64)
    expected = functional.cross_entropy(z + (prior / prior.sum()).log(), torch.tensor([0, 1, 2]), reduction="none")
    np.testing.assert_allclose(tables(app)[0]["loss"], expected, rtol=1e-9)
    app.text_input("ex_counts").set_value("5000, 500").run()
    assert [error.value for error in app.error] == ["Give 3 numbers, not 2."]


def test_a_slider_moves_the_loss_and_no_probability():
    app = page(ex_loss="focal")
    samples, _ = tables(app)
    np.testing.assert_allclose(samples["loss"], (1 - samples["p_t"]) ** 2 * samples["cross-entropy"], rtol=1e-9)
    app.slider("ex_focal_gamma").set_value(0.0).run()
    moved, _ = tables(app)
    np.testing.assert_allclose(moved["loss"], samples["cross-entropy"], rtol=1e-9)
    np.testing.assert_allclose(moved["p_t"], samples["p_t"])


@pytest.mark.parametrize("rows", ["-30 30\n30 -30", "0 0\n700 0"])
def test_every_loss_works_extreme_logits_or_says_in_a_sentence_why_not(rows):
    app = page(ex_kind="logits", ex_rows=rows, ex_targets="0\n1", ex_counts="90 9", ex_loss="cross_entropy")
    for key in SPECS:
        app.selectbox("ex_loss").set_value(key).run()
        assert not app.exception, key
        assert bool(app.error) != bool(app.metric), key
