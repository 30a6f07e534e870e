"""Public names and what their docstrings say of each attribute, for the reference and for the test that it is whole."""

from __future__ import annotations

import ast
import enum
import functools
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import attrs

import hlo_forms

SECTION = "Attributes:"
ENTRY = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)$", re.MULTILINE)


@attrs.frozen
class Public:
    """A public name: a function or class of `hlo_forms` or of one of its rooms, or an alias of types."""

    room: str
    name: str
    value: object = attrs.field(eq=False, repr=False)

    @property
    def path(self) -> str:
        """The name to import it by."""
        return ".".join(filter(None, ("hlo_forms", self.room, self.name)))

    @property
    def module(self) -> str:
        """The module that makes it."""
        home = importlib.import_module("hlo_forms" + ("." + self.room if self.room else ""))
        return str(self.value.__module__) if not self.is_alias else _source(home, self.name)

    @property
    def is_alias(self) -> bool:
        """True where it only stands for other types, such as `str | None`."""
        return not (inspect.isclass(self.value) or inspect.isfunction(self.value))

    @property
    def text(self) -> str:
        """Its docstring; that of an alias is the text below it in the source."""
        return _alias(self.module, self.name)[1] if self.is_alias else inspect.getdoc(self.value) or ""

    @property
    def definition(self) -> str:
        """The types that an alias stands for, as they are written."""
        return _alias(self.module, self.name)[0]


def public() -> list[Public]:
    """Every public name: those of `hlo_forms`, and then those of each room."""
    names = [Public("", name, getattr(hlo_forms, name)) for name in hlo_forms.__all__]
    for room in hlo_forms._ROOMS:  # noqa: SLF001 - the list of rooms has no other reader
        module = importlib.import_module(f"hlo_forms.{room}")
        names += [Public(room, name, getattr(module, name)) for name in module.__all__]
    return names


def bases(kind: type) -> list[type]:
    """A class and those of ours that it is made from."""
    return [base for base in kind.__mro__ if base.__module__.startswith("hlo_forms")]


def attributes(kind: type) -> dict[str, str]:
    """The meaning of each attribute of a class, as it and its bases tell it."""
    meanings: dict[str, str] = {}
    for base in reversed(bases(kind)):
        section = inspect.cleandoc(base.__doc__ or "").partition(f"\n{SECTION}\n")[2].partition("\n\n")[0]
        meanings |= {name: " ".join(text.split()) for name, text in ENTRY.findall(section)}
    return meanings


def attributes_of(kind: type) -> list[str]:
    """The attributes that a class has, in order: the fields of a value, or the members of an enumeration."""
    if issubclass(kind, enum.Enum):
        return list(kind.__members__)
    fields = attrs.fields(kind) if attrs.has(kind) else ()
    return [field.name for field in fields if not field.name.startswith("_")]


def prose(text: str) -> str:
    """A docstring without its attributes."""
    before, section, after = text.partition(f"\n{SECTION}\n")
    return before + "\n" + after.partition("\n\n")[2] if section else text


@functools.cache
def _alias(module: str, name: str) -> tuple[str, str]:
    body = ast.parse(Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")).body
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign | ast.Assign) and node.value and name in _targets(node):
            text = following.value if isinstance(following, ast.Expr) else None
            return ast.unparse(node.value), str(text.value) if isinstance(text, ast.Constant) else ""
    raise LookupError(f"{module} has no {name}")


def _targets(node: ast.AnnAssign | ast.Assign) -> list[str]:
    targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _source(home: ModuleType, name: str) -> str:
    """The module that a room takes a name from."""
    tree = ast.parse(Path(str(home.__file__)).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
            return importlib.import_module("." * node.level + (node.module or ""), home.__name__).__name__
    raise LookupError(f"{home.__name__} takes {name} from nowhere")


def members(kind: type) -> Iterator[tuple[type, str, object]]:
    """The properties and methods of a class, in the order of its source, with the class that has them."""
    seen = set()
    for base in bases(kind):
        for name, member in vars(base).items():
            plain = isinstance(member, property | functools.cached_property | classmethod | staticmethod)
            if not name.startswith("_") and name not in seen and (plain or inspect.isfunction(member)):
                seen.add(name)
                yield base, name, member
