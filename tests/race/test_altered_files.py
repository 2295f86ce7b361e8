"""Result files that are well-formed and altered: a sentence refuses them, or a race is read that every reader can use.

Every place of the JSON (each field, each list, each number of it) and every array of a small true file is altered.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.core.config import Imbalance, RaceConfig, json_id
from playground.core.snapshots import Lane, Point, Result, Snapshot
from playground.metrics.yardsticks import YARDSTICKS
from playground.race import result_check, result_file
from playground.race.digest import digest
from playground.race.older_files import LATER
from playground.race.result_file import load_result, save_result
from tests.race.snapshots import ENTRANTS, matrix_of

SEEDS, TESTED = 2, 6
COUNTS = (500, 500, 20, 500, 10, 400, 300, 5, 0, 7)
CONFIG = RaceConfig(ENTRANTS, "digits", Imbalance("custom", counts=COUNTS), "mlp", samples=640, seed=3, seeds=SEEDS)
DRAW = np.random.default_rng(0)
SENTENCE = r"^altered\.npz is not a whole race result: [^\n]+\.$"


def lane(entrant: int, seed: int, status: str = "finished", message: str = "") -> Lane:
    draw = np.random.default_rng([entrant, seed])
    points = (
        Point(0, 0, float("nan"), 2.3, matrix_of(draw, 10)),
        Point(5, 320, 0.5, 0.75, matrix_of(draw, 10), tuple(draw.random(10).tolist()), 0.006, test_loss=0.6),
        Point(10, 640, 0.25, 0.5, matrix_of(draw, 10), tuple(draw.random(10).tolist()), 0.001, test_loss=0.4),
    )
    return Lane(entrant, seed, status, message, points)


def result() -> Result:
    return Result(DRAW.normal(size=(TESTED, 10)).astype(np.float32), {"head.weight": np.ones((10, 2), np.float32)})


LANES = (*(lane(i, 3) for i in range(3)), lane(0, 4), lane(1, 4, "diverged", "Diverged: its loss is gone."), lane(2, 4))
RACE = Snapshot(
    CONFIG.id, "finished", 20, 20, "CPU", ("0a" * 32, "1b" * 32), COUNTS, LANES, (*(result() for _ in range(5)), None)
)


@cache
def members() -> dict[str, bytes]:
    """What a true file holds, by the names inside the archive."""
    return written_members(RACE)


def written_members(snapshot: Snapshot, config: RaceConfig = CONFIG) -> dict[str, bytes]:
    buffer = io.BytesIO()
    np.savez(buffer, **result_file._arrays(config, snapshot, half=False, weights=True))
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def whole_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        save_result(Path(folder) / "true.npz", CONFIG, RACE)
        return (Path(folder) / "true.npz").read_bytes()


@cache
def told() -> str:
    return np.load(io.BytesIO(members()["race.npy"])).tobytes().decode()


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("altered")


def read(folder: Path, contents: dict[str, bytes]) -> tuple[RaceConfig, Snapshot]:
    with zipfile.ZipFile(folder / "altered.npz", "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return load_result(folder / "altered.npz")


def read_json(folder: Path, data: Any) -> tuple[RaceConfig, Snapshot]:
    text = data if isinstance(data, str) else json.dumps(data)
    return read(folder, members() | {"race.npy": npy(np.frombuffer(text.encode(), np.uint8))})


def honest(data: dict[str, Any]) -> dict[str, Any]:
    """The same with the id that its settings have: what a careful forger would write."""
    if isinstance(data.get("race"), dict) and "config" in data:
        data["race"]["config_id"] = json_id(data["config"])
    return data


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON value: of long lists the first two items stand for all."""
    if path:
        yield path
    if isinstance(data, dict):
        for name in data:
            yield from places(data[name], (*path, name))
    if isinstance(data, list):
        for i in range(min(2, len(data))):
            yield from places(data[i], (*path, i))


PLACES = list(places(json.loads(told())))


