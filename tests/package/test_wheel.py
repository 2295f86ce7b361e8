"""The wheel: built, installed into an empty environment, and used there with nothing of the source tree at hand."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import playground
from tests.serving import wait_healthy

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# What the app needs and a training loop does not: hidden where the losses alone must do.
HIDDEN = (
    "streamlit",
    "torchvision",
    "plotly",
    "pandas",
    "sklearn",
    "scipy",
    "platformdirs",
    "pooch",
    "PIL",
    "requests",
)
TRAIN = """
import sys
for name in {hidden}:
    sys.modules[name] = None  # importing it now raises ImportError
import torch
import playground.losses
from playground.losses import FocalLoss
assert {root!r} not in playground.__file__ and "site-packages" in playground.__file__, playground.__file__
torch.manual_seed(0)
net = torch.nn.Linear(4, 3)
optimizer = torch.optim.SGD(net.parameters(), 0.5)
x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
loss = FocalLoss(gamma=2.0)
before = loss(net(x), y)
before.backward()
optimizer.step()
after = loss(net(x), y)
assert after < before, (before, after)
for name in dir(playground.losses):
    getattr(playground.losses, name)
print("trained")
"""


def quietly(*command, cwd, **env):
    """Run a command without this project's source tree on its path; fail with what it said."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, check=False, cwd=cwd, env=kept | env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = (
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(folder),
        str(ROOT),
    )
    quietly(sys.executable, *build, cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of an environment's commands: it holds the wheel, and sees today's libraries but not the source."""
    folder = tmp_path_factory.mktemp("empty")
    quietly(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd=folder)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    install = ("-m", "pip", "--python", str(folder), "install", "-q", "--no-deps", "--no-index", str(wheel))
    quietly(sys.executable, *install, cwd=folder)
    (site,) = {Path(path) for path in sys.path if Path(path).name == "site-packages"}
    (own,) = folder.rglob("site-packages")
    (own / "today.pth").write_text(str(site), "utf-8")
    return commands


def test_the_wheel_holds_the_package_its_types_and_the_app_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"playground", f"focal_loss_playground-{playground.__version__}.dist-info"}
    assert {"playground/py.typed", "playground/_app/app.py", "playground/_app/.streamlit/config.toml"} <= set(names)
    pages = {f"playground/_app/pages/{page.name}" for page in (ROOT / "pages").glob("*.py")}
    assert pages == {name for name in names if "_app/pages/" in name}
    tracked = {str(p.relative_to(ROOT)) for p in (ROOT / "playground").rglob("*") if p.is_file()}
    own = {name for name in names if name.startswith("playground/") and "/_app/" not in name}
    assert own == {name for name in tracked if "__pycache__" not in name}


def test_the_losses_train_with_torch_and_numpy_alone(installed, tmp_path):
    code = TRAIN.format(hidden=HIDDEN, root=str(ROOT))
    assert quietly(str(installed / "python"), "-c", code, cwd=tmp_path) == "trained\n"


def test_the_command_starts_the_app_and_hands_its_options_on(installed, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [installed / "focal-loss-playground", f"--server.port={port}", "--server.headless=true"]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--server.address=127.0.0.1"], cwd=tmp_path, env=kept, stdout=log, stderr=log
        )
    try:
        wait_healthy(f"http://127.0.0.1:{port}", process, 120)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_the_shipped_app_opens_its_first_page(installed, tmp_path):
    code = """
from pathlib import Path
from playground.__main__ import script
from playground.background.api import Jobs
from streamlit.testing.v1 import AppTest
Jobs.warm = lambda self: None
assert "site-packages" in str(script())
at = AppTest.from_file(str(script()), default_timeout=120).run()
assert not at.exception, at.exception
print(at.title[0].value)
"""
    said = quietly(str(installed / "python"), "-c", code, cwd=tmp_path, PLAYGROUND_DATA=str(tmp_path))
    assert said.endswith("Which loss finds the rare digits?\n")


def test_the_command_explains_itself_and_says_what_is_missing(installed, tmp_path):
    assert "usage: focal-loss-playground" in quietly(str(installed / "focal-loss-playground"), "--help", cwd=tmp_path)
    shutil.copytree(ROOT / "playground", tmp_path / "playground", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(  # -S: without any site-packages, as where only the losses were installed
        [sys.executable, "-S", "-m", "playground"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert re.fullmatch(r"The app needs streamlit, [^\n]*focal-loss-playground\[app\][^\n]*\n", done.stderr)


def test_what_is_installed_from_requirements_is_the_losses_and_the_app():
    listed = (ROOT / "requirements.txt").read_text("utf-8").split()
    assert sorted(listed) == sorted(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["app"])


def test_the_losses_depend_on_torch_and_numpy_alone():
    assert [re.split(r"[<>=~]", line)[0] for line in PROJECT["dependencies"]] == ["torch", "numpy"]
