"""Files that people bring: honest ones are read, hostile ones refused in one sentence."""

import io
import os
import pickle
import re
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.exchange.export import npz_bytes
from playground.exchange.upload import HELP, LARGEST_FILE, read
from playground.exchange.upload.check import LARGEST_UNPACKED
from playground.metrics.probabilities import softmax

RNG = np.random.default_rng(0)
LOGITS = (RNG.normal(size=(6, 3)) * 4).astype(np.float32)
Y = np.array([0, 1, 2, 2, 1, 0], dtype=np.uint8)


def npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def csv(text):
    return text.encode()


def refusal(data, kind="auto"):
    with pytest.raises(ValueError, match=r"\.$") as caught:
        read(data, kind)
    sentence = str(caught.value)
    assert len(sentence) < 200
    assert "\n" not in sentence
    return sentence


def test_what_the_app_exports_it_reads_back_exactly():
    found = read(npz_bytes(LOGITS, Y, (900, 90, 10), ("cat", "dog", "owl")))
    np.testing.assert_array_equal(found.logits, LOGITS)
    np.testing.assert_array_equal(found.labels, Y)
    assert (found.names, found.counts, found.kind) == (("cat", "dog", "owl"), (900, 90, 10), "logits")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f8", np.int16])
def test_any_number_type_and_memory_order_is_read(dtype):
    values = np.asfortranarray(np.round(LOGITS).astype(dtype))
    found = read(npz(logits=values, labels=Y.astype(np.float64)))
    np.testing.assert_array_equal(found.logits, values.astype(np.float32))
    assert found.labels.dtype == np.int64
    assert found.names == ("0", "1", "2")


def test_probabilities_become_logits_that_give_them_back():
    p = softmax(LOGITS.astype(np.float64))
    p[0] = (1.0, 0.0, 0.0)
    found = read(npz(probabilities=p, labels=Y))
    assert found.kind == "probabilities"
    np.testing.assert_allclose(softmax(found.logits), p, atol=1e-6)
    assert np.isfinite(found.logits).all()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_may_name_its_classes_and_put_the_label_anywhere(delimiter):
    rows = ("cat,Label,dog", "0.9,cat,0.1", '0.25,"dog",0.75', "0.5,1,0.5")
    for end in ("\n", "\r\n"):
        found = read(csv(end.join(rows).replace(",", delimiter)))
        assert found.names == ("cat", "dog")
        assert found.labels.tolist() == [0, 1, 1]
        assert found.kind == "probabilities"
        np.testing.assert_allclose(softmax(found.logits), [[0.9, 0.1], [0.25, 0.75], [0.5, 0.5]], atol=1e-6)


def test_a_csv_of_logits_is_told_from_probabilities_and_a_mark_at_its_start_is_skipped():
    found = read("\ufefflabel,a,b\n1,-2.5,3e1\n".encode())
    assert found.kind == "logits"
    assert found.logits.tolist() == [[-2.5, 30.0]]
    assert read(csv("label,a,b\n0,0.5,0.6\n"), "logits").kind == "logits"


def test_names_keep_their_marks_as_look_alikes_that_nothing_reads_as_markup():
    assert read(csv("label,<b>x,y\n0,1,2\n")).names == ("＜b＞x", "y")
    assert read(csv("label,![x](http://a.b/c.png),$y$\n0,1,2\n")).names == ("！［x］(http：//a．b/c．png)", "＄y＄")


def test_labels_find_the_class_that_they_name_also_where_its_name_has_marks():
    assert read(csv("label,<b>x,[y]\n[y],1,2\n<b>x,2,1\n")).labels.tolist() == [1, 0]


@pytest.mark.parametrize("text", ["label,a,b\n[x](http://e.f),1,2\n", "label,a,b\na,[x](http://e.f),2\n"])
def test_a_refusal_repeats_no_mark_of_the_file(text):
    assert not re.search(r"[\[\]]|://", refusal(csv(text)))


def test_a_class_may_be_called_y_beside_a_column_called_label():
    assert read(csv("x,y,label\n1,2,y\n")).labels.tolist() == [1]
    assert read(csv("a,y,b\n1,1,2\n")).names == ("a", "b")


