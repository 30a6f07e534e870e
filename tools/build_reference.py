"""Write the reference of the site: a page for each public name, with its attributes and its example, from docstrings.

python tools/build_reference.py FOLDER
"""

from __future__ import annotations

import enum
import functools
import importlib
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import hlo_forms
from docstrings import Public, attributes, bases, members, prose, public
from hlo_forms import errors

NAMES = public()
IDENTIFIER = re.compile(r"(?<![\w.'\"])([A-Za-z_][\w.]*)(?![\w'\"])")
CODE = re.compile(r"`([^`]+)`")
SPECIAL = re.compile(r"([*|\\])|(?<=\w)_(?!\w)")


def slug(text: str) -> str:
    """Return a title as the name of its page, which is not that of any name."""
    return "about-" + re.sub(r"[^a-z]+", "-", text.lower()).strip("-")


def page_of(name: Public) -> str:
    """Return the name of the page of a public name; no two pages differ by capitals only."""
    twins = [other for other in NAMES if other.room == name.room and other.name.lower() == name.name.lower()]
    suffix = "-class" if len(twins) > 1 and inspect.isclass(name.value) else ""
    return ".".join(filter(None, (name.room, name.name + suffix)))


def sections() -> Iterator[tuple[str, str, list[Public]]]:
    """Yield the parts of the reference: a title, an introduction and the names in it."""
    at_door = {name.name: name for name in NAMES if not name.room}
    for task, modules in hlo_forms._TASKS.items():  # noqa: SLF001 - the map of names by task
        title, _, more = task.partition(": ")
        yield title, more, [at_door[name] for names in modules.values() for name in names.split()]
    for room, content in hlo_forms._ROOMS.items():  # noqa: SLF001 - as above
        yield f"hlo_forms.{room}", content, [name for name in NAMES if name.room == room]


# ---- texts as reStructuredText


def home(text: str, room: str) -> Public | None:
    """Return the public name that a word in a docstring means, seen from a room."""
    candidates = [name for name in NAMES if name.name == text]
    near = [name for name in candidates if name.room == room] or [name for name in candidates if not name.room]
    return next(iter(near or candidates), None)


def linked(text: str, room: str) -> str:
    """Return a paragraph in which the names between backticks lead to their pages."""

    def code(match: re.Match[str]) -> str:
        whole, (first, *rest) = match[1], match[1].partition(".")[::2]
        if page := re.fullmatch(r"docs/([\w-]+)\.md", whole):
            return f":doc:`/{page[1]}`"
        target = home(first, room)
        if target is None or not re.fullmatch(r"\w+(\.\w+)?", whole) or not _has(target, "".join(rest)):
            return f"``{whole}``"
        return f":py:obj:`{whole} <{'.'.join(filter(None, (target.path, *rest)))}>`"

    pieces = CODE.split(text)
    codes = iter(CODE.finditer(text))
    return "".join(code(next(codes)) if at % 2 else SPECIAL.sub(r"\\\g<0>", piece) for at, piece in enumerate(pieces))


def _has(target: Public, member: str) -> bool:
    kind = target.value
    if not member:
        return True
    return inspect.isclass(kind) and (member in attributes(kind) or member in {name for _, name, _ in members(kind)})


def described(text: str, room: str) -> str:
    """Return a docstring: its paragraphs with links, its examples and indented blocks as they are."""
    blocks = text.strip("\n").split("\n\n")
    return "\n\n".join(block if block.startswith((">>>", " ")) else linked(block, room) for block in blocks)


def qualified(annotation: str, module: str) -> str:
    """Return an annotation in which each of our types is named in full."""
    room = [*module.split("."), ""][1]
    scope = vars(importlib.import_module(module))

    def name(match: re.Match[str]) -> str:
        candidates = [each for each in NAMES if each.name == match[1] and not inspect.isfunction(each.value)]
        same = [each for each in candidates if each.value is scope.get(match[1])]
        if match[1] == "type":
            return "builtins.type"
        near = same or [each for each in candidates if each.room in (room, "")] or candidates
        return near[0].path if near else match[1]

    return IDENTIFIER.sub(name, annotation.replace("ClassVar[str]", "str"))


# ---- entries


def entry(name: Public) -> Iterator[str]:
    """Yield the page of a public name."""
    title = f"``{name.path.removeprefix('hlo_forms.')}``"
    yield from (title, "=" * len(title), "", f".. py:currentmodule:: {name.path.rpartition('.')[0]}", "")
    if name.is_alias:
        definition = qualified(name.definition, name.module)
        yield from directive("type", name.name, described(name.text, name.room), canonical=definition)
    elif inspect.isfunction(name.value):
        yield from directive("function", name.name + signature(name.value), described(name.text, name.room))
    else:
        yield from class_entry(name)


def class_entry(name: Public) -> Iterator[str]:
    """Yield the entry of a class: its text, its attributes, its properties and its methods."""
    kind = name.value
    if not inspect.isclass(kind):
        raise TypeError(name.path)
    word = "exception" if issubclass(kind, BaseException) else "class"
    body = [described(prose(name.text), name.room), *built_on(name)]
    for attribute, meaning in attributes(kind).items():
        options = {"type": field_type(kind, attribute), "value": enum_value(kind, attribute)}
        lines = directive("attribute", f"{name.name}.{attribute}", linked(meaning, name.room), **options)
        body.append("\n".join(lines))
    for base, member, value in members(kind):
        if member not in attributes(kind):
            body.append("\n".join(member_entry(name, base, member, value)))
    yield from directive(word, name.name + made(kind), "\n\n".join(body))


