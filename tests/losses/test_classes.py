"""The classes are what a person, an editor and a type checker expect: real names, signatures, types and help."""

import copy
import inspect
import pickle
import pydoc
import subprocess
import sys
import typing
from pathlib import Path

import pytest
import torch

import playground.losses as losses
from playground.core.params import ClassParam
from playground.losses import SPECS, CostLoss, FocalLoss, LDAMLoss, make_loss
from playground.losses.module.loss import Loss
from playground.losses.module.make import CLASSES, class_of
from tests.losses.loss_cases import KEYS, batch, counts_for, module

ROOT = Path(__file__).parents[2]
COMMON = {"reduction": "mean", "ignore_index": -100, "label_smoothing": 0.0, "class_dim": 1}
each = pytest.mark.parametrize("key", KEYS)


def arguments(key):
    return inspect.signature(CLASSES[key]).parameters


@each
def test_a_class_is_a_loss_that_the_package_gives_by_name(key):
    kind = getattr(losses, SPECS[key].python_name)
    assert kind is CLASSES[key]
    assert issubclass(kind, Loss)
    assert kind.spec is SPECS[key]
    assert kind.__name__ == SPECS[key].python_name
    assert kind.__name__ in dir(losses)


@each
def test_a_signature_names_the_parameters_then_alpha_then_by_keyword_what_all_take(key):
    spec, found = SPECS[key], arguments(key)
    counts = ["counts"] if spec.needs_counts else []
    assert list(found) == [*spec.defaults, "alpha", *counts, *spec.tensors, *COMMON]
    by_keyword = {name for name, one in found.items() if one.kind is inspect.Parameter.KEYWORD_ONLY}
    assert by_keyword == {*counts, *spec.tensors, *COMMON}


@each
def test_defaults_are_the_specs_and_a_class_is_left_open_until_classes_are_counted(key):
    found = {name: one.default for name, one in arguments(key).items()}
    for param in SPECS[key].params:
        assert found[param.name] == (None if isinstance(param, ClassParam) else param.default)
    assert {name: found[name] for name in COMMON} == COMMON
    assert found["alpha"] is None
    assert found.get("counts", inspect.Parameter.empty) is inspect.Parameter.empty


@each
def test_every_argument_has_a_type_that_resolves(key):
    hints = typing.get_type_hints(CLASSES[key].__init__)
    assert hints.keys() == {*arguments(key), "return"}
    for param in SPECS[key].params:
        assert hints[param.name] == (int | None if isinstance(param, ClassParam) else float)
    assert (hints["reduction"], hints["ignore_index"]) == (str, int)


@each
def test_help_tells_title_formula_source_and_the_range_of_every_parameter(key):
    spec, text = SPECS[key], pydoc.render_doc(CLASSES[key], renderer=pydoc.plaintext)
    flat = " ".join(text.replace("|", " ").split())
    for part in (spec.title, spec.summary, spec.source.paper, str(spec.source.year), spec.source.url):
        assert " ".join(part.split()) in flat
    assert " ".join(spec.formula.replace("|", " ").split()) in flat
    for param in spec.params:
        assert f"{param.name}: {param.help}" in flat
        assert param.range[1:] in flat


@each
def test_a_copy_and_a_pickle_are_of_the_same_class_with_the_same_state(key):
    loss = module(key, 4, alpha=[1.0, 2.0, 3.0, 4.0], reduction="sum")
    for other in (copy.deepcopy(loss), pickle.loads(pickle.dumps(loss)), copy.copy(loss)):
        assert type(other) is type(loss)
        assert repr(other) == repr(loss)
        assert other.state_dict().keys() == loss.state_dict().keys()
        assert all(torch.equal(value, other.state_dict()[name]) for name, value in loss.state_dict().items())


@each
def test_the_state_holds_what_the_loss_was_given_and_its_memory_alone(key):
    spec = SPECS[key]
    memory = spec.initial_state(**spec.defaults) if spec.initial_state else {}
    assert module(key, 4).state_dict().keys() == {*memory, *(["counts"] if spec.needs_counts else [])}
    assert "alpha" in module(key, 4, alpha=[1.0] * 4).state_dict()


@each
def test_a_class_takes_its_numbers_by_place_as_by_name(key):
    spec = SPECS[key]
    counts = {"counts": counts_for(4)} if spec.needs_counts else {}
    numbers = spec.numbers({}, 4)
    assert repr(CLASSES[key](*numbers.values(), **counts)) == repr(CLASSES[key](**numbers, **counts))


