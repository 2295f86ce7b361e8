"""The worker with the real trainer, on the digits that ship with scikit-learn."""

from dataclasses import replace

import pytest
from background import ended, shown, until

from playground.background.api import Jobs
from playground.core.config import Entrant, Imbalance, LossChoice, RaceConfig

ENTRANTS = (Entrant(), Entrant(LossChoice.of("focal", gamma=2.0)))


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    jobs = Jobs(str(tmp_path_factory.mktemp("data")))
    jobs.warm()
    until(lambda: jobs.ready or jobs.problem, 90)
    assert jobs.problem == ""
    yield jobs
    jobs.close()


def digits(samples, seed=0):
    thinned = Imbalance(ratio=5.0, largest=50)
    return RaceConfig(ENTRANTS, dataset="digits", imbalance=thinned, samples=samples, seed=seed)


def test_a_race_that_took_turns_with_another_gives_the_numbers_that_it_gives_alone(real):
    config = digits(2000)
    alone = ended(real, real.submit(config, "ann"), 60).snapshot
    one, two = real.submit(config, "ann"), real.submit(digits(1000, seed=1), "bob")
    shown(real, one, 2)
    real.pause(one, "ann")
    until(lambda: real.get(two).status == "running" or real.get(two).ended)
    real.step(one, "ann")
    real.resume(one, "ann")
    view = ended(real, one, 120)
    assert repr(view.snapshot.lanes) == repr(alone.lanes)  # as text, since the first loss is nan
    assert view.snapshot.start == alone.start
    for ours, theirs in zip(view.snapshot.results, alone.results, strict=True):
        assert (ours.logits == theirs.logits).all()
    assert ended(real, two, 120).status == "finished"


def test_the_device_has_a_name_and_stop_keeps_logits_of_the_whole_test_set(real):
    assert real.device
    job = real.submit(digits(200_000), "ann")
    shown(real, job, 2)
    real.stop(job, "ann")
    view = ended(real, job, 60)
    assert (view.status, view.message) == ("stopped", "")
    tested = sum(map(sum, view.snapshot.lanes[0].points[-1].confusion))
    assert {result.logits.shape for result in view.snapshot.results} == {(tested, 10)}


def test_a_finished_race_is_extended(real):
    job = real.submit(digits(640), "ann")
    ended(real, job, 60)
    real.extend(job, 640, "ann")
    view = until(lambda: (v := real.get(job)).ended and v.snapshot.step == 20 and v, 60)
    assert (view.status, view.snapshot.lanes[0].points[-1].samples) == ("finished", 1280)


def test_settings_that_cannot_be_used_fail_in_one_sentence(real):
    view = ended(real, real.submit(replace(digits(640), network="nobody"), "ann"), 60)
    assert view.status == "failed"
    assert "nobody" in view.message
    assert view.message.endswith(".")
