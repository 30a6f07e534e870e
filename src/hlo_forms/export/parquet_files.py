"""Parquet files, with the meaning of every column and code in their metadata."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..analysis.dataset import Dataset
from ..analysis.tables import Table
from ..libraries import imported
from ..versions import reader_version
from .chosen import Chosen, chosen
from .dictionary import Variable
from .folder import save, table_files
from .words import say


def to_parquet(
    dataset: Dataset, folder: str | os.PathLike[str], *, language: str = "nl", everything: bool = False
) -> tuple[Path, ...]:
    """Write a data set as a folder of Parquet files, one for each table and the codebook, and give the paths.

    Columns are string, int64 and bool; what is missing is null. What a column and its codes mean stands in its
    metadata in every language, which instruments were used in that of the file. Needs `pyarrow`:
    `pip install "hlo-forms[parquet]"`. `language` is that of the README. `everything` and errors as for `to_csv`, and
    `MissingDependencyError`.

    >>> import tempfile
    >>> import pyarrow.parquet
    >>> from hlo_forms import Dataset, examples, to_parquet
    >>> folder = tempfile.mkdtemp()
    >>> paths = to_parquet(Dataset(examples.forms(2)), folder)
    >>> schema = pyarrow.parquet.read_schema(f"{folder}/motives.parquet")
    >>> schema.field("status").metadata[b"label_en"]
    b'Status of the motive'
    """
    return save(parquet_files(chosen(dataset, language, everything=everything)), folder)


def parquet_files(found: Chosen) -> dict[str, bytes]:
    """The files of this export, by name."""
    parquet = imported("pyarrow.parquet")
    note = say("parquet.form", found.language)
    return table_files(found, ".parquet", lambda table: _encoded(table, found, parquet), [note])


def _encoded(table: Table, found: Chosen, parquet: Any) -> bytes:  # Any: pyarrow.parquet, which has no types
    arrow = table.to_arrow()
    known = {variable.name: variable for variable in found.book.variables.get(table.name, ())}
    schema = arrow.schema
    for index, column in enumerate(table.columns):
        about = _labels(column.label) | _codes(known.get(column.name))
        schema = schema.set(index, schema.field(index).with_metadata(about))
    schema = schema.with_metadata(_labels(table.schema.label) | _origin(found))
    target = io.BytesIO()
    parquet.write_table(arrow.cast(schema), target, compression="zstd")
    return target.getvalue()


def _labels(label: Mapping[str, str]) -> dict[str, str]:
    return {f"label_{language}": text for language, text in label.items()}


def _codes(variable: Variable | None) -> dict[str, str]:
    if variable is None or not variable.values:
        return {}
    values = [{"code": value.code, "number": value.number, **_labels(value.label)} for value in variable.values]
    return {"codes": json.dumps(values, ensure_ascii=False)}


def _origin(found: Chosen) -> dict[str, str]:
    asked = [{"id": one.id, "edition": one.edition, "digest": one.digest} for one in found.book.instruments]
    return {"created_with": f"hlo_forms {reader_version()}", "instruments": json.dumps(asked)}
