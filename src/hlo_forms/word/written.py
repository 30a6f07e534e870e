"""The outline of a form as it is written out: each value with the heading, label and column that it stands under.

Made from the definitions that the writer uses, at the cost of a walk over the form: no document is made. The wording
is in every language of the instrument, as people mix them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..basics.text import matching_key, without_format
from ..forms import AlignmentForm, BroughtMotive, Form, PreparationForm, organisations_of
from ..forms.commitment import is_not_discussed
from ..forms.field_ids import PARTS
from ..forms.fields import Kind
from ..forms.naming import letters_of
from . import carried, fields, sender
from .columns import PartnerKind, TextKind
from .controls import UNCHECKED
from .relations import SENTENCE, sentences_of

Keys = frozenset[str]
NOWHERE: Keys = frozenset()


def key_of(text: str) -> str:
    """Return a text as values are compared: without case, white space and characters that show nothing."""
    return " ".join(without_format(text).split()).casefold()


class WrittenValue(NamedTuple):
    """A value of a form: its field, how it can be written, its kind (text, choice, tick or number), its column.

    `texts` and `column` hold every wording, as keys; a value without `column` can stand in any.
    """

    field: str
    texts: Keys
    kind: str = "text"
    column: Keys = NOWHERE


class WrittenRow(NamedTuple):
    """Values that stand in one row: the question or motive above them, the label before them, the row's columns.

    A row that is `asked` stands under its heading or beside it, without columns. `heading` is that of its table.
    """

    values: tuple[WrittenValue, ...]
    above: Keys = NOWHERE
    labels: Keys = NOWHERE
    titles: tuple[Keys, ...] = ()
    asked: bool = False
    heading: Keys = NOWHERE


def written_rows(form: Form) -> Iterator[WrittenRow]:
    """Yield the rows of the document that a form makes, as far as they hold a value."""
    rows = [*_details(form), *_answers(form)]
    if isinstance(form, PreparationForm):
        rows += _motives(form)
    for records in fields.tables_of(form.phase):
        if records.also and sentences_of(form, records.name, form.instrument.languages[0]):
            rows += _sentences(form, records)
        elif isinstance(form, AlignmentForm) and records.name in fields.SIDE_BY_SIDE:
            rows += _beside(form, records)
        else:
            rows += _records(form, records)
    return (row for row in rows if row.values)


# ---- wording


def keys_of(texts: Iterable[str]) -> Keys:
    """Return the keys of wordings, as labels are compared."""
    return frozenset(map(matching_key, texts))


def _word(form: Form, key: str) -> Keys:
    return keys_of(form.instrument.words[key].values())


def _title(form: Form, records: fields.Records, column: str) -> Keys:
    return keys_of(fields.titles_in_words(records, column, form.instrument))


def _text(field: str, value: str | None, column: Keys = NOWHERE) -> Iterator[WrittenValue]:
    if value is not None:
        yield WrittenValue(field, frozenset({key_of(value)}), column=column)


# ---- details, and answers to questions


def _details(form: Form) -> Iterator[WrittenRow]:
    for field in fields.details_of(form.phase):
        value = fields.value_of(form, field)
        if isinstance(value, str):
            kind = fields.kind_of_detail(field)
            written = WrittenValue(field, _spelled(kind, value, form), "choice" if kind.options else "text")
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
    titles = {column.name: _title(form, fields.MOTIVES, column.name) for column in fields.MOTIVES.columns}
    previous = {row.motive: row for row in form.previous}
    for answer in form.motives:
        field, before = f"motives.{answer.motive}", previous.get(answer.motive)
        values = list(_text(f"{field}.outcome", answer.outcome, titles["outcome"]))
        if answer.ticked is not None:
            values.append(WrittenValue(f"{field}.ticked", frozenset({"yes" if answer.ticked else "no"}), "tick"))
        yield WrittenRow(tuple(values), labels=keys_of(instrument.motive(answer.motive).label.values()))
        if before is not None:
            texts = (carried.previous_text(before, instrument, language) for language in instrument.languages)
            yield WrittenRow((WrittenValue(f"previous.{before.motive}.outcome", frozenset(map(key_of, texts))),))
        if before is not None and before.realised is not None:
            options = _spelled(fields.MOTIVES.by_name["realised"].kind, before.realised, form)
            value = WrittenValue(f"previous.{before.motive}.realised", options, "choice")
            yield WrittenRow((value,), labels=titles["realised"])


# ---- tables of records


def _spelled(kind: TextKind, value: str, form: Form, *, doubtful: bool = False) -> Keys:
    """Return the keys of every way to write a value, with the mark of a doubt where it has one."""
    texts = [*kind.spellings(value, form)]
    if doubtful:
        marks = [carried.doubtful_mark(form.instrument, language) for language in form.instrument.languages]
        texts = [text + mark for text in texts for mark in marks]
    return frozenset(map(key_of, texts))


def _records(form: Form, records: fields.Records) -> Iterator[WrittenRow]:
    """Yield the rows of a table of records: printed columns are labels, the others hold values."""
    titles = tuple(_title(form, records, c.name) for c in records.columns if c.name not in _OPTIONAL)
    part, counted = records.part, Counter[str]()
    heading = NOWHERE if records.by else _heading(form, records)
    for entry in getattr(form, part):
        table = f"{part}.{entry.question}" if PARTS[part].kind is Kind.BY_QUESTION else part
        counted[table] += 1
        if isinstance(form, AlignmentForm) and not fields.is_shown_in(records, entry):
            continue
        labels, values = NOWHERE, list[WrittenValue]()
        for column in records.columns:
            value = getattr(entry, column.name, None)
            if value is not None and column.kind.printed:
                spelled = carried.with_and_without_mark(column.kind.spellings(value, form), form.instrument)
                labels |= keys_of(spelled)
            elif value is not None:
                values.append(_value(form, records, column, f"{table}.{counted[table]}", entry))
        topic = _topic(form, records, entry)
        yield WrittenRow(tuple(values), above=topic, labels=labels, titles=titles, heading=heading)


def _heading(form: Form, records: fields.Records) -> Keys:
    """Return the wording of the heading above a table: for motives of people's own that of their category."""
    if records.name == "other_motives":
        return keys_of(text for group in form.instrument.categories if group.free for text in group.label.values())
    word = f"heading.{records.heading}"
    return _word(form, word) if word in form.instrument.words else NOWHERE


