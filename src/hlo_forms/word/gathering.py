"""The walk over a document that gathers its fields: each text goes where it belongs, or is unplaced."""

from __future__ import annotations

import re
from collections import Counter

import attrs

from ..findings import Passage, Place
from ..text import matching_key
from . import layout
from . import table_rows as rows
from .addresses import Address, details_of
from .blocks import Aside, Cell, Outline, Paragraph, Span, Table, joined
from .cells import text_of
from .identity import Identity
from .known import Known, number_of, without_number
from .letterheads import addresses_in, only_lays_out
from .passed import passed_row
from .reshaped import motive_in, motive_on, question_in, says_by_itself
from .sheet import Asked, Columns, Here, Sheet, TableRow
from .strange_rows import continues_label
from .ticks import beyond

_WORD = re.compile(r"\w\w")


def gather(outline: Outline, known: Known, phase: str, type: str | None, language: str) -> Sheet:
    """Everything a document holds, by field."""
    return _Gatherer(Here(known, phase, type, language)).gathered(outline)


@attrs.frozen
class _Loose:
    """What has only its position: the field before it, and where it stood."""

    before: str | None
    row: TableRow
    here: Here


@attrs.define
class _Gatherer:
    """Walks over an outline."""

    here: Here
    sheet: Sheet = attrs.field(factory=Sheet)
    cells: list[_Loose] = attrs.field(factory=list)
    motives: list[_Loose] = attrs.field(factory=list)
    outside: list[tuple[str, str, Place]] = attrs.field(factory=list)
    exact: set[str] = attrs.field(factory=set)
    leveled: set[str] = attrs.field(factory=set)
    tables: Counter[str] = attrs.field(factory=Counter)
    topics: set[str] = attrs.field(factory=set)
    last_answer: str | None = None
    last_motive: str | None = None

    def gathered(self, outline: Outline) -> Sheet:
        """The sheet of a document."""
        self._look_over(outline)
        for block in outline.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)
        self._answers_outside()
        self._answers_by_position()
        self._motives_by_position()
        for passage in outline.others:
            if not self.here.known.is_margin(passage.text) and Identity.parse(passage.text) is None:
                self.sheet.unplace(passage.text, passage.place)
        return self.sheet

    def _look_over(self, outline: Outline) -> None:
        """See which questions stand in the document word for word, which texts are headings, which tables it has."""
        known, phase = self.here.known, self.here.phase
        paragraphs = [block for block in outline.blocks if isinstance(block, Paragraph)]
        self.exact = {found for block in paragraphs if (found := known.question(block.text, phase))}
        self.leveled = {matching_key(block.text) for block in paragraphs if block.level is not None}
        for block in outline.blocks:
            if not isinstance(block, Paragraph):
                headers = (known.table([cell.text for cell in row], phase) for row in block.rows)
                self.tables.update({header[0] for header in headers if header})

    # ---- paragraphs

    def _paragraph(self, paragraph: Paragraph) -> None:
        text, here = paragraph.text, self.here
        self._asides(paragraph.asides, here.place())
        self._objects(paragraph)
        if not text.strip():
            return
        asked = here.known.question(text, here.phase)
        if self._is_legend(paragraph):
            self.sheet.legend.append(Passage(text=text, place=here.place()))
        elif topic := self._topic(text):
            here.topic, here.heading = topic, " ".join(text.split())
            self.topics.add(topic)
        elif Identity.parse(text) is not None:
            self.sheet.unplace(self._beside_identity(text), here.place())
        elif asked:
            here.asked = Asked(asked, "label")
        elif here.known.is_paragraph(text, here.phase) and not self._is_typed(paragraph):
            self._heading(paragraph)
        else:
            self._strange(paragraph)

    def _objects(self, paragraph: Paragraph) -> None:
        """Tell of a picture among the answers: it may be one, or a circle around one."""
        asked = self.here.asked
        if asked is not None and self._together(asked.question):
            self.sheet.object_in(f"answers.{asked.question}", paragraph, self.here.place_of_question(asked.question))
        elif self.here.heading is not None and not self.here.known.pictures:
            self.sheet.object_in(None, paragraph, self.here.place())

    def _is_legend(self, paragraph: Paragraph) -> bool:
        """Is this the line that numbers the partners, by its tag or its first words above the overview?"""
        named = self.tables["overview"] and self.here.known.is_legend(paragraph.text) and not self.sheet.legend
        return bool(named) or any(span.tag == layout.LEGEND for span in paragraph.spans)

    def _topic(self, text: str) -> str | None:
        """The motive or question of phase 1 that a heading names, above the first table of what is brought of it."""
        given = self.tables["outcomes"] or self.tables["brought_answers"]
        found = self.here.known.topic(text) if given and self.here.asked is None else None
        return found if found not in self.topics else None

    def _is_typed(self, paragraph: Paragraph) -> bool:
        """Does this say the same as a heading, under a question, while the heading itself stands elsewhere?"""
        under = self.here.asked is not None and paragraph.level is None
        return under and matching_key(paragraph.text) in self.leveled

    def _heading(self, paragraph: Paragraph) -> None:
        text = " ".join(paragraph.text.split())
        if paragraph.level is not None or self.here.known.is_heading(text):
            self.here.heading, self.here.asked = text, None
            self.here.theme = self.here.known.themes.get(matching_key(text), self.here.theme)

    def _beside_identity(self, text: str) -> str:
        words = [word for word in text.split() if Identity.parse(word) is None]
        return beyond(" ".join(words), list(self.here.instrument.words["identity.label"].values()))

    def _strange(self, paragraph: Paragraph) -> None:
        """A paragraph that the blank form does not have: a question that was changed, or a text of somebody's own."""
        here, text = self.here, paragraph.text
        named = motive_on(paragraph, here) if self._may_list_motives() else None
        if named:
            self._whole_motive(*named, None)
            return
        seen, numbered = text.strip(), self._numbered(text)
        near, whole = here.known.near_question(text, here.phase)
        if near and near not in self.exact:
            here.asked = Asked(near, "label", () if whole else ("label-near",), seen)
            labels = list(here.instrument.question(near).label.values())
            rest = beyond(without_number(text), labels)
            if whole and self._together(near):
                self.outside.append((near, rest, here.place_of_question(near)))
            else:
                self.sheet.unplace(rest, here.place())
            return
        if numbered:
            here.asked = Asked(numbered, "number", ("matched-by-number",), seen)
        elif paragraph.level is not None:
            here.heading, here.asked = seen, None
        elif here.asked is not None and self._together(here.asked.question):
            self.outside.append((here.asked.question, text, here.place_of_question(here.asked.question)))
            return
        self.sheet.unplace(text, here.place())

    def _may_list_motives(self) -> bool:
        """Can a line be a motive? On a form of motives that has no table of them, and under no question."""
        return self.here.phase == "preparation" and self.here.asked is None and not self.tables["motives"]

    def _whole_motive(self, motive: str, label: Cell, rest: Cell | None, number: int | None) -> None:
        """A motive with all that belongs to it in one cell or line."""
        here = attrs.evolve(self.here, columns=None)
        row = TableRow([label, *([rest] if rest else [])], [{}] * (2 if rest else 1), number)
        doubtful = rest is not None or not says_by_itself(label)
        codes = ("answer-outside-box",) if doubtful else ()
        rows.motive_row(self.sheet, here, motive, row, how="label", codes=codes)
        self.last_motive = motive

    def _together(self, question: str) -> bool:
        return self.here.instrument.question(question).answered_by != "each"

    def _numbered(self, text: str) -> str | None:
        number, asked = number_of(text), self.here.instrument.questions_of(self.here.phase)
        fit = [q for q in asked if q.number == number and q.theme in (None, self.here.theme)]
        if len(fit) != 1 or fit[0].id in self.exact or (self.here.asked and self._number_asked() >= fit[0].number):
            return None
        return fit[0].id

    def _number_asked(self) -> int:
        """The number of the question above, in the theme that was reached."""
        found = self.here.instrument.question(self.here.asked.question) if self.here.asked else None
        return found.number if found and found.theme in (None, self.here.theme) else 0

    # ---- tables

    def _table(self, table: Table) -> None:
        self.here.columns = None
        self._asides(table.asides, self.here.place())
        if self._is_of_answer(table):
            self._text_of_answer(table)
            return
        lone = all(len(cells) == 1 for cells in table.rows)
        for number, cells in enumerate(table.rows, start=1):
            row = TableRow(cells, [addresses_in(cell, self.here) for cell in cells], number)
            if only_lays_out(row, self.here):
                self._within(row)
                continue
            if not passed_row(self.sheet, self.here, row, table.rows):
                self._row(row, lone=lone)
            for position, cell in zip(row.positions, cells, strict=True):
                title = self.here.columns.title(position) if self.here.columns else None
                self._asides(cell.asides, self.here.place(number, title))
        self.here.columns = None

    def _asides(self, asides: list[Aside], place: Place) -> None:
        for aside in asides:
            if aside.kind != "textbox" or not self.here.known.is_paragraph(aside.text, self.here.phase):
                self.sheet.beside(aside, place)

    def _within(self, row: TableRow) -> None:
        for block in (block for cell in row.cells for block in cell.blocks):
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)

    def _is_of_answer(self, table: Table) -> bool:
        """Is this a table that somebody made under a question? A table of the form that stands nowhere else is not."""
        asked = self.here.asked
        if asked is None or not self._together(asked.question) or all(len(row) == 1 for row in table.rows):
            return False
        if any(addresses_in(cell, self.here) for cell in table.cells):
            return False
        texts = [[cell.text for cell in row] for row in table.rows]
        named = [found for row in texts if (found := self.here.known.table(row, self.here.phase))]
        return not any(None not in columns and self.tables[name] == 1 for name, columns in named)

    def _text_of_answer(self, table: Table) -> None:
        question = self.here.asked.question if self.here.asked else ""
        place = self.here.place_of_question(question)
        for cells in table.rows:
            row = joined(cells)
            self._asides(row.asides, place)
            self.outside.append((question, row.text, place))

    def _row(self, row: TableRow, *, lone: bool) -> None:
        here = self.here
        records = here.columns is not None and here.columns.table != "motives"
        detail = self._detail_named(row) if len(row.cells) > 1 and not (row.tagged or records) else None
        header = here.known.table([cell.text for cell in row.cells], here.phase) if not (row.tagged or detail) else None
        again = header is not None and here.columns is not None and header[0] == here.columns.table.partition(".")[0]
        if row.tagged:
            self._tagged(row)
        elif detail:
            rows.detail_row(self.sheet, here, detail, row)
        elif header is not None and not again:
            self._header(*header, row)
        elif not records and (asks := self._question_in(row)):
            self._asked_in(row, *asks)
        elif not records and (named := self._motive_in(row)):
            self._whole_motive(*named, row.number)
        elif here.columns is not None and records:
            rows.record_row(self.sheet, here, here.columns.table, row)
        elif rows.is_motive_row(here, row):
            self._motive(row)
        elif len(row.cells) == 1 and lone:
            self._lone_cell(row)
        elif len(row.cells) == 1 and here.known.is_heading(row.cells[0].text):
            here.heading = " ".join(row.cells[0].text.split())
        else:
            rows.nobodys(self.sheet, here, row.cells, row.number)

    def _question_in(self, row: TableRow) -> tuple[str, Cell | None, list[Cell]] | None:
        found = question_in(row, self.here)
        return found if found and found[0] not in self.exact and self._together(found[0]) else None

    def _asked_in(self, row: TableRow, question: str, answer: Cell | None, others: list[Cell]) -> None:
        """A question that stands in a table, with its answer in the same cell or beside it."""
        self.here.asked = Asked(question, "label")
        if answer is not None:
            self._lone_cell(TableRow([answer], [{}], row.number))
        rows.nobodys(self.sheet, self.here, others, row.number)

    def _motive_in(self, row: TableRow) -> tuple[str, Cell, Cell | None] | None:
        wanted = self.here.phase == "preparation" and self.here.asked is None and len(row.cells) == 1
        return motive_in(row.cells[0], self.here) if wanted else None

    def _tagged(self, row: TableRow) -> None:
        first = next(address for found in row.addresses for address in found.values())
        row = attrs.evolve(row, addresses=[_of_table(first.table, found) for found in row.addresses])
        if first.table == "motives":
            rows.motive_row(self.sheet, self.here, first.key, row, how="tag")
            self.last_motive = first.key
        elif first.table == "details":
            rows.detail_row(self.sheet, self.here, first.key, row)
        elif first.table == "answers":
            rows.answer_row(self.sheet, self.here, row)
            self.last_answer = first.key
        else:
            rows.record_row(self.sheet, self.here, first.table, row)

    def _header(self, table: str, names: list[str | None], row: TableRow) -> None:
        if table in layout.BY_KEY:
            table = f"{table}.{self._own_question() if table == 'own_answers' else self.here.topic}"
        titles = [" ".join(cell.text.split()) for cell in row.cells for _ in range(cell.width)]
        wide = [name for cell, name in zip(row.cells, names, strict=True) for _ in range(cell.width)]
        self.here.columns = Columns(table, tuple(wide), tuple(titles), len(row.cells))
        strange = [cell for cell, name in zip(row.cells, names, strict=True) if name is None]
        rows.nobodys(self.sheet, self.here, strange, row.number)
        for cell, name in zip(row.cells, names, strict=True):
            if name is not None and not self.here.known.is_cell(cell.text):  # known by what stands before a bracket
                _, bracket, rest = cell.text.partition("(")
                self.sheet.unplace(bracket + rest, self.here.place(row.number))

    def _own_question(self) -> str:
        each = [q.id for q in self.here.instrument.questions_of(self.here.phase) if q.answered_by == "each"]
        asked = self.here.asked
        return asked.question if asked and asked.question in each else next(iter(each), "")

    def _detail_named(self, row: TableRow) -> str | None:
        field = self.here.known.details.get(matching_key(row.cells[0].text))
        return field if field in details_of(self.here.phase) else None

    def _motive(self, row: TableRow) -> None:
        motive, codes = rows.motive_named(self.here, row)
        if motive is None and self.last_motive is not None and continues_label(self.here, row):
            motive = self.last_motive
        if motive is None and any(_WORD.search(cell.text) for cell in row.cells[:1]):
            rows.nobodys(self.sheet, self.here, row.cells, row.number)
            return
        if motive is None:
            self.motives.append(_Loose(self.last_motive, row, attrs.evolve(self.here)))
            return
        rows.motive_row(self.sheet, self.here, motive, row, how="label", codes=codes)
        self.last_motive = motive

    def _lone_cell(self, row: TableRow) -> None:
        asked = self.here.asked
        if asked is None or not self._together(asked.question):
            self.cells.append(_Loose(self.last_answer, row, attrs.evolve(self.here)))
            return
        place = self.here.place_of_question(asked.question)
        if f"answers.{asked.question}" in self.sheet.answers:  # a second box under one question
            self.outside.append((asked.question, row.cells[0].text, place))
            return
        said = text_of(row.cells[0].spans, self.here.instrument, how=asked.how, place=place)
        codes = asked.codes if said.value is not None else ()
        self.sheet.answer(f"answers.{asked.question}", attrs.evolve(said, codes=(*said.codes, *codes)), row.cells[0])
        self.last_answer = asked.question

    # ---- what has only its position

    def _answers_outside(self) -> None:
        """Text under a question whose box is empty counts as its answer, and is told; else it is unplaced."""
        filled = {field for field, found in self.sheet.answers.items() if any(answer.value for answer in found)}
        for question, text, place in self.outside:
            field = f"answers.{question}"
            if field in filled:
                self.sheet.unplace(text, place)
                continue
            said = text_of([Span(text)], self.here.instrument, how="position", place=place)
            codes = ("answer-outside-box",) if said.value is not None else ()
            answers = self.sheet.answers.setdefault(field, [])
            answers[:] = [answer for answer in answers if answer.value is not None]
            answers.append(attrs.evolve(said, codes=(*said.codes, *codes)))

    def _answers_by_position(self) -> None:
        asked = [q.id for q in self.here.instrument.questions_of(self.here.phase) if q.answered_by != "each"]
        moved: dict[str | None, str] = {}
        for loose in self.cells:
            after, cell = _next(asked, moved.get(loose.before, loose.before)), loose.row.cells[0]
            if after is None or f"answers.{after}" in self.sheet.answers:
                rows.nobodys(self.sheet, loose.here, [cell], loose.row.number)
                continue
            moved[loose.before] = after
            said = text_of(cell.spans, self.here.instrument, how="position", place=loose.here.place(loose.row.number))
            codes = ("matched-by-position",) if said.value is not None else ()
            self.sheet.answer(f"answers.{after}", attrs.evolve(said, codes=(*said.codes, *codes)), cell)

    def _motives_by_position(self) -> None:
        kind = self.here.type
        offered = [motive.id for motive in self.here.instrument.offered(kind)] if kind else []
        moved: dict[str | None, str] = {}
        for loose in self.motives:
            after = _next(offered, moved.get(loose.before, loose.before))
            if after is None or after in self.sheet.ticks or f"motives.{after}.outcome" in self.sheet.answers:
                rows.nobodys(self.sheet, loose.here, loose.row.cells, loose.row.number)
            else:
                moved[loose.before] = after
                codes = ("matched-by-position",)
                rows.motive_row(self.sheet, loose.here, after, loose.row, how="position", codes=codes)


def _of_table(table: str, found: dict[str, Address]) -> dict[str, Address]:
    """The addresses in this table only: a row that was mixed up has one kind of fields, and the rest of it is text."""
    return {tag: address for tag, address in found.items() if address.table == table}


def _next(ids: list[str], before: str | None) -> str | None:
    position = ids.index(before) + 1 if before in ids else 0
    return ids[position] if position < len(ids) else None
