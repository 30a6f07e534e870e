"""A table of a data set: plain rows, or a data frame of pandas, polars, Arrow or narwhals."""

from __future__ import annotations

import html
import importlib.util
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from ..analysis.table_schemas import Cell, Column, Schema
from ..basics.libraries import imported
from ..errors import InvalidValueError
from ..wording import one_of

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
        pandas = imported("pandas")
        kinds = {column.name: _PANDAS[column.kind] for column in self.columns}
        columns = {name: pandas.array(values, dtype=kinds[name]) for name, values in self._values().items()}
        frame: pd.DataFrame = pandas.DataFrame(columns)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return the table as a polars data frame: String, Int64, Float64, Boolean."""
        polars = imported("polars")
        kinds = {
            "text": polars.String,
            "integer": polars.Int64,
            "number": polars.Float64,
            "boolean": polars.Boolean,
        }
        schema = {column.name: kinds[column.kind] for column in self.columns}
        frame: pl.DataFrame = polars.DataFrame(self._values(), schema=schema)
        return frame

    def to_arrow(self) -> pa.Table:
        """Return the table as an Arrow table: string, int64, double, bool."""
        arrow = imported("pyarrow")
        kinds = {
            "text": arrow.string(),
            "integer": arrow.int64(),
            "number": arrow.float64(),
            "boolean": arrow.bool_(),
        }
        schema = arrow.schema([(column.name, kinds[column.kind]) for column in self.columns])
        table: pa.Table = arrow.table(self._values(), schema=schema)
        return table

    def to_narwhals(self, backend: str | None = None) -> nw.DataFrame[Any]:
        """Return the table for narwhals, on "pandas", "polars" or "pyarrow"; by default on the first one installed."""
        narwhals = imported("narwhals")
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
        rows = "1 row" if len(self) == 1 else f"{len(self)} rows"
        return f"Table({self.name}: {rows}, {len(self.columns)} columns)"

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in self.schema.names)
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in self.rows[:_SHOWN])
        caption = html.escape(repr(self))
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Cell) -> str:
    return f"<td>{'' if value is None else html.escape(str(value))}</td>"
