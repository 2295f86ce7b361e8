"""Bring your own results: a CSV or NPZ file of logits or probabilities with labels, read without trust.

Nothing in the file is executed, unpickled or stored, and nothing is unpacked before its size is known. Every
refusal is one sentence.
"""

from playground.exchange.upload.check import HELP, KINDS, LARGEST_FILE, Upload, checked, training_counts
from playground.exchange.upload.csv import table_of
from playground.exchange.upload.npz import arrays_of

__all__ = ["HELP", "KINDS", "LARGEST_FILE", "Upload", "read", "training_counts"]


def read(data: bytes, kind: str = "auto") -> Upload:
    """Read a CSV or NPZ file from its bytes. `kind` "auto" takes rows that are shares and sum to 1 as probabilities.

    Raises ValueError with one sentence for anything that is not such a file.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}.")
    if not data:
        raise ValueError("The file is empty.")
    if len(data) > LARGEST_FILE:
        raise ValueError(f"The file has {len(data) / 2**20:.0f} MB; at most {LARGEST_FILE // 2**20} MB are read.")
    return checked(arrays_of(data) if data[:2] == b"PK" else table_of(data), kind)
