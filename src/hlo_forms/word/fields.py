"""The place of each field of a form in its document, shared by the writer and the reader.

A *field id* ("motives.network.outcome", "relations.2.note") is the tag of a control and the key of its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from ..forms import OWNERSHIPS, REALISED, RELATION_KINDS, RESEARCH, Form
from ..instrument.model import Instrument
from .carried import CHECK


@attrs.frozen
class RecordColumn:
    """A column of a table of records; `options` is the name of a closed set of choices, or None for text."""

    name: str
    options: str | None = None


@attrs.frozen
class Records:
    """A table with a header row and one record per row; `spare` blank rows are always left to fill in."""

    name: str
    columns: tuple[RecordColumn, ...]
    numbered: bool = False
    spare: int = 2
    least: int = 3

    def rows(self, filled: int) -> int:
        """Return the number of rows to draw for so many records."""
        return max(filled + self.spare if filled else 0, self.least)


PARTICIPANTS = Records("participants", (RecordColumn("name"), RecordColumn("role")), spare=1)
PRESENT = Records(
    "participants", (RecordColumn("name"), RecordColumn("role"), RecordColumn("organisation")), spare=1, least=5
)
OTHER_MOTIVES = Records("other_motives", (RecordColumn("text"), RecordColumn("outcome")), numbered=True)

ORGANISATIONS = Records(
    "organisations",
    (
        RecordColumn("name"),
        RecordColumn("type", "type"),
        RecordColumn("sector"),
        RecordColumn("ownership", "ownership"),
    ),
    numbered=True,
    spare=0,
)

REINFORCEMENTS = Records(
    "reinforcements",
    tuple(
        RecordColumn(name)
        for name in ("first_organisation", "first_motive", "second_organisation", "second_motive", "note")
    ),
    spare=1,
    least=4,
)
"""The relations of which the table itself says that they reinforce: see `RELATIONS` for the others."""

RELATIONS = Records(
    "relations",
    (
        RecordColumn("first_organisation"),
        RecordColumn("first_motive"),
        RecordColumn("kind", "relation"),
        RecordColumn("second_organisation"),
        RecordColumn("second_motive"),
        RecordColumn("note"),
    ),
    spare=1,
)

OWN_ANSWERS = Records("own_answers", (RecordColumn("organisation"), RecordColumn("text")), spare=0)
AGREEMENTS = Records("agreements", (RecordColumn("what"), RecordColumn("who"), RecordColumn("when")), least=5)

RECORDS: dict[str, tuple[Records, ...]] = {
    "preparation": (PARTICIPANTS, OTHER_MOTIVES),
    "alignment": (ORGANISATIONS, PRESENT, REINFORCEMENTS, RELATIONS, OWN_ANSWERS),
    "commitment": (PARTICIPANTS, AGREEMENTS),
}

OVERVIEW = Records("overview", (RecordColumn("organisation"), RecordColumn("status")))
OUTCOMES = Records("outcomes", (RecordColumn("organisation"), RecordColumn("outcome")))
SIDE_BY_SIDE = {"overview": "status", "outcomes": "outcome"}
"""The tables with the partners beside each other, and what stands in the cells: a record is one partner's cell."""

PARTNERS_OTHERS = Records(
    "brought_other", (RecordColumn("organisation"), RecordColumn("text"), RecordColumn("outcome"))
)
PARTNERS_ANSWERS = Records("brought_answers", (RecordColumn("organisation"), RecordColumn("text")))
OWN_MOTIVES = Records("brought", (RecordColumn("motive"), RecordColumn("status"), RecordColumn("outcome")))
OWN_OTHERS = Records("brought_other", (RecordColumn("text"), RecordColumn("note"), RecordColumn("outcome")))
MEETING_ANSWERS = Records("meeting_answers", (RecordColumn("question"), RecordColumn("text")))
MEETING_RELATIONS = Records("meeting_relations", tuple(RecordColumn(column.name) for column in RELATIONS.columns))

PREVIOUS_OTHERS = Records(
    "previous_other",
    (RecordColumn("text"), RecordColumn("note"), RecordColumn("outcome"), RecordColumn("realised", "realised")),
)

CARRIED: dict[str, tuple[Records, ...]] = {
    "preparation": (PREVIOUS_OTHERS,),
    "alignment": (OVERVIEW, OUTCOMES, PARTNERS_OTHERS, PARTNERS_ANSWERS),
    "commitment": (OWN_MOTIVES, OWN_OTHERS, MEETING_ANSWERS, MEETING_RELATIONS),
}

"""The tables that a document has only where something is carried over from an earlier phase or round."""

NOT_DISCUSSED = "passed"
"""The last part of the tag of the box that says that a question was not discussed."""

BY_KEY = ("own_answers", *SIDE_BY_SIDE, "brought_answers")
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
RESEARCH_USE = "research"
"""The detail that says whether the form may be used for research, on the forms that ask."""

OPTIONS_OF = {"organisation.ownership": "ownership", "organisation.type": "type", RESEARCH_USE: "research"}


def options(kind: str, instrument: Instrument) -> tuple[str, ...]:
    """Return the ids of a closed set of choices, in order."""
    if kind == "type":
        return tuple(organisation_type.id for organisation_type in instrument.organisation_types)
    choices = {"ownership": OWNERSHIPS, "relation": RELATION_KINDS, "realised": REALISED, "research": RESEARCH}
    return choices[kind]


def offered(kind: str, value: str | None, instrument: Instrument) -> tuple[str, ...]:
    """Return the choices that have a box: what reinforces has a table of its own."""
    every = options(kind, instrument)
    return every[1:] if kind == "relation" and value != every[0] else every


