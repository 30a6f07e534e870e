"""The rows of each table that is filled form by form: values by column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from ..comparison.sides import together
from ..forms import FORMS, AlignmentForm, CommitmentForm, Form, Organisation, OrganisationForm, PreparationForm
from ..forms.answers import BroughtAnswer, BroughtMotive, BroughtOtherMotive, QuestionStatus, Relation
from ..instrument.parts import Question
from ..readings.findings import Passage
from ..readings.reading import Reading
from .entries import File, Record, is_about, place_of, split_field
from .tables import Cell

Row: TypeAlias = dict[str, Cell]


def _keys(entry: Record) -> Row:
    """Return the columns that every row of a form begins with."""
    form = entry.form
    row: Row = {"form": entry.key, "partnership": form.partnership.id, "round": form.round, "phase": form.phase}
    if isinstance(form, OrganisationForm):
        who = form.organisation
        row |= {"organisation": who.id, "organisation_type": who.type, "respondent": form.respondent}
    return row


def _id_or_words(name: str, value: str | None, ids: Collection[str | None]) -> Row:
    """Return a value as an id where it is one of these, else as words in a column of their own."""
    is_id = value is None or value in ids
    return {name: value if is_id else None, f"{name}_words": None if is_id else value}


def _partner(entry: Record, name: str, value: str | None) -> Row:
    return _id_or_words(name, value, {who.id for who in entry.organisations})


def _motive(entry: Record, name: str, value: str | None) -> Row:
    return _id_or_words(name, value, {motive.id for motive in entry.form.instrument.motives})


def forms(entry: Record) -> Iterator[Row]:
    """Yield the row of the form itself."""
    form, reading = entry.form, entry.reading
    findings = list(entry.findings())
    warnings = reading.warnings if reading else ()
    row: Row = {
        **_keys(entry),
        "form_id": form.id,
        "version": entry.version,
        "versions": entry.versions,
        "copies": entry.copies,
        "source": entry.source,
        "instrument": form.instrument.id,
        "edition": form.instrument.edition,
        "digest": form.instrument.digest,
        "language": reading.language if reading else None,
        "partnership_name": form.partnership.name,
        "sender": form.invitation.sender,
        "return_to": form.invitation.return_to,
        "return_by": form.invitation.return_by,
        "asks_research": form.asks_research,
        "research": form.research,
        "previous_round": form.previous_round if isinstance(form, PreparationForm) else None,
        "filled_in": is_filled_in(form),
        "findings": len(findings),
        "doubts": sum(finding in warnings for finding in findings),
    }
    if isinstance(form, OrganisationForm):
        who = form.organisation
        row |= {"organisation_name": who.name, "sector": who.sector, "ownership": who.ownership}
    yield row


def is_filled_in(form: Form) -> bool:
    """Return whether anything was answered: about motives in phase 1, at all in the other phases."""
    if isinstance(form, PreparationForm):
        return form.touched
    if isinstance(form, AlignmentForm):
        return bool(form.answers or form.own_answers or form.relations)
    return bool(form.answers or (isinstance(form, CommitmentForm) and form.agreements))


def partners(entry: Record) -> Iterator[Row]:
    """Yield the organisations on a form of which it holds any detail."""
    for number, who in enumerate(entry.organisations, 1):
        own: Row = {"organisation": who.id, "organisation_type": who.type, "sector": who.sector}
        if who.name or any(own.values()) or who.ownership:
            yield {**_keys(entry), **own, "number": number, "name": who.name, "ownership": who.ownership}


def participants(entry: Record) -> Iterator[Row]:
    """Yield the people who took part."""
    for number, person in enumerate(entry.form.participants, 1):
        where = _partner(entry, "organisation", person.organisation) if person.organisation else {}
        yield {**_keys(entry), **where, "number": number, "name": person.name, "role": person.role}


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
            **_keys(entry),
            "category": motive.category,
            "motive": motive.id,
            "status": form.status(motive.id).value,
            "ticked": answer.ticked if answer else None,
            "outcome": answer.outcome if answer else None,
            "previous_round": form.previous_round,
            "previous_ticked": earlier.ticked if earlier else None,
            "previous_outcome": earlier.outcome if earlier else None,
            "previous_doubtful": earlier.doubtful if earlier else None,
            "realised": earlier.realised if earlier else None,
            "found_by": tick.how if tick else None,
            "seen": tick.seen or None if tick else None,
            "outcome_found_by": outcome.how if outcome else None,
            "outcome_seen": outcome.seen or None if outcome else None,
            "doubts": entry.codes_of_motive(motive.id) if answer else None,
            "field": field,
        }


def other_motives(entry: Record) -> Iterator[Row]:
    """Yield the motives that organisations added, now and in the previous round."""
    form = entry.form
    if not isinstance(form, PreparationForm):
        return
    for number, row in enumerate(form.other_motives, 1):
        now: Row = {"number": number, "earlier": False, "text": row.text, "outcome": row.outcome}
        yield {**_keys(entry), **now, **_doubts(entry, f"other_motives.{number}")}
    for number, old in enumerate(form.previous_other, 1):
        before: Row = {"number": number, "earlier": True, "text": old.text, "outcome": old.outcome}
        yield {**_keys(entry), **before, "realised": old.realised, **_doubts(entry, f"previous_other.{number}")}


def _doubts(entry: Record, field: str) -> Row:
    return {"doubts": entry.codes(field), "field": field}


def answers(entry: Record) -> Iterator[Row]:
    """Yield every question of the phase with its answer; a question for each organisation, once per organisation."""
    for question in entry.form.instrument.questions_of(entry.form.phase):
        if question.answered_by == "each":
            yield from _own_answers(entry, question)
        else:
            text = entry.form.answers.get(question.id)
            yield _answer(entry, question, f"answers.{question.id}", text)


def _answer(entry: Record, question: Question, field: str, text: str | None) -> Row:
    evidence = entry.evidence(field)
    return {
        **_keys(entry),
        "theme": question.theme,
        "question": question.id,
        "status": _question_status(entry.form, question.id, text).value,
        "text": text,
        "found_by": evidence.how if evidence else None,
        **_doubts(entry, field),
    }


def _question_status(form: Form, question: str, text: str | None) -> QuestionStatus:
    if isinstance(form, CommitmentForm):
        return form.question_status(question)
    return QuestionStatus.ANSWERED if text is not None else QuestionStatus.NOT_FILLED_IN


def _own_answers(entry: Record, question: Question) -> Iterator[Row]:
    form = entry.form
    rows = form.own_answers if isinstance(form, AlignmentForm) else ()
    own_rows = [row for row in rows if row.question == question.id]
    for number, own in enumerate(own_rows, 1):
        row = _answer(entry, question, f"own_answers.{question.id}.{number}.text", own.text)
        who = _partner(entry, "organisation", own.organisation)
        types = {partner.id: partner.type for partner in entry.organisations}
        yield {**row, **who, "number": number, "organisation_type": types.get(str(who["organisation"]))}
    if not own_rows:
        yield _answer(entry, question, f"own_answers.{question.id}", None)


def relations(entry: Record) -> Iterator[Row]:
    """Yield the relations that partners declared, and those carried over to a form of phase 3 as a reminder."""
    form = entry.form
    if isinstance(form, AlignmentForm):
        for number, row in enumerate(form.relations, 1):
            where = _doubts(entry, f"relations.{number}")
            yield {**_relation(entry, row), **where, "number": number, "carried": False}
    elif isinstance(form, CommitmentForm):
        for number, old in enumerate(form.meeting_relations, 1):
            where = _doubts(entry, f"meeting_relations.{number}")
            yield {**_relation(entry, old), **where, "number": number, "carried": True, "doubtful": old.doubtful}


def _relation(entry: Record, row: Relation) -> Row:
    return {
        **_keys(entry),
        **_partner(entry, "first_organisation", row.first_organisation),
        **_motive(entry, "first_motive", row.first_motive),
        "kind": row.kind,
        **_partner(entry, "second_organisation", row.second_organisation),
        **_motive(entry, "second_motive", row.second_motive),
        "note": row.note,
    }


def agreements(entry: Record) -> Iterator[Row]:
    """Yield the agreements of phase 3."""
    rows = entry.form.agreements if isinstance(entry.form, CommitmentForm) else ()
    for number, row in enumerate(rows, 1):
        agreement: Row = {"number": number, "what": row.what, "who": row.who, "when": row.when}
        yield {**_keys(entry), **agreement, **_doubts(entry, f"agreements.{number}")}


def brought(entry: Record) -> Iterator[Row]:
    """Yield everything carried over to a form from an earlier phase."""
    form = entry.form
    if isinstance(form, AlignmentForm | CommitmentForm):
        carried_answers = form.brought_answers if isinstance(form, AlignmentForm) else form.meeting_answers
        kinds: dict[str, Sequence[BroughtMotive | BroughtOtherMotive | BroughtAnswer]]
        kinds = {"motive": form.brought, "other_motive": form.brought_other, "answer": carried_answers}
        for kind, rows in kinds.items():
            for number, row in enumerate(rows, 1):
                who: Row = {"organisation": row.organisation} if row.organisation else {}
                yield {**_keys(entry), **who, "kind": kind, "number": number, **_brought(row)}


def _brought(row: BroughtMotive | BroughtOtherMotive | BroughtAnswer) -> Row:
    doubtful: Row = {"doubtful": row.doubtful}
    if isinstance(row, BroughtMotive):
        return doubtful | {"motive": row.motive, "status": row.status.value, "outcome": row.outcome}
    if isinstance(row, BroughtOtherMotive):
        return doubtful | {"text": row.text, "outcome": row.outcome}
    return doubtful | {"question": row.question, "text": row.text}


def evidence(entry: Record) -> Iterator[Row]:
    """Yield the evidence for each field of a form."""
    for field, origin in entry.all_evidence():
        where: Row = {"form": entry.key, "source": entry.source, "field": field}
        yield {**where, "found_by": origin.how, **place_of(origin.place), "seen": origin.seen or None}


_COUNTED = ("forms", "findings", "unplaced", "deleted", "remarks")
_DETAILS = {"organisation_type": "type", "sector": "sector", "ownership": "ownership"}


def organisations(entries: Iterable[Record]) -> Iterator[Row]:
    """Yield each organisation that has an id; details on which its forms disagree are left out, and named."""
    seen: dict[str, list[tuple[Organisation, Record]]] = {}
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


def partnerships(entries: Iterable[Record]) -> Iterator[Row]:
    """Yield each partnership that has an id."""
    seen: dict[str, list[Record]] = {}
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


def responses(entries: Sequence[Record]) -> Iterator[Row]:
    """Yield the responses in each round of each partnership, for the phases that the data set has forms of."""
    phases = [kind.phase for kind in FORMS if any(entry.form.phase == kind.phase for entry in entries)]
    rounds: dict[tuple[str, str | None], list[Record]] = {}
    for entry in entries:
        if entry.form.partnership.id:
            rounds.setdefault((entry.form.partnership.id, entry.form.round), []).append(entry)
    for partnership, round in sorted(rounds, key=lambda key: (key[0], key[1] or "")):
        own = rounds[partnership, round]
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
    for id, type in sorted(types.items(), key=lambda item: (item[1] or "", item[0])):
        theirs = [
            entry for entry in sent if isinstance(entry.form, OrganisationForm) and entry.form.organisation.id == id
        ]
        yield {"organisation": id, "organisation_type": type, **_response(theirs)}
    for kind in own[0].form.instrument.organisation_types:
        if kind.id not in types.values() and None not in types.values():
            yield {"organisation_type": kind.id, **_response([])}


def _response(sent: Sequence[Record]) -> Row:
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


def findings(files: Iterable[File], entries: Iterable[Record]) -> Iterator[Row]:
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
                "field": split_field(finding.field)[1] if finding.field is not None else None,
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
