"""The results folder never outgrows what it was given, and the oldest races go first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from background import race, until
from hypothesis import given
from hypothesis import strategies as st

from playground.background.store import MEGABYTES, Store, most_bytes, trim


def put(folder: Path, sizes: list[int]) -> list[Path]:
    """Files of these sizes, the oldest first."""
    paths = [folder / f"race{number:04}.npz" for number in range(len(sizes))]
    for age, (path, size) in enumerate(zip(paths, sizes, strict=True)):
        path.write_bytes(b"x" * size)
        os.utime(path, ns=(0, 1_000_000 * age))
    return paths


@given(sizes=st.lists(st.integers(0, 50), max_size=8), most=st.integers(0, 200))
def test_the_newest_races_that_fit_are_kept_and_the_last_one_always(tmp_path_factory, sizes, most):
    folder = tmp_path_factory.mktemp("kept")
    paths = put(folder, sizes)
    trim(folder, most)
    kept = [path for path in paths if path.exists()]
    fits = [n for n in range(1, len(sizes) + 1) if sum(sizes[-n:]) <= most]
    count = max(fits, default=min(1, len(sizes)))
    assert kept == (paths[-count:] if count else [])


def test_files_that_are_no_races_are_left_alone_and_do_not_count(tmp_path):
    (race_file,) = put(tmp_path, [10])
    for name in ("notes.txt", "a.npz", "with blanks.npz"):
        (tmp_path / name).write_bytes(b"x" * 1000)
    put(tmp_path, [10, 10])
    trim(tmp_path, 20)
    assert race_file.exists()
    assert len(list(tmp_path.iterdir())) == 5


def test_races_are_removed_as_new_ones_are_saved(make, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_RESULTS_MB", "1")
    (tmp_path / "kept").mkdir()
    old = put(tmp_path / "kept", [900_000, 99_000])
    jobs = make(results=str(tmp_path / "kept"))
    job = jobs.submit(race(), "ann")
    until(lambda: jobs.get(job).saved)
    assert [path.exists() for path in old] == [False, True]
    assert (tmp_path / "kept" / f"{job}.npz").exists()


def test_the_size_is_said_in_megabytes(monkeypatch):
    monkeypatch.setenv("PLAYGROUND_RESULTS_MB", "")
    assert most_bytes() == MEGABYTES * 1_000_000
    monkeypatch.setenv("PLAYGROUND_RESULTS_MB", "25")
    assert most_bytes() == 25_000_000


@pytest.mark.parametrize("text", ["0", "00", "-1", "1.5", "much", "²"])
def test_a_size_that_is_no_number_gets_one_sentence(monkeypatch, tmp_path, text):
    monkeypatch.setenv("PLAYGROUND_RESULTS_MB", text)
    with pytest.raises(ValueError, match="PLAYGROUND_RESULTS_MB must be a whole number from 1 on, not"):
        Store(str(tmp_path))
