"""What was read from documents, as a table for a screen and as data for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

from .forms.fields import fields_of
from .pages.text import on_one_line

if TYPE_CHECKING:
    from .readings.findings import Passage
    from .readings.reading import Reading


def _how(reading: Reading, field: str) -> str:
    exact = reading.evidence.get(field)
    under = (found for key, found in reading.evidence.items() if key.startswith(field + ".") and found.seen)
    found = exact or next(under, None)
    return found.how if found else ""


def table_of(reading: Reading) -> str:
    """What was found in a document: field, value, found by, doubts; then all else that was there."""
    rows = [("field", "value", "found by", "doubts")]
    for field, value in _fields(reading):
        doubts = ", ".join(dict.fromkeys(doubt.code for doubt in reading.doubts(field)))
        rows.append((field, on_one_line(value), _how(reading, field), doubts))
    widths = [min(max(len(row[column]) for row in rows), 60) for column in range(3)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)) for row in rows)
    return "\n".join([*(line.rstrip() for line in lines), *_passages(reading), *_findings(reading)])


def _fields(reading: Reading) -> Iterator[tuple[str, str]]:
    """The fields of every form, by the ids they have in the document."""
    for number, form in enumerate(reading.forms, 1):
        prefix = f"{number}/" if number > 1 else ""
        yield from ((prefix + field, value) for field, value in fields_of(form))


def _passages(reading: Reading) -> Iterator[str]:
    for name in ("unplaced", "deleted", "remarks"):
        found: tuple[Passage, ...] = getattr(reading, name)
        if found:
            yield f"\n{name}:"
        for passage in found:
            by = f" ({passage.author})" if passage.author else ""
            yield f"  {on_one_line(str(passage.place))}{on_one_line(by)}: {on_one_line(passage.text)}"


def _findings(reading: Reading) -> Iterator[str]:
    if reading.findings:
        yield "\nfindings:"
    settled = set(reading.settled)
    for finding, message in zip(reading.findings, reading.messages(), strict=True):
        about = f" {finding.field}:" if finding.field else ""
        done = " (settled)" if finding in settled else ""
        yield f"  {finding.severity} {finding.code}{done}:{about} {on_one_line(message)}"


def data_of(source: str, reading: Reading) -> dict[str, object]:
    """Everything that was found in a document, as an object for JSON."""
    from .forms.interchange import envelope

    settled = set(reading.settled)
    return {
        "source": source,
        "language": reading.language,
        "forms": [envelope(form) for form in reading.forms],
        "findings": [
            {
                **_data(finding),
                "severity": str(finding.severity),
                "settled": finding in settled,
                "message": message,
            }
            for finding, message in zip(reading.findings, reading.messages(), strict=True)
        ],
        "evidence": [_data(found) for found in reading.evidence.values()],
        "unplaced": [_data(found) for found in reading.unplaced],
        "deleted": [_data(found) for found in reading.deleted],
        "remarks": [_data(found) for found in reading.remarks],
    }


def _data(value: Any) -> dict[str, object]:  # Any: an attrs value
    return attrs.asdict(value)
