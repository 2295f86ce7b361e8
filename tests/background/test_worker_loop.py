"""The worker's loop without its process: each message and its answer."""

from types import SimpleNamespace

import fake_trainer
import pytest
from background import race

from playground.background.wire import FROM_WORKER, TO_WORKER, check
from playground.background.worker import loop
from playground.background.worker.loop import Worker


class Side:
    """A worker, and what it has said."""

    def __init__(self, trainer=fake_trainer):
        self.said = []
        self.worker = Worker(trainer, "here", self.hear)

    def hear(self, message):
        check(message, "is", FROM_WORKER)
        self.said.append(message)

    def tell(self, do, job="a", **fields):
        message = {"do": do, "job": job, **fields}
        check(message, "do", TO_WORKER)
        self.worker.handle(message)

    def begin(self, config, job="a"):
        self.tell("load", job, config=config.to_json())
        self.tell("go", job, extend=0)

    def train(self, steps):
        for _ in range(steps):
            self.worker.advance()

    def kinds(self, job="a"):
        return [message["is"] for message in self.said if message.get("job") == job]

    def endings(self):
        return [(m["job"], m["status"], m["extend"]) for m in self.said if m["is"] == "ended"]

    def steps(self, job="a"):
        """The steps reported of the first lane."""
        shots = [message["new"] for message in self.said if message["is"] == "snapshot" and message["job"] == job]
        return [point[0] for shot in shots for point in shot["lanes"][0]["points"]]


@pytest.fixture
def side():
    return Side()


def test_warming_tells_the_device(side):
    side.worker.warm()
    side.tell("warm")
    assert side.said == [{"is": "ready", "device": "Fake device with here"}] * 2


def test_new_data_that_cannot_be_used_does_not_end_the_worker(side, monkeypatch):
    monkeypatch.setenv("FAKE_WARM", "raise")
    side.tell("warm")
    assert side.said == []
    side.begin(race(steps=1))
    side.train(2)
    assert side.endings() == [("a", "finished", 0)]


def test_a_loaded_race_does_not_train_until_it_is_told_to_go(side):
    side.tell("load", config=race().to_json())
    assert not side.worker.training
    side.train(3)
    assert side.said == []
    side.tell("go", extend=0)
    assert side.worker.training


def test_a_race_that_has_finished_reports_every_point_and_then_its_end(side):
    side.begin(race(steps=4))
    side.train(5)
    assert side.steps() == list(range(5))
    assert side.kinds()[-2:] == ["snapshot", "ended"]
    assert not side.worker.training


def test_a_quick_race_is_reported_ten_times_a_second_at_most_and_to_its_last_point(side, monkeypatch):
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr("playground.background.worker.race.time", SimpleNamespace(monotonic=lambda: now.seconds))
    side.begin(race(steps=250))
    for _ in range(251):
        side.train(1)
        now.seconds += 0.004
    assert side.steps() == list(range(251))
    assert 9 <= side.kinds().count("snapshot") <= 10 + 2, "in one second, the first and the last one among them"


def test_pausing_reports_what_has_not_been_reported_and_answers_once(side):
    side.begin(race(steps=9))
    side.train(3)
    side.tell("pause")
    side.tell("pause")
    assert side.steps() == [0, 1, 2]
    assert side.kinds().count("paused") == 1
    side.train(3)
    assert side.steps() == [0, 1, 2]


def test_a_step_of_a_resting_race_leaves_the_one_that_trains_alone(side):
    side.begin(race(steps=9))
    side.tell("pause")
    side.begin(race(steps=9, seed=2), "b")
    side.tell("step")
    assert side.steps() == [0]
    assert side.kinds()[-1] == "paused"
    side.train(2)
    side.tell("pause", "b")
    assert (side.steps(), side.steps("b")) == ([0], [0, 1])


def test_a_step_that_finishes_the_race_answers_with_its_end_alone(side):
    side.tell("load", config=race(steps=1).to_json())
    side.tell("step")
    side.tell("step")
    assert [kind for kind in side.kinds() if kind != "snapshot"] == ["paused", "ended"]


def test_an_extension_is_told_as_a_total_so_that_hearing_it_twice_is_once(side):
    side.begin(race(steps=2))
    side.train(1)
    for total in (10, 30, 30):
        side.tell("extend", extend=total)
    side.train(20)
    assert side.kinds().count("extended") == 3
    assert side.steps() == list(range(6))
    assert side.endings() == [("a", "finished", 30)]


