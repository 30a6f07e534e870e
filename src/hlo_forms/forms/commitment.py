"""Phase 3: commitment and conditions within one organisation, beside what is carried over from the meeting."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import ClassVar

import attrs

from ..basics import values as fields
from ..basics.text import keys_of, matching_key
from ..basics.values import Rows, one_of
from ..errors import InvalidValueError
from ..instrument.model import Instrument, Same
from .alignment import AlignmentForm, _others, _together, _Voice
from .answers import (
    Agreement,
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    BroughtRelation,
    PartnerAgreement,
    PreviousAgreement,
    QuestionStatus,
    Relation,
    Status,
)
from .base import ONE, OrganisationForm, asked_research, says_before
from .doubtful import FormWithDoubts, _must_agree, form_and_reading, is_doubtful
from .fields import Origin, Readers, described, is_answered, rows_of
from .people import Organisation
from .preparation import PreparationForm


def is_not_discussed(answer: str | None, instrument: Instrument) -> bool:
    """Return whether an answer says that its question was not discussed."""
    return answer is not None and matching_key(answer) in _not_discussed(Same(instrument))


@functools.lru_cache(maxsize=16)
def _not_discussed(same: Same) -> frozenset[str]:
    """Return the texts that say so, as labels are compared."""
    words = same.instrument.words["question.not_discussed"].values()
    return keys_of((*words, *same.instrument.spellings.get("not_discussed", ())))


@attrs.frozen(kw_only=True)
class CommitmentForm(OrganisationForm):
    """Phase 3 (commitmentfase): commitment and conditions within one organisation, and what was agreed.

    Of this form only `shared_agreements` goes to the partners, and of a renewed one the answers about what the
    organisation told the partners itself. The form asks how each of the previous agreements went (see `look_back`).

    Attributes:
        agreements: Agreements that stay within the organisation.
        shared_agreements: Agreements that it tells the partners.
        central_answer: The answer to the central question, which may be left out.
        brought: Its own motives and outcomes from phase 1 (see `from_forms`).
        brought_other: The motives that it added itself.
        meeting_answers: The answers of phase 2.
        meeting_relations: The declared relations that concern it, in which other organisations are called by their
            names.
        previous_agreements: Its own agreements of the previous round.
        previous_shared_agreements: The agreements that it told the partners then.
        partner_agreements: The agreements that other organisations told the partners then.

    >>> CommitmentForm(agreements=[Agreement(what="Evaluatie", when="juni")]).agreements[0].what
    'Evaluatie'
    """

    phase: ClassVar[str] = "commitment"

    answers: Mapping[str, str] = attrs.field(
        factory=dict, repr=False, validator=fields.instance(Mapping), metadata=described(Origin.ANSWER, Readers.NOBODY)
    )
    agreements: tuple[Agreement, ...] = attrs.field(
        default=(), converter=Rows[Agreement], **rows_of(Agreement, Origin.ANSWER, Readers.NOBODY)
    )
    shared_agreements: tuple[Agreement, ...] = attrs.field(
        default=(), converter=Rows[Agreement], **rows_of(Agreement, Origin.ANSWER, Readers.PARTNERS)
    )
    central_answer: str | None = fields.text(metadata=described(Origin.ANSWER, Readers.NOBODY))
    brought: tuple[BroughtMotive, ...] = attrs.field(
        default=(), converter=Rows[BroughtMotive], **rows_of(BroughtMotive, Origin.CARRIED, Readers.PARTNERS)
    )
    brought_other: tuple[BroughtOtherMotive, ...] = attrs.field(
        default=(), converter=Rows[BroughtOtherMotive], **rows_of(BroughtOtherMotive, Origin.CARRIED, Readers.PARTNERS)
    )
    meeting_answers: tuple[BroughtAnswer, ...] = attrs.field(
        default=(), converter=Rows[BroughtAnswer], **rows_of(BroughtAnswer, Origin.CARRIED, Readers.NOBODY)
    )
    meeting_relations: tuple[BroughtRelation, ...] = attrs.field(
        default=(), converter=Rows[BroughtRelation], **rows_of(BroughtRelation, Origin.CARRIED, Readers.PARTNERS)
    )

    previous_agreements: tuple[PreviousAgreement, ...] = attrs.field(
        default=(), converter=Rows[PreviousAgreement], **rows_of(PreviousAgreement, Origin.PREVIOUS, Readers.NOBODY)
    )
    previous_shared_agreements: tuple[PreviousAgreement, ...] = attrs.field(
        default=(), converter=Rows[PreviousAgreement], **rows_of(PreviousAgreement, Origin.PREVIOUS, Readers.PARTNERS)
    )
    partner_agreements: tuple[PartnerAgreement, ...] = attrs.field(
        default=(), converter=Rows[PartnerAgreement], **rows_of(PartnerAgreement, Origin.PREVIOUS, Readers.NOBODY)
    )

    @classmethod
    def from_forms(
        cls, own: PreparationForm | FormWithDoubts, meeting: AlignmentForm | FormWithDoubts
    ) -> CommitmentForm:
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

        voice = _Voice(*form_and_reading(own, PreparationForm, "own"))
        joint, reading = form_and_reading(meeting, AlignmentForm, "meeting")
        form, who = voice.form, voice.form.organisation
        _must_agree("meeting", form, joint)
        partners = [partner.id for partner in joint.organisations if partner.id]
        if who.id not in partners:
            raise InvalidValueError("meeting", f"a meeting in which {who.id} is a partner", partners)
        brought = [attrs.evolve(_together(who.id, motive.id, [voice]), organisation=None) for motive in form.offered]
        return cls(
            instrument=form.instrument,
            organisation=who,
            partnership=form.partnership,
            round=form.round,
            respondent=form.respondent,
            **asked_research([form, joint]),
            brought=[row for row in brought if row.outcome or row.status in (Status.APPLIES, Status.UNCLEAR)],
            brought_other=[attrs.evolve(row, organisation=None) for row in _others(who.id, [voice])],
            meeting_answers=_meeting_answers(who.id, joint, reading),
            meeting_relations=_relations(who, joint, reading),
        )

    def _normalise(self) -> None:
        super()._normalise()
        self._normalise_rows("agreements")
        self._normalise_rows("shared_agreements")
        self._normalise_brought(ONE)
        self._normalise_brought_answers("meeting_answers", "alignment", ONE)
        self._set("meeting_relations", tuple(self._rows_with_ids("meeting_relations")))
        for name in ("previous_agreements", "previous_shared_agreements", "partner_agreements"):
            self._set(name, tuple(filter(says_before, self._rows_with_ids(name))))
        if self.central_answer or self.previous_agreements or self.partner_agreements:
            self._set("kept_back", False)

    def question_status(self, question: str) -> QuestionStatus:
        """Return the status of a question: themes and questions may be skipped.

        Answered; not discussed (the form is filled in, but not this question, or the answer says so in words, as it
        does when its box in the document is ticked); kept back (the organisation keeps the pages with all questions);
        or not filled in (nobody touched this form). An unknown question raises `InvalidValueError`.

        >>> form = CommitmentForm(answers={"commitment.investment.1": "Een dag per week"})
        >>> form.question_status("commitment.investment.2").value
        'not_discussed'
        """
        ids = [entry.id for entry in self.questions]
        if question not in ids:
            raise InvalidValueError("question", "a question of this phase: " + one_of(ids, question), question)
        answer = self.answers.get(question)
        if answer is not None and not is_not_discussed(answer, self.instrument):
            return QuestionStatus.ANSWERED
        if self.kept_back:
            return QuestionStatus.KEPT_BACK
        return QuestionStatus.NOT_DISCUSSED if is_answered(self) else QuestionStatus.NOT_FILLED_IN


# ---- back home


def _meeting_answers(id: str, meeting: AlignmentForm, reading: FormWithDoubts | None) -> Iterator[BroughtAnswer]:
    for question, text in meeting.answers.items():
        yield BroughtAnswer(question=question, text=text, doubtful=is_doubtful(reading, f"answers.{question}"))
    counts: dict[str, int] = {}
    for row in meeting.own_answers:
        counts[row.question] = number = counts.get(row.question, 0) + 1
        if row.organisation in (id, None):  # an answer without a name goes to each: they may recognise it
            doubtful = row.organisation is None or is_doubtful(reading, f"own_answers.{row.question}.{number}")
            yield BroughtAnswer(question=row.question, text=row.text, doubtful=doubtful)


def unknown_names(meeting: AlignmentForm | FormWithDoubts) -> tuple[str, ...]:
    """Return the organisations in relations and own answers of a meeting that match none of its partners.

    >>> from hlo_forms import DeclaredRelation
    >>> linde, school = Organisation("De Linde"), Organisation("Opleiding")
    >>> relation = DeclaredRelation(first_organisation="de lindes", second_organisation="Opleiding", kind="reinforce")
    >>> unknown_names(AlignmentForm(organisations=[linde, school], relations=[relation]))
    ('de lindes',)
    """
    form, _ = form_and_reading(meeting, AlignmentForm, "meeting")
    names = [name for row in form.relations for name in _organisations_in(row)]
    names += [row.organisation for row in form.own_answers if row.organisation]
    partners = {partner.id for partner in form.organisations}
    return tuple(name for name in dict.fromkeys(names) if name not in partners)


def _organisations_in(row: Relation) -> list[str]:
    return [side for side in (row.first_organisation, row.second_organisation) if side]


def _relations(who: Organisation, meeting: AlignmentForm, reading: FormWithDoubts | None) -> Iterator[BroughtRelation]:
    """Yield the relations that name the organisation, and those that name none at all or an unknown one."""
    names = {partner.id: partner.name or partner.id for partner in meeting.organisations if partner.id != who.id}
    unknown = unknown_names(meeting)
    for number, row in enumerate(meeting.relations, start=1):
        sides = _organisations_in(row)
        own = [side for side in sides if side == who.id or matching_key(side) == matching_key(who.name or who.id or "")]
        is_unsure = not sides or any(side in unknown for side in sides if side not in own)
        if own or is_unsure:
            values = attrs.asdict(row)
            for side in ("first_organisation", "second_organisation"):
                values[side] = names.get(values[side], values[side])
            yield BroughtRelation(**values, doubtful=is_unsure or is_doubtful(reading, f"relations.{number}"))
