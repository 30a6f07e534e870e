"""The rows of the tables that go beyond one form: organisations, partnerships, responses, and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..comparison.sides import together
from ..forms import FORMS, AlignmentForm, Organisation, OrganisationForm
from ..readings.findings import Passage
from ..readings.reading import Reading
from ..research.entries import Entry, File, is_about, place_of, placed
from ..research.rows import Row, is_filled_in

_COUNTED = ("forms", "findings", "unplaced", "deleted", "remarks")
_DETAILS = {"organisation_type": "type", "sector": "sector", "ownership": "ownership"}


def organisations(entries: Iterable[Entry]) -> Iterator[Row]:
    """Yield each organisation that has an id; details on which its forms disagree are left out, and named."""
    seen: dict[str, list[tuple[Organisation, Entry]]] = {}
    for entry in entries:
        for who in entry.organisations:
            if who.id:
                seen.setdefault(who.id, []).append((who, entry))
    for id, places in sorted(seen.items()):
        row: Row = {"organisation": id, "name": together(who.name for who, _ in places)}
        row |= {"forms": len({entry.key for _, entry in places})}
        row |= {"partnerships": len({entry.form.partnership.id for _, entry in places} - {None})}
        differing = []
        for column, name in _DETAILS.items():
            values = {getattr(who, name) for who, _ in places} - {None}
            row[column] = values.pop() if len(values) == 1 else None
            differing += [column] if values else []
        yield {**row, "differing": " ".join(differing) or None}


def partnerships(entries: Iterable[Entry]) -> Iterator[Row]:
    """Yield each partnership that has an id."""
    seen: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.form.partnership.id:
            seen.setdefault(entry.form.partnership.id, []).append(entry)
    for id, own in sorted(seen.items()):
        yield {
            "partnership": id,
            "name": together(entry.form.partnership.name for entry in own),
            "rounds": len({entry.form.round for entry in own} - {None}),
            "organisations": len({who.id for entry in own for who in entry.organisations if who.id}),
            "forms": len(own),
        }


def responses(entries: Sequence[Entry]) -> Iterator[Row]:
    """Yield the responses in each round of each partnership, for the phases that the data set has forms of."""
    phases = [kind.phase for kind in FORMS if any(entry.form.phase == kind.phase for entry in entries)]
    rounds: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in entries:
        if entry.form.partnership.id:
            rounds.setdefault((entry.form.partnership.id, entry.form.round), []).append(entry)
    for partnership, round in sorted(rounds, key=lambda key: (key[0], key[1] or "")):
        own = rounds[partnership, round]
        for phase in phases:
            for row in _of_round(phase, own):
                yield {"partnership": partnership, "round": round, "phase": phase, **row}


def _of_round(phase: str, own: Sequence[Entry]) -> Iterator[Row]:
    sent = [entry for entry in own if entry.form.phase == phase]
    if phase == AlignmentForm.phase:
        yield _response(sent)
        return
    types: dict[str, str | None] = {}
    for who in (who for entry in own for who in entry.organisations if who.id):
        types[str(who.id)] = types.get(str(who.id)) or who.type
    for id, type in sorted(types.items(), key=lambda item: (item[1] or "", item[0])):
        theirs = [
            entry for entry in sent if isinstance(entry.form, OrganisationForm) and entry.form.organisation.id == id
        ]
        yield {"organisation": id, "organisation_type": type, **_response(theirs)}
    for kind in own[0].form.instrument.organisation_types:
        if kind.id not in types.values() and None not in types.values():
            yield {"organisation_type": kind.id, **_response([])}


def _response(sent: Sequence[Entry]) -> Row:
    filled_in = any(is_filled_in(entry.form) for entry in sent)
    return {"forms": len(sent), "response": "filled_in" if filled_in else "blank" if sent else "missing"}


def sources(files: Iterable[File]) -> Iterator[Row]:
    """Yield each file, read or not."""
    for file in files:
        result = file.result
        row: Row = {"source": file.number, "file": result.source, "sha256": result.sha256, "reader": result.reader}
        row |= {"same_as": file.same_as, "same_bytes": file.same_bytes}
        if isinstance(result, Reading):
            row |= {name: len(getattr(result, name)) for name in _COUNTED}
            code = "read" if result.forms else "no_form"
            yield {**row, "language": result.language, "result": code, "doubts": len(result.warnings)}
        else:
            yield {**row, "result": "failed", "code": result.code, "detail": result.detail, "forms": 0}


def findings(files: Iterable[File], entries: Iterable[Entry]) -> Iterator[Row]:
    """Yield the findings in each file."""
    keys = {entry.form: entry.key for entry in entries}  # a copy has the key of the first one
    for file in files:
        reading = file.result
        if not isinstance(reading, Reading):
            continue
        settled = set(reading.settled)
        for finding in reading.findings:
            forms = reading.forms
            about = [form for place, form in enumerate(forms, 1) if is_about(finding, place, len(forms))]
            if about and about[0] not in keys:  # its form was filtered out
                continue
            yield {
                "source": file.number,
                "form": keys[about[0]] if about else None,
                "code": finding.code,
                "severity": finding.severity.value,
                "settled": finding in settled,
                "field": placed(finding.field)[1] if finding.field is not None else None,
                **place_of(finding.place),
                "seen": finding.seen or None,
            }


def passages(files: Iterable[File]) -> Iterator[Row]:
    """Yield the text of each file that belongs to no answer."""
    for file in files:
        for kind, name in (("unplaced", "unplaced"), ("deleted", "deleted"), ("remark", "remarks")):
            texts: tuple[Passage, ...] = getattr(file.result, name) if isinstance(file.result, Reading) else ()
            for passage in texts:
                row: Row = {"source": file.number, "kind": kind, "text": passage.text}
                yield {**row, **place_of(passage.place), "author": passage.author, "date": passage.date}
