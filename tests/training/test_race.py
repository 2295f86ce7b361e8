"""The race as a generator: what it yields, what it keeps, and that it repeats itself."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from playground import data, losses
from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig
from playground.losses.cross_entropy import per_sample
from playground.metrics.matrix import accuracy, confusion
from playground.models import SPECS as MODELS
from playground.training import train
from playground.training.seed_data import standardise

CE, FOCAL = Entrant(), Entrant(LossChoice.of("focal", gamma=2.0))
SMALL = RaceConfig(
    (CE, FOCAL), dataset="digits", imbalance=Imbalance(ratio=5.0, largest=60), samples=640, network="mlp"
)
ARRAYS = data.load("digits", "")


def race(config, **options):
    return list(train(config, folder="", **options))


def same(one, two):
    """Whether two lanes' results are equal to the last digit."""
    return np.array_equal(one.logits, two.logits) and all(
        np.array_equal(one.weights[k], two.weights[k]) for k in one.weights
    )


def said(lane):
    """A lane's points without the loss of the untrained network, which is nan and equals nothing."""
    return lane.points[1:]


def test_the_first_snapshot_has_every_lane_at_step_0_on_a_tenth_of_chance():
    first = next(train(SMALL, folder=""))
    assert (first.status, first.step, first.steps) == ("running", 0, 10)
    assert [(lane.entrant, lane.seed, len(lane.points)) for lane in first.lanes] == [(0, 0, 1), (1, 0, 1)]
    assert first.lanes[0].points[0].confusion == first.lanes[1].points[0].confusion
    assert accuracy(first.lanes[0].points[0].confusion) < 0.35
    assert first.results == (None, None)
    assert sorted(first.counts) == [12] * 5 + [60] * 5


def test_snapshots_only_ever_grow_and_the_last_one_has_everything():
    seen = race(SMALL)
    steps = [s.step for s in seen]
    assert steps == sorted(steps)
    assert len(steps) == len(set(steps))
    for before, after in itertools.pairwise(seen):
        for a, b in zip(before.lanes, after.lanes, strict=True):
            assert said(b)[: len(said(a))] == said(a)
    assert seen[-1].status == "finished"
    assert all(lane.status == "finished" for lane in seen[-1].lanes)
    assert all(s.config_id == SMALL.id and s.device.startswith("CPU") for s in seen)


@pytest.mark.parametrize("network", MODELS)
def test_the_same_race_gives_the_same_digits_twice(network):
    one, two = (race(replace(SMALL, network=network, augment="affine"))[-1] for _ in range(2))
    assert one.start == two.start
    assert [said(lane) for lane in one.lanes] == [said(lane) for lane in two.lanes]
    assert all(same(a, b) for a, b in zip(one.results, two.results, strict=True))


@pytest.mark.parametrize("network", MODELS)
def test_equal_entrants_run_equal_races(network):
    """Same weights, same batches, same dropout: nothing but the loss may tell two lanes apart."""
    last = race(replace(SMALL, network=network, entrants=(CE, FOCAL, CE)))[-1]
    assert said(last.lanes[0]) == said(last.lanes[2])
    assert same(last.results[0], last.results[2])
    assert not same(last.results[0], last.results[1])


def test_a_lane_runs_as_it_would_alone():
    together, alone = race(SMALL)[-1], race(replace(SMALL, entrants=(FOCAL,)))[-1]
    assert together.start == alone.start
    assert same(together.results[1], alone.results[0])


def test_each_of_several_seeds_is_the_race_of_that_seed():
    both = race(replace(SMALL, seeds=2, seed=3))[-1]
    assert [(lane.seed, lane.entrant) for lane in both.lanes] == [(3, 0), (3, 1), (4, 0), (4, 1)]
    assert both.step == both.steps == 20
    alone = race(replace(SMALL, seed=4))[-1]
    assert both.start[1:] == alone.start
    assert both.start[0] != both.start[1]
    assert all(same(a, b) for a, b in zip(both.results[2:], alone.results, strict=True))


