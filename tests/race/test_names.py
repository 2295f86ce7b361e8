"""What entrants are called, in charts, tables and sentences alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.alpha import RULES
from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.losses import SPECS
from playground.race.names import alpha_name, entrant_name, entrant_names, loss_name


def test_a_loss_is_told_by_its_first_parameter_and_those_that_are_not_the_default():
    assert loss_name(LossChoice()) == "Cross-entropy"
    assert loss_name(LossChoice("focal")) == "Focal γ=2"
    assert loss_name(LossChoice.of("focal", gamma=0.5)) == "Focal γ=0.5"
    spec = SPECS["symmetric_ce"]
    second = spec.params[1]
    assert second.name not in loss_name(LossChoice("symmetric_ce"))
    moved = LossChoice.of("symmetric_ce", **{second.name: second.high})
    assert loss_name(moved).endswith(f"{second.name}={second.high:g}")


def test_alpha_is_told_by_its_rule_and_number_and_not_where_there_is_none():
    assert alpha_name(AlphaChoice()) == ""
    assert alpha_name(AlphaChoice("inverse")) == "α inverse frequency"
    assert alpha_name(AlphaChoice("effective", 0.999)).endswith("β=0.999")


@pytest.mark.parametrize("key", SPECS)
def test_every_loss_has_a_name_that_begins_with_its_title(key):
    assert loss_name(LossChoice(key)).startswith(SPECS[key].title)


ENTRANTS = st.builds(
    Entrant, st.sampled_from([LossChoice(key) for key in SPECS]),
    st.sampled_from([AlphaChoice(rule, 0.9) for rule in RULES if rule != "custom"]),
)  # fmt: skip


@given(st.lists(ENTRANTS, max_size=6))
def test_equal_entrants_are_numbered_in_their_order_and_others_keep_their_name(entrants):
    names = entrant_names(entrants)
    assert len(set(names)) == len(names)
    for entrant, name in zip(entrants, names, strict=True):
        assert name.startswith(entrant_name(entrant))
        assert (name == entrant_name(entrant)) == (entrants.count(entrant) == 1)
