"""The smaller parts: the table, orders, slots, processes, pipes and the store, each by itself."""

import io
import logging
import os
import signal
import sys
import threading
import time
from dataclasses import replace

import pytest
from background import race, until
from fake_trainer import train
from in_process import Server

from playground.background.process import Child
from playground.background.record import Record
from playground.background.slots import FIELDS, Slot, slot_count
from playground.background.states import Event, State
from playground.background.store import Store
from playground.background.table import Table
from playground.background.wire import FROM_WORKER, TO_WORKER, check
from playground.background.worker.pipes import ended, listen, reason, sender, write_all
from playground.race.result_file import save_result


def test_a_record_is_added_once_and_the_first_one_stays():
    table = Table()
    first, second = Record("a", race(), "ann"), Record("a", race(seed=2), "bob")
    assert table.add(first) is first
    assert table.add(second) is first
    assert (list(table), len(table), table.get("b")) == ([first], 1, None)


def test_races_may_go_while_somebody_looks_through_the_table():
    table = Table()
    for name in "abc":
        table.add(Record(name, race(), "ann"))
    for record in table:
        table.remove(record)
    assert len(table) == 0


@pytest.mark.parametrize("samples", [0, -5, 1_000_001])
def test_an_extension_out_of_bounds_is_refused_in_one_sentence_that_names_them(samples):
    server = Server()
    job = server.orders.submit(race(), "ann")
    with pytest.raises(ValueError, match=f"A race is extended by 1 to 1000000 samples, not {samples}."):
        server.orders.extend(job, samples, "ann")
    server.orders.extend(job, 400_000, "ann")
    with pytest.raises(ValueError, match="by 1 to 600000 samples"):
        server.orders.extend(job, 600_001, "ann")


def test_nothing_is_begun_on_a_closing_server():
    server = Server()
    server.table.closed = True
    with pytest.raises(ValueError, match="The server is closing; nothing new is started"):
        server.orders.submit(race(), "ann")
    server.workers.warm()
    assert server.children == []


def test_limits_count_unfinished_races_alone():
    server = Server(per_owner=1, queue=2)
    first = server.orders.submit(race(), "ann")
    with pytest.raises(ValueError, match="You have 1 unfinished races, and 1 is the most; stop one first"):
        server.orders.submit(race(), "ann")
    server.orders.submit(race(), "bob")
    with pytest.raises(ValueError, match="2 races are waiting or running already"):
        server.orders.submit(race(), "cid")
    server.orders.give(first, Event.STOP, "ann")
    server.orders.submit(race(), "ann")


def test_the_slots_know_every_message_about_a_race_and_its_fields():
    record = Record("a", race(), "ann")
    assert set(FIELDS) == set(TO_WORKER) - {"warm"}
    for do, fields in FIELDS.items():
        assert {"job", *fields(record)} == set(TO_WORKER[do])


def test_a_slot_without_a_worker_is_not_free_and_sends_nothing():
    slot = Slot("worker-0")
    slot.send("stop", Record("a", race(), "ann"))
    assert (slot.free, slot.current, slot.kept) == (False, None, [])


