"""Every shape that nn.CrossEntropyLoss takes becomes rows and labels that hold the same samples, or a sentence."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.losses import FocalLoss
from playground.losses.module.shapes import nothing_ignored, rows_and_labels

SIZES = st.lists(st.integers(1, 3), min_size=1, max_size=3)  # N, then d1, d2


def grid(sizes, classes, axis, seed=0):
    """Logits with the classes at `axis` of the other sizes, and class indices of those sizes."""
    generator = torch.Generator().manual_seed(seed)
    shape = [*sizes]
    shape.insert(axis, classes)
    return torch.randn(shape, generator=generator), torch.randint(classes, tuple(sizes), generator=generator)


@st.composite
def grids(draw):
    sizes, classes = draw(SIZES), draw(st.integers(2, 4))
    axis = draw(st.integers(0, len(sizes)))
    return *grid(sizes, classes, axis, draw(st.integers(0, 99))), axis


@given(grids())
def test_a_row_is_the_logits_of_one_place_and_its_label_that_places_class(case):
    logits, target, axis = case
    rows, labels, shape = rows_and_labels(logits, target, axis)
    assert shape == target.shape
    array = np.moveaxis(logits.numpy(), axis, -1)
    for number, place in enumerate(np.ndindex(*target.shape)):
        assert rows[number].tolist() == array[place].tolist()
        assert labels[number] == target[place]


@given(grids())
def test_a_class_dimension_counted_from_the_end_is_the_one_counted_from_the_front(case):
    logits, target, axis = case
    front = rows_and_labels(logits, target, axis)
    back = rows_and_labels(logits, target, axis - logits.dim())
    assert torch.equal(front[0], back[0])
    assert torch.equal(front[1], back[1])
    assert front[2] == back[2]


@given(grids())
def test_probabilities_are_laid_out_as_their_logits_are(case):
    logits, _, axis = case
    rows, shares, _ = rows_and_labels(logits, logits.softmax(axis), axis)
    torch.testing.assert_close(shares, rows.softmax(1))


@given(grids())
def test_memory_layout_makes_no_difference(case):
    logits, target, axis = case
    flipped = logits.transpose(0, -1).contiguous().transpose(0, -1)
    strided = torch.stack([logits, -logits], -1)[..., 0]
    plain = rows_and_labels(logits, target, axis)
    for other in (flipped, strided):
        assert torch.equal(rows_and_labels(other, target, axis)[0], plain[0])


@pytest.mark.parametrize("class_dim", [-7, -1, 0, 1, 5])
def test_a_single_sample_has_its_classes_in_its_only_dimension_whatever_class_dim_says(class_dim):
    logits = torch.tensor([0.5, -1.0, 2.0])
    rows, labels, shape = rows_and_labels(logits, torch.tensor(2), class_dim)
    assert rows.tolist() == [logits.tolist()]
    assert labels.tolist() == [2]
    assert shape == ()


@pytest.mark.parametrize("kind", [torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64])
def test_integers_of_every_width_name_the_same_classes(kind):
    logits, target = grid((4,), 3, 1)
    loss = FocalLoss()
    assert torch.equal(loss(logits, target.to(kind)), loss(logits, target))
    assert rows_and_labels(logits, target.to(kind))[1].dtype == torch.int64


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_probabilities_take_the_type_of_their_logits(kind):
    logits = torch.zeros(2, 4)
    shares = rows_and_labels(logits, torch.full((2, 4), 0.25, dtype=kind))[1]
    assert shares.dtype == torch.float32
    assert torch.equal(shares, torch.full((2, 4), 0.25))


@pytest.mark.parametrize(("sizes", "axis"), [((0,), 1), ((0, 2), 1), ((2, 0), 1), ((2, 0), 2)])
def test_an_empty_batch_has_no_rows_and_keeps_its_number_of_classes(sizes, axis):
    logits, target = torch.zeros(*sizes[:axis], 3, *sizes[axis:]), torch.zeros(sizes, dtype=torch.long)
    rows, labels, shape = rows_and_labels(logits, target, axis)
    assert (tuple(rows.shape), tuple(labels.shape), tuple(shape)) == ((0, 3), (0,), sizes)
    assert FocalLoss(reduction="none", class_dim=axis)(logits, target).shape == sizes


@given(grids(), st.integers(1, 3))
def test_a_class_dimension_outside_the_logits_is_named_with_their_shape(case, beyond):
    logits, target, _ = case
    if logits.dim() > 1:
        for wrong in (logits.dim() - 1 + beyond, -logits.dim() - beyond):
            with pytest.raises(ValueError, match=f"class_dim {wrong} does not exist in logits of shape"):
                rows_and_labels(logits, target, wrong)


def test_the_hint_at_the_last_dimension_comes_only_where_it_would_help():
    logits = torch.zeros(2, 5, 3)
    with pytest.raises(ValueError, match=r"; for classes in the last dimension pass class_dim=-1\.$"):
        rows_and_labels(logits, torch.zeros(2, 5).long())
    rows_and_labels(logits, torch.zeros(2, 5).long(), -1)
    with pytest.raises(ValueError, match=r"not class indices of shape \(5, 3\)\.$"):
        rows_and_labels(logits, torch.zeros(5, 3).long())
    with pytest.raises(ValueError, match=r"need .* of shape \(2, 5\) or .* not class indices of shape \(2, 3\)\.$"):
        rows_and_labels(logits, torch.zeros(2, 3).long(), -1)


@given(st.lists(st.integers(0, 3), max_size=6), st.integers(-2, 5))
def test_labels_are_looked_at_again_only_where_one_could_be_the_ignored_class(labels, ignore):
    rows, target = torch.zeros(len(labels), 4), torch.tensor(labels, dtype=torch.long)
    nothing = nothing_ignored(rows, target, ignore)
    assert not (nothing and ignore in labels)
    assert nothing or min(labels) <= ignore <= max(labels)


@given(st.lists(st.integers(-3, 6), min_size=1, max_size=6), st.integers(-3, 6))
def test_the_first_label_that_is_no_class_and_not_ignored_is_the_one_refused(labels, ignore):
    strangers = [label for label in labels if label != ignore and not 0 <= label < 4]
    rows, target = torch.zeros(len(labels), 4), torch.tensor(labels)
    if not strangers:
        nothing_ignored(rows, target, ignore)
        return
    with pytest.raises(ValueError, match=rf"lie in 0 \.\. 3 or be ignore_index \({ignore}\), not {strangers[0]}\.$"):
        nothing_ignored(rows, target, ignore)
