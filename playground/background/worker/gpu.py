"""The worker's GPU, which other people use too."""

from __future__ import annotations

import sys


def empty_gpu_cache() -> None:
    """Give a failed race's memory back to the GPU's other users, where the trainer has loaded torch."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
