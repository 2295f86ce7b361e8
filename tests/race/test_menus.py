"""What may race, and the one sentence for what may not."""

import math
import subprocess
import sys
from dataclasses import replace

import pytest

from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig
from playground.core.reductions import REDUCTIONS
from playground.race import menus as checks
from playground.race.menus import AUGMENTS, HEADS, OPTIMIZERS, SAMPLINGS, SCHEDULES, check

GOOD = RaceConfig()


def with_loss(key, **params):
    return replace(GOOD, entrants=(Entrant(LossChoice.of(key, **params)),))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(GOOD, entrants=()), "1 to 6 losses, not 0"),
        (replace(GOOD, entrants=(Entrant(),) * 7), "1 to 6 losses, not 7"),
        (with_loss("hinge"), "no loss called 'hinge'"),
        (with_loss("focal", gamma=99.0), "gamma must be a number from 0 to 5"),
        (with_loss("focal", gamma=math.nan), "gamma must be a number"),
        (with_loss("focal", tau=1.0), "no parameter 'tau'; it has gamma"),
        (replace(GOOD, entrants=(Entrant(alpha=AlphaChoice("magic")),)), "alpha rule called 'magic'"),
        (replace(GOOD, entrants=(Entrant(alpha=AlphaChoice("custom", custom=(1.0,))),)), "one number per class: 10"),
        (replace(GOOD, entrants=(Entrant(alpha=AlphaChoice("effective", 2.0)),)), "beta must be"),
        (replace(GOOD, dataset="cifar"), "no data set called 'cifar'"),
        (replace(GOOD, network="resnet"), "no network called 'resnet'"),
        (replace(GOOD, optimizer="lion"), "no optimizer called 'lion'; known are adam"),
        (replace(GOOD, schedule="zigzag"), "no schedule"),
        (replace(GOOD, sampling="none"), "no sampling"),
        (replace(GOOD, augment="flip"), "no augmentation"),
        (replace(GOOD, reduction="none"), "no reduction"),
        (replace(GOOD, head="round"), "no output layer"),
        (replace(GOOD, imbalance=Imbalance(ratio=0.0)), "ratio"),
        (replace(GOOD, batch_size=0), "batch size must be a whole number from 1 to 1024, not 0"),
        (replace(GOOD, batch_size=1025), "batch size"),
        (replace(GOOD, samples=63), "samples must be a whole number from 64 to 1000000"),
        (replace(GOOD, samples=1_000_001), "samples"),
        (replace(GOOD, samples=100.5), "samples"),
        (replace(GOOD, learning_rate=0.0), "learning rate"),
        (replace(GOOD, learning_rate=math.nan), "learning rate"),
        (replace(GOOD, weight_decay=-0.1), "weight decay"),
        (replace(GOOD, seeds=0), "seeds must be a whole number from 1 to 20"),
        (replace(GOOD, seeds=21), "seeds"),
        (replace(GOOD, seed=-1), "seed"),
        (replace(GOOD, seed=10**5000), "seed .* not a number of thousands of digits"),
        (replace(GOOD, learning_rate=10**400), "learning rate must be a number from 1e-06 to 10, not 1000"),
        (replace(GOOD, entrants=(Entrant(alpha=AlphaChoice("custom", custom=(1e308,) * 10)),)), "at most 1e"),
    ],
)
def test_a_wrong_setting_gets_one_sentence(wrong, words):
    with pytest.raises(ValueError, match=words) as caught:
        check(wrong)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_good_config_comes_back_itself():
    assert check(GOOD) is GOOD


def test_everything_on_the_menus_may_race():
    menus = {
        "optimizer": OPTIMIZERS,
        "schedule": SCHEDULES,
        "sampling": SAMPLINGS,
        "augment": AUGMENTS,
        "reduction": REDUCTIONS,
        "head": HEADS,
        "dataset": checks.data.SPECS,
        "network": checks.models.SPECS,
    }
    for name, menu in menus.items():
        for key in menu:
            assert check(replace(GOOD, **{name: key}))


@pytest.mark.parametrize("key", checks.losses.SPECS)
def test_every_loss_may_race_with_its_defaults_and_at_its_limits(key):
    for pick in ("default", "low", "high"):
        check(with_loss(key, **{p.name: getattr(p, pick) for p in checks.losses.SPECS[key].fitted(10)}))


def test_every_option_says_what_it_is():
    for menu in (OPTIMIZERS, SCHEDULES, SAMPLINGS, AUGMENTS, REDUCTIONS, HEADS):
        assert all(option.key == key and option.title and option.help.endswith(".") for key, option in menu.items())


def test_checking_needs_no_torch():
    code = "import sys; from playground.core.config import RaceConfig; from playground.race.menus import check"
    code += "; check(RaceConfig()); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
