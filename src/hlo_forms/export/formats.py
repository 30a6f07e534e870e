"""The registry of export formats: the command line, its help and the checks of the documents all follow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from pathlib import PurePath
from typing import Any, TypeAlias

import attrs

from ..basics.libraries import import_library
from ..research.dataset import Dataset
from .excel import to_excel
from .flat_files import csv_files, jsonl_files, parquet_files, to_csv, to_jsonl, to_parquet
from .folder import Selection, select
from .refi import to_qdc, to_qdpx
from .spss import spss_files, to_spss

Files: TypeAlias = Mapping[str, bytes]
_Function: TypeAlias = Callable[..., object]
_Needs: TypeAlias = tuple[str, ...]


@attrs.frozen(kw_only=True)
class Format:
    """A format by the name that `hlo-forms collect --to` takes.

    `functions` are the public functions that make it, `endings` those of its data files, `needs` the libraries that
    it imports, and `help` its line on the command line. `files` makes its files, by name, from a data set in a
    language, with the `evidence`, `answers` and `ground` of `to_csv`. They belong in `folder`; where that is empty they
    stand beside the files of other formats.
    """

    name: str
    help: str
    functions: tuple[_Function, ...]
    endings: tuple[str, ...]
    files: Callable[..., Files]
    folder: str = ""
    needs: _Needs = ()

    def check(self) -> None:
        """Raise `MissingDependencyError` where a library is not installed."""
        for library in self.needs:
            import_library(library)


def _folder(
    name: str, function: _Function, files: Callable[[Selection], Files], ending: str, *, help: str, needs: _Needs = ()
) -> Format:
    """Return a format with a folder of its own, named after it, with a file for each table."""

    def make(dataset: Dataset, language: str, **terms: Any) -> Files:  # Any: options of `select`
        return files(select(dataset, language, **terms))

    return Format(name=name, help=help, functions=(function,), endings=(ending,), files=make, folder=name, needs=needs)


def _files(name: str, functions: Mapping[str, Callable[..., bytes]], *, help: str, needs: _Needs = ()) -> Format:
    """Return a format of single files, each with the function that makes it, and the options that this takes."""

    def make(dataset: Dataset, language: str, **terms: Any) -> Files:  # Any: as above
        taken = {file: signature(function).parameters for file, function in functions.items()}
        return {
            file: function(dataset, language, **{name: terms[name] for name in terms if name in taken[file]})
            for file, function in functions.items()
        }

    made_by, endings = tuple(functions.values()), tuple(PurePath(file).suffix for file in functions)
    return Format(name=name, help=help, functions=made_by, endings=endings, files=make, needs=needs)


_EVERY = (
    _folder("csv", to_csv, csv_files, ".csv", help="A CSV file for each table, with datapackage.json and read.R."),
    _files(
        "excel",
        {"dataset.xlsx": to_excel},
        help="One workbook, to count with on its first sheet.",
        needs=("xlsxwriter",),
    ),
    _folder(
        "spss",
        to_spss,
        spss_files,
        ".sav",
        help="wide.sav to count with, and a .sav file for each table.",
        needs=("pyreadstat", "pandas"),
    ),
    _folder(
        "parquet", to_parquet, parquet_files, ".parquet", help="A Parquet file for each table.", needs=("pyarrow",)
    ),
    _folder("jsonl", to_jsonl, jsonl_files, ".jsonl", help="A JSON Lines file for each table."),
    _files(
        "qda",
        {"dataset.qdpx": to_qdpx, "codebook.qdc": to_qdc},
        help="A project and its codebook, for ATLAS.ti, MAXQDA and NVivo.",
    ),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _EVERY}
