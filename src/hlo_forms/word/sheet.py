"""What a document gave, field by field, before it is a form; and where in the document the reader stands."""

from __future__ import annotations

import itertools

import attrs

from ..findings import Finding, Passage, Place
from ..instrument import Instrument
from .addresses import Address
from .blocks import Aside, Cell, Paragraph
from .cells import Answer, merged
from .known import Known
from .ticks import Tick


@attrs.define
class Row:
    """A row of a table of records: its number, and its answers by column."""

    index: int
    answers: dict[str, Answer] = attrs.field(factory=dict)
    tagged: bool = False

    @property
    def filled(self) -> bool:
        """Does the row hold anything?"""
        return any(answer.value for answer in self.answers.values())

    def value(self, column: str) -> str | None:
        """The value in a column; None where it is blank or missing."""
        return self.answers[column].value if column in self.answers else None


@attrs.define
class Sheet:
    """Answers and ticks by field, rows by table, and all the rest."""

    answers: dict[str, list[Answer]] = attrs.field(factory=dict)
    ticks: dict[str, list[Tick]] = attrs.field(factory=dict)
    passed: dict[str, Tick] = attrs.field(factory=dict)
    rows: dict[str, list[Row]] = attrs.field(factory=dict)
    legend: list[Passage] = attrs.field(factory=list)
    derived: list[Passage] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)
    unplaced: list[Passage] = attrs.field(factory=list)
    deleted: list[Passage] = attrs.field(factory=list)
    remarks: list[Passage] = attrs.field(factory=list)

    def beside(self, aside: Aside, place: Place) -> None:
        """Take what stands beside the text at a place."""
        if not aside.text.strip():
            return
        lists = {"deleted": self.deleted, "comment": self.remarks}
        part = place.part if aside.kind == "deleted" else aside.kind
        passage = Passage(text=aside.text, place=attrs.evolve(place, part=part), author=aside.author, date=aside.date)
        lists.get(aside.kind, self.unplaced).append(passage)

    def answer(self, field: str, answer: Answer, cell: Cell) -> None:
        """Take an answer; what stands beside it in its cell is unplaced."""
        self.answers.setdefault(field, []).append(merged(answer, cell))
        self.unplace(answer.rest, answer.place)
        self.object_in(field, cell, answer.place)

    def object_in(self, field: str | None, holder: Cell | Paragraph, place: Place) -> None:
        """Tell of a picture or another object in the cell of a field, or in a paragraph under a question."""
        if holder.objects:
            self.findings.append(Finding(code="object-in-answer", field=field, place=place))

    def tell_derived(self, text: str, place: Place) -> None:
        """Take a text that is told from the form, such as how many partners share a motive."""
        self.derived.append(Passage(text=text, place=place))

    def unplace(self, text: str, place: Place) -> None:
        """Take a text that belongs to no answer."""
        if text.strip():
            self.unplaced.append(Passage(text=text.strip("\n"), place=place))


@attrs.frozen
class Columns:
    """What the rows of a table are, by the header above them: its name, that of each column, how many cells it had."""

    table: str
    names: tuple[str | None, ...]
    titles: tuple[str, ...]
    cells: int

    def name(self, position: int) -> str | None:
        """The column at a position."""
        return self.names[position] if position < len(self.names) else None

    def index(self, name: str) -> int | None:
        """The position of a column; None where the table has it not."""
        return self.names.index(name) if name in self.names else None

    def covers(self, position: int, width: int) -> int:
        """Over how many columns of different names a cell goes that begins at a position."""
        return len({name for name in self.names[position : position + width] if name is not None})

    def title(self, position: int) -> str | None:
        """What stands above the column at a position."""
        return self.titles[position] if position < len(self.titles) else None


@attrs.frozen
class Asked:
    """The question above a table, and how it was told."""

    question: str
    how: str
    codes: tuple[str, ...] = ()
    seen: str = ""


@attrs.define
class Here:
    """Where the reader stands: what is known of the form, and the heading, question and header row above."""

    known: Known
    phase: str
    type: str | None
    language: str
    heading: str | None = None
    theme: str | None = None
    asked: Asked | None = None
    columns: Columns | None = None
    topic: str | None = None

    @property
    def instrument(self) -> Instrument:
        """The instrument of the form."""
        return self.known.instrument

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """A place under the heading above."""
        return Place(heading=self.heading, row=row, column=column)

    def place_of_question(self, question: str) -> Place:
        """The place under a question, as it stands there or else as the form has it."""
        if self.asked is not None and self.asked.question == question and self.asked.seen:
            return Place(heading=self.asked.seen)
        found = self.instrument.question(question)
        return Place(heading=f"{found.number}. {found.label[self.language]}")


@attrs.frozen
class TableRow:
    """A row of a table as it stands: its cells, what their tags name, and its number from 1 (None: it is no row)."""

    cells: list[Cell]
    addresses: list[dict[str, Address]]
    number: int | None

    @property
    def positions(self) -> list[int]:
        """The column of the table in which each cell begins, from 0."""
        return list(itertools.accumulate((cell.width for cell in self.cells[:-1]), initial=0))

    @property
    def tagged(self) -> bool:
        """Does any cell name its field?"""
        return any(self.addresses)
