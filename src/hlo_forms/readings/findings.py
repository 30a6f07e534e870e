"""Findings, evidence and passages of a document: the facts first, their wording last."""

from __future__ import annotations

import enum
import functools
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Literal, TypeAlias, get_args

import attrs

from ..basics.arguments import entry_of, must_be, one_among
from ..forms import field_ids as field_words
from ..instrument.model import Instrument

HowFound: TypeAlias = Literal["tag", "label", "number", "position", "identity", "corrected"]
"""The ways in which a value was found: see `Evidence`."""

CORRECTED: HowFound = "corrected"
"""The `how` of evidence for a value that somebody corrected or confirmed after reading."""

UNTICKED = ("outcomes-unticked", "ticks-missing")
"""The codes of findings that tell, once for a form, which motives have an outcome and no tick."""

_SHOWN, _LISTED = 200, 1000
_SHORT = 400  # characters of a heading and a column that a form can have


class Severity(enum.StrEnum):
    """Weight of a finding.

    Attributes:
        INFO: It is for your information.
        WARNING: It needs a look.

    >>> from hlo_forms import Finding
    >>> Finding(code="macros-ignored").severity is Severity.INFO
    True
    """

    INFO = "info"
    WARNING = "warning"


InfoCode: TypeAlias = Literal[
    "identity-missing",
    "language-guessed",
    "tags-missing",
    "prompt-flagged",
    "tick-by-sign",
    "name-completed",
    "sender-differs",
    "deleted-text",
    "macros-ignored",
    "document-beside",
    "same-file",
]
"""The codes of findings that are for your information."""

WarningCode: TypeAlias = Literal[
    "identity-unreadable",
    "phase-guessed",
    "type-guessed",
    "matched-by-number",
    "matched-by-position",
    "label-differs",
    "label-near",
    "prompt-glued",
    "prompt-near",
    "answer-outside-box",
    "text-struck",
    "label-marked",
    "form-missing",
    "tick-by-outcome",
    "tick-contradicts",
    "tick-glyph-differs",
    "tick-crossed",
    "outcome-negative",
    "outcomes-unticked",
    "ticks-missing",
    "boxes-missing",
    "choice-contradicts",
    "answered-twice",
    "cells-merged",
    "differs-from-identity",
    "differs-from-given",
    "partner-unsure",
    "relation-by-number",
    "place-unsure",
    "passed-and-answered",
    "place-missing",
    "unplaced-text",
    "hidden-text",
    "object-in-answer",
    "value-refused",
    "instrument-missing",
    "other-wording",
    "alt-chunk",
    "sub-document",
    "form-in-textbox",
    "other-version",
]
"""The codes of findings that need a look."""

FindingCode: TypeAlias = Literal[InfoCode, WarningCode]
"""The code of a finding: a closed set, so that a type checker knows each."""

CODES: dict[FindingCode, Severity] = {
    **dict.fromkeys(get_args(WarningCode), Severity.WARNING),
    **dict.fromkeys(get_args(InfoCode), Severity.INFO),
}
"""Every code of a finding, with its severity; the wording is among the instrument's words."""


def finding_code(text: str) -> FindingCode:
    """Return a text as the code that it is; `InvalidValueError` where no finding has it."""
    return entry_of("code", text, _BY_TEXT)


_BY_TEXT: dict[str, FindingCode] = {code: code for code in CODES}


def _must_be_a_code(_instance: object, _attribute: object, value: str) -> None:
    if type(value) is not str or value not in CODES:
        finding_code(value)


@attrs.frozen(kw_only=True)
class Place:
    """Place in a document.

    Attributes:
        part: The part of the document: such as "body" or "header".
        heading: The heading above it.
        row: The row of the table, from 1.
        column: The heading of the column.

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
        """Return the place in words that a form's owner understands; "" for the body as a whole."""
        must_be("instrument", instrument, Instrument, "an instrument")
        one_among("language", language, instrument.languages)
        parts = []
        if self.part != "body":
            parts.append(instrument.word(f"place.{self.part}", language))
        if self.heading:
            words = instrument.word("place.table" if self.row else "place.under", language)
            parts.append(words.replace("{heading}", self.heading))
        if self.row:
            parts.append(f"{instrument.word('place.row', language)} {self.row}")
        if self.column:
            parts.append(f"{instrument.word('place.column', language)} {self.column}")
        return ", ".join(parts)


def place_under(heading: str | None, row: int | None = None, column: str | None = None) -> Place:
    """Return a place in the body; one value for equal ones, as those of a form are the same in every document.

    >>> place_under("Overige motieven", 3) is place_under("Overige motieven", 3)
    True
    """
    if len(heading or "") + len(column or "") > _SHORT:
        return Place(heading=heading, row=row, column=column)
    return _place(heading, row, column)


@functools.lru_cache(maxsize=2048)
def _place(heading: str | None, row: int | None, column: str | None) -> Place:
    return Place(heading=heading, row=row, column=column)


