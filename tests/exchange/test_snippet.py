"""The code that people take away runs alone and computes what the app computes; the worked example adds up."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from torch.nn import functional

from playground.core.config import LossChoice
from playground.curves.worked import as_logits, as_targets, steps
from playground.exchange.snippet import loss_code, source_code
from playground.losses import SPECS, make_loss
from playground.ui.worked.formulas import formulas

COUNTS = (5000, 700, 30)
ALPHA = (0.1, 0.9, 2.0)


def settings():
    for key, spec in SPECS.items():
        yield key, {}
        if spec.params:
            yield key, {p.name: p.high for p in spec.fitted(len(COUNTS))}


@pytest.mark.parametrize(("key", "params"), list(settings()), ids=lambda v: v if isinstance(v, str) else "")
def test_the_copied_file_computes_what_the_app_computes(key, params):
    choice = LossChoice.of(key, **params)
    names = {"__name__": "copied"}
    exec(compile(loss_code(choice, COUNTS, ALPHA), key, "exec"), names)
    torch.manual_seed(1)
    logits, target = torch.randn(12, 3, dtype=torch.float64), torch.arange(12) % 3
    counts = COUNTS if SPECS[key].needs_counts else None
    module = make_loss(choice, counts, list(ALPHA))
    value = names["loss"](logits, target)
    torch.testing.assert_close(value, module(logits, target), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("key", ["focal", "ldam_drw", "adafocal"])
def test_the_copied_file_runs_as_a_program_of_its_own(key, tmp_path):
    file = tmp_path / "loss.py"
    file.write_text(loss_code(LossChoice(key), COUNTS), "utf-8")
    done = subprocess.run([sys.executable, file.name], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("loss ")
    assert "playground" not in file.read_text("utf-8")


def test_the_source_shown_is_the_file_of_the_loss():
    assert 'key="focal"' in source_code(SPECS["focal"])
    assert "def per_sample" in source_code(SPECS["seesaw"])


def test_code_for_an_unknown_loss_is_refused():
    with pytest.raises(ValueError, match="There is no loss called"):
        loss_code(LossChoice("nothing"), COUNTS)


def batch():
    z = as_logits([(0.7, 0.2, 0.1), (0.3, 0.4, 0.3), (0.6, 0.3, 0.1)], probabilities=True)
    return z, as_targets([(0,), (1,), (2,)], 3, 3)


def test_the_tutorials_table_by_hand():
    made = steps(LossChoice(), *batch(), COUNTS)
    np.testing.assert_allclose(made.loss, -np.log([0.7, 0.4, 0.1]), rtol=1e-12)
    assert made.reductions["mean"] == pytest.approx(1.19185, abs=5e-6)


@pytest.mark.parametrize("reduction", ["mean", "weighted_mean", "sum"])
def test_each_reduction_is_the_modules_own(reduction):
    z, y = batch()
    module = make_loss("focal", alpha=list(ALPHA), reduction=reduction)
    expected = module(torch.tensor(z), torch.tensor([0, 1, 2]))
    found = steps(LossChoice("focal"), z, y, COUNTS, ALPHA).reductions[reduction]
    assert found == pytest.approx(expected.item(), rel=1e-12)


def test_the_weighted_mean_of_cross_entropy_is_torchs_own():
    z, y = batch()
    expected = functional.cross_entropy(torch.tensor(z), torch.tensor([0, 1, 2]), torch.tensor(ALPHA).double())
    assert steps(LossChoice(), z, y, COUNTS, ALPHA).reductions["weighted_mean"] == pytest.approx(
        expected.item(), rel=1e-6
    )


def test_one_hot_index_and_the_limit_of_soft_targets_agree():
    z, y = batch()
    index = steps(LossChoice("focal"), z, y, COUNTS)
    one_hot = steps(LossChoice("focal"), z, as_targets([(1, 0, 0), (0, 1, 0), (0, 0, 1)], 3, 3), COUNTS)
    soft = steps(LossChoice("focal"), z, as_targets([(0.999999, 0.000001, 0)] * 3, 3, 3), COUNTS)
    np.testing.assert_array_equal(index.loss, one_hot.loss)
    assert soft.loss[0] == pytest.approx(index.loss[0], abs=1e-5)


def test_the_gradient_of_cross_entropy_is_softmax_minus_target():
    made = steps(LossChoice(), *batch(), COUNTS)
    np.testing.assert_allclose(made.gradient, made.softmax - made.targets, atol=1e-12)


def test_the_formulas_carry_the_samples_own_numbers():
    made = steps(LossChoice.of("focal", gamma=2.0), *batch(), COUNTS, ALPHA)
    lines = formulas(made, 0, SPECS["focal"], {"gamma": 2.0})
    assert "= 0.7" in lines[0]
    assert lines[1] == r"-\log p_t = 0.35667"
    assert "0.3^{2} = 0.09" in lines[2]
    assert "0.0321" in lines[3]
    assert "0.00321" in lines[4]


@pytest.mark.parametrize(
    ("rows", "probabilities", "words"),
    [
        ([(1.0, 2.0), (1.0,)], False, "same number of classes"),
        ([(0.5, 0.6)], True, "add up to 1"),
        ([(1.0, 0.0)], True, "above 0"),
        ([(1.0,) * 21], False, "2 to 20"),
        ([(1.0, 2.0)] * 13, False, "At most 12 samples"),
    ],
)
def test_rows_that_make_no_sense_are_refused(rows, probabilities, words):
    with pytest.raises(ValueError, match=words):
        as_logits(rows, probabilities)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(3,)], "from 0 to 2"),
        ([(0.5,)], "whole number"),
        ([(0.5, 0.2, 0.1)], "add up to 1"),
        ([], "1 rows and 0 targets"),
    ],
)
def test_targets_that_make_no_sense_are_refused(rows, words):
    with pytest.raises(ValueError, match=words):
        as_targets(rows, 1, 3)
