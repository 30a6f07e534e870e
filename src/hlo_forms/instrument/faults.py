"""Faults of an instrument file: every one at once, with its line, and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, TypeAlias

import attrs

from ..basics.messages import Sentence, in_words
from ..basics.text import Expected
from ..basics.values import one_of
from ..errors import InvalidValueError
from .checks import FITTING, TEXTS, id_faults
from .editions import previous_faults
from .model import Instrument
from .parts import Motive, MotiveCategory, OrganisationType, Phase, Question, Theme

Structure: TypeAlias = Callable[[str, Any, Any], Any]  # Any: the value of a field, its type, and what it becomes
Path: TypeAlias = tuple[str | int, ...]
Table = dict[str, Any]  # Any: what a TOML file holds is not known before it is checked
_KINDS: Mapping[str, type] = {
    "organisation_types": OrganisationType,
    "categories": MotiveCategory,
    "motives": Motive,
    "phases": Phase,
    "themes": Theme,
    "questions": Question,
}
_SHOWN = 80


@attrs.frozen
class InstrumentFault:
    """A fault of an instrument file: the place in it, the line as far as there is one, and what to do.

    >>> fault = InstrumentFault("motives[3].id", TEXTS.sentence("missing"), line=12)
    >>> fault.in_words(language="nl")
    'regel 12: motives[3].id: ontbreekt: voeg het toe'
    """

    place: str
    text: Sentence | str
    line: int | None = None
    entry: str | None = None

    def in_words(self, *, language: str) -> str:
        """Return the fault in a language, with its line."""
        where = TEXTS.text("at_line", language, line=self.line) + ": " if self.line else ""
        return f"{where}{self._said(language)}"

    def _said(self, language: str) -> str:
        named = f' (id "{self.entry}")' if self.entry else ""
        return f"{self.place}: ".removeprefix(": ") + f"{in_words(self.text, language)}{named}"

    def __str__(self) -> str:
        return self._said("en")


def faults_in(table: Table, structure: Structure) -> Iterator[InstrumentFault]:
    """Yield every fault of an instrument in a table, other than those of its own words."""
    for path, text in _faults(table, structure):
        yield fault_at(table, path, text)


def fault_at(table: Table, path: Path, text: Sentence | str) -> InstrumentFault:
    """Return the fault at a path in a table, with the id of the entry that it is in."""
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
    entry: Any = table  # Any: what the file holds
    for key in path[:2] if len(path) > 1 and isinstance(path[1], int) else ():
        entry = entry[key]
    id = entry.get("id") if isinstance(entry, dict) and entry is not table else None
    return InstrumentFault(place, text, entry=id if isinstance(id, str) else None)


def _faults(table: Table, structure: Structure) -> Iterator[tuple[Path, Sentence]]:
    fields = attrs.fields_dict(attrs.resolve_types(Instrument))
    yield from _unknown((), table, fields)
    so_far = SimpleNamespace()
    for name, field in fields.items():
        if name in _KINDS:
            yield from _of_entries(name, table, so_far, structure)
        elif name in table or field.default is attrs.NOTHING:
            yield from _of_field((name,), field, table, so_far, structure)
            if name == "headings" and isinstance(table.get(name), dict):
                setattr(so_far, name, table[name])  # their names are checked even where one has a fault
            if name in FITTING and hasattr(so_far, name):
                yield from (_wanted((), fault) for fault in FITTING[name](so_far))
    if getattr(so_far, "previous", None) is not None and not so_far.broken:
        yield from (_wanted((), fault) for fault in previous_faults(so_far))


def _of_entries(
    name: str, table: Table, so_far: SimpleNamespace, structure: Structure
) -> Iterator[tuple[Path, Sentence]]:
    """Yield the faults of the entries of one kind: of each of them, and of those that are right among each other."""
    kind, raw = _KINDS[name], table.get(name, [])
    if not isinstance(raw, list) or (not raw and name not in ("themes", "questions")):
        key = "want_kind" if raw else "missing"
        yield (name,), TEXTS.sentence(key, kind=TEXTS.sentence("kinds.list"))
        return
    right, places, broken = [], [], set[object]()
    for index, entry in enumerate(raw):
        own = list(_of_part((name, index), kind, entry, structure))
        yield from own
        if own:
            broken.add(entry.get("id") if isinstance(entry, dict) else None)
        else:
            right.append(structure(name, entry, kind))
            places.append(index)
    setattr(so_far, name, tuple(right))
    so_far.broken = getattr(so_far, "broken", set()) | broken
    if any(not hasattr(so_far, before) for before in ("organisation_types", "categories", name)):
        return
    for fault in (*id_faults(name, right), *FITTING[name](so_far)):
        path, text = _wanted((), fault)
        is_of_all = len(path) == 1
        if fault.value not in so_far.broken and not (is_of_all and broken):
            yield (name, places[int(path[1])], *path[2:]) if not is_of_all else path, text


def _of_part(path: Path, kind: type, raw: object, structure: Structure) -> Iterator[tuple[Path, Sentence]]:
    """Yield every fault of one entry."""
    if not isinstance(raw, dict):
        yield path, TEXTS.sentence("want_kind", kind=TEXTS.sentence("kinds.table"))
        return
    fields = attrs.fields_dict(attrs.resolve_types(kind))
    yield from _unknown(path, raw, fields)
    so_far = SimpleNamespace()
    for name, field in fields.items():
        if name in raw or field.default is attrs.NOTHING:
            yield from _of_field((*path, name), field, raw, so_far, structure)


def _unknown(path: Path, table: Table, fields: Iterable[str]) -> Iterator[tuple[Path, Sentence]]:
    known = list(fields)
    for key in sorted(table.keys() - set(known)):
        yield (*path, key), unknown_key(key, known)


def unknown_key(key: str, known: Collection[str]) -> Sentence:
    """Return the fault of a key that is none of those that are known."""
    return TEXTS.sentence("unknown_key", name=key, options=_expected(one_of(known, key)))


def _of_field(
    path: Path, field: attrs.Attribute[Any], table: Table, so_far: SimpleNamespace, structure: Structure
) -> Iterator[tuple[Path, Sentence]]:
    """Yield the faults of one field; what is right is kept for the fields after it."""
    import cattrs

    from ..basics.structuring import faults

    if field.name not in table:
        yield path, TEXTS.sentence("missing")
        return
    try:
        value = structure(field.name, table[field.name], field.type)
        value = field.converter(value) if callable(field.converter) else value
        setattr(so_far, field.name, value)
        if field.validator is not None and field.name not in (*FITTING, "previous"):
            with suppress(AttributeError):  # a field before it, which is told already, has a fault
                field.validator(so_far, field, value)
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        for inner, fault in faults(error):
            if isinstance(fault, InvalidValueError):
                own = fault.field.removeprefix(field.name).removeprefix(".")
                yield _wanted((*path, *inner), attrs_fault(own, fault))
            elif isinstance(fault, cattrs.ForbiddenExtraKeysError):
                yield from _unknown((*path, *inner), dict.fromkeys(fault.extra_fields), attrs.fields_dict(fault.cl))
            elif isinstance(fault, KeyError):
                yield (*path, *inner), TEXTS.sentence("missing")
            else:
                yield (*path, *inner), _sentence(fault)


def attrs_fault(field: str, fault: InvalidValueError) -> InvalidValueError:
    """Return the same fault of another field."""
    return InvalidValueError(field, fault.expected, fault.value)


def _sentence(fault: BaseException) -> Sentence:
    text = fault.args[0] if fault.args else ""
    return text if isinstance(text, Sentence) else TEXTS.sentence("as_it_is", text=str(fault))


def _wanted(path: Path, fault: InvalidValueError) -> tuple[Path, Sentence]:
    """Return the place and the sentence of a value that does not fit."""
    keys = [int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]]+", fault.field)]
    text = TEXTS.sentence("expected", expected=_expected(fault.expected), value=as_written(fault.value))
    return (*path, *keys), text


def _expected(expected: str) -> str:
    """Return what was expected, as a sentence that is there in each language where we have it."""
    if isinstance(expected, Sentence):
        return expected
    if isinstance(expected, Expected) and expected.key in _WANTED:
        return TEXTS.sentence(expected.key, **expected.values)
    keys = {TEXTS.text(name, "en"): name for name in _WANTED[5:]}
    return TEXTS.sentence(keys[expected]) if expected in keys else expected


_WANTED: tuple[str, ...] = ("one_of", "one_of_near", "one_of_many", "one_of_many_near", "want_id")
_WANTED += ("want_yes_or_no", "want_number", "want_paragraph", "want_central", "want_some_texts")


def as_written(value: object) -> str:
    """Return a value as a file may have it, not too long."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


