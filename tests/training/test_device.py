"""The device: refused in one sentence where it is not there, and named as a person would."""

from pathlib import Path

import pytest
import torch

from playground.training.device import choose_device, device_name


@pytest.mark.parametrize("wish", ["cuda:99", "toaster", "xpu:7", ""])
def test_a_device_that_is_not_there_is_refused_in_one_sentence(wish):
    with pytest.raises(ValueError, match="is not on this machine") as error:
        choose_device(wish)
    assert str(error.value) == f"The device {wish!r} is not on this machine."


@pytest.mark.parametrize("wish", ["cpu", torch.device("cpu")])
def test_a_wish_that_can_be_granted_is_granted(wish):
    assert choose_device(wish) == torch.device("cpu")


@pytest.mark.parametrize(
    ("cuda", "mps", "wanted"),
    [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_without_a_wish_cuda_goes_before_mps_and_mps_before_the_cpu(monkeypatch, cuda, mps, wanted):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert choose_device().type == wanted


def test_devices_are_called_by_their_models(monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: f"NVIDIA X{device.index}")
    assert device_name(torch.device("cuda:1")) == "NVIDIA X1"
    assert device_name(torch.device("mps")) == "Apple GPU (MPS)"


def test_the_cpu_is_called_by_the_first_model_that_the_kernel_tells(monkeypatch):
    told = "processor : 0\nmodel name\t: AMD EPYC 9000\nmodel name\t: other\n"
    monkeypatch.setattr(Path, "exists", lambda _path: True)
    monkeypatch.setattr(Path, "read_text", lambda *_args, **_kwargs: told)
    assert device_name(torch.device("cpu")) == "CPU (AMD EPYC 9000)"
