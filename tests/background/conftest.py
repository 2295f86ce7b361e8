"""Real worker processes with a trainer that needs no torch."""

import sys
from pathlib import Path

import pytest

from playground.background.api import Jobs
from playground.race import result_check

sys.path.insert(0, str(Path(__file__).parent))  # the fakes, whatever pytest's import mode

from background import COMMAND, HERE, LIMITS
from fake_trainer import CLASSES


@pytest.fixture(autouse=True)
def fake_settings(monkeypatch):
    """The fake trainer's networks are on no menu, and its data has classes of its own."""
    monkeypatch.setattr(result_check, "classes_of", lambda config: CLASSES)


@pytest.fixture
def make(tmp_path, monkeypatch):
    """A function that opens a jobs table on the fake trainer; all are closed afterwards."""
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    monkeypatch.setenv("PLAYGROUND_WORKERS", "1")
    opened = []

    def build(**settings):
        settings = {"limits": LIMITS, "command": COMMAND} | settings
        opened.append(Jobs(str(tmp_path), **settings))
        return opened[-1]

    yield build
    for jobs in opened:
        jobs.close()


@pytest.fixture
def jobs(make):
    return make()
