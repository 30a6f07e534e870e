"""The fields of a document, gathered: each paragraph and table row goes to the field it answers, or stays unplaced."""

from __future__ import annotations

import re

import attrs

from ..findings import Finding, Passage, Place
from ..instrument import Instrument
from ..text import matching_key
from . import layout
from .addresses import Address, address_of, details_of, records_named
from .cells import Answer, choice_of, shares, text_of
from .known import Known, number_of
from .layout import Identity
from .outline import Cell, Outline, Paragraph, Table
from .ticks import Tick, beyond, tick_of

_INDEX = re.compile(r"\s*(\d{1,6})\s*[.)]?\s*")


@attrs.define
class Row:
    """A row of a table of records: its number, and its answers by column."""

    index: int
    answers: dict[str, Answer] = attrs.field(factory=dict)


@attrs.define
class Sheet:
    """What a document gave, before it is a form: answers and ticks by field, rows by table, and all the rest."""

    answers: dict[str, list[Answer]] = attrs.field(factory=dict)
    ticks: dict[str, list[Tick]] = attrs.field(factory=dict)
    rows: dict[str, list[Row]] = attrs.field(factory=dict)
    findings: list[Finding] = attrs.field(factory=list)
    unplaced: list[Passage] = attrs.field(factory=list)


@attrs.define
class _Mode:
    """What the rows of a table are, by the header above them."""

    table: str
    columns: list[str | None]
    headers: list[str]


@attrs.frozen
class _Question:
    """The question above a table, and how it was told."""

    id: str
    how: str
    codes: tuple[str, ...] = ()
    seen: str = ""


def sheet_of(outline: Outline, known: Known, phase: str, type: str | None, language: str) -> Sheet:
    """Everything a document holds, by field."""
    return _Gatherer(known, phase, type, language).gathered(outline)


