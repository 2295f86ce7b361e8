"""Bring your own: a file of answers and labels, checked, kept in this session and nowhere else."""

from __future__ import annotations

import uuid

import numpy as np
import streamlit as st

from playground.analysis import uploads
from playground.core.numbers import whole_numbers
from playground.exchange import export, upload
from playground.ui.shell import session_keys
from playground.ui.widgets.source import OWN, WHOSE

KINDS = {"auto": "Find out", "logits": "Logits", "probabilities": "Probabilities"}
PAGES = ("4_mistakes", "5_scores", "6_confidence", "7_gradient")


def show() -> None:
    """Draw the page: the file, what was read, and where to look at it."""
    st.markdown(
        "Give your model's answers on a labelled test set, one row a sample. They are read into this session's memory "
        "on the machine that runs this app, and dropped when you close the tab."
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        _form()
        _kept()
    with right:
        _format()


def _form() -> None:
    turn = st.session_state.get(session_keys.UPLOAD_TURN, 0)
    file = st.file_uploader(
        "CSV or NPZ", key=f"own_file_{turn}", max_upload_size=upload.LARGEST_FILE // 2**20, help=upload.HELP,
        label_visibility="collapsed",
    )  # fmt: skip
    with st.expander("If it is misread", icon=":material/tune:"):
        kind = st.segmented_control(
            "The numbers are", list(KINDS), default="auto", key="own_kind", required=True, format_func=KINDS.__getitem__
        )
        counts = st.text_input(
            "Training samples per class", key="own_counts", placeholder="5000, 200, 40",
            help="In the order of the classes. With them the pages know which class is rare, and can move the prior.",
        )  # fmt: skip
    if file is None:
        return
    asked = (file.file_id, kind, counts)
    if st.session_state.get(session_keys.UPLOAD_ASKED) != asked:
        st.session_state[session_keys.UPLOAD_ASKED] = asked
        _read(file.getvalue(), file.name, kind, counts)
    if session_keys.UPLOAD_REFUSED in st.session_state:
        st.error(st.session_state[session_keys.UPLOAD_REFUSED], icon=":material/block:")


def _read(file: bytes, name: str, kind: str, counts: str) -> None:
    """Read and keep the file, or keep the sentence that refuses it; the last good file stays until then."""
    st.session_state.pop(session_keys.UPLOAD_REFUSED, None)
    try:
        found = upload.read(file, kind)
        known = _counts(counts, len(found.names)) or found.counts
        fields = uploads.fields_of(found.logits, found.labels, found.names, known, name)
    except ValueError as error:
        st.session_state[session_keys.UPLOAD_REFUSED] = str(error)
        return
    st.session_state[session_keys.UPLOAD] = {"token": uuid.uuid4().hex, "fields": fields, "kind": found.kind}
    st.session_state[WHOSE] = OWN


def _counts(text: str, classes: int) -> tuple[int, ...]:
    if not text.strip():
        return ()
    found = whole_numbers(text)
    if len(found) != classes:
        raise ValueError(f"Give one training count per class: {classes:,}, not {len(found):,}.")
    return upload.training_counts(np.array(found, dtype=np.float64), classes)


def _kept() -> None:
    """What is kept now, and the ways on."""
    if session_keys.UPLOAD not in st.session_state:
        return
    kept = st.session_state[session_keys.UPLOAD]
    st.success(uploads.summary(kept["fields"], kept["kind"]), icon=":material/check_circle:")
    for page in PAGES:
        st.page_link(f"pages/{page}.py")
    st.button("Forget it", icon=":material/delete:", on_click=_forget)


def _forget() -> None:
    """Drop the answers, and give the uploader a new name so that it comes back empty."""
    for key in (session_keys.UPLOAD, session_keys.UPLOAD_ASKED, session_keys.UPLOAD_REFUSED):
        st.session_state.pop(key, None)
    st.session_state[session_keys.UPLOAD_TURN] = st.session_state.get(session_keys.UPLOAD_TURN, 0) + 1


def _format() -> None:
    st.markdown("**A CSV looks like this**")
    st.code("label,cat,dog,owl\ncat,2.1,0.3,-1.0\nowl,0.2,0.1,1.7", language=None)
    st.caption(upload.HELP)
    with st.container(horizontal=True):
        st.download_button("Try with this NPZ", _sample, "example.npz", on_click="ignore", icon=":material/download:")


def _sample() -> bytes:
    """A made-up model of three classes, one of them rare, that has learnt the imbalance."""
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 3, 600)
    logits = draw.normal(0, 1.2, (600, 3)) + 2.5 * np.eye(3)[labels] + np.log([0.6, 0.36, 0.04])
    return export.npz_bytes(logits.astype(np.float32), labels, (3000, 1800, 200), ("cat", "dog", "owl"))
