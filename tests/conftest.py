"""What all tests share."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import runs

if TYPE_CHECKING:
    from costs import Cost

# Compiled code is kept, even where the environment asks for the opposite: tests start Python often, and each start
# would compile the package anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Tests make little garbage in circles, and the modules of all tests live as long as they run: to look through them
# again and again takes a tenth of the time. While they are imported nothing is looked through.
gc.set_threshold(50_000, 20, 50)
gc.disable()

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


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def cost() -> Iterator[Callable[[bytes], Cost]]:
    """A function that says what reading some bytes costs and reaches."""
    from costs import scales

    with scales() as weigh:
        yield weigh
