"""Nothing grows without a bound, and nothing that was said to be kept is lost."""

import errno
import gc
import os
import threading
import tracemalloc
from dataclasses import replace

import pytest
from background import ended, race, shown, until

from playground.background.api import Limits
from playground.race import result_file

HUGE = 2_000_000 // 3 * 3 * 4  # bytes of one lane's logits in a huge race


def test_fifty_races_leave_no_thread_no_descriptor_and_a_bounded_table(make):
    jobs = make(limits=Limits(jobs=10, per_owner=99, queue=99))
    for i in range(5):
        ended(jobs, jobs.submit(race(seed=i), "ann"))
    threads, descriptors = threading.active_count(), len(os.listdir("/proc/self/fd"))
    ids = [jobs.submit(race("raise" if i % 7 == 3 else "good", seed=i), f"v{i % 5}") for i in range(30)]
    ids += [jobs.submit(race(steps=1000, sleep=0.01, seed=i), "zoe") for i in range(15)]
    for job in ids[-15:]:
        shown(jobs, job)
        jobs.stop(job, "zoe")
        ended(jobs, job)
    until(lambda: len(jobs._table) == 10)
    until(lambda: threading.active_count() == threads and len(os.listdir("/proc/self/fd")) == descriptors)
    assert jobs._scheduler.order == []
    assert len(jobs._workers.slots[0].kept) <= 4
    assert jobs.get(ids[0]) is None
    assert jobs.get(ids[-1]).status == "stopped"


def test_ten_crashes_leave_no_thread_and_no_descriptor(make):
    jobs = make(limits=Limits(per_owner=99, queue=99))
    ended(jobs, jobs.submit(race("exit"), "ann"))
    until(lambda: jobs.ready and "engine-greeter" not in [thread.name for thread in threading.enumerate()])
    threads, descriptors = threading.active_count(), len(os.listdir("/proc/self/fd"))
    for job in [jobs.submit(race("exit"), "ann") for _ in range(10)]:
        assert ended(jobs, job).status == "failed"
    until(lambda: jobs.ready)
    until(lambda: threading.active_count() == threads and len(os.listdir("/proc/self/fd")) == descriptors)


def test_results_in_memory_stay_within_their_bytes_and_the_least_recently_seen_goes_first(make):
    jobs = make(limits=Limits(memory=int(4.5 * HUGE), extendable=1))
    first = jobs.submit(race("huge", seed=1), "ann")
    ended(jobs, first)
    second = jobs.submit(race("huge", seed=2), "ann")
    ended(jobs, second)
    jobs.seen(first)
    third = jobs.submit(race("huge", seed=3), "ann")
    ended(jobs, third)
    until(lambda: jobs.get(second) is None)
    assert jobs.get(first).snapshot.results[1].logits.nbytes == HUGE
    assert jobs.get(third).snapshot.results[0].logits[0, 0] == 3 + 3


@pytest.fixture
def traced():
    """Bytes held by Python and NumPy: unlike the process's resident memory, no allocator's whims are in it."""
    tracemalloc.start()

    def held():
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    yield held
    tracemalloc.stop()


def test_memory_comes_back_after_many_large_races(make, traced):
    jobs = make(limits=Limits(memory=3 * HUGE, extendable=1))
    ended(jobs, jobs.submit(race("huge"), "ann"))
    before = traced()
    for seed in range(12):
        ended(jobs, jobs.submit(race("huge", seed=seed), "ann"))
    until(lambda: len(jobs._table) <= 1)
    assert traced() - before < 2 * HUGE, "twelve races of two results each would hold 24 times as much"


def test_an_unfinished_race_is_never_dropped_for_want_of_room(make):
    jobs = make(limits=Limits(jobs=1))
    running = jobs.submit(race(steps=300, sleep=0.02), "ann")
    shown(jobs, running)
    jobs.pause(running, "ann")
    for seed in range(3):
        ended(jobs, jobs.submit(race(seed=seed), "bob"))
    until(lambda: sum(record.ended for record in jobs._table) == 1)
    assert jobs.get(running).status == "paused"
    jobs.stop(running, "ann")


