"""The fields of frozen classes: contents that cannot change, validators, and the kinds of fields that forms have."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import attrs

from ..errors import InvalidValueError
from .text import Expected, canonical, without_prompts

K = TypeVar("K")
V = TypeVar("V")
Other = TypeVar("Other")
Entry = TypeVar("Entry")
Row = TypeVar("Row", bound=attrs.AttrsInstance)


class FrozenMap(Mapping[K, V]):
    """A mapping that keeps its order, cannot change, and can be hashed and pickled.

    >>> answers = FrozenMap({"preparation.1": "Samen opleiden"})
    >>> answers["preparation.1"]
    'Samen opleiden'
    >>> answers == {"preparation.1": "Samen opleiden"}
    True
    """

    __slots__ = ("_items",)

    _items: dict[K, V]

    def __init__(self, items: Mapping[K, V] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot change")

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    # What `Mapping` makes of the methods above takes several calls for each entry.

    @overload
    def get(self, key: K, /) -> V | None: ...

    @overload
    def get(self, key: K, /, default: V | Other) -> V | Other: ...

    def get(self, key: K, /, default: V | Other | None = None) -> V | Other | None:
        """Return the value with this key, or the default."""
        return self._items.get(key, default)

    def keys(self) -> KeysView[K]:
        """Return the keys, in order."""
        return self._items.keys()

    def values(self) -> ValuesView[V]:
        """Return the values, in order."""
        return self._items.values()

    def items(self) -> ItemsView[K, V]:
        """Return the keys and values, in order."""
        return self._items.items()

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMap):
            return bool(self._items == other._items)
        if isinstance(other, Mapping):
            return bool(self._items == dict(other))
        return NotImplemented

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self._items,))


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Return the values with each key, both in order of appearance.

    >>> grouped([("a", 1), ("b", 2), ("a", 3)])
    {'a': [1, 3], 'b': [2]}
    """
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


class Rows(Generic[Entry]):
    """A converter for a field with rows of one kind, in a tuple: `attrs.field(converter=Rows[Agreement])`.

    Anything else than rows is left for the validator to refuse, which names the field.
    """

    if TYPE_CHECKING:  # type checkers read here what the field takes, and that it holds a tuple

        def __new__(cls, rows: Iterable[Entry]) -> tuple[Entry, ...]: ...  # type: ignore[misc]  # as pyright wants it

    def __class_getitem__(cls, kind: type[Entry]) -> Callable[[object], object]:
        def converter(rows: object) -> object:
            if isinstance(rows, Iterable) and not isinstance(rows, str | Mapping):
                return tuple(rows)
            return rows

        converter.__annotations__["rows"] = f"Iterable[{kind.__name__}]"  # as `help` shows it
        return converter


_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_REGISTER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]  # Any: attrs' own type of a validator


def one_of(known: Collection[str], wanted: object = None) -> Expected:
    """Describe what was expected: the known names (if they are few), and the one that was probably meant.

    >>> one_of(["purpose", "approach"], "aproach")
    'one of purpose, approach (did you mean "approach"?)'
    """
    import difflib

    near = "".join(difflib.get_close_matches(str(wanted), known, n=1))
    listed = ", ".join(known) if len(known) <= 40 else f"the {len(known)} known names"
    text = f"one of {listed}" + (f' (did you mean "{near}"?)' if near else "")
    key = ("one_of" if len(known) <= 40 else "one_of_many") + ("_near" if near else "")
    return Expected(text, key, names=listed, near=near, count=len(known))


def must(expected: str, holds: Callable[[object], bool]) -> Validator:
    """Return a validator whose error names the field and what was expected."""

    def validate(_instance: object, attribute: attrs.Attribute[object], value: object) -> None:
        if not holds(value):
            raise InvalidValueError(attribute.name, expected, value)

    return validate


def all_are(kind: type, values: Iterable[object]) -> bool:
    """Return whether each of the values is of this kind."""
    return all(isinstance(value, kind) for value in values)


