"""Forms that came back from partners, matched to the register of forms that were sent."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import attrs

from ..basics.messages import Sentence
from ..basics.text import matching_key
from ..forms import Form, OrganisationForm
from ..forms.fields import is_answered
from ..readings.findings import Finding
from ..readings.reading import ReadFailure, Reading
from .corrections import corrected_fields, values_in_words
from .register import SentForm

if TYPE_CHECKING:
    from ..batch.many import Result


_GRAVEST = (
    "form-missing",
    "value-refused",
    "unplaced-text",
    "object-in-answer",
    "alt-chunk",
    "hidden-text",
    "place-missing",
    "answered-twice",
    "differs-from-identity",
    "tick-contradicts",
    "tick-crossed",
    "choice-contradicts",
)
"""Codes of findings by gravity: first text that may be missing from the answers, then contradictions, then the rest."""

_RANKS = {code: rank for rank, code in enumerate(_GRAVEST)}


class State(enum.StrEnum):
    """Progress of a form.

    Attributes:
        WAITING: Nothing came back.
        BLANK: It came back, and nobody answered anything.
        ANSWERED: It came back, and somebody answered.

    >>> State("answered")
    <State.ANSWERED: 'answered'>
    """

    WAITING = "waiting"
    BLANK = "blank"
    ANSWERED = "answered"


class Mismatch(enum.StrEnum):
    """Reason why a file belongs to no form in the register.

    Attributes:
        OTHER_PARTNERSHIP: It names another partnership.
        OTHER_ROUND: It names another round.
        NOT_LISTED: No form was sent to its organisation or respondent.
        SEVERAL: More than one form in the register may be meant.
        NO_FORM: There is no form in the file.

    >>> Mismatch("other_round")
    <Mismatch.OTHER_ROUND: 'other_round'>
    """

    OTHER_PARTNERSHIP = "other_partnership"
    OTHER_ROUND = "other_round"
    NOT_LISTED = "not_listed"
    SEVERAL = "several"
    NO_FORM = "no_form"


@attrs.frozen(kw_only=True)
class ReturnedFile:
    """A file that came back, with the remarks to make about it.

    Attributes:
        file: The name of the file.
        form: The form in it.
        by_name: Whether it was matched by its organisation, not by its form id.
        same_as: The name of a file that is the same to the byte; None where there is none.
        warnings: The findings to look at, the gravest first.
        corrected: The values that somebody corrected afterwards, in the words of the form.
        remarks: The changes that a partner made in particulars that are known.

    >>> from hlo_forms import CommitmentForm
    >>> ReturnedFile(file="fase3-terug.docx", form=CommitmentForm(), by_name=False).warnings
    ()
    """

    file: str
    form: Form = attrs.field(repr=False)
    by_name: bool = False
    same_as: str | None = None
    warnings: tuple[Finding, ...] = attrs.field(default=(), repr=False)
    corrected: tuple[str, ...] = attrs.field(default=(), repr=False)
    remarks: tuple[str, ...] = attrs.field(default=(), repr=False)

    @property
    def blank(self) -> bool:
        """True if nobody answered anything."""
        return not is_answered(self.form)


@attrs.frozen(kw_only=True)
class FormStatus:
    """A form that was sent, with the files that came back for it.

    Attributes:
        sent: The form that was sent.
        returned: The files that came back for it.

    >>> from hlo_forms.facilitator import SentForm
    >>> sent = SentForm(file="fase1-linde.docx", form_id="f1", phase="preparation", sha256="", organisation="De Linde")
    >>> FormStatus(sent=sent).state
    <State.WAITING: 'waiting'>
    """

    sent: SentForm
    returned: tuple[ReturnedFile, ...] = ()

    @property
    def is_waited_for(self) -> bool:
        """True if nobody answered it yet, and its organisation is still on the list."""
        return self.state is not State.ANSWERED and not self.sent.left

    @property
    def state(self) -> State:
        """Progress of the form, over all its files."""
        if not self.returned:
            return State.WAITING
        return State.BLANK if all(file.blank for file in self.returned) else State.ANSWERED

    @property
    def versions(self) -> tuple[ReturnedFile, ...]:
        """The answered files that differ: if there are several, somebody has to choose."""
        versions: dict[int, ReturnedFile] = {}
        for file in self.returned:
            if not file.blank:
                versions.setdefault(hash(file.form), file)
        return tuple(versions.values())


@attrs.frozen(kw_only=True)
class Unlisted:
    """A file that was read but belongs to no form in the register.

    Attributes:
        file: The name of the file.
        why: The reason why it belongs to none.
        form: The form in it; None if it holds none.

    >>> Unlisted(file="notulen.docx", why=Mismatch.NO_FORM).form is None
    True
    """

    file: str
    why: Mismatch
    form: Form | None = attrs.field(default=None, repr=False)


# ---- matching


@attrs.define
class Matching:
    """Matches files to the register: by form id, else by organisation, partnership and round."""

    sent: tuple[SentForm, ...]
    returned: dict[str, list[ReturnedFile]] = attrs.field(factory=dict)
    unlisted: list[Unlisted] = attrs.field(factory=list)
    failures: list[ReadFailure] = attrs.field(factory=list)

    def take(self, result: Result, remarks: tuple[Sentence, ...] = ()) -> None:
        """Sort a file, with remarks about it, into the forms that were sent, the unlisted files or the failures."""
        if isinstance(result, ReadFailure):
            self.failures.append(result)
            return
        file = result.source or ""
        if not result.forms:
            self.unlisted.append(Unlisted(file=file, why=Mismatch.NO_FORM))
        for form in result.forms:
            by_id = [sent for sent in self.sent if sent.form_id == form.id]
            entries = by_id or self._alike(form)
            if len(entries) == 1:
                files = self.returned.setdefault(entries[0].form_id, [])
                files.append(_returned(file, form, not by_id, result, remarks))
            else:
                why = Mismatch.SEVERAL if entries else self._why(form)
                self.unlisted.append(Unlisted(file=file, why=why, form=form))

    def entries(self) -> tuple[FormStatus, ...]:
        """Return the forms of the register, each with the files of it that came back."""
        return tuple(FormStatus(sent=sent, returned=tuple(self.returned.get(sent.form_id, ()))) for sent in self.sent)

    def _alike(self, form: Form) -> list[SentForm]:
        """Return the entries that this form may belong to, by the names and round on it."""
        alike = [sent for sent in self.sent if _is_alike(sent, form)]
        respondent = form.respondent if isinstance(form, OrganisationForm) else None
        return [sent for sent in alike if _same(sent.respondent, respondent)] or alike

    def _why(self, form: Form) -> Mismatch:
        of_partnership = [sent for sent in self.sent if _of_partnership(sent, form)]
        if not of_partnership:
            return Mismatch.OTHER_PARTNERSHIP
        if form.round and not any(_same(sent.round, form.round) for sent in of_partnership):
            return Mismatch.OTHER_ROUND
        return Mismatch.NOT_LISTED


def _returned(file: str, form: Form, by_name: bool, reading: Reading, remarks: tuple[Sentence, ...]) -> ReturnedFile:
    twins = [finding.seen for finding in reading.findings if finding.code == "same-file"]
    warnings = [finding for finding in reading.warnings if finding.code != "other-version"]
    return ReturnedFile(
        file=file,
        form=form,
        by_name=by_name,
        same_as=twins[0] if twins else None,
        remarks=remarks,
        corrected=tuple(values_in_words(reading, corrected_fields(reading), reading.language)),
        warnings=tuple(sorted(warnings, key=lambda finding: _RANKS.get(finding.code, len(_RANKS)))),
    )


def _is_alike(sent: SentForm, form: Form) -> bool:
    """Return whether a form agrees with the phase, partnership, round and organisation of an entry."""
    in_round = _same(sent.round, form.round, optional=True)
    if sent.phase != form.phase or not _of_partnership(sent, form) or not in_round:
        return False
    if not isinstance(form, OrganisationForm):
        return True
    who = form.organisation
    by_id = who.id is not None and who.id == sent.organisation_id
    return by_id or (who.name is not None and _same(who.name, sent.organisation))


def _of_partnership(sent: SentForm, form: Form) -> bool:
    own = form.partnership
    unnamed = own.id is None and own.name is None
    return unnamed or own.id == sent.partnership_id or _same(own.name, sent.partnership)


def _same(one: str | None, other: str | None, *, optional: bool = False) -> bool:
    """Return whether two texts match, or, if they are optional, one of them is missing."""
    if one is None or other is None:
        return optional or one is other
    return matching_key(one) == matching_key(other)


def organisation_of(form: Form) -> str | None:
    """Return the name or id of the organisation of a form; None for one of all together."""
    return form.organisation.name or form.organisation.id if isinstance(form, OrganisationForm) else None
