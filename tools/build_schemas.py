"""Write the JSON Schemas of the package from the classes of which they describe the JSON; `--check` only compares.

python tools/build_schemas.py [--check]
"""

from __future__ import annotations

import enum
import inspect
import json
import sys
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from hlo_forms.basics.values import FrozenMap
from hlo_forms.export.folder import withheld_without_evidence
from hlo_forms.export.interchange import DERIVED, ENUMS, KINDS, JsonKind, with_derived
from hlo_forms.forms import FORMS, Form
from hlo_forms.forms.interchange import VERSION, InstrumentKey
from hlo_forms.instrument.model import Instrument
from hlo_forms.readings.findings import Finding
from hlo_forms.research.tables import Schema, schemas

FOLDER = Path(__file__).resolve().parents[1] / "src" / "hlo_forms" / "schemas"
PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
COLUMNS = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
TITLES = {
    "form": "A form: what `to_json` writes of it, and what `from_json` takes.",
    "findings": "Findings of a reading.",
    "dataset": "A data set as an export: its tables, and what may be done with them.",
}

Json = dict[str, Any]  # Any: JSON


class Definitions:
    """The definitions that a schema refers to, each made once."""

    def __init__(self) -> None:
        self.made: dict[str, Json] = {}

    def of(self, kind: Any) -> Json:  # Any: an annotation
        """Return the schema of the values of an annotation."""
        if kind in PLAIN:
            return {"type": PLAIN[kind]}
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin is typing.Literal:
            return {"enum": list(inner)}
        if origin in (types.UnionType, typing.Union):
            return self.of_any(inner)
        if origin is tuple:
            return {"type": "array", "items": self.of(inner[0])}
        if origin in (FrozenMap, Mapping):
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        return self.referred(kind)

    def of_any(self, kinds: tuple[Any, ...]) -> Json:  # Any: annotations
        """Return the schema of the values of any of these annotations."""
        several = [self.of(kind) for kind in kinds]
        plain = [schema["type"] for schema in several if set(schema) == {"type"}]
        return {"type": plain} if len(plain) == len(several) else {"anyOf": several}

    def referred(self, kind: type) -> Json:
        """Return a reference to the definition of a class."""
        kind = InstrumentKey if kind is Instrument else kind
        if kind.__name__ not in self.made:
            self.made[kind.__name__] = {}  # a class may hold others of its kind
            self.made[kind.__name__] = self.defined(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def defined(self, kind: type) -> Json:
        """Return the schema of the values of a class."""
        if kind is Form:
            return {"oneOf": [self.referred(each) for each in FORMS]}
        if issubclass(kind, Form):
            return self.enveloped(kind)
        if issubclass(kind, enum.Enum):
            if kind not in ENUMS:
                sys.exit(f"{kind.__name__}: name it in ENUMS, or the converter takes it for a text")
            return {"description": summary(kind), "enum": [member.value for member in kind]}
        more = with_derived(kind) if kind in DERIVED or kind is Finding else kind
        return {"description": summary(kind), **self.with_fields(more)}

    def enveloped(self, kind: type[Form]) -> Json:
        """Return the schema of a form with its phase and instrument."""
        fields = {
            "hlo_forms": {"const": VERSION},
            "phase": {"const": kind.phase},
            "instrument": self.of(InstrumentKey),
            "form": self.with_fields(kind),
        }
        return {"description": summary(kind), **an_object(fields, required=list(fields))}

    def with_fields(self, kind: type) -> Json:
        """Return the schema of an object with the fields of a class."""
        hints = typing.get_type_hints(kind)
        fields = [field for field in attrs.fields(kind) if not (issubclass(kind, Form) and field.name == "instrument")]
        required = [field.name for field in fields if field.default is attrs.NOTHING]
        return an_object({field.name: self.of_field(field, hints[field.name]) for field in fields}, required)

    def of_field(self, field: Any, hint: Any) -> Json:  # Any: attrs' own type, and an annotation
        """Return the schema of a field: a choice has the ids that it takes."""
        if "choice" in field.metadata:
            return {"enum": [None, *field.metadata["choice"]]}
        return self.of(hint)


def an_object(fields: Json, required: list[str]) -> Json:
    """Return the schema of an object with these keys and no others."""
    wanted = {"required": required} if required else {}
    return {"type": "object", "properties": fields, **wanted, "additionalProperties": False}


def summary(kind: type) -> str:
    """Return the first sentence about a class."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def schema_of(kind: JsonKind) -> Json:
    """Return the schema of the texts of a kind."""
    definitions = Definitions()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:hlo-forms:{VERSION}:{kind}"}
    if kind == "form":
        body = {"title": TITLES[kind], **definitions.of(Form)}
    else:
        content = {
            "findings": lambda: {"type": "array", "items": definitions.of(Finding)},
            "dataset": lambda: of_dataset(definitions),
        }
        own = content[kind]() if kind in content else definitions.of(KINDS[kind])
        title = TITLES.get(kind) or summary(KINDS[kind])
        keys = {"hlo_forms": {"const": VERSION}, kind: own}
        body = {"title": title, **an_object(keys, required=list(keys))}
    defined = dict(sorted(definitions.made.items()))
    return {**head, **body, **({"$defs": defined} if defined else {})}


def of_dataset(definitions: Definitions) -> Json:
    """Return the schema of the content of a data set."""
    tables = {name: {"type": "array", "items": of_row(schema)} for name, schema in schemas().items()}
    fields = {
        "language": {"type": "string"},
        "created_with": {"type": "string"},
        "instruments": {"type": "array", "items": definitions.of(InstrumentKey)},
        "remarks": {"type": "array", "items": {"type": "string"}},
        "tables": an_object(tables, [name for name in tables if name != "evidence"]),
    }
    return an_object(fields, required=list(fields))


def of_row(schema: Schema) -> Json:
    """Return the schema of the rows of a table; columns on how a value was found are there only where asked for."""
    fields: Json = {}
    for column in schema.columns:
        kind: Json = {"type": [COLUMNS[column.kind], "null"]}
        fields[column.name] = {"description": column.label["en"], **kind}
        if column.codes:
            fields[column.name] = {"description": column.label["en"], "enum": [None, *column.codes]}
    apart = withheld_without_evidence(schema.name)
    return {"description": schema.label["en"], **an_object(fields, [name for name in fields if name not in apart])}


def main() -> None:
    """Write the schemas, or say which are not fresh."""
    stale = []
    for kind in typing.get_args(JsonKind):
        path, text = FOLDER / f"{kind}.json", json.dumps(schema_of(kind), ensure_ascii=False, indent=1) + "\n"
        if "--check" in sys.argv:
            stale += [path.name] if not path.exists() or path.read_text("utf-8") != text else []
        else:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    if stale:
        sys.exit(f"not fresh: {', '.join(stale)}; run python tools/build_schemas.py")


if __name__ == "__main__":
    main()
