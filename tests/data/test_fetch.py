"""The download, against a server of our own on the loopback, and its failures for real."""

import gc
import gzip
import hashlib
import http.server
import os
import socket
import struct
import threading

import numpy as np
import pytest
from torchvision.datasets import MNIST

from playground.data import _fetch, mnist
from playground.data._fetch import BYTES, TOTAL, fetch

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def idx(values):
    return bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


ARRAYS = {
    name: np.arange(20 * (784 if "images" in name else 1), dtype=np.uint64).astype(np.uint8) % 10
    for name in mnist.NAMES
}
FILES = {
    name + ".gz": gzip.compress(idx(values.reshape(20, 28, 28) if "images" in name else values))
    for name, values in ARRAYS.items()
}


@pytest.fixture
def server(monkeypatch):
    """A mirror that serves FILES; `answers` overrides the first answers to a path."""
    answers = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.strip("/")
            code, body = answers[name].pop(0) if answers.get(name) else (200, FILES[name])
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    sums = [(name, hashlib.md5(body, usedforsecurity=False).hexdigest()) for name, body in FILES.items()]
    monkeypatch.setattr(MNIST, "mirrors", [f"http://127.0.0.1:{running.server_port}/"])
    monkeypatch.setattr(MNIST, "resources", sums)
    yield answers
    running.shutdown()
    thread.join()
    running.server_close()
    gc.collect()  # requests leaves the sockets of failed answers to the collector


def test_a_download_leaves_readable_files_and_nothing_else(tmp_path, server):
    heard = []
    fetch(str(tmp_path), lambda done, total: heard.append((done, total)))
    assert (mnist.load(str(tmp_path)).train_images == ARRAYS[mnist.NAMES[0]].reshape(20, 28, 28)).all()
    assert sorted(p.name for p in tmp_path.rglob("*")) == sorted(["MNIST", "raw", *mnist.NAMES])
    done = [d for d, _ in heard]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, TOTAL)
    assert len(set(done)) > 4


def test_a_server_that_stumbles_once_is_asked_again(tmp_path, server):
    server["train-labels-idx1-ubyte.gz"] = [(503, b"busy")]
    fetch(str(tmp_path))
    assert mnist.available(str(tmp_path))


def test_a_file_with_another_checksum_is_never_taken(tmp_path, server):
    server["train-images-idx3-ubyte.gz"] = [(200, b"evil")] * 3
    with pytest.raises(
        ValueError, match=r"train-images-idx3-ubyte\.gz could not be downloaded from 127.*: .*wrong checksum"
    ):
        fetch(str(tmp_path))
    assert not mnist.available(str(tmp_path))
    assert not list(tmp_path.glob(".download*"))


def test_an_error_of_the_server_is_told_by_its_number(tmp_path, server):
    server["train-images-idx3-ubyte.gz"] = [(404, b"")] * 9
    with pytest.raises(ValueError, match="the server answered HTTP Error 404"):
        fetch(str(tmp_path))


def test_a_failure_says_which_file_did_not_come_and_from_where(tmp_path, server, monkeypatch):
    (mirror,) = MNIST.mirrors
    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/", mirror])
    server["train-images-idx3-ubyte.gz"] = [(500, b"")] * 9
    with pytest.raises(ValueError, match="500") as told:
        fetch(str(tmp_path))
    assert str(told.value) == (
        f"train-images-idx3-ubyte.gz could not be downloaded from 127.0.0.1:9 and {mirror.split('/')[2]}: "
        "the server answered HTTP Error 500. Check the network and try again."
    )


def test_a_failed_download_leaves_older_files_alone(tmp_path, server):
    fetch(str(tmp_path))
    server["t10k-labels-idx1-ubyte.gz"] = [(500, b"")] * 9
    with pytest.raises(ValueError, match="t10k-labels"):
        fetch(str(tmp_path))
    assert mnist.available(str(tmp_path))


def test_after_a_broken_mirror_the_next_one_is_asked(tmp_path, server, monkeypatch):
    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/", *MNIST.mirrors])
    fetch(str(tmp_path), retries=0)
    assert mnist.available(str(tmp_path))


def test_a_file_that_broke_off_is_never_taken_and_is_fetched_again(tmp_path, server):
    name = "t10k-images-idx3-ubyte.gz"
    server[name] = [(200, FILES[name][:-7])]
    fetch(str(tmp_path), retries=1)
    assert (mnist.load(str(tmp_path)).test_images.reshape(-1) == ARRAYS[mnist.NAMES[2]]).all()


def test_every_byte_is_told_once_also_when_a_file_comes_twice(tmp_path, server):
    server["train-labels-idx1-ubyte.gz"] = [(200, b"evil")]
    heard = []
    fetch(str(tmp_path), lambda done, total: heard.append((done, total)))
    assert {total for _, total in heard} == {TOTAL}
    assert max(done for done, _ in heard) == TOTAL
    starts = [sum(list(BYTES.values())[:i]) for i in range(4)]
    assert set(starts) <= {done for done, _ in heard}


def test_a_silent_server_has_failed_after_the_patience(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(MNIST, "mirrors", [f"http://127.0.0.1:{silent.getsockname()[1]}/"])
        monkeypatch.setattr(_fetch, "PATIENCE", 0.05)
        with pytest.raises(ValueError, match=r"the server was silent for 0[.]05 seconds[.] Check the network"):
            fetch(str(tmp_path), retries=0)
    assert not list(tmp_path.glob(".download*"))


def test_without_a_network_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/"])
    with pytest.raises(ValueError, match=r"no server could be reached[.] Check the network and try again[.]$"):
        fetch(str(tmp_path), retries=0)


def test_a_folder_that_cannot_be_made_gets_one_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ValueError, match=r"cannot be written to .*file"):
        fetch(str(tmp_path / "file"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_gets_one_sentence(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ValueError, match="cannot be written"):
        fetch(str(tmp_path))
