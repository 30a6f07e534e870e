"""The sentences on a form that name its sender: who reads it, who is responsible, how to send it back, whom to ask.

They are made of the sender's own words, and stand on a form only where there are such words.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..forms import Form


@attrs.frozen
class SenderWords:
    """The sentences of one form in one language."""

    form: Form
    language: str

    def _word(self, key: str) -> str:
        return self.form.instrument.word(key, self.language)

    def _filled(self, key: str, **values: str | None) -> str:
        """Return a sentence of ours with these values, each on one line."""
        text = self._word(key)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", " ".join((value or "").split()))
        return text

    @property
    def _sender(self) -> str:
        sender, organisation = self.form.invitation.sender, self.form.invitation.organisation
        if sender and organisation:
            return self._filled("about.sender.named", sender=sender, organisation=organisation)
        return sender or organisation or ""

    def readers(self) -> str | None:
        """Return who reads the form; None where no sender is named, as then nobody knows who gets to see it."""
        return self._filled(f"about.readers.{self.form.phase}", sender=self._sender) if self._sender else None

    def responsible(self) -> str | None:
        """Return who is responsible for the data; None where nobody is named."""
        responsible = self.form.invitation.responsible
        return self._filled("about.responsible.named", responsible=responsible) if responsible else None

    def last_lines(self) -> list[str]:
        """Return how to send the form back, and whom to ask."""
        invitation = self.form.invitation
        to, by, asked = invitation.return_to or self._sender, invitation.return_by, invitation.questions_to
        key = {(True, True): "by", (True, False): "to", (False, True): "before"}.get((bool(to), bool(by)), "plain")
        asked = asked or self._sender
        return [
            self._filled(f"about.return.{key}", return_to=to, return_by=by),
            self._filled("about.questions.named", questions_to=asked) if asked else self._word("about.questions.plain"),
        ]


def computed_texts(form: Form) -> Iterator[str]:
    """Yield the sentences that a document makes of the words of its sender, with the labels before them."""
    for language in form.instrument.languages:
        words = SenderWords(form, language)
        label, data = (form.instrument.word(f"about.{key}", language) for key in ("readers", "responsible"))
        yield from (f"{label} {text}" for text in [words.readers()] if text)
        yield from (f"{data} {text}" for text in [words.responsible()] if text)
        yield from words.last_lines()
