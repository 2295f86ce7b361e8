"""What a loss declares: names, defaults and ranges that follow from its own fields, and sentences where they do not."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.loss_spec import LossSpec, Source
from playground.core.params import ClassParam, Param

SOURCE = Source("Somebody, A Paper", 2020, "2001.00001", "(3)")
GAMMA = Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.5)
LABEL = ClassParam("label", "class", 9.0)
SPEC = LossSpec("two_words", "Two words", "x", SOURCE, per_sample=lambda *_: 0.0, summary="One.", params=(GAMMA, LABEL))


def test_a_paper_on_arxiv_has_an_address_and_another_none():
    assert SOURCE.url == "https://arxiv.org/abs/2001.00001"
    assert replace(SOURCE, arxiv="").url == ""


def test_a_class_is_named_after_the_key_unless_the_loss_names_it():
    assert SPEC.python_name == "TwoWordsLoss"
    assert replace(SPEC, key="gce2").python_name == "Gce2Loss"
    assert replace(SPEC, class_name="GCELoss").python_name == "GCELoss"


def test_a_loss_names_classes_if_one_of_its_parameters_does():
    assert SPEC.names_classes
    assert not replace(SPEC, params=(GAMMA,)).names_classes
    assert not replace(SPEC, params=()).names_classes


def test_defaults_are_those_of_the_parameters_in_their_order():
    assert list(SPEC.defaults.items()) == [("gamma", 2.0), ("label", 9.0)]
    assert replace(SPEC, params=()).defaults == {}


@given(st.integers(2, 200))
def test_fitted_parameters_are_each_parameter_fitted(classes):
    assert SPEC.fitted(classes) == (GAMMA, LABEL.fit(classes))
    assert SPEC.numbers({}, classes) == {"gamma": 2.0, "label": classes - 1.0}


@given(st.floats(0, 5), st.integers(2, 50), st.data())
def test_what_is_given_is_kept_and_what_is_not_takes_its_default(gamma, classes, data):
    label = data.draw(st.integers(0, classes - 1))
    assert SPEC.numbers({"gamma": gamma}, classes) == {"gamma": gamma, "label": classes - 1.0}
    assert SPEC.numbers({"label": label, "gamma": gamma}, classes) == {"gamma": gamma, "label": float(label)}


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"gama": 1.0}, "The loss 'two_words' has no parameter 'gama'; it has gamma, label."),
        ({"gamma": 6.0}, "gamma must be a number from 0 to 5, not 6.0."),
        ({"gamma": "much"}, "gamma must be a number from 0 to 5, not 'much'."),
        ({"label": 4}, "class must be a whole number from 0 to 3, not 4."),
        ({"label": 0.5}, "class must be a whole number from 0 to 3, not 0.5."),
    ],
)
def test_numbers_that_the_loss_does_not_take_are_refused_in_one_sentence(given_, says):
    with pytest.raises(ValueError, match=r"^[^\n]+\.$") as caught:
        SPEC.numbers(given_, 4)
    assert str(caught.value).startswith(says)


def test_a_spec_cannot_be_changed_in_place():
    for thing, name in ((SPEC, "title"), (SOURCE, "year"), (GAMMA, "low")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, 1)
