"""What a race is called in a link: its losses come back from their text, every setting has a name of its own."""

from hypothesis import given
from hypothesis import strategies as st

from playground.core.alpha import RULES
from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig
from playground.core.params import ClassParam
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.exchange.race_link import COUNTS, ENTRANTS, IMBALANCE_NAMES, NAMES
from playground.losses import SPECS

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


@given(entrants)
def test_the_losses_of_every_race_survive_their_text(them):
    assert entrants_from_text(entrants_to_text(them)) == them


def test_every_setting_of_a_race_has_a_name_of_its_own():
    names = [*NAMES.values(), *IMBALANCE_NAMES.values(), ENTRANTS, COUNTS]
    assert len(set(names)) == len(names)
    assert set(NAMES) | {"entrants", "imbalance"} == set(RaceConfig.__dataclass_fields__)
    assert set(IMBALANCE_NAMES) | {"counts"} == set(Imbalance.__dataclass_fields__)