def test_a_race_leaves_torch_s_own_generator_alone():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    race(replace(SMALL, network="tutorial_cnn", augment="shift"))
    assert torch.equal(before, torch.get_rng_state())


def test_the_last_point_and_the_result_tell_the_whole_test_set():
    last = race(SMALL)[-1]
    for lane, result in zip(last.lanes, last.results, strict=True):
        assert result.logits.shape == (597, 10)
        assert result.logits.dtype == np.float32
        wanted = confusion(ARRAYS.test_labels, result.logits.argmax(1), 10)
        assert np.array_equal(np.array(lane.points[-1].confusion), wanted)
        z = torch.tensor(result.logits)
        nll = torch.nn.functional.cross_entropy(z, torch.tensor(ARRAYS.test_labels).long())
        assert lane.points[-1].nll == pytest.approx(float(nll), rel=1e-6)


@pytest.mark.parametrize("network", MODELS)
def test_the_stored_weights_give_the_stored_logits(network):
    result = race(replace(SMALL, network=network))[-1].results[0]
    rebuilt = MODELS[network].build("linear", torch.zeros(1, 1, 28, 28), 10).eval()
    rebuilt.load_state_dict({name: torch.tensor(value) for name, value in result.weights.items()})
    with torch.no_grad():
        logits = rebuilt(standardise(torch.tensor(ARRAYS.test_images).unsqueeze(1)))
    torch.testing.assert_close(logits.numpy(), result.logits, rtol=1e-3, atol=1e-4)


def test_points_come_every_so_many_steps_when_asked():
    assert [p.step for p in race(SMALL, every=4)[-1].lanes[0].points] == [0, 4, 8, 10]
    dense = [p.step for p in race(replace(SMALL, samples=64 * 300, entrants=(CE,)))[-1].lanes[0].points]
    assert 20 <= len(dense) <= 40
    assert dense[1] <= 2
    assert dense[-1] == 300


def test_stop_keeps_what_was_learnt():
    running = train(SMALL, folder="", every=2)
    next(running)
    seen = next(running)
    last = running.send(("stop",))
    assert (last.status, last.step) == ("stopped", 2)
    assert all(lane.status == "stopped" for lane in last.lanes)
    assert all(said(b)[0].loss == said(a)[0].loss for a, b in zip(seen.lanes, last.lanes, strict=True))
    assert all(result.logits.shape == (597, 10) for result in last.results)
    assert sum(map(sum, last.lanes[0].points[-1].confusion)) == 597
    assert next(running, "over") == "over"


def test_stop_at_once_and_between_seeds_keeps_results_too():
    running = train(SMALL, folder="")
    next(running)
    last = running.send(("stop",))
    assert last.status == "stopped"
    assert all(last.results)
    several = train(replace(SMALL, seeds=3), folder="")
    snapshot = next(several)
    while len(snapshot.start) < 2:
        snapshot = next(several)
    last = several.send(("stop",))
    assert [lane.status for lane in last.lanes] == ["finished", "finished", "stopped", "stopped"]
    assert all(last.results)


def test_extend_goes_on_from_where_the_race_ended_at_a_tenth_of_the_rate():
    running = train(SMALL, folder="")
    snapshot = next(running)
    while snapshot.status == "running":
        snapshot = next(running)
    ended = snapshot
    more = [running.send(("extend", 320)), *running]
    last = more[-1]
    assert more[0].lanes[0].status == "running"
    assert (last.status, last.step, last.steps) == ("finished", 15, 15)
    for a, b in zip(ended.lanes, last.lanes, strict=True):
        assert said(b)[: len(said(a))] == said(a)
        assert [p.learning_rate for p in b.points if p.step > 10] == pytest.approx(
            [SMALL.learning_rate / 10] * (len(b.points) - len(a.points))
        )
    assert not same(ended.results[0], last.results[0])


