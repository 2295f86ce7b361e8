"""Downloads go on beside everything else, and end in one word or one sentence."""

import os
import time

from background import PATIENCE, ended, race, until

from playground.background.api import Download


def test_a_download_tells_its_progress_and_its_end(jobs, tmp_path):
    assert jobs.download("good") == Download("good")
    jobs.fetch_data("good")
    assert jobs.download("good").status == "running"
    until(lambda: jobs.download("good").done == 50)
    assert jobs.download("good").fraction == 0.5
    (tmp_path / "go on").touch()
    until(lambda: jobs.download("good").status == "finished")
    assert (tmp_path / "fetched").read_text() == "data"


def test_a_download_that_fails_says_why_in_one_sentence_and_can_be_tried_again(jobs):
    for _ in range(2):
        jobs.fetch_data("bad")
        until(lambda: jobs.download("bad").status == "failed")
        assert jobs.download("bad").message == "The server of the digits does not answer; try again later."
        until(lambda: not jobs._downloads.children)


def test_a_download_that_breaks_does_not_speak_of_training(jobs):
    jobs.fetch_data("broken")
    until(lambda: jobs.download("broken").status == "failed")
    assert jobs.download("broken").message == "broken could not be downloaded: KeyError: 'a mistake of ours'"


def test_a_download_that_dies_is_told_as_broken_off(jobs):
    jobs.fetch_data("dead")
    until(lambda: jobs.download("dead").status == "failed")
    assert "ended with code 7" in jobs.download("dead").message


def test_an_unknown_data_set_fails_and_breaks_nothing(jobs):
    jobs.fetch_data("nobody")
    until(lambda: jobs.download("nobody").status == "failed")
    assert "nobody" in jobs.download("nobody").message


def test_a_race_runs_while_a_download_hangs_and_a_second_order_starts_no_second_one(jobs):
    jobs.fetch_data("endless")
    until(lambda: jobs.download("endless").done == 1)
    jobs.fetch_data("endless")
    assert len(jobs._downloads.children) == 1
    assert ended(jobs, jobs.submit(race(), "ann")).status == "finished"
    assert jobs.download("endless").status == "running"


def test_asking_for_a_download_waits_for_nothing(jobs):
    begin = time.monotonic()
    jobs.fetch_data("endless")
    jobs.download("endless")
    assert time.monotonic() - begin < PATIENCE, "it would take ten minutes"


def test_closing_ends_a_download(jobs):
    jobs.fetch_data("endless")
    until(lambda: jobs.download("endless").done == 1)
    pid = jobs._downloads.children[0].pid
    jobs.close()
    until(lambda: not os.path.exists(f"/proc/{pid}"))
