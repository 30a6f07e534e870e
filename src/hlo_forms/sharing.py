"""What goes from one form to the next: a year later, to the partners, and back to an organisation."""

from __future__ import annotations

from typing import Protocol, TypeVar, runtime_checkable

from .answers import MotiveAnswer, OtherMotive, PreviousMotive, PreviousOtherMotive
from .errors import InvalidValueError
from .forms import Form, PreparationForm
from .text import canonical

FormT = TypeVar("FormT", bound=Form)


@runtime_checkable
class Read(Protocol):
    """A form that was read, with what is doubtful about its fields (a `Reading`)."""

    @property
    def form(self) -> Form:
        """The form."""

    def doubts(self, field: str) -> tuple[object, ...]:
        """What is doubtful about a field, or about anything under it."""


def form_in(item: object, kind: type[FormT], name: str) -> tuple[FormT, Read | None]:
    """The form of a kind in a form or a reading, with the reading that it came from."""
    reading = item if not isinstance(item, Form) and isinstance(item, Read) else None
    form = reading.form if reading is not None else item
    if not isinstance(form, kind):
        found = form.phase if isinstance(form, Form) else form
        raise InvalidValueError(name, f"a {kind.__name__}, or a reading of one", found)
    return form, reading


def is_doubtful(reading: Read | None, field: str) -> bool:
    """Was a field, or anything under it, read with a doubt?"""
    return reading is not None and bool(reading.doubts(field))


def renew(form: PreparationForm | Read, *, round: str) -> PreparationForm:
    """Next year's form of phase 1: the answers of this round are its `previous` ones, and nothing is ticked yet.

    Takes a form, or a reading of one: what was read with a doubt is `doubtful`. Instrument, organisation,
    partnership and respondent are the same; answers to questions, participants and the words of the invitation
    stay behind. Raises `InvalidValueError` where `round` is the round of the form itself, or says nothing.

    >>> from hlo_forms import MotiveAnswer, Organisation
    >>> ticked = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked)
    >>> renew(form, round="2027").previous
    (PreviousMotive(motive='network', ticked=True, outcome='Meer stageplaatsen', realised=None, doubtful=False),)
    """
    before, reading = form_in(form, PreparationForm, "form")
    if canonical(round, "round") in (None, before.round):
        raise InvalidValueError("round", "the name of another round than that of the form", round)
    return PreparationForm(
        instrument=before.instrument,
        organisation=before.organisation,
        partnership=before.partnership,
        respondent=before.respondent,
        round=round,
        previous_round=before.round,
        previous=[_previous(answer, reading) for answer in before.motives],
        previous_other=[
            _previous_other(answer, number, reading) for number, answer in enumerate(before.other_motives, start=1)
        ],
    )


def _previous(answer: MotiveAnswer, reading: Read | None) -> PreviousMotive:
    return PreviousMotive(
        answer.motive,
        ticked=answer.ticked,
        outcome=answer.outcome,
        doubtful=is_doubtful(reading, f"motives.{answer.motive}"),
    )


def _previous_other(answer: OtherMotive, number: int, reading: Read | None) -> PreviousOtherMotive:
    doubtful = is_doubtful(reading, f"other_motives.{number}")
    return PreviousOtherMotive(answer.text, answer.outcome, doubtful=doubtful)
