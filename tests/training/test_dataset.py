"""A data set on the device: one copy of it, whoever asks."""

import numpy as np
import torch

from playground import data
from playground.training.dataset import on_device

ARRAYS = data.load("digits", "")
CPU = torch.device("cpu")


def test_images_and_labels_are_those_of_the_data_set_in_its_order():
    found = on_device(ARRAYS, CPU)
    assert found.train_images.shape == (len(ARRAYS.train_labels), 1, 28, 28)
    assert np.array_equal(found.train_images[:, 0].numpy(), ARRAYS.train_images)
    assert np.array_equal(found.test_images[:, 0].numpy(), ARRAYS.test_images)
    assert found.train_labels.tolist() == ARRAYS.train_labels.tolist()
    assert found.test_labels.tolist() == ARRAYS.test_labels.tolist()
    assert found.train_labels.dtype == found.test_labels.dtype == torch.int64


def test_the_images_are_the_memory_of_the_arrays_and_no_copy():
    found = on_device(ARRAYS, CPU)
    assert found.train_images.data_ptr() == ARRAYS.train_images.ctypes.data
    assert found.test_images.data_ptr() == ARRAYS.test_images.ctypes.data


def test_all_who_ask_get_the_same_tensors_and_another_data_set_others():
    assert on_device(ARRAYS, CPU) is on_device(ARRAYS, CPU)
    other = data.SPECS["digits"].load("")
    assert on_device(other, CPU) is not on_device(ARRAYS, CPU)
    assert other != ARRAYS
