"""A table of a data set: plain rows, or a data frame of pandas, polars, Arrow or narwhals."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from ..basics.libraries import import_library
from ..basics.messages import Catalogue
from ..basics.values import FrozenMap, one_of
from ..errors import InvalidValueError
from ..pages.shown import Shown

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd
    import polars as pl
    import pyarrow as pa


Kind: TypeAlias = Literal["text", "integer", "number", "boolean"]
"""The kind of the values in a column."""

Cell: TypeAlias = str | int | float | bool | None
"""The value of one cell of a table; None for an empty one."""

Entry: TypeAlias = dict[str, Any]  # Any: what the TOML file holds

TEXTS = Catalogue("dataset")


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
def schemas(file: str = "dataset") -> FrozenMap[str, Schema]:
    """Return the tables of every data set, by name, in order; or those in another catalogue ("statistics").

    >>> schemas()["agreements"].names[-4:]
    ('who', 'when', 'doubts', 'field')
    """
    content = Catalogue(file).content
    shared = content.get("columns", {})
    return FrozenMap({name: _schema(name, content["tables"][name], shared) for name in content["order"]})


def schema_by(file: str, name: str, by: Iterable[str]) -> Schema:
    """Return a table of another catalogue that is split by these columns of "forms", which come first."""
    own = schemas(file)[name]
    return attrs.evolve(own, columns=(*map(schemas()["forms"].column, by), *own.columns))


def _schema(name: str, table: Entry, shared: Entry) -> Schema:
    own: Entry = table.get("own", {})
    entries = shared | own
    columns = tuple(_column(column, entries[column]) for column in table.get("columns", own))
    return Schema(name=name, label=_label(table), columns=columns, key=tuple(table.get("key", ())))


def _column(name: str, entry: Entry) -> Column:
    values = {key: tuple(entry.get(key, ())) for key in ("codes", "often")}
    return Column(name=name, kind=entry["kind"], label=_label(entry), of=entry.get("of", ""), **values)


def code_label(code: str, language: str) -> str:
    """Return the meaning of a code; `InvalidValueError` for a language that data sets do not speak.

    >>> code_label("not_offered", "nl")
    'niet gevraagd'
    """
    return TEXTS.text(f"codes.{code}", language)


def codes_of(column: Column) -> tuple[Code, ...]:
    """Return the codes of a column, in order, with their meaning; empty where it has no fixed codes.

    >>> [(code.id, code.number) for code in codes_of(schemas()["answers"].column("status"))]
    [('answered', 1), ('not_discussed', 0), ('not_filled_in', -2)]
    """
    codes: Mapping[str, Entry] = TEXTS.content["codes"]
    return tuple(
        Code(id=code, label=TEXTS.texts(f"codes.{code}"), number=codes[code].get("number", place))
        for place, code in enumerate(column.codes, 1)
    )


def _label(entry: Entry) -> FrozenMap[str, str]:
    return FrozenMap({language: entry[language] for language in TEXTS.languages})


def table_of(schema: Schema, rows: Iterable[Mapping[str, Cell]]) -> Table:
    """Return a table of rows that are values by column; a column without a value is missing."""
    return Table(schema, map(schema.row, rows))


def counted(number: int, noun: str) -> str:
    """Return a number of things, in English ("1 form")."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


_BACKENDS = ("pandas", "polars", "pyarrow")
_PANDAS = {"text": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def _rows(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(rows)


@attrs.frozen(repr=False)
class Table(Shown):
    """A table: one row is one fact, in the columns of its `schema`, which do not depend on the rows.

    Iterating gives each row as a dict by column name, without any other library; `rows` holds the same as plain tuples.
    A missing value is None. `to_pandas`, `to_polars`, `to_arrow` and `to_narwhals` give a data frame with the same
    columns, kinds and missing values, also where the table is empty.

    >>> from hlo_forms import CommitmentForm, Agreement, Dataset
    >>> table = Dataset([CommitmentForm(round="2026", agreements=[Agreement(what="Evaluatie")])])["agreements"]
    >>> table
    Table(agreements: 1 row, 12 columns)
    >>> [(row["round"], row["what"], row["who"]) for row in table]
    [('2026', 'Evaluatie', None)]
    """

    schema: Schema
    rows: tuple[tuple[Cell, ...], ...] = attrs.field(converter=_rows)

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.schema.name

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order."""
        return self.schema.columns

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        names = self.schema.names
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> tuple[Cell, ...]:
        """Return the values of a column, in order; `InvalidValueError` for an unknown one."""
        index = self.schema.columns.index(self.schema.column(name))
        return tuple(row[index] for row in self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a pandas data frame with nullable types: string, Int64, Float64, boolean."""
        pandas = import_library("pandas")
        kinds = {column.name: _PANDAS[column.kind] for column in self.columns}
        columns = {name: pandas.array(values, dtype=kinds[name]) for name, values in self._values().items()}
        frame: pd.DataFrame = pandas.DataFrame(columns)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return the table as a polars data frame: String, Int64, Float64, Boolean."""
        polars = import_library("polars")
        kinds = {"text": polars.String, "integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean}
        schema = {column.name: kinds[column.kind] for column in self.columns}
        frame: pl.DataFrame = polars.DataFrame(self._values(), schema=schema)
        return frame

    def to_arrow(self) -> pa.Table:
        """Return the table as an Arrow table: string, int64, double, bool."""
        arrow = import_library("pyarrow")
        kinds = {"text": arrow.string(), "integer": arrow.int64(), "number": arrow.float64(), "boolean": arrow.bool_()}
        schema = arrow.schema([(column.name, kinds[column.kind]) for column in self.columns])
        table: pa.Table = arrow.table(self._values(), schema=schema)
        return table

    def to_narwhals(self, backend: str | None = None) -> nw.DataFrame[Any]:
        """Return the table for narwhals, on "pandas", "polars" or "pyarrow"; by default on the first one installed."""
        narwhals = import_library("narwhals")
        if backend is not None and backend not in _BACKENDS:
            raise InvalidValueError("backend", one_of(_BACKENDS, backend), backend)
        makers = {"pandas": self.to_pandas, "polars": self.to_polars, "pyarrow": self.to_arrow}
        installed = (name for name in _BACKENDS if importlib.util.find_spec(name))
        frame: nw.DataFrame[Any] = narwhals.from_native(
            makers[backend or next(installed, _BACKENDS[0])](), eager_only=True
        )
        return frame

    def _values(self) -> dict[str, list[Cell]]:
        return {name: [row[index] for row in self.rows] for index, name in enumerate(self.schema.names)}

    def __repr__(self) -> str:
        return f"Table({self.name}: {counted(len(self), 'row')}, {len(self.columns)} columns)"
