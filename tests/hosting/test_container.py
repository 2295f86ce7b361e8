"""The container's parts work: what is copied into it is enough, and its health check knows a healthy server."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, Server, wait_healthy
from tests.visitors.visitor import Visitor

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PAGES = ("", "loss_lab", "mistakes", "scores", "confidence", "gradient", "draw", "worked_example", "your_model")


def commands() -> list[list[str]]:
    """The programs that the Dockerfile has run in the container: the health check, then the server."""
    found = [
        json.loads(words) for words in re.findall(r"^\s*(?:HEALTHCHECK.* )?CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    ]
    assert [program[0] for program in found] == ["python", "python"]
    return found


def as_here(command: list[str], port: int) -> list[str]:
    """The command with this machine's Python, and another port."""
    return [sys.executable, *(word.replace("8501", str(port)).replace("0.0.0.0", "127.0.0.1") for word in command[1:])]


def let_through() -> list[str]:
    """What .dockerignore lets into the container."""
    return [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The container's server, in a folder that holds what is copied and no more."""
    folder, data = tmp_path_factory.mktemp("container"), tmp_path_factory.mktemp("data")
    for name in let_through():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = data / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            as_here(commands()[1], port), cwd=folder, stdout=out, stderr=out,
            env={**os.environ, "PLAYGROUND_DATA": str(data)},
        )  # fmt: skip
    wait_healthy(f"http://127.0.0.1:{port}", process)
    yield Server(f"http://127.0.0.1:{port}", process, log)
    process.terminate()
    process.wait(15)


def test_every_page_is_drawn_from_what_is_copied(server):
    visitor = Visitor(server.url)
    for page in PAGES:
        visitor.go(page)
        assert visitor.text
    visitor.close()
    assert not visitor.exceptions


def test_the_health_check_tells_a_server_from_none(server):
    port = int(server.url.rpartition(":")[2])
    assert subprocess.run(as_here(commands()[0], port), check=False).returncode == 0
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        nobody = as_here(commands()[0], taken.getsockname()[1])
        assert subprocess.run(nobody, check=False, stderr=subprocess.DEVNULL).returncode != 0


def test_the_server_runs_without_rights():
    lines = DOCKERFILE.splitlines()
    user = lines.index("USER app")
    assert "useradd --uid 1000" in DOCKERFILE
    assert not [line for line in lines[user:] if line.startswith(("USER root", "RUN", "COPY"))]


def test_torch_is_installed_first_and_from_its_own_index_where_one_is_named():
    step = re.search(r"^RUN (grep.*?[^\\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)[1].replace("\\\n", "")
    told = 'pip() { echo "pip $*"; cat torch.txt; }; cd "$(mktemp -d)"; cp "$1" requirements.txt; ' + step
    environment = {**os.environ, "TORCH_INDEX": "file:///wheels"}
    ran = [
        subprocess.run(
            ["bash", "-euc", told, "-", str(Path(ROOT, "requirements.txt"))], env=env, capture_output=True, text=True,
            check=True,
        ).stdout.splitlines()
        for env in (environment, {**environment, "TORCH_INDEX": ""})
    ]  # fmt: skip
    assert ran[0][0] == "pip install --index-url file:///wheels -r torch.txt"
    assert ran[1][0] == "pip install -r torch.txt"
    assert [line.split(">")[0] for line in ran[0][1:3]] == ["torch", "torchvision"]
    assert ran[0][3] == "pip install -r requirements.txt"