def test_a_constant_schedule_extended_is_the_longer_race():
    """Nothing but the order of epochs may remember where a race was cut; within one epoch there is no such order."""
    steady = replace(SMALL, schedule="constant", samples=128)
    running = train(steady, folder="")
    while next(running).status == "running":
        pass
    last = [running.send(("extend", 64)), *running][-1]
    assert last.step == 3
    assert {p.learning_rate for p in said(last.lanes[0])} == {steady.learning_rate}


def extended_race(config, **options):
    """All snapshots of a race that is extended once."""
    running = train(config, folder="", **options)
    seen = [next(running)]
    while seen[-1].status == "running":
        seen.append(next(running))
    return [*seen, running.send(("extend", 64)), *running]


@pytest.mark.parametrize("network", MODELS)
def test_results_shown_once_are_those_that_are_shown_for_ever_and_extensions_too(network):
    config = replace(SMALL, network=network, seeds=2, samples=128)
    always, once = extended_race(config), extended_race(config, results_once=True)
    newest = [None] * 4
    for told, bare in zip(always, once, strict=True):
        newest = [new or old for new, old in zip([*bare.results, *[None] * 4], newest, strict=False)]
        assert [lane.status for lane in bare.lanes] == [lane.status for lane in told.lanes]
        for wanted, got in zip(told.results, newest, strict=False):
            assert (wanted is None) == (got is None)
            assert wanted is None or same(wanted, got)
    assert sum(result is not None for shot in once for result in shot.results) == 2 * 4


@pytest.mark.parametrize("command", [("extend",), ("extend", 0), ("extend", "many"), ("extend", 10**9)])
def test_an_extension_that_makes_no_sense_gets_one_sentence(command):
    running = train(replace(SMALL, samples=64), folder="")
    while next(running).status == "running":
        pass
    with pytest.raises(ValueError, match="extended by 1 to 1000000 samples"):
        running.send(command)


def test_wrong_settings_data_and_devices_are_refused_before_anything_runs(tmp_path):
    for config, options, words in (
        (replace(SMALL, learning_rate=-1.0), {"folder": ""}, "learning rate"),
        (replace(SMALL, dataset="mnist"), {"folder": str(tmp_path)}, "is missing"),
        (SMALL, {"folder": "", "device": "abacus"}, "device 'abacus' is not on this machine"),
        (replace(SMALL, imbalance=Imbalance("custom", counts=(500,) * 10)), {"folder": ""}, "too many"),
    ):
        with pytest.raises(ValueError, match=words):
            next(train(config, **options))


class Broken:
    """Cross-entropy, until its n-th call that is learnt from."""

    def __init__(self, call, how):
        self.left, self.how = call, how

    def __call__(self, logits, target):
        values = per_sample(logits, target)
        self.left -= logits.requires_grad
        return self.how(values) if self.left == 0 and logits.requires_grad else values


def crash(values):
    raise RuntimeError("out of\nmemory")


def overflow(values):
    return values * float("inf")


def add_broken(monkeypatch, loss):
    monkeypatch.setitem(losses.SPECS, "bad", replace(losses.SPECS["cross_entropy"], key="bad", per_sample=loss))


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        (crash, "failed", "Failed at step 5: RuntimeError: out of memory"),
        (overflow, "diverged", "stopped being a finite number at step 5"),
    ],
)
def test_a_lane_that_breaks_ends_alone_and_keeps_what_it_had(monkeypatch, how, status, words):
    healthy = race(SMALL, every=2)[-1]
    monkeypatch.setitem(
        losses.SPECS, "bad", replace(losses.SPECS["cross_entropy"], key="bad", per_sample=Broken(5, how))
    )
    broken = replace(SMALL, entrants=(CE, Entrant(LossChoice("bad")), FOCAL))
    last = race(broken, every=2)[-1]
    assert last.status == "finished"
    lane = last.lanes[1]
    assert lane.status == status
    assert words in lane.message
    assert [p.step for p in lane.points] == [0, 2, 4]
    assert lane.points[2] == healthy.lanes[0].points[2]
    assert np.isfinite(last.results[1].logits).all()
    assert same(last.results[0], healthy.results[0])
    assert same(last.results[2], healthy.results[1])


