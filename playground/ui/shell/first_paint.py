"""The Loss Lab's first curves, stored: they are drawn before anything has loaded torch.

`python -m playground.ui.shell.first_paint` writes them anew, from the losses themselves.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.config import LossChoice
from playground.curves.evaluate import Curve, Scene, evaluate
from playground.curves.path import grid

STORED = Path(__file__).with_name("first_paint.json")
LOSSES = (LossChoice(), LossChoice.of("focal", gamma=2.0))
CLASSES = 10  # of the page as it opens


def stored_curve(choice: LossChoice, scene: Scene) -> Curve | None:
    """The curve of a loss of the default page; None for any other."""
    return _stored().get(choice) if len(scene.counts) == CLASSES else None


def picture() -> dict[str, Any]:
    """What is stored, computed by the losses themselves; loads torch."""
    curves = {choice.key: evaluate(choice, Scene((1,) * CLASSES)) for choice in LOSSES}
    return {key: {"loss": c.loss.tolist(), "gradient": c.gradient.tolist()} for key, c in curves.items()}


@cache
def _stored() -> dict[LossChoice, Curve]:
    data = json.loads(STORED.read_text("utf-8"))
    return {c: Curve(grid(), np.array(data[c.key]["loss"]), np.array(data[c.key]["gradient"])) for c in LOSSES}


if __name__ == "__main__":
    STORED.write_text(json.dumps(picture()) + "\n", "utf-8")