def holder(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def put(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data = json.loads(told())
    holder(data, path)[path[-1]] = value
    return data


def used(config: RaceConfig, snapshot: Snapshot) -> None:
    """Whatever pages compute of a race that was read."""
    found = digest(config, snapshot)
    for key in YARDSTICKS:
        found.along(key, 0.5)
    told = [found.facts.sentence, *found.sentences, *found.names, *found.breakdowns, snapshot.device, snapshot.message]
    "\n".join(told).encode()
    assert 0 <= found.share <= 1
    assert all(0 <= row.share <= 1 for row in found.progress)
    for answered in snapshot.results:
        assert answered is None or answered.logits.shape == (TESTED, 10)


def outcome(read_it: Callable[[], tuple[RaceConfig, Snapshot]]) -> tuple[RaceConfig, Snapshot] | str:
    try:
        return read_it()
    except ValueError as error:
        return str(error)


def refused_or_used(found: tuple[RaceConfig, Snapshot] | str) -> None:
    if isinstance(found, str):
        assert re.fullmatch(SENTENCE, found)
        assert not found.endswith("..")
        assert len(found) < 700
    else:
        used(*found)


def read_forged(folder: Path, path: tuple[Any, ...], value: Any) -> tuple[RaceConfig, Snapshot] | str:
    return outcome(lambda: read_json(folder, honest(put(path, value))))


def test_the_true_file_is_read_and_used(folder):
    config, snapshot = read(folder, members())
    assert config == CONFIG
    assert asdict(replace(snapshot, results=()))["lanes"][0]["points"][1:] == asdict(RACE)["lanes"][0]["points"][1:]
    used(config, snapshot)


NAMED = [path for path in PLACES if isinstance(path[-1], str)]


@pytest.mark.parametrize("path", [p for p in NAMED if p[-1] in LATER], ids=lambda p: ".".join(map(str, p)))
def test_a_file_from_before_a_field_was_known_is_read_without_it(folder, path):
    data = json.loads(told())
    del holder(data, path)[path[-1]]
    _, snapshot = read_json(folder, data)
    point = snapshot.lanes[path[2]].points[path[4]]
    assert str(getattr(point, path[-1])) in ("()", "nan")


@pytest.mark.parametrize("path", [p for p in NAMED if p[-1] not in LATER], ids=lambda p: ".".join(map(str, p)))
def test_a_file_that_lacks_any_field_is_refused(folder, path):
    data = json.loads(told())
    del holder(data, path)[path[-1]]
    with pytest.raises(ValueError, match=SENTENCE):
        read_json(folder, data)


WRONG_TYPES = (None, True, "text", {}, {"step": 1}, [[]], [None], "\ud800")


def kind(value: Any) -> Any:
    return float if type(value) in (int, float) else type(value)


@pytest.mark.parametrize("path", PLACES, ids=lambda p: ".".join(map(str, p)))
def test_a_value_of_another_type_is_refused_at_every_place(folder, path):
    here = holder(json.loads(told()), path)[path[-1]]
    for wrong in WRONG_TYPES:
        if kind(wrong) is not kind(here) or wrong in ([[]], [None], {}):
            with pytest.raises(ValueError, match=SENTENCE):
                read_json(folder, put(path, wrong))


@pytest.mark.parametrize("path", PLACES, ids=lambda p: ".".join(map(str, p)))
def test_a_number_out_of_any_range_is_refused_at_every_place_that_holds_one(folder, path):
    here = holder(json.loads(told()), path)[path[-1]]
    if type(here) not in (int, float):
        return
    for wrong in (10**400, -1e308, float("inf"), float("-inf"), *(() if path[-1] in ("loss", "test_loss") else (-7,))):
        with pytest.raises(ValueError, match=SENTENCE):
            read_json(folder, put(path, wrong))
        refused_or_used(read_forged(folder, path, wrong))


@pytest.mark.parametrize("path", [p for p in PLACES if p[-1] != "params"], ids=lambda p: ".".join(map(str, p)))
def test_a_list_that_is_longer_or_shorter_is_refused_or_leaves_a_usable_race(folder, path):
    here = holder(json.loads(told()), path)[path[-1]]
    if isinstance(here, list):
        for changed in ([], here[1:], here[:-1], [*here, *here[:1]], here[::-1]):
            refused_or_used(read_forged(folder, path, changed))


SHAPES = {
    "race.counts": "training counts of",
    "race.start": "told by 2 SHA-256 sums",
    "race.lanes": "The lanes must be those of 3 losses, in seeds from 3 on, 2 at most",
    "race.lanes.0.points.1.confusion": "A confusion matrix must have 10 rows of 10 numbers",
    "race.lanes.0.points.1.confusion.0": "A confusion matrix must have 10 rows of 10 numbers",
    "race.lanes.0.points.1.gradient": "gradients of",
}


@pytest.mark.parametrize("where", SHAPES)
def test_a_list_of_the_wrong_length_is_told(folder, where):
    path = tuple(int(step) if step.isdigit() else step for step in where.split("."))
    here = holder(json.loads(told()), path)[path[-1]]
    for changed in (here[1:], [*here, here[0]]):
        with pytest.raises(ValueError, match=SHAPES[where]):
            read_json(folder, put(path, changed))


TOLD = {
    "race.status": ("over", "The status of the race must be one of running, finished, stopped, failed, not 'over'"),
    "race.lanes.1.status": ("won", "The status of a lane must be one of .*, diverged, not 'won'"),
    "race.step": (21, "The step of the race must be a whole number from 0 to 20, not 21"),
    "race.steps": (0, "The steps of the race must be a whole number from 1 to"),
    "race.device": ("x" * 5000, "The device must be a text of at most 2000 characters"),
    "race.message": ("half \udc00", "The message of the race must be a text"),
    "race.counts": ([0] * 9 + [5], "At least two classes of the race must have training images"),
    "race.lanes.0.entrant": (2, "The lanes must be those of 3 losses"),
    "race.lanes.0.points.2.step": (5, "The points of a lane must lie in the order of its steps"),
    "race.lanes.0.points.2.samples": (319, "The points of a lane must lie in the order of its steps"),
    "race.lanes.0.points.1.loss": (float("nan"), "The loss of a point must be a finite number, not nan"),
    "race.lanes.0.points.1.nll": (-0.5, "cross-entropy of a point must be a finite number of at least 0, not -0.5"),
    "race.lanes.0.points.1.confusion": ([[0] * 10] * 10, "whole numbers of at least 0, and one of them above 0"),
    "race.config_id": ("0" * 12, "its settings are not those that were raced"),
    "race.start": (["0A" * 32, "1b" * 32], "told by 2 SHA-256 sums"),
    "config.optimizer": ("lion", "There is no optimizer called 'lion'"),
    "config.dataset": ("cifar", "There is no data set called 'cifar'"),
    "config.samples": (63, "samples must be a whole number from 64"),
    "config.entrants": ([], "A race has 1 to 6 losses, not 0"),
    "config.entrants.1.loss.params": ([["speed", 1.0]], "has no parameter 'speed'"),
    "config.entrants.1.alpha": ({"rule": "custom", "custom": [1e308] * 10}, "at most 1e"),
    "config.imbalance.counts": ([10**400] * 10, "The count of class 0 is at most 1,000,000,000"),
    "format": ("focal-loss-playground race 2", "not written by this version"),
    "race.results": ([None], "results cannot be"),
    "filled": ([1, 0, 0, 0, 0, 0], "does not say which lanes left a result"),
}


@pytest.mark.parametrize("where", TOLD)
def test_what_is_wrong_is_said_together_with_what_is_allowed(folder, where):
    value, says = TOLD[where]
    path = tuple(int(step) if step.isdigit() else step for step in where.split("."))
    data = put(path, value)
    with pytest.raises(ValueError, match=says):
        read_json(folder, data if where == "race.config_id" else honest(data))


def test_settings_of_a_later_version_that_lack_nothing_but_a_default_are_still_read(folder):
    """A file from before a setting was there: its id is that of the settings as they were written."""
    data = json.loads(told())
    del data["config"]["head"]
    config, _ = read_json(folder, honest(data))
    assert config == CONFIG


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from([2**53, 2**63, 10**30, -1, 0, "finished", "diverged", 1e308, 5e-324]),
    lambda inner: st.lists(inner, max_size=11) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PLACES), anything)
