"""A server started as README says, with nothing but the port and the address on its command line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.serving import ROOT, Server, wait_healthy

Start = Callable[..., Server]


@pytest.fixture(scope="module")
def start(tmp_path_factory) -> Iterator[Start]:
    """Start servers of a script in the project's folder, so that the project's own settings hold."""
    running = []

    def begin(source: str, **env: str) -> Server:
        folder = tmp_path_factory.mktemp("server")
        script = folder / "script.py"
        script.write_text(source, "utf-8")
        server = _begin(script, folder / "server.log", env)
        running.append(server)
        return server

    yield begin
    for server in running:
        server.process.terminate()
    for server in running:
        server.process.wait(15)


def _begin(script: Path, log: Path, env: dict[str, str]) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env={**os.environ, **env})
    server = Server(f"http://127.0.0.1:{port}", process, log)
    wait_healthy(server.url, process)
    return server