def _sentences(form: Form, records: fields.Records) -> Iterator[WrittenRow]:
    """Yield the relations that stand there as sentences: each value is proven by the whole of its own."""
    by_language = [sentences_of(form, records.name, language) or () for language in form.instrument.languages]
    title, beside = _title(form, records, SENTENCE), [c.name for c in records.columns if c.name in _BESIDE]
    for number, row in enumerate(getattr(form, records.name), start=1):
        texts = frozenset(key_of(sentences[number - 1]) for sentences in by_language if sentences)
        whole = [column.name for column in records.columns if getattr(row, column.name) and column.name not in beside]
        values = [WrittenValue(f"{records.name}.{number}.{name}", texts, column=title) for name in whole]
        for name in beside:
            values += _text(f"{records.name}.{number}.{name}", getattr(row, name), _title(form, records, name))
        yield WrittenRow(tuple(values), titles=(title,))


_BESIDE = ("note", "now")
"""Columns that stand beside a sentence."""

_OPTIONAL = ("note", "shared")
"""Columns that documents may lack."""


def _value(
    form: Form, records: fields.Records, column: fields.RecordColumn, field: str, entry: Any
) -> WrittenValue:  # Any: any row
    value, kind = getattr(entry, column.name), column.kind
    texts = _spelled(kind, value, form, doubtful=kind.marked and entry.doubtful)
    if records is fields.OWN_ANSWERS and entry.organisation is None:
        names = {key_of(carried.name_of(partner)) for partner in organisations_of(form)}
        texts = NOWHERE if texts & names else texts  # the names are printed in the first column, and one was moved here
    title = _title(form, records, column.name)
    return WrittenValue(f"{field}.{column.name}", texts, "choice" if kind.options else "text", title)


def _topic(form: Form, records: fields.Records, row: Any) -> Keys:  # Any: a row of any class
    """Return the wording of the motive or question that a table is about, which is the heading above it."""
    if records.by == "motive":
        return keys_of(form.instrument.motive(row.motive).label.values())
    return keys_of(form.instrument.question(row.question).label.values()) if records.by else NOWHERE


def _beside(form: AlignmentForm, records: fields.Records) -> Iterator[WrittenRow]:
    """Yield what the partners bring: under the head of a partner beside the motive, or beside it under the motive."""
    heads = {partner.id: keys_of(PartnerKind().spellings(partner.id or "", form)) for partner in form.organisations}
    letters, column = letters_of(form.instrument), records.columns[1].name
    below = records is fields.OUTCOMES and len(form.organisations) > carried.BESIDE
    for number, row in enumerate(form.brought, start=1):
        motive = keys_of(form.instrument.motive(row.motive).label.values())
        lettered = keys_of(
            f"{letters[row.motive]}. {label}" for label in form.instrument.motive(row.motive).label.values()
        )
        text = carried.sign_text(row) if records is fields.OVERVIEW else row.outcome
        column_of, labels = (
            (motive, heads[row.organisation or ""]) if below else (heads[row.organisation or ""], motive | lettered)
        )
        if text is not None:
            value = WrittenValue(f"brought.{number}.{column}", _texts(form, row, text), column=column_of)
            yield WrittenRow((value,), labels=labels)


def _texts(form: AlignmentForm, row: BroughtMotive, text: str) -> Keys:
    """Return the ways to write a text; a sign can be a word too, and may lie like another."""
    if text != carried.sign_text(row):
        return frozenset({key_of(text)})
    marks = (carried.DOUBTFUL, *(carried.doubtful_mark(form.instrument, one) for one in form.instrument.languages))
    words = (*form.instrument.words[f"status.{row.status.value}"].values(), *carried.signs_of(row.status))
    return frozenset(key_of(word + mark) for word in words for mark in (marks if row.doubtful else ("",)))


def labels_beside(form: Form) -> Iterator[str]:
    """Yield the texts that a document shows beside the values of its form."""
    yield from sender.computed_texts(form)
    if isinstance(form, AlignmentForm):
        yield from carried.computed_texts(form)
        yield from map(carried.with_soft_hyphens, carried.heads_of(form.organisations))
        letters = letters_of(form.instrument)
        yield from (f"{letters[m.id]}. {label}" for m in form.instrument.motives for label in m.label.values())
        for partner in form.organisations:
            yield from carried.with_and_without_mark(PartnerKind().spellings(partner.id or "", form), form.instrument)


def titles_beside(form: AlignmentForm) -> Iterator[str]:
    """Yield the first titles of the tables that lay the partners side by side; the other titles are partners."""
    for word in ("overview.motive", "outcomes.motive", "outcomes.organisation"):
        yield from form.instrument.words[f"column.{word}"].values()
