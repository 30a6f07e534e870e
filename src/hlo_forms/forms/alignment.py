"""Phase 2: the form of the meeting, with what partners bring, answer together and take home."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

import attrs

from ..basics import values as fields
from ..basics.arguments import texts_of
from ..basics.text import matching_key
from ..basics.values import Rows, grouped, one_of
from ..errors import InvalidValueError
from ..instrument.parts import Question
from .answers import (
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    DeclaredRelation,
    OtherMotive,
    OwnAnswer,
    PreviousAnswer,
    PreviousRelation,
    joint_status,
    joint_text,
)
from .base import Form, asked_research, says_before
from .doubtful import FEWEST, MOST, Fields, FormWithDoubts, _must_agree, form_and_reading, is_doubtful
from .fields import Origin, Readers, described, rows_of
from .naming import motive_meant, partner_meant
from .people import Organisation
from .preparation import PreparationForm

_NUMBER = re.compile(r"([0-9])[.)]?")


@attrs.frozen(kw_only=True)
class AlignmentForm(Form):
    """Phase 2 (afstemmingsfase): the answers that partners give together, and what each takes home.

    An organisation in `participants`, `relations` and `own_answers` that names a partner, or is its number, becomes its
    id. In `relations` a part of a name or label that no other has will do too, and the letter of a motive in the
    picture of all motives. What is brought is carried over from phase 1 (see `from_forms`); there the organisation must
    be one of the partners.

    Attributes:
        organisations: The partners in the order of the table; each has a name and an id that no other has.
        relations: The relations that they declare; those that reinforce come first.
        own_answers: The answers that each organisation gives for itself.
        brought: The answers about motives from phase 1, by motive and then by partner.
        brought_other: The motives that organisations added themselves.
        brought_answers: The answers to reflection questions that they share.
        previous_answers: The answers of the partners together in the previous round (see `look_back`): the form asks
            how that is now.
        previous_relations: The relations of the previous round, about which it asks the same.
        marked: Whether the document marks which motives are shared.

    >>> form = AlignmentForm(organisations=[Organisation("De Linde"), Organisation("Opleiding Verpleegkunde")],
    ...     relations=[DeclaredRelation(first_organisation="De Linde", kind="reinforce")])
    >>> form.relations[0].first_organisation
    'de-linde'
    """

    phase: ClassVar[str] = "alignment"

    organisations: tuple[Organisation, ...] = attrs.field(
        default=(), converter=Rows[Organisation], **rows_of(Organisation, Origin.DETAIL, Readers.PARTNERS, repr=True)
    )
    relations: tuple[DeclaredRelation, ...] = attrs.field(
        default=(), converter=Rows[DeclaredRelation], **rows_of(DeclaredRelation, Origin.ANSWER, Readers.PARTNERS)
    )
    own_answers: tuple[OwnAnswer, ...] = attrs.field(
        default=(), converter=Rows[OwnAnswer], **rows_of(OwnAnswer, Origin.ANSWER, Readers.NAMED, key="question")
    )
    brought: tuple[BroughtMotive, ...] = attrs.field(
        default=(), converter=Rows[BroughtMotive], **rows_of(BroughtMotive, Origin.CARRIED, Readers.PARTNERS)
    )
    brought_other: tuple[BroughtOtherMotive, ...] = attrs.field(
        default=(), converter=Rows[BroughtOtherMotive], **rows_of(BroughtOtherMotive, Origin.CARRIED, Readers.PARTNERS)
    )
    brought_answers: tuple[BroughtAnswer, ...] = attrs.field(
        default=(), converter=Rows[BroughtAnswer], **rows_of(BroughtAnswer, Origin.CARRIED, Readers.NAMED)
    )
    previous_answers: tuple[PreviousAnswer, ...] = attrs.field(
        default=(), converter=Rows[PreviousAnswer], **rows_of(PreviousAnswer, Origin.PREVIOUS, Readers.PARTNERS)
    )
    previous_relations: tuple[PreviousRelation, ...] = attrs.field(
        default=(), converter=Rows[PreviousRelation], **rows_of(PreviousRelation, Origin.PREVIOUS, Readers.PARTNERS)
    )
    marked: bool = fields.flag(metadata=described(Origin.SENDER, Readers.PARTNERS))

    @classmethod
    def from_forms(
        cls, forms: Iterable[PreparationForm | FormWithDoubts], *, share: Iterable[str] = (), mark: bool = False
    ) -> AlignmentForm:
        """Make the form of phase 2 that lays the forms of 2 to 8 partners side by side.

        Takes forms of phase 1, or readings of them: what was read with a doubt is `doubtful`. Only motives and
        outcomes are carried over, and the answers to the questions that `share` names by id. Several voices of one
        organisation are one partner: where they differ, its status is unclear. Their texts stand each on a line of its
        own, equal ones once, without the names of who wrote them.
        The form does not show which motives are shared, unless `mark` is true. Raises `InvalidValueError` for fewer
        or more partners, forms that do not belong together, or a question that is not part of phase 1.

        >>> from hlo_forms import MotiveAnswer, PreparationForm
        >>> school = PreparationForm(organisation=Organisation("Opleiding Verpleegkunde", type="programme"))
        >>> ticked = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
        >>> home = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked)
        >>> meeting = AlignmentForm.from_forms([home, school])
        >>> [(row.organisation, row.status.value) for row in meeting.brought if row.motive == "network"]
        [('de-linde', 'applies'), ('opleiding-verpleegkunde', 'not_filled_in')]
        """

        return cls(**alignment_fields(forms, share), marked=mark)

    def differences(
        self, forms: Iterable[PreparationForm | FormWithDoubts]
    ) -> tuple[tuple[BroughtMotive | None, BroughtMotive | None], ...]:
        """Return the rows about motives that differ from forms of phase 1, as pairs: theirs, and the one on this form.

        Either is None where there is no such row. The forms of phase 1 are not changed.

        >>> from hlo_forms import PreparationForm
        >>> kinds = {"De Linde": "practice_partner", "Opleiding Verpleegkunde": "programme"}
        >>> forms = [PreparationForm(organisation=Organisation(name, type=kind)) for name, kind in kinds.items()]
        >>> AlignmentForm.from_forms(forms).differences(forms)
        ()
        """

        def by_place(rows: Iterable[BroughtMotive]) -> dict[tuple[str, str | None], BroughtMotive]:
            return {(row.motive, row.organisation): attrs.evolve(row, doubtful=False) for row in rows}

        before, now = by_place(AlignmentForm(**alignment_fields(forms, ())).brought), by_place(self.brought)
        places = dict.fromkeys([*before, *now])
        return tuple((before.get(at), now.get(at)) for at in places if before.get(at) != now.get(at))

    def _normalise(self) -> None:
        self._normalise_rows("organisations")
        self._check_organisations()
        super()._normalise()
        self._set("participants", tuple(self._with_ids(row, {}) for row in self.participants))
        relations = (self._pointed(row) for row in self._rows_with_ids("relations"))
        self._set("relations", tuple(sorted(relations, key=lambda row: not reinforces(row))))
        self._normalise_own_answers()
        partners = [partner.id for partner in self.organisations]
        self._normalise_brought(partners)
        self._normalise_brought_answers("brought_answers", "preparation", partners)
        self._normalise_previous()
        if not self.brought:
            self._set("marked", False)

    def _normalise_previous(self) -> None:
        """Keep of the previous round what says anything, in the order of the questions."""
        questions = [question.id for question in self.questions]
        answers = [row for row in self._rows_with_ids("previous_answers") if row.text]
        for row in answers:
            if row.question not in questions:
                expected = "a question answered together: " + one_of(questions, row.question)
                raise InvalidValueError("previous_answers", expected, row.question)
        self._set("previous_answers", tuple(sorted(answers, key=lambda row: questions.index(row.question))))
        self._set("previous_relations", tuple(filter(says_before, self._rows_with_ids("previous_relations"))))

    def _check_organisations(self) -> None:
        for organisation in self.organisations:
            if organisation.type is not None:
                self.instrument.organisation_type(organisation.type)
        taken: dict[str, int] = {}
        for index, organisation in enumerate(self.organisations):
            for key in [matching_key(text) for text in (organisation.id, organisation.name) if text]:
                if taken.setdefault(key, index) != index:
                    raise InvalidValueError("organisations", "partners with a name and id of their own", key)

    def _normalise_own_answers(self) -> None:
        order = {question.id: index for index, question in enumerate(self.own_questions)}
        for answer in self.own_answers:
            if answer.question not in order:
                raise InvalidValueError(
                    "own_answers", "a question each answers: " + one_of(tuple(order)), answer.question
                )
        rows = self._rows_with_ids("own_answers")
        rows = sorted((row for row in rows if row.text), key=lambda row: order[row.question])
        self._set("own_answers", tuple(rows))

    def _nameable_organisations(self) -> tuple[Organisation, ...]:
        return self.organisations

    def _organisation_id(self, text: str) -> str:
        id = super()._organisation_id(text)
        number = _NUMBER.fullmatch(text) if id not in {partner.id for partner in self.organisations} else None
        if number and 0 < int(number[1]) <= len(self.organisations):
            return self.organisations[int(number[1]) - 1].id or text
        return id

    def _pointed(self, row: DeclaredRelation) -> DeclaredRelation:
        """Replace what points at a partner or motive by its id."""
        ids, partners = {partner.id for partner in self.organisations}, dict(enumerate(self.organisations, start=1))
        motives = {motive.id for motive in self.instrument.motives}
        changes: dict[str, Any] = {}  # Any: the values of fields
        for side in ("first", "second"):
            who, motive = getattr(row, f"{side}_organisation"), getattr(row, f"{side}_motive")
            number = partner_meant(who, partners) if who and who not in ids else None
            if number is not None:
                changes[f"{side}_organisation"] = partners[number].id or who
            if motive and motive not in motives and (meant := motive_meant(motive, self.instrument)):
                changes[f"{side}_motive"] = meant
        return attrs.evolve(row, **changes) if changes else row

    @property
    def own_questions(self) -> tuple[Question, ...]:
        """The questions that each organisation answers for itself, in order."""
        return tuple(q for q in self.instrument.questions_of(self.phase) if q.answered_by == "each")


def reinforces(row: DeclaredRelation) -> bool:
    """Return whether a relation says what reinforces what; these come first on the form."""
    return row.kind == "reinforce" and not fields.is_empty(attrs.evolve(row, kind=None))


# ---- to the partners


@attrs.frozen
class _Voice:
    """A form of phase 1, and the reading that it came from."""

    form: PreparationForm
    reading: FormWithDoubts | None

    def doubts(self, field: str) -> bool:
        return is_doubtful(self.reading, field)


def alignment_fields(forms: Iterable[PreparationForm | FormWithDoubts], share: Iterable[str]) -> Fields:
    """Return the fields of a new form of phase 2: see `AlignmentForm.from_forms`."""
    if not isinstance(forms, Iterable) or isinstance(forms, str | bytes):
        raise InvalidValueError("forms", "forms or readings one after another, in a list", forms)
    voices = [_Voice(*form_and_reading(item, PreparationForm, "forms")) for item in forms]
    sides = _sides(voices)
    first = voices[0].form
    return {
        "instrument": first.instrument,
        "partnership": first.partnership,
        "round": first.round,
        **asked_research([voice.form for voice in voices]),
        "organisations": [own[0].form.organisation for own in sides.values()],
        "brought": [_together(id, motive.id, own) for motive in first.instrument.motives for id, own in sides.items()],
        "brought_other": [row for id, own in sides.items() for row in _others(id, own)],
        "brought_answers": [row for question in _questions(share, first) for row in _answers(question, sides)],
    }


def _sides(voices: Sequence[_Voice]) -> dict[str, list[_Voice]]:
    """Return the voices of each organisation, in the order in which these came; voices in that of their names."""
    for voice in voices:
        if not voice.form.organisation.id:
            raise InvalidValueError("forms", "organisations with a name or an id", voice.form.organisation)
        _must_agree("forms", voices[0].form, voice.form)
    by_name = grouped((voice.form.organisation.id or "", voice) for voice in voices)
    sides = {id: sorted(own, key=_name) for id, own in by_name.items()}
    for id, own in sides.items():
        types = {voice.form.organisation.type: None for voice in own}
        if len(types) > 1:
            raise InvalidValueError("forms", f"one type for the organisation {id}", list(types)[-1])
    if not FEWEST <= len(sides) <= MOST:
        raise InvalidValueError("forms", f"forms of {FEWEST} to {MOST} organisations", list(sides))
    return sides


def _name(voice: _Voice) -> tuple[str, str]:
    respondent = voice.form.respondent or ""
    return matching_key(respondent), respondent


def _together(id: str, motive: str, voices: Sequence[_Voice]) -> BroughtMotive:
    """Combine what the voices of one organisation answer about a motive: unclear if they differ."""
    answers = [answer for voice in voices if (answer := voice.form.answer(motive))]
    return BroughtMotive(
        organisation=id,
        motive=motive,
        status=joint_status(voice.form.status(motive) for voice in voices),
        outcome=joint_text(answer.outcome for answer in answers),
        doubtful=any(voice.doubts(f"motives.{motive}") for voice in voices),
    )


def _others(id: str, voices: Sequence[_Voice]) -> Iterator[BroughtOtherMotive]:
    """Yield the other motives of one organisation, each once, whichever voices wrote it."""
    doubts: dict[OtherMotive, bool] = {}
    for voice in voices:
        for number, row in enumerate(voice.form.other_motives, start=1):
            doubts[row] = doubts.get(row, False) or voice.doubts(f"other_motives.{number}")
    for row, doubtful in doubts.items():
        yield BroughtOtherMotive(organisation=id, text=row.text, outcome=row.outcome, doubtful=doubtful)


def _questions(share: Iterable[str], form: PreparationForm) -> list[str]:
    """Return the questions whose answers are carried over; `InvalidValueError` for one that the form does not ask."""
    ids = [question.id for question in form.questions]
    questions = list(texts_of("share", share))
    for question in questions:
        if question not in ids:
            raise InvalidValueError("share", "a question of phase 1: " + one_of(ids, question), question)
    return questions


def _answers(question: str, sides: dict[str, list[_Voice]]) -> Iterator[BroughtAnswer]:
    """Yield the answers to a question, each of one organisation once, whichever voices gave it."""
    for id, own in sides.items():
        doubts: dict[str, bool] = {}
        for voice in own:
            if (answer := voice.form.answers.get(question)) is not None:
                doubts[answer] = doubts.get(answer, False) or voice.doubts(f"answers.{question}")
        for text, doubtful in doubts.items():
            yield BroughtAnswer(organisation=id, question=question, text=text, doubtful=doubtful)
