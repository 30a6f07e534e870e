"""The place of each field of a form in its document, shared by the writer and the reader.

A *field id* ("motives.network.outcome", "relations.2.note") is the tag of a control and the key of its evidence.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import attrs

from ..forms import Form, Invitation, Status, Study
from ..forms.alignment import reinforces
from ..forms.field_ids import FieldId
from ..instrument.model import Instrument
from .carried import CHECK
from .columns import ChoiceKind, DoubtKind, MotiveKind, OrganisationKind, PartnerKind, QuestionKind, TextKind, WordKind
from .relations import SENTENCE


class RecordColumn(NamedTuple):
    """A column of a table of records."""

    name: str
    kind: TextKind


@attrs.frozen(kw_only=True)
class Records:
    """A table with a header row and one record per row; `spare` blank rows are always left to fill in.

    A `carried` table shows what was carried over from an earlier phase or round, and nothing else. A document has one
    table for each motive or question that its rows are `by`, and can have the columns of `also` in the place of others.
    A row needs a value in one of the columns that it `says`. `part` is the part of the form that the rows are in,
    `heading` the word above them. A `settled` table has blank rows only where none is filled.
    """

    name: str
    columns: tuple[RecordColumn, ...]
    also: tuple[RecordColumn, ...] = ()
    carried: bool = False
    by: str = ""
    says: tuple[str, ...] = attrs.field()
    numbered: bool = False
    spare: int = 2
    least: int = 3
    settled: bool = False
    part: str = attrs.field()
    heading: str = attrs.field()

    @part.default
    @heading.default
    def _own(self) -> str:
        return self.name

    @says.default
    def _says(self) -> tuple[str, ...]:
        return tuple(
            c.name for c in self.columns if not (c.kind.printed or c.kind.asked or isinstance(c.kind, DoubtKind))
        )

    @functools.cached_property
    def every(self) -> tuple[RecordColumn, ...]:
        """Every column that a document can have."""
        return (*self.columns, *self.also)

    @functools.cached_property
    def by_name(self) -> dict[str, RecordColumn]:
        """Every column by its name."""
        return {column.name: column for column in self.every}

    def rows(self, filled: int) -> int:
        """Return the number of rows to draw for so many records."""
        if filled and self.settled:
            return filled
        return max(filled + self.spare if filled else 0, self.least)

    def gives(self, name: str) -> bool:
        """Return whether a column shows what was carried over: it asks nothing, and can be empty without a prompt."""
        column = self.by_name.get(name)
        return self.carried and not (column is not None and column.kind.asked)

    def column(self, name: str) -> RecordColumn | None:
        """Return the column with this name; None if the table lacks it."""
        return self.by_name.get(name)


_DOUBT = {"note": DoubtKind(marked=True)}
_PARTNER = {"organisation": PartnerKind(printed=True, marked=True)}
_FACTS = {name: ChoiceKind(options=name, is_fact=True) for name in ("type", "ownership")}
_KIND = {"kind": WordKind(words="relation", marked=True)}
_QUESTION = {"question": QuestionKind(printed=True, marked=True)}
_BY, _ABOUT = ("first_organisation", "second_organisation"), ("first_motive", "second_motive")
_KINDS: dict[str, TextKind] = {
    "organisation": OrganisationKind(),
    "outcome": TextKind(prompt="outcome"),
    "realised": ChoiceKind(options="realised"),
    "kind": ChoiceKind(options="relation"),
    **dict.fromkeys(("now", "result"), TextKind(asked=True)),
    **dict.fromkeys(_BY, OrganisationKind()),
    **dict.fromkeys(_ABOUT, MotiveKind()),
}
"""The kinds of columns by their names, as most tables have them; all others hold text."""

_POINTED: dict[str, TextKind] = {
    **dict.fromkeys(_BY, OrganisationKind(pointed=True)),
    **dict.fromkeys(_ABOUT, MotiveKind(pointed=True)),
}


def _columns(names: str, kinds: Mapping[str, TextKind] = _KINDS) -> tuple[RecordColumn, ...]:
    return tuple(RecordColumn(name, kinds.get(name) or _KINDS.get(name, TextKind())) for name in names.split())


def _carried(name: str, names: str, kinds: Mapping[str, TextKind] = _KINDS, **more: Any) -> Records:  # Any: as Records
    return Records(name=name, columns=_columns(names, kinds), carried=True, **more)


_RELATION = "first_organisation first_motive kind second_organisation second_motive note"
_AGREEMENT = "what who when"
_SENTENCE = _columns(SENTENCE)

ORGANISATIONS = Records(
    name="organisations", columns=_columns("name type sector ownership", _FACTS), numbered=True, least=4, settled=True
)
OWN_ANSWERS = Records(
    name="own_answers", columns=_columns("organisation text"), by="question", says=("text",), least=4, settled=True
)
RELATIONS = Records(name="relations", columns=_columns(_RELATION, _POINTED), spare=1, heading="tensions")
REINFORCEMENTS = Records(
    name="reinforcements",
    columns=tuple(column for column in RELATIONS.columns if column.name != "kind"),
    spare=1,
    least=4,
    part=RELATIONS.name,
)
"""The relations of which the table itself says that they reinforce; what is in the way stands in `RELATIONS`."""

_PARTICIPANTS = Records(name="participants", columns=_columns("name role"), spare=1)
RECORDS: dict[str, tuple[Records, ...]] = {
    "preparation": (_PARTICIPANTS, Records(name="other_motives", columns=_columns("text outcome"), numbered=True)),
    "alignment": (
        ORGANISATIONS,
        Records(name="participants", columns=_columns("name role organisation"), spare=1, least=5),
        REINFORCEMENTS,
        RELATIONS,
        OWN_ANSWERS,
    ),
    "commitment": (
        _PARTICIPANTS,
        Records(name="agreements", columns=_columns(_AGREEMENT), spare=1),
        Records(name="shared_agreements", columns=_columns(_AGREEMENT), least=4),
    ),
}

TYPED = frozenset(records.name for tables in RECORDS.values() for records in tables)
"""The names of the tables that people fill in."""

OVERVIEW = _carried("overview", "organisation status", _PARTNER, by="motive", part="brought")
OUTCOMES = _carried("outcomes", "organisation outcome", _PARTNER, by="motive", part="brought")
SIDE_BY_SIDE = {table.name: table for table in (OVERVIEW, OUTCOMES)}
"""The tables with a row for each motive and a column for each partner: a record is one cell of theirs."""

ANSWERS = _carried("brought_answers", "organisation text", _PARTNER, by="question")

MOTIVES = Records(name="motives", columns=_columns("ticked outcome before realised"))
"""The motives of phase 1, with the round before beside them on a form that was renewed."""

CARRIED: dict[str, tuple[Records, ...]] = {
    "preparation": (_carried("previous_other", "text note outcome realised", _DOUBT),),
    "alignment": (
        OVERVIEW,
        OUTCOMES,
        _carried("brought_other", "organisation text outcome", _PARTNER),
        ANSWERS,
        _carried(
            "previous_answers", "question text now", {"question": attrs.evolve(_QUESTION["question"], together=True)}
        ),
        _carried("previous_relations", f"{_RELATION} now", _KIND, also=_SENTENCE),
    ),
    "commitment": (
        _carried(
            "brought",
            "motive status outcome",
            {
                "motive": MotiveKind(printed=True),
                "status": WordKind(words="status", missing=Status.UNCLEAR, marked=True),
            },
            says=("motive", "status", "outcome"),
        ),
        _carried("brought_other", "text note outcome", _DOUBT),
        _carried("meeting_answers", "question text", _QUESTION),
        _carried("meeting_relations", _RELATION, _KIND, also=_SENTENCE),
        *(
            _carried(f"previous_{name}", f"{_AGREEMENT} note result", _DOUBT)
            for name in ("agreements", "shared_agreements")
        ),
        _carried(
            "partner_agreements", f"organisation {_AGREEMENT} note result", {**_DOUBT, "organisation": TextKind()}
        ),
    ),
}

"""The tables that a document has only where something is carried over from an earlier phase or round."""

NOT_DISCUSSED = "passed"
"""The last part of the tag of the box that says that a question was not discussed."""

BY_KEY = tuple(r.name for every in (RECORDS, CARRIED) for tables in every.values() for r in tables if r.by)
"""The tables that occur once for each question or motive."""

INVITATION = tuple(f"invitation.{field.name}" for field in attrs.fields(Invitation))
"""The words of the sender: the form has a row for each that there is, and no box where there is none."""

STUDY = tuple(f"study.{field.name}" for field in attrs.fields(Study))
"""The details about research that forms name where they ask permission for it."""

RETURN = ("invitation.return_to", "invitation.return_by")
"""Those that stand on the first page; the others stand with the last lines."""

OF_SENDER = tuple(field for field in INVITATION if field not in RETURN)

PAIR = ("partnership.name", "round")
"""The details that stand beside each other on the first page of the form of the meeting."""

_WHO, _FACTS_OF_FORM = ("organisation.name", *PAIR, "respondent"), ("organisation.sector", "organisation.ownership")
DETAILS: dict[str, tuple[str, ...]] = {
    "preparation": (*_WHO, *_FACTS_OF_FORM),
    "alignment": PAIR,
    "commitment": (*_WHO, "organisation.type", *_FACTS_OF_FORM),
}

CENTRAL = "central_answer"
"""The answer to the central question of phase 3, in a row below it."""

RENEWED, CORRECTED = "previous_round", "corrected"
RESEARCH_USE = "research"
"""The detail that holds the permission of the organisation for research, on the forms that ask."""

OPTIONS_OF = {"organisation.ownership": "ownership", "organisation.type": "type", RESEARCH_USE: "research"}


def title_of_column(table: str, column: str, instrument: Instrument, language: str) -> str:
    """Return the header of a column of a table of records."""
    title = f"column.{table}.{column}"
    if column in _HEADINGS and title not in instrument.words:
        return instrument.headings[_HEADINGS[column]][language]
    return instrument.word(title, language)


def titles_in_words(records: Records, column: str, instrument: Instrument) -> list[str]:
    """Return the headers that a column has in each language, whole and up to a bracket: people delete what is in it."""
    titles = [title_of_column(records.name, column, instrument, language) for language in instrument.languages]
    return [*titles, *(title.partition("(")[0] for title in titles)]


_HEADINGS = {"ticked": "motive", "outcome": "outcome"}


def tables_of(phase: str) -> tuple[Records, ...]:
    """Return every table of records that a document of this phase can have."""
    return (*RECORDS[phase], *CARRIED[phase])


def is_shown_in(records: Records, row: Any) -> bool:  # Any: a row of any class
    """Return whether a table shows this row of its part of the form: relations that reinforce, or the others."""
    return records.part != RELATIONS.name or reinforces(row) == (records is REINFORCEMENTS)


def titled_tables(phase: str) -> tuple[Records, ...]:
    """Return the tables of a phase whose columns have titles of ours: side by side, the partners are the titles."""
    return tuple(records for records in tables_of(phase) if records.name not in SIDE_BY_SIDE)


def titles_of(form_phase: str, organisation_type: str | None, instrument: Instrument, language: str) -> tuple[str, str]:
    """Return the title of a document, and that of one that was renewed."""
    if form_phase == "preparation" and organisation_type:
        title = instrument.organisation_type(organisation_type).form_title[language]
    else:
        title = instrument.word(f"form.title.{form_phase}", language)
    return title, instrument.word("form.again", language).replace("{title}", title[:1].lower() + title[1:])


def form_titles(instrument: Instrument) -> Iterator[str]:
    """Yield every title that a document of this instrument can have."""
    for language in instrument.languages:
        for phase in DETAILS:
            for kind in instrument.organisation_types:
                yield from titles_of(phase, kind.id, instrument, language)


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
    name: str = attrs.field(init=False, eq=False, repr=False)
    """The name of the table, without its motive or question."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "name", self.table.partition(".")[0])


