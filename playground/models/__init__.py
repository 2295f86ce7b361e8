"""The networks, one a file: `SPECS` lists them without importing torch."""

from __future__ import annotations

import sys

from playground.core.registry import discover
from playground.core.specs import ModelSpec

SPECS: dict[str, ModelSpec] = discover(sys.modules[__name__])
