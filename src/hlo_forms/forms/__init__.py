"""The forms of the three phases, and the values that they hold."""

from __future__ import annotations

from collections.abc import Iterable

from .alignment import AlignmentForm
from .answers import (
    REALISED,
    RELATION_KINDS,
    RESEARCH,
    Agreement,
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    BroughtRelation,
    DeclaredRelation,
    MotiveAnswer,
    OtherMotive,
    OwnAnswer,
    PreviousMotive,
    PreviousOtherMotive,
    QuestionStatus,
    Status,
)
from .base import Form, OrganisationForm
from .commitment import CommitmentForm
from .people import OWNERSHIPS, Invitation, Organisation, Participant, Partnership
from .preparation import PreparationForm, is_negative, is_unticked

__all__ = [
    "FORMS",
    "OWNERSHIPS",
    "REALISED",
    "RELATION_KINDS",
    "RESEARCH",
    "Agreement",
    "AlignmentForm",
    "BroughtAnswer",
    "BroughtMotive",
    "BroughtOtherMotive",
    "BroughtRelation",
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
    "QuestionStatus",
    "Status",
    "form_class",
    "is_negative",
    "is_unticked",
    "organisations_of",
]

FORMS: tuple[type[Form], ...] = (PreparationForm, AlignmentForm, CommitmentForm)


def form_class(phase: str) -> type[Form]:
    """Return the class of the forms of a phase."""
    return next(kind for kind in FORMS if kind.phase == phase)


def organisations_of(form: Form) -> Iterable[Organisation]:
    """Return the organisations of a form: one, or the partners."""
    if isinstance(form, AlignmentForm):
        return form.organisations
    assert isinstance(form, OrganisationForm)  # noqa: S101 - the only other kind
    return (form.organisation,)
