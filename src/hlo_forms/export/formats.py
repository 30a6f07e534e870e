"""Every format by its name, as a command names it: what it needs, and which files it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import attrs

from ..analysis.dataset import Dataset
from ..libraries import imported
from .excel import to_excel
from .flat_files import csv_files, jsonl_files, parquet_files
from .folder import select
from .refi import to_qdc, to_qdpx
from .spss import spss_files

Files: TypeAlias = Mapping[str, bytes]


@attrs.frozen(kw_only=True)
class Format:
    """A format: its files from a data set in a language, the folder they stand in, and the libraries it needs.

    Without a folder of their own the files stand beside those of other formats.
    """

    name: str
    files: Callable[[Dataset, str], Files]
    folder: str = ""
    needs: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise `MissingDependencyError` where a library is not installed."""
        for library in self.needs:
            imported(library)


def _qda(dataset: Dataset, language: str) -> Files:
    return {"dataset.qdpx": to_qdpx(dataset, language), "codebook.qdc": to_qdc(dataset, language)}


_ALL = (
    Format(name="csv", folder="csv", files=lambda *of: csv_files(select(*of))),
    Format(name="excel", files=lambda *of: {"dataset.xlsx": to_excel(*of)}, needs=("xlsxwriter",)),
    Format(name="spss", folder="spss", files=lambda *of: spss_files(select(*of)), needs=("pyreadstat", "pandas")),
    Format(name="parquet", folder="parquet", files=lambda *of: parquet_files(select(*of)), needs=("pyarrow",)),
    Format(name="jsonl", folder="jsonl", files=lambda *of: jsonl_files(select(*of))),
    Format(name="qda", files=_qda),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}