def member(name, raw, **changes):
    """A zip file with one or more raw members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.npy", raw)
        for other, body in changes.items():
            archive.writestr(f"{other}.npy", body)
    return file.getvalue()


def npy(shape, descr="<f4", body=b""):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + body


class Bomb:
    """Unpickling it would leave a trace."""

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_a_pickled_object_is_refused_and_never_opened(tmp_path):
    bomb = Bomb()
    bomb.path = str(tmp_path / "opened")
    objects = np.array([bomb, None], dtype=object)
    assert "never opened" in refusal(npz(logits=LOGITS, labels=objects))
    assert "neither a CSV" in refusal(pickle.dumps(bomb, protocol=4))
    assert not (tmp_path / "opened").exists()
    pickle.loads(pickle.dumps(bomb))  # the trap itself works
    assert (tmp_path / "opened").exists()


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    zeros = np.zeros(LARGEST_UNPACKED // 4 + 1, dtype=np.float32)
    data = npz(logits=zeros, labels=Y)
    del zeros
    assert len(data) < 2**20
    tracemalloc.start()
    try:
        assert "would unpack to more than 96 MB" in refusal(data)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_a_zip_that_lies_about_its_size_gets_no_more_than_it_stated():
    data = bytearray(member("logits", b"\0" * 10_000_000, labels=npy("(6,)", "|u1", bytes(6))))
    directory = data.rindex(b"PK\1\2", 0, data.rindex(b"PK\1\2"))
    data[directory + 24 : directory + 28] = struct.pack("<I", 1000)
    assert "damaged" in refusal(bytes(data))


def test_an_array_that_promises_more_than_it_holds_is_refused_without_room_being_made():
    labels = npy("(6,)", "|u1", bytes(6))
    for shape in ("(1000000000000, 10)", "(6, 3)", "(-6, -3)", "(0, 3)", "(99999999999999999999, 3)"):
        assert "logits" in refusal(member("logits", npy(shape, body=b"1234"), labels=labels))
    assert "does not hold" in refusal(member("logits", npy("(-6, -3)", body=bytes(72)), labels=labels))
    assert "no plain NumPy array" in refusal(member("logits", npy("__import__('os')"), labels=labels))
    assert "no plain NumPy array" in refusal(member("logits", b"hello", labels=labels))


def test_other_packings_and_thousands_of_members_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("logits.npy", npy("(6, 3)", body=LOGITS.tobytes()))
    assert "np.savez does not use" in refusal(file.getvalue())
    assert "more than 100 arrays" in refusal(member("x", b"", **{f"m{i}": b"" for i in range(101)}))


@pytest.mark.parametrize(
    ("arrays", "why"),
    [
        ({"logits": LOGITS}, "must hold labels"),
        ({"labels": Y}, "either logits or probabilities"),
        ({"logits": LOGITS, "probabilities": LOGITS, "labels": Y}, "either"),
        ({"logits": LOGITS[0], "labels": Y}, r"shape \(samples, classes\), not \(3,\)"),
        ({"logits": LOGITS[:, :1], "labels": Y}, "2 to 1,000 classes, not 1"),
        ({"logits": LOGITS[:0], "labels": Y[:0]}, "1 to 100,000 samples, not 0"),
        ({"logits": np.zeros((1, 10**6), np.float32), "labels": Y[:1]}, "2 to 1,000 classes, not 1,000,000"),
        ({"logits": np.zeros((100_001, 2), np.float32), "labels": Y}, "samples, not 100,001"),
        ({"logits": np.zeros((20_000, 900), np.int8), "labels": Y}, "may be at most 10,000,000, not 18,000,000"),
        ({"logits": LOGITS, "labels": Y[:5]}, r"labels must have the shape \(6,\), not \(5,\)"),
        ({"logits": LOGITS, "labels": Y + 1}, "Label 3 in row 3 is not a class from 0 to 2"),
        ({"logits": LOGITS, "labels": Y - 1.0}, "Label -1.0 in row 1"),
        ({"logits": LOGITS, "labels": Y + 0.5}, "Label 0.5 in row 1"),
        ({"logits": LOGITS, "labels": np.full(6, np.nan)}, "Label nan in row 1"),
        ({"logits": LOGITS, "labels": np.array(["0", "1", "2", "9", "0", "0"])}, "Label '9' in row 4 is neither"),
        (
            {"logits": np.where(LOGITS[2, 1] == LOGITS, np.nan, LOGITS), "labels": Y},
            "Row 3 holds a value that is missing",
        ),
        ({"logits": np.where(LOGITS[2, 1] == LOGITS, np.inf, LOGITS), "labels": Y}, "Row 3 .* infinite"),
        ({"logits": LOGITS.astype(np.float64) * 1e40, "labels": Y}, "beyond 1e\\+30"),
        ({"logits": LOGITS.astype(complex), "labels": Y}, "must hold numbers, not complex128"),
        ({"logits": LOGITS.astype(str), "labels": Y}, "must hold numbers, not <U"),
        ({"probabilities": LOGITS, "labels": Y}, "must lie between 0 and 1"),
        ({"probabilities": np.full((6, 3), 0.3), "labels": Y}, "row 1 sum to 0.9 instead of 1"),
        ({"logits": LOGITS, "labels": Y, "counts": [1, 2]}, "counts must be 3 whole numbers"),
        ({"logits": LOGITS, "labels": Y, "counts": [1, 2, -1]}, "counts must be 3 whole numbers"),
        ({"logits": LOGITS, "labels": Y, "counts": [1, 2, np.inf]}, "counts must be 3 whole numbers"),
        ({"logits": LOGITS, "labels": Y, "names": ["a", "b"]}, "one name per class: 3, not 2"),
        ({"logits": LOGITS, "labels": Y, "names": ["a", "b", "a"]}, "name of its own"),
        ({"logits": LOGITS, "labels": Y, "names": ["a", "b", "\u202e"]}, "name of its own"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_in_a_sentence_that_says_why(arrays, why):
    data = npz(**arrays)
    refusal(data)
    with pytest.raises(ValueError, match=why):
        read(data)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "first line must name the columns"),
        ("label,Label,a\n1,2,3\n", "only one"),
        ("label,a,b\n", "samples, not 0"),
        ("label,a,b", "samples, not 0"),
        ("label,a\n0,1\n", "classes, not 1"),
        ("label,a,b\n0,1\n", "The rows have 2 columns; the first line names 3"),
        ("label,a,b\n0,1,2\n0,1\n", "no table of numbers"),
        ("label,a,b\n0,1,2,3\n", "The rows have 4 columns"),
        ("label,a,b\n0,1,\n", "no table of numbers: could not convert string ''"),
        ("label,a,b\n0,1,=cmd()\n", "could not convert string '=cmd"),
        ("label,a,b\n0,1,nan\n", "Row 1 holds a value that is missing"),
        ("label,a,b\ncow,1,2\n", "Label 'cow' in row 1 is neither a class name"),
        ("label,a,b\n-1,1,2\n", "Label '-1' in row 1"),
        ("label,a,b\n0,0.5,0.2\n", "row 1 sum to 0.7 instead of 1; if these are logits, say so"),
        ("label,a,a\n0,1,2\n", "name of its own"),
        ("label,,b\n0,1,2\n", "name of its own"),
        ("label" + ",c" * 1001 + "\n", "classes, not 1,001"),
        ("label" + ",c" * 10**6 + "\n", "first line is no header"),
        ('label,"' + "x" * 150_000, "first line is no header"),
        ("label,a,b\n" + "0,1,2\n" * 100_001, "samples, not 100,001"),
        ("\0\0\0", "first line is no header"),
    ],
)
def test_csv_files_that_do_not_fit_are_refused_in_a_sentence_that_says_why(text, why):
    assert why in refusal(csv(text))


def test_the_person_may_say_what_the_file_holds_and_is_told_when_it_cannot_be():
    assert "The file holds logits, not probabilities." in refusal(npz(logits=LOGITS, labels=Y), "probabilities")
    assert "between 0 and 1" in refusal(csv("label,a,b\n0,5,2\n"), "probabilities")
    assert "kind must be one of auto" in refusal(b"x", "scores")


def test_empty_and_huge_files_are_refused_before_they_are_looked_at():
    assert "empty" in refusal(b"")
    assert "at most 32 MB are read" in refusal(bytes(LARGEST_FILE + 1))


def test_a_damaged_or_cut_file_is_refused():
    whole = npz(logits=LOGITS, labels=Y)
    for cut in (len(whole) // 2, len(whole) - 1, 2, 10):
        refusal(whole[:cut])
    damaged = bytearray(whole)
    damaged[60:70] = b"\xff" * 10
    refusal(bytes(damaged))


def outcome(data):
    try:
        return read(data)
    except ValueError as error:
        return str(error)


@example(b"\r\x01")
@given(st.binary(max_size=300))
@example(b"\n\0")
def test_any_garbage_is_either_read_or_refused_in_a_sentence(data):
    for start in (b"", b"PK\3\4", b"label,a,b\n"):
        found = outcome(start + data)
        assert found.endswith(".") if isinstance(found, str) else found.logits.shape[0] == len(found.labels) > 0


def test_the_help_states_the_limits():
    assert "100,000 samples, 1,000 classes and 32 MB" in HELP
