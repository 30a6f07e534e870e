"""Files of one table each that any program reads: CSV with a Data Package, JSON Lines, and Parquet."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from ..basics.libraries import import_library
from ..research.dataset import Dataset
from ..research.tables import Column, Schema, Table, languages_shown, schemas
from .codebook import TEXTS, Variable, labels_of
from .excel import formula_like
from .folder import Selection, lines_of, save, select, table_files, with_pages

DESCRIPTOR = "datapackage.json"
SCRIPT = "read.R"
_READ_R = """\
counted <- read.csv("counted.csv", na.strings = "", encoding = "UTF-8", colClasses = c(round = "character"))
clear <- subset(counted, status %in% c("applies", "not_ticked"))
counts <- aggregate(cbind(applies = status == "applies", n = 1) ~ motive, data = clear, FUN = sum)
print(counts)
"""
"""Lines of R that read what is counted, and count it as `Dataset.counts` does."""

_PROFILES = "https://datapackage.org/profiles/2.0"
_REFERS = {
    "form": "forms",
    "partnership": "partnerships",
    "organisation": "organisations",
    "first_organisation": "organisations",
    "second_organisation": "organisations",
    "source": "sources",
    "in_source": "sources",
    "partner": "organisations",
    "answer": "forms",
}
"""The table with the rows to which a column refers by their key."""

_FREE = {("brought", "partner")}
"""Columns with a key carried over from an earlier phase, whose row the data set need not have."""

_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Characters that some programs take for the end of a line; in JSON they only occur within a text."""

Json: TypeAlias = dict[str, Any]  # Any: what JSON holds