def option_label(kind: str, option: str, instrument: Instrument, language: str) -> str:
    """Return the label beside the box of a choice."""
    if kind == "type":
        return instrument.organisation_type(option).label[language]
    return instrument.word(f"{kind}.{option}", language)


def title_of_column(table: str, column: str, instrument: Instrument, language: str) -> str:
    """Return the header of a column of a table of records."""
    title = f"column.{table}.{column}"
    if column == "outcome" and title not in instrument.words:
        return instrument.headings["outcome"][language]
    return instrument.word(title, language)


def titled_tables(phase: str) -> tuple[Records, ...]:
    """Return the tables of a phase with the titles of their own columns: side by side, partners are the titles."""
    return tuple(table for table in (*RECORDS[phase], *CARRIED[phase]) if table.name not in SIDE_BY_SIDE)


def title_of_table(table: str, instrument: Instrument, language: str) -> str:
    """Return the title of a table of records, by which its controls are told from those of others."""
    name, _, key = table.partition(".")
    heading = f"heading.{name}"
    if key:
        return f"{instrument.question(key).number}. {instrument.word(heading, language)}"
    return instrument.word(heading, language) if heading in instrument.words else ""


def records_of(form: Form, records: Records) -> tuple[object, ...]:
    """Return the rows of a form for a table of records."""
    rows: tuple[object, ...] = getattr(form, records.name)
    return rows


def title_of(form_phase: str, organisation_type: str | None, instrument: Instrument, language: str) -> str:
    """Return the title of a document."""
    if form_phase == "preparation" and organisation_type:
        return instrument.organisation_type(organisation_type).form_title[language]
    return instrument.word(f"form.title.{form_phase}", language)


def form_titles(instrument: Instrument) -> Iterator[str]:
    """Yield every title that a document of this instrument can have."""
    for language in instrument.languages:
        for phase in DETAILS:
            for kind in instrument.organisation_types:
                yield title_of(phase, kind.id, instrument, language)


_COLUMNS = {"motives": ("ticked", "outcome"), "previous": ("before", "realised")}
_ROW = re.compile(r"(?P<table>.+)\.(?P<index>[1-9]\d{0,5})\.(?P<column>[a-z_]+)(\.(?P<option>[a-z_]+))?")


@attrs.frozen
class Address:
    """The field that a tag names: `table` is "motives", "details", "answers" or the name of a table of records.

    `key` is the motive, detail or question; `index` and `column` are the row (from 1) and column of a record. `check`
    is the check of a text that was carried over.
    """

    table: str
    key: str = ""
    index: int = 0
    column: str = ""
    check: str = ""


def address_of(tag: str, instrument: Instrument, phase: str) -> Address | None:
    """Return the field that a tag names on the form of this phase; None where the tag is not one of ours."""
    checked = CHECK.fullmatch(tag)
    if checked:
        address = address_of(checked["field"], instrument, phase)
        return attrs.evolve(address, check=checked["check"]) if address else None
    table, _, rest = tag.partition(".")
    if table in ("motives", "previous"):
        return _motive(table, rest, instrument, phase)
    if table == "answers":
        question = rest.removesuffix(f".{NOT_DISCUSSED}")
        column = "" if question == rest else NOT_DISCUSSED
        return Address("answers", question, column=column) if question in _questions(instrument, phase) else None
    detail = _detail(tag, phase)
    return Address("details", detail) if detail else _row(tag, instrument, phase)


def _motive(table: str, rest: str, instrument: Instrument, phase: str) -> Address | None:
    key, _, column = rest.rpartition(".")
    if table == "previous" and key.endswith(".realised"):
        key, column = key.removesuffix(".realised"), "realised"
    if phase != "preparation" or column not in _COLUMNS[table] or all(key != m.id for m in instrument.motives):
        return None
    return Address("motives", key, column=column)


def _detail(tag: str, phase: str) -> str | None:
    fields = details_of(phase)
    if tag in fields:
        return tag
    owner = tag.rpartition(".")[0]
    return owner if owner in fields and owner in OPTIONS_OF else None


def _row(tag: str, instrument: Instrument, phase: str) -> Address | None:
    parts = _ROW.fullmatch(tag)
    records = records_named(parts["table"], phase) if parts else None
    if parts is None or records is None or parts["column"] not in {column.name for column in records.columns}:
        return None
    table = parts["table"]
    if records.name in BY_KEY and table.partition(".")[2] not in _keys(records.name, instrument, phase):
        return None
    return Address(table, index=int(parts["index"]), column=parts["column"])


def details_of(phase: str) -> tuple[str, ...]:
    """Return the fields of the table of details of a phase."""
    renewed = (RENEWED,) if phase == "preparation" else ()
    return (*INVITATION, *DETAILS[phase], *renewed, RESEARCH_USE)


def records_named(table: str, phase: str) -> Records | None:
    """Return the table of records with this name on the form of a phase ("own_answers.alignment.6": own answers)."""
    name, _, key = table.partition(".")
    every = (*RECORDS[phase], *CARRIED[phase])
    return next((table for table in every if table.name == name and bool(key) == (name in BY_KEY)), None)


def _keys(name: str, instrument: Instrument, phase: str) -> set[str]:
    """The ids of the questions or motives that a table with a key can be about."""
    if name == "own_answers":
        return _questions(instrument, phase, each=True)
    if name == "brought_answers":
        return _questions(instrument, "preparation")
    return {motive.id for motive in instrument.motives}


def _questions(instrument: Instrument, phase: str, *, each: bool = False) -> set[str]:
    return {q.id for q in instrument.questions_of(phase) if (q.answered_by == "each") == each}
