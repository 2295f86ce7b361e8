"""Read the IDX files of MNIST with numpy alone: no torchvision on the way to the first picture."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

UINT8 = 0x08


def read(path: Path) -> NDArray[np.uint8]:
    """Return the unsigned bytes of an IDX file, packed or not, in the shape its header tells.

    Raises ValueError with one sentence for a missing, truncated or foreign file.
    """
    raw = _bytes(path)
    if len(raw) < 4 or raw[:3] != bytes((0, 0, UINT8)) or len(raw) < 4 + 4 * raw[3]:
        raise ValueError(f"{path.name} is corrupted: it does not begin like an IDX file of unsigned bytes.")
    shape = struct.unpack(f">{raw[3]}I", raw[4 : 4 + 4 * raw[3]])
    body = np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3])
    if len(body) != math.prod(shape):
        raise ValueError(f"{path.name} is corrupted: its header tells {math.prod(shape)} bytes, it has {len(body)}.")
    return body.reshape(shape)


def find(path: Path) -> Path | None:
    """Return the unpacked file, else the packed one beside it, else None."""
    return next((each for each in (path, path.with_name(path.name + ".gz")) if each.is_file()), None)


def _bytes(path: Path) -> bytes:
    found = find(path)
    if found is None:
        raise ValueError(f"{path.name} is missing.")
    try:
        return gzip.decompress(found.read_bytes()) if found.suffix == ".gz" else found.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error  # an OSError's own text has the path, which is no visitor's
        raise ValueError(f"{found.name} cannot be read: {str(why).rstrip('.')}.") from None