# ---- lines


_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = re.compile(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*")
_TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")


@attrs.define
class _KeyLines:
    """The line of each key in a TOML file that can be read."""

    lines: dict[Path, int] = attrs.field(factory=dict)
    counts: dict[Path, int] = attrs.field(factory=dict)
    prefix: Path = ()
    key: Path = ()
    closing: str = ""
    depth: int = 0

    def take(self, number: int, line: str) -> None:
        if self.closing:
            _, end, rest = line.partition(self.closing)
            if not end:
                return
            self.closing = ""
            self._value(rest)
            return
        text = line.strip()
        if self.depth:
            if text.startswith(("{", '"', "'")) and self.depth == 1:
                place = (*self.key, self.counts.setdefault(self.key, 0))
                self.counts[self.key] += 1
                self.lines.setdefault(place, number)
            self._value(text)
        elif text.startswith("["):
            self._table(number, text)
        elif text and not text.startswith("#") and (match := _DOTTED.match(text)):
            self.key = (*self.prefix, *_keys(match[1]))
            self.lines.setdefault(self.key, number)
            self._value(text[match.end() :])

    def _table(self, number: int, text: str) -> None:
        is_entry = text.startswith("[[")
        match = _DOTTED.match(text.lstrip("["))
        path: Path = ()
        for key in _keys(match[1]) if match else ():
            path = (*path, key)
            if path in self.counts and not (is_entry and len(path) == len(_keys(match[1] if match else ""))):
                path = (*path, self.counts[path] - 1)
        if is_entry:
            self.counts[path] = self.counts.get(path, 0) + 1
            path = (*path, self.counts[path] - 1)
        self.prefix = path
        self.lines.setdefault(path, number)

    def _value(self, text: str) -> None:
        for quotes in ('"""', "'''"):
            head, start, rest = text.partition(quotes)
            if start and quotes not in rest:
                self.closing = quotes
                text = head
        plain = _TEXT.sub("", text).partition("#")[0]
        self.depth = max(0, self.depth + plain.count("[") - plain.count("]"))


def _keys(dotted: str) -> list[str]:
    return [key.strip("\"'") for key in re.findall(_KEY, dotted)]


def with_lines(found: Iterable[InstrumentFault], text: str) -> Iterator[InstrumentFault]:
    """Yield faults with the line of the file that they are about: that of the nearest key around them."""
    lines = _KeyLines()
    for number, line in enumerate(text.splitlines(), 1):
        lines.take(number, line)
    for fault in found:
        yield attrs.evolve(fault, line=_line(lines.lines, fault.place))


def _line(lines: Mapping[Path, int], place: str) -> int | None:
    """Return the line of the longest path that a place begins with, or else of the first that is in that place."""
    best: tuple[int, int | None] = (0, None)
    for path, line in lines.items():
        text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
        if (place == text or place.startswith((f"{text}.", f"{text}["))) and len(text) > best[0]:
            best = len(text), line
        elif best == (0, None) and text.startswith(f"{place}[") and place:
            best = 0, line
    return best[1]