def test_anything_at_any_place_is_refused_or_leaves_a_usable_race(folder, path, value):
    refused_or_used(outcome(lambda: read_json(folder, put(path, value))))
    refused_or_used(read_forged(folder, path, value))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(PLACES), min_size=2, max_size=2), st.booleans())
def test_values_that_have_changed_places_are_refused_or_leave_a_usable_race(folder, paths, forged):
    data = json.loads(told())
    values = [holder(data, path)[path[-1]] for path in paths]
    for path, value in zip(paths, values[::-1], strict=True):
        inside = any(path != other and path[: len(other)] == other for other in paths)
        if not inside:
            holder(data, path)[path[-1]] = value
    refused_or_used(outcome(lambda: read_json(folder, honest(data) if forged else data)))


ARRAYS = {
    "0/logits.npy": {
        "no test images": np.zeros((0, 10), np.float32),
        "too few classes": np.zeros((TESTED, 9), np.float32),
        "other test images": np.zeros((TESTED + 1, 10), np.float32),
        "one dimension more": np.zeros((TESTED, 10, 1), np.float32),
        "one dimension less": np.zeros(TESTED * 10, np.float32),
        "one number": np.float32(1),
        "whole numbers": np.zeros((TESTED, 10), np.int64),
        "complex numbers": np.zeros((TESTED, 10), np.complex64),
        "words": np.full((TESTED, 10), "0.5"),
        "truths": np.ones((TESTED, 10), bool),
        "nan": np.full((TESTED, 10), np.nan, np.float32),
        "inf": np.full((TESTED, 10), np.inf, np.float32),
        "more than float32 holds": np.full((TESTED, 10), 1e300),
    },
    "0/w.head.weight.npy": {
        "nan": np.full((10, 2), np.nan),
        "words": np.full((10, 2), "1"),
        "truths": np.ones((10, 2), bool),
        "complex numbers": np.ones((10, 2), complex),
        "the other byte order": np.ones((10, 2), ">f4"),
        "dates": np.zeros((10, 2), "datetime64[s]"),
        "records": np.zeros(10, [("a", "f4")]),
    },
}


