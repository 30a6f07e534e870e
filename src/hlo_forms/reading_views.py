"""What was read from documents, as a table for a screen and as data for JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

from .forms import AlignmentForm, Form, PreparationForm
from .instrument import load_instrument

if TYPE_CHECKING:
    from .findings import Passage
    from .readings import Reading

_CONTROLS = ("Cc", "Zl", "Zp")
_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def fields_of(form: Form) -> Iterator[tuple[str, str]]:
    """The fields that hold something, by the ids that evidence and findings use, with their value as text."""
    skipped = {"instrument", "id", "answers", "motives", "own_answers"}
    for name in (field.name for field in attrs.fields(type(form)) if field.name not in skipped):
        yield from _fields(name, getattr(form, name))
    for answer in form.motives if isinstance(form, PreparationForm) else ():
        yield f"motives.{answer.motive}.ticked", {True: "yes", False: "no", None: "unclear"}[answer.ticked]
        yield from _fields(f"motives.{answer.motive}.outcome", answer.outcome)
    for question, text in form.answers.items():
        yield f"answers.{question}", text
    yield from _own_answers(form)


def _own_answers(form: Form) -> Iterator[tuple[str, str]]:
    counts: dict[str, int] = {}
    for answer in form.own_answers if isinstance(form, AlignmentForm) else ():
        counts[answer.question] = number = counts.get(answer.question, 0) + 1
        yield from _fields(f"own_answers.{answer.question}.{number}.organisation", answer.organisation)
        yield from _fields(f"own_answers.{answer.question}.{number}.text", answer.text)


def _fields(place: str, value: Any) -> Iterator[tuple[str, str]]:  # Any: a value of a form
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for index, row in enumerate(value, 1):
            yield from _fields(f"{place}.{index}", row)
    elif value is not None and attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _fields(f"{place}.{field.name}", getattr(value, field.name))


def _how(reading: Reading, field: str) -> str:
    exact = reading.evidence.get(field)
    under = (found for key, found in reading.evidence.items() if key.startswith(field + ".") and found.seen)
    found = exact or next(under, None)
    return found.how if found else ""


def _plain(text: str) -> str:
    """Text on one line of a screen: line ends shown, and nothing that steers a terminal."""
    shown = text.replace("\n", " ⏎ ").replace("\t", " ")
    return "".join(f"\\u{ord(sign):04x}" if _steers(sign) else sign for sign in shown)


def _steers(sign: str) -> bool:
    return unicodedata.category(sign) in _CONTROLS or unicodedata.bidirectional(sign) in _TURNS


def table_of(reading: Reading) -> str:
    """What was found in a document: field, value, found by, doubts; then all else that was there."""
    rows = [("field", "value", "found by", "doubts")]
    for form in reading.forms:
        for field, value in fields_of(form):
            doubts = ", ".join(dict.fromkeys(doubt.code for doubt in reading.doubts(field)))
            rows.append((field, _plain(value), _how(reading, field), doubts))
    widths = [min(max(len(row[column]) for row in rows), 60) for column in range(3)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)) for row in rows)
    return "\n".join([*(line.rstrip() for line in lines), *_passages(reading), *_findings(reading)])


def _passages(reading: Reading) -> Iterator[str]:
    for name in ("unplaced", "deleted", "remarks"):
        found: tuple[Passage, ...] = getattr(reading, name)
        if found:
            yield f"\n{name}:"
        for passage in found:
            by = f" ({passage.author})" if passage.author else ""
            yield f"  {_plain(str(passage.place))}{_plain(by)}: {_plain(passage.text)}"


def _findings(reading: Reading) -> Iterator[str]:
    if reading.findings:
        yield "\nfindings:"
    for finding, message in zip(reading.findings, _messages(reading), strict=True):
        about = f" {finding.field}:" if finding.field else ""
        yield f"  {finding.severity} {finding.code}:{about} {_plain(message)}"


def _messages(reading: Reading) -> tuple[str, ...]:
    """Every finding in words: those of its form, or of the built-in instrument where there is none."""
    instrument = reading.forms[0].instrument if reading.forms else load_instrument()
    return tuple(finding.message(instrument, reading.language) for finding in reading.findings)


def data_of(source: str, reading: Reading) -> dict[str, object]:
    """Everything that was found in a document, as an object for JSON."""
    from .interchange import envelope

    return {
        "source": source,
        "language": reading.language,
        "forms": [envelope(form) for form in reading.forms],
        "findings": [
            {**_data(finding), "severity": str(finding.severity), "message": message}
            for finding, message in zip(reading.findings, _messages(reading), strict=True)
        ],
        "evidence": [_data(found) for found in reading.evidence.values()],
        "unplaced": [_data(found) for found in reading.unplaced],
        "deleted": [_data(found) for found in reading.deleted],
        "remarks": [_data(found) for found in reading.remarks],
    }


def _data(value: Any) -> dict[str, object]:  # Any: an attrs value
    return attrs.asdict(value)
