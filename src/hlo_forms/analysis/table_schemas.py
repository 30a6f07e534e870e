"""Which tables a data set and its statistics have, and which columns: all of it stands in `instruments/*.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any, Literal, TypeAlias

import attrs

from ..errors import InvalidValueError
from ..values import FrozenMap
from ..wording import one_of

Kind: TypeAlias = Literal["text", "integer", "number", "boolean"]
Cell: TypeAlias = str | int | float | bool | None
Entry: TypeAlias = dict[str, Any]  # Any: what the TOML file holds


@attrs.frozen(kw_only=True)
class Column:
    """A column of a table: its name, its kind ("text", "integer", "number", "boolean"), and what it holds, by language.

    `codes` are all the values that it can have, where these are few and fixed; empty otherwise. `of` names the
    entries of the instrument whose ids are its values ("motives"), `often` values that have a meaning too, where
    there may be others; empty otherwise.
    """

    name: str
    kind: Kind
    label: FrozenMap[str, str] = attrs.field(repr=False)
    codes: tuple[str, ...] = ()
    of: str = ""
    often: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Code:
    """A value of a column with fixed codes: what it means, by language, and its number.

    Below 0 it says that there is no answer, and why.
    """

    id: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    number: int


@attrs.frozen(kw_only=True)
class Schema:
    """A table of a data set: its name, what one row is, by language, and its columns in order.

    `key` names the columns that tell its rows apart; empty where no columns do.
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
        """A column by its name; `InvalidValueError` for an unknown one."""
        for column in self.columns:
            if column.name == name:
                return column
        raise InvalidValueError("column", f"a column of {self.name}: " + one_of(self.names, name), name)

    def row(self, values: Mapping[str, Cell]) -> tuple[Cell, ...]:
        """A row of these values by column; what is not named is missing."""
        return tuple(values.get(name) for name in self.names)


@functools.cache
def described(file: str = "dataset") -> Entry:
    """What the file says in which tables ("dataset", "statistics") are described."""
    text = (resources.files("hlo_forms") / "instruments" / f"{file}.toml").read_text("utf-8")
    return tomllib.loads(text)


@functools.cache
def schemas(file: str = "dataset") -> FrozenMap[str, Schema]:
    """The tables of every data set, by name, in order; or those of its "statistics".

    >>> schemas()["agreements"].names[-4:]
    ('who', 'when', 'doubts', 'field')
    """
    found = described(file)
    return FrozenMap({name: _schema(name, found["tables"][name], found["columns"]) for name in found["order"]})


def _schema(name: str, table: Entry, known: Entry) -> Schema:
    known = known | table.get("own", {})
    columns = tuple(_column(column, known[column]) for column in table["columns"])
    return Schema(name=name, label=_label(table), columns=columns, key=tuple(table.get("key", ())))


def _column(name: str, given: Entry) -> Column:
    codes, of = tuple(given.get("codes", ())), given.get("of", "")
    return Column(
        name=name, kind=given["kind"], label=_label(given), codes=codes, of=of, often=tuple(given.get("often", ()))
    )


@functools.cache
def _codes() -> Mapping[str, Entry]:
    found: Mapping[str, Entry] = described("statistics")["codes"] | described()["codes"]
    return found


def code_label(code: str, language: str) -> str:
    """What a code means; `InvalidValueError` for a language that data sets do not speak.

    >>> code_label("not_offered", "nl")
    'niet aangeboden'
    """
    label = _label(_codes()[code])
    if language not in label:
        raise InvalidValueError("language", one_of(list(label), language), language)
    return label[language]


def codes_of(column: Column) -> tuple[Code, ...]:
    """The codes of a column, in order, with what they mean; empty where it has no fixed codes.

    >>> [(code.id, code.number) for code in codes_of(schemas()["answers"].column("status"))]
    [('answered', 1), ('not_discussed', 0), ('not_filled_in', -2)]
    """
    known = _codes()
    return tuple(
        Code(id=code, label=_label(known[code]), number=known[code].get("number", place))
        for place, code in enumerate(column.codes, 1)
    )


def _label(given: Entry) -> FrozenMap[str, str]:
    return FrozenMap({language: given[language] for language in languages()})


def languages() -> tuple[str, ...]:
    """The languages in which a data set describes itself."""
    return tuple(described()["words"]["title"])


def word(key: str, language: str, file: str = "dataset") -> str:
    """What a data set says for this key; `InvalidValueError` for a language it does not speak."""
    wording: Mapping[str, str] = described(file)["words"][key]
    if language not in wording:
        raise InvalidValueError("language", one_of(list(wording), language), language)
    return wording[language]
