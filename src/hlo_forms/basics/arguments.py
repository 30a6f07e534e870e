"""Arguments of public functions: one of the wrong kind raises `InvalidValueError`, which names it, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from ..errors import InvalidValueError
from .values import one_of

Key = TypeVar("Key")
Kind = TypeVar("Kind")


def must_be(name: str, value: object, kind: type[Kind], expected: str) -> Kind:
    """Return an argument of this kind; raise for any other, with what was expected.

    >>> must_be("width", "80", int, "a number of columns")
    Traceback (most recent call last):
    hlo_forms.errors.InvalidValueError: width: expected a number of columns, got '80'
    """
    if not isinstance(value, kind):
        raise InvalidValueError(name, expected, value)
    return value


def mapping_of(name: str, value: Mapping[Key, Kind], expected: str) -> Mapping[Key, Kind]:
    """Return an argument that is a mapping, such as a dict; raise for any other."""
    if not isinstance(value, Mapping):
        raise InvalidValueError(name, expected, value)
    return value


def yes_or_no(name: str, value: object) -> bool:
    """Return an argument that is True or False: another would count as one of them, and "no" as True."""
    return must_be(name, value, bool, "True or False")


def path_of(name: str, value: object) -> Path:
    """Return a path; raise for what no file can be called."""
    text = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not isinstance(text, str) or not text or "\0" in text:
        raise InvalidValueError(name, "a path", value)
    return Path(text)


def several(name: str, values: object, kind: type[Kind], expected: str) -> tuple[Kind, ...]:
    """Return the entries of a list, all of one kind; raise for anything else than such a list."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise InvalidValueError(name, expected, values)
    rows = tuple(values)
    for row in rows:
        must_be(name, row, kind, expected)
    return rows


def texts_of(name: str, values: object) -> tuple[str, ...]:
    """Return a name, or the names in a list.

    >>> texts_of("share", "preparation.1"), texts_of("share", ["preparation.1", "preparation.2"])
    (('preparation.1',), ('preparation.1', 'preparation.2'))
    """
    return (values,) if isinstance(values, str) else several(name, values, str, "a name, or a list of names")


def one_among(name: str, value: object, known: Iterable[str]) -> str:
    """Return one of the known names; raise for any other, with the one that was probably meant."""
    names = tuple(known)
    if not isinstance(value, str) or value not in names:
        raise InvalidValueError(name, one_of(names, value), value)
    return value


def entry_of(name: str, key: object, entries: Mapping[str, Kind]) -> Kind:
    """Return the entry with this name; raise for any other, with the one that was probably meant."""
    if not isinstance(key, str) or key not in entries:
        raise InvalidValueError(name, one_of(entries, key), key)
    return entries[key]