def to_csv(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    folder: str | os.PathLike[str],
    *,
    language: str | None = None,
    everything: bool = False,
    evidence: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> tuple[Path, ...]:
    """Write a data set as a folder of CSV files with `datapackage.json` and `read.R`, and return the paths.

    The package names what `Dataset.published` was told: licence, contributors, version and date. Without a version it
    has a digest of the tables, and without a licence it says that none was given.

    One file for each table, and the codebook. RFC 4180 in UTF-8 without a byte order mark (a mark becomes part of the
    first column's name in programs that do not expect one); an empty field is missing; booleans are true and false.
    Texts are written unchanged: one that begins with "=" is a formula to a spreadsheet that opens a CSV file directly,
    and CSV has no way to prevent that without changing the value. `README.md` counts these; `to_excel` is for
    spreadsheets. `language` is that of the titles and the README; the codebook has every language.

    What organisations did not permit for research is left out (see `Dataset.for_research`), and counted in the README,
    unless `everything` is True. Where no organisation was asked, the README says so first, with the `ground` on which
    you use the data, or that none was stated; internal answers (to reflection questions, and of phase 3) are then left
    out unless `answers` is True. Where and how each value was found in its document (the table "evidence", which is
    over half of all bytes, and the columns "found_by" and "seen") is left out unless `evidence` is True; the README
    says so.

    Raises `InvalidValueError` unless `dataset` is a data set and `language` one that it speaks, and `FolderError` where
    the folder holds a file with one of these names that we did not write, or that was changed since.

    >>> import tempfile
    >>> from hlo_forms import Dataset, examples, to_csv
    >>> paths = to_csv(Dataset(examples.forms(2)), tempfile.mkdtemp())
    >>> [path.name for path in paths][:3]
    ['counted.csv', 'organisations.csv', 'partnerships.csv']
    """
    return save(
        csv_files(select(dataset, language, everything=everything, evidence=evidence, answers=answers, ground=ground)),
        folder,
    )


def to_jsonl(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    folder: str | os.PathLike[str],
    *,
    language: str | None = None,
    everything: bool = False,
    evidence: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> tuple[Path, ...]:
    """Write a data set as a folder of JSON Lines (UTF-8), one file per table and the codebook, and return the paths.

    Every line is an object with every column; missing values are null. `language` is that of the README. `everything`,
    `evidence`, `answers`, `ground` and errors are those of `to_csv`.

    >>> import json, tempfile
    >>> from hlo_forms import Dataset, examples, to_jsonl
    >>> folder = tempfile.mkdtemp()
    >>> paths = to_jsonl(Dataset(examples.forms(2)), folder)
    >>> first = (paths[3]).read_text("utf-8").splitlines()[0]
    >>> sorted(json.loads(first))[:3]
    ['asks_research', 'central_answer', 'copies']
    """
    return save(
        jsonl_files(
            select(dataset, language, everything=everything, evidence=evidence, answers=answers, ground=ground)
        ),
        folder,
    )


def to_parquet(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    folder: str | os.PathLike[str],
    *,
    language: str | None = None,
    everything: bool = False,
    evidence: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> tuple[Path, ...]:
    """Write a data set as a folder of Parquet files, one per table and the codebook, and return the paths.

    Columns are string, int64 and bool; missing values are null. The metadata of a column has its meaning and that of
    its codes in every language; the metadata of the file names the instruments. Needs `pyarrow`:
    `pip install "hlo-forms[parquet]"`. `language` is that of the README. `everything`, `evidence`, `answers`, `ground`
    and errors are those of `to_csv`, and `MissingDependencyError` without the library.

    >>> import tempfile
    >>> import pyarrow.parquet
    >>> from hlo_forms import Dataset, examples, to_parquet
    >>> folder = tempfile.mkdtemp()
    >>> paths = to_parquet(Dataset(examples.forms(2)), folder)
    >>> schema = pyarrow.parquet.read_schema(f"{folder}/motives.parquet")
    >>> schema.field("status").metadata[b"label_en"]
    b'Status of the motive'
    """
    return save(
        parquet_files(
            select(dataset, language, everything=everything, evidence=evidence, answers=answers, ground=ground)
        ),
        folder,
    )


def csv_files(selection: Selection) -> dict[str, bytes]:
    """Return the files of a CSV export, by name."""
    files = table_files(selection, ".csv", csv_of)
    count = sum(sum(map(formula_like, row)) for table, _ in files.values() for row in table.rows)
    notes = [TEXTS.text("csv.form", selection.language), TEXTS.text("csv.formulas", selection.language, count=count)]
    notes.append(TEXTS.text("csv.r", selection.language))
    return with_pages(selection, files, notes) | {DESCRIPTOR: _descriptor(selection, files), SCRIPT: _READ_R.encode()}


def csv_of(table: Table) -> bytes:
    """Return a table as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.schema.names)
    for row in table.rows:
        writer.writerow(["true" if value is True else "false" if value is False else value for value in row])
    return text.getvalue().encode("utf-8")


def _descriptor(selection: Selection, files: Mapping[str, tuple[Table, bytes]]) -> bytes:
    """Describe the CSV files as a Data Package, version 2, with a Table Schema for each."""
    package: Json = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "hlo-forms",
        "title": TEXTS.text("title", selection.language),
        "description": "\n\n".join(lines_of(selection)),
        **_published(selection, files),
        **selection.origin(),
        "resources": [_resource(selection, name, table, data) for name, (table, data) in files.items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _published(selection: Selection, files: Mapping[str, tuple[Table, bytes]]) -> Json:
    """Return the licence, contributors, version and date; without a version it is a digest of the tables."""
    own = selection.dataset.publication
    digest = hashlib.sha256(b"".join(hashlib.sha256(data).digest() for _, data in files.values())).hexdigest()
    people = [{"title": name} for name in own.contributors]
    return {
        "licenses": [own.license(TEXTS.text("no_licence", selection.language))],
        "contributors": [*people, {"title": "hlo_forms", "roles": ["software"]}],
        "version": own.version or f"0.0.0+{digest[:12]}",
        **({"created": own.created} if own.created else {}),
    }


def _resource(selection: Selection, name: str, table: Table, data: bytes) -> Json:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table.name,
        "path": name,
        "type": "table",
        "title": table.schema.label[selection.language],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"$schema": f"{_PROFILES}/tabledialect.json", "lineTerminator": "\r\n"},
        "schema": _schema(selection, table.schema),
    }


def _schema(selection: Selection, schema: Schema) -> Json:
    variables = selection.variables(schema.name)
    description: Json = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, variables.get(column.name), selection, schema) for column in schema.columns],
        "missingValues": [""],
    }
    if schema.key:
        description["primaryKey"] = list(schema.key)
    targets = {name: schemas()[_REFERS[name]] for name in schema.names if name in _REFERS}
    keys = [
        {"fields": [name], "reference": {"resource": target.name, "fields": list(target.key)}}
        for name, target in targets.items()
        if target.name != schema.name and (schema.name, name) not in _FREE
    ]
    return description | ({"foreignKeys": keys} if keys else {})


def _field(column: Column, variable: Variable | None, selection: Selection, schema: Schema) -> Json:
    language, shown = selection.language, languages_shown(selection.book.instruments)
    field: Json = {"name": column.name, "type": "string" if column.kind == "text" else column.kind}
    field |= {"title": column.label[language], "titles": {each: column.label[each] for each in shown}}
    if column.kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: Json = {"required": True} if column.name in schema.key else {}
    if variable and variable.values and (column.codes or column.of):
        labels = [value.label[language] for value in variable.values]
        unique = len(set(labels)) == len(labels)  # Table Schema does not allow a label twice
        field["categories"] = [
            {"value": value.code, "label": label} if unique else {"value": value.code}
            for value, label in zip(variable.values, labels, strict=True)
        ]
        if column.codes:
            constraints["enum"] = list(column.codes)
    return field | ({"constraints": constraints} if constraints else {})


def jsonl_files(selection: Selection) -> dict[str, bytes]:
    """Return the files of a JSON Lines export, by name."""
    files = table_files(selection, ".jsonl", _json_lines)
    return with_pages(selection, files, [TEXTS.text("jsonl.form", selection.language)])


def _json_lines(table: Table) -> bytes:
    lines = (json.dumps(row, ensure_ascii=False).translate(_LINE_ENDS) for row in table)
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def parquet_files(selection: Selection) -> dict[str, bytes]:
    """Return the files of a Parquet export, by name."""
    parquet = import_library("pyarrow.parquet")
    files = table_files(selection, ".parquet", lambda table: _parquet(table, selection, parquet))
    return with_pages(selection, files, [TEXTS.text("parquet.form", selection.language)])


def _parquet(table: Table, selection: Selection, parquet: Any) -> bytes:  # Any: pyarrow.parquet, which has no types
    """Return a table as Parquet, with the meaning of its columns and codes in their metadata."""
    arrow = table.to_arrow()
    variables, shown = selection.variables(table.name), languages_shown(selection.book.instruments)
    schema = arrow.schema
    for index, column in enumerate(table.columns):
        metadata = labels_of(column.label, shown) | _codes(variables.get(column.name), shown)
        schema = schema.set(index, schema.field(index).with_metadata(metadata))
    schema = schema.with_metadata(labels_of(table.schema.label, shown) | _origin(selection))
    target = io.BytesIO()
    parquet.write_table(arrow.cast(schema), target, compression="zstd")
    return target.getvalue()


def _codes(variable: Variable | None, shown: Sequence[str]) -> dict[str, str]:
    if variable is None or not variable.values:
        return {}
    values = [
        {"code": value.code, "number": value.number, **labels_of(value.label, shown)} for value in variable.values
    ]
    return {"codes": json.dumps(values, ensure_ascii=False)}


def _origin(selection: Selection) -> dict[str, str]:
    """Return the version and the instruments as texts, which is all that metadata of Parquet holds."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in selection.origin().items()}
