"""The tables of a data set and of its statistics, and their columns, as `instruments/*.toml` describes them."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any, Literal, TypeAlias

import attrs

from ..basics.values import FrozenMap
from ..errors import InvalidValueError
from ..wording import one_of

Kind: TypeAlias = Literal["text", "integer", "number", "boolean"]
Cell: TypeAlias = str | int | float | bool | None
Entry: TypeAlias = dict[str, Any]  # Any: what the TOML file holds


@attrs.frozen(kw_only=True)
class Column:
    """A column of a table: its name, its kind ("text", "integer", "number", "boolean"), and what it holds, by language.

    `codes` holds all its possible values where these are few and fixed; empty otherwise. `of` names the entries of
    the instrument whose ids are its values ("motives"); `often` lists values with a meaning of their own where
    others may occur too. Both are empty otherwise.
    """

    name: str
    kind: Kind
    label: FrozenMap[str, str] = attrs.field(repr=False)
    codes: tuple[str, ...] = ()
    of: str = ""
    often: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Code:
    """A value of a column with fixed codes: its meaning, by language, and its number.

    A number below 0 means that there is no answer; the code says why.
    """

    id: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    number: int


@attrs.frozen(kw_only=True)
class Schema:
    """A table of a data set: its name, the meaning of a row, by language, and its columns in order.

    `key` names the columns that identify a row; empty where none do.
    """

    name: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return a column by its name; `InvalidValueError` for an unknown one."""
        for column in self.columns:
            if column.name == name:
                return column
        raise InvalidValueError("column", f"a column of {self.name}: " + one_of(self.names, name), name)

    def row(self, values: Mapping[str, Cell]) -> tuple[Cell, ...]:
        """Return a row of these values by column; a column without a value is missing."""
        return tuple(values.get(name) for name in self.names)


@functools.cache
def described(file: str = "dataset") -> Entry:
    """Load the file that describes tables ("dataset", "statistics")."""
    text = (resources.files("hlo_forms") / "instruments" / f"{file}.toml").read_text("utf-8")
    return tomllib.loads(text)


@functools.cache
def schemas(file: str = "dataset") -> FrozenMap[str, Schema]:
    """Return the tables of every data set, by name, in order; or those of its "statistics".

    >>> schemas()["agreements"].names[-4:]
    ('who', 'when', 'doubts', 'field')
    """
    content = described(file)
    tables, columns = content["tables"], content["columns"]
    return FrozenMap({name: _schema(name, tables[name], columns) for name in content["order"]})


def _schema(name: str, table: Entry, shared: Entry) -> Schema:
    entries = shared | table.get("own", {})
    columns = tuple(_column(column, entries[column]) for column in table["columns"])
    return Schema(name=name, label=_label(table), columns=columns, key=tuple(table.get("key", ())))


def _column(name: str, entry: Entry) -> Column:
    return Column(
        name=name,
        kind=entry["kind"],
        label=_label(entry),
        codes=tuple(entry.get("codes", ())),
        of=entry.get("of", ""),
        often=tuple(entry.get("often", ())),
    )


@functools.cache
def _codes() -> Mapping[str, Entry]:
    codes: Mapping[str, Entry] = described("statistics")["codes"] | described()["codes"]
    return codes


def code_label(code: str, language: str) -> str:
    """Return the meaning of a code; `InvalidValueError` for a language that data sets do not speak.

    >>> code_label("not_offered", "nl")
    'niet aangeboden'
    """
    return _in_language(_label(_codes()[code]), language)


def codes_of(column: Column) -> tuple[Code, ...]:
    """Return the codes of a column, in order, with their meaning; empty where it has no fixed codes.

    >>> [(code.id, code.number) for code in codes_of(schemas()["answers"].column("status"))]
    [('answered', 1), ('not_discussed', 0), ('not_filled_in', -2)]
    """
    codes = _codes()
    return tuple(
        Code(id=code, label=_label(codes[code]), number=codes[code].get("number", place))
        for place, code in enumerate(column.codes, 1)
    )


def _label(entry: Entry) -> FrozenMap[str, str]:
    return FrozenMap({language: entry[language] for language in languages()})


def languages() -> tuple[str, ...]:
    """Return the languages in which a data set describes itself."""
    return tuple(described()["words"]["title"])


def word(key: str, language: str, file: str = "dataset") -> str:
    """Return the text of a data set for this key; `InvalidValueError` for a language it does not speak."""
    return _in_language(described(file)["words"][key], language)


def _in_language(texts: Mapping[str, str], language: str) -> str:
    if language not in texts:
        raise InvalidValueError("language", one_of(list(texts), language), language)
    return texts[language]