def test_a_misspelled_name_is_no_attribute_and_the_message_lists_the_classes():
    with pytest.raises(AttributeError, match=r"no 'FocalLos'; its classes are .*FocalLoss"):
        _ = losses.FocalLos
    with pytest.raises(ImportError):
        exec("from playground.losses import FocalLos")
    with pytest.raises(TypeError, match="unexpected keyword argument 'gama'"):
        FocalLoss(gama=1.0)
    with pytest.raises(TypeError, match="counts"):
        LDAMLoss()


def test_a_loss_that_is_not_written_out_yet_gets_its_class_from_the_same_template(monkeypatch):
    """As after one new file: only the registry knows it."""
    from dataclasses import replace

    fresh = replace(SPECS["focal"], key="fresh_focal")
    monkeypatch.setitem(SPECS, "fresh_focal", fresh)
    kind = class_of(fresh)
    assert kind is not FocalLoss
    assert (kind.__name__, kind.__module__) == ("FreshFocalLoss", "playground.losses")
    assert inspect.signature(kind) == inspect.signature(FocalLoss)
    assert typing.get_type_hints(kind.__init__) == typing.get_type_hints(FocalLoss.__init__)
    assert kind.__doc__ == FocalLoss.__doc__
    monkeypatch.setitem(CLASSES, "fresh_focal", kind)
    logits, target = batch(6, 4)
    again = pickle.loads(pickle.dumps(kind(gamma=1.5)))
    torch.testing.assert_close(again(logits, target), FocalLoss(gamma=1.5)(logits, target))


def test_a_class_that_waits_for_the_logits_keeps_its_place_among_any_number_of_classes():
    for classes in (2, 3, 5, 10, 20):
        logits, target = batch(40, classes)
        open_, named = CostLoss(cost=7.0), CostLoss(label=classes - 1, cost=7.0)
        torch.testing.assert_close(open_(logits, target), named(logits, target))
        assert not torch.allclose(open_(logits, target), CostLoss(cost=1.0)(logits, target))


def test_a_class_that_the_logits_do_not_have_is_refused_in_one_sentence():
    loss = CostLoss(label=4)
    assert loss(*batch(6, 5)).isfinite()
    with pytest.raises(ValueError, match=r"^class must be a whole number from 0 to 3, not 4\.0\.$"):
        loss(*batch(6, 4))
    for wrong in (-1, 0.5, float("inf")):
        with pytest.raises(ValueError, match="class must be the number of a class, 0 or more"):
            CostLoss(label=wrong)


def test_make_loss_and_the_class_build_the_same():
    assert repr(make_loss("focal", alpha=0.25, label_smoothing=0.1)) == repr(FocalLoss(alpha=0.25, label_smoothing=0.1))
    assert type(make_loss("ldam", counts=[5, 1])) is LDAMLoss


PROGRAM = """
from playground.losses import CostLoss, FocalLoss, LDAMLoss, Loss, make_loss
from playground.losses import FocalLos
reveal_type(FocalLoss(2.0, [1.0, 2.0], reduction="sum"))
reveal_type(FocalLoss(gamma=0.5).spec)
reveal_type(make_loss("focal"))
FocalLoss(gamma="x")
FocalLoss(gama=1.0)
LDAMLoss()
CostLoss(label=3, costs=[1.0, 2.0])
one: Loss = FocalLoss()
"""
TOLD = {
    3: 'Module "playground.losses" has no attribute "FocalLos"',
    4: 'Revealed type is "playground.losses.module.classes.FocalLoss"',
    5: 'Revealed type is "playground.core.loss_spec.LossSpec"',
    6: 'Revealed type is "playground.losses.module.loss.Loss"',
    7: 'Argument "gamma" to "FocalLoss" has incompatible type "str"; expected "float"',
    8: 'Unexpected keyword argument "gama" for "FocalLoss"',
    9: 'Missing named argument "counts" for "LDAMLoss"',
}


def test_mypy_sees_every_class_and_refuses_what_is_wrong(tmp_path):
    """torch is left out, as it is large and none of this depends on it."""
    (tmp_path / "user.py").write_text(PROGRAM, "utf-8")
    (tmp_path / "mypy.ini").write_text("[mypy]\n[mypy-torch.*,numpy.*]\nfollow_imports = skip\n", "utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(tmp_path / "mypy.ini"), str(tmp_path / "user.py")]
    done = subprocess.run(
        [*command, "--cache-dir", str(tmp_path / "cache")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = [line.partition("user.py:")[2] for line in done.stdout.splitlines() if "user.py:" in line]
    told = {int(line.split(":")[0]): line for line in reversed(lines)}  # the first of each line, notes come later
    assert told.keys() == TOLD.keys(), done.stdout
    assert all(words in told[number] for number, words in TOLD.items()), done.stdout
