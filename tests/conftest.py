"""What all tests share: real data where it exists, and a failure instead of a skip where it must exist."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # a theorem does not become false on a busy machine
settings.load_profile("any machine")

REQUIRED = os.environ.get("PLAYGROUND_REQUIRE") == "1"
ONE_BY_ONE = ("browser", "visitors")  # folders whose tests need a machine that does little else


def need(present: bool, what: str) -> None:
    """Skip with a reason where something is missing; fail where PLAYGROUND_REQUIRE=1 says that it must be there."""
    if not present:
        (pytest.fail if REQUIRED else pytest.skip)(f"{what} is not on this machine")


@pytest.fixture(scope="session")
def mnist_folder() -> str:
    folder = os.environ.get("PLAYGROUND_DATA", "")
    need((Path(folder or "/nowhere") / "MNIST/raw/train-images-idx3-ubyte").exists(), "MNIST (PLAYGROUND_DATA)")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For runs on several processes: a file's tests stay together; those with a browser or many visitors, on one."""
    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group("one by one" if folder in ONE_BY_ONE else str(item.path)))
