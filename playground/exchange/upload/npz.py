"""NPZ files: the zip directory and each array's header are checked before anything is unpacked."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping

import numpy as np

from playground.exchange.upload.check import LARGEST_UNPACKED, Array, Raw

WANTED = ("logits", "probabilities", "labels", "counts", "names")
MOST_MEMBERS = 100


def arrays_of(data: bytes) -> Raw:
    """The file's values, labels, counts and names; other members are not read."""
    arrays = _arrays(data)
    held = [name for name in ("logits", "probabilities") if name in arrays]
    if len(held) != 1 or "labels" not in arrays:
        found = ", ".join(arrays) or "none of them"
        raise ValueError(f"The NPZ file must hold labels and either logits or probabilities; it holds {found}.")
    names = arrays["names"].ravel().tolist() if "names" in arrays else None
    return Raw(arrays[held[0]], arrays["labels"], held[0], names, arrays.get("counts"))


def _arrays(data: bytes) -> dict[str, Array]:
    if data.count(b"PK\1\2") > MOST_MEMBERS:  # each member's mark in the directory
        raise ValueError(f"The NPZ file holds more than {MOST_MEMBERS} arrays.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # a hostile directory fails in any of a dozen ways; all mean the same
        raise ValueError("The file is not a readable NPZ file.") from None
    with archive:
        members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
        wanted = {name: members[name] for name in WANTED if name in members}
        _refuse(wanted)
        return {name: _array(name, _unpack(name, archive, info)) for name, info in wanted.items()}


def _refuse(wanted: Mapping[str, zipfile.ZipInfo]) -> None:
    if sum(info.file_size for info in wanted.values()) > LARGEST_UNPACKED:
        raise ValueError(f"The NPZ file would unpack to more than {LARGEST_UNPACKED // 2**20} MB.")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in wanted.values()):
        raise ValueError("The NPZ file is packed in a way that np.savez does not use.")


def _unpack(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """At most the size that the directory states; a member that lies about it fails its checksum."""
    try:
        with archive.open(info) as member:
            return member.read(info.file_size)
    except Exception:  # damaged, encrypted, lying: the answer is the same
        raise ValueError(f"{name} in the NPZ file is damaged or encrypted.") from None


def _array(name: str, raw: bytes) -> Array:
    """An array from its header and exactly as many bytes as the header promises; nothing is ever unpickled."""
    shape, fortran, dtype, body = _header(name, raw)
    text = name in ("labels", "names")
    if dtype.hasobject:
        raise ValueError(f"{name} holds pickled Python objects, which are never opened.")
    if dtype.kind not in ("biufU" if text else "biuf"):
        raise ValueError(f"{name} must hold numbers{' or text' if text else ''}, not {dtype}.")
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize != len(body) or not dtype.itemsize:
        raise ValueError(f"{name} does not hold the {shape} values that it promises.")
    return np.frombuffer(body, dtype).reshape(shape, order="F" if fortran else "C")


def _header(name: str, raw: bytes) -> tuple[tuple[int, ...], bool, np.dtype, bytes]:
    file = io.BytesIO(raw)
    try:
        version = np.lib.format.read_magic(file)
        reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, fortran, dtype = reader(file)
        return shape, fortran, dtype, raw[file.tell() :]
    except Exception:  # numpy parses the header; a hostile one fails in any of a dozen ways
        raise ValueError(f"{name} is no plain NumPy array.") from None
