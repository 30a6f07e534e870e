"""The state of reading: everything collected from a document by field, and the reader's position in it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import attrs

from ...basics.text import is_visible, matching_key
from ...instrument.model import Instrument
from ...readings.findings import Finding, Passage, Place, place_under
from ..fields import NOT_DISCUSSED, Address
from ..identity import Identity
from ..outline.blocks import Annotation, OutlineCell, OutlineTable, Paragraph
from .cells import Answer, Tick, with_merge_doubt
from .labels import Labels, Tries


@attrs.define
class CollectedRow:
    """A row of a table of records: its number, and its answers by column."""

    index: int
    answers: dict[str, Answer] = attrs.field(factory=dict)
    tagged: bool = False

    @property
    def filled(self) -> bool:
        """Return whether the row holds any value."""
        return any(answer.value for answer in self.answers.values())

    def take(self, column: str, answer: Answer, *, is_choice: bool = False) -> None:
        """Record an answer; an empty cell gives way, and two that say something are joined, or are no choice.

        People drag an answer to the cell beside it, and its own cell stays behind empty.
        """
        before = self.answers.get(column)
        if before is None or before.value is None:
            self.answers[column] = answer
        elif answer.value is not None:
            value: str | None = f"{before.value}\n{answer.value}"
            seen, code = f"{before.seen}\n{answer.seen}", "answered-twice"
            if is_choice:
                same = before.value == answer.value
                value, code = (before.value, code) if same else (None, "choice-contradicts")
            codes = tuple(dict.fromkeys((*before.codes, *answer.codes, code)))
            self.answers[column] = before._replace(value=value, seen=seen, codes=codes)

    def doubt(self, code: str) -> None:
        """Add a code of doubt to each answer of the row that holds a value."""
        self.answers = {column: answer.with_codes_if_filled(code) for column, answer in self.answers.items()}

    def value(self, column: str) -> str | None:
        """Return the value in a column; None if it is blank or missing."""
        return self.answers[column].value if column in self.answers else None


@attrs.define(eq=False, repr=False)
class Collected:
    """Answers and ticks by field, rows by table, and all other text.

    `asked` are the questions that the document asks. `boxes` says of each choice whether its boxes are there, or
    whether all of them are gone (None: unknown); `marked` that there is a column for what is shared.
    """

    language: str = ""
    answers: dict[str, list[Answer]] = attrs.field(factory=dict)
    ticks: dict[str, list[Tick]] = attrs.field(factory=dict)
    not_discussed: dict[str, Tick] = attrs.field(factory=dict)
    rows: dict[str, list[CollectedRow]] = attrs.field(factory=dict)
    boxes: list[bool | None] = attrs.field(factory=list)
    marked: bool = False
    headings: set[str] = attrs.field(factory=set)
    asked: set[str] = attrs.field(factory=set)
    computed: list[Passage] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)
    unplaced: list[Passage] = attrs.field(factory=list)
    deleted: list[Passage] = attrs.field(factory=list)
    remarks: list[Passage] = attrs.field(factory=list)

    def annotate(self, annotation: Annotation, place: Place) -> None:
        """Record what is attached to the text at a place."""
        if not is_visible(annotation.text):
            return
        lists = {"deleted": self.deleted, "comment": self.remarks}
        part = place.part if annotation.kind == "deleted" else annotation.kind
        passage = Passage(
            text=annotation.text, place=attrs.evolve(place, part=part), author=annotation.author, date=annotation.date
        )
        lists.get(annotation.kind, self.unplaced).append(passage)

    def add_answer(self, field: str, answer: Answer, cell: OutlineCell) -> None:
        """Record an answer; other text in its cell is unplaced."""
        self.answers.setdefault(field, []).append(with_merge_doubt(answer, cell))
        self.boxes.append(answer.boxed)
        self.unplace(answer.rest, answer.place)
        self.report_object(field, cell, answer.place)

    def report_object(self, field: str | None, holder: OutlineCell | Paragraph, place: Place) -> None:
        """Report a picture or other object in the cell of a field, or in a paragraph under a question."""
        if holder.objects:
            self.findings.append(Finding(code="object-in-answer", field=field, place=place))

    def add_computed(self, text: str, place: Place) -> None:
        """Record a text computed from the form, such as how many partners share a motive."""
        self.computed.append(Passage(text=text, place=place))

    def unplace(self, text: str, place: Place) -> None:
        """Record text that belongs to no answer."""
        if text and is_visible(text):
            self.unplaced.append(Passage(text=text.strip("\n"), place=place))


@attrs.frozen
class HeaderColumns:
    """The columns of a table, from its header: the table's name, and their names and titles.

    `unsure` means that other tables have these titles too.
    """

    table: str
    names: tuple[str | None, ...]
    titles: tuple[str, ...]
    unsure: bool = False

    def name(self, position: int) -> str | None:
        """Return the column at a position."""
        return self.names[position] if position < len(self.names) else None

    def index(self, name: str) -> int | None:
        """Return the position of a column; None if the table lacks it."""
        return self.names.index(name) if name in self.names else None

    def title(self, position: int) -> str | None:
        """Return the title above the column at a position."""
        return self.titles[position] if position < len(self.titles) else None


class CurrentQuestion(NamedTuple):
    """The question above a table, and how it was recognised."""

    id: str
    how: str
    codes: tuple[str, ...] = ()
    seen: str = ""


@attrs.define(eq=False, repr=False)
class Cursor:
    """The reader's position: the kind of form it is in, and the heading, question and header row above.

    `boxes_gone` means that no question has its box “not discussed” left, and the words of it stand there alone;
    `inside` that the row above, in the same table, has several cells, `tagged` that the form has controls of ours, and
    `boxed` that it has boxes.
    """

    labels: Labels
    phase: str
    type: str | None
    language: str
    heading: str | None = None
    theme: str | None = None
    question: CurrentQuestion | None = None
    columns: HeaderColumns | None = None
    topic: str | None = None
    boxes_gone: bool = False
    inside: bool = False
    tagged: bool = False
    boxed: bool = False
    tries: Tries = attrs.field(factory=Tries)

    @property
    def instrument(self) -> Instrument:
        """Return the instrument of the form."""
        return self.labels.instrument

    def address(self, tag: str) -> Address | None:
        """Return the field of the form that a tag names."""
        return self.labels.address(tag, self.phase)

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Return a place under the heading above."""
        return place_under(self.heading, row, column)

    def place_of_question(self, question: str) -> Place:
        """Return the place under a question, in the document's words for it, else the form's."""
        if self.question is not None and self.question.id == question and self.question.seen:
            return place_under(self.question.seen)
        entry = self.instrument.question(question)
        return place_under(f"{entry.number}. {entry.label[self.language]}")


