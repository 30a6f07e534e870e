"""Phase 3: commitment and conditions within one organisation, beside what it brings from the meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from . import fields
from .answers import (
    Agreement,
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    BroughtRelation,
    QuestionStatus,
)
from .brought import ONE
from .errors import InvalidValueError
from .form_base import OrganisationForm
from .instrument import Instrument
from .text import matching_key
from .values import Rows
from .wording import one_of

if TYPE_CHECKING:
    from .alignment_form import AlignmentForm
    from .preparation_form import PreparationForm
    from .sharing import Read


def is_passed(said: str | None, instrument: Instrument) -> bool:
    """Does an answer say that its question was not discussed?"""
    words = instrument.words["question.not_discussed"].values()
    passed = (*words, *instrument.spellings.get("not_discussed", ()))
    return said is not None and matching_key(said) in map(matching_key, passed)


@attrs.frozen(kw_only=True)
class CommitmentForm(OrganisationForm):
    """Phase 3 (commitmentfase): commitment and conditions within one organisation, and what was agreed.

    What the organisation brings (see `from_forms`): `brought` and `brought_other` are its own motives and outcomes,
    `meeting_answers` what was said in phase 2, and `meeting_relations` the declared relations that concern it. Other
    organisations are called by their names there.

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
        """The form of phase 3 of an organisation, with what it needs beside the empty fields.

        Takes its form of phase 1 and the form of the meeting, or readings of them: what was read with a doubt is
        `doubtful`. Along go its motives that apply or are unclear, with their outcomes as it wrote them in phase 1;
        what was answered together and what it takes home itself; and the declared relations that name it. What names
        nobody, or nobody that is known, goes along with each (`doubtful`). Raises `InvalidValueError` where the two do
        not belong together.

        >>> from hlo_forms import AlignmentForm, MotiveAnswer, Organisation, PreparationForm
        >>> linde, school = Organisation("De Linde", type="practice_partner"), Organisation("Opleiding")
        >>> own = PreparationForm(organisation=linde, motives=[MotiveAnswer("network", ticked=True)])
        >>> meeting = AlignmentForm(organisations=[linde, school], answers={"alignment.5": "Samen opleiden"})
        >>> form = CommitmentForm.from_forms(own, meeting)
        >>> form.brought[0].motive, form.meeting_answers[0].text
        ('network', 'Samen opleiden')
        """
        from .sharing import back_home

        return cls(**back_home(own, meeting))

    def _settle(self) -> None:
        super()._settle()
        self._settle_rows("agreements")
        self._settle_brought(ONE)
        self._settle_brought_answers("meeting_answers", "alignment", ONE)
        self._set("meeting_relations", tuple(self._rows_with_ids("meeting_relations")))

    def question_status(self, question: str) -> QuestionStatus:
        """What there is to say of a question: themes and questions may be passed over.

        Answered; not discussed (somebody filled in the form, not this one, or the answer says so in words, as it
        does where the box of the document was ticked); or not filled in (nobody touched this form). An unknown
        question raises `InvalidValueError`.

        >>> form = CommitmentForm(answers={"commitment.investment.1": "Een dag per week"})
        >>> form.question_status("commitment.investment.2").value
        'not_discussed'
        """
        asked = [found.id for found in self.questions]
        if question not in asked:
            raise InvalidValueError("question", "a question of this phase: " + one_of(asked, question), question)
        said = self.answers.get(question)
        if said is not None:
            return QuestionStatus.NOT_DISCUSSED if is_passed(said, self.instrument) else QuestionStatus.ANSWERED
        touched = bool(self.answers or self.agreements)
        return QuestionStatus.NOT_DISCUSSED if touched else QuestionStatus.NOT_FILLED_IN
