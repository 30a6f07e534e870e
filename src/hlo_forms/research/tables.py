"""A table of a data set: plain rows, or a data frame of pandas, polars, Arrow or narwhals."""

from __future__ import annotations

import functools
import importlib.util
import numbers
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

import attrs

from ..basics.arguments import mapping_of, must_be
from ..basics.libraries import import_library
from ..basics.messages import Catalogue, Language, Texts, in_language
from ..basics.values import FrozenMap, one_of
from ..errors import InvalidValueError
from ..instrument.editions import InstrumentDiff
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
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
    """A column of a table.

    Attributes:
        name: The name of the column.
        kind: The kind of its values: "text", "integer", "number" or "boolean".
        label: The meaning of its values, by language.
        codes: All its possible values where these are few and fixed; empty otherwise.
        of: The entries of the instrument whose ids are its values ("motives"); "" where there are none.
        within: The entries of the instrument whose ids stand in its texts; "" where there are none.
        often: Values with a meaning of their own where others may occur too; empty otherwise.

    >>> from hlo_forms import Dataset
    >>> (status,) = [column for column in Dataset([])["motives"].schema.columns if column.name == "status"]
    >>> status.kind, status.codes[:2]
    ('text', ('applies', 'not_ticked'))
    """

    name: str
    kind: Kind
    label: FrozenMap[str, str] = attrs.field(repr=False)
    codes: tuple[str, ...] = ()
    of: str = ""
    often: tuple[str, ...] = ()
    within: str = ""


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
    """A description of a table of a data set.

    Attributes:
        name: The name of the table.
        label: The meaning of a row, by language.
        columns: The columns, in order.
        key: The names of the columns that identify a row; empty where none do.

    >>> from hlo_forms import Dataset
    >>> Dataset([])["motives"].schema.key
    ('form', 'motive')
    """

    name: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @functools.cached_property
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
        mapping_of("values", values, "values by column")
        return tuple([values.get(name) for name in self.names])


@functools.cache
def schemas(file: str = "dataset") -> FrozenMap[str, Schema]:
    """Return the tables of every data set, by name, in order; or those in another catalogue ("statistics").

    >>> schemas()["agreements"].names[-4:]
    ('who', 'when', 'doubt_codes', 'field')
    """
    texts = Catalogue(file)
    return FrozenMap({name: _schema(name, texts) for name in texts.content["order"]})


def schema_by(file: str, name: str, by: Iterable[str]) -> Schema:
    """Return a table of another catalogue that is split by these columns of "forms", which come first."""
    own = schemas(file)[name]
    return attrs.evolve(own, columns=(*map(schemas()["forms"].column, by), *own.columns))


def _schema(name: str, texts: Catalogue) -> Schema:
    table: Entry = texts.content["tables"][name]
    own: Entry = table.get("own", {})
    columns = tuple(_column(column, name if column in own else "", texts) for column in table.get("columns", own))
    key = tuple(table.get("key", ()))
    return Schema(name=name, label=texts.label(f"tables.{name}"), columns=columns, key=key)


def _column(name: str, table: str, texts: Catalogue) -> Column:
    """Return a column that a table describes itself, or that the file describes for several tables."""
    entry: Entry = texts.content["tables"][table]["own"][name] if table else texts.content["columns"][name]
    label = texts.label(f"tables.{table}.own.{name}" if table else f"columns.{name}")
    values = {key: tuple(entry.get(key, ())) for key in ("codes", "often")}
    of, within = entry.get("of", ""), entry.get("within", "")
    return Column(name=name, kind=entry["kind"], label=label, of=of, within=within, **values)


def code_label(code: str, language: str) -> str:
    """Return the meaning of a code, in English for a language that data sets do not speak.

    >>> code_label("not_offered", "nl")
    'niet gevraagd'
    """
    return TEXTS.text(f"codes.{code}", language)


def codes_of(column: Column) -> tuple[Code, ...]:
    """Return the codes of a column, in order, with their meaning; empty where it has no fixed codes.

    >>> [(code.id, code.number) for code in codes_of(schemas()["answers"].column("status"))]
    [('answered', 1), ('not_discussed', 0), ('not_filled_in', -2), ('kept_back', -4)]
    """
    codes: Mapping[str, Entry] = TEXTS.content["codes"]
    return tuple(
        Code(id=code, label=TEXTS.label(f"codes.{code}"), number=codes[code].get("number", place))
        for place, code in enumerate(column.codes, 1)
    )


