"""The reductions' names have one home, and everything that reduces knows exactly these."""

import numpy as np
import pytest

from playground.core.config import LossChoice, RaceConfig
from playground.core.reductions import REDUCTIONS
from playground.curves.worked import as_logits, as_targets, steps
from playground.losses.module.weighting import check_reduction


def test_every_row_is_found_under_its_own_key_and_says_what_it_is():
    for key, row in REDUCTIONS.items():
        assert row.key == key
        assert row.short in row.title
        assert row.help.startswith("Divide by ")
        assert row.help.endswith(".")


@pytest.mark.parametrize("key", [*REDUCTIONS, "none"])
def test_every_loss_takes_the_reductions_and_none(key):
    assert check_reduction(key) == key


def test_another_name_is_refused_by_naming_those_there_are():
    with pytest.raises(ValueError, match=r"^reduction must be one of mean, weighted_mean, sum, none, not 'median'\.$"):
        check_reduction("median")


def test_the_worked_example_shows_each_of_them_and_divides_as_it_says():
    logits = as_logits([[0.7, 0.3], [0.2, 0.8]], True)
    found = steps(LossChoice(), logits, as_targets([[0.0], [1.0]], 2, 2), [1, 1], (1.0, 3.0)).reductions
    assert found.keys() == REDUCTIONS.keys()
    total = -np.log(0.7) - 3 * np.log(0.8)
    assert [found[key] for key in ("mean", "weighted_mean", "sum")] == pytest.approx([total / 2, total / 4, total])


def test_a_race_reduces_by_one_of_them_unless_told_otherwise():
    assert RaceConfig().reduction in REDUCTIONS
