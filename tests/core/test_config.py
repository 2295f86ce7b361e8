import json
from dataclasses import replace

import pytest

from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig

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
