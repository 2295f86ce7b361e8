"""A race as a link: every one comes back, in keys that no wording changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import data, models
from playground.core.alpha import RULES
from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig
from playground.core.params import ClassParam
from playground.core.reductions import REDUCTIONS
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.exchange.race_link import COUNTS, ENTRANTS, IMBALANCE_NAMES, NAMES, config_of, link_of
from playground.losses import SPECS
from playground.race.menus import AUGMENTS, HEADS, OPTIMIZERS, SAMPLINGS, SCHEDULES

numbers = st.floats(0, 1e6)


def values(param):
    return st.integers(0, 9).map(float) if isinstance(param, ClassParam) else st.floats(param.low, param.high)


@st.composite
def losses(draw):
    spec = SPECS[draw(st.sampled_from(sorted(SPECS)))]
    return LossChoice.of(spec.key, **{param.name: draw(values(param)) for param in spec.params})


@st.composite
def alphas(draw):
    rule = draw(st.sampled_from(sorted(RULES)))
    if rule == "none":
        return AlphaChoice()
    param, normalise = RULES[rule].param, draw(st.booleans())
    if rule == "custom":
        return AlphaChoice(rule, custom=tuple(draw(st.lists(numbers, min_size=1, max_size=12))), normalise=normalise)
    return AlphaChoice(rule, draw(st.floats(param.low, param.high)) if param else 0.0, normalise=normalise)


entrants = st.lists(st.builds(Entrant, losses(), alphas()), min_size=1, max_size=6).map(tuple)
imbalances = st.builds(
    Imbalance, st.sampled_from(sorted(data.PROFILES)), st.floats(1, 1e4), st.integers(1, 10**5), st.integers(1, 9),
    st.lists(st.integers(0, 10**6), max_size=12).map(tuple), st.integers(0, 99),
)  # fmt: skip
configs = st.builds(
    RaceConfig, entrants, st.sampled_from(sorted(data.SPECS)), imbalances, st.sampled_from(sorted(models.SPECS)),
    st.sampled_from(sorted(OPTIMIZERS)), st.sampled_from(sorted(SCHEDULES)), st.floats(1e-6, 10), st.floats(0, 1),
    st.integers(1, 1024), st.integers(64, 10**6), st.sampled_from(sorted(SAMPLINGS)), st.sampled_from(sorted(AUGMENTS)),
    st.sampled_from(sorted(REDUCTIONS)), st.sampled_from(sorted(HEADS)), st.integers(0, 2**31 - 1), st.integers(1, 20),
)  # fmt: skip


@given(configs)
def test_every_race_survives_its_link(config):
    assert config_of(link_of(config)) == config


@given(entrants)
def test_the_losses_of_every_race_survive_their_text(them):
    assert entrants_from_text(entrants_to_text(them)) == them


def test_every_setting_of_a_race_has_a_name_of_its_own():
    names = [*NAMES.values(), *IMBALANCE_NAMES.values(), ENTRANTS, COUNTS]
    assert len(set(names)) == len(names)
    assert set(NAMES) | {"entrants", "imbalance"} == set(RaceConfig.__dataclass_fields__)
    assert set(IMBALANCE_NAMES) | {"counts"} == set(Imbalance.__dataclass_fields__)


def test_what_servers_differ_in_is_always_written_and_other_defaults_are_not():
    assert link_of(RaceConfig()) == {
        "v": "1", "data": "mnist", "ratio": "200", "samples": "30000", "losses": "cross_entropy",
    }  # fmt: skip


def test_a_link_is_made_of_keys_and_plain_numbers():
    config = RaceConfig(dataset="digits", imbalance=Imbalance("long_tail", 50.0), optimizer="sgd", learning_rate=0.01)
    found = link_of(config)
    assert (found["data"], found["profile"], found["ratio"]) == ("digits", "long_tail", "50")
    assert (found["opt"], found["lr"]) == ("sgd", "0.01")


def test_names_that_belong_to_something_else_are_passed_over():
    assert config_of({"run": "abc", "see": "accuracy", "v": "1"}) == RaceConfig()
    assert config_of({}) == RaceConfig()


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"samples": "many"}, "samples in the link must be a whole number, not 'many'."),
        ({"samples": "1.5"}, "samples in the link must be a whole number, not '1.5'."),
        ({"lr": "fast"}, "lr in the link must be a number, not 'fast'."),
        ({"ratio": "200:1"}, "ratio in the link must be a number, not '200:1'."),
        ({"pick": "x" * 99}, f"pick in the link must be a whole number, not '{'x' * 20}'."),
        ({"counts": "5, many"}, "Counts are whole numbers of at least 0, not 'many'."),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(texts, says):
    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        config_of(texts)


def test_an_unknown_loss_in_a_link_is_refused_as_everywhere():
    with pytest.raises(ValueError, match="There is no loss called 'nope'"):
        config_of({"losses": "nope"})
