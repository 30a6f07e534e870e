"""Structuring of JSON and TOML into values: one strict converter, and the path of every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import GenericAlias, NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn

from .values import FrozenMap

Hook = Callable[[Any, Any], Any]  # Any: cattrs' own type of a hook
Path = tuple[str | int, ...]


def _expected(name: str) -> str:
    return f"expected {name}"


def strict_converter(  # Any: as in cattrs
    names: Mapping[type, str], refused: Callable[[str], str] = _expected, *, every_fault: bool = True, **overrides: Any
) -> cattrs.Converter:
    """Return a converter that coerces nothing, refuses unknown keys and gathers every fault, or raises the first.

    `names` are the words for what each type of JSON or TOML is called in messages, `refused` says that a value is not
    of that type. Literals are kept as they came, for the validators of their fields. `overrides` are those of cattrs,
    for the fields of these names.
    """
    converter = cattrs.Converter(forbid_extra_keys=True, omit_if_default=True, detailed_validation=every_fault)

    def only(kind: type, structure: Hook | None = None) -> Hook:
        """Return a hook that refuses every other type, also True for a number, and then structures."""

        def hook(value: Any, target: Any) -> Any:  # Any: as in cattrs
            if type(value) is not kind:
                raise ValueError(refused(names[kind]))
            return structure(value, target) if structure else value

        return hook

    def optional(target: Any) -> Hook:  # Any: a union is no `type`
        (other,) = (one for one in get_args(target) if one is not NoneType)
        structure = converter.get_structure_hook(other)
        return lambda value, _: None if value is None else structure(value, other)

    def rows(target: Any) -> Hook:  # Any: a generic type is no `type`
        structure = converter.get_structure_hook(GenericAlias(list, get_args(target)[:1]))
        return only(list, lambda value, kind: tuple(structure(value, kind)))

    def mapping(target: Any) -> Hook:  # Any: a generic type is no `type`
        structure = converter.get_structure_hook(GenericAlias(dict, get_args(target)))
        return only(dict, lambda value, kind: FrozenMap(structure(value, kind)))

    for kind in {str, int, bool} & names.keys():
        converter.register_structure_hook(kind, only(kind))
    converter.register_structure_hook_factory(_is_optional, optional)
    converter.register_structure_hook_func(_is_generic(Literal), as_is)
    converter.register_structure_hook_factory(_is_generic(tuple), rows)
    converter.register_structure_hook_factory(_is_generic(FrozenMap, get_origin(Mapping[str, str])), mapping)
    converter.register_structure_hook_factory(
        attrs.has, lambda kind: only(dict, make_dict_structure_fn(kind, converter, **overrides))
    )
    return converter


def as_is(value: Any, _target: Any) -> Any:  # Any: as in cattrs
    """Return a value unchanged: a hook for what is checked elsewhere."""
    return value


def _is_optional(target: Any) -> bool:  # Any: a union is no `type`
    return isinstance(target, UnionType) and len(get_args(target)) == 2 and NoneType in get_args(target)


def _is_generic(*origins: object) -> Callable[[Any], bool]:  # Any: a generic type is no `type`
    return lambda target: get_origin(target) in origins


def faults(error: BaseException, path: Path = ()) -> Iterator[tuple[Path, BaseException]]:
    """Yield each fault in an error of a converter, with the keys and indexes that lead to it."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote):
            path = (*path, note.name)
        elif isinstance(note, cattrs.IterableValidationNote):
            path = (*path, note.index)
    if isinstance(error, cattrs.BaseValidationError):
        for inner in error.exceptions:
            yield from faults(inner, path)
    else:
        yield path, error
