"""A data set, a network and a page are one new file each: added to a copy of the project, they open everywhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHAPES = '''
"""Five bright bars at five places: always there."""

import numpy as np

from playground.core.specs import Arrays, DataSpec

NAMES = ("top", "high", "middle", "low", "bottom")


def load(folder):
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(5, dtype=np.uint8), 60)
    images = rng.integers(0, 90, (300, 28, 28), dtype=np.uint8)
    for i, label in enumerate(labels):
        images[i, 2 + 5 * label : 6 + 5 * label] = 230
    return Arrays(images[::2], labels[::2], images[1::2], labels[1::2])


SPEC = DataSpec(
    key="bars", title="Bars", load=load, available=lambda folder: True, class_names=NAMES, noun="bar", nouns="bars",
    ratio=30, samples=3_000, rank=RANK,
)
'''
THIN = '''
"""One narrow hidden layer."""

from playground.core.specs import ModelSpec
from playground.models._parts import network


def build(head, images, classes):
    from torch import nn

    return network(nn.Flatten(), nn.Sequential(nn.Linear(784, 12), nn.ReLU()), 12, head, classes)


SPEC = ModelSpec(key="thin", title="Thin", build=build, summary="12 units.")
'''
PAGE = '''"""Hello | :material/waving_hand: | Understand | A page of its own."""

from playground.ui.shell import page

page.open_page(__file__)

import streamlit as st  # noqa: E402

st.title("Hello from a new page")
'''
OPEN = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
from playground import data, models
assert Path(data.__file__).is_relative_to(Path.cwd()), data.__file__
assert "bars" in data.SPECS and "thin" in models.SPECS
at = AppTest.from_file("app.py", default_timeout=60)

def said():
    assert not at.exception, at.exception
    assert at.title or at.selectbox, "an empty page"
    kinds = (at.title, at.markdown, at.caption, at.info, at.error, at.warning)
    return " ".join(part.value for each in kinds for part in each)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with three files more; the shipped data sets come first in the menu."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("app.py", "pages", "playground", ".streamlit"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(
            ROOT / name,
            folder / name,
            **({"ignore": shutil.ignore_patterns("__pycache__")} if copy != shutil.copy else {}),
        )
    (folder / "playground/data/bars.py").write_text(SHAPES.replace("RANK", "50").lstrip(), "utf-8")
    (folder / "playground/models/thin.py").write_text(THIN.lstrip(), "utf-8")
    (folder / "pages/9_hello.py").write_text(PAGE, "utf-8")
    (folder / "data").mkdir()
    return folder


def run(project, code, **env):
    """Run Python in the copy, with nothing of this source tree importable."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    kept |= {"PLAYGROUND_DATA": str(project / "data"), "PYTHONPATH": str(project), "OMP_NUM_THREADS": "1"} | env
    done = subprocess.run(
        [sys.executable, "-c", OPEN + code],
        check=False,
        cwd=project,
        env=kept,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


RACE = """
from playground.core.config import Entrant, Imbalance, LossChoice, RaceConfig
from playground.training import train
pair = (Entrant(), Entrant(LossChoice.of("focal", gamma=2.0)))
for network in ("thin", "tiny_cnn", "tutorial_cnn"):
    config = RaceConfig(pair, "bars", Imbalance(largest=30, ratio=10.0, rare=2), network, samples=640)
    *_, last = train(config, folder="")
    assert last.status == "finished", last.message
    assert [r.logits.shape for r in last.results] == [(150, 5)] * 2
    assert len(last.counts) == 5 and min(last.counts) == 3
"""


def test_a_race_on_five_classes_trains_with_every_network(project):
    run(project, RACE)


def test_the_race_page_offers_the_new_data_set_and_asks_for_its_five_classes(project):
    run(
        project,
        """
from playground.background.api import Jobs
Jobs.warm = lambda self: None
at.run(); said()
assert any("Thin" in box.options for box in at.selectbox)
from playground.ui.race.settings import RATIOS
data_set = at.segmented_control("data")
data_set.set_value("bars").run()
words = said()
assert "Bars has no finished example; this one is on Embedded digits (8x8)." in words, words
assert at.title[0].value == "Which loss finds the rare bars?"
rare = at.slider("rare")
assert (rare.min, rare.max, list(rare.proto.default)) == (1, 4, [2]), rare
assert 30 not in RATIOS  # the data set's own usual ratio is offered all the same
assert "30:1" in at.select_slider("ratio").options
assert at.query_params["ratio"] in ("30", ["30"]), at.query_params
at.selectbox("profile").set_value("custom").run()
said()
assert at.text_input("counts").label == "Training images of bars top to bottom"
assert len(at.text_input("counts").value.split(",")) == 5
assert not at.error, at.error
""",
    )


def test_the_lab_the_worked_example_and_the_new_page_open(project):
    run(
        project,
        """
words = {"2_loss_lab": "", "3_worked_example": "", "9_your_model": "", "9_hello": "Hello from a new page"}
for name, word in words.items():
    at.switch_page(f"pages/{name}.py").run()
    assert word in said()
""",
    )


def test_every_page_of_understand_shows_a_finished_race_on_the_new_data_set(project):
    run(
        project,
        RACE
        + """
from types import SimpleNamespace
from playground.background.api import Jobs
Jobs.warm = lambda self: None
job = SimpleNamespace(
    id="abc", config=config, snapshot=last, status="finished", ended=True, position=0, owner="", message="", eta=None
)
Jobs.get = lambda self, run, seen=False: job if run == "abc" else None
at.run()
for name in ("4_mistakes", "5_scores", "6_confidence", "7_gradient", "8_draw"):
    at.switch_page(f"pages/{name}.py")
    at.query_params["run"] = "abc"
    at.run()
    words = said()
    assert "2 losses on Bars" in words, (name, words)
    print(name, words)
""",
    )


def test_without_any_shipped_example_pages_say_so_and_offer_a_race(project):
    run(
        project,
        """
from playground.background.api import Jobs
from playground.race import examples
Jobs.warm = lambda self: None
examples.shown_for = lambda dataset, available: None
at.run()
assert "No finished example ships for the data sets of this machine" in said()
for name in ("4_mistakes", "5_scores", "6_confidence", "7_gradient", "8_draw"):
    at.switch_page(f"pages/{name}.py").run()
    assert "Run a race first" in said(), name
""",
    )
