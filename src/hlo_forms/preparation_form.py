"""Phase 1: an organisation's motives and intended outcomes, and the status of each motive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

import attrs

from . import fields
from .answers import MotiveAnswer, OtherMotive, PreviousMotive, PreviousOtherMotive, Status
from .errors import InvalidValueError
from .form_base import OrganisationForm
from .instrument import Instrument
from .instrument_parts import Motive
from .text import matching_key, without_prompts
from .values import Rows
from .wording import one_of

Answer = TypeVar("Answer", MotiveAnswer, PreviousMotive)


def is_negative(outcome: str, instrument: Instrument) -> bool:
    """Does a written outcome say no ("nee", "n.v.t.", "–")?"""
    said = matching_key(outcome)
    return any(said == matching_key(negative) for negative in instrument.spellings["negative"])


@attrs.frozen(kw_only=True)
class PreparationForm(OrganisationForm):
    """Phase 1 (voorbereidingsfase): an organisation's motives, intended outcomes and reflection.

    `motives` is completed to every motive offered to the type of organisation, in the order of the instrument.
    Raises `InvalidValueError` for an unknown motive, one not offered to this type, one answered twice, a question
    of another phase, or a text that no document can hold.

    A renewed form (see `renew`) holds what was answered in `previous_round`: `previous` has the motives of which
    something was said, in the order of the instrument, and `previous_other` those that the organisation added.

    >>> from hlo_forms import Organisation
    >>> school = Organisation(name="Opleiding Verpleegkunde", type="programme")
    >>> form = PreparationForm(organisation=school, motives=[MotiveAnswer("network", ticked=True)])
    >>> form.status("network"), form.status("recruitment"), len(form.motives)
    (<Status.APPLIES: 'applies'>, <Status.NOT_TICKED: 'not_ticked'>, 11)
    """

    phase: ClassVar[str] = "preparation"

    motives: tuple[MotiveAnswer, ...] = attrs.field(
        default=(), converter=Rows[MotiveAnswer], validator=fields.instances(MotiveAnswer), repr=False
    )
    other_motives: tuple[OtherMotive, ...] = attrs.field(
        default=(), converter=Rows[OtherMotive], validator=fields.instances(OtherMotive), repr=False
    )
    previous_round: str | None = fields.text()
    previous: tuple[PreviousMotive, ...] = attrs.field(
        default=(), converter=Rows[PreviousMotive], validator=fields.instances(PreviousMotive), repr=False
    )
    previous_other: tuple[PreviousOtherMotive, ...] = attrs.field(
        default=(), converter=Rows[PreviousOtherMotive], validator=fields.instances(PreviousOtherMotive), repr=False
    )

    def _settle(self) -> None:
        super()._settle()
        if self.organisation.type is None:
            known = [found.id for found in self.instrument.organisation_types]
            raise InvalidValueError("organisation.type", one_of(known), None)
        answers = self._by_motive("motives", self.motives)
        self._set("motives", tuple(answers.get(motive.id, MotiveAnswer(motive.id)) for motive in self.offered))
        self._settle_rows("other_motives")
        self._settle_previous()

    def _by_motive(self, name: str, answers: Iterable[Answer]) -> dict[str, Answer]:
        """The answers about offered motives by their id, each at most once."""
        given: dict[str, Answer] = {}
        offered = {motive.id for motive in self.offered}
        for answer in answers:
            self.instrument.motive(answer.motive)
            if answer.motive not in offered:
                expected = f"a motive offered to {self.organisation.type}: " + one_of(sorted(offered), answer.motive)
                raise InvalidValueError(name, expected, answer.motive)
            if answer.motive in given:
                raise InvalidValueError(name, "each motive once", answer.motive)
            given[answer.motive] = self._without_prompts(answer)
        return given

    def _settle_previous(self) -> None:
        self._set("previous_round", without_prompts(self.previous_round, self.instrument.prompt_texts))
        before = self._by_motive("previous", self.previous)
        rows = (before[motive.id] for motive in self.offered if motive.id in before)
        said = (row for row in rows if row.ticked is not False or row.outcome or row.realised)
        self._set("previous", tuple(said))
        self._settle_rows("previous_other")

    @property
    def offered(self) -> tuple[Motive, ...]:
        """The motives this form offers, in order."""
        return self.instrument.offered(self.organisation.type or "")

    @property
    def renewed(self) -> bool:
        """Does this form hold anything of a round before?"""
        return bool(self.previous_round or self.previous or self.previous_other)

    @property
    def touched(self) -> bool:
        """Did somebody fill in anything about motives: a tick, an outcome, a motive of their own?"""
        answered = any(answer.ticked is not False or answer.outcome for answer in self.motives)
        return answered or bool(self.other_motives)

    def answer(self, motive: str) -> MotiveAnswer | None:
        """The answer about a motive by id; None where it is not offered. Unknown ids raise `InvalidValueError`."""
        self.instrument.motive(motive)
        return next((answer for answer in self.motives if answer.motive == motive), None)

    def status(self, motive: str) -> Status:
        """What the answer about a motive amounts to.

        Applies: ticked. Unclear: signs that contradict each other, an outcome without a tick, or a tick with an
        outcome that says no. Not filled in: nobody touched the motives of this form. Not ticked: somebody did, and
        not this one ("nee", "n.v.t." and "–" as an outcome say so too). Not offered: to this type of organisation.
        """
        answer = self.answer(motive)
        if answer is None:
            return Status.NOT_OFFERED
        denied = answer.outcome is not None and is_negative(answer.outcome, self.instrument)
        if answer.ticked is None or (answer.ticked and denied):
            return Status.UNCLEAR
        if answer.ticked:
            return Status.APPLIES
        if answer.outcome is not None and not denied:
            return Status.UNCLEAR
        return Status.NOT_TICKED if self.touched else Status.NOT_FILLED_IN
