"""Download MNIST with torchvision, into a folder beside the wanted one: half a download is never taken for data."""

from __future__ import annotations

import contextlib
import io
import os
import re
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

Progress = Callable[[int, int], None]
BYTES = {
    "train-images-idx3-ubyte.gz": 9_912_422,
    "train-labels-idx1-ubyte.gz": 28_881,
    "t10k-images-idx3-ubyte.gz": 1_648_877,
    "t10k-labels-idx1-ubyte.gz": 4_542,
}
TOTAL = sum(BYTES.values())
PATIENCE = 20.0


def fetch(folder: str, progress: Progress = lambda _done, _total: None, retries: int = 2) -> None:
    """Put MNIST's four files into `<folder>/MNIST/raw`.

    `progress(done, total)` is told bytes, many times a second. A failed file is tried again `retries` times;
    torchvision itself tries every mirror and compares checksums. A server silent for 20 s has failed.
    Raises ValueError with one sentence when the folder cannot be written or nothing could be downloaded.
    """
    target = Path(folder) / "MNIST" / "raw"
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as temporary:
            with _patience(PATIENCE):
                _download(temporary, progress, retries)
            _move(Path(temporary) / "MNIST" / "raw", target)
    except OSError as error:
        raise ValueError(f"MNIST cannot be written to {folder}: {error.strerror or error}.") from None
    progress(TOTAL, TOTAL)


@contextlib.contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Give up on silent servers; torchvision itself would wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


class _Bar(io.StringIO):
    """Reads the percentages off the progress bar that torchvision draws on the error stream."""

    def __init__(self, done: int, size: int, progress: Progress) -> None:
        super().__init__()
        self._done, self._size, self._progress = done, size, progress

    def write(self, text: str) -> int:
        for percent in re.findall(r"(\d+)%", text):
            self._progress(self._done + self._size * min(100, int(percent)) // 100, TOTAL)
        return len(text)


def _download(folder: str, progress: Progress, retries: int) -> None:
    from torchvision.datasets import MNIST

    done = 0
    for name, checksum in MNIST.resources:
        progress(done, TOTAL)
        _one_file(folder, (name, checksum), retries, _Bar(done, BYTES[name], progress))
        done += BYTES[name]


def _one_file(folder: str, resource: tuple[str, str], retries: int, bar: _Bar) -> None:
    """Let torchvision download, check and unpack one of its files, again if need be."""
    reasons: list[str] = []
    for _ in range(1 + retries):
        try:
            with contextlib.redirect_stderr(bar):
                _part(folder, resource)
        except (RuntimeError, OSError) as error:
            reasons.append(" ".join(str(error).split()))
        else:
            return
    raise ValueError(f"{resource[0]} could not be downloaded: {_why(reasons[-1])}. Check the network and try again.")


def _part(folder: str, resource: tuple[str, str]) -> None:
    from torchvision.datasets import MNIST

    part = MNIST.__new__(MNIST)  # its __init__ would want all four files, and read them
    part.root, part.resources = folder, [resource]
    part.download()


def _why(reason: str) -> str:
    """Say it in a few words where the cause is known; torchvision's own words name every mirror."""
    known = {
        "corrupted": "the file that arrived has the wrong checksum",
        "HTTP Error": "the server answered " + reason[reason.find("HTTP Error") :].split(":")[0],
        "urlopen error": "no server could be reached",
    }
    return next((words for sign, words in known.items() if sign in reason), reason[:200])


def _move(source: Path, target: Path) -> None:
    """Move the unpacked files into place, each at once."""
    for path in source.iterdir():
        if path.suffix != ".gz":
            os.replace(path, target / path.name)
