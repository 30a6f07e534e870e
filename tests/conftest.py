"""What all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# Machines differ in speed, and several tests run at once: no example is too slow, only a test can be. Where `CI` is set
# the examples are the same each time, so that a change is judged by what it changes; elsewhere they are always new.
settings.register_profile(
    "default",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("long", settings.get_profile("default"))
settings.load_profile("default")


def pytest_configure(config: pytest.Config) -> None:
    """In the long run (`-m long`), let `strategies.examples` try all examples."""
    if config.getoption("markexpr") == "long":
        settings.load_profile("long")