def address_of(tag: str, instrument: Instrument, phase: str) -> Address | None:
    """Return the field that a tag names on the form of this phase; None where the tag is not one of ours."""
    checked = CHECK.fullmatch(tag)
    field, check = (checked["field"], checked["check"]) if checked else (tag, "")
    address = _address(field, instrument, phase) or _address_of_box(field, instrument, phase)
    return attrs.evolve(address, check=check) if address and check else address


def _address(field: str, instrument: Instrument, phase: str) -> Address | None:
    if field in details_of(phase):
        return Address("details", field)
    id = FieldId.of(field)
    if str(id) != field:
        return None
    if id.part == "answers":
        return Address("answers", id.key) if id.key in _questions(instrument, phase) else None
    if id.part in (MOTIVES.name, "previous"):
        ours = phase == "preparation" and MOTIVES.column(id.column) and id.key in keys_of(OUTCOMES, instrument, phase)
        return Address(MOTIVES.name, id.key, column=id.column) if ours else None
    records = records_named(id.table, phase)
    if records is None or not id.row or records.column(id.column) is None:
        return None
    ours = id.key in keys_of(records, instrument, phase)
    return Address(id.table, index=id.row, column=id.column) if ours else None


def _address_of_box(field: str, instrument: Instrument, phase: str) -> Address | None:
    """Return the field of a box: of a choice, or the one that says that a question was not discussed."""
    field, _, option = field.rpartition(".")
    address = _address(field, instrument, phase)
    if address is None or address.table == "answers":
        return attrs.evolve(address, column=NOT_DISCUSSED) if address and option == NOT_DISCUSSED else None
    records = MOTIVES if address.table == MOTIVES.name else records_named(address.table, phase)
    column = records.column(address.column) if records else None
    return address if address.key in OPTIONS_OF or (column and column.kind.options) else None


