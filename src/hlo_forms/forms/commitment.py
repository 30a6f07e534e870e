"""Phase 3: commitment and conditions within one organisation, beside what is carried over from the meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from .. import fields
from ..basics.text import matching_key
from ..basics.values import Rows
from ..brought import ONE
from ..errors import InvalidValueError
from ..instrument.model import Instrument
from ..wording import one_of
from .answers import Agreement, BroughtAnswer, BroughtMotive, BroughtOtherMotive, BroughtRelation, QuestionStatus
from .base import OrganisationForm

if TYPE_CHECKING:
    from .alignment import AlignmentForm
    from .doubtful import Read
    from .preparation import PreparationForm


def is_passed(answer: str | None, instrument: Instrument) -> bool:
    """Return whether an answer says that its question was not discussed."""
    words = instrument.words["question.not_discussed"].values()
    spellings = (*words, *instrument.spellings.get("not_discussed", ()))
    return answer is not None and matching_key(answer) in map(matching_key, spellings)


@attrs.frozen(kw_only=True)
class CommitmentForm(OrganisationForm):
    """Phase 3 (commitmentfase): commitment and conditions within one organisation, and what was agreed.

    Some rows are carried over (see `from_forms`): `brought` and `brought_other` are its own motives and outcomes from
    phase 1, `meeting_answers` the answers of phase 2, and `meeting_relations` the declared relations that concern it,
    in which other organisations are called by their names.

    >>> CommitmentForm(agreements=[Agreement(what="Evaluatie", when="juni")]).agreements[0].what
    'Evaluatie'
    """

    phase: ClassVar[str] = "commitment"

    agreements: tuple[Agreement, ...] = attrs.field(
        default=(), converter=Rows[Agreement], validator=fields.instances(Agreement), repr=False
    )
    brought: tuple[BroughtMotive, ...] = attrs.field(
        default=(), converter=Rows[BroughtMotive], validator=fields.instances(BroughtMotive), repr=False
    )
    brought_other: tuple[BroughtOtherMotive, ...] = attrs.field(
        default=(), converter=Rows[BroughtOtherMotive], validator=fields.instances(BroughtOtherMotive), repr=False
    )
    meeting_answers: tuple[BroughtAnswer, ...] = attrs.field(
        default=(), converter=Rows[BroughtAnswer], validator=fields.instances(BroughtAnswer), repr=False
    )
    meeting_relations: tuple[BroughtRelation, ...] = attrs.field(
        default=(), converter=Rows[BroughtRelation], validator=fields.instances(BroughtRelation), repr=False
    )

    @classmethod
    def from_forms(cls, own: PreparationForm | Read, meeting: AlignmentForm | Read) -> CommitmentForm:
        """Make an organisation's form of phase 3, with the rows that it needs beside the empty fields.

        Takes its form of phase 1 and the form of the meeting, or readings of them: what was read with a doubt is
        `doubtful`. Carried over are its motives that apply, are unclear or have an outcome, as it wrote them in phase
        1; the motives that it added; the answers given together, and its own; and the declared relations that name it.
        An own answer without an organisation, and a relation that names none or an unknown one, are carried over to
        every organisation (`doubtful`). Raises `InvalidValueError` if the two forms do not belong together.

        >>> from hlo_forms import AlignmentForm, MotiveAnswer, Organisation, PreparationForm
        >>> linde, school = Organisation("De Linde", type="practice_partner"), Organisation("Opleiding")
        >>> own = PreparationForm(organisation=linde, motives=[MotiveAnswer("network", ticked=True)])
        >>> meeting = AlignmentForm(organisations=[linde, school], answers={"alignment.5": "Samen opleiden"})
        >>> form = CommitmentForm.from_forms(own, meeting)
        >>> form.brought[0].motive, form.meeting_answers[0].text
        ('network', 'Samen opleiden')
        """
        from .doubtful import back_home

        return cls(**back_home(own, meeting))

    def _normalise(self) -> None:
        super()._normalise()
        self._normalise_rows("agreements")
        self._normalise_brought(ONE)
        self._normalise_brought_answers("meeting_answers", "alignment", ONE)
        self._set("meeting_relations", tuple(self._rows_with_ids("meeting_relations")))

    def question_status(self, question: str) -> QuestionStatus:
        """Return the status of a question: themes and questions may be skipped.

        Answered; not discussed (the form is filled in, but not this question, or the answer says so in words, as it
        does when its box in the document is ticked); or not filled in (nobody touched this form). An unknown question
        raises `InvalidValueError`.

        >>> form = CommitmentForm(answers={"commitment.investment.1": "Een dag per week"})
        >>> form.question_status("commitment.investment.2").value
        'not_discussed'
        """
        ids = [entry.id for entry in self.questions]
        if question not in ids:
            raise InvalidValueError("question", "a question of this phase: " + one_of(ids, question), question)
        answer = self.answers.get(question)
        if answer is not None:
            return QuestionStatus.NOT_DISCUSSED if is_passed(answer, self.instrument) else QuestionStatus.ANSWERED
        touched = bool(self.answers or self.agreements)
        return QuestionStatus.NOT_DISCUSSED if touched else QuestionStatus.NOT_FILLED_IN
