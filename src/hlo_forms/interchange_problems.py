"""What is wrong with the JSON of a form, in words, each problem with its path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import cattrs

from .errors import InvalidValueError
from .wording import one_of

_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*")


def problems(error: BaseException, table: Any, place: str) -> Iterator[str]:  # Any: the JSON at this place
    """Each problem in one line, with its path."""
    if isinstance(error, cattrs.BaseValidationError):
        for inner in error.exceptions:
            key = _key_of(inner)
            deeper = (table, place) if key is None else (_entry(table, key), place + step(key))
            yield from problems(inner, *deeper)
    elif isinstance(error, cattrs.ForbiddenExtraKeysError):
        known = [field.name for field in attrs.fields(error.cl) if field.name != "instrument"]
        for name in sorted(error.extra_fields):
            yield f"{place}{step(name)}: unknown key: expected {one_of(known, name)}"
    elif isinstance(error, InvalidValueError):
        yield place + _place_in(error, table) + str(error)[len(error.field) :]
    else:
        yield f"{place}: " + ("is missing" if isinstance(error, KeyError | TypeError) else str(error))


def _key_of(error: BaseException) -> str | int | None:
    """The key or index that cattrs notes on an error inside an object or a list."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote):
            return note.name
        if isinstance(note, cattrs.IterableValidationNote):
            return note.index if isinstance(note.index, int) else str(note.index)
    return None


def _entry(table: Any, key: str | int) -> Any:  # Any: the JSON at this place
    if isinstance(table, dict):
        return table.get(str(key))
    return table[key] if isinstance(table, list) and isinstance(key, int) and key < len(table) else None


def _place_in(error: InvalidValueError, table: Any) -> str:  # Any: the JSON at this place
    """The path from an object to the field an error names, and further to the row or key it came from."""
    name, _, rest = error.field.partition(".")
    found, place = _entry(table, name), step(name) if name else ""
    if name and found is None and (path := _path_to(name.rpartition("_")[2], error.value, table)):
        return path
    if rest:
        return place + step(rest)
    if isinstance(found, dict) and isinstance(error.value, str) and error.value in found:
        return place + step(error.value)
    rows = found if isinstance(found, list) else []
    hits = [index for index, row in enumerate(rows) if isinstance(row, dict) and error.value in row.values()]
    return place + (f"[{hits[-1]}]" if hits else "")


def _path_to(key: str, value: object, table: Any) -> str | None:  # Any: the JSON at this place
    """The path to the last place where this key has this value."""
    if isinstance(table, dict) and value is not None and table.get(key) == value:
        return step(key)
    steps: Iterable[tuple[str | int, Any]] = ()  # Any: as above
    if isinstance(table, dict | list):
        steps = table.items() if isinstance(table, dict) else enumerate(table)
    paths = [step(key_or_index) + path for key_or_index, entry in steps if (path := _path_to(key, value, entry))]
    return paths[-1] if paths else None


def step(key: str | int) -> str:
    """The step of a path to a key of an object or an index of a list."""
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if _PLAIN_KEY.fullmatch(key) else f"[{json.dumps(key, ensure_ascii=False)}]"


def shown(value: object) -> str:
    """A value as JSON, 80 characters at most."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 80 else text[:77] + "..."
