"""The sentences on a form that name its sender: who reads it, who is responsible, how to send it back, whom to ask.

They are made of the sender's own words, and stand on a form only where there are such words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

import attrs

from ..basics.text import matching_key
from ..forms import Form
from ..instrument.model import Instrument, Same


@attrs.frozen
class SenderWords:
    """The sentences of one form in one language."""

    form: Form
    language: str

    def _word(self, key: str) -> str:
        return self.form.instrument.word(key, self.language)

    def _filled(self, key: str, *, whole: bool = True, **values: str | None) -> str:
        """Return a sentence of ours with these values, each on one line; braces in a value are the sender's own.

        A value with something after a comma, such as somebody's role, has a comma behind it where a sentence, which is
        `whole`, goes on.
        """
        lines = {f"{{{name}}}": " ".join((value or "").split()) for name, value in values.items()}

        def put(slot: re.Match[str]) -> str:
            value = lines.get(slot[1], slot[1])
            return f"{value}," if whole and slot[2] and ", " in value and not value.endswith(",") else value

        return _SLOT.sub(put, self._word(key))

    @property
    def sender(self) -> str:
        """The sender and its organisation, as far as known."""
        sender, organisation = self.form.invitation.sender, self.form.invitation.organisation
        if sender and organisation:
            return self._filled("about.sender.named", whole=False, sender=sender, organisation=organisation)
        return sender or organisation or ""

    def readers(self) -> str | None:
        """Return who reads the form; None where no sender is named, as then nobody knows who gets to see it."""
        key = f"about.readers.{self.form.phase}"
        key = f"{key}.again" if self.form.renewed and f"{key}.again" in self.form.instrument.words else key
        return self._filled(key, sender=self.sender) if self.sender else None

    def responsible(self) -> str | None:
        """Return who is responsible for the data; None where nobody is named."""
        responsible = self.form.invitation.responsible
        return self._filled("about.responsible.named", responsible=responsible) if responsible else None

    def last_lines(self) -> list[str]:
        """Return how to send the form back, and whom to ask."""
        invitation = self.form.invitation
        to, by, asked = invitation.return_to or self.sender, invitation.return_by, invitation.questions_to
        key = {(True, True): "by", (True, False): "to", (False, True): "before"}.get((bool(to), bool(by)), "plain")
        asked = asked or self.sender
        return [
            self._filled(f"about.return.{key}", return_to=to, return_by=by),
            self._filled("about.questions.named", questions_to=asked) if asked else self._word("about.questions.plain"),
        ]


_SLOT = re.compile(r"(\{\w+\})(?=( \w)?)")
_BLANK = re.compile(r"\\{(\w+)\\}")
_LONGEST = 240


def other_words_of(form: Form) -> Callable[[str], bool]:
    """Return a test of a text: is it a sentence of ours with other words of a sender than the rows of the form have?

    Not where it holds these too: then somebody wrote something beside them.
    """
    same = Same(form.instrument)
    values = {language: _values(form, language) for language in form.instrument.languages}
    sentences = [(one, values[language]) for language in values for one in _patterns(same, form.phase, language)]

    def is_of_other_words(text: str) -> bool:
        plain = " ".join(text.split())
        matches = ((pattern.fullmatch(plain), own) for pattern, own in sentences)
        return any(
            all(_is_other(value, own[name]) for name, value in match.groupdict().items())
            for match, own in matches
            if match
        )

    return is_of_other_words


def _is_other(value: str, own: str) -> bool:
    """Return whether a value is the sender's own, or one in its place."""
    key = matching_key(value)
    return key == own or not own or not re.search(rf"(?<!\w){re.escape(own)}(?!\w)", key)


def _values(form: Form, language: str) -> dict[str, str]:
    """Return the words of the sender, by the name that our sentences have for them, as they are compared."""
    texts = {**attrs.asdict(form.invitation), "sender": SenderWords(form, language).sender}
    return {name: matching_key(" ".join((text or "").split())) for name, text in texts.items()}


def names_a_sender(text: str, instrument: Instrument, phase: str) -> bool:
    """Return whether a text is one of our sentences about a sender, whatever the words of the sender are."""
    line, same = " ".join(text.split()), Same(instrument)
    return any(one.fullmatch(line) for language in instrument.languages for one in _patterns(same, phase, language))


@functools.lru_cache(maxsize=64)
def _patterns(same: Same, phase: str, language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_made_patterns(same.instrument, phase, language))


def _made_patterns(instrument: Instrument, phase: str, language: str) -> Iterator[re.Pattern[str]]:
    word = instrument.word
    readers = [key for key in (f"readers.{phase}", f"readers.{phase}.again") if f"about.{key}" in instrument.words]
    labels = {**dict.fromkeys(readers, "about.readers"), "responsible.named": "about.responsible"}
    for key in (*labels, "questions.named", "return.by", "return.to", "return.before"):
        label = f"{word(labels[key], language)} " if key in labels else ""
        text = re.escape(label + word(f"about.{key}", language))
        yield re.compile(_BLANK.sub(rf"(?P<\1>.{{1,{_LONGEST}}}?)", text), re.IGNORECASE)


def computed_texts(form: Form) -> Iterator[str]:
    """Yield the sentences that a document makes of the words of its sender, with the labels before them."""
    for language in form.instrument.languages:
        words = SenderWords(form, language)
        label, data = (form.instrument.word(f"about.{key}", language) for key in ("readers", "responsible"))
        yield from (f"{label} {text}" for text in [words.readers()] if text)
        yield from (f"{data} {text}" for text in [words.responsible()] if text)
        yield from words.last_lines()
