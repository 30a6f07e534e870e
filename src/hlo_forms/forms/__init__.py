"""The forms of the three phases, and the values that they hold."""

from __future__ import annotations

from collections.abc import Iterable

from .alignment import AlignmentForm as AlignmentForm
from .answers import REALISED as REALISED
from .answers import RELATION_KINDS as RELATION_KINDS
from .answers import RESEARCH as RESEARCH
from .answers import Agreement as Agreement
from .answers import BroughtAnswer as BroughtAnswer
from .answers import BroughtMotive as BroughtMotive
from .answers import BroughtOtherMotive as BroughtOtherMotive
from .answers import BroughtRelation as BroughtRelation
from .answers import DeclaredRelation as DeclaredRelation
from .answers import MotiveAnswer as MotiveAnswer
from .answers import OtherMotive as OtherMotive
from .answers import OwnAnswer as OwnAnswer
from .answers import PartnerAgreement as PartnerAgreement
from .answers import PreviousAgreement as PreviousAgreement
from .answers import PreviousAnswer as PreviousAnswer
from .answers import PreviousMotive as PreviousMotive
from .answers import PreviousOtherMotive as PreviousOtherMotive
from .answers import PreviousRelation as PreviousRelation
from .answers import QuestionStatus as QuestionStatus
from .answers import Status as Status
from .base import Form as Form
from .base import OrganisationForm as OrganisationForm
from .commitment import CommitmentForm as CommitmentForm
from .people import OWNERSHIPS as OWNERSHIPS
from .people import Invitation as Invitation
from .people import Organisation as Organisation
from .people import Participant as Participant
from .people import Partnership as Partnership
from .people import Study as Study
from .preparation import PreparationForm as PreparationForm
from .preparation import begins_with_no as begins_with_no
from .preparation import is_negative as is_negative
from .preparation import is_unticked as is_unticked

FORMS: tuple[type[Form], ...] = (PreparationForm, AlignmentForm, CommitmentForm)


def form_class(phase: str) -> type[Form]:
    """Return the class of the forms of a phase."""
    return next(kind for kind in FORMS if kind.phase == phase)


def phase_number(phase: str) -> int:
    """Return the number of a phase, from 1."""
    return FORMS.index(form_class(phase)) + 1


def organisations_of(form: Form) -> Iterable[Organisation]:
    """Return the organisations of a form: one, or the partners."""
    if isinstance(form, AlignmentForm):
        return form.organisations
    assert isinstance(form, OrganisationForm)  # noqa: S101 - the only other kind
    return (form.organisation,)