def built_on(name: Public) -> Iterator[str]:
    """Yield a line on the public classes that a class is made from."""
    above = bases(name.value)[1:] if inspect.isclass(name.value) else []
    kinds = [each for each in NAMES if any(each.value is base for base in above)]
    if kinds:
        yield "A kind of " + ", ".join(f":py:obj:`{each.name} <{each.path}>`" for each in kinds) + "."


def member_entry(name: Public, base: type, member: str, value: object) -> Iterator[str]:
    """Yield the entry of a property or method."""
    text = described(inspect.getdoc(value) or "", name.room)
    if isinstance(value, property | functools.cached_property):
        function = getattr(value, "fget", None) or getattr(value, "func", None)
        kind = qualified(str(getattr(function, "__annotations__", {}).get("return", "")), base.__module__)
        yield from directive("property", f"{name.name}.{member}", text, type=kind)
        return
    word = {classmethod: "classmethod", staticmethod: "staticmethod"}.get(type(value), "method")
    function = getattr(value, "__func__", value)
    yield from directive(word, f"{name.name}.{member}{signature(function, bound=word != 'staticmethod')}", text)


def field_type(kind: type, attribute: str) -> str:
    """Return the type of an attribute, as its class declares it."""
    for base in bases(kind):
        if annotation := vars(base).get("__annotations__", {}).get(attribute):
            return qualified(str(annotation), base.__module__)
    return ""


def enum_value(kind: type, attribute: str) -> str:
    """Return the value of a member of an enumeration."""
    return repr(kind[attribute].value) if issubclass(kind, enum.Enum) and attribute in kind.__members__ else ""


def made(kind: type) -> str:
    """Return the arguments of a class, without types: its attributes say these."""
    if issubclass(kind, enum.Enum | BaseException) or getattr(kind, "_is_protocol", False):
        return ""
    arguments = [
        each.replace(annotation=each.empty, default=_default(each.default))
        for each in inspect.signature(kind).parameters.values()
    ]
    return str(inspect.Signature(arguments))


def signature(function: object, *, bound: bool = False) -> str:
    """Return the arguments of a function and its result, with our types in full."""
    if not inspect.isfunction(function):
        raise TypeError(function)
    whole = inspect.signature(function)
    typed = functools.partial(_typed, module=function.__module__)
    arguments = [
        each.replace(annotation=typed(each.annotation), default=_default(each.default))
        for each in list(whole.parameters.values())[bound:]
    ]
    return str(whole.replace(parameters=arguments, return_annotation=typed(whole.return_annotation)))


def _typed(annotation: object, module: str) -> object:
    return annotation if annotation is inspect.Signature.empty else _Shown(qualified(str(annotation), module))


def _default(value: object) -> object:
    return value if value is inspect.Parameter.empty else _Shown(repr(value) if isinstance(value, str) else value)


class _Shown:
    """A default or an annotation, as a reader of the page wants it."""

    def __init__(self, value: object) -> None:
        is_plain = isinstance(value, bool | int | float | tuple | None) and not isinstance(value, enum.Enum)
        self.text = value if isinstance(value, str) else repr(value) if is_plain else "…"

    def __repr__(self) -> str:
        return self.text


def directive(word: str, argument: str, text: str, **options: str) -> Iterator[str]:
    """Yield a directive of the domain of Python."""
    yield f".. py:{word}:: {argument}"
    yield from (f"   :{name}: {value}" for name, value in options.items() if value)
    yield from ("", textwrap.indent(text, "   "), "")


# ---- pages


def pages() -> Iterator[tuple[str, str]]:
    """Yield the pages of the reference, by name."""
    parts = [(slug(title), title, more, names) for title, more, names in sections()]
    for file, title, more, names in parts:
        links = [f"* :doc:`{page_of(name)}`: {linked(name.text.partition(chr(10))[0], name.room)}" for name in names]
        opening = f"{more[:1].upper()}{more[1:]}." if more else described(inspect.cleandoc(str(errors.__doc__)), "")
        yield file, "\n".join([title, "=" * len(title), "", opening, "", *links, ""])
        for name in names:
            yield page_of(name), "\n".join([":orphan:", "", *entry(name), f"Part of :doc:`{file}`.", ""])
    tree = [".. toctree::", "   :maxdepth: 1", "", *(f"   {file}" for file, *_ in parts)]
    words = "Every public name, by task: import it from ``hlo_forms``, or from the room that it stands under."
    yield "index", "\n".join(["Reference", "=========", "", words, "", *tree, ""])


def write(folder: Path) -> None:
    """Write the pages into a folder; those that did not change keep their time, so that they are not built again."""
    folder.mkdir(exist_ok=True)
    made = dict(pages())
    for path in folder.glob("*.rst"):
        if path.stem not in made:
            path.unlink()
    for file, text in made.items():
        path = folder / f"{file}.rst"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
