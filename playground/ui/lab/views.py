"""All views of the Lab, in the order of their menu."""

from __future__ import annotations

from playground.ui.lab.class_view import CLASSES
from playground.ui.lab.curve_views import CURVE_VIEWS, View
from playground.ui.lab.share_view import SHARES
from playground.ui.lab.triangle_view import TRIANGLE

VIEWS: dict[str, View] = CURVE_VIEWS | {"classes": CLASSES, "simplex": TRIANGLE, "share": SHARES}
