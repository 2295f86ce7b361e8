"""Adding a loss is one new file: it is then in the registry, the module face, the documentation and the contract."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEW_LOSS = '''"""Squared error of the true class's probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.losses._ops import margin
from playground.core.loss_spec import LossSpec, Source, Worked
from playground.core.params import Param

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, scale: float = 1.0) -> Tensor:
    """scale * (1 - p_t)^2. (N, C), (N,) -> (N,)."""
    return scale * margin(logits, target).sigmoid() ** 2


SPEC = LossSpec(
    key="squared_miss",
    title="Squared miss",
    summary="The square of what the true class is missing.",
    formula=r"s\\,(1 - p_t)^2",
    source=Source("Brier, Verification of Forecasts", 1950),
    per_sample=per_sample,
    params=(Param("scale", "scale", 1.0, 0.5, 2.0, 0.1, "A factor."),),
    worked=(Worked((0.0, 0.0), 0, 0.25),),
)
'''


@pytest.fixture
def copy(tmp_path):
    """A copy of the package and of the contract tests."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "playground", tmp_path / "playground", ignore=ignore)
    (tmp_path / "tests/losses").mkdir(parents=True)
    for name in ("loss_cases.py", "test_losses_registry.py"):
        shutil.copy(ROOT / "tests/losses" / name, tmp_path / "tests/losses" / name)
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def run(folder, *arguments):
    """Run python in the copy; return (exit status, output)."""
    done = subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def contract(folder):
    return run(
        folder, "-m", "pytest", "tests/losses/test_losses_registry.py", "-k", "squared_miss", "-p", "no:cacheprovider"
    )


def test_one_new_file_is_found_everywhere(copy):
    (copy / "playground/losses/squared_miss.py").write_text(NEW_LOSS)
    use = "from playground.losses import SPECS, SquaredMissLoss; print(SPECS['squared_miss'].title, SquaredMissLoss())"
    status, output = run(copy, "-c", use)
    assert (status, output.strip()) == (0, "Squared miss SquaredMissLoss(scale=1.0, reduction='mean')")
    assert run(copy, "-m", "playground.losses.generate")[0] == 0
    assert "## Squared miss" in (copy / "docs/losses.md").read_text()
    status, output = contract(copy)
    assert status == 0, output


def test_a_wrong_new_file_is_caught_by_the_contract(copy):
    wrong = NEW_LOSS.replace("return scale", "return 1.01 * scale")
    (copy / "playground/losses/squared_miss.py").write_text(wrong)
    status, output = contract(copy)
    assert status == 1
    assert "test_numbers_worked_by_hand_come_out" in output
