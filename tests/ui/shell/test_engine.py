"""What pages show where no process can load torch, and that they need none for what is stored."""

import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.background.api import Jobs
from playground.core.config import LossChoice
from playground.curves.evaluate import Scene
from playground.ui.shell import engine, server

ROOT = Path(__file__).parents[3]
NEEDS_TORCH = {
    "2_loss_lab": {"lab_view": "simplex"},
    "3_worked_example": {},
    "8_draw": {},
}


@pytest.fixture
def lame(tmp_path, monkeypatch):
    """A server whose workers end as soon as they start."""
    monkeypatch.setenv("PLAYGROUND_DATA", "/nowhere")
    jobs = Jobs(str(tmp_path), command=(sys.executable, "-c", "raise SystemExit"))
    monkeypatch.setattr(server, "jobs", lambda: jobs)
    yield jobs
    jobs.close()


@pytest.mark.parametrize(("name", "query"), NEEDS_TORCH.items())
def test_a_page_whose_torch_cannot_be_loaded_says_so_in_a_sentence(lame, name, query):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception
    assert ["could not be loaded" in error.value for error in app.error] == [True]


def test_the_curves_of_the_first_picture_need_no_torch(monkeypatch):
    monkeypatch.delattr(server, "jobs")
    for choice in (LossChoice(), LossChoice.of("focal", gamma=2.0)):
        assert len(engine.curve(choice, Scene((1,) * 10)).loss)
