"""The description of CSV files as a Data Package, version 2, with a Table Schema for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from ..analysis.table_schemas import Column, Schema, schemas
from ..analysis.tables import Table
from ..versions import reader_version
from .about import lines_of
from .chosen import Chosen
from .dictionary import Variable
from .words import say

DESCRIPTOR = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0"
_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
_REFERS = {
    "form": "forms",
    "partnership": "partnerships",
    "organisation": "organisations",
    "first_organisation": "organisations",
    "second_organisation": "organisations",
    "source": "sources",
}
"""Which table has the rows that a column names by their key."""

_FREE = {("brought", "organisation")}
"""Columns that hold a key as it stood on a form of an earlier phase, which the data set need not have."""

Json: TypeAlias = dict[str, Any]  # Any: what JSON holds


def descriptor_of(found: Chosen, files: Mapping[str, tuple[Table, bytes]]) -> bytes:
    """The description of these files, each a table and its bytes."""
    described: Json = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "hlo-forms",
        "title": say("title", found.language),
        "description": "\n\n".join(lines_of(found)),
        "created_with": f"hlo_forms {reader_version()}",
        "instruments": [
            {"id": asked.id, "edition": asked.edition, "digest": asked.digest} for asked in found.book.instruments
        ],
        "resources": [_resource(found, name, table, data) for name, (table, data) in files.items()],
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _resource(found: Chosen, name: str, table: Table, data: bytes) -> Json:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table.name,
        "path": name,
        "type": "table",
        "title": table.schema.label[found.language],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"$schema": f"{_PROFILES}/tabledialect.json", "lineTerminator": "\r\n"},
        "schema": _schema(found, table.schema),
    }


def _schema(found: Chosen, schema: Schema) -> Json:
    known = {variable.name: variable for variable in found.book.variables.get(schema.name, ())}
    described: Json = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, known.get(column.name), found.language, schema) for column in schema.columns],
        "missingValues": [""],
    }
    if schema.key:
        described["primaryKey"] = list(schema.key)
    if keys := [_foreign_key(name) for name in schema.names if _refers(name, schema)]:
        described["foreignKeys"] = keys
    return described


def _field(column: Column, variable: Variable | None, language: str, schema: Schema) -> Json:
    field: Json = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "title": column.label[language],
        "titles": dict(column.label),
    }
    if column.kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: Json = {"required": True} if column.name in schema.key else {}
    if variable and variable.values and not column.often:
        labels = [value.label[language] for value in variable.values]
        worded = len(set(labels)) == len(labels)  # the standard wants every label once
        field["categories"] = [
            {"value": value.code, "label": label} if worded else {"value": value.code}
            for value, label in zip(variable.values, labels, strict=True)
        ]
        if column.codes:
            constraints["enum"] = list(column.codes)
    return field | ({"constraints": constraints} if constraints else {})


def _refers(name: str, schema: Schema) -> bool:
    return name in _REFERS and _REFERS[name] != schema.name and (schema.name, name) not in _FREE


def _foreign_key(name: str) -> Json:
    target = schemas()[_REFERS[name]]
    return {"fields": [name], "reference": {"resource": target.name, "fields": list(target.key)}}
