"""The outline of a form as it is written out: each value with the heading, label and column that it stands under.

Made from the definitions that the writer uses, at the cost of a walk over the form: no document is made. The wording
is in every language of the instrument, as people mix them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ..basics.text import matching_key
from ..forms import AlignmentForm, CommitmentForm, Form, Organisation, PreparationForm, organisations_of
from ..forms.commitment import is_not_discussed
from ..instrument.model import Instrument
from . import carried, sender
from .controls import UNCHECKED
from .fields import (
    CARRIED,
    OPTIONS_OF,
    RECORDS,
    RecordColumn,
    Records,
    details_of,
    option_label,
    title_of_column,
)

Keys = frozenset[str]
NOWHERE: Keys = frozenset()


def key_of(text: str) -> str:
    """Return a text as values are compared: without case and white space."""
    return " ".join(text.split()).casefold()


@attrs.frozen
class WrittenValue:
    """A value of a form: its field, how it can be written, its kind (text, choice, tick or number), its column.

    `texts` and `column` hold every wording, as keys; a value without `column` can stand in any.
    """

    field: str
    texts: Keys
    kind: str = "text"
    column: Keys = NOWHERE


@attrs.frozen
class WrittenRow:
    """Values that stand in one row: the question or motive above them, the label before them, the row's columns.

    A row that is `asked` stands under its heading or beside it, without columns.
    """

    values: tuple[WrittenValue, ...]
    above: Keys = NOWHERE
    labels: Keys = NOWHERE
    titles: tuple[Keys, ...] = ()
    asked: bool = False


def written_rows(form: Form) -> Iterator[WrittenRow]:
    """Yield the rows of the document that a form makes, as far as they hold a value."""
    rows = [*_details(form), *_answers(form), *_records(form)]
    if isinstance(form, PreparationForm):
        rows += _motives(form)
    elif isinstance(form, AlignmentForm):
        rows += [*_statuses(form), *_partners_rows(form)]
    elif isinstance(form, CommitmentForm):
        rows += _meeting(form)
    return (row for row in rows if row.values)


# ---- wording


def keys_of(texts: Iterable[str]) -> Keys:
    """Return the keys of wordings, as labels are compared."""
    return frozenset(map(matching_key, texts))


def _word(form: Form, key: str) -> Keys:
    return keys_of(form.instrument.words[key].values())


def _title(form: Form, table: str, column: str) -> Keys:
    titles = [title_of_column(table, column, form.instrument, language) for language in form.instrument.languages]
    return keys_of([*titles, *(title.partition("(")[0] for title in titles)])


def _titles(form: Form, records: Records) -> tuple[Keys, ...]:
    optional = ("note", "shared")
    return tuple(_title(form, records.name, c.name) for c in records.columns if c.name not in optional)


def _options(kind: str, value: str, instrument: Instrument) -> Keys:
    return keys_of(option_label(kind, value, instrument, language) for language in instrument.languages)


def _text(field: str, value: str | None, column: Keys = NOWHERE) -> Iterator[WrittenValue]:
    if value is not None:
        yield WrittenValue(field, frozenset({key_of(value)}), column=column)


# ---- details, and answers to questions


def _details(form: Form) -> Iterator[WrittenRow]:
    for field in details_of(form.phase):
        value: Any = form  # Any: walks down to a text
        for name in field.split("."):
            value = getattr(value, name, None)
        if isinstance(value, str):
            kind = OPTIONS_OF.get(field)
            texts = _options(kind, value, form.instrument) if kind else frozenset({key_of(value)})
            written = WrittenValue(field, texts, "choice" if kind else "text")
            yield WrittenRow((written,), labels=_word(form, f"label.{field}"))


def _answers(form: Form) -> Iterator[WrittenRow]:
    for question in form.questions:
        answer = form.answers.get(question.id)
        if answer is not None and (UNCHECKED in answer or not is_not_discussed(answer, form.instrument)):
            label = keys_of(question.label.values())
            yield WrittenRow(tuple(_text(f"answers.{question.id}", answer)), above=label, labels=label, asked=True)


# ---- motives of phase 1


def _motives(form: PreparationForm) -> Iterator[WrittenRow]:
    instrument = form.instrument
    outcome, before, realised = (
        keys_of(instrument.headings["outcome"].values()),
        _word(form, "column.motives.before"),
        _word(form, "column.motives.realised"),
    )
    previous = {row.motive: row for row in form.previous}
    for answer in form.motives:
        field = f"motives.{answer.motive}"
        values = list(_text(f"{field}.outcome", answer.outcome, outcome))
        if answer.ticked is not None:
            values.append(WrittenValue(f"{field}.ticked", frozenset({"yes" if answer.ticked else "no"}), "tick"))
        row = previous.get(answer.motive)
        if row is not None:
            texts = frozenset(
                key_of(carried.previous_text(row.ticked, row.outcome, row.doubtful, instrument, language))
                for language in instrument.languages
            )
            values.append(WrittenValue(f"previous.{row.motive}.outcome", texts, column=before))
        if row is not None and row.realised is not None:
            options = _options("realised", row.realised, instrument)
            values.append(WrittenValue(f"previous.{row.motive}.realised", options, "choice", realised))
        yield WrittenRow(tuple(values), labels=keys_of(instrument.motive(answer.motive).label.values()))


# ---- records


def _records(form: Form) -> Iterator[WrittenRow]:
    """Yield the rows of tables of records that hold nothing but what was typed or carried over in them."""
    names = ("previous_other",) if form.phase == "preparation" else ("brought_other", "meeting_relations")
    tables = [*RECORDS[form.phase], *(t for t in CARRIED[form.phase] if t.name in names and form.phase != "alignment")]
    for records in tables:
        titles = _titles(form, records)
        if records.name == "own_answers":
            yield from _own_answers(form, records, titles)
            continue
        for number, entry in enumerate(getattr(form, records.name), start=1):
            yield WrittenRow(tuple(_cells(form, records, f"{records.name}.{number}", entry)), titles=titles)


def _own_answers(form: Form, records: Records, titles: tuple[Keys, ...]) -> Iterator[WrittenRow]:
    names = {key_of(carried.name_of(partner)) for partner in organisations_of(form)}
    for question in form.instrument.questions_of(form.phase):
        rows = [row for row in getattr(form, records.name) if row.question == question.id]
        for number, entry in enumerate(rows, start=1):
            # The names are printed in the first column: one that stands in the second was moved there.
            moved = entry.organisation is None and key_of(entry.text or "") in names
            cells = _cells(form, records, f"own_answers.{question.id}.{number}", entry)
            values = tuple(attrs.evolve(value, texts=NOWHERE) if moved else value for value in cells)
            yield WrittenRow(values, above=keys_of(question.label.values()), titles=titles)


def _cells(form: Form, records: Records, field: str, entry: object) -> Iterator[WrittenValue]:
    for column in records.columns:
        value = getattr(entry, column.name, None)
        if isinstance(value, str):
            choice = column.options is not None
            texts = _shown(form, column, value)
            title = _title(form, records.name, column.name)
            yield WrittenValue(f"{field}.{column.name}", texts, "choice" if choice else "text", title)


def _shown(form: Form, column: RecordColumn, value: str) -> Keys:
    """Return every way to write a value: the label of a choice or motive; the name, id or number of a partner."""
    instrument = form.instrument
    if column.options is not None:
        return _options(column.options, value, instrument)
    if column.name == "kind":
        return _options("relation", value, instrument)
    texts = {value}
    if column.name.endswith("organisation"):
        for number, partner in enumerate(organisations_of(form), start=1):
            texts |= {carried.name_of(partner), str(number), f"{number}."} if partner.id == value else set()
    elif column.name.endswith("motive"):
        texts |= {text for motive in instrument.motives if motive.id == value for text in motive.label.values()}
    return frozenset(map(key_of, texts))


# ---- what the partners bring to phase 2


def _statuses(form: AlignmentForm) -> Iterator[WrittenRow]:
    numbers = {partner.id: number for number, partner in enumerate(form.organisations, start=1)}
    for number, row in enumerate(form.brought, start=1):
        text = frozenset({str(numbers[row.organisation])})
        column = _word(form, f"status.{row.status.value}")
        value = WrittenValue(f"brought.{number}.status", text, "number", column)
        yield WrittenRow((value,), labels=keys_of(form.instrument.motive(row.motive).label.values()))


def _partners_rows(form: AlignmentForm) -> Iterator[WrittenRow]:
    """Yield the rows of outcomes, other motives and answers that stand behind the name of a partner."""
    labels = {
        partner.id: keys_of(_partner_labels(form, number, partner))
        for number, partner in enumerate(form.organisations, start=1)
    }
    tables = {records.name: records for records in CARRIED[form.phase]}
    for name, table in (("brought", "outcomes"), ("brought_other", "brought_other"), ("brought_answers",) * 2):
        records = tables[table]
        titles = _titles(form, records)
        for number, row in enumerate(getattr(form, name), start=1):
            values = [
                value
                for column in records.columns[1:]
                for value in _text(
                    f"{name}.{number}.{column.name}",
                    getattr(row, column.name),
                    _title(form, table, column.name),
                )
            ]
            yield WrittenRow(tuple(values), _topic(form, row), labels[row.organisation], titles)


def _partner_labels(form: Form, number: int, partner: Organisation) -> Iterator[str]:
    """Yield the ways to name a partner in a row, with and without the mark of a doubt."""
    for name in (carried.label_of(number, partner), carried.name_of(partner), str(number)):
        yield name
        for language in form.instrument.languages:
            yield carried.with_doubt_mark(name, True, form.instrument, language) or ""


def labels_beside(form: Form) -> Iterator[str]:
    """Yield the texts that a document shows beside the values of its form."""
    yield from sender.computed_texts(form)
    if isinstance(form, AlignmentForm):
        yield from carried.computed_texts(form)
        for number, partner in enumerate(form.organisations, start=1):
            yield from _partner_labels(form, number, partner)


def _topic(form: Form, row: Any) -> Keys:  # Any: a row that was carried over
    """Return the wording of the motive or question that a row is about, which is the heading above it."""
    if getattr(row, "motive", None):
        return keys_of(form.instrument.motive(row.motive).label.values())
    return keys_of(form.instrument.question(row.question).label.values()) if hasattr(row, "question") else NOWHERE


# ---- what an organisation brings to phase 3


def _meeting(form: CommitmentForm) -> Iterator[WrittenRow]:
    tables = {records.name: _titles(form, records) for records in CARRIED[form.phase]}
    for number, row in enumerate(form.brought, start=1):
        field = f"brought.{number}"
        status = frozenset(
            key_of(carried.with_doubt_mark(text, row.doubtful, form.instrument, language) or "")
            for language, text in form.instrument.words[f"status.{row.status.value}"].items()
        )
        values = [WrittenValue(f"{field}.status", status, column=_title(form, "brought", "status"))]
        values += _text(f"{field}.outcome", row.outcome, _title(form, "brought", "outcome"))
        yield WrittenRow(tuple(values), labels=_topic(form, row), titles=tables["brought"])
    for number, answer in enumerate(form.meeting_answers, start=1):
        said = _text(f"meeting_answers.{number}.text", answer.text, _title(form, "meeting_answers", "text"))
        yield WrittenRow(tuple(said), labels=_topic(form, answer), titles=tables["meeting_answers"])
