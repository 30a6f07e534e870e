"""The place of each field of a form in its document, shared by the writer and the reader.

A *field id* ("motives.network.outcome", "relations.2.note") is the tag of a control and the key of its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..forms import OWNERSHIPS, REALISED, RELATION_KINDS, RESEARCH, Form, Status
from ..instrument.model import Instrument


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
        """Return the number of rows to draw for so many records."""
        return max(filled + self.spare if filled else 0, self.least)


PARTICIPANTS = Records("participants", (Column("name"), Column("role")), spare=1)
PRESENT = Records("participants", (Column("name"), Column("role"), Column("organisation")), spare=1, least=5)
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

STATUSES = tuple(Column(status.value) for status in Status)
OVERVIEW = Records("overview", (Column("motive"), *STATUSES, Column("shared")))
OUTCOMES = Records("outcomes", (Column("organisation"), Column("outcome")))
PARTNERS_OTHERS = Records("brought_other", (Column("organisation"), Column("text"), Column("outcome")))
PARTNERS_ANSWERS = Records("brought_answers", (Column("organisation"), Column("text")))
BROUGHT = Records("brought", (Column("motive"), Column("status"), Column("outcome")))
OWN_OTHERS = Records("brought_other", (Column("text"), Column("note"), Column("outcome")))
MEETING_ANSWERS = Records("meeting_answers", (Column("question"), Column("text")))
MEETING_RELATIONS = Records("meeting_relations", tuple(Column(column.name) for column in RELATIONS.columns))
PREVIOUS_OTHERS = Records(
    "previous_other", (Column("text"), Column("note"), Column("outcome"), Column("realised", "realised"))
)

GIVEN: dict[str, tuple[Records, ...]] = {
    "preparation": (PREVIOUS_OTHERS,),
    "alignment": (OVERVIEW, OUTCOMES, PARTNERS_OTHERS, PARTNERS_ANSWERS),
    "commitment": (BROUGHT, OWN_OTHERS, MEETING_ANSWERS, MEETING_RELATIONS),
}
"""The tables that a document has only where something is carried over from an earlier phase or round."""

PASSED = "passed"
"""The last part of the tag of the box that says that a question was not discussed."""

LEGEND = "overview.legend"
BY_KEY = ("own_answers", "outcomes", "brought_answers")
"""The tables that occur once for each question or motive."""

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
RENEWED = "previous_round"
ASKED = "research"
"""The detail that says whether the form may be used for research, on the forms that ask."""

OPTIONS_OF = {"organisation.ownership": "ownership", "organisation.type": "type", ASKED: "research"}


def options(kind: str, instrument: Instrument) -> tuple[str, ...]:
    """Return the ids of a closed set of choices, in order."""
    if kind == "type":
        return tuple(organisation_type.id for organisation_type in instrument.organisation_types)
    choices = {"ownership": OWNERSHIPS, "relation": RELATION_KINDS, "realised": REALISED, "research": RESEARCH}
    return choices[kind]


def option_label(kind: str, option: str, instrument: Instrument, language: str) -> str:
    """Return the label beside the box of a choice."""
    if kind == "type":
        return instrument.organisation_type(option).label[language]
    return instrument.word(f"{kind}.{option}", language)


def title_of_column(table: str, column: str, instrument: Instrument, language: str) -> str:
    """Return the header of a column of a table of records."""
    if column in list(Status):
        return instrument.word(f"status.{column}", language)
    title = f"column.{table}.{column}"
    if column == "outcome" and title not in instrument.words:
        return instrument.headings["outcome"][language]
    return instrument.word(title, language)


def records_of(form: Form, records: Records) -> tuple[object, ...]:
    """Return the rows of a form for a table of records."""
    rows: tuple[object, ...] = getattr(form, records.name)
    return rows


def title_of(form_phase: str, organisation_type: str | None, instrument: Instrument, language: str) -> str:
    """Return the title of a document."""
    if form_phase == "preparation" and organisation_type:
        return instrument.organisation_type(organisation_type).form_title[language]
    return instrument.word(f"form.title.{form_phase}", language)


def titles(instrument: Instrument) -> Iterator[str]:
    """Yield every title that a document of this instrument can have."""
    for language in instrument.languages:
        for phase in DETAILS:
            for kind in instrument.organisation_types:
                yield title_of(phase, kind.id, instrument, language)