def details_of(phase: str) -> tuple[str, ...]:
    """Return the fields of the table of details of a phase."""
    more = {"commitment": (CENTRAL,)}.get(phase, ())
    return (*INVITATION, *DETAILS[phase], RENEWED, CORRECTED, *more, *STUDY, RESEARCH_USE)


def value_of(form: Form, field: str) -> Any:  # Any: a text or None; walks down to it
    """Return the value of a detail of a form."""
    value: Any = form  # Any: as above
    for name in field.split("."):
        value = getattr(value, name, None)
    return value


def kind_of_detail(field: str) -> TextKind:
    """Return the kind of a detail: a choice, or a text."""
    return ChoiceKind(options=OPTIONS_OF[field]) if field in OPTIONS_OF else TextKind()


def records_named(table: str, phase: str) -> Records | None:
    """Return the table of records with this name on the form of a phase ("own_answers.alignment.6": own answers)."""
    name, _, key = table.partition(".")
    records = _named(phase).get(name)
    return records if records is not None and bool(key) == bool(records.by) else None


@functools.cache
def _named(phase: str) -> dict[str, Records]:
    return {table.name: table for table in tables_of(phase)}


def keys_of(records: Records, instrument: Instrument, phase: str) -> tuple[str, ...]:
    """Return the motives or questions of which a document has this table, in order; one "" if it has just one."""
    if not records.by:
        return ("",)
    if records.by == "motive":
        return tuple(motive.id for motive in instrument.motives)
    return _questions(instrument, "preparation") if records.carried else _questions(instrument, phase, each=True)


def _questions(instrument: Instrument, phase: str, *, each: bool = False) -> tuple[str, ...]:
    return tuple(q.id for q in instrument.questions_of(phase) if (q.answered_by == "each") == each)
