"""Every type that a caller can meet has a public home: it can be imported, and named in an annotation."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import types
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

import hlo_forms as hlo

ROOMS = [importlib.import_module(f"hlo_forms.{room}") for room in hlo._ROOMS]
ALIASES = (types.UnionType, types.GenericAlias, type(typing.Union[int, "str"]), type(typing.Literal[1]))
CALLED = {"__iter__", "__getitem__", "__call__", "__enter__", "__init__"}


@attrs.frozen
class Written:
    """An annotation as it is written, in a module."""

    text: str
    module: str

    def types(self) -> Iterator[tuple[str, object]]:
        """The types and aliases of ours that it names."""
        scope = {**imported_for_types(self.module), **vars(importlib.import_module(self.module))}
        for node in ast.walk(ast.parse(self.text, mode="eval")):
            if isinstance(node, ast.Name) and is_ours(scope.get(node.id)):
                yield node.id, scope[node.id]


def row_types(value: object) -> Iterator[tuple[str, object]]:
    """The types that a class gives to a generic base: `MotiveCounts` is a `Statistic` of one kind of rows."""
    for base in getattr(value, "__orig_bases__", ()):
        yield from ((kind.__name__, kind) for kind in typing.get_args(base) if inspect.isclass(kind) and is_ours(kind))


def is_ours(value: object) -> bool:
    """Whether this is a class of ours, or an alias: only we give these names in our modules."""
    if inspect.isclass(value) and not isinstance(value, ALIASES):
        return value.__module__.startswith("hlo_forms")
    return isinstance(value, ALIASES)


@functools.cache
def imported_for_types(module: str) -> dict[str, object]:
    """The names that a module imports from ours only for type checkers."""
    file = Path(importlib.import_module(module).__file__ or "")
    package = module if file.stem == "__init__" else module.rpartition(".")[0]
    blocks = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.If)]
    nodes = [node for block in blocks for node in ast.walk(block) if isinstance(node, ast.ImportFrom) and node.level]
    return {
        alias.asname or alias.name: getattr(source, alias.name)
        for node in nodes
        for source in [importlib.import_module("." * node.level + (node.module or ""), package)]
        for alias in node.names
    }


def annotations_of(value: object) -> Iterator[Written]:
    """The annotations of a function, or of the public fields, properties and methods of a class."""
    if inspect.isclass(value):
        for kind in filter(is_ours, value.__mro__):
            fields = vars(kind).get("__annotations__", {})
            yield from (Written(text, kind.__module__) for name, text in fields.items() if not name.startswith("_"))
            for name, member in vars(kind).items():
                if name in CALLED or not name.startswith("_"):
                    yield from of_function(member)
    else:
        yield from of_function(value)


def of_function(member: object) -> Iterator[Written]:
    for name in ("fget", "func", "__func__", "__wrapped__"):
        member = getattr(member, name, None) or member
    if inspect.isfunction(member) and member.__module__.startswith("hlo_forms"):
        texts = [text for text in member.__annotations__.values() if isinstance(text, str)]  # Rows writes no text
        yield from (Written(text, member.__module__) for text in texts)


def met(public: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Every type and alias of ours that is reached from public values, by the way to it."""
    reached: dict[str, object] = {}
    queue = list(public)
    while queue:
        way, value = queue.pop()
        named = [pair for annotation in annotations_of(value) for pair in annotation.types()]
        for name, kind in [*named, *row_types(value)]:
            if not any(kind is known for known in reached.values()):
                reached[f"{way} → {name}"] = kind
                queue += [(f"{way} → {name}", each) for each in (kind, *typing.get_args(kind)) if is_ours(each)]
    return reached


PUBLIC = [(f"{room.__name__}.{name}", getattr(room, name)) for room in (hlo, *ROOMS) for name in room.__all__]


def test_every_type_that_a_caller_meets_can_be_imported() -> None:
    """If not, list it in the `__all__` of the room that makes it, or give it a task in `hlo_forms`."""
    homes = [value for _, value in PUBLIC]
    assert not [way for way, kind in met(PUBLIC).items() if not any(kind is home for home in homes)]


def test_the_walk_goes_through_fields_properties_methods_and_aliases() -> None:
    names = {way.rpartition(" → ")[2] for way in met([("compare", hlo.compare), ("read_many", hlo.read_many)])}
    assert {"Comparison", "MotiveComparison", "Cell", "Verdict", "OneSource", "Progress"} <= names
    assert not names & {"Executor", "Path", "Iterable"}


def test_a_room_offers_what_it_lists_and_nothing_of_the_door() -> None:
    assert not [room.__name__ for room in ROOMS if list(room.__all__) != sorted(room.__all__)]
    assert not [name for room in ROOMS for name in room.__all__ if name in hlo.__all__ or not hasattr(room, name)]
    assert not [room.__name__ for room in ROOMS if not room.__doc__]
