"""Where each field of a form stands in its document: shared by the side that writes and the side that reads.

A *field id* ("motives.network.outcome", "relations.2.note") is the tag of a control and the key of its evidence.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

import attrs

from ..forms import OWNERSHIPS, RELATION_KINDS, Form, OrganisationForm, organisations_of
from ..instrument import Instrument

IDENTITY_PROPERTY = "hlo_forms"
MARK = "hlo1"


@attrs.frozen
class Column:
    """A column of a table of records; `options` is the name of a closed set of choices, or None for text."""

    name: str
    options: str | None = None


@attrs.frozen
class Records:
    """A table with a header row and one record per row; `spare` blank rows are always left to fill in."""

    name: str
    columns: tuple[Column, ...]
    numbered: bool = False
    spare: int = 2
    least: int = 3

    def rows(self, filled: int) -> int:
        """How many rows to draw for a number of records."""
        return max(filled + self.spare if filled else 0, self.least)


PARTICIPANTS = Records("participants", (Column("name"), Column("role")), spare=1)
PRESENT = Records("participants", (Column("name"), Column("role"), Column("organisation")), spare=1, least=6)
OTHER_MOTIVES = Records("other_motives", (Column("text"), Column("outcome")), numbered=True)
ORGANISATIONS = Records(
    "organisations",
    (Column("name"), Column("type", "type"), Column("sector"), Column("ownership", "ownership")),
    numbered=True,
    spare=0,
    least=4,
)
RELATIONS = Records(
    "relations",
    (
        Column("first_organisation"),
        Column("first_motive"),
        Column("kind", "relation"),
        Column("second_organisation"),
        Column("second_motive"),
        Column("note"),
    ),
)
OWN_ANSWERS = Records("own_answers", (Column("organisation"), Column("text")), spare=0)
AGREEMENTS = Records("agreements", (Column("what"), Column("who"), Column("when")), least=5)

RECORDS: dict[str, tuple[Records, ...]] = {
    "preparation": (PARTICIPANTS, OTHER_MOTIVES),
    "alignment": (ORGANISATIONS, PRESENT, RELATIONS, OWN_ANSWERS),
    "commitment": (PARTICIPANTS, AGREEMENTS),
}

INVITATION = ("invitation.sender", "invitation.return_to", "invitation.return_by")
DETAILS: dict[str, tuple[str, ...]] = {
    "preparation": (
        "organisation.name",
        "partnership.name",
        "round",
        "respondent",
        "organisation.sector",
        "organisation.ownership",
    ),
    "alignment": ("partnership.name", "round"),
    "commitment": (
        "organisation.name",
        "partnership.name",
        "round",
        "respondent",
        "organisation.type",
        "organisation.sector",
        "organisation.ownership",
    ),
}
OPTIONS_OF = {"organisation.ownership": "ownership", "organisation.type": "type"}


def options(kind: str, instrument: Instrument) -> tuple[str, ...]:
    """The ids of a closed set of choices, in order."""
    if kind == "type":
        return tuple(found.id for found in instrument.organisation_types)
    return {"ownership": OWNERSHIPS, "relation": RELATION_KINDS}[kind]


def option_label(kind: str, option: str, instrument: Instrument, language: str) -> str:
    """What stands beside the box of a choice."""
    if kind == "type":
        return instrument.organisation_type(option).label[language]
    return instrument.word(f"{kind}.{option}", language)


@attrs.frozen(kw_only=True)
class Identity:
    """What a document says of itself in a place that survives every program."""

    instrument: str
    edition: str
    language: str
    phase: str
    form: str
    type: str | None = None
    partnership: str | None = None
    organisations: tuple[str, ...] = ()
    round: str | None = None

    def __str__(self) -> str:
        parts = [self.instrument, self.edition, self.language, self.phase, self.type, self.form, self.partnership]
        who = "+".join(quote(name, safe="") or "-" for name in self.organisations) or None
        return "/".join(
            [MARK, *(quote(part, safe="") if part else "-" for part in parts), who or "-", _quoted(self.round)]
        )

    @classmethod
    def of(cls, form: Form, language: str) -> Identity:
        """The identity of a form in a language."""
        organisations = tuple(organisations_of(form))
        short = form.round if form.round and len(form.round) <= 64 else None
        return cls(
            instrument=form.instrument.id,
            edition=form.instrument.edition,
            language=language,
            phase=form.phase,
            form=form.id,
            type=organisations[0].type if isinstance(form, OrganisationForm) else None,
            partnership=form.partnership.id,
            organisations=tuple(found.id or "" for found in organisations),
            round=short,
        )

    @classmethod
    def parse(cls, text: str) -> Identity | None:
        """The identity in a text, or None where there is none that can be read."""
        start = text.find(MARK + "/")
        parts = text[start:].split(maxsplit=1)[0].split("/") if start >= 0 else []
        if len(parts) != 10:
            return None
        values = [None if part == "-" else unquote(part) for part in parts[1:8]]
        instrument, edition, language, phase, kind, form, partnership = values
        if not (instrument and edition and language and phase and form):
            return None
        who = () if parts[8] == "-" else tuple("" if name == "-" else unquote(name) for name in parts[8].split("+"))
        return cls(
            instrument=instrument,
            edition=edition,
            language=language,
            phase=phase,
            form=form,
            type=kind,
            partnership=partnership,
            organisations=who,
            round=None if parts[9] == "-" else unquote(parts[9]),
        )


def _quoted(text: str | None) -> str:
    found = quote(text, safe="") if text else "-"
    return "%2D" if text == "-" else found


def records_of(form: Form, records: Records) -> tuple[object, ...]:
    """The rows that a form has for a table of records."""
    rows: tuple[object, ...] = getattr(form, records.name)
    return rows


def title_of(form_phase: str, organisation_type: str | None, instrument: Instrument, language: str) -> str:
    """The title of a document."""
    if form_phase == "preparation" and organisation_type:
        return instrument.organisation_type(organisation_type).form_title[language]
    return instrument.word(f"form.title.{form_phase}", language)
