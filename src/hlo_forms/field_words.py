"""The fields of a form in the words that stand on it, for findings and views."""

from __future__ import annotations

from .field_ids import FieldId
from .instrument import Instrument


def in_words(field: str, instrument: Instrument, language: str) -> str:
    """What a field is called on the form: its label, or its table, row and column; its id where it has no words.

    >>> from hlo_forms import load_instrument
    >>> in_words("motives.network.outcome", load_instrument(), "en")
    'Expanding/strengthening our network, Intended outcome'
    """
    found = FieldId.of(field)
    words = [_part(found, instrument, language), str(found.row or ""), column_of(found, instrument, language)]
    if found.form > 1:
        words.insert(0, instrument.word("place.form", language).replace("{number}", str(found.form)))
    return ", ".join(word for word in words if word)


def _part(field: FieldId, instrument: Instrument, language: str) -> str:
    if field.key:
        of_motive = field.part in ("motives", "previous", "outcomes")
        return (motive_of if of_motive else question_of)(field.key, instrument, language)
    return heading_of(field.part, instrument, language) or _label(field, instrument, language)


def _label(field: FieldId, instrument: Instrument, language: str) -> str:
    label = f"label.{field.part}.{field.column}".removesuffix(".")
    return instrument.word(label, language) if label in instrument.words else str(field).rpartition("/")[2]


def motive_of(motive: str, instrument: Instrument, language: str) -> str:
    """The label of a motive; its id where the instrument has no such motive."""
    return next((found.label[language] for found in instrument.motives if found.id == motive), motive)


def question_of(question: str, instrument: Instrument, language: str) -> str:
    """A question with its number, below its theme where it has one; its id where the instrument does not ask it."""
    asked = next((found for found in instrument.questions if found.id == question), None)
    if asked is None:
        return question
    theme = f"{instrument.theme(asked.theme).label[language]}, " if asked.theme else ""
    return f"{theme}{asked.number}. {asked.label[language]}"


def heading_of(part: str, instrument: Instrument, language: str) -> str:
    """The heading above a table of records; "" where there is no such table."""
    if part == "other_motives":
        return next(category.label[language] for category in instrument.categories if category.free)
    known = f"heading.{part}"
    return instrument.word(known, language) if known in instrument.words else ""


def column_of(field: FieldId, instrument: Instrument, language: str) -> str:
    """What the column of a motive or record is called; "" where the field is a whole row, or has a label instead."""
    if field.column == "removed":
        return instrument.word("reading.removed", language)
    if (field.part, field.column) == ("motives", "ticked"):
        return instrument.word("box.ticked", language)
    if field.column == "outcome":
        return instrument.headings["outcome"][language]
    part = "motives" if field.part == "previous" else field.part
    known = f"column.{part}.{'before' if field.part == 'previous' and field.column == 'ticked' else field.column}"
    return instrument.word(known, language) if known in instrument.words else ""