def test_a_race_whose_lanes_all_break_has_failed_with_the_reason(monkeypatch):
    monkeypatch.setitem(
        losses.SPECS, "bad", replace(losses.SPECS["cross_entropy"], key="bad", per_sample=Broken(1, crash))
    )
    last = race(replace(SMALL, entrants=(Entrant(LossChoice("bad")),)))[-1]
    assert last.status == "failed"
    assert "out of memory" in last.message
    assert last.results[0] is not None


def test_weights_that_explode_end_the_race_with_a_sentence_naming_the_step():
    """A rate of 10 with a decay of 1 multiplies every weight by about -9 a step."""
    wild = replace(SMALL, optimizer="sgd", learning_rate=10.0, weight_decay=1.0, schedule="constant", samples=64 * 60)
    last = race(wild, every=5)[-1]
    assert last.status == "failed"
    for lane, result in zip(last.lanes, last.results, strict=True):
        assert lane.status == "diverged"
        assert "step" in lane.message
        assert "smaller learning rate" in lane.message
        assert lane.points[-1].step < last.step
        assert np.isfinite(result.logits).all()


def test_a_cosine_head_shares_every_other_weight_and_the_checksum():
    ldam = replace(SMALL, entrants=(CE, Entrant(LossChoice.of("ldam"))), head="published")
    first, linear = next(train(ldam, folder="")), next(train(replace(ldam, head="linear"), folder=""))
    assert first.start == linear.start
    last = train(ldam, folder="")
    next(last)
    stopped = last.send(("stop",))
    a, b = (result.weights for result in stopped.results)
    assert {name for name in a if not name.startswith("head")} == {name for name in b if not name.startswith("head")}
    assert all(np.array_equal(a[name], b[name]) for name in b if not name.startswith("head"))
    assert np.abs(stopped.results[1].logits).max() <= 1 + 1e-6


@pytest.mark.parametrize("key", losses.SPECS)
def test_every_loss_of_the_registry_runs_and_stays_finite(key):
    config = replace(SMALL, entrants=(Entrant(LossChoice(key)),), head="published", samples=256)
    last = race(config)[-1]
    assert last.lanes[0].status == "finished", last.lanes[0].message
    assert np.isfinite(last.results[0].logits).all()
    assert np.isfinite([p.nll for p in last.lanes[0].points]).all()


@pytest.mark.mnist
def test_on_mnist_gamma_moves_the_rare_digits_little_and_alpha_or_priors_by_tens_of_points(mnist_folder):
    inverse = AlphaChoice("inverse")
    entrants = (CE, FOCAL, replace(FOCAL, alpha=inverse), Entrant(LossChoice.of("logit_adjustment", tau=1.0)))
    *_, last = train(RaceConfig(entrants), folder=mnist_folder)
    rare = list(data.rare_classes(last.counts))
    assert len(rare) == 5
    recalls = []
    for lane in last.lanes:
        m = np.array(lane.points[-1].confusion)
        recalls.append((np.diag(m) / m.sum(1))[rare].mean())
    ce, focal, weighted, adjusted = recalls
    assert 0.3 < ce < 0.8
    assert abs(focal - ce) < 0.15
    assert min(weighted, adjusted) > ce + 0.1


def test_the_strip_is_told_at_every_point_as_the_logits_of_the_end_say_it():
    last = race(SMALL)[-1]
    shown = data.strip(ARRAYS.test_labels, last.counts)
    for lane, result in zip(last.lanes, last.results, strict=True):
        assert all(len(point.calls) == len(point.sure) == len(shown) for point in lane.points)
        assert lane.points[-1].calls == tuple(result.logits[shown].argmax(1).tolist())
        for point in lane.points:
            sizes = np.array(point.confusion).sum(1)
            assert point.nll == pytest.approx(np.average(point.class_nll, weights=sizes), abs=1e-5)
