"""A table of a data set: plain rows, and the same as a data frame of pandas, polars, Arrow or narwhals."""

from __future__ import annotations

import html
import importlib.util
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from ..errors import InvalidValueError
from ..libraries import imported
from ..wording import one_of
from .table_schemas import Cell, Column, Schema

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd
    import polars as pl
    import pyarrow as pa

_SHOWN = 10
_BACKENDS = ("pandas", "polars", "pyarrow")
_PANDAS = {"text": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def _rows(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(rows)


@attrs.frozen(repr=False)
class Table:
    """A table: one row is one fact, in the columns of its `schema`, whatever is in it.

    Goes round as rows by column name, without any other library. `rows` holds the same as plain tuples. What is
    missing is None; `to_pandas`, `to_polars`, `to_arrow` and `to_narwhals` give a data frame with the same columns,
    kinds and missing values, also where the table is empty.

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
        """The values of a column, in order; `InvalidValueError` for an unknown one."""
        index = self.schema.columns.index(self.schema.column(name))
        return tuple(row[index] for row in self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """The table as a data frame of pandas, of the kinds that know missing values.

        Text is string, an integer Int64, a number Float64, a boolean boolean.
        """
        pandas = imported("pandas")
        columns = {column.name: pandas.array(values, dtype=_PANDAS[column.kind]) for column, values in self._columns()}
        frame: pd.DataFrame = pandas.DataFrame(columns)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """The table as a data frame of polars: String, Int64, Float64, Boolean."""
        polars = imported("polars")
        kinds = {
            "text": polars.String,
            "integer": polars.Int64,
            "number": polars.Float64,
            "boolean": polars.Boolean,
        }
        columns = {column.name: values for column, values in self._columns()}
        schema = {column.name: kinds[column.kind] for column in self.columns}
        frame: pl.DataFrame = polars.DataFrame(columns, schema=schema)
        return frame

    def to_arrow(self) -> pa.Table:
        """The table as a table of Arrow: string, int64, double, bool."""
        arrow = imported("pyarrow")
        kinds = {
            "text": arrow.string(),
            "integer": arrow.int64(),
            "number": arrow.float64(),
            "boolean": arrow.bool_(),
        }
        columns = {column.name: values for column, values in self._columns()}
        schema = arrow.schema([(column.name, kinds[column.kind]) for column in self.columns])
        table: pa.Table = arrow.table(columns, schema=schema)
        return table

    def to_narwhals(self, backend: str | None = None) -> nw.DataFrame[Any]:
        """The table for narwhals, on "pandas", "polars" or "pyarrow"; by default on the first that is installed."""
        narwhals = imported("narwhals")
        if backend is not None and backend not in _BACKENDS:
            raise InvalidValueError("backend", one_of(_BACKENDS, backend), backend)
        made = {"pandas": self.to_pandas, "polars": self.to_polars, "pyarrow": self.to_arrow}
        installed = (name for name in _BACKENDS if importlib.util.find_spec(name))
        frame: nw.DataFrame[Any] = narwhals.from_native(
            made[backend or next(installed, _BACKENDS[0])](), eager_only=True
        )
        return frame

    def _columns(self) -> Iterator[tuple[Column, list[Cell]]]:
        for index, column in enumerate(self.columns):
            yield column, [row[index] for row in self.rows]

    def __repr__(self) -> str:
        rows = "1 row" if len(self) == 1 else f"{len(self)} rows"
        return f"Table({self.name}: {rows}, {len(self.columns)} columns)"

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in self.schema.names)
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in self.rows[:_SHOWN])
        caption = html.escape(repr(self))
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Cell) -> str:
    return f"<td>{'' if value is None else html.escape(str(value))}</td>"
