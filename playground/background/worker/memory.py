"""What a worker gives back when a race has ended or is forgotten: to its machine, and to the GPU's other users."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys


def give_back() -> None:
    """Collect cycles, and return freed memory to the system and to the GPU.

    A trainer's objects hold each other in circles. Of the rest, glibc returns what lies at the end of its heap only;
    results that were being sent lie in the midst of it, between weights that stay.
    """
    gc.collect()
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # another libc than glibc
            ctypes.CDLL(None).malloc_trim(0)
    torch = sys.modules.get("torch")  # a trainer without torch is as good
    if torch is not None and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
