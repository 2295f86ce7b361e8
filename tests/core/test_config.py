import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig, json_id
from playground.core.rebuild import build
from playground.core.snapshots import Lane

RACE = RaceConfig(
    entrants=(
        Entrant(LossChoice.of("focal", gamma=2.0)),
        Entrant(LossChoice("cross_entropy"), AlphaChoice("custom", custom=(1.0, 2.0))),
    ),
    imbalance=Imbalance("custom", counts=(10, 3)),
    seed=7,
)


def test_json_and_back_gives_the_same_settings():
    assert RaceConfig.from_json(RACE.to_json()) == RACE


def test_equal_settings_have_equal_ids_and_others_do_not():
    assert RACE.id == RaceConfig.from_json(RACE.to_json()).id
    changed = [replace(RACE, seed=8), replace(RACE, entrants=RACE.entrants[::-1]), replace(RACE, samples=1)]
    assert len({RACE.id, *(other.id for other in changed)}) == 4


def test_the_order_in_which_parameters_are_written_does_not_matter():
    assert LossChoice.of("x", a=1.0, b=2.0) == LossChoice.of("x", b=2.0, a=1.0)


def test_steps_cover_every_sample_once():
    assert replace(RACE, samples=128, batch_size=64).steps == 2
    assert replace(RACE, samples=129, batch_size=64).steps == 3
    assert replace(RACE, samples=1, batch_size=64).steps == 1


def test_a_whole_number_in_json_serves_where_a_fraction_is_meant():
    assert RaceConfig.from_json('{"learning_rate": 1}').learning_rate == 1.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not valid JSON"),
        ("[]", "RaceConfig must be a JSON object, not list"),
        ('{"speed": 1}', "no field 'speed'"),
        ('{"seed": "a"}', "seed cannot be 'a'"),
        ('{"seed": true}', "seed cannot be True"),
        ('{"seed": 1.5}', "seed cannot be 1.5"),
        ('{"entrants": 3}', "entrants cannot be 3"),
        ('{"entrants": [{"loss": {"params": [["gamma"]]}}]}', "params cannot be"),
        ('{"imbalance": {"counts": ["many"]}}', "counts cannot be 'many'"),
    ],
)
def test_other_json_is_refused_in_one_sentence(text, says):
    with pytest.raises(ValueError, match=r"^[^\n]*$") as caught:
        RaceConfig.from_json(text)
    assert says in str(caught.value)


def test_every_field_travels_through_json():
    assert set(json.loads(RACE.to_json())) == set(RaceConfig.__dataclass_fields__)


finite = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(max_size=8)
entrants = st.builds(
    Entrant,
    st.builds(LossChoice, words, st.lists(st.tuples(words, finite), max_size=3).map(tuple)),
    st.builds(AlphaChoice, words, finite, st.lists(finite, max_size=4).map(tuple), st.booleans()),
)
imbalances = st.builds(
    Imbalance, words, finite, st.integers(), st.integers(), st.lists(st.integers(), max_size=4).map(tuple)
)
races = st.builds(
    RaceConfig, entrants=st.lists(entrants, max_size=3).map(tuple), dataset=words, imbalance=imbalances,
    learning_rate=finite, samples=st.integers(), seed=st.integers(), seeds=st.integers(),
)  # fmt: skip


@given(races)
def test_any_settings_come_back_from_json_with_their_id(race):
    back = RaceConfig.from_json(race.to_json())
    assert back == race
    assert back.id == race.id
    assert back.to_json() == race.to_json()


@given(races, races)
def test_two_settings_share_an_id_exactly_where_they_share_their_json(one, other):
    assert (one.id == other.id) == (one.to_json() == other.to_json())


@given(races)
def test_an_id_is_twelve_hexadecimal_digits(race):
    assert len(race.id) == 12
    assert int(race.id, 16) >= 0


def test_an_id_is_the_beginning_of_the_sha_256_of_json_with_sorted_names_and_no_blanks():
    for race in (RaceConfig(), RACE):
        text = json.dumps(json.loads(race.to_json()), sort_keys=True, separators=(",", ":"))
        assert race.to_json() == text
        assert race.id == hashlib.sha256(text.encode()).hexdigest()[:12]


@given(st.dictionaries(st.sampled_from(["a", "b", "gamma"]), finite, max_size=3))
def test_a_choice_gives_back_the_keywords_that_it_was_made_of(params):
    assert LossChoice.of("x", **params).kwargs == params


@given(st.integers(1, 10**6), st.integers(1, 10**4))
def test_the_last_step_is_the_first_that_has_seen_all_samples(samples, batch):
    steps = replace(RACE, samples=samples, batch_size=batch).steps
    assert steps * batch >= samples > (steps - 1) * batch


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def outcome(text):
    try:
        return RaceConfig.from_json(text)
    except ValueError as error:
        return str(error)


@given(st.dictionaries(st.sampled_from([*RaceConfig.__dataclass_fields__, "speed"]), json_values, max_size=3))
def test_whatever_the_json_says_it_is_read_or_refused_in_one_sentence(data):
    found = outcome(json.dumps(data))
    if isinstance(found, str):
        assert found.endswith(".")
        assert "\n" not in found
    else:
        assert all(getattr(found, name) is not None for name in data)


def test_a_missing_part_takes_its_default_and_lists_become_tuples():
    found = build(Imbalance, {"profile": "custom", "counts": [5, 1]})
    assert found == Imbalance("custom", counts=(5, 1))
    assert build(Entrant, {}) == Entrant()


@pytest.mark.parametrize(
    "text",
    [
        '{"seed": 1' + "0" * 5000 + "}",
        "[" * 100_000,
        '{"learning_rate": 1' + "0" * 400 + "}",
        '{"seed": "' + "x" * 10_000 + '"}',
        '{"' + "x" * 10_000 + '": 1}',
        '{"dataset": null, "seed": "\\ud800"}',
    ],
    ids=["digits", "brackets", "more than a float", "long text", "long name", "half a character"],
)
def test_numbers_texts_and_nestings_of_any_size_are_refused_in_one_short_sentence(text):
    found = outcome(text)
    assert isinstance(found, str)
    assert found.isprintable()
    assert found.endswith(".")
    assert len(found) < 400


def test_a_file_says_what_it_lacks():
    with pytest.raises(ValueError, match=r"^Imbalance lacks its field 'ratio'\.$"):
        build(Imbalance, {"profile": "step"}, whole=True)
    with pytest.raises(ValueError, match=r"^Lane lacks its field 'seed'\.$"):
        build(Lane, {"entrant": 1})


@given(races)
def test_what_is_whole_is_built_whole(race):
    assert build(RaceConfig, json.loads(race.to_json()), whole=True) == race


@given(races, st.sampled_from([*RaceConfig.__dataclass_fields__]))
def test_settings_that_lack_a_setting_have_another_id(race, name):
    told = json.loads(race.to_json())
    assert json_id(told) == race.id
    del told[name]
    assert json_id(told) != race.id
