"""The status of a facilitator's folder: who has answered, and everything that came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from ..basics.messages import Sentence
from ..forms import AlignmentForm, Form, OrganisationForm
from ..forms.people import Partnership
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..pages.shown import Shown
from ..readings.reading import ReadFailure, Reading
from .matching import FormStatus, Matching, ReturnedFile, State, Unlisted, organisation_of, same_text
from .register import SentForm
from .spreadsheets import TEXTS

if TYPE_CHECKING:
    from ..batch.many import Result


@attrs.frozen(kw_only=True, repr=False)
class FolderStatus(Shown):
    """Status of the forms that were sent; each file that came back is in an entry, `unlisted` or `failures`.

    `to_html` and `to_text` show it, by default in the language of the forms.

    >>> sent = SentForm(file="fase1-linde.docx", form_id="f1", phase="preparation", sha256="", organisation="De Linde")
    >>> FolderStatus(entries=(FormStatus(sent=sent),)).waiting[0].state
    <State.WAITING: 'waiting'>
    """

    entries: tuple[FormStatus, ...]
    unlisted: tuple[Unlisted, ...] = ()
    failures: tuple[ReadFailure, ...] = ()

    @property
    def waiting(self) -> tuple[FormStatus, ...]:
        """The forms that nobody has answered yet, including those that came back blank."""
        return tuple(entry for entry in self.entries if entry.state is not State.ANSWERED)

    def of(self, phase: str) -> tuple[FormStatus, ...]:
        """Return the forms of a phase, by its id."""
        return tuple(entry for entry in self.entries if entry.sent.phase == phase)

    def to_data(self) -> dict[str, object]:
        """Return the status as an object for JSON; messages are in the language in which a form was sent."""
        return {
            "forms": [_entry_data(entry) for entry in self.entries],
            "unlisted": [_unlisted_data(file) for file in self.unlisted],
            "unread": [
                {"file": failure.source, "code": failure.code, "message": failure.in_words(self.language)}
                for failure in self.failures
            ],
        }

    @property
    def language(self) -> str:
        """The language of the first form that was sent."""
        return next((entry.sent.language for entry in self.entries), "nl")

    @property
    def _default_language(self) -> str:
        return self.language

    def __repr__(self) -> str:
        answered = len(self.entries) - len(self.waiting)
        rest = [f"{len(self.unlisted)} not listed"] if self.unlisted else []
        rest += [f"{len(self.failures)} not read"] if self.failures else []
        return f"FolderStatus({', '.join([f'{answered} of {len(self.entries)} answered', *rest])})"


def status_of(entries: Iterable[SentForm], results: Iterable[Result]) -> FolderStatus:
    """Match what came back to the register: by form id, else by organisation, partnership and round."""
    matching = Matching(tuple(entries))
    for result in results:
        matching.take(*as_sent(result, matching.sent))
    return FolderStatus(
        entries=matching.entries(), unlisted=tuple(matching.unlisted), failures=tuple(matching.failures)
    )


_KNOWN = ("partnership.name", "organisation.name", "round")


def as_sent(result: Result, entries: Iterable[SentForm]) -> tuple[Result, tuple[Sentence, ...]]:
    """Return a reading whose known particulars are those of the register, and a remark for each that differed.

    The reference on a form decides whose it is and of which round, whatever a partner changed there; and a name that
    was corrected in the list since is the name from here on.
    """
    if isinstance(result, ReadFailure):
        return result, ()
    by_id = {entry.form_id: entry for entry in entries}
    forms, remarks = [], list[Sentence]()
    for form in result.forms:
        entry = by_id.get(form.id)
        forms.append(_known_form(form, entry, by_id.values()) if entry else _with_stated_round(form, result))
        remarks += _differences(result, form, forms[-1])
    kept = (f for f in result.findings if f.code != "differs-from-identity" or f.field not in _KNOWN or not remarks)
    return attrs.evolve(result, forms=tuple(forms), findings=tuple(kept)), tuple(remarks)


def _known_form(form: Form, entry: SentForm, entries: Iterable[SentForm]) -> Form:
    """Return the form with the partnership, round and names of its entry in the register."""
    partnership = Partnership(entry.partnership, id=entry.partnership_id)
    known: dict[str, Any] = {"partnership": partnership, "round": entry.round}  # Any: fields of several kinds
    if isinstance(form, OrganisationForm):
        who = attrs.evolve(form.organisation, name=entry.organisation, id=entry.organisation_id)
        return attrs.evolve(form, organisation=who, **known)
    names = {each.organisation_id: each.organisation for each in entries if each.partnership_id == partnership.id}
    if isinstance(form, AlignmentForm):
        known["organisations"] = [attrs.evolve(who, name=names.get(who.id) or who.name) for who in form.organisations]
    return attrs.evolve(form, **known)


def _with_stated_round(form: Form, reading: Reading) -> Form:
    """Return a form that is in no register with the round that its reference states."""
    stated = [f.seen for f in reading.findings if f.code == "differs-from-identity" and f.field == "round"]
    return attrs.evolve(form, round=stated[0]) if stated and stated[0] and len(reading.forms) == 1 else form


def _differences(reading: Reading, form: Form, known: Form) -> Iterator[Sentence]:
    """Yield a remark for each known particular that has another value on the form."""
    pairs = [("round", form.round, known.round), ("partnership", form.partnership.name, known.partnership.name)]
    pairs += [("organisation", organisation_of(form), organisation_of(known))]
    for name, own, kept in pairs:
        if own and kept and not same_text(own, kept):
            heading = TEXTS.sentence(f"register.{name}")
            yield TEXTS.sentence("known_differs", file=reading.source, heading=heading, seen=own, kept=kept)


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
        "remarks": [remark.in_words(words.language) for remark in file.remarks],
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
    instrument: Instrument = attrs.field(factory=load_instrument)

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
        points += [remark.in_words(self.language) for remark in file.remarks]
        if file.corrected:
            points.append(self.text("corrected_after", values="; ".join(file.corrected)))
        if file.warnings:
            count = len(file.warnings)
            first = attrs.evolve(file.warnings[0], seen="").message(self.instrument, self.language)
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
