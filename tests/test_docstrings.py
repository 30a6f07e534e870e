"""What the documentation of the code promises: it is there, and its examples run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import types
from collections.abc import Iterator

import pytest

import hlo_forms
from places import MODULES, module_name

NAMES = [".".join(filter(None, ["hlo_forms", module_name(path)])) for path in MODULES]


def imported() -> Iterator[tuple[str, types.ModuleType]]:
    for name in NAMES:
        yield name, importlib.import_module(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_module_run(name: str) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    for test in doctest.DocTestFinder().find(importlib.import_module(name)):
        if test.examples:  # to start without any is dear as well: each start looks whether a source was changed
            runner.run(test)
    assert not runner.failures


def test_a_module_says_what_it_is_for() -> None:
    silent = [
        name
        for name, module in imported()
        if not module.__doc__
        and any(inspect.isfunction(value) or inspect.isclass(value) for value in vars(module).values())
    ]
    assert silent == []


def test_what_a_module_offers_is_documented() -> None:
    """Functions and classes without an underscore, for those who read the code."""
    bare = [
        f"{name}.{key}"
        for name, module in imported()
        for key, value in vars(module).items()
        if getattr(value, "__module__", None) == name
        and not key.startswith(("_", "check_", "must_"))
        and callable(value)
        and not inspect.getdoc(value)
    ]
    assert bare == []


def members(kind: type) -> Iterator[tuple[str, object]]:
    for name, found in vars(kind).items():
        if name.startswith("_") or isinstance(found, types.MemberDescriptorType):
            continue
        if isinstance(found, property | classmethod | staticmethod) or inspect.isfunction(found):
            yield name, found


def public() -> Iterator[tuple[str, object]]:
    """The functions and classes at the door; what an alias of types says stands below it, see `test_reference`."""
    for name in hlo_forms.__all__:
        if inspect.isroutine(value := getattr(hlo_forms, name)) or inspect.isclass(value):
            yield name, value


def public_in_rooms() -> Iterator[tuple[str, object]]:
    """The classes that rooms offer."""
    for room in (importlib.import_module(f"hlo_forms.{room}") for room in hlo_forms._ROOMS):
        yield from ((name, value) for name in room.__all__ if inspect.isclass(value := getattr(room, name)))


def test_every_public_object_is_documented_in_sentences() -> None:
    bare = [name for name, value in (*public(), *public_in_rooms()) if not value.__doc__]
    assert bare == []
    unfinished = [
        name for name, value in public() if not str(value.__doc__).strip().split("\n")[0].endswith((".", ":", "?"))
    ]
    assert unfinished == []


def test_every_member_of_a_public_class_is_documented() -> None:
    bare = [
        f"{name}.{member}"
        for name, kind in (*public(), *public_in_rooms())
        if inspect.isclass(kind)
        for base in kind.__mro__
        if base.__module__.startswith("hlo_forms")
        for member, value in members(base)
        if not inspect.getdoc(value)
    ]
    assert bare == []