def by_language(wording: Mapping[str, str]) -> FrozenMap[str, str]:
    """Return a wording in the languages of data sets and its own; where one is missing, its first stands in.

    A sentence of ours stays one, also in languages that bring it along.
    """
    if isinstance(wording, Texts):
        return wording
    return Texts({**{language: in_language(wording, language) for language in TEXTS.languages}, **wording})


def checked_language(language: str, instruments: Iterable[Instrument] = ()) -> str:
    """Return a language in which data sets or these instruments speak, with the sentences that those bring.

    Raises `InvalidValueError` for another.
    """
    known = languages_of(instruments)
    if language not in known:
        raise InvalidValueError("language", one_of(known, language), language)
    return language if isinstance(language, Language) else known[known.index(language)]


def edition_lines(changes: Iterable[InstrumentDiff], language: str) -> Iterator[str]:
    """Yield what can be compared between editions of an instrument, and what was asked otherwise."""
    for change in changes:
        counts = {name: len(getattr(change, name)) for name in ("same", "reworded", "new", "dropped")}
        ids = ", ".join(change.reworded) or TEXTS.text("no_reworded", language)
        yield TEXTS.text("editions", language, earlier=change.earlier, later=change.later, ids=ids, **counts)


def languages_shown(instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """Return the languages of labels in exports: those of the instruments; those of data sets where there is none."""
    several = tuple(instruments)
    own = {language for one in several for language in one.languages} or set(TEXTS.languages)
    return tuple(language for language in languages_of(several) if language in own)


def first_language(instruments: Iterable[Instrument]) -> str:
    """Return the language in which a table shows itself by default: the first of its instruments."""
    return (next(iter(instruments), None) or load_instrument()).languages[0]


def languages_of(instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """Return the languages in which data sets and these instruments speak, those of data sets first."""
    own: dict[str, str] = {}
    for each in (language for one in instruments for language in one.languages):
        own.setdefault(each, each)
    return tuple(own.get(language, language) for language in dict.fromkeys((*TEXTS.languages, *own)))


_INSTRUMENT = ("organisation_types", "categories", "motives", "phases", "themes", "questions")


def ids_of(of: str, instruments: Iterable[Instrument]) -> dict[str, FrozenMap[str, str]]:
    """Return the ids of these entries in their order, each in the wording of the first instrument that has it.

    Empty for anything that is no group of entries of an instrument.
    """
    labels: dict[str, FrozenMap[str, str]] = {}
    for instrument in instruments if of in _INSTRUMENT else ():
        for entry in getattr(instrument, of):
            labels.setdefault(entry.id, by_language(entry.label))
    return labels


def table_of(
    schema: Schema,
    rows: Iterable[Mapping[str, Cell]],
    instruments: Iterable[Instrument] = (),
    language: str | None = None,
) -> Table:
    """Return a table of rows that are values by column; a column without a value is missing."""
    asked = tuple(instruments)
    return Table(schema, map(schema.row, rows), instruments=asked, language=language or first_language(asked))


def as_cell(value: Any, kind: Kind) -> Cell:  # Any: as somebody types it, or as pandas and numpy hold it
    """Return a value as a column of this kind holds it: a whole number is taken as text, and digits as a number.

    >>> as_cell(2026, "text"), as_cell("2", "integer"), as_cell(2026.0, "text")
    ('2026', 2, '2026')
    """
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        number = float(value)
        plain = int(number) if number.is_integer() else number
        return str(plain) if kind == "text" else plain
    if kind == "integer" and isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    cell: Cell = value
    return cell


def _with_labels(value: Cell, labels: Mapping[str, str]) -> Cell:
    """Return a text with labels in place of the ids in it; any other value as it is."""
    return re.sub(r"[\w-]+", lambda word: labels.get(word[0], word[0]), value) if isinstance(value, str) else value


def counted(number: int, noun: str) -> str:
    """Return a number of things, in English ("1 form")."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


_BACKENDS = ("pandas", "polars", "pyarrow")
_PANDAS = {"text": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def _rows(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(rows)


class Framed:
    """A result with a table, as a data frame of pandas, polars, Arrow or narwhals.

    With `labels` ("nl", "en" or a language of the instruments) columns with codes, or with ids of the instrument, hold
    their meaning in that language, as ordered categoricals: codes in their own order, ids in that of the instrument.
    With `ordered` they are the same categoricals of the codes themselves. Without either they are texts, so that types
    never depend on the data. Any library that reads the Arrow C stream takes the result as it is:
    `polars.DataFrame(result)`.
    """

    __slots__ = ()

    @property
    def table(self) -> Table:
        """The rows as a table."""
        raise NotImplementedError

    def to_pandas(self, labels: str | None = None, *, ordered: bool = False) -> pd.DataFrame:
        """Return a pandas data frame with nullable types: string, Int64, Float64, boolean, and categoricals."""
        pandas, table = import_library("pandas"), self.table
        columns = {}
        for column, values, levels in table.levelled(labels, ordered=ordered):
            kind = pandas.CategoricalDtype(levels, ordered=True) if levels else _PANDAS[column.kind]
            columns[column.name] = pandas.Series(values, dtype=kind)
        frame: pd.DataFrame = pandas.DataFrame(columns)
        return frame

    def to_polars(self, labels: str | None = None, *, ordered: bool = False) -> pl.DataFrame:
        """Return a polars data frame: String, Int64, Float64, Boolean, and Enum."""
        polars, table = import_library("polars"), self.table
        kinds = {"text": polars.String, "integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean}
        columns = [
            polars.Series(column.name, values, dtype=polars.Enum(levels) if levels else kinds[column.kind])
            for column, values, levels in table.levelled(labels, ordered=ordered)
        ]
        frame: pl.DataFrame = polars.DataFrame(columns)
        return frame

    def to_arrow(self, labels: str | None = None, *, ordered: bool = False) -> pa.Table:
        """Return an Arrow table: string, int64, double, bool, and ordered dictionaries of strings."""
        arrow, table = import_library("pyarrow"), self.table
        kinds = {"text": arrow.string(), "integer": arrow.int64(), "number": arrow.float64(), "boolean": arrow.bool_()}
        columns = {}
        for column, values, levels in table.levelled(labels, ordered=ordered):
            array = arrow.array(values, type=kinds[column.kind])
            if levels:
                places = {level: place for place, level in enumerate(levels)}
                indices = arrow.array(
                    [None if value is None else places[str(value)] for value in values], type=arrow.int32()
                )
                array = arrow.DictionaryArray.from_arrays(indices, arrow.array(levels, arrow.string()), ordered=True)
            columns[column.name] = array
        made: pa.Table = arrow.table(columns)
        return made

    def to_narwhals(
        self, backend: str | None = None, labels: str | None = None, *, ordered: bool = False
    ) -> nw.DataFrame[Any]:
        """Return a narwhals data frame on "pandas", "polars" or "pyarrow"; by default on the first one installed."""
        narwhals = import_library("narwhals")
        if backend is not None and backend not in _BACKENDS:
            raise InvalidValueError("backend", one_of(_BACKENDS, backend), backend)
        makers = {"pandas": self.to_pandas, "polars": self.to_polars, "pyarrow": self.to_arrow}
        installed = (name for name in _BACKENDS if importlib.util.find_spec(name))
        frame: nw.DataFrame[Any] = narwhals.from_native(
            makers[backend or next(installed, _BACKENDS[0])](labels, ordered=ordered), eager_only=True
        )
        return frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as a stream of the Arrow C interface; needs pyarrow or polars."""
        has_arrow = importlib.util.find_spec("pyarrow") or not importlib.util.find_spec("polars")
        return (self.to_arrow() if has_arrow else self.to_polars()).__arrow_c_stream__(requested_schema)


@attrs.frozen(repr=False)
class Table(Framed, Shown):
    """A table: one row is one fact, in the columns of its `schema`, which do not depend on the rows.

    Iterating gives each row as a dict by column name, without any other library. `table[0]` is a row, `table[:5]` a
    table of the first five, `table["motive"]` the values of a column. A missing value is None. `to_pandas`,
    `to_polars`, `to_arrow` and `to_narwhals` give a data frame with the same columns, kinds and missing values, also
    where the table is empty.

    Attributes:
        schema: The description of its columns.
        rows: The rows, as plain tuples.
        instruments: The instruments that word the ids in it.
        language: The language in which it shows itself.

    >>> from hlo_forms import CommitmentForm, Agreement, Dataset
    >>> table = Dataset([CommitmentForm(round="2026", agreements=[Agreement(what="Evaluatie")])])["agreements"]
    >>> table
    Table(agreements: 1 row, 8 columns)
    >>> [(row["what"], row["who"]) for row in table]
    [('Evaluatie', None)]
    """

    _page = "research.page"

    schema: Schema
    rows: tuple[tuple[Cell, ...], ...] = attrs.field(converter=_rows)
    instruments: tuple[Instrument, ...] = attrs.field(default=(), eq=False, kw_only=True)
    language: str = attrs.field(
        default=attrs.Factory(lambda self: first_language(self.instruments), takes_self=True), eq=False, kw_only=True
    )

    @property
    def table(self) -> Table:
        """The table itself."""
        return self

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
        return map(self._as_dict, self.rows)

    def _as_dict(self, row: tuple[Cell, ...]) -> dict[str, Cell]:
        return dict(zip(self.schema.names, row, strict=True))

    @overload
    def __getitem__(self, key: int) -> dict[str, Cell]: ...
    @overload
    def __getitem__(self, key: slice) -> Table: ...
    @overload
    def __getitem__(self, key: str) -> tuple[Cell, ...]: ...
    def __getitem__(self, key: int | slice | str) -> dict[str, Cell] | Table | tuple[Cell, ...]:
        """Return a row, a table of several rows, or the values of a column."""
        if isinstance(key, str):
            return self.column(key)
        return attrs.evolve(self, rows=self.rows[key]) if isinstance(key, slice) else self._as_dict(self.rows[key])

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.schema.names)

    def column(self, name: str) -> tuple[Cell, ...]:
        """Return the values of a column, in order; `InvalidValueError` for an unknown one."""
        index = self.schema.columns.index(self.schema.column(name))
        return tuple(row[index] for row in self.rows)

    def levels(self, column: Column) -> dict[str, FrozenMap[str, str]]:
        """Return the codes that a column may hold, in order, each with its meaning by language; empty for free values.

        An id that no instrument of the table has comes last, and means itself.
        """
        must_be("column", column, Column, "a column of the table")
        fixed = {code.id: code.label for code in codes_of(column)} or ids_of(column.of, self.instruments)
        others = sorted({str(value) for value in self.column(column.name) if value is not None} - set(fixed))
        return fixed | {id: Texts(dict.fromkeys(TEXTS.languages, id)) for id in others} if fixed else {}

    def levelled(
        self, labels: str | None = None, *, ordered: bool = False
    ) -> Iterator[tuple[Column, list[Cell], list[str]]]:
        """Yield each column with its values and, where these are to be categoricals, with the ordered levels they have.

        With a language the levels are labels, with `ordered` alone codes; one that two codes share is followed by its
        code. `InvalidValueError` for a language that data sets do not speak.
        """
        if labels is not None:
            labels = checked_language(labels, self.instruments)
        for place, column in enumerate(self.columns):
            values: list[Cell] = [row[place] for row in self.rows]
            wanted = self.levels(column) if labels or ordered else {}
            levels = {code: label[labels] if labels else code for code, label in wanted.items()}
            shared = {label for label, times in Counter(levels.values()).items() if times > 1}
            levels = {code: f"{label} ({code})" if label in shared else label for code, label in levels.items()}
            if levels:
                values = [None if value is None else levels[str(value)] for value in values]
            elif labels and column.within:
                ids = {id: label[labels].lower() for id, label in ids_of(column.within, self.instruments).items()}
                values = [_with_labels(value, ids) for value in values]
            yield column, values, list(levels.values())

    def __repr__(self) -> str:
        return f"Table({self.name}: {counted(len(self), 'row')}, {len(self.columns)} columns)"

    @property
    def _default_language(self) -> str:
        return self.language
