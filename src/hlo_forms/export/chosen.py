"""What goes out: the one place where it is decided which forms an export holds, and in which language it speaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import attrs

from ..analysis.dataset import Dataset
from ..analysis.table_schemas import Cell
from ..analysis.tables import Table
from .codebook import Codebook, codebook
from .words import checked_dataset, checked_language

Rows: TypeAlias = tuple[tuple[Cell, ...], ...]


@attrs.frozen(kw_only=True)
class Chosen:
    """What an export holds: a data set, the codebook of it, how many forms were left out, and a language."""

    dataset: Dataset
    book: Codebook
    language: str
    left_out: int = 0

    def tables(self) -> Iterator[Table]:
        """Every table of the data set, with texts that any program can hold."""
        return (_encodable(table) for table in self.dataset.tables.values())

    def book_tables(self) -> Iterator[Table]:
        """The tables of the codebook."""
        yield self.book.table
        yield self.book.items


def chosen(dataset: Dataset, language: str, *, everything: bool = False) -> Chosen:
    """What to export of a data set: what may be used for research, unless everything is wanted.

    `InvalidValueError` for what is no data set, and for an unknown language.
    """
    checked_dataset(dataset)
    spoken = checked_language(language)
    if everything:
        return Chosen(dataset=dataset, book=codebook(dataset), language=spoken)
    found = dataset.for_research()
    return Chosen(dataset=found.dataset, book=codebook(found.dataset), language=spoken, left_out=len(found.left_out))


def _encodable(table: Table) -> Table:
    """The table, with what UTF-8 cannot hold (half a character, in the name of a file) as it is written in code."""
    return Table(table.schema, (tuple(map(_cell, row)) for row in table.rows))


def _cell(value: Cell) -> Cell:
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value
