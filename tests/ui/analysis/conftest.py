"""The pages are tried on the same made-up race as the evaluations that they draw."""

from tests.analysis.conftest import evaluation, labels, own, snapshot  # noqa: F401
