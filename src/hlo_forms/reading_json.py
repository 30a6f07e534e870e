"""Readings and failures to and from compact JSON: exact both ways, for what is kept on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import attrs

from .findings import Evidence, Finding, Passage, Place
from .instrument import Instrument
from .interchange import envelope, from_json
from .readings import Reading
from .results import ReadFailure
from .values import FrozenMap

Object = dict[str, Any]  # Any: what a JSON text holds


def dumped(result: Reading | ReadFailure) -> str:
    """A reading or a failure as JSON text, less the name of its file: that may change."""
    found = _failure(result) if isinstance(result, ReadFailure) else _reading(result)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str, source: str, instruments: Iterable[Instrument] = ()) -> Reading | ReadFailure:
    """What `dumped` wrote, under the name that its file has now.

    A `ValueError`, `KeyError` or `TypeError` says that the text is none of ours, or of an instrument not at hand.
    """
    found = json.loads(text)
    if "failure" in found:
        return ReadFailure(source=source, **found["failure"])
    return Reading(
        forms=tuple(from_json(json.dumps(form), instruments) for form in found["forms"]),
        language=found["language"],
        findings=tuple(Finding(**_placed(row)) for row in found["findings"]),
        evidence=FrozenMap({row["field"]: Evidence(**_placed(row)) for row in found["evidence"]}),
        unplaced=_passages(found["unplaced"]),
        deleted=_passages(found["deleted"]),
        remarks=_passages(found["remarks"]),
        source=source,
        sha256=found["sha256"],
        reader=found["reader"],
    )


def _failure(failure: ReadFailure) -> Object:
    kept = ("code", "sha256", "reader", "detail")
    return {"failure": {**{name: getattr(failure, name) for name in kept}, "words": dict(failure.words)}}


def _reading(reading: Reading) -> Object:
    return {
        "sha256": reading.sha256,
        "reader": reading.reader,
        "language": reading.language,
        "forms": [envelope(form) for form in reading.forms],
        "findings": [_short(found) for found in reading.findings],
        "evidence": [_short(found) for found in reading.evidence.values()],
        **{name: [_short(found) for found in getattr(reading, name)] for name in ("unplaced", "deleted", "remarks")},
    }


def _short(value: Any) -> Object:  # Any: a finding, evidence or passage
    """The fields of a value that differ from their default."""
    found: Object = {}
    for field in attrs.fields(type(value)):
        part = getattr(value, field.name)
        if part is not None:
            found[field.name] = _short(part) if isinstance(part, Place) else part
    return found


def _placed(row: Object) -> Object:
    return {**row, "place": Place(**row["place"])}


def _passages(rows: Iterable[Object]) -> tuple[Passage, ...]:
    return tuple(Passage(**_placed(row)) for row in rows)
