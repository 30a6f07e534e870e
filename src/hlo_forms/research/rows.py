"""The rows of each table that is filled form by form: values by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TypeAlias

import attrs

from ..basics.values import grouped
from ..comparison.sides import together
from ..forms import FORMS, AlignmentForm, CommitmentForm, OrganisationForm, PreparationForm
from ..forms.answers import QuestionStatus
from ..forms.field_ids import PARTS
from ..forms.fields import Kind, parts_of
from ..instrument.parts import Question
from ..readings.findings import Passage
from ..readings.reading import Reading
from .entries import File, Record, is_about, place_of, split_field
from .tables import Cell

Row: TypeAlias = dict[str, Cell]


PARTICULARS = ("partnership", "round", "phase", "organisation", "organisation_type", "respondent")
"""The columns of "forms" that say whose form it is."""


def _id_or_words(name: str, value: str | None, ids: Collection[str | None]) -> Row:
    """Return a value as an id where it is one of these, else as words in a column of their own."""
    is_id = value is None or value in ids
    return {name: value if is_id else None, f"{name}_words": None if is_id else value}


_OF_SENDER = {"organisation": "sender_organisation"}


def forms(entry: Record) -> Iterator[Row]:
    """Yield the row of the form itself."""
    form, reading = entry.form, entry.reading
    findings = list(entry.findings())
    warnings = reading.warnings if reading else ()
    row: Row = {
        "form": entry.key,
        "form_id": form.id,
        "version": entry.version,
        "versions": entry.versions,
        "copies": entry.copies,
        "source": entry.source,
        "instrument": form.instrument.id,
        "edition": form.instrument.edition,
        "digest": form.instrument.digest,
        "language": entry.language,
        "phase": form.phase,
        "partnership": form.partnership.id,
        "partnership_name": form.partnership.name,
        "round": form.round,
        **{_OF_SENDER.get(name, name): text for name, text in attrs.asdict(form.invitation).items()},
        **{f"research_{name}": text for name, text in attrs.asdict(form.study).items()},
        **{part.name: getattr(form, part.name) for part in parts_of(type(form)) if part.is_single},
        "filled_in": entry.filled_in,
        "corrected_fields": " ".join(entry.corrected_fields()) or None,
        "left_out": " ".join(sorted(entry.withheld)) or None,
        "findings": len(findings),
        "doubts": sum(finding in warnings for finding in findings),
    }
    if isinstance(form, OrganisationForm):
        (who,) = entry.organisations
        row |= {"organisation": who.id, "organisation_name": who.name, "organisation_type": who.type}
        row |= {"sector": who.sector, "ownership": who.ownership, "respondent": form.respondent}
    yield row


def partners(entry: Record) -> Iterator[Row]:
    """Yield the organisations on a form of which it holds any detail."""
    for number, who in enumerate(entry.organisations, 1):
        own: Row = {"partner": who.id, "partner_name": who.name, "partner_type": who.type}
        own |= {"partner_sector": who.sector, "partner_ownership": who.ownership}
        if any(own.values()):
            yield {"form": entry.key, "number": number, **own}


def motives(entry: Record) -> Iterator[Row]:
    """Yield every motive of the instrument, with the answer of a form of phase 1, now and in the previous round."""
    form = entry.form
    if not isinstance(form, PreparationForm):
        return
    before = {row.motive: row for row in form.previous}
    for motive in form.instrument.motives:
        field = f"motives.{motive.id}"
        answer, earlier = form.answer(motive.id), before.get(motive.id)
        tick, outcome = entry.evidence(f"{field}.ticked"), entry.evidence(f"{field}.outcome")
        yield {
            "form": entry.key,
            "category": motive.category,
            "motive": motive.id,
            "status": form.status(motive.id).value,
            "ticked": answer.ticked if answer else None,
            "outcome": answer.outcome if answer else None,
            "previous_ticked": earlier.ticked if earlier and "previous" not in entry.withheld else None,
            "previous_outcome": earlier.outcome if earlier else None,
            "previous_doubtful": earlier.doubtful if earlier and "previous" not in entry.withheld else None,
            "realised": earlier.realised if earlier else None,
            "found_by": tick.how if tick else None,
            "seen": tick.seen or None if tick else None,
            "outcome_found_by": outcome.how if outcome else None,
            "outcome_seen": outcome.seen or None if outcome else None,
            "doubt_codes": entry.codes_of_motive(motive.id) if answer else None,
            "field": field,
        }


def _doubts(entry: Record, field: str) -> Row:
    return {"doubt_codes": entry.codes(field), "field": field}


def answers(entry: Record) -> Iterator[Row]:
    """Yield every question of the phase with its answer; a question for each organisation, once per organisation.

    Of answers that were left out it is not told either whether they were given.
    """
    for question in entry.form.instrument.questions_of(entry.form.phase):
        if question.answered_by == "each":
            yield from _own_answers(entry, question)
        elif "answers" not in entry.withheld:
            text = entry.form.answers.get(question.id)
            yield _answer(entry, question, f"answers.{question.id}", text)


def _answer(entry: Record, question: Question, field: str, text: str | None) -> Row:
    evidence, status = entry.evidence(field), QuestionStatus.ANSWERED if text else QuestionStatus.NOT_FILLED_IN
    if isinstance(entry.form, CommitmentForm):
        status = entry.form.question_status(question.id)
    elif isinstance(entry.form, OrganisationForm) and entry.form.kept_back:
        status = QuestionStatus.KEPT_BACK
    return {
        "form": entry.key,
        "theme": question.theme,
        "question": question.id,
        "status": status.value,
        "text": text,
        "found_by": evidence.how if evidence else None,
        **_doubts(entry, field),
    }


def _own_answers(entry: Record, question: Question) -> Iterator[Row]:
    form = entry.form
    rows = form.own_answers if isinstance(form, AlignmentForm) else ()
    own_rows = [row for row in rows if row.question == question.id]
    for number, own in enumerate(own_rows, 1):
        row = _answer(entry, question, f"own_answers.{question.id}.{number}.text", own.text)
        who = _id_or_words("partner", own.organisation, {partner.id for partner in entry.organisations})
        yield {**row, **who, "number": number}
    if not own_rows and "own_answers" not in entry.withheld:
        yield _answer(entry, question, f"own_answers.{question.id}", None)


_RECORDS: Mapping[str, Mapping[str, Row]] = {
    "other_motives": {"other_motives": {"earlier": False}, "previous_other": {"earlier": True}},
    "relations": {"relations": {"carried": False}, "meeting_relations": {"carried": True}},
    "agreements": {"agreements": {"shared": False}, "shared_agreements": {"shared": True}},
    "brought": {
        "brought": {"kind": "motive"},
        "brought_other": {"kind": "other_motive"},
        "brought_answers": {"kind": "answer"},
        "meeting_answers": {"kind": "answer"},
    },
    "looking_back": {
        "previous_answers": {"said": "answer"},
        "previous_relations": {"said": "relation"},
        "previous_agreements": {"said": "agreement"},
        "previous_shared_agreements": {"said": "shared_agreement"},
        "partner_agreements": {"said": "partner_agreement"},
    },
}
"""The tables that hold the records of several parts of a form, each with the values that tell these apart."""

_APART = ("organisations", *(part for parts in _RECORDS.values() for part in parts))

RECORDS = {
    **_RECORDS,
    **{part.name: {part.name: {}} for part in PARTS.values() if part.kind is Kind.RECORDS and part.name not in _APART},
}
"""Every table that holds records of forms, with these parts; the partners of a form have a table of their own."""


def records(table: str, entry: Record) -> Iterator[Row]:
    """Yield the records of a form that a table holds."""
    form = entry.form
    for part in parts_of(type(form)):
        if (own := RECORDS[table].get(part.name)) is not None:
            for number, row in enumerate(getattr(form, part.name), 1):
                where = _doubts(entry, f"{part.name}.{number}")
                yield {"form": entry.key, **_cells(entry, row), **own, "number": number, **where}


def _cells(entry: Record, row: attrs.AttrsInstance) -> Row:
    """Return the values of a record that it has, as ids of the partners and motives where they are such."""
    cells: Row = {}
    for column, value in attrs.asdict(row, recurse=False).items():
        if value is None:
            continue
        if column.endswith("organisation"):
            name = "partner" if column == "organisation" else column
            cells |= _id_or_words(name, value, {who.id for who in entry.organisations})
        elif column.endswith("motive"):
            cells |= _id_or_words(column, value, {motive.id for motive in entry.form.instrument.motives})
        else:
            cells[column] = value.value if isinstance(value, Enum) else value
    return cells


def evidence(entry: Record) -> Iterator[Row]:
    """Yield the evidence for each field of a form."""
    for field, origin in entry.all_evidence():
        where: Row = {"form": entry.key, "field": field}
        yield {**where, "found_by": origin.how, **place_of(origin.place), "seen": origin.seen or None}


_COUNTED = ("forms", "findings", "unplaced", "deleted", "remarks")
_DETAILS = {"organisation_type": "type", "sector": "sector", "ownership": "ownership"}


def organisations(entries: Iterable[Record]) -> Iterator[Row]:
    """Yield each organisation that has an id; details on which its forms disagree are left out, and named."""
    seen = grouped((who.id, (who, entry)) for entry in entries for who in entry.organisations if who.id)
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


def partnerships(entries: Iterable[Record]) -> Iterator[Row]:
    """Yield each partnership that has an id."""
    seen = grouped((entry.form.partnership.id, entry) for entry in entries if entry.form.partnership.id)
    for id, own in sorted(seen.items()):
        yield {
            "partnership": id,
            "name": together(entry.form.partnership.name for entry in own),
            "rounds": len({entry.form.round for entry in own} - {None}),
            "organisations": len({who.id for entry in own for who in entry.organisations if who.id}),
            "forms": len(own),
        }


def responses(entries: Sequence[Record]) -> Iterator[Row]:
    """Yield the responses in each round of each partnership, for the phases that the data set has forms of."""
    phases = [kind.phase for kind in FORMS if any(entry.form.phase == kind.phase for entry in entries)]
    named = [entry for entry in entries if entry.form.partnership.id]
    rounds = grouped(((str(entry.form.partnership.id), entry.form.round), entry) for entry in named)
    for (partnership, round), own in sorted(rounds.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        for phase in phases:
            for row in _of_round(phase, own):
                yield {"partnership": partnership, "round": round, "phase": phase, **row}


def _of_round(phase: str, own: Sequence[Record]) -> Iterator[Row]:
    sent = [entry for entry in own if entry.form.phase == phase]
    if phase == AlignmentForm.phase:
        yield _response(sent)
        return
    types: dict[str, str | None] = {}
    for who in (who for entry in own for who in entry.organisations if who.id):
        types[str(who.id)] = types.get(str(who.id)) or who.type
    by_organisation = defaultdict(list)
    for entry in sent:
        for id in dict.fromkeys(who.id for who in entry.organisations):
            by_organisation[id].append(entry)
    for id, type in sorted(types.items(), key=lambda item: (item[1] or "", item[0])):
        yield {"organisation": id, "organisation_type": type, **_response(by_organisation.get(id, []))}
    for kind in own[0].form.instrument.organisation_types:
        if kind.id not in types.values() and None not in types.values():
            yield {"organisation_type": kind.id, **_response([])}


def _response(sent: Sequence[Record]) -> Row:
    filled_in = any(entry.filled_in for entry in sent)
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


def findings(files: Iterable[File], entries: Iterable[Record]) -> Iterator[Row]:
    """Yield the findings in each file."""
    every = list(entries)
    own = {(entry.source, entry.place): entry.key for entry in every}
    same = {entry.form: entry.key for entry in every}  # a copy has the key of the first one
    for file in files:
        reading = file.result
        if not isinstance(reading, Reading):
            continue
        settled = set(reading.settled)
        for finding in reading.findings:
            forms = reading.forms
            about = next((n for n in range(1, len(forms) + 1) if is_about(finding, n, len(forms))), None)
            key = about and (own.get((file.number, about)) or same.get(forms[about - 1]))
            if about and not key:  # its form was filtered out
                continue
            yield {
                "in_source": file.number,
                "form": key or None,
                "code": finding.code,
                "severity": finding.severity.value,
                "settled": finding in settled,
                "field": split_field(finding.field or "")[1] or None,
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
