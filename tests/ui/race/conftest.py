"""The page is tried on the same made-up race as its evaluation."""

from tests.analysis.conftest import labels  # noqa: F401