@pytest.mark.parametrize(("name", "how"), [(name, how) for name in ARRAYS for how in ARRAYS[name]])
def test_an_array_of_another_shape_type_or_range_is_refused(folder, name, how):
    with pytest.raises(ValueError, match=SENTENCE):
        read(folder, members() | {name: npy(ARRAYS[name][how])})


@pytest.mark.parametrize("name", ["race.npy", *(f"{i}/logits.npy" for i in range(5))])
def test_a_file_that_lacks_an_array_is_refused(folder, name):
    with pytest.raises(ValueError, match=SENTENCE):
        read(folder, {key: value for key, value in members().items() if key != name})


@pytest.mark.parametrize("name", ["5/logits.npy", "6/logits.npy", "0/noise.npy", "logits.npy", "-1/logits.npy", "x"])
def test_an_array_that_belongs_to_no_lane_is_refused(folder, name):
    with pytest.raises(ValueError, match=r"belongs to none of its lanes|no array called 'noise'"):
        read(folder, members() | {name: members()["0/logits.npy"]})


def test_a_lane_that_diverged_may_leave_logits_that_are_not_finite(folder):
    """Its last good weights were measured on a part of the test set alone; readers leave such a lane out."""
    nan = npy(np.full((TESTED, 10), np.nan, np.float32))
    config, snapshot = read(folder, members() | {"4/logits.npy": nan})
    assert snapshot.lanes[4].status == "diverged"
    used(config, snapshot)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(members())), st.integers(0, 200), st.integers(0, 255))
def test_a_changed_byte_of_any_array_is_refused_or_leaves_a_usable_race(folder, name, at, byte):
    content = bytearray(members()[name])
    content[at % len(content)] = byte
    refused_or_used(outcome(lambda: read(folder, members() | {name: bytes(content)})))


@example(5328, 8)  # zipfile ends without a word there
@given(st.integers(0, 40_000), st.integers(1, 255))
def test_a_flipped_byte_of_the_file_itself_is_refused_or_changes_nothing(folder, at, flip):
    content = bytearray(whole_file())
    content[at % len(content)] ^= flip
    (folder / "altered.npz").write_bytes(content)
    found = outcome(lambda: load_result(folder / "altered.npz"))
    refused_or_used(found)
    if not isinstance(found, str):
        config, snapshot = found
        assert (config, snapshot.counts) == (CONFIG, COUNTS)
        assert [lane.points[1:] for lane in snapshot.lanes] == [lane.points[1:] for lane in LANES]


@pytest.mark.parametrize("text", ["", "null", "[]", "3", "[" * 100_000, '{"format": 1' + "0" * 5000 + "}", "\x00"])
def test_other_text_than_a_race_is_refused(folder, text):
    with pytest.raises(ValueError, match=SENTENCE):
        read_json(folder, text)


def test_a_race_of_which_nothing_is_known_yet_is_whole():
    result_check.check_result(CONFIG, Snapshot(CONFIG.id))
    result_check.check_result(CONFIG, Snapshot(CONFIG.id, "failed", message="The worker was killed."))


@pytest.mark.parametrize(
    ("filled", "says"), [([True] * 5, "It has 5 results for 6 lanes"), ([True] * 6, "logits must be")]
)
def test_the_lanes_that_left_a_result_must_be_told_as_they_are(folder, filled, says):
    with pytest.raises(ValueError, match=says):
        read_json(folder, put(("filled",), filled))
