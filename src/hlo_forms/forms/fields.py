"""The description of each part of a form: its kind, who fills it in, who may read it, and "did anybody answer it?".

A part is one attribute of a form class: the first step of its field ids. The class says what it holds by its types,
and the rest by `described`; everything that goes over the fields of forms goes over `parts_of`.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from ..basics.values import instances


class Origin(enum.Enum):
    """The people who fill in a part of a form, and when."""

    IDENTITY = "identity"
    """Nobody: it tells forms apart, and has no field in the document."""
    SENDER = "sender"
    """Whoever sends the form."""
    DETAIL = "detail"
    """Anybody: who they are, when it was, and whether it may be used for research. It answers nothing."""
    MOTIVE = "motive"
    """Those who answer the form, about their own motives."""
    ANSWER = "answer"
    """Those who answer the form, about anything else."""
    PREVIOUS = "previous"
    """An earlier round, about which this form asks again: the columns marked `ASKED` are answered here."""
    CARRIED = "carried"
    """An earlier phase: a mistake is corrected in the form that it came from."""


class Readers(enum.Enum):
    """The readers of a part, beside the organisations that filled it in and the people who process forms.

    Research may read every part of a form that is allowed into it.
    """

    NOBODY = "nobody"
    """Nobody else: it is internal."""
    NAMED = "named"
    """Partners, the questions that somebody names."""
    PRESENT = "present"
    """Those who were at the meeting of the partners, in its form and the report of it; nobody where there is none."""
    PARTNERS = "partners"
    """Partners."""


class Kind(enum.Enum):
    """The kind of value that a part holds."""

    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    VALUE = "value"
    """One value of several columns: an organisation, a partnership, an invitation."""
    RECORDS = "records"
    """Rows numbered from 1."""
    BY_MOTIVE = "by_motive"
    """One row for each motive."""
    ANSWERS = "answers"
    """One text for each question."""
    BY_QUESTION = "by_question"
    """Rows numbered from 1 for each question."""


_LAST = (Kind.BY_MOTIVE, Kind.ANSWERS, Kind.BY_QUESTION)
_SINGLE = (Kind.TEXT, Kind.CHOICE, Kind.FLAG)
_KEYS = {"motive": Kind.BY_MOTIVE, "question": Kind.BY_QUESTION}

ASKED = {"asked": True}
"""Metadata of a column that is answered on this form, in a row from an earlier round."""

PERSON = {"person": "always"}
"""Metadata of a text that holds the names of people."""

PERHAPS_PERSON = {"person": "perhaps"}
"""Metadata of a text that may hold the names of people, or other words."""


def described(origin: Origin, readers: Readers, *, key: str = "") -> dict[str, object]:
    """Return the metadata that describes a part: see `FormPart`. `key` is the column that its field ids have."""
    return {"part": (origin, readers, key)}


def rows_of(
    kind: type, origin: Origin, readers: Readers, *, key: str = "", repr: bool = False
) -> dict[str, Any]:  # Any: as `attrs.field` itself
    """Return the arguments of a field with rows of one kind, except those that type checkers read themselves."""
    return {"validator": instances(kind), "repr": repr, "metadata": described(origin, readers, key=key)}


@attrs.frozen
class FormPart:
    """A part of a form: an attribute of its class, by its `name`.

    `row` is the class of its value or rows, None for texts, choices and flags, and `columns` are its fields, less flags
    and `key`: the column that tells rows apart in field ids ("motive", "question"), "" where that is their number.
    """

    name: str
    kind: Kind
    origin: Origin
    readers: Readers
    key: str
    field: attrs.Attribute[Any] = attrs.field(repr=False)  # Any: attrs' own type of a field
    row: type[attrs.AttrsInstance] | None
    columns: tuple[attrs.Attribute[Any], ...] = attrs.field(repr=False)  # Any: as above

    @property
    def is_answer(self) -> bool:
        """True if those who answer the form fill it in."""
        return self.origin in (Origin.MOTIVE, Origin.ANSWER)

    @property
    def asked(self) -> tuple[str, ...]:
        """The columns about an earlier round that are answered on this form."""
        return tuple(column.name for column in self.columns if column.metadata.get("asked"))

    @property
    def is_single(self) -> bool:
        """True if it holds one text, choice or flag."""
        return self.kind in _SINGLE

    def is_answered(self, form: attrs.AttrsInstance) -> bool:
        """Return whether anybody answered it on a form: texts that were carried over do not count."""
        value = getattr(form, self.name)
        if self.origin is Origin.PREVIOUS:
            return any(getattr(row, name) is not None for name in self.asked for row in value or ())
        if self.is_answer and self.kind is Kind.BY_MOTIVE:
            return any(getattr(row, column.name) != column.default for column in self.columns for row in value)
        return self.is_answer and bool(value)


def parts_of(form_class: type[attrs.AttrsInstance]) -> tuple[FormPart, ...]:
    """Return the parts of a class of forms in the order of its attributes, but for those that only identify a form.

    Raises `TypeError` for an attribute that nobody described, or of no kind that forms hold.
    """
    return _parts_of(form_class)


@functools.cache
def _parts_of(form_class: type[attrs.AttrsInstance]) -> tuple[FormPart, ...]:
    types = get_type_hints(form_class)
    parts = (_part(form_class, field, types[field.name]) for field in attrs.fields(form_class))
    return tuple(part for part in parts if part.origin is not Origin.IDENTITY)


def _part(form_class: type, field: attrs.Attribute[Any], type: Any) -> FormPart:  # Any: as above
    if "part" not in field.metadata:
        raise TypeError(f"{form_class.__name__}.{field.name} has no description: see described()")
    origin, readers, key = field.metadata["part"]
    kind, inner = _kind_of(field, type, key), get_args(type)[0] if get_origin(type) is tuple else type
    row = inner if attrs.has(inner) else None
    if kind is None and origin is not Origin.IDENTITY:
        raise TypeError(f"{form_class.__name__}.{field.name} is of no kind that forms hold: {type}")
    columns = [column for column in attrs.fields(row) if column.name != key] if row else []
    shown = tuple(column for column in columns if not column.metadata.get("flag"))
    return FormPart(field.name, kind or Kind.TEXT, origin, readers, key, field, row, shown)


def _kind_of(field: attrs.Attribute[Any], type: Any, key: str) -> Kind | None:  # Any: as above
    if get_origin(type) is tuple:
        return _KEYS.get(key, Kind.RECORDS)
    if get_origin(type) is Mapping:
        return Kind.ANSWERS
    if attrs.has(type):
        return Kind.VALUE
    return next((kind for kind in _SINGLE if field.metadata.get(kind.value)), None)


def in_order(form_class: type[attrs.AttrsInstance]) -> list[FormPart]:
    """Return the parts of a class of forms in the order of their fields: by motive and question last."""
    return sorted(parts_of(form_class), key=lambda part: _LAST.index(part.kind) if part.kind in _LAST else -1)


# ---- did anybody answer?


def is_answered(form: attrs.AttrsInstance) -> bool:
    """Return whether somebody answered anything: names, dates and text that was carried over do not count.

    >>> from hlo_forms import CommitmentForm, Participant
    >>> is_answered(CommitmentForm(participants=[Participant("Noor Bakker")]))
    False
    """
    parts = parts_of(type(form))
    return is_filled_in(form) or any(part.is_answered(form) for part in parts if part.kind is not Kind.FLAG)


def is_filled_in(form: attrs.AttrsInstance) -> bool:
    """Return whether anything was answered: about own motives on the forms that ask for these, at all on the others.

    >>> from hlo_forms import Organisation, PreparationForm
    >>> form = PreparationForm(organisation=Organisation(type="programme"), answers={"preparation.1": "Samen"})
    >>> is_filled_in(form), is_answered(form)
    (False, True)
    """
    return any(part.is_answered(form) for part in _parts_that_count(type(form)))


@functools.cache
def _parts_that_count(form_class: type[attrs.AttrsInstance]) -> tuple[FormPart, ...]:
    parts = tuple(part for part in parts_of(form_class) if part.is_answer or part.origin is Origin.PREVIOUS)
    return tuple(part for part in parts if part.origin is Origin.MOTIVE) or parts