must_be_id = must(
    Expected("an id: a letter or digit, then letters, digits, '.', '_' or '-', 40 in all at most", "want_id", most=40),
    lambda value: isinstance(value, str) and _ID.fullmatch(value) is not None,
)
must_be_bool = must(Expected("True or False", "want_yes_or_no"), lambda value: isinstance(value, bool))
must_be_number = must(Expected("a whole number above 0", "want_number"), lambda value: type(value) is int and value > 0)


def names(values: Iterable[str]) -> tuple[str, ...]:
    """Convert names to a tuple."""
    return tuple(values)


def must_be_one_of(*options: str) -> Validator:
    """Return a validator that accepts only these names."""
    return must(one_of(options), lambda value: value in options)


def frozen_texts(texts: Mapping[str, str]) -> FrozenMap[str, str]:
    """Freeze a mapping of texts: the converter of a field."""
    return texts if isinstance(texts, FrozenMap) else FrozenMap(texts)


must_be_register_id = must(
    Expected("an id: a letter or digit, then letters, digits, . _ -, 64 at most", "want_id", most=64),
    lambda value: value is None or (isinstance(value, str) and _REGISTER_ID.fullmatch(value) is not None),
)


def _canonical(value: str | None, field: attrs.Attribute[str | None]) -> str | None:
    return canonical(value, field.name)


Metadata = Mapping[str, object]
_NONE: Metadata = {}


def text(*, kw_only: bool | None = None, metadata: Metadata = _NONE) -> Any:  # Any: as `attrs.field` itself
    """Return a field that holds canonical text, or None."""
    converter = attrs.Converter(_canonical, takes_field=True)
    return attrs.field(default=None, kw_only=kw_only, converter=converter, metadata={"text": True, **metadata})


def choice(
    *known: str, kw_only: bool | None = None, repr: bool = True, metadata: Metadata = _NONE
) -> Any:  # Any: as `attrs.field` itself
    """Return a field that holds one of these ids, or None."""

    def check(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value is not None and value not in known:
            raise InvalidValueError(attribute.name, one_of(known, value), value)

    metadata = {"choice": known, **metadata}
    return attrs.field(default=None, kw_only=kw_only, repr=repr, validator=check, metadata=metadata)


def flag(*, kw_only: bool | None = None, repr: bool = True, metadata: Metadata = _NONE) -> Any:  # Any: as above
    """Return a field that holds True or False; False by default."""
    metadata = {"flag": True, **metadata}
    return attrs.field(default=False, kw_only=kw_only, repr=repr, validator=instance(bool), metadata=metadata)


def instance(kind: type) -> Validator:
    """Return a validator of a value of one kind."""
    text = f"a value of type {kind.__name__}"
    return must(Expected(text, "want_yes_or_no") if kind is bool else text, lambda value: isinstance(value, kind))


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
    for name in names_of(type(row)):
        value = getattr(row, name)
        if value is not None and not isinstance(value, bool):
            return False
    return True


@functools.cache
def names_of(kind: type[attrs.AttrsInstance]) -> tuple[str, ...]:
    """Return the names of the fields of a class."""
    return tuple(field.name for field in attrs.fields(kind))


@functools.cache
def _texts_of(kind: type[attrs.AttrsInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind) if field.metadata.get("text"))


def changed(row: Row, changes: Mapping[str, Any]) -> Row:  # Any: the values of its fields
    """Return the same row with some of its fields changed."""
    if not changes:
        return row
    evolved: Row = attrs.evolve(row, **changes)  # type: ignore[misc]  # mypy wants one class, and Row is any
    return evolved


def without_prompts_in(row: Row, prompts: tuple[str, ...]) -> Row:
    """Return the same row, its texts without any prompt."""
    changes: dict[str, str | None] = {}
    for name in _texts_of(type(row)):
        text = getattr(row, name)
        shorter = without_prompts(text, prompts)
        if shorter != text:
            changes[name] = shorter
    return changed(row, changes)
