"""Which device trains, what it is called, and what makes it repeat itself."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import torch


def choose_device(wish: str | torch.device | None = None) -> torch.device:
    """Return the wished device, else CUDA, else Apple's MPS, else the CPU.

    Raises ValueError with one sentence for a device that this machine has not.
    """
    if wish is not None:
        return _checked(wish)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def _checked(wish: str | torch.device) -> torch.device:
    try:
        device = torch.device(wish)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError):
        raise ValueError(f"The device {str(wish)!r} is not on this machine.") from None
    return device


def device_name(device: torch.device) -> str:
    """The device as a person would call it, such as "NVIDIA H100" or "CPU (AMD EPYC)"."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return "Apple GPU (MPS)"
    model = _cpu_model()
    return f"CPU ({model})" if model else "CPU"


def _cpu_model() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8", errors="replace").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), platform.processor() or platform.machine())


def make_repeatable(device: torch.device) -> None:
    """Let CUDA pick the kernels that give the same digits twice; the CPU's and MPS's already do."""
    if device.type == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.backends.cudnn.benchmark = False
        torch.use_deterministic_algorithms(True, warn_only=True)
