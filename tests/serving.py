"""A real server of the app, for the tests that need one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Server:
    """A running app: its address, its process and the file that it logs to."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def serve(folder: Path, script: Path = ROOT / "app.py", **env: str) -> Iterator[Server]:
    """Run the app on a free port of this machine until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env={**os.environ, **env})
    try:
        wait_healthy(f"http://127.0.0.1:{port}", process)
        yield Server(f"http://127.0.0.1:{port}", process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def wait_healthy(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until the server answers; fail if it ends or stays silent."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server at {url} did not become healthy")
