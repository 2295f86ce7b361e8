"""Reading data sets: right bytes for right files, one sentence for wrong ones."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from playground import data
from playground.data import _idx, digits, mnist


def idx(values):
    shape = struct.pack(f">{values.ndim}I", *values.shape)
    return bytes((0, 0, 8, values.ndim)) + shape + values.tobytes()


def write_fake(folder, n=30, pack=False):
    rng = np.random.default_rng(0)
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    arrays = []
    for name in mnist.NAMES:
        shape = (n, 28, 28) if "images" in name else (n,)
        arrays.append(rng.integers(0, 256 if "images" in name else 10, shape).astype(np.uint8))
        payload = idx(arrays[-1])
        (raw / (name + ".gz" * pack)).write_bytes(gzip.compress(payload) if pack else payload)
    return arrays


@pytest.mark.parametrize("pack", [False, True])
def test_files_packed_or_not_are_read_as_they_were_written(tmp_path, pack):
    assert not mnist.available(str(tmp_path))
    written = write_fake(tmp_path, pack=pack)
    assert mnist.available(str(tmp_path))
    read = mnist.load(str(tmp_path))
    for a, b in zip(written, (read.train_images, read.train_labels, read.test_images, read.test_labels), strict=True):
        assert a.dtype == b.dtype
        assert (a == b).all()


@pytest.mark.mnist
def test_numpy_reads_what_torchvision_reads(mnist_folder):
    from torchvision.datasets import MNIST

    own = data.load("mnist", mnist_folder)
    for train, images, labels in (
        (True, own.train_images, own.train_labels),
        (False, own.test_images, own.test_labels),
    ):
        other = MNIST(mnist_folder, train=train)
        assert (other.data.numpy() == images).all()
        assert (other.targets.numpy() == labels).all()


def cut(payload):
    return payload[:-1]


def longer(payload):
    return payload + b"\0"


def foreign(payload):
    return b"<html>no such file</html>"


def empty(payload):
    return b""


def floats(payload):
    return bytes((0, 0, 0x0D)) + payload[3:]


@pytest.mark.parametrize("damage", [cut, longer, foreign, empty, floats])
@pytest.mark.parametrize("name", mnist.NAMES[:2])
def test_a_damaged_file_gets_one_sentence_that_names_it(tmp_path, damage, name):
    write_fake(tmp_path)
    path = mnist.raw(str(tmp_path)) / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=f"^{name} is corrupted: .*[.]$"):
        data.load("mnist", str(tmp_path))


def test_a_damaged_packed_file_gets_one_sentence(tmp_path):
    write_fake(tmp_path, pack=True)
    path = mnist.raw(str(tmp_path)) / (mnist.NAMES[0] + ".gz")
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ValueError, match="cannot be read"):
        mnist.load(str(tmp_path))


def test_a_file_that_may_not_be_read_is_told_without_the_path_to_it(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    write_fake(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ValueError, match=r"^train-images-idx3-ubyte cannot be read: Permission denied\.$"):
        mnist.load(str(tmp_path))


def test_labels_above_nine_and_files_that_do_not_fit_are_refused(tmp_path):
    write_fake(tmp_path)
    raw = mnist.raw(str(tmp_path))
    (raw / mnist.NAMES[1]).write_bytes(idx(np.full(30, 10, np.uint8)))
    with pytest.raises(ValueError, match="digits from 0 to 9"):
        mnist.load(str(tmp_path))
    (raw / mnist.NAMES[1]).write_bytes(idx(np.zeros(29, np.uint8)))
    with pytest.raises(ValueError, match="do not fit"):
        mnist.load(str(tmp_path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"^train-images-idx3-ubyte is missing\.$"):
        data.load("mnist", str(tmp_path))


def test_an_unknown_data_set_is_refused():
    with pytest.raises(ValueError, match="no data set called 'cifar'"):
        data.load("cifar", "")


def test_loading_again_gives_the_same_arrays_and_nobody_can_change_them():
    one, two = (data.load("digits", "") for _ in range(2))
    assert one is two
    with pytest.raises(ValueError, match="read-only"):
        one.train_images[0] = 0


def test_the_digits_are_cut_into_1200_and_597_with_every_class_in_proportion():
    arrays = data.load("digits", "")
    assert (len(arrays.train_labels), len(arrays.test_labels)) == (1200, 597)
    shares = np.bincount(arrays.train_labels) / 1200 - np.bincount(load_digits().target) / 1797
    assert abs(shares).max() < 0.001


def test_enlarging_is_bilinear_as_in_torch():
    small = load_digits().images[:50]
    wanted = torch.nn.functional.interpolate(torch.tensor(small)[:, None], (28, 28), mode="bilinear")[:, 0]
    assert np.abs(digits.enlarge(small).astype(float) - wanted.numpy() * 255 / 16).max() <= 0.5 + 1e-9


def test_an_idx_file_of_any_rank_is_read(tmp_path):
    values = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    (tmp_path / "x").write_bytes(idx(values))
    assert (_idx.read(tmp_path / "x") == values).all()


def test_what_can_be_read_from_a_folder_is_told_in_the_order_of_the_menu(tmp_path):
    assert data.availability(str(tmp_path)) == {"mnist": False, "digits": True}
    write_fake(tmp_path)
    assert list(data.availability(str(tmp_path)).items()) == [(key, True) for key in data.SPECS]


@pytest.mark.parametrize("key", data.SPECS)
def test_only_a_data_set_that_can_be_fetched_says_how_large_it_is(key):
    spec = data.SPECS[key]
    assert (spec.fetch is None) == (spec.megabytes == 0)
    assert spec.classes == len(set(spec.class_names)) == 10
