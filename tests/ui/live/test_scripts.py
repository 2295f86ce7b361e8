"""The files that are sent to the browser as one module: all there, in an order in which they load."""

import subprocess
from pathlib import Path

import pytest

from playground.ui.live import enhancer
from playground.ui.live.scripts import joined
from playground.ui.widgets import alpha_bars, canvas
from tests.ui.live.javascript import node

MODULES = {
    "enhancer": (Path(enhancer.__file__).parent, enhancer.SCRIPTS),
    "canvas": (Path(canvas.__file__).parent, canvas.SCRIPTS),
    "alpha_bars": (Path(alpha_bars.__file__).parent, alpha_bars.SCRIPTS),
}


def test_files_are_joined_in_the_order_asked_for_and_read_anew_each_time(tmp_path):
    (tmp_path / "a.js").write_text("const a = 1;", "utf-8")
    (tmp_path / "b.js").write_text("const b = 'é';", "utf-8")
    assert joined(tmp_path, ["b.js", "a.js"]) == "const b = 'é';\nconst a = 1;"
    (tmp_path / "a.js").write_text("const a = 2;", "utf-8")
    assert joined(tmp_path, ["a.js"]) == "const a = 2;"
    assert joined(tmp_path, []) == ""


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"gone\.js"):
        joined(tmp_path, ["gone.js"])


@pytest.mark.parametrize("folder", sorted({folder for folder, _ in MODULES.values()}), ids=lambda folder: folder.name)
def test_every_file_of_a_folder_is_sent_once(folder):
    sent = [name for where, names in MODULES.values() if where == folder for name in names]
    assert sorted(sent) == sorted(path.name for path in folder.glob("*.js"))


@pytest.mark.parametrize("name", MODULES)
def test_the_joined_files_load_as_one_module_whose_default_is_what_streamlit_calls(name, tmp_path):
    """No two files declare the same name, and none reads at its start what a later one declares."""
    (tmp_path / "module.mjs").write_text("globalThis.window ??= globalThis;\n" + joined(*MODULES[name]), "utf-8")
    code = "const found = await import('./module.mjs'); process.stdout.write(typeof found.default);"
    (tmp_path / "main.mjs").write_text(code, "utf-8")
    ran = subprocess.run([node(), "main.mjs"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (ran.stdout, ran.stderr) == ("function", "")