def test_an_ended_race_is_read_back_from_the_disk_by_another_server(make, tmp_path):
    folder = tmp_path / "kept"
    jobs = make(results=str(folder))
    config = race(steps=5, seed=4)
    job = jobs.submit(config, "ann")
    view = until(lambda: (v := jobs.get(job)).saved and v)
    jobs.close()
    again = make(results=str(folder)).get(job)
    assert (again.status, again.config, again.saved) == ("finished", config, True)
    assert again.snapshot.lanes == view.snapshot.lanes
    assert (again.snapshot.results[1].logits == view.snapshot.results[1].logits).all()


def test_a_race_dropped_from_memory_is_still_found_on_the_disk(make, tmp_path):
    jobs = make(results=str(tmp_path / "kept"), limits=Limits(jobs=1))
    ids = [jobs.submit(race(seed=i), "ann") for i in range(2)]
    for job in ids:
        until(lambda job=job: jobs.get(job).saved)  # whether from memory or from the disk
    dropped = until(lambda: set(ids) - {record.id for record in jobs._table}).pop()
    assert (jobs.get(dropped).status, jobs.get(dropped).saved) == ("finished", True)


def test_an_extended_race_is_saved_anew(make, tmp_path):
    jobs = make(results=str(tmp_path / "kept"))
    job = jobs.submit(race(), "ann")
    until(lambda: jobs.get(job).saved)
    jobs.extend(job, 20, "ann")
    until(lambda: (v := jobs.get(job)).ended and v.saved and v.snapshot.steps == 5)
    assert result_file.load_result(tmp_path / "kept" / f"{job}.npz")[1].steps == 5


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_refuses_is_told_and_loses_nothing_from_memory(make, tmp_path, monkeypatch, number):
    monkeypatch.setattr("playground.background.store.save_result", refuse(number))
    jobs = make(results=str(tmp_path / "kept"))
    job = jobs.submit(race(), "ann")
    view = until(lambda: (v := jobs.get(job)).message and v)
    why = "the disk is full" if number == errno.ENOSPC else os.strerror(number)
    assert view.message.startswith(
        f"This race could not be kept on the disk ({why}): it is still in this server's memory"
    )
    assert (view.status, view.saved, view.snapshot.results[0].logits.shape) == ("finished", False, (5, 3))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk here is always full")
def test_a_full_disk_is_told_and_later_races_are_kept_once_there_is_room(make, tmp_path, monkeypatch):
    jobs, folder = make(results=str(tmp_path / "kept")), tmp_path / "kept"
    with monkeypatch.context() as full:
        full.setattr(
            result_file.tempfile, "mkstemp", lambda **_: (os.open("/dev/full", os.O_WRONLY), str(folder / "x"))
        )
        lost = jobs.submit(race(), "ann")
        view = until(lambda: (v := jobs.get(lost)).message and v)
    assert "could not be kept on the disk (the disk is full)" in view.message
    assert view.snapshot.results[0] is not None
    assert list(folder.iterdir()) == []
    kept = jobs.submit(race(seed=2), "ann")
    assert until(lambda: (v := jobs.get(kept)).saved and v).message == ""


def refuse(number):
    def save(*_):
        raise OSError(number, os.strerror(number))

    return save


@pytest.mark.parametrize("content", [b"", b"not a race", b"PK\x03\x04 half of an archive"])
def test_a_half_written_or_foreign_file_is_skipped_with_a_warning(make, tmp_path, caplog, content):
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "abcdef123456.npz").write_bytes(content)
    assert make(results=str(folder)).get("abcdef123456") is None
    assert "skipped a saved race: abcdef123456.npz is not a whole race result" in caplog.text


@pytest.mark.parametrize("job", ["../secret", "a/b", "", "abcdef\x00ghi", "x" * 100, "abc.npz"])
def test_an_id_cannot_lead_out_of_the_results_folder(make, tmp_path, job):
    (tmp_path / "kept").mkdir()
    jobs = make(results=str(tmp_path / "kept"))
    config = race()
    ended(jobs, jobs.submit(config, "ann"))
    result_file.save_result(tmp_path / "secret.npz", config, replace(next(iter(jobs._table)).snapshot))
    assert jobs.get(job) is None


def test_the_worker_is_lower_in_priority_and_first_to_go_when_memory_ends(jobs):
    jobs.warm()
    until(lambda: jobs.ready)
    pid = jobs._workers.slots[0].child.pid
    assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0) + 10
    with open(f"/proc/{pid}/oom_score_adj", encoding="ascii") as file:
        assert file.read().strip() == "500"
