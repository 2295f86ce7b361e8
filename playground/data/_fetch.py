"""Download MNIST by pooch, into a folder beside the wanted one: half a download is never taken for data."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

Progress = Callable[[int, int], None]
BYTES = {
    "train-images-idx3-ubyte.gz": 9_912_422,
    "train-labels-idx1-ubyte.gz": 28_881,
    "t10k-images-idx3-ubyte.gz": 1_648_877,
    "t10k-labels-idx1-ubyte.gz": 4_542,
}
TOTAL = sum(BYTES.values())
PATIENCE = 20.0  # seconds of silence after which a server has failed


def fetch(folder: str, progress: Progress = lambda _done, _total: None, retries: int = 2) -> None:
    """Put MNIST's four files into `<folder>/MNIST/raw`.

    `progress(done, total)` is told bytes, many times a second. Every mirror is asked, and all of them again up to
    `retries` times; mirrors and checksums are torchvision's own lists. A server silent for 20 s has failed.
    Raises ValueError with one sentence when the folder cannot be written or nothing could be downloaded.
    """
    target = Path(folder) / "MNIST" / "raw"
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as temporary:
            unpacked = _download(Path(temporary), progress, retries)
            for path in unpacked:  # all four are whole by now; each is moved at once
                os.replace(path, target / path.name)
    except OSError as error:
        raise ValueError(f"MNIST cannot be written to {folder}: {error.strerror or error}.") from None
    progress(TOTAL, TOTAL)


class _Bar:
    """What pooch takes for a progress bar: it hears of the bytes of one file as they arrive."""

    def __init__(self, before: int, size: int, progress: Progress) -> None:
        self._before, self._done, self._progress = before, 0, progress
        self.total = size  # pooch writes the size here that the server tells

    def update(self, arrived: int) -> None:
        """Take in so many bytes more; pooch counts whole chunks, also where the last one is shorter."""
        self._done = min(self.total, self._done + arrived)
        self._progress(self._before + self._done, TOTAL)

    def reset(self) -> None:
        """Stay: pooch resets a bar to fill it once a file is whole, and progress does not go back."""

    def close(self) -> None:
        """Nothing is left open."""


def _download(folder: Path, progress: Progress, retries: int) -> list[Path]:
    """The four files, checked and unpacked, in this folder."""
    from torchvision.datasets import MNIST

    unpacked, before = [], 0
    for name, checksum in MNIST.resources:
        progress(before, TOTAL)
        servers = [*MNIST.mirrors] * (1 + retries)
        packed = _one_file(folder, name, checksum, servers, partial(_Bar, before, BYTES[name], progress))
        path = packed.with_suffix("")
        path.write_bytes(gzip.decompress(packed.read_bytes()))
        unpacked.append(path)
        before += BYTES[name]
    return unpacked


def _one_file(folder: Path, name: str, checksum: str, servers: list[str], bar: Callable[[], _Bar]) -> Path:
    """Ask the servers one after another; ValueError with one sentence, about the last of them, where all failed."""
    import pooch
    from requests import RequestException

    reason = ""
    for server in servers:
        downloader = pooch.HTTPDownloader(progressbar=bar(), timeout=PATIENCE)
        try:
            found = pooch.retrieve(server + name, f"md5:{checksum}", name, folder, downloader=downloader)
        except (RequestException, ValueError) as error:
            reason = _why(error)
        else:
            return Path(found)
    hosts = " and ".join(dict.fromkeys(urlsplit(server).netloc for server in servers))
    raise ValueError(f"{name} could not be downloaded from {hosts}: {reason}. Check the network and try again.")


def _why(error: Exception) -> str:
    """Say in a few words what a server did wrong; a ValueError is pooch's for another checksum."""
    from requests import ConnectionError as Unreachable
    from requests import RequestException, Timeout

    if isinstance(error, RequestException) and error.response is not None:
        return f"the server answered HTTP Error {error.response.status_code}"
    if isinstance(error, Timeout):
        return f"the server was silent for {PATIENCE:g} seconds"
    if isinstance(error, Unreachable):
        return "no server could be reached"
    if isinstance(error, RequestException):
        return " ".join(str(error).split())[:200]
    return "the file that arrived has the wrong checksum"