@attrs.define
class _Gatherer:
    """Walks over an outline; holds what stands above the place it has reached."""

    known: Known
    phase: str
    type: str | None
    language: str
    sheet: Sheet = attrs.field(factory=Sheet)
    heading: str | None = None
    theme: str | None = None
    question: _Question | None = None
    mode: _Mode | None = None
    loose_cells: list[tuple[str | None, Cell, Place]] = attrs.field(factory=list)
    loose_motives: list[tuple[str | None, list[Cell], int]] = attrs.field(factory=list)
    last_answer: str | None = None
    last_motive: str | None = None

    @property
    def instrument(self) -> Instrument:
        return self.known.instrument

    def gathered(self, outline: Outline) -> Sheet:
        for block in outline.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)
        self._by_position()
        for passage in outline.others:
            if not self.known.is_form(passage.text) and Identity.parse(passage.text) is None:
                self._unplaced(passage.text, passage.place)
        return self.sheet

    def _unplaced(self, text: str, place: Place) -> None:
        if text.strip():
            self.sheet.unplaced.append(Passage(text=text.strip("\n"), place=place))

    def _found(self, field: str, code: str, place: Place, seen: str = "") -> None:
        self.sheet.findings.append(Finding(code=code, field=field, place=place, seen=seen))

    # ---- paragraphs

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        if not text.strip():
            return
        if Identity.parse(text) is not None:
            self._unplaced(self._beside_identity(text), Place(heading=self.heading))
            return
        asked = self.known.question(text, self.phase)
        if asked:
            self.question = _Question(asked, "label")
        elif self.known.is_form(text):
            self._heading(paragraph)
        else:
            self._strange(paragraph)

    def _heading(self, paragraph: Paragraph) -> None:
        text = " ".join(paragraph.text.split())
        if paragraph.level is not None or self.known.is_heading(text):
            self.heading, self.question = text, None
            self.theme = self.known.themes.get(matching_key(text), self.theme)

    def _beside_identity(self, text: str) -> str:
        words = [word for word in text.split() if Identity.parse(word) is None]
        label = self.instrument.words["identity.label"].values()
        return beyond(" ".join(words), label) if words else ""

    def _strange(self, paragraph: Paragraph) -> None:
        """A paragraph that is not as the blank form has it: a question that was changed, or a text of somebody's own."""
        text, place = paragraph.text, Place(heading=self.heading)
        near, number = self.known.near_question(text, self.phase), number_of(text)
        numbered = self._numbered(number) if number is not None else None
        if near:
            self.question = _Question(near, "label", ("label-near",), text.strip())
            rest = beyond(re.sub(r"^\s*\d+\s*[.)]\s*", "", text), self.instrument.question(near).label.values())
            self._unplaced(rest, place)
            return
        if numbered:
            self.question = _Question(numbered, "number", ("matched-by-number",), text.strip())
        self._unplaced(text, place)

    def _numbered(self, number: int) -> str | None:
        asked = self.instrument.questions_of(self.phase)
        of_theme = [q.id for q in asked if q.number == number and q.theme in (None, self.theme)]
        return of_theme[0] if len(of_theme) == 1 else None

    # ---- tables

    def _table(self, table: Table) -> None:
        self.mode = None
        for number, row in enumerate(table.rows, start=1):
            self._row(row, number)
        self.mode = None

    def _row(self, row: list[Cell], number: int) -> None:
        addresses = [self._addresses(cell) for cell in row]
        first = next((address for found in addresses for address in found.values()), None)
        header = self.known.table([cell.text for cell in row]) if first is None else None
        if first is not None:
            self._tagged(first, row, addresses, number)
        elif header is not None:
            self._header(header, row, number)
        elif self.mode is not None and self.mode.table != "motives":
            self._record(self.mode.table, row, addresses, number)
        elif self._is_motive_row(row):
            self._motive_row(None, row, addresses, number)
        elif len(row) > 1 and (field := self._detail_named(row)):
            self._detail_row(field, row, addresses, number)
        elif len(row) == 1:
            self._lone_cell(row[0], number)
        else:
            self._nobodys(row, number)

    def _addresses(self, cell: Cell) -> dict[str, Address]:
        found = {tag: address_of(tag, self.instrument, self.phase) for tag in cell.tags}
        return {tag: address for tag, address in found.items() if address is not None}

    def _tagged(self, first: Address, row: list[Cell], addresses: list[dict[str, Address]], number: int) -> None:
        if first.table == "motives":
            self._motive_row(first.key, row, addresses, number)
        elif first.table == "details":
            self._detail_row(first.key, row, addresses, number)
        elif first.table == "answers":
            self._tagged_answers(row, addresses, number)
        else:
            self._record(first.table, row, addresses, number)

    def _tagged_answers(self, row: list[Cell], addresses: list[dict[str, Address]], number: int) -> None:
        for cell, found in zip(row, addresses, strict=True):
            if not found:
                self._nobodys([cell], number)
                continue
            for tag, spans in shares(cell, found).items():
                key = found[tag].key
                place = Place(heading=self._asked(key))
                self._answer(f"answers.{key}", text_of(spans, self.instrument, how="tag", place=place), cell)
                self.last_answer = key

    def _header(self, header: tuple[str, list[str | None]], row: list[Cell], number: int) -> None:
        table, columns = header
        if table == "own_answers":
            table = f"own_answers.{self._own_question()}"
        self.mode = _Mode(table, columns, [" ".join(cell.text.split()) for cell in row])
        for cell, column in zip(row, columns, strict=True):
            if column is None and not self.known.is_form(cell.text):
                self._unplaced(cell.text, Place(heading=self.heading, row=number))

    def _own_question(self) -> str:
        each = [q.id for q in self.instrument.questions_of(self.phase) if q.answered_by == "each"]
        return self.question.id if self.question and self.question.id in each else next(iter(each), "")

    def _nobodys(self, row: list[Cell], number: int) -> None:
        for cell in row:
            text = cell.text
            blank = text_of(cell.spans, self.instrument, how="position", place=Place()).value is None
            if not blank and not self.known.is_form(text):
                self._unplaced(text, Place(heading=self.heading, row=number))

    # ---- answers to questions

    def _asked(self, question: str) -> str:
        if self.question is not None and self.question.id == question and self.question.seen:
            return self.question.seen
        found = self.instrument.question(question)
        return f"{found.number}. {found.label[self.language]}"

    def _lone_cell(self, cell: Cell, number: int) -> None:
        asked = self.question
        own = asked is not None and self.instrument.question(asked.id).answered_by == "each"
        if asked is not None and not own:
            place = Place(heading=self._asked(asked.id))
            found = text_of(cell.spans, self.instrument, how=asked.how, place=place)
            self._answer(f"answers.{asked.id}", attrs.evolve(found, codes=(*found.codes, *asked.codes)), cell)
            self.last_answer = asked.id
        else:
            self.loose_cells.append((self.last_answer, cell, Place(heading=self.heading, row=number)))

    def _answer(self, field: str, answer: Answer, cell: Cell) -> None:
        self.sheet.answers.setdefault(field, []).append(answer)
        self._unplaced(answer.rest, answer.place)
        if cell.objects:
            self._found(field, "object-in-answer", answer.place)

    # ---- details

    def _detail_named(self, row: list[Cell]) -> str | None:
        fields = details_of(self.phase)
        named = (self.known.details.get(matching_key(cell.text)) for cell in row[:1])
        return next((field for field in named if field in fields), None)

    def _detail_row(self, field: str, row: list[Cell], addresses: list[dict[str, Address]], number: int) -> None:
        words = self.instrument.words[f"label.{field}"]
        labels = list(words.values())
        tagged = any(addresses)
        for position, (cell, found) in enumerate(zip(row, addresses, strict=True)):
            place = Place(heading=self.heading, row=number, column=words[self.language])
            if found:
                self._tagged_details(cell, found, number)
            elif position and not tagged:
                self._detail(field, cell, "label", place)
            else:
                self._unplaced(beyond(cell.text, labels), place)

    def _tagged_details(self, cell: Cell, found: dict[str, Address], number: int) -> None:
        fields = list(dict.fromkeys(address.key for address in found.values()))
        tags = {address.key: tag for tag, address in reversed(found.items())}
        for tag, spans in shares(cell, tags.values()).items():
            field = found[tag].key
            column = self.instrument.word(f"label.{field}", self.language)
            part = cell if len(fields) == 1 else Cell([Paragraph(spans)])
            self._detail(field, part, "tag", Place(heading=self.heading, row=number, column=column))

    def _detail(self, field: str, cell: Cell, how: str, place: Place) -> None:
        kind = layout.OPTIONS_OF.get(field)
        if kind:
            self._answer(field, choice_of(cell, kind, self.instrument, how=how, place=place), cell)
        else:
            self._answer(field, text_of(cell.spans, self.instrument, how=how, place=place), cell)

    # ---- motives

    def _is_motive_row(self, row: list[Cell]) -> bool:
        if self.phase != "preparation" or len(row) < 2:
            return False
        if self.mode is not None and self.mode.table == "motives":
            return True
        return any(self.known.motive(_unsigned(cell.text)) for cell in row)

    def _motive_row(
        self, key: str | None, row: list[Cell], addresses: list[dict[str, Address]], number: int
    ) -> None:
        codes: tuple[str, ...] = ()
        how = "tag" if key else "label"
        named = next((m for cell in row if (m := self.known.motive(_unsigned(cell.text)))), None)
        if key is None:
            key = named
        if key is None:
            key = next((m for cell in row if (m := self.known.near_motive(_unsigned(cell.text)))), None)
            codes = ("label-near",) if key else ()
        if key is None:
            self.loose_motives.append((self.last_motive, row, number))
            return
        self._motive(key, row, addresses, number, how=how, codes=codes)
        self.last_motive = key

    def _motive(
        self,
        key: str,
        row: list[Cell],
        addresses: list[dict[str, Address]],
        number: int,
        *,
        how: str,
        codes: tuple[str, ...] = (),
    ) -> None:
        columns = [self._motive_column(key, position, row, found) for position, found in enumerate(addresses)]
        labels = list(self.instrument.motive(key).label.values())
        place = Place(heading=self.heading, row=number)
        for cell, column in zip(row, columns, strict=True):
            if column == "ticked":
                tick = tick_of(cell, labels, self.instrument, how=how, place=place)
                self.sheet.ticks.setdefault(key, []).append(attrs.evolve(tick, codes=(*tick.codes, *codes)))
                self._unplaced(tick.rest, place)
            elif column == "outcome":
                found = text_of(cell.spans, self.instrument, how=how, place=place)
                self._answer(f"motives.{key}.outcome", attrs.evolve(found, codes=(*found.codes, *codes)), cell)
            else:
                self._nobodys([cell], number)

    def _motive_column(self, key: str, position: int, row: list[Cell], found: dict[str, Address]) -> str | None:
        """Which of the two facts a cell of a motive's row holds: by its tag, its label, its header, what is left."""
        if found:
            return next(iter(found.values())).column
        if self.known.motive(_unsigned(row[position].text)) == key:
            return "ticked"
        if self.mode is not None and self.mode.table == "motives" and position < len(self.mode.columns):
            return self.mode.columns[position]
        return ("ticked", "outcome")[position] if position < 2 else None

    # ---- records

    def _record(self, table: str, row: list[Cell], addresses: list[dict[str, Address]], number: int) -> None:
        records = records_named(table, self.phase)
        if records is None:
            self._nobodys(row, number)
            return
        allowed = {column.name: column for column in records.columns}
        made = Row(index=0)
        for position, (cell, found) in enumerate(zip(row, addresses, strict=True)):
            own = next((address for address in found.values() if address.table == table), None)
            name, how = (own.column, "tag") if own else (self._column(records, position, len(row)), self._how())
            place = Place(heading=self.heading, row=number, column=self._title(position))
            made.index = own.index if own else made.index
            if name == "number":
                self._number(made, cell, place)
            elif name in allowed and name not in made.answers:
                made.answers[name] = self._record_answer(table, allowed[name], cell, how, place)
            else:
                self._nobodys([cell], number)
        self.sheet.rows.setdefault(table, []).append(made)

    def _how(self) -> str:
        return "label" if self.mode is not None else "position"

    def _column(self, records: layout.Records, position: int, width: int) -> str | None:
        if self.mode is not None and position < len(self.mode.columns):
            return self.mode.columns[position]
        names = [column.name for column in records.columns]
        names = ["number", *names] if records.numbered and width > len(names) else names
        return names[position] if position < len(names) else None

    def _title(self, position: int) -> str | None:
        return self.mode.headers[position] if self.mode is not None and position < len(self.mode.headers) else None

    def _number(self, made: Row, cell: Cell, place: Place) -> None:
        found = _INDEX.fullmatch(cell.text)
        if found:
            made.index = made.index or int(found[1])
        else:
            self._unplaced(cell.text, place)

    def _record_answer(self, table: str, column: layout.Column, cell: Cell, how: str, place: Place) -> Answer:
        codes = ("matched-by-position",) if how == "position" else ()
        if column.options:
            found = choice_of(cell, column.options, self.instrument, how=how, place=place)
            self._unplaced(found.rest, place)
        else:
            found = text_of(cell.spans, self.instrument, how=how, place=place)
        if cell.objects:
            self._found(table, "object-in-answer", place)
        return attrs.evolve(found, codes=(*found.codes, *(codes if found.value else ())))

    # ---- what has only its position

    def _by_position(self) -> None:
        asked = [q.id for q in self.instrument.questions_of(self.phase) if q.answered_by != "each"]
        for before, cell, place in self.loose_cells:
            after = _next(asked, before)
            field = f"answers.{after}"
            found = text_of(cell.spans, self.instrument, how="position", place=place)
            if after and field not in self.sheet.answers:
                codes = (*found.codes, "matched-by-position") if found.value else found.codes
                self._answer(field, attrs.evolve(found, codes=codes), cell)
            elif found.value is not None:
                self._nobodys([cell], place.row or 0)
        offered = [motive.id for motive in self.instrument.offered(self.type)] if self.type else []
        for before, row, number in self.loose_motives:
            key = _next(offered, before)
            if key and key not in self.sheet.ticks and f"motives.{key}.outcome" not in self.sheet.answers:
                self._motive(key, row, [{} for _ in row], number, how="position", codes=("matched-by-position",))
            else:
                self._nobodys(row, number)


def _next(ids: list[str], before: str | None) -> str | None:
    position = ids.index(before) + 1 if before in ids else 0
    return ids[position] if position < len(ids) else None


def _unsigned(text: str) -> str:
    return re.sub(r"^[\W_]+|^\s*[xXvV]\s+", "", text)
