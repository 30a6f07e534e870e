"""CSV files with a description that programs read: RFC 4180, and a Data Package (version 2)."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

from ..analysis.dataset import Dataset
from ..analysis.table_schemas import Cell
from ..analysis.tables import Table
from .chosen import Chosen, chosen
from .data_package import DESCRIPTOR, descriptor_of
from .folder import save, table_files
from .formulas import formula_like
from .words import say

ENDING = ".csv"


def to_csv(
    dataset: Dataset, folder: str | os.PathLike[str], *, language: str = "nl", everything: bool = False
) -> tuple[Path, ...]:
    """Write a data set as a folder of CSV files with `datapackage.json`, and give the paths.

    One file for each table, and the codebook. RFC 4180 in UTF-8 without a byte order mark (a mark becomes part of the
    first column's name in programs that do not expect one); an empty field is missing; true and false. Texts stand as
    they were written: one that begins with "=" is a formula to a spreadsheet that opens a CSV file by itself, and no
    sign in a CSV file can say otherwise without changing the value. `README.md` counts these; `to_excel` is for
    spreadsheets. `language` is that of the titles and the README; the codebook has all.

    Forms that may not be used for research are left out (see `Dataset.for_research`), and the README says how many;
    unless `everything` is wanted.

    Raises `InvalidValueError` for what is no data set, `FolderError` where the folder holds a file of these names that
    we did not write, or that was changed since.

    >>> import tempfile
    >>> from hlo_forms import Dataset, examples, to_csv
    >>> paths = to_csv(Dataset(examples.forms(2)), tempfile.mkdtemp())
    >>> [path.name for path in paths][:3]
    ['organisations.csv', 'partnerships.csv', 'forms.csv']
    """
    return save(csv_files(chosen(dataset, language, everything=everything)), folder)


def csv_files(found: Chosen) -> dict[str, bytes]:
    """The files of this export, by name."""
    tables = [*found.tables(), *found.book_tables()]
    count = sum(formula_like(value) for table in tables for row in table.rows for value in row)
    notes = [say("csv.form", found.language), say("csv.formulas", found.language, count=count)]
    files = table_files(found, ENDING, csv_of, notes)
    described = {f"{table.name}{ENDING}": (table, files[f"{table.name}{ENDING}"]) for table in tables}
    return files | {DESCRIPTOR: descriptor_of(found, described)}


def csv_of(table: Table) -> bytes:
    """A table as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.schema.names)
    writer.writerows(_written(row) for row in table.rows)
    return text.getvalue().encode("utf-8")


def _written(row: tuple[Cell, ...]) -> Iterator[Cell]:
    return (str(value).lower() if isinstance(value, bool) else value for value in row)