@pytest.mark.parametrize(("cores", "expected"), [(1, 1), (7, 1), (8, 2), (64, 2), (None, 1)])
def test_the_number_of_workers_follows_the_machine_unless_it_is_set(monkeypatch, cores, expected):
    monkeypatch.delenv("PLAYGROUND_WORKERS", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert slot_count() == expected
    monkeypatch.setenv("PLAYGROUND_WORKERS", "3")
    assert slot_count() == 3


class Heard:
    """A child process that runs a few lines, and what it said."""

    def __init__(self, code):
        self.messages, self.ends, self.over = [], [], threading.Event()
        self.child = Child([sys.executable, "-c", code], "child", self.on_message, self.on_end)

    def on_message(self, child, message):
        self.messages.append(message)

    def on_end(self, child):
        self.ends.append(child.ending)
        self.over.set()

    def wait(self):
        assert self.over.wait(60)
        self.child.join(time.monotonic() + 60)
        return self.ends


def test_a_childs_messages_come_in_order_and_its_end_once():
    heard = Heard("for i in range(500): print(f'{{\"is\": {i}}}', flush=False)")
    assert heard.wait() == ["the training process ended with code 0"]
    assert [message["is"] for message in heard.messages] == list(range(500))


def test_a_child_reads_what_it_is_sent_and_ends_when_its_input_closes():
    heard = Heard("import sys\nfor line in sys.stdin: print(line, end='', flush=True)")
    heard.child.send({"is": "echo", "text": "γ = 2"})
    until(lambda: heard.messages, 60)
    heard.child.close()
    assert heard.wait() == ["the training process ended with code 0"]
    assert heard.messages == [{"is": "echo", "text": "γ = 2"}]
    heard.child.send({"is": "late"})  # nobody reads it, and that is no error


def test_the_end_of_a_child_is_told_with_its_last_error_or_its_signal():
    assert Heard("import sys; sys.exit('no such chip')").wait() == [
        "the training process ended with code 1: no such chip"
    ]
    signalled = Heard("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert signalled.wait() == ["the training process was ended by SIGKILL, perhaps for want of memory"]
    killed = Heard("import time; time.sleep(600)")
    killed.child.kill()
    assert killed.wait() == [f"the training process was ended by {signal.Signals(9).name}"], "no hint: it was us"


def test_a_child_that_talks_nonsense_is_killed_and_told_in_the_log(caplog):
    heard = Heard("import time; print('hello', flush=True); time.sleep(600)")
    assert heard.wait() == ["the training process was ended by SIGKILL"]
    assert "child sent something that could not be used; it is ended" in caplog.text


def test_a_child_that_does_not_end_by_itself_is_killed_at_the_deadline():
    heard = Heard("import time; time.sleep(600)")
    heard.child.close()
    heard.child.join(time.monotonic())
    assert "SIGKILL" in heard.wait()[0]


def test_a_childs_errors_go_to_the_log_line_by_line(caplog):
    caplog.set_level(logging.INFO, "playground.background.process")
    Heard("import sys; sys.stderr.write('one\\ntwo\\n')").wait()
    assert [r.getMessage() for r in caplog.records if r.getMessage().startswith("child:")] == [
        "child: one",
        "child: two",
    ]


class Dripping(io.RawIOBase):
    """A pipe that takes three bytes at a time."""

    def __init__(self):
        self.taken = bytearray()

    def write(self, data):
        self.taken += bytes(data[:3])
        return len(data[:3])


def test_every_byte_is_written_to_a_pipe_that_takes_few_at_a_time():
    pipe = Dripping()
    write_all(pipe, b"0123456789")
    assert bytes(pipe.taken) == b"0123456789"
    sender(pipe)({"is": "paused", "job": "a"})
    assert bytes(pipe.taken[10:]) == b'{"is":"paused","job":"a"}\n'


def test_the_worker_ends_when_nobody_reads_it_any_more(monkeypatch):
    codes = []
    monkeypatch.setattr(os, "_exit", codes.append)

    class Broken(io.RawIOBase):
        def write(self, data):
            raise BrokenPipeError

    sender(Broken())({"is": "paused", "job": "a"})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"do":"warm"}\n')))
    inbox = []
    listen(type("Inbox", (), {"put": staticmethod(inbox.append)}))
    assert (inbox, codes) == ([{"do": "warm"}], [0, 0])


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValueError("The ratio must be at least 1.\nmore"), "The ratio must be at least 1."),
        (OSError("The server does not answer."), "The server does not answer."),
        (ZeroDivisionError(), "Training failed: ZeroDivisionError: ZeroDivisionError"),
        (KeyError("gamma"), "Training failed: KeyError: 'gamma'"),
        (MemoryError(), "The race ran out of memory; try a smaller batch, network or number of losses."),
    ],
)
def test_an_error_becomes_one_line_for_a_person(error, expected, capsys):
    assert reason(error) == expected
    message = ended("a", "failed", error=error)
    assert message["message"] == expected
    check(message, "is", FROM_WORKER)
    assert type(error).__name__ in capsys.readouterr().err


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({}, "'is' must be one of ready, .*, not 'None'"),
        ({"is": "rested"}, "'is' must be one of ready, .*, not 'rested'"),
        ({"is": "ended", "job": "a"}, 'The message "ended" must have the fields status, message, extend.'),
    ],
)
def test_a_message_that_is_not_known_is_refused_in_one_sentence(message, told):
    with pytest.raises(ValueError, match=told):
        check(message, "is", FROM_WORKER)


def test_without_a_folder_nothing_is_kept_and_nothing_is_found():
    store = Store(None)
    assert (store.open, store.put("abcdef", race(), next(train(race(), folder=""))), store.get("abcdef")) == (
        False,
        "",
        None,
    )


def test_a_saved_race_that_no_trainer_can_have_left_is_skipped_with_a_warning(tmp_path, caplog):
    *_, finished = train(race(), folder="")
    save_result(tmp_path / "abcdef.npz", race(), replace(finished, counts=(5, 5)))
    assert Store(str(tmp_path)).get("abcdef") is None
    assert "The race has training counts of 2 classes, not of 3." in caplog.text


def test_a_saved_race_that_had_not_ended_is_skipped_with_a_warning(tmp_path, caplog):
    running, *_, finished = train(race(), folder="")
    save_result(tmp_path / "abcdef.npz", race(), running)
    assert Store(str(tmp_path)).get("abcdef") is None
    assert "abcdef had not ended when it was written" in caplog.text
    save_result(tmp_path / "abcdef.npz", race(), finished)
    assert Store(str(tmp_path)).get("abcdef")[1].status == State.FINISHED
