"""Fields of the values in a form: texts, choices, flags and ids; each error names its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from .basics.text import canonical, without_prompts
from .errors import InvalidValueError
from .wording import Validator, must, one_of

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Row = TypeVar("Row", bound=attrs.AttrsInstance)


is_id = must(
    "an id: a letter or digit, then letters, digits, . _ -, 64 at most",
    lambda value: value is None or (isinstance(value, str) and _ID.fullmatch(value) is not None),
)


def _canonical(value: str | None, field: attrs.Attribute[str | None]) -> str | None:
    return canonical(value, field.name)


def text(*, kw_only: bool | None = None) -> Any:  # Any: as `attrs.field` itself
    """Return a field that holds canonical text, or None."""
    converter = attrs.Converter(_canonical, takes_field=True)
    return attrs.field(default=None, kw_only=kw_only, converter=converter, metadata={"text": True})


def choice(*known: str, kw_only: bool | None = None, repr: bool = True) -> Any:  # Any: as `attrs.field` itself
    """Return a field that holds one of these ids, or None."""

    def check(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value is not None and value not in known:
            raise InvalidValueError(attribute.name, one_of(known, value), value)

    return attrs.field(default=None, kw_only=kw_only, repr=repr, validator=check)


def flag(*, kw_only: bool | None = None, repr: bool = True) -> Any:  # Any: as `attrs.field` itself
    """Return a field that holds True or False; False by default."""
    return attrs.field(default=False, kw_only=kw_only, repr=repr, validator=instance(bool))


def instance(kind: type) -> Validator:
    """Return a validator of a value of one kind."""
    return must(f"a value of type {kind.__name__}", lambda value: isinstance(value, kind))


def instances(kind: type) -> Validator:
    """Return a validator of rows that are all of one kind."""

    def check(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, tuple):
            raise InvalidValueError(attribute.name, f"a list of {kind.__name__} values", value)
        for entry in value:
            if not isinstance(entry, kind):
                raise InvalidValueError(attribute.name, f"only {kind.__name__} values", entry)

    return check


def is_empty(row: attrs.AttrsInstance) -> bool:
    """Return whether a row holds no value; a flag alone is none."""
    return all(value is None or isinstance(value, bool) for value in attrs.astuple(row, recurse=False))


def changed(row: Row, changes: Mapping[str, Any]) -> Row:  # Any: the values of its fields
    """Return the same row with some of its fields changed."""
    if not changes:
        return row
    evolved: Row = attrs.evolve(row, **changes)  # type: ignore[misc]  # mypy wants one class, and Row is any
    return evolved


def without_prompts_in(row: Row, prompts: tuple[str, ...]) -> Row:
    """Return the same row, its texts without any prompt."""
    texts = {field.name: getattr(row, field.name) for field in attrs.fields(type(row)) if field.metadata.get("text")}
    shorter = {name: without_prompts(text, prompts) for name, text in texts.items()}
    return changed(row, {name: text for name, text in shorter.items() if text != texts[name]})
