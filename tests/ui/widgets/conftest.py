"""The pieces are tried on the same made-up race as its evaluation."""

from tests.analysis.conftest import evaluation, labels, own, snapshot  # noqa: F401
