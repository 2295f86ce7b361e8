"""Racing losses: `train(config)` is a plain generator of frozen snapshots; it knows no thread, clock or screen."""

from playground.training.device import choose_device, device_name
from playground.training.race import train

__all__ = ["choose_device", "device_name", "train"]
