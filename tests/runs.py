"""How often properties are tried: on few examples by default, on all of them in the long run (`-m long`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

long = False
"""Whether this is the long run; set in `conftest.py` before any test is collected."""


def tries(few: int, *, of: int, **others: Any) -> Callable[[Any], Any]:  # Any: settings, and a test
    """Try a property on a few examples, and on all `of` them in the long run, where it takes part as well."""
    if long:
        return lambda test: pytest.mark.long(settings(max_examples=of, **others)(test))
    return settings(max_examples=few, **others)
