"""The names of fields, in the words of the form, for findings and views."""

from __future__ import annotations

from .field_ids import FieldId
from .instrument.model import Instrument


def in_words(field: str, instrument: Instrument, language: str) -> str:
    """Return a field's name on the form: its label, or its table, row and column; its id if it has no name there.

    >>> from hlo_forms import load_instrument
    >>> in_words("motives.network.outcome", load_instrument(), "en")
    'Expanding/strengthening our network, Intended outcome'
    """
    id = FieldId.of(field)
    words = [_part(id, instrument, language), str(id.row or ""), column_of(id, instrument, language)]
    if id.form > 1:
        words.insert(0, instrument.word("place.form", language).replace("{number}", str(id.form)))
    return ", ".join(word for word in words if word)


def _part(field: FieldId, instrument: Instrument, language: str) -> str:
    if field.key:
        of_motive = field.part in ("motives", "previous", "outcomes")
        return (motive_of if of_motive else question_of)(field.key, instrument, language)
    return heading_of(field.part, instrument, language) or _label(field, instrument, language)


def _label(field: FieldId, instrument: Instrument, language: str) -> str:
    key = f"label.{field.part}.{field.column}".removesuffix(".")
    return _word(key, instrument, language) or str(field).rpartition("/")[2]


def motive_of(motive: str, instrument: Instrument, language: str) -> str:
    """Return the label of a motive; its id if the instrument has no such motive."""
    return next((entry.label[language] for entry in instrument.motives if entry.id == motive), motive)


def question_of(question: str, instrument: Instrument, language: str) -> str:
    """Return a question after its theme, if any, and number; its id if the instrument has no such question."""
    entry = next((entry for entry in instrument.questions if entry.id == question), None)
    if entry is None:
        return question
    theme = f"{instrument.theme(entry.theme).label[language]}, " if entry.theme else ""
    return f"{theme}{entry.number}. {entry.label[language]}"


def heading_of(part: str, instrument: Instrument, language: str) -> str:
    """Return the heading above a table of records; "" if there is no such table."""
    if part == "other_motives":
        return next(category.label[language] for category in instrument.categories if category.free)
    return _word(f"heading.{part}", instrument, language)


def column_of(field: FieldId, instrument: Instrument, language: str) -> str:
    """Return the heading of a motive's or record's column; "" for a whole row, or a field with a label instead."""
    if field.column == "removed":
        return instrument.word("reading.removed", language)
    if (field.part, field.column) == ("motives", "ticked"):
        return instrument.word("box.ticked", language)
    if field.column == "outcome":
        return instrument.headings["outcome"][language]
    part = "motives" if field.part == "previous" else field.part
    column = "before" if (field.part, field.column) == ("previous", "ticked") else field.column
    return _word(f"column.{part}.{column}", instrument, language)


def _word(key: str, instrument: Instrument, language: str) -> str:
    return instrument.word(key, language) if key in instrument.words else ""
