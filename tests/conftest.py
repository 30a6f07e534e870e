"""What all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

import runs

# Machines differ in speed, and several tests run at once: no example is too slow, only a test can be. Where `CI` is set
# the examples are the same each time, so that a change is judged by what it changes; elsewhere they are always new.
settings.register_profile(
    "default",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("default")


def pytest_configure(config: pytest.Config) -> None:
    runs.long = config.getoption("markexpr") == "long"
