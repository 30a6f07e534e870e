"""The most that one form holds: what is written can be read again, also after a program saved it anew.

Reading refuses a file with far more text than a form (see `docs/refusals.md`). These bounds lie well within its limits,
because a program that saves a form adds attributes of its own, and a form shows some texts twice.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
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
    rows: dict[str, int] = {}
    texts: list[tuple[str, str]] = []
    for name in _fields(type(form)):
        value = getattr(form, name)
        if isinstance(value, tuple) and name != fixed:
            rows[name] = len(value)
        texts += _texts(name, value)
    _check("rows", rows, MOST_ROWS)
    if sum([len(text) for _, text in texts]) > min(MOST_CHARACTERS, MOST_LINES):  # a line end is a character too
        _check("characters", _summed((field, len(text)) for field, text in texts), MOST_CHARACTERS)
        _check("lines and tabs", _summed((field, sum(map(text.count, _BREAKS))) for field, text in texts), MOST_LINES)


def _summed(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for field, count in counts:
        sums[field] = sums.get(field, 0) + count
    return sums


def _check(what: str, counts: Mapping[str, int], most: int) -> None:
    total = sum(counts.values())
    if total > most:
        field = max(counts, key=lambda name: counts[name])
        raise TooMuchError(field, f"at most {most:,} {what} on one form (there are {total:,})", counts[field])


def _texts(name: str, value: Any) -> list[tuple[str, str]]:  # Any: what a field holds
    """Return the texts in the value of a field, with the name of the field, or of the answer."""
    if isinstance(value, str):
        return [(name, value)]
    if isinstance(value, Mapping):
        return [(f"{name}.{key}", text) for key, text in value.items() if isinstance(text, str)]
    if isinstance(value, tuple):
        return [(name, text) for row in value for _, text in _texts(name, row)]
    texts: list[tuple[str, str]] = []
    for own in _fields(value.__class__):
        cell = getattr(value, own)
        if isinstance(cell, str):
            texts.append((name, cell))
        elif cell is not None and cell is not True and cell is not False:
            texts += _texts(name, cell)
    return texts


@functools.cache
def _fields(kind: Any) -> tuple[str, ...]:  # Any: a class of attrs
    """Return the names of the fields of a class; none where it has no fields."""
    return tuple(field.name for field in attrs.fields(kind) if field.name != "instrument") if attrs.has(kind) else ()
