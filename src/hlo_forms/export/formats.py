"""The registry of export formats: the command line, its help and the checks of the documents all follow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from pathlib import PurePath
from typing import Any, TypeAlias

import attrs

from ..basics.libraries import import_library
from ..research.dataset import Dataset
from .codebook import TEXTS
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
    it imports. `files` makes its files, by name, from a data set in a language, with the `evidence`, `answers` and
    `ground` of `to_csv`. They belong in `folder`; where that is empty they stand beside the files of other formats.
    """

    name: str
    functions: tuple[_Function, ...]
    endings: tuple[str, ...]
    files: Callable[..., Files]
    folder: str = ""
    needs: _Needs = ()

    def help(self, language: str) -> str:
        """Return its line on the command line."""
        return TEXTS.text(f"format.{self.name}", language)

    def check(self) -> None:
        """Raise `MissingDependencyError` where a library is not installed."""
        for library in self.needs:
            import_library(library)


def _folder(
    name: str, function: _Function, files: Callable[[Selection], Files], ending: str, *, needs: _Needs = ()
) -> Format:
    """Return a format with a folder of its own, named after it, with a file for each table."""

    def make(dataset: Dataset, language: str, **terms: Any) -> Files:  # Any: options of `select`
        return files(select(dataset, language, **terms))

    return Format(name=name, functions=(function,), endings=(ending,), files=make, folder=name, needs=needs)


def _files(name: str, functions: Mapping[str, Callable[..., bytes]], *, needs: _Needs = ()) -> Format:
    """Return a format of single files, each with the function that makes it, and the options that this takes."""

    def make(dataset: Dataset, language: str, **terms: Any) -> Files:  # Any: as above
        taken = {file: signature(function).parameters for file, function in functions.items()}
        return {
            file: function(dataset, language=language, **{name: terms[name] for name in terms if name in taken[file]})
            for file, function in functions.items()
        }

    made_by, endings = tuple(functions.values()), tuple(PurePath(file).suffix for file in functions)
    return Format(name=name, functions=made_by, endings=endings, files=make, needs=needs)


_EVERY = (
    _folder("csv", to_csv, csv_files, ".csv"),
    _files("excel", {"dataset.xlsx": to_excel}, needs=("xlsxwriter",)),
    _folder("spss", to_spss, spss_files, ".sav", needs=("pyreadstat", "pandas")),
    _folder("parquet", to_parquet, parquet_files, ".parquet", needs=("pyarrow",)),
    _folder("jsonl", to_jsonl, jsonl_files, ".jsonl"),
    _files("qda", {"dataset.qdpx": to_qdpx, "codebook.qdc": to_qdc}),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _EVERY}