class TableRow(NamedTuple):
    """A row of a table as drawn: its cells, the addresses in their tags, its number from 1 (None: no row)."""

    cells: list[OutlineCell]
    addresses: list[dict[str, Address]]
    number: int | None

    @property
    def positions(self) -> list[int]:
        """Return the column of the table in which each cell begins, from 0."""
        return list(itertools.accumulate([cell.width for cell in self.cells[:-1]], initial=0))

    @property
    def tagged(self) -> bool:
        """Return whether any cell names its field."""
        return any(self.addresses)


class Unmatched(NamedTuple):
    """A row without tag or label: the field before it, and the position it stood at."""

    before: str | None
    row: TableRow
    cursor: Cursor


@attrs.define(eq=False, repr=False)
class Walk:
    """A walk over a document, shared by its steps; each adds to what is collected.

    `stated` holds the identities that the properties of the document state.
    `exact`, `leveled`, `tables`, `whole`, `begun` and `own_cells` describe the whole document: its questions that occur
    word for word, its headings, how often each table occurs, which occur with all their titles, which have these above
    or at the top of a table, and its cells; `table` is the one it is in. `topics`, `last_answer` and `last_motive`
    record how far it came, `motive_above` and `question_above` what was before. `again` is the motive and column of
    the last row about the round before. `cells`, `motives` and `outside` (question, text, place) wait until everything
    with a label is in its place.
    """

    cursor: Cursor
    collected: Collected = attrs.field(factory=Collected)
    stated: list[Identity] = attrs.field(factory=list)
    exact: set[str] = attrs.field(factory=set)
    leveled: set[str] = attrs.field(factory=set)
    tables: Counter[str] = attrs.field(factory=Counter)
    whole: set[str] = attrs.field(factory=set)
    begun: set[str] = attrs.field(factory=set)
    own_cells: list[OutlineCell] = attrs.field(factory=list)
    table: OutlineTable = attrs.field(factory=OutlineTable)
    topics: set[str] = attrs.field(factory=set)
    last_answer: str | None = None
    last_motive: str | None = None
    motive_above: str | None = None
    question_above: str | None = None
    again: tuple[str, str] | None = None
    cells: list[Unmatched] = attrs.field(factory=list)
    motives: list[Unmatched] = attrs.field(factory=list)
    outside: list[tuple[str, str, Place]] = attrs.field(factory=list)
    _tagged: frozenset[str] | None = None

    def ask(self, question: CurrentQuestion) -> None:
        """Come to a question of the document."""
        self.question_above = self.cursor.question.id if self.cursor.question is not None else None
        self.cursor.question = question
        self.collected.asked.add(question.id)

    def has_controls_of(self, name: str) -> bool:
        """Return whether controls of the document name a question ("answers.preparation.1") or table."""
        if self._tagged is None:
            cursor = self.cursor
            tags = {tag for cell in self.own_cells for tag in cell.tags}
            addresses = [
                address for tag in tags if (address := cursor.address(tag)) and address.column != NOT_DISCUSSED
            ]
            self._tagged = frozenset(f"answers.{a.key}" if a.table == "answers" else a.table for a in addresses)
        return name in self._tagged

    def has_skipped_a_question(self) -> bool:
        """Return whether the question above the one that it is at has no answer: a box below may be that one's."""
        above, here = self.question_above, self.cursor.question
        if above is None or (here is not None and here.id == above) or not self.has_one_answer(above):
            return False
        is_outside = any(question == above for question, _, _ in self.outside[-1:])
        return not is_outside and f"answers.{above}" not in self.collected.answers

    def has_one_answer(self, question: str) -> bool:
        """Return whether the partners answer a question together, not each for itself."""
        return self.cursor.instrument.question(question).answered_by != "each"

    def unplace_signs(self, text: str, row: int | None = None) -> None:
        """Record the signs that somebody typed around a text of the form, such as "???" behind a question."""
        self.collected.unplace(self.cursor.labels.signs_beyond(text), self.cursor.place(row))

    def annotations(self, annotations: Iterable[Annotation], place: Place) -> None:
        """Record what is attached to the text at a place, except the blank form's own text boxes."""
        labels, phase = self.cursor.labels, self.cursor.phase
        for annotation in annotations:
            own = annotation.kind == "textbox" and labels.is_paragraph(annotation.text, phase)
            own = own and matching_key(annotation.text) not in labels.asides  # of the house style, known as a whole
            text = labels.signs_beyond(annotation.text) if own else annotation.text
            self.collected.annotate(annotation._replace(text=text), place)
