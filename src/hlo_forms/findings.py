"""What was noticed in a document: facts first, wording last."""

from __future__ import annotations

import enum

import attrs

from . import field_words
from .instrument import Instrument

CORRECTED = "corrected"
"""How a value was found that somebody corrected or confirmed after reading."""

_SHOWN = 200


class Severity(enum.StrEnum):
    """How much a finding asks of you: "info" is told, "warning" wants a look."""

    INFO = "info"
    WARNING = "warning"


CODES: dict[str, Severity] = {
    "identity-missing": Severity.INFO,
    "identity-unreadable": Severity.WARNING,
    "phase-guessed": Severity.WARNING,
    "type-guessed": Severity.WARNING,
    "language-guessed": Severity.INFO,
    "tags-missing": Severity.INFO,
    "matched-by-number": Severity.WARNING,
    "matched-by-position": Severity.WARNING,
    "label-differs": Severity.WARNING,
    "label-near": Severity.WARNING,
    "prompt-glued": Severity.WARNING,
    "answer-outside-box": Severity.WARNING,
    "text-struck": Severity.WARNING,
    "label-marked": Severity.WARNING,
    "form-missing": Severity.WARNING,
    "prompt-flagged": Severity.INFO,
    "tick-by-sign": Severity.INFO,
    "tick-by-outcome": Severity.WARNING,
    "tick-contradicts": Severity.WARNING,
    "tick-glyph-differs": Severity.WARNING,
    "tick-crossed": Severity.WARNING,
    "outcome-negative": Severity.WARNING,
    "choice-contradicts": Severity.WARNING,
    "answered-twice": Severity.WARNING,
    "cells-merged": Severity.WARNING,
    "differs-from-identity": Severity.WARNING,
    "differs-from-given": Severity.WARNING,
    "partner-unsure": Severity.WARNING,
    "passed-and-answered": Severity.WARNING,
    "place-missing": Severity.WARNING,
    "unplaced-text": Severity.WARNING,
    "deleted-text": Severity.INFO,
    "hidden-text": Severity.WARNING,
    "object-in-answer": Severity.WARNING,
    "value-refused": Severity.WARNING,
    "other-edition": Severity.WARNING,
    "macros-ignored": Severity.INFO,
    "alt-chunk": Severity.WARNING,
    "same-file": Severity.INFO,
    "other-version": Severity.WARNING,
}
"""Every code a reading can give, with its severity; the wording stands with the instrument's words."""


@attrs.frozen(kw_only=True)
class Place:
    """Where in a document: the part ("body", "header", …), the heading above, and the table, row and column, from 1.

    >>> str(Place(part="body", heading="Overige motieven", row=3))
    'body, "Overige motieven", 3'
    """

    part: str = "body"
    heading: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        words = [self.part, f'"{self.heading}"' if self.heading else "", str(self.row or ""), self.column or ""]
        return ", ".join(word for word in words if word)

    def words(self, instrument: Instrument, language: str) -> str:
        """The place in words a form's owner understands: which table, row and column; "" for the body as a whole."""
        found = []
        if self.part != "body":
            found.append(instrument.word(f"place.{self.part}", language))
        if self.heading:
            words = instrument.word("place.table" if self.row else "place.under", language)
            found.append(words.replace("{heading}", self.heading))
        if self.row:
            found.append(f"{instrument.word('place.row', language)} {self.row}")
        if self.column:
            found.append(f"{instrument.word('place.column', language)} {self.column}")
        return ", ".join(found)


@attrs.frozen(kw_only=True)
class Finding:
    """Noticed while reading: a stable `code`, the `field` it is about (None: the document), where, what was seen.

    >>> Finding(code="outcome-negative", field="motives.network.outcome", seen="n.v.t.").severity
    <Severity.WARNING: 'warning'>
    """

    code: str = attrs.field(validator=attrs.validators.in_(CODES))
    field: str | None = None
    place: Place = attrs.field(factory=Place)
    seen: str = ""

    @property
    def severity(self) -> Severity:
        """How much it asks of you."""
        return CODES[self.code]

    def message(self, instrument: Instrument, language: str) -> str:
        """Where, what was noticed, what to do and what was seen, for the form's owner, in the language of the form.

        >>> from hlo_forms import load_instrument
        >>> place = Place(heading="Capital-related motives", row=3, column="Intended outcome")
        >>> finding = Finding(code="value-refused", place=place, seen="no idea")
        >>> print(finding.message(load_instrument(), "en"))
        table Capital-related motives, row 3, column Intended outcome: What stands here does not fit this form and was \
kept apart. Ask what was meant. Seen: “no idea”.
        """
        place = self.place.words(instrument, language)
        if self.field and not place:
            place = field_words.in_words(self.field, instrument, language)
        return (f"{place}: " if place else "") + self.said(instrument, language)

    def said(self, instrument: Instrument, language: str) -> str:
        """The message without its place, for where that is plain."""
        said = instrument.word(f"finding.{self.code}", language)
        seen = " ".join(self.seen.split())
        shown = seen if len(seen) <= _SHOWN else seen[: _SHOWN - 1] + "…"
        return said + (" " + instrument.word("reading.seen", language).replace("{seen}", shown) if shown else "")


@attrs.frozen(kw_only=True)
class Evidence:
    """How a value was found: by "tag", "label", "number", "position" or "identity"; `seen` is the text as it stood.

    "corrected": somebody changed or confirmed it after reading (`Reading.corrected`); `seen` is still what stood there.
    """

    field: str
    how: str
    place: Place
    seen: str


@attrs.frozen(kw_only=True)
class Passage:
    """A text with its place: unplaced, deleted, or a remark (`author` and `date` where known)."""

    text: str
    place: Place = attrs.field(factory=Place)
    author: str | None = None
    date: str | None = None
