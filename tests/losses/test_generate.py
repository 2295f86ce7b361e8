"""What is written from the registry and checked in says what the registry says."""

import re
import types

import pytest

from playground.losses import SPECS
from playground.losses.generate import __main__ as command
from playground.losses.generate import page
from playground.losses.generate.template import class_text, file_text
from playground.losses.module import classes
from tests.losses.loss_cases import batch

DOCS = command.ROOT / "docs"
WRITTEN = [spec for spec in SPECS.values() if spec.python_name in classes.__all__]


def test_no_class_is_written_out_whose_loss_is_gone():
    assert {spec.python_name for spec in WRITTEN} == set(classes.__all__)


def test_classes_py_holds_what_the_template_says_of_its_losses_today():
    text = (command.ROOT / "playground/losses/module/classes.py").read_text("utf-8")
    assert text == file_text(WRITTEN), "run python -m playground.losses.generate"


def test_the_page_holds_what_the_registry_says_of_its_losses_today():
    committed = (DOCS / "losses.md").read_text("utf-8")
    told = [spec for spec in SPECS.values() if f'<a id="{spec.key}"></a>' in committed]
    assert committed == page.document(told), "run python -m playground.losses.generate"
    assert {spec.python_name for spec in told} == set(classes.__all__)


def test_the_page_has_every_loss_with_its_formula_parameters_and_conventions():
    text = page.document()
    for spec in SPECS.values():
        for part in (spec.title, f"`{spec.key}`", f"`{spec.python_name}`", spec.formula, spec.source.paper):
            assert part in text
        assert all(convention in text for convention in spec.conventions)
        assert all(f"| `{param.name}` | {param.default:g} |" in text for param in spec.params)


def test_the_example_of_how_to_add_a_loss_runs_and_its_class_can_be_written():
    example = re.search(r"```python\n(.*?)```", (DOCS / "adding.md").read_text("utf-8"), re.DOTALL)[1]
    module = types.ModuleType("example")
    exec(example, module.__dict__)
    logits, target = batch(4, 3)
    assert module.SPEC.per_sample(logits, target, **module.SPEC.defaults).shape == (4,)
    compile(class_text(module.SPEC), "example", "exec")


@pytest.fixture
def empty_root(tmp_path, monkeypatch):
    """The command writes below a folder of its own."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "playground/losses/module").mkdir(parents=True)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    return tmp_path


def test_the_check_names_what_is_missing_or_stale_and_writing_mends_it(empty_root, capsys):
    assert command.main(["--check"]) == 1
    assert "playground/losses/module/classes.py and docs/losses.md must be written anew" in capsys.readouterr().err
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0
    (empty_root / "docs/losses.md").write_text("old", "utf-8")
    assert command.main(["--check"]) == 1
    assert capsys.readouterr().err.startswith("docs/losses.md must be written anew: python -m")


def test_the_check_changes_nothing(empty_root):
    command.main(["--check"])
    assert not list(empty_root.rglob("*.*"))


def test_other_arguments_are_refused_with_the_usage(empty_root, capsys):
    assert command.main(["--fix"]) == 2
    assert capsys.readouterr().err.startswith("Usage: python -m playground.losses.generate")
    assert not list(empty_root.rglob("*.*"))
