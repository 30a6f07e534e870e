"""What was answered: the form of each phase as a value, and the status of each motive on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import attrs

from . import fields
from .answers import (
    REALISED,
    RELATION_KINDS,
    Agreement,
    DeclaredRelation,
    MotiveAnswer,
    OtherMotive,
    OwnAnswer,
    PreviousMotive,
    PreviousOtherMotive,
    Status,
)
from .errors import InvalidValueError
from .fields import Row
from .form_base import Form, OrganisationForm
from .instrument_parts import Question
from .people import OWNERSHIPS, Invitation, Organisation, Participant, Partnership
from .preparation_form import PreparationForm, is_negative
from .text import matching_key
from .wording import one_of

__all__ = [
    "FORMS",
    "OWNERSHIPS",
    "REALISED",
    "RELATION_KINDS",
    "Agreement",
    "AlignmentForm",
    "CommitmentForm",
    "DeclaredRelation",
    "Form",
    "Invitation",
    "MotiveAnswer",
    "Organisation",
    "OrganisationForm",
    "OtherMotive",
    "OwnAnswer",
    "Participant",
    "Partnership",
    "PreparationForm",
    "PreviousMotive",
    "PreviousOtherMotive",
    "Status",
    "form_class",
    "is_negative",
    "organisations_of",
]


def _organisations(rows: Iterable[Organisation]) -> tuple[Organisation, ...]:
    return fields.in_rows(rows)


def _relations(rows: Iterable[DeclaredRelation]) -> tuple[DeclaredRelation, ...]:
    return fields.in_rows(rows)


def _own_answers(rows: Iterable[OwnAnswer]) -> tuple[OwnAnswer, ...]:
    return fields.in_rows(rows)


@attrs.frozen(kw_only=True)
class AlignmentForm(Form):
    """Phase 2 (afstemmingsfase): what the partners say together, and what each takes home.

    `organisations` are the partners in the order of the table; each has a name and an id that no other has.
    Organisations in `participants`, `relations` and `own_answers` are ids of these where they name one.

    >>> form = AlignmentForm(organisations=[Organisation("De Linde"), Organisation("Opleiding Verpleegkunde")],
    ...     relations=[DeclaredRelation(first_organisation="De Linde", kind="reinforce")])
    >>> form.relations[0].first_organisation
    'de-linde'
    """

    phase: ClassVar[str] = "alignment"

    organisations: tuple[Organisation, ...] = attrs.field(
        default=(), converter=_organisations, validator=fields.instances(Organisation)
    )
    relations: tuple[DeclaredRelation, ...] = attrs.field(
        default=(), converter=_relations, validator=fields.instances(DeclaredRelation), repr=False
    )
    own_answers: tuple[OwnAnswer, ...] = attrs.field(
        default=(), converter=_own_answers, validator=fields.instances(OwnAnswer), repr=False
    )

    def _settle(self) -> None:
        self._settle_rows("organisations")
        self._check_organisations()
        super()._settle()
        self._settle_rows("relations")
        self._set("participants", tuple(self._with_ids(row) for row in self.participants))
        self._set("relations", tuple(self._with_ids(row) for row in self.relations))
        self._set("own_answers", self._settled_own_answers())

    def _check_organisations(self) -> None:
        for organisation in self.organisations:
            if organisation.type is not None:
                self.instrument.organisation_type(organisation.type)
        taken: dict[str, int] = {}
        for index, organisation in enumerate(self.organisations):
            for known in {matching_key(text) for text in (organisation.name, organisation.id) if text}:
                if taken.setdefault(known, index) != index:
                    raise InvalidValueError("organisations", "partners with a name and id of their own", known)

    def _with_ids(self, row: Row) -> Row:
        changes: dict[str, str] = {}
        for field in attrs.fields(type(row)):
            value = getattr(row, field.name)
            if value is not None and field.name.endswith("organisation"):
                changes[field.name] = self._organisation_id(value)
            elif value is not None and field.name.endswith("motive"):
                changes[field.name] = self._motive_id(value)
        return fields.changed(row, changes)

    def _organisation_id(self, text: str) -> str:
        wanted = matching_key(text)
        for organisation in self.organisations:
            if organisation.id and wanted in (
                matching_key(organisation.name or organisation.id),
                organisation.id.casefold(),
            ):
                return organisation.id
        return text

    def _motive_id(self, text: str) -> str:
        wanted = matching_key(text)
        for motive in self.instrument.motives:
            if wanted == motive.id or wanted in {matching_key(label) for label in motive.label.values()}:
                return motive.id
        return text

    def _settled_own_answers(self) -> tuple[OwnAnswer, ...]:
        order = {question.id: index for index, question in enumerate(self.own_questions)}
        for answer in self.own_answers:
            if answer.question not in order:
                raise InvalidValueError(
                    "own_answers", "a question each answers: " + one_of(tuple(order)), answer.question
                )
        rows = [self._with_ids(self._without_prompts(row)) for row in self.own_answers]
        return tuple(sorted((row for row in rows if row.text), key=lambda row: order[row.question]))

    def _who(self) -> list[str | None]:
        return [organisation.id for organisation in self.organisations]

    @property
    def own_questions(self) -> tuple[Question, ...]:
        """The questions that each organisation answers for itself, in order."""
        return tuple(q for q in self.instrument.questions_of(self.phase) if q.answered_by == "each")


def _agreements(rows: Iterable[Agreement]) -> tuple[Agreement, ...]:
    return fields.in_rows(rows)


@attrs.frozen(kw_only=True)
class CommitmentForm(OrganisationForm):
    """Phase 3 (commitmentfase): commitment and conditions within one organisation, and what was agreed.

    >>> CommitmentForm(agreements=[Agreement(what="Evaluatie", when="juni")]).agreements[0].what
    'Evaluatie'
    """

    phase: ClassVar[str] = "commitment"

    agreements: tuple[Agreement, ...] = attrs.field(
        default=(), converter=_agreements, validator=fields.instances(Agreement), repr=False
    )

    def _settle(self) -> None:
        super()._settle()
        self._settle_rows("agreements")


FORMS: tuple[type[Form], ...] = (PreparationForm, AlignmentForm, CommitmentForm)


def form_class(phase: str) -> type[Form]:
    """The class of the forms of a phase."""
    return next(kind for kind in FORMS if kind.phase == phase)


def organisations_of(form: Form) -> Iterable[Organisation]:
    """The organisations a form speaks of: one, or the partners."""
    if isinstance(form, AlignmentForm):
        return form.organisations
    assert isinstance(form, OrganisationForm)  # noqa: S101 - the only other kind
    return (form.organisation,)
