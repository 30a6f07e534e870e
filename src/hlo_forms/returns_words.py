"""Sentences about what came back to a facilitator's folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from .basics.messages import said
from .facilitator.matching import Entry, Returned, State, Unlisted
from .facilitator.register import Sent
from .forms import Form, OrganisationForm
from .instrument.model import Instrument, load_instrument


@attrs.frozen
class StatusWords:
    """Sentences about forms and files, in one language."""

    language: str
    instrument: Instrument = attrs.field(factory=load_instrument)

    def titles(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Yield each partnership with its round, once."""
        for partnership, round in dict.fromkeys((entry.sent.partnership, entry.sent.round) for entry in entries):
            key = "title" if round else "title_without_round"
            name = partnership or self.text("unnamed")
            yield self.text(key, partnership=name, round=round)

    def text(self, key: str, **values: object) -> str:
        """Return a sentence with its values filled in."""
        return said(key, self.language, **values)

    def who(self, sent: Sent) -> str:
        """Return whose form it is."""
        if sent.organisation is None:
            return self.text("together")
        if sent.respondent:
            return self.text("on_behalf", organisation=sent.organisation, respondent=sent.respondent)
        return sent.organisation

    def reach(self, sent: Sent) -> str:
        """Return whose form it is, with how to reach them."""
        return self.who(sent) + (f" ({self.text('contact', contact=sent.contact)})" if sent.contact else "")

    def to_check(self, file: Returned) -> str:
        """Return what to look at in a file; "" where there is nothing."""
        points = [self.text("by_name")] if file.by_name else []
        if file.warnings:
            count = len(file.warnings)
            first = attrs.evolve(file.warnings[0], seen="").message(self.instrument, self.language)
            points.append(f"{self.text('check_one' if count == 1 else 'check', count=count)}: {first}")
        return "; ".join(points)

    def about(self, entry: Entry) -> Iterator[str]:
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
            "organisation": organisation_of(form) or self.text(_nobody(form)),
            "phase": form.instrument.phase(form.phase).number,
        }
        return self.text(file.why, **values)

    def heading(self, entries: tuple[Entry, ...]) -> str:
        """Return how far a phase is."""
        answered = sum(entry.state is State.ANSWERED for entry in entries)
        key = "phase" if any(entry.returned for entry in entries) else "phase_none"
        return self.text(key, phase=entries[0].sent.number, answered=answered, sent=len(entries))


def _nobody(form: Form) -> str:
    return "unnamed" if isinstance(form, OrganisationForm) else "together"


def organisation_of(form: Form) -> str | None:
    """Return the name or id of the organisation of a form; None for one of all together."""
    return form.organisation.name or form.organisation.id if isinstance(form, OrganisationForm) else None
