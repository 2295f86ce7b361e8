"""The sources of a function stand alone: everything is there once, before it is used, and torch is imported on top."""

import ast

import pytest

from playground.exchange.sources import needed
from playground.losses import SPECS, focal, ldam, ldam_drw
from playground.losses._ops import is_target, margin

each = pytest.mark.parametrize("key", SPECS)


def functions(text):
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]


@each
def test_every_function_is_defined_once_and_before_it_is_called(key):
    defined = set()
    for text in needed(SPECS[key].per_sample):
        called = {
            n.func.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        names = {function.name for function in functions(text)}
        ours = called & {function.name for each in needed(SPECS[key].per_sample) for function in functions(each)}
        assert ours <= defined | names
        assert not names & defined
        defined |= names
    assert "per_sample" in defined


@each
def test_nothing_of_the_app_is_imported_and_torch_on_top_alone(key):
    text = "\n".join(needed(SPECS[key].per_sample))
    assert "playground" not in text
    assert "import torch\n" not in text


def test_a_function_of_another_module_carries_that_modules_name():
    text = "\n".join(needed(ldam_drw.per_sample))
    assert "def ldam_per_sample(" in text
    assert "ldam_per_sample(logits" in text
    assert "ldam.per_sample" not in text


def test_a_local_that_has_the_name_of_a_function_brings_nothing_along():
    """ldam.py has functions called `shift` and `factor`, which its per_sample does not call."""
    assert ldam.shift
    assert not any("def shift" in text or "def factor" in text for text in needed(ldam.per_sample))


def test_an_import_leaves_no_blank_line_under_the_docstring():
    (text,) = needed(is_target)
    assert text.splitlines()[1:] == [
        '    """The mask (N, C) that is true at each sample\'s own class."""',
        "    return torch.arange(logits.shape[1], device=logits.device) == target.unsqueeze(1)",
    ]


def test_constants_come_first_in_one_block():
    block, *rest = needed(SPECS["logit_norm"].per_sample)
    assert block == "LEAST_NORM = 1e-07"
    assert all(text.startswith("def ") for text in rest)


def test_the_text_is_that_of_the_file():
    import inspect

    assert needed(margin) == [inspect.getsource(margin)]
    assert inspect.getsource(focal.of_margin) in needed(focal.per_sample)
