import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.alpha import RULES
from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.exchange.link import alpha_from_text, entrants_from_text, entrants_to_text
from playground.losses import SPECS
from playground.race.names import entrant_names

STORY = "cross_entropy;focal,gamma=2;focal,gamma=2@inverse;logit_adjustment,tau=1"


def test_the_default_story_reads_as_four_entrants():
    entrants = entrants_from_text(STORY)
    assert [e.loss.key for e in entrants] == ["cross_entropy", "focal", "focal", "logit_adjustment"]
    assert entrants[2].alpha == AlphaChoice("inverse")
    assert entrants_to_text(entrants) == STORY


@pytest.mark.parametrize("key", SPECS)
def test_every_loss_at_the_ends_of_its_ranges_survives_the_link(key):
    for end in ("low", "high", "default"):
        entrant = Entrant(LossChoice.of(key, **{p.name: float(getattr(p, end)) for p in SPECS[key].fitted(10)}))
        assert entrants_from_text(entrants_to_text((entrant,))) == (entrant,)


@pytest.mark.parametrize(
    "alpha",
    [
        AlphaChoice("effective", 0.99987654321),
        AlphaChoice("scalar", 0.25, normalise=False),
        AlphaChoice("custom", custom=(0.1, 2.0, 3.33333333333)),
        AlphaChoice("sqrt"),
    ],
)
def test_every_alpha_rule_survives_the_link(alpha):
    entrants = (Entrant(alpha=alpha),)
    assert entrants_from_text(entrants_to_text(entrants)) == entrants


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1 to 6 losses"),
        (";".join(["cross_entropy"] * 7), "this text has 7"),
        ("nope", "no loss called 'nope'"),
        ("focal,g=1", "has no parameter 'g'; it has gamma"),
        ("focal,gamma=9", "gamma must be a number from 0 to 5"),
        ("focal,gamma=nan", "gamma must be a number from 0 to 5"),
        ("focal,gamma", "gamma must be a number"),
        ("focal@foo", "no alpha rule called 'foo'"),
        ("focal@custom:a", "alpha must be a number, not 'a'"),
        ("focal@effective:2", "beta must be a number from 0"),
    ],
)
def test_other_text_is_refused_in_one_sentence(text, says):
    with pytest.raises(ValueError, match=r"^[^\n]*$") as caught:
        entrants_from_text(text)
    assert says in str(caught.value)


def test_a_rule_without_its_number_takes_the_default():
    assert alpha_from_text("effective").value == 0.9999


def test_names_tell_what_was_chosen_and_tell_twins_apart():
    names = entrant_names(entrants_from_text(STORY + ";cross_entropy"))
    assert names[0] == "Cross-entropy (1)"
    assert names[4] == "Cross-entropy (2)"
    assert names[1] == "Focal γ=2"
    assert "inverse" in names[2]
    assert len(set(names)) == 5


def losses():
    """Any loss with any of its parameters anywhere in their ranges."""

    def of(key):
        params = {p.name: st.floats(p.low, p.high) for p in SPECS[key].params if p.high < float("inf")}
        return st.fixed_dictionaries({}, optional=params).map(lambda values: LossChoice.of(key, **values))

    return st.sampled_from(sorted(SPECS)).flatmap(of)


def alphas():
    numbers = st.lists(st.floats(0, 1e6), min_size=1, max_size=12).map(tuple)
    of_numbers = st.builds(AlphaChoice, st.just("custom"), st.just(0.0), numbers, st.booleans())
    bare = [rule for rule in RULES if RULES[rule].param is None and rule not in ("none", "custom")]
    one = st.sampled_from(["effective", "scalar"]).flatmap(
        lambda rule: st.builds(
            AlphaChoice,
            st.just(rule),
            st.floats(RULES[rule].param.low, RULES[rule].param.high),
            st.just(()),
            st.booleans(),
        )
    )
    return of_numbers | one | st.builds(AlphaChoice, st.sampled_from(bare), normalise=st.booleans())


@given(st.lists(st.builds(Entrant, losses(), alphas()), min_size=1, max_size=6).map(tuple))
def test_any_line_up_survives_its_text_to_the_last_digit(entrants):
    text = entrants_to_text(entrants)
    assert entrants_from_text(text) == entrants
    assert entrants_to_text(entrants_from_text(text)) == text
    assert entrants_from_text(f" {text.replace(';', ' ; ')};; ") == entrants
