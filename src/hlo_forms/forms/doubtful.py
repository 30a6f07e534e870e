"""Answers carried over to the next form: a year later, to the meeting, and back to each organisation."""

from __future__ import annotations

from typing import Any, Protocol, TypeGuard, TypeVar

from ..basics.messages import Catalogue, Sentence
from ..errors import InvalidValueError
from ..instrument.editions import difference, in_order
from .base import Form

_TEXTS = Catalogue("instruments")

FEWEST, MOST = 2, 8
Fields = dict[str, Any]  # Any: arguments for the class of a form
FormT = TypeVar("FormT", bound=Form)


class FormWithDoubts(Protocol):
    """A form that was read, with the doubts about its fields (a `Reading`).

    >>> from hlo_forms import CommitmentForm, read, render
    >>> reading: FormWithDoubts = read(render(CommitmentForm(round="2026")))
    >>> reading.form.round, reading.doubts("agreements")
    ('2026', ())
    """

    @property
    def form(self) -> Form:
        """The form."""

    def doubts(self, field: str) -> tuple[object, ...]:
        """Return the doubts about a field, or about anything under it."""


def is_reading(item: object) -> TypeGuard[FormWithDoubts]:
    """Return whether this is a reading (by its class: `form` raises on a reading without exactly one form)."""
    return all(hasattr(type(item), name) for name in ("form", "doubts"))


def form_and_reading(item: object, kind: type[FormT], name: str) -> tuple[FormT, FormWithDoubts | None]:
    """Return the form in a form or a reading, with the reading; `InvalidValueError` if it is of another kind."""
    reading = item if is_reading(item) else None
    form = reading.form if reading is not None else item
    if not isinstance(form, kind):
        value = form.phase if isinstance(form, Form) else form
        raise InvalidValueError(name, f"a {kind.__name__}, or a reading of one", value)
    return form, reading


def is_doubtful(reading: FormWithDoubts | None, field: str) -> bool:
    """Return whether a field, or anything under it, was read with a doubt."""
    return reading is not None and bool(reading.doubts(field))


def _asked(form: Form) -> str:
    return f"{form.instrument.id} {form.instrument.edition}"


def _one_edition(one: Form, other: Form) -> Sentence:
    """Return what two forms of one meeting need: that both ask the same, and what to do where they do not."""
    edited = one.instrument.id == other.instrument.id and one.instrument.edition != other.instrument.edition
    line = in_order([one.instrument, other.instrument]) if edited else None
    if line and line[0] == other.instrument:
        one, other = other, one
    own, theirs = (getattr(form, "organisation", None) for form in (one, other))
    values = {"first": own.name or own.id if own else "?", "other": theirs.name or theirs.id if theirs else "?"}
    key = ("in_order" if line else "one_edition") if edited and own and theirs else "one_instrument"
    same = len(difference(other.instrument, one.instrument).same) if line else 0
    return _TEXTS.sentence(f"together.{key}", asked=_asked(one), theirs=_asked(other), count=same, **values)


def _must_agree(name: str, one: Form, other: Form) -> None:
    """Raise unless two forms have the same instrument, partnership and round."""
    if one.instrument != other.instrument:
        raise InvalidValueError(name, _one_edition(one, other), _asked(other))
    if one.partnership.id != other.partnership.id:
        raise InvalidValueError(name, f"forms of the partnership {one.partnership.id}", other.partnership.id)
    if one.round != other.round:
        raise InvalidValueError(name, f"forms of the round {one.round}", other.round)
