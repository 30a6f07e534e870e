"""What runs by default and what in the long run (`-m long`): few examples of a property, few cases of a dear test."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import settings

long = False
"""Whether this is the long run; set in `conftest.py` before any test is collected."""


def dear(few: int, cases: Iterable[Any]) -> list[Any]:  # Any: a case is anything
    """Run the first few of dear cases by default, and the others in the long run."""
    everything = iter(cases)
    kept = list(itertools.islice(everything, few))
    values = (case if isinstance(case, tuple) else (case,) for case in everything)
    return [*kept, *(pytest.param(*each, marks=pytest.mark.long) for each in values)]


def few(count: int, cases: Iterable[Any]) -> list[Any]:  # Any: as above
    """Take the first few of the cases that one test goes over, and all of them in the long run (see `in_full`)."""
    return list(itertools.islice(cases, None if long else count))


def in_full(test: Any) -> Any:  # Any: a test
    """Run a test in the long run as well, where `few` gives it every case."""
    return pytest.mark.long(test) if long else test


def tries(few: int, *, of: int, **others: Any) -> Callable[[Any], Any]:  # Any: settings, and a test
    """Try a property on a few examples, and on all `of` them in the long run, where it takes part as well."""
    if long:
        return lambda test: in_full(settings(max_examples=of, **others)(test))
    return settings(max_examples=few, **others)
