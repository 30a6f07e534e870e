"""The status of a facilitator's folder: who has answered, and everything that came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from ..basics.arguments import one_among
from ..basics.messages import Sentence, in_words
from ..forms import FORMS, AlignmentForm, Form, OrganisationForm
from ..forms.people import Organisation, Partnership
from ..instrument.loading import load_instrument
from ..pages.shown import Shown
from ..readings.findings import CORRECTED
from ..readings.reading import ReadFailure, Reading
from .matching import FormStatus, Matching, ReturnedFile, State, Unlisted, organisation_of
from .register import SentForm
from .spreadsheets import TEXTS

if TYPE_CHECKING:
    from ..batch.many import Result


@attrs.frozen(kw_only=True, repr=False)
class FolderStatus(Shown):
    """Status of the forms that were sent; each file that came back is in one of its three lists.

    `to_html` and `to_text` show it, by default in the language of the forms.

    Attributes:
        entries: The forms that were sent, with what came back.
        unlisted: The files that belong to none of them.
        failures: The files that could not be read.

    >>> sent = SentForm(file="fase1-linde.docx", form_id="f1", phase="preparation", sha256="", organisation="De Linde")
    >>> FolderStatus(entries=(FormStatus(sent=sent),)).waiting[0].state
    <State.WAITING: 'waiting'>
    """

    _page = "facilitator.page"

    entries: tuple[FormStatus, ...]
    unlisted: tuple[Unlisted, ...] = ()
    failures: tuple[ReadFailure, ...] = ()

    @property
    def waiting(self) -> tuple[FormStatus, ...]:
        """The forms that nobody has answered yet, including those that came back blank."""
        return tuple(entry for entry in self.entries if entry.is_waited_for)

    def of(self, phase: str) -> tuple[FormStatus, ...]:
        """Return the forms of a phase, by its id; `InvalidValueError` for an unknown one."""
        one_among("phase", phase, [form.phase for form in FORMS])
        return tuple(entry for entry in self.entries if entry.sent.phase == phase)

    def to_data(self) -> dict[str, object]:
        """Return the status as an object for JSON; messages are in the language in which a form was sent."""
        return {
            "forms": [_entry_data(entry) for entry in self.entries],
            "unlisted": [_unlisted_data(file) for file in self.unlisted],
            "unread": [
                {"file": failure.source, "code": failure.code, "message": failure.in_words(language=self.language)}
                for failure in self.failures
            ],
        }

    @property
    def language(self) -> str:
        """The language of the first form that was sent."""
        return next((entry.sent.language for entry in self.entries), load_instrument().languages[0])

    @property
    def _default_language(self) -> str:
        return self.language

    def __repr__(self) -> str:
        answered = len(self.entries) - len(self.waiting)
        rest = [f"{len(self.unlisted)} not listed"] if self.unlisted else []
        rest += [f"{len(self.failures)} not read"] if self.failures else []
        return f"FolderStatus({', '.join([f'{answered} of {len(self.entries)} answered', *rest])})"


def status_of(entries: Iterable[SentForm], results: Iterable[Result]) -> FolderStatus:
    """Match what came back to the register: by form id, else by organisation, partnership and round.

    An organisation that is no longer on the list of partners is left out, unless something of it came back.
    """
    matching = Matching(tuple(entries))
    for result in results:
        matching.take(*as_sent(result, matching.sent))
    listed = tuple(entry for entry in matching.entries() if entry.returned or not entry.sent.left)
    return FolderStatus(entries=listed, unlisted=tuple(matching.unlisted), failures=tuple(matching.failures))


_KNOWN = {"partnership.name": "partnership", "organisation.name": "organisation", "round": "round"}
"""The fields with known particulars, by the name of their heading in the register."""


def as_sent(result: Result, entries: Iterable[SentForm]) -> tuple[Result, tuple[Sentence, ...]]:
    """Return a reading whose known particulars are those of the register, and a remark for each that a partner changed.

    The reference on a form decides whose it is and of which round, and a name that was corrected in the list since is
    the name from here on. What the facilitator corrected in the form itself stays.
    """
    if isinstance(result, ReadFailure):
        return result, ()
    by_id = {entry.form_id: entry for entry in entries}
    forms = tuple(_known_form(form, by_id.get(form.id), result, by_id.values()) for form in result.forms)
    changed = {f.field for f in result.findings if f.code == "differs-from-identity" and f.field in _KNOWN}
    remarks = [
        TEXTS.sentence(f"known_{_KNOWN[field]}", seen=seen, kept=kept)
        for before, after in zip(result.forms, forms, strict=True)
        for field in sorted(changed)
        if (seen := _particular(before, field)) != (kept := _particular(after, field))
    ]
    settled = {field for field in changed if remarks}
    remarks += [_left(form, by_id[form.id]) for form in forms if form.id in by_id and by_id[form.id].left]
    findings = tuple(f for f in result.findings if f.code != "differs-from-identity" or f.field not in settled)
    return attrs.evolve(result, forms=forms, findings=findings), tuple(remarks)


def _left(form: Form, entry: SentForm) -> Sentence:
    return TEXTS.sentence("left_list", organisation=entry.organisation or organisation_of(form))


def _particular(form: Form, field: str) -> str | None:
    if field == "round":
        return form.round
    return form.partnership.name if field == "partnership.name" else organisation_of(form)


def _known_form(form: Form, entry: SentForm | None, reading: Reading, entries: Iterable[SentForm]) -> Form:
    """Return the form with the particulars of its entry in the register; without one, of the round on its reference."""
    corrected = {field for field, evidence in reading.evidence.items() if evidence.how == CORRECTED}
    known: dict[str, Any] = {"round": entry.round if entry else _stated_round(form, reading)}  # Any: of several kinds
    if entry is not None:
        known["partnership"] = Partnership(entry.partnership, id=entry.partnership_id)
        if isinstance(form, OrganisationForm):
            who = attrs.evolve(form.organisation, name=entry.organisation, id=entry.organisation_id)
            known["organisation"] = who
        elif isinstance(form, AlignmentForm):
            known["organisations"] = _renamed(form, [each for each in entries if _of_one(each, entry)])
    changes = {name: value for name, value in known.items() if not corrected & {name, f"{name}.name"}}
    return attrs.evolve(form, **changes)


def _of_one(one: SentForm, other: SentForm) -> bool:
    return (one.partnership_id, one.round) == (other.partnership_id, other.round)


def _renamed(form: AlignmentForm, entries: Iterable[SentForm]) -> list[Organisation]:
    names = {entry.organisation_id: entry.organisation for entry in entries}
    return [attrs.evolve(who, name=names.get(who.id) or who.name) for who in form.organisations]


def _stated_round(form: Form, reading: Reading) -> str | None:
    """Return the round that the reference of the only form in a document states, if the document has another."""
    stated = [f.seen for f in reading.findings if f.code == "differs-from-identity" and f.field == "round"]
    return stated[0] if stated and stated[0] and len(reading.forms) == 1 else form.round


def _entry_data(entry: FormStatus) -> dict[str, object]:
    words = StatusWords(entry.sent.language)
    return {
        **attrs.asdict(entry.sent),
        "state": str(entry.state),
        "versions": len(entry.versions),
        "returned": [_file_data(file, words) for file in entry.returned],
    }


def _file_data(file: ReturnedFile, words: StatusWords) -> dict[str, object]:
    return {
        "file": file.file,
        "blank": file.blank,
        "recognised_by": "name" if file.by_name else "id",
        "same_as": file.same_as,
        "warnings": len(file.warnings),
        "first_warning": file.warnings[0].code if file.warnings else None,
        "corrected": list(file.corrected),
        "remarks": [in_words(remark, words.language) for remark in file.remarks],
        "to_check": words.to_check(file) or None,
    }


def _unlisted_data(file: Unlisted) -> dict[str, object]:
    form = file.form
    return {
        "file": file.file,
        "why": str(file.why),
        "phase": form.phase if form else None,
        "organisation": organisation_of(form) if form else None,
        "partnership": form.partnership.name if form else None,
        "round": form.round if form else None,
    }


@attrs.frozen
class StatusWords:
    """Sentences about forms and files, in one language."""

    language: str

    def titles(self, entries: Iterable[FormStatus]) -> Iterator[str]:
        for partnership, round in dict.fromkeys((entry.sent.partnership, entry.sent.round) for entry in entries):
            key = "title" if round else "title_without_round"
            name = partnership or self.text("unnamed")
            yield self.text(key, partnership=name, round=round)

    def text(self, key: str, **values: object) -> str:
        return TEXTS.text(key, self.language, **values)

    def who(self, sent: SentForm) -> str:
        """Return whose form it is."""
        if sent.organisation is None:
            return self.text("together")
        if sent.respondent:
            return self.text("on_behalf", organisation=sent.organisation, respondent=sent.respondent)
        return sent.organisation

    def reach(self, sent: SentForm) -> str:
        """Return whose form it is, with how to reach them."""
        return self.who(sent) + (f" ({self.text('contact', contact=sent.contact)})" if sent.contact else "")

    def to_check(self, file: ReturnedFile) -> str:
        """Return what to look at in a file; "" where there is nothing."""
        points = [self.text("by_name")] if file.by_name else []
        points += [str(in_words(remark, self.language)) for remark in file.remarks]
        if file.corrected:
            points.append(self.text("corrected_after", values="; ".join(file.corrected)))
        if file.warnings:
            count = len(file.warnings)
            asked = file.form.instrument
            spoken = self.language if self.language in asked.languages else asked.languages[0]
            first = file.warnings[0].unquoted.message(asked, language=spoken)
            points.append(f"{self.text('check_one' if count == 1 else 'check', count=count)}: {first}")
        return "; ".join(points)

    def about(self, entry: FormStatus) -> Iterator[str]:
        """Yield what there is to say about the files of a form together, one line for each thing."""
        if len(entry.versions) > 1:
            yield self.text("versions", count=len(entry.versions))
        for file in entry.returned:
            if file.same_as:
                yield self.text("same", file=file.file, other=file.same_as)

    def why(self, file: Unlisted) -> str:
        """Return why a file belongs to no form in the register."""
        form = file.form
        if form is None:
            return self.text("no_form")
        values = {
            "partnership": form.partnership.name or form.partnership.id or self.text("unnamed"),
            "round": form.round,
            "organisation": organisation_of(form)
            or self.text("unnamed" if isinstance(form, OrganisationForm) else "together"),
            "phase": form.instrument.phase(form.phase).number,
        }
        return self.text(file.why, **values)

    def heading(self, entries: tuple[FormStatus, ...]) -> str:
        """Return how far a phase is."""
        answered = sum(entry.state is State.ANSWERED for entry in entries)
        key = "phase" if any(entry.returned for entry in entries) else "phase_none"
        return self.text(key, phase=entries[0].sent.number, answered=answered, sent=len(entries))
