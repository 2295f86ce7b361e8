"""Race files: whole or not at all, and read without trust."""

import io
import json
import zipfile
from dataclasses import asdict, replace

import numpy as np
import pytest
from background import race
from fake_trainer import train

from playground.core.snapshots import Result
from playground.race import result_file
from playground.race.result_file import load_result, save_result


@pytest.fixture
def config():
    return race(steps=4)


@pytest.fixture
def snapshot(config):
    found = list(train(config, folder=""))[-1]
    rng = np.random.default_rng(0)
    full = Result(rng.normal(size=(50, 3)).astype(np.float32) * 5, {"conv.weight": rng.normal(size=(2, 1, 3, 3))})
    return replace(found, results=(full, None))


def plain(snapshot):
    return asdict(replace(snapshot, results=()))


def test_what_is_saved_is_read_back_to_the_last_digit(tmp_path, config, snapshot):
    save_result(tmp_path / "a.npz", config, snapshot)
    again, got = load_result(tmp_path / "a.npz")
    assert (again, again.id) == (config, config.id)
    assert plain(got) == plain(snapshot)
    assert got.results[1] is None
    np.testing.assert_array_equal(got.results[0].logits, snapshot.results[0].logits)
    np.testing.assert_array_equal(got.results[0].weights["conv.weight"], snapshot.results[0].weights["conv.weight"])


def test_half_precision_is_smaller_close_and_reads_as_float32(tmp_path, config, snapshot):
    save_result(tmp_path / "full.npz", config, snapshot, weights=False)
    save_result(tmp_path / "half.npz", config, snapshot, half=True, weights=False)
    got = load_result(tmp_path / "half.npz")[1].results[0]
    assert got.logits.dtype == np.float32
    assert got.weights == {}
    np.testing.assert_allclose(got.logits, snapshot.results[0].logits, rtol=2**-10)
    assert (tmp_path / "half.npz").stat().st_size < (tmp_path / "full.npz").stat().st_size


def test_logits_too_large_for_half_precision_stay_exact(tmp_path, config, snapshot):
    large = replace(snapshot, results=(Result(np.full((2, 3), 1e6, np.float32)), None))
    save_result(tmp_path / "a.npz", config, large, half=True)
    assert (load_result(tmp_path / "a.npz")[1].results[0].logits == 1e6).all()


def test_a_failed_write_leaves_the_old_file_whole_and_no_other(tmp_path, config, snapshot, monkeypatch):
    save_result(tmp_path / "a.npz", config, snapshot)
    before = (tmp_path / "a.npz").read_bytes()

    def full(file, **_):
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(result_file.np, "savez_compressed", full)
    with pytest.raises(OSError, match="No space"):
        save_result(tmp_path / "a.npz", config, snapshot)
    assert (tmp_path / "a.npz").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_a_file_cut_off_anywhere_is_refused_in_one_sentence(tmp_path, config, snapshot):
    save_result(tmp_path / "a.npz", config, snapshot)
    whole = (tmp_path / "a.npz").read_bytes()
    for length in range(0, len(whole), max(1, len(whole) // 40)):
        (tmp_path / "cut.npz").write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"^cut.npz is not a whole race result: .*\.$"):
            load_result(tmp_path / "cut.npz")


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_result(tmp_path / "nothing.npz")


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def written(path, contents):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def array(values, **kwargs):
    buffer = io.BytesIO()
    np.save(buffer, values, **kwargs)
    return buffer.getvalue()


def told(contents, **changes):
    race_member = json.loads(np.load(io.BytesIO(contents["race.npy"])).tobytes())
    return contents | {"race.npy": array(np.frombuffer(json.dumps(race_member | changes).encode(), np.uint8))}


BREAK = {
    "pickled object": lambda c: c | {"0/logits.npy": array(np.array([object()]), allow_pickle=True)},
    "no logits": lambda c: {name: value for name, value in c.items() if "logits" not in name},
    "flat logits": lambda c: c | {"0/logits.npy": array(np.ones(5, np.float32))},
    "whole numbers": lambda c: c | {"0/logits.npy": array(np.ones((5, 3), int))},
    "no race": lambda c: {name: value for name, value in c.items() if name != "race.npy"},
    "another format": lambda c: told(c, format="something else 9"),
    "unknown setting": lambda c: told(c, config={"nonsense": 1}),
    "race of the wrong kind": lambda c: told(c, race=[1, 2]),
    "missing fields": lambda c: told(c, race={}),
    "too many results": lambda c: told(c, filled=[True, False, False]),
    "a header that lies": lambda c: c | {"0/logits.npy": array(np.ones((5, 3))).replace(b"(5, 3)", b"(9, 3)")},
}


@pytest.mark.parametrize("how", BREAK)
def test_a_file_tampered_with_is_refused(tmp_path, config, snapshot, how):
    save_result(tmp_path / "a.npz", config, snapshot)
    written(tmp_path / "b.npz", members(tmp_path / "a.npz"))
    assert plain(load_result(tmp_path / "b.npz")[1]) == plain(snapshot)
    written(tmp_path / "b.npz", BREAK[how](members(tmp_path / "a.npz")))
    with pytest.raises(ValueError, match=r"b.npz is not a whole race result"):
        load_result(tmp_path / "b.npz")


def test_a_file_that_would_unpack_to_too_much_is_refused_before_it_is_read(tmp_path, config, snapshot, monkeypatch):
    save_result(tmp_path / "a.npz", config, snapshot)
    monkeypatch.setattr(result_file, "LARGEST", 1000)
    monkeypatch.setattr(result_file, "_array", lambda *_: pytest.fail("it was read"))
    with pytest.raises(ValueError, match="unpacks to more than"):
        load_result(tmp_path / "a.npz")
