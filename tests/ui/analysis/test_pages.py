"""Every page of the Understand menu, without a browser: what it says, also when something is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.background.api import Job
from playground.background.local_engine import LocalEngine
from playground.core.snapshots import Result
from playground.exchange import export
from playground.race.result_file import load_result, save_result
from playground.ui.analysis import own_model
from playground.ui.shell import server, session_keys
from tests.analysis.conftest import CONFIG, made_snapshot

ROOT = Path(__file__).parents[3]
PAGES = ["4_mistakes", "5_scores", "6_confidence", "7_gradient", "8_draw", "9_your_model"]
LOOKING = PAGES[:4]


class Table:
    """Stands for the jobs table: it holds the races that a test puts there, and starts no process."""

    def __init__(self) -> None:
        self.races: dict[str, Job] = {}
        self.engine = LocalEngine()

    def warm(self) -> None:
        """Nothing is to be started."""

    def get(self, job_id: str, *, seen: bool = False) -> Job | None:
        return self.races.get(job_id)

    def unfinished(self, owner: str) -> list[Job]:
        return []


@pytest.fixture
def table(monkeypatch, labels) -> Table:
    """Races: "done" has ended, "runs" has not; MNIST is away, so that the example is that of the bundled digits."""
    made = Table()
    snapshot = made_snapshot(labels)
    made.races["done01"] = Job("done01", CONFIG, "me", "finished", snapshot=snapshot)
    made.races["runs01"] = Job("runs01", CONFIG, "me", "running", snapshot=snapshot)
    monkeypatch.setattr(server, "jobs", lambda: made)
    monkeypatch.setenv("PLAYGROUND_DATA", "/nowhere")
    return made


def page(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page(f"pages/{name}.py")
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def words(app: AppTest) -> str:
    parts = [*app.title, *app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.success, *app.subheader]
    return " ".join(str(part.value) for part in parts)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_on_the_example(name, table):
    app = page(name)
    assert not app.exception
    assert app.title
    if name in LOOKING:
        assert "Example: 4 losses on" in words(app)
        assert app.get("plotly_chart")


@pytest.mark.parametrize("name", LOOKING)
def test_a_page_shows_the_race_of_the_link(name, table):
    app = page(name, run="done01")
    assert not app.exception
    assert "3 losses on" in words(app)
    assert "seed 0 of 2" in words(app)


def test_a_race_whose_only_seed_is_not_0_is_shown(table, labels):
    snapshot = made_snapshot(labels, seeds=1)
    lanes = tuple(replace(lane, seed=7) for lane in snapshot.lanes)
    config = replace(CONFIG, seed=7, seeds=1)
    table.races["seed07"] = Job("seed07", config, "me", "finished", snapshot=replace(snapshot, lanes=lanes))
    said = words(page("4_mistakes", run="seed07"))
    assert "3 losses on" in said
    assert "example is shown" not in said


def test_a_running_race_is_told_and_the_example_shown(table):
    said = words(page("4_mistakes", run="runs01"))
    assert "still runs" in said
    assert "Example" in said


def test_an_unknown_race_is_told_and_the_example_shown(table):
    said = words(page("5_scores", run="gone99"))
    assert "no longer holds that race" in said
    assert "Example" in said


@pytest.mark.parametrize("name", LOOKING)
def test_every_chart_has_a_text_for_those_who_cannot_see_it(name, table):
    charts = page(name).get("plotly_chart")
    assert charts
    assert all(chart.proto.alt for chart in charts)


def test_a_click_on_a_cell_shows_its_images(table):
    app = page("4_mistakes")
    point = {"customdata": [3, 5, 7]}
    app.session_state["matrix"] = {"selection": {"points": [point], "point_indices": [0], "box": [], "lasso": []}}
    assert "3 called 5" in words(app.run())


def test_moving_the_prior_by_one_is_fair_and_by_another_amount_is_hindsight(table):
    fair, picked = (page("6_confidence", free_tau=tau) for tau in ("1.0", "1.3"))
    assert "follows from the training counts alone" in words(fair)
    assert "Hindsight" not in words(fair)
    assert "Hindsight" in words(picked)


def test_the_badge_says_whether_any_answer_changed(table):
    assert "No answer changed" in words(page("6_confidence", free_heat="2.0"))
    assert "answers changed" in words(page("6_confidence", free_tau="1.0"))


def test_a_fitted_temperature_says_that_it_is_judged_on_the_other_half(table):
    assert "fitted on the other half" in words(page("6_confidence", free_fit="true"))


def test_every_number_explains_itself(table):
    for name in ("5_scores", "6_confidence"):
        metrics = page(name).metric
        assert len(metrics) >= 7
        assert all(metric.help for metric in metrics)


def test_drawing_without_weights_says_what_to_do(table):
    app = page("8_draw", run="done01")
    assert "stored without its networks" in words(app)
    assert not app.exception


def test_foreign_weights_are_told_in_a_sentence(table, labels):
    snapshot = made_snapshot(labels)
    foreign = tuple(Result(r.logits, {"head.weight": np.zeros((10, 3), np.float32)}) for r in snapshot.results)
    table.races["odd001"] = Job("odd001", CONFIG, "me", "finished", snapshot=replace(snapshot, results=foreign))
    app = page("8_draw", run="odd001")
    assert not app.exception
    assert "do not fit the network" in app.error[0].value


def uploaded(data: bytes, name: str = "mine.npz", counts: str = "") -> AppTest:
    app = page("9_your_model")
    app.file_uploader[0].set_value((name, data, "application/octet-stream"))
    if counts:
        app.text_input(key="own_counts").set_value(counts)
    return app.run()


def good(classes: int = 3, counts: tuple[int, ...] = ()) -> bytes:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, classes, 200)
    return export.npz_bytes(draw.normal(size=(200, classes)) + 2 * np.eye(classes)[labels], labels, counts)


@pytest.mark.parametrize("name", LOOKING)
@pytest.mark.parametrize(("classes", "counts"), [(3, ()), (3, (900, 60, 5)), (60, ())], ids=["bare", "counts", "many"])
def test_every_page_looks_at_an_uploaded_model(name, classes, counts, table):
    app = uploaded(good(classes, counts))
    assert "200 samples" in words(app)
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception
    assert "Your model: mine" in words(app)


def test_counts_typed_by_hand_say_which_class_is_rare(table):
    app = uploaded(good(), counts="900, 800, 5")
    assert app.session_state[session_keys.UPLOAD]["fields"]["rare"] == (2,)


def test_counts_of_the_wrong_number_are_refused(table):
    assert "one training count per class" in words(uploaded(good(), counts="1, 2"))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x00\x01\x02garbage", "x.csv"),
        (b"PK\x03\x04broken", "x.npz"),
        (b"label,a,b\n0,nan,1\n", "x.csv"),
        (b"", "x.csv"),
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence_and_not_kept(data, name, table):
    app = uploaded(data, name)
    assert not app.exception
    assert app.error
    assert app.error[0].value.endswith(".")
    assert session_keys.UPLOAD not in app.session_state


def test_a_refused_file_leaves_the_last_good_one(table):
    app = uploaded(good())
    app.file_uploader[0].set_value(("bad.npz", b"PK nonsense", "application/octet-stream")).run()
    assert app.error
    assert "200 samples" in words(app)


def test_forgetting_leaves_nothing_in_the_session(table):
    app = uploaded(good())
    app.button[0].click().run()
    assert session_keys.UPLOAD not in app.session_state
    assert "200 samples" not in words(app)


def test_the_example_file_is_read_back(table):
    found = own_model.upload.read(own_model._sample())
    assert found.names == ("cat", "dog", "owl")
    assert found.counts == (3000, 1800, 200)


def test_a_race_read_back_from_the_disk_is_looked_at(tmp_path, table, labels):
    save_result(tmp_path / "disk01.npz", CONFIG, made_snapshot(labels))
    config, snapshot = load_result(tmp_path / "disk01.npz")
    table.races["disk01"] = Job("disk01", config, "me", "finished", snapshot=snapshot)
    assert "3 losses on" in words(page("7_gradient", run="disk01"))
