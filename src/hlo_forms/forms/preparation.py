"""Phase 1: an organisation's motives and intended outcomes, and the status of each motive."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar, TypeVar

import attrs

from ..basics.text import matching_key
from ..basics.values import Rows, one_of
from ..errors import InvalidValueError
from ..instrument.model import Instrument
from ..instrument.parts import Motive
from .answers import MotiveAnswer, OtherMotive, PreviousMotive, PreviousOtherMotive, Status
from .base import OrganisationForm
from .fields import Origin, Readers, is_filled_in, rows_of

Answer = TypeVar("Answer", MotiveAnswer, PreviousMotive)


_REASON = re.compile(r"\s*[,;:(]|\s+[-–—]\s")  # between a no and the reason for it


def is_negative(outcome: str, instrument: Instrument) -> bool:
    """Return whether a written outcome means no ("nee", "n.v.t.", "–", or strokes only)."""
    key = "".join(matching_key(outcome).split())
    only_strokes = bool(key) and not key.strip("-–—−‐‒―─/\\")
    return only_strokes or key in ("".join(matching_key(text).split()) for text in instrument.spellings["negative"])


def begins_with_no(outcome: str, instrument: Instrument) -> bool:
    """Return whether a written outcome is a no with a reason behind it, such as "nee, te duur" or "n.v.t. (nog)".

    It may be a no or not: beside a tick somebody has to ask.
    """
    first, *reason = _REASON.split(outcome.strip(), maxsplit=1)
    return bool(reason) and any(map(str.isalpha, first)) and is_negative(first, instrument)


def is_unticked(answer: MotiveAnswer, instrument: Instrument) -> bool:
    """Return whether a motive has an outcome and no tick: nobody knows whether it applies."""
    return answer.ticked is False and answer.outcome is not None and not is_negative(answer.outcome, instrument)


@attrs.frozen(kw_only=True)
class PreparationForm(OrganisationForm):
    """Phase 1 (voorbereidingsfase): an organisation's motives, intended outcomes and reflection.

    Raises `InvalidValueError` for an unknown motive, one not offered to this type, one answered twice, a question
    of another phase, or a text that no document can hold.

    Attributes:
        motives: The answers about motives, completed to every motive offered to the type of organisation, in the order
            of the instrument.
        other_motives: The motives that the organisation adds itself.
        previous: On a renewed form (see `renew`), the motives that were answered in `previous_round`, in the order of
            the instrument.
        previous_other: The motives that the organisation added then.

    >>> from hlo_forms import Organisation
    >>> school = Organisation(name="Opleiding Verpleegkunde", type="programme")
    >>> form = PreparationForm(organisation=school, motives=[MotiveAnswer("network", ticked=True)])
    >>> form.status("network"), form.status("recruitment"), len(form.motives)
    (<Status.APPLIES: 'applies'>, <Status.NOT_TICKED: 'not_ticked'>, 11)
    """

    phase: ClassVar[str] = "preparation"

    motives: tuple[MotiveAnswer, ...] = attrs.field(
        default=(), converter=Rows[MotiveAnswer], **rows_of(MotiveAnswer, Origin.MOTIVE, Readers.PARTNERS, key="motive")
    )
    other_motives: tuple[OtherMotive, ...] = attrs.field(
        default=(), converter=Rows[OtherMotive], **rows_of(OtherMotive, Origin.MOTIVE, Readers.PARTNERS)
    )
    previous: tuple[PreviousMotive, ...] = attrs.field(
        default=(),
        converter=Rows[PreviousMotive],
        **rows_of(PreviousMotive, Origin.PREVIOUS, Readers.PARTNERS, key="motive"),
    )
    previous_other: tuple[PreviousOtherMotive, ...] = attrs.field(
        default=(),
        converter=Rows[PreviousOtherMotive],
        **rows_of(PreviousOtherMotive, Origin.PREVIOUS, Readers.PARTNERS),
    )

    def _normalise(self) -> None:
        super()._normalise()
        if self.organisation.type is None:
            types = [type.id for type in self.instrument.organisation_types]
            raise InvalidValueError("organisation.type", one_of(types), None)
        answers = self._by_motive("motives", self.motives)
        self._set("motives", tuple(answers.get(motive.id, MotiveAnswer(motive.id)) for motive in self.offered))
        self._normalise_rows("other_motives")
        before = self._by_motive("previous", self.previous)
        rows = (before[motive.id] for motive in self.offered if motive.id in before)
        answered = (row for row in rows if row.ticked is not False or row.outcome or row.realised)
        self._set("previous", tuple(answered))
        self._normalise_rows("previous_other")

    def _by_motive(self, name: str, answers: Iterable[Answer]) -> dict[str, Answer]:
        """Return the answers by motive; `InvalidValueError` for a motive that is not offered, or answered twice."""
        by_motive: dict[str, Answer] = {}
        offered = {motive.id for motive in self.offered}
        for answer in answers:
            self.instrument.motive(answer.motive)
            if answer.motive not in offered:
                expected = f"a motive offered to {self.organisation.type}: " + one_of(sorted(offered), answer.motive)
                raise InvalidValueError(name, expected, answer.motive)
            if answer.motive in by_motive:
                raise InvalidValueError(name, "each motive once", answer.motive)
            by_motive[answer.motive] = self._without_prompts(answer)
        return by_motive

    @property
    def offered(self) -> tuple[Motive, ...]:
        """The motives that this form offers, in order."""
        return self.instrument.offered(self.organisation.type or "")

    @property
    def touched(self) -> bool:
        """True if anything about motives is filled in: a tick, an outcome, an added motive."""
        return is_filled_in(self)

    def answer(self, motive: str) -> MotiveAnswer | None:
        """Return the answer about a motive by id; None if it is not offered. Unknown ids raise `InvalidValueError`."""
        self.instrument.motive(motive)
        return next((answer for answer in self.motives if answer.motive == motive), None)

    def status(self, motive: str) -> Status:
        """Return the status of a motive, derived from its answer.

        Applies: ticked. Unclear: signs that contradict each other, an outcome without a tick, or a tick with an outcome
        that means no. Not filled in: nobody touched the motives of this form. Not ticked: somebody did, but not this
        one ("nee", "n.v.t." and "–" as an outcome count as not ticked). Not offered: to this type of organisation.
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