def test_an_extension_of_a_race_at_rest_waits_for_the_order_to_go(side):
    side.begin(race(steps=2))
    side.train(3)
    side.tell("extend", extend=10)
    assert "extended" not in side.kinds()
    side.tell("go", extend=10)
    side.train(1)
    assert side.endings() == [("a", "finished", 0), ("a", "finished", 10)]


@pytest.mark.parametrize("rest", [False, True])
def test_a_stop_ends_a_race_whether_it_trains_or_rests(side, rest):
    side.begin(race(steps=99))
    side.train(2)
    if rest:
        side.tell("pause")
    side.tell("stop")
    side.train(3)
    assert side.endings() == [("a", "stopped", 0)]
    assert side.steps() == [0, 1]


@pytest.mark.parametrize("rest", [False, True])
def test_a_stop_before_the_first_step_of_an_extension_takes_it_back(side, rest):
    side.begin(race(steps=2))
    side.train(3)
    side.tell("go", extend=20)
    if rest:
        side.tell("pause")
    side.tell("stop")
    side.train(3)
    assert side.endings() == [("a", "finished", 0), ("a", "finished", 0)]
    side.tell("go", extend=10)
    side.train(3)
    assert side.endings()[-1] == ("a", "finished", 10)


def test_a_resting_race_that_does_not_stop_is_ended_after_a_few_steps(side):
    side.begin(race("deaf", steps=99))
    side.train(1)
    side.tell("pause")
    side.tell("stop")
    assert side.endings() == [("a", "stopped", 0)]
    assert side.steps() == list(range(1 + loop.STEPS_TO_STOP))


def test_messages_that_cross_with_the_end_of_a_race_are_not_answered(side):
    side.begin(race(steps=1))
    side.train(2)
    said = len(side.said)
    for do in ("pause", "stop"):
        side.tell(do)
    side.tell("release")
    for do in ("pause", "step", "stop", "release"):
        side.tell(do)
    assert len(side.said) == said


def test_a_race_that_stopped_late_can_be_extended_without_stopping_again(side):
    """A deaf race is told to stop, finishes all the same, and goes on afterwards."""
    side.begin(race("deaf", steps=2))
    side.train(1)
    side.tell("stop")
    side.train(2)
    side.tell("go", extend=30)
    side.train(5)
    assert side.endings() == [("a", "finished", 0), ("a", "finished", 30)]


def test_a_race_that_fails_says_why_and_is_forgotten(side, capsys):
    side.begin(race("raise"))
    side.train(2)
    assert side.said[-1]["message"] == "Training failed: RuntimeError: the loss has a hole"
    assert side.endings() == [("a", "failed", 0)]
    assert "and a second line" in capsys.readouterr().err, "the whole story is in the log"
    side.tell("go", extend=0)
    assert not side.worker.training


def test_settings_that_cannot_be_read_end_that_race_alone(side):
    side.tell("load", config='{"nonsense": 1}')
    assert side.endings() == [("a", "failed", 0)]
    side.begin(race(steps=1), "b")
    side.train(2)
    assert side.endings()[-1] == ("b", "finished", 0)


def test_a_trainer_that_gives_up_without_a_word_is_an_error(side):
    class Silent:
        @staticmethod
        def train(config, folder):
            yield from ()

    silent = Side(Silent)
    silent.begin(race())
    silent.train(1)
    assert silent.said[-1]["message"] == "Training failed: RuntimeError: the trainer gave no further snapshot"


def test_releasing_a_race_closes_its_generator(side):
    closed = []

    class Trainer:
        @staticmethod
        def train(config, folder):
            try:
                yield from fake_trainer.train(config, folder=folder)
            finally:
                closed.append(True)

    side = Side(Trainer)
    side.begin(race(steps=9))
    side.train(1)
    side.tell("pause")
    side.tell("release")
    assert closed == [True]


@pytest.mark.parametrize("message", [{}, {"do": "dance", "job": "a"}, {"do": "go", "job": "a"}, {"is": "ready"}])
def test_a_message_that_is_not_in_the_table_is_refused(side, message):
    with pytest.raises(ValueError, match="message"):
        side.worker.handle(message)


def test_a_worker_holds_no_result_that_it_has_sent(side):
    side.begin(race(steps=2))
    side.train(3)
    assert any(message["new"]["results"][0] for message in side.said if message["is"] == "snapshot")
    kept = side.worker._races["a"]
    assert kept._newest.results == kept._sent.results == ()
