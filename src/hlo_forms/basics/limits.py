"""The most that one form holds: what is written can be read again, also after a program saved it anew.

Reading refuses a file with far more text than a form (see `docs/refusals.md`). These bounds lie well within its limits,
because a program that saves a form adds attributes of its own, and a form shows some texts twice.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ..errors import InvalidValueError

MOST_ROWS = 1_000
MOST_CHARACTERS = 1_000_000
MOST_LINES = 50_000
_BREAKS = "\n\t"


class TooMuchError(InvalidValueError):
    """A form that holds more than a document can give back."""


def check_size(form: attrs.AttrsInstance, fixed: str) -> None:
    """Raise `InvalidValueError` that names the field if a form has too many rows, characters or lines.

    The rows of the field `fixed` are those of the instrument, and are not counted.
    """
    rows, characters, lines = dict[str, int](), dict[str, int](), dict[str, int]()
    for name in _fields(type(form)):
        value = getattr(form, name)
        if isinstance(value, tuple) and name != fixed:
            rows[name] = len(value)
        for field, text in _texts(name, value):
            characters[field] = characters.get(field, 0) + len(text)
            lines[field] = lines.get(field, 0) + sum(map(text.count, _BREAKS))
    _check("rows", rows, MOST_ROWS)
    _check("characters", characters, MOST_CHARACTERS)
    _check("lines and tabs", lines, MOST_LINES)


def _check(what: str, counts: Mapping[str, int], most: int) -> None:
    total = sum(counts.values())
    if total > most:
        field = max(counts, key=lambda name: counts[name])
        raise TooMuchError(field, f"at most {most:,} {what} on one form (there are {total:,})", counts[field])


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:  # Any: what a field holds
    """Yield the texts in the value of a field, with the name of the field, or of the answer."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        yield from ((f"{name}.{key}", text) for key, text in value.items() if isinstance(text, str))
    elif isinstance(value, tuple):
        for row in value:
            yield from ((name, text) for _, text in _texts(name, row))
    elif attrs.has(kind := value.__class__):
        for own in _fields(kind):
            yield from _texts(name, getattr(value, own))


@functools.cache
def _fields(kind: Any) -> tuple[str, ...]:  # Any: a class of attrs
    return tuple(field.name for field in attrs.fields(kind) if field.name != "instrument")
