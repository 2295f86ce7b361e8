"""Whatever a link says, on any page: no traceback, no markup, a sentence for what is refused, and the page works on."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.background.api import Jobs
from playground.ui.lab.views import VIEWS
from playground.ui.shell import engine, session_keys
from tests.ui.bound_names import bound_names
from tests.ui.old_titles import LOSSES, TITLES
from tests.ui.shown_texts import shown_texts

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py"))
RACE, LAB, WORKED = PAGES[:3]

# Readable nowhere: every menu, number and switch must refuse it.
NONSENSE = {
    "empty": "",
    "blank": "   ",
    "400 digits": "9" * 400,
    "1e309": "1e309",
    "nan": "nan",
    "inf": "-inf",
    "hexadecimal": "0x10",
    "not ASCII": "٣²½Ⅷ雪",
    "right to left": "\u202eevil\u200b\u2066",
    "image": "![x](http://evil.example/x.png)",
    "link": "[click](http://evil.example)",
    "bare address": "http://evil.example www.evil.example a@evil.example",
    "HTML": "<img src=http://evil.example/x.png onerror=alert(1)><script>alert(1)</script>",
    "LaTeX": "$\\frac{a}{b}$",
    "directives": ":material/bomb: :red[x] :blue-badge[x] :boom:",
    "NUL": "a\0b",
    "separators": ";;;@@@~~~===,,,",
}
ODD: dict[str, str | list[str]] = {
    "-1": "-1",
    "-0": "-0",
    "several": ["1", "![x](http://evil.example/x.png)"],
    "true": "true",
    "zeros": "0, 0, 0",
    "absent": [],
}
LONG = "[x](http://evil.example)" * 4_200  # 100 kB
TOGETHER = 4  # of those in one link: Streamlit reads at most 512 KiB of it
MARKUP = (
    "://evil",
    "www.evil",
    "@evil",
    "<img src=http",
    "<script>",
    "\\frac{a}",
    ":material/bomb",
    ":red[x]",
    ":boom:",
)

# Settings that bring further controls onto a page, to which the link then says the rest.
SCENES: dict[str, list[dict[str, str]]] = {
    RACE: [{}, {"profile": "custom"}, {"look": "samples"}],
    LAB: [
        *({"lab_view": view, "lab_loss": "ldam", "lab_profile": "custom"} for view in VIEWS),
        {"lab_view": "classes", "alpha_rule": "effective", "lab_loss": "cost_class"},
        {"lab_view": "classes", "alpha_rule": "custom"},
        {"lab_view": "share", "lab_samples": "race"},
    ],
    WORKED: [{"ex_loss": "ldam"}, {"ex_loss": "cost_class", "ex_rows": "0,0,1\n1,0,0", "ex_targets": "0\n1"}],
}  # fmt: skip
EVERY = [(page, scene) for page in PAGES for scene in [{}, *SCENES.get(page, [])]]
IDS = [f"{page[:-3]} {'-'.join(scene.values())[:30]}" for page, scene in EVERY]


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr(Jobs, "warm", lambda self: None)


@pytest.fixture(scope="module", autouse=True)
def _torch():
    engine.ensure()


def opened(page: str, query: Mapping[str, str | list[str]]) -> AppTest:
    """The page as this link opens it: drawn, without markup of the link's."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        if value != []:
            app.query_params[name] = value
    return harmless(app.switch_page(f"pages/{page}").run())


def harmless(app: AppTest) -> AppTest:
    assert [(each.proto.type, each.message) for each in app.exception] == []
    for text in shown_texts(app):
        assert not [mark for mark in MARKUP if mark in text], text[:300]
    return app


def read_names(app: AppTest) -> set[str]:
    """The names in the link that this page's menus, numbers and switches have read."""
    return set(app.session_state.get(session_keys.LINK_READ, ()))


def text_names(app: AppTest) -> list[str]:
    """The names in the link of this page's texts."""
    return sorted({str(box.key) for box in [*app.text_input, *app.text_area]} & set(bound_names()))


def refusals(app: AppTest) -> list[str]:
    return [warning.value for warning in app.warning if warning.value.startswith("The link asks")]


@pytest.mark.parametrize(("page", "scene"), EVERY, ids=IDS)
def test_nonsense_under_every_name_is_refused_in_a_sentence_for_each_control(page, scene):
    for value in list(NONSENSE.values())[:: 5 if scene else 1]:
        app = opened(page, dict.fromkeys(bound_names(), value) | scene)
        asked = read_names(app) - {*scene, *text_names(app)}  # who reads a text refuses it
        assert read_names(app) <= set(bound_names()), "a name that is not tried"
        told = app.session_state[session_keys.LINK_REFUSED] if asked else {}
        assert asked == set(told)
        assert len(refusals(app)) == len(told)
        assert all(len(sentence) < 500 and "\n" not in sentence for sentence in refusals(app))


@pytest.mark.parametrize(("page", "scene"), EVERY, ids=IDS)
def test_odd_values_under_every_name_leave_a_page_that_can_be_drawn_again(page, scene):
    for value in list(ODD.values())[:: 3 if scene else 1]:
        app = opened(page, dict.fromkeys(bound_names(), value) | scene)
        harmless(app.run())


@pytest.mark.parametrize(("page", "scene"), EVERY, ids=IDS)
def test_a_hundred_kilobytes_under_any_name_are_refused_in_a_short_sentence(page, scene):
    first = opened(page, scene)
    others = sorted(read_names(first) - {*scene, *text_names(first)})
    names = [*text_names(first), *others[:2]]  # one that is refused is like another
    for i in range(0, len(names), TOGETHER):
        app = opened(page, dict.fromkeys(names[i : i + TOGETHER], LONG) | scene)
        assert all(len(told.value) < 500 for told in [*app.error, *app.warning, *app.info])


@pytest.mark.parametrize("page", PAGES)
def test_any_mixture_of_good_and_bad_settings_is_drawn_and_drawn_again(page):
    good = {name: [str(key) for key in keys.values()] for name, keys in TITLES.items()}
    good |= {name: [str(key) for key in LOSSES.values()] for name in ("lab_loss", "ex_loss", "lab_with")}
    bad: list[str | list[str]] = [*NONSENSE.values(), *ODD.values()]
    for seed in range(6):
        chance = random.Random(f"{page} {seed}")
        query = {
            name: chance.choice([*good.get(name, []), *bad] if seed % 2 else good.get(name, bad))
            for name in bound_names()
        }
        harmless(opened(page, query).run())
