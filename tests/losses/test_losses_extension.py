"""Adding a loss is one new file: it is then in the registry, the classes, the documents, the pages and every test."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEW = Path(__file__).parent / "new_loss"
EXAMPLE = re.search(r"```python\n(.*?)```", (ROOT / "docs/adding.md").read_text("utf-8"), re.DOTALL)[1]
# every folder of tests that asks the registry which losses there are, but those that train (see the last test)
ASKING = ["losses", "metrics", "analysis", "curves", "exchange", "race", "ui/live"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the project, to which a test adds files."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("playground", "tests", "pages", "docs", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "browser"))
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def added(copy):
    """Add the text of a loss; it is taken away again, and what was written from it too."""
    files = [copy / "playground/losses/module/classes.py", copy / "docs/losses.md"]
    before, new = [file.read_text("utf-8") for file in files], []

    def add(name, text):
        new.append(copy / f"playground/losses/{name}.py")
        new[-1].write_text(text, "utf-8")
        return copy

    yield add
    for file, text in zip(files, before, strict=True):
        file.write_text(text, "utf-8")
    for file in new:
        file.unlink()


def run(folder, *arguments):
    """Run python in the copy; return (exit status, output)."""
    done = subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def pytest_in(folder, *arguments):
    return run(folder, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


def test_the_example_of_the_documents_is_found_everywhere(added):
    copy = added("squared_miss", EXAMPLE)
    use = "from playground.losses import SPECS, SquaredMissLoss; print(SPECS['squared_miss'].title, SquaredMissLoss())"
    status, output = run(copy, "-c", use)
    assert (status, output.strip()) == (0, "Squared miss SquaredMissLoss(scale=1.0, reduction='mean')")
    status, output = pytest_in(copy, "tests/losses/test_losses_registry.py", "-k", "squared_miss")
    assert status == 0, output


def test_a_wrong_new_file_is_caught_by_the_contract(added):
    copy = added("squared_miss", EXAMPLE.replace("return scale", "return 1.01 * scale"))
    status, output = pytest_in(copy, "tests/losses/test_losses_registry.py", "-k", "squared_miss and worked")
    assert status == 1
    assert "test_numbers_worked_by_hand_come_out" in output


def test_a_loss_with_probabilities_of_its_own_passes_every_test_that_asks_the_registry(added):
    copy = added("sharpened", (NEW / "sharpened.py").read_text("utf-8"))
    folders = [f"tests/{name}" for name in ASKING]
    status, output = pytest_in(copy, *folders, "-k", "sharpened or generate")
    assert status == 0, output
    passed = int(re.search(r"(\d+) passed", output)[1]) if " passed" in output else output.count(".")
    assert passed > 100, output


def test_every_page_opens_with_it_before_and_after_its_class_is_written_out(added):
    copy = added("sharpened", (NEW / "sharpened.py").read_text("utf-8"))
    assert run(copy, "-m", "playground.losses.generate", "--check")[0] == 1
    status, output = pytest_in(copy, "tests/losses/new_loss/pages_with_it.py")
    assert status == 0, output
    assert run(copy, "-m", "playground.losses.generate")[0] == 0
    assert run(copy, "-m", "playground.losses.generate", "--check")[0] == 0
    assert "class SharpenedLoss(Loss):" in (copy / "playground/losses/module/classes.py").read_text("utf-8")
    assert "## Sharpened" in (copy / "docs/losses.md").read_text("utf-8")
    status, output = pytest_in(copy, "tests/losses/test_generate.py", "tests/losses/test_classes.py", "-k", "not mypy")
    assert status == 0, output
