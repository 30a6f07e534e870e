"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import runs

if TYPE_CHECKING:
    from costs import Cost

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


@pytest.fixture(scope="module")
def cost() -> Iterator[Callable[[bytes], Cost]]:
    """A function that says what reading some bytes costs and reaches."""
    from costs import scales

    with scales() as weigh:
        yield weigh