@attrs.frozen(kw_only=True)
class Finding:
    """A fact noticed while reading: the fact first, its words last (`message`).

    Attributes:
        code: A stable code, as in the catalogue of findings.
        field: The field it is about; None for the document. In a document with several forms, a fact about a form as a
            whole has that form's number as its field ("2/").
        place: The place in the document.
        seen: The text that was seen there.
        times: The number of facts it stands for: a document with thousands of texts that belong to no question has a
            finding for each of the first 25, and one for all others. The texts themselves are all kept.

    >>> Finding(code="outcome-negative", field="motives.network.outcome", seen="n.v.t.").severity
    <Severity.WARNING: 'warning'>
    """

    code: FindingCode = attrs.field(validator=_must_be_a_code)
    field: str | None = None
    place: Place = attrs.field(factory=Place)
    seen: str = ""
    times: int = 1

    @property
    def severity(self) -> Severity:
        """Severity that belongs to the code."""
        return CODES[self.code]

    @property
    def unquoted(self) -> Finding:
        """The finding without the text of a partner; motives that its sentence lists are words of the form, and stay.

        >>> Finding(code="outcome-negative", seen="n.v.t.").unquoted.seen
        ''
        """
        return self if self.code in UNTICKED else attrs.evolve(self, seen="")

    def message(self, instrument: Instrument, *, language: str) -> str:
        """Return the finding in words for the form's owner: its place, what was noticed, what to do, and the text seen.

        >>> from hlo_forms import load_instrument
        >>> place = Place(heading="Capital-related motives", row=3, column="Intended outcome")
        >>> finding = Finding(code="value-refused", place=place, seen="no idea")
        >>> print(finding.message(load_instrument(), language="en"))
        table Capital-related motives, row 3, column Intended outcome: What stands here does not fit this form and was \
kept apart. Ask what was meant. Seen: “no idea”.
        """
        place = self.place.words(instrument, language)
        if self.field and not place:
            place = field_words.in_words(self.field, instrument, language)
        return (f"{place}: " if place else "") + self.said(instrument, language=language)

    def said(self, instrument: Instrument, *, language: str) -> str:
        """Return the message without its place, for use where the place is obvious."""
        must_be("instrument", instrument, Instrument, "an instrument")
        entries = [entry for line in self.seen.splitlines() if (entry := " ".join(line.split()))]
        key = f"finding.{self.code}"
        variant = f"{key}.{('none', 'one')[len(entries)]}" if len(entries) < 2 else key
        text = instrument.word(variant if variant in instrument.words else key, language)
        if "{seen}" in text:
            text = text.replace("{count}", str(len(entries))).replace("{seen}", _cut("; ".join(entries), _LISTED))
            entries = []
        if self.times > 1:
            text += " " + instrument.word("reading.times", language).replace("{count}", str(self.times))
        shown = _cut(" ".join(entries), _SHOWN)
        return text + (" " + instrument.word("reading.seen", language).replace("{seen}", shown) if shown else "")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


_EACH = 25


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return these findings, those past the 25th of one kind about one field or part of the document as one of them."""
    made: list[Finding] = []
    counts: Counter[tuple[FindingCode, str | None, str]] = Counter()
    last: dict[tuple[FindingCode, str | None, str], int] = {}
    for finding in findings:
        kind = finding.code, finding.field, finding.place.part
        counts[kind] += 1
        if counts[kind] <= _EACH + 1:
            last[kind] = len(made)
            made.append(finding)
    for kind, count in counts.items():
        if count > _EACH + 1:
            made[last[kind]] = attrs.evolve(made[last[kind]], times=count - _EACH)
    return tuple(made)


def _shared(field: str) -> str:
    """Return the name of a field, of which the readings that are kept share one."""
    return sys.intern(field) if type(field) is str else field


_WAYS: dict[str, HowFound] = {way: way for way in get_args(HowFound)}


def _way(text: str) -> HowFound:
    """Return a text as the way that it is; `InvalidValueError` where a value is found in no such way."""
    return entry_of("how", text, _WAYS)


@attrs.frozen(kw_only=True)
class Evidence:
    """Record of how a value was found.

    Attributes:
        field: The id of the field ("motives.network.outcome").
        how: "tag", "label", "number", "position" or "identity"; or "corrected" where somebody changed or confirmed it
            after reading (`Reading.corrected`).
        place: The place in the document.
        seen: The exact text in the document, also where it was corrected since.

    >>> from hlo_forms import CommitmentForm, read, render
    >>> reading = read(render(CommitmentForm(central_answer="Ja, van harte")))
    >>> evidence = reading.evidence["central_answer"]
    >>> evidence.how, evidence.seen
    ('tag', 'Ja, van harte')
    """

    field: str = attrs.field(converter=_shared)
    how: HowFound = attrs.field(converter=_way)
    place: Place
    seen: str


@attrs.frozen(kw_only=True)
class Passage:
    """Text that is part of no answer: unplaced, deleted, or a remark.

    Attributes:
        text: The text.
        place: The place in the document.
        author: The author of a remark or a deletion, if known.
        date: The date of it, if known.

    >>> Passage(text="Bellen met Noor", place=Place(heading="Overige motieven"), author="K. de Vries").author
    'K. de Vries'
    """

    text: str
    place: Place = attrs.field(factory=Place)
    author: str | None = None
    date: str | None = None


def is_within(field: str | None, place: str) -> bool:
    """Return whether a field is the one with this id, or under it.

    >>> is_within("motives.network.ticked", "motives.network"), is_within("motives.networks", "motives.network")
    (True, False)
    """
    return field is not None and (field == place or field.startswith(place + "."))
