"""docs/losses.md is what the registry says, whole and fresh."""

import re
import types

from playground.losses import SPECS, _docs
from tests.losses.loss_cases import batch


def test_the_committed_page_is_fresh():
    assert _docs.TARGET.read_text(encoding="utf-8") == _docs.document(), "run python -m playground.losses._docs"


def test_the_page_has_every_loss_with_its_formula_parameters_and_conventions():
    page = _docs.document()
    for spec in SPECS.values():
        for text in (spec.title, f"`{spec.key}`", spec.formula, spec.source.paper, *spec.conventions):
            assert text in page
        assert all(f"| `{param.name}` | {param.default:g} |" in page for param in spec.params)


def test_the_example_of_how_to_add_a_loss_runs():
    example = re.search(r"```python\n(.*?)```", (_docs.TARGET.parent / "adding.md").read_text(), re.DOTALL)[1]
    module = types.ModuleType("example")
    exec(example, module.__dict__)
    logits, target = batch(4, 3)
    assert module.SPEC.per_sample(logits, target, **module.SPEC.defaults).shape == (4,)


def test_the_page_is_written_where_it_is_told_to(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["_docs", str(tmp_path / "page.md")])
    _docs.main()
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == _docs.document()
