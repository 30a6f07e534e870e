"""The contents of frozen classes: a mapping that cannot change, and rows of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
Entry = TypeVar("Entry")


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

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

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


class Rows(Generic[Entry]):
    """A converter for a field with rows of one kind, in a tuple: `attrs.field(converter=Rows[Agreement])`.

    Anything else than rows is left for the validator to refuse, which names the field.
    """

    if TYPE_CHECKING:  # type checkers read here what the field takes

        def __init__(self, rows: Iterable[Entry]) -> None: ...

    def __class_getitem__(cls, kind: type[Entry]) -> Callable[[object], object]:
        def converter(rows: object) -> object:
            if isinstance(rows, Iterable) and not isinstance(rows, str | Mapping):
                return tuple(rows)
            return rows

        converter.__annotations__["rows"] = f"Iterable[{kind.__name__}]"  # as `help` shows it
        return converter
