"""The kind of a table's row, by its tags, the header above it or its label; and with that its place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

import attrs

from ...basics.text import is_visible, matching_key, without_format
from ..fields import BY_KEY, MOTIVES, RENEWED, SIDE_BY_SIDE, Address, details_of
from ..outline.blocks import OutlineCell, OutlineTable, Paragraph, Span
from . import rows
from .beside import beside_row, is_beside
from .cells import has_box_or_tick, spans_by_tag, text_of, without_sign
from .labels import Labels
from .rows import continues_label
from .state import Collected, CurrentQuestion, Cursor, HeaderColumns, TableRow, Unmatched, Walk

_HEAD = re.compile(r"\s*\d{1,3}[.)]\s")
_NUMBER = re.compile(r"\s*\d{1,3}\s*[.)]?\s*")
_LABEL, _TRIES = 400, 4  # how long a label can be, and how many signs in it may part it from an outcome
_APART = re.compile(r"\s*[:=\t]\s*|\s+[-–—]\s+")


def question_in(row: TableRow, walk: Walk) -> tuple[str, str, OutlineCell | None, list[OutlineCell]] | None:
    """Return the question that the first words of a row are, these words, the cell of its answer, and the cells after.

    People put questions and answers in one table, side by side or in one cell.
    """
    cells = row.cells[1:] if len(row.cells) > 1 and _NUMBER.fullmatch(without_format(row.cells[0].text)) else row.cells
    lines = cells[0].paragraphs
    first = next((index for index, line in enumerate(lines) if line.text.strip()), None)
    question = walk.cursor.labels.question(lines[first].text, walk.cursor.phase) if first is not None else None
    if first is None or question is None or question in walk.exact or not walk.has_one_answer(question):
        return None
    rest = attrs.evolve(cells[0], paragraphs=lines[first + 1 :], blocks=[])
    if not rest.text.strip():
        return question, lines[first].text, (cells[1] if len(cells) > 1 else None), cells[2:]
    return question, lines[first].text, rest, cells[1:]


def motive_in(cell: OutlineCell, cursor: Cursor) -> tuple[str, OutlineCell, OutlineCell | None] | None:
    """Return the motive that a cell names on a line of its own: its label, and the lines after it.

    People merge the label and outcome of a motive, or make the motives a table of one column.
    """
    for index, line in enumerate(cell.paragraphs):
        motive = cursor.labels.motive(without_sign(line.text))
        if motive is not None:
            label = OutlineCell(cell.paragraphs[: index + 1], cell.objects)
            rest = OutlineCell(cell.paragraphs[index + 1 :])
            return motive, label, rest if rest.text.strip() else None
    return None


def motive_on(line: Paragraph, cursor: Cursor) -> tuple[str, OutlineCell, OutlineCell | None] | None:
    """Return the motive that a line names, its label, and the text behind a colon or dash after that.

    People make the motives a list of lines, with outcomes behind a colon.
    """
    whole_line = motive_in(OutlineCell([line]), cursor)
    for apart in itertools.islice(_APART.finditer(line.text[:_LABEL]), _TRIES) if whole_line is None else ():
        motive = cursor.labels.motive(without_sign(line.text[: apart.start()]))
        if motive is not None:
            label, rest = (OutlineCell([Paragraph(spans)]) for spans in _cut(line.spans, apart.start(), apart.end()))
            return motive, label, rest if rest.text.strip() else None
    return whole_line


def whole_motive(walk: Walk, motive: str, label: OutlineCell, rest: OutlineCell | None, number: int | None) -> None:
    """Take a motive that is one cell or line, as the row of a table that it would have been."""
    row = TableRow([label, *([rest] if rest else [])], [{}] * (2 if rest else 1), number)
    doubtful = rest is not None or not has_box_or_tick(label)
    codes = ("answer-outside-box",) if doubtful else ()
    rows.motive_row(walk.collected, attrs.evolve(walk.cursor, columns=None), motive, row, how="label", codes=codes)
    walk.last_motive = walk.motive_above = motive


def _cut(spans: list[Span], end: int, start: int) -> tuple[list[Span], list[Span]]:
    """Return the spans before a position, and those after another."""
    before, after, position = [], [], 0
    for span in spans:
        left, right = span.text[: max(end - position, 0)], span.text[max(start - position, 0) :]
        before += [span._replace(text=left)] if left else []
        after += [span._replace(text=right)] if right else []
        position += len(span.text)
    return before, after


_WORD = re.compile(r"\w\w")


def take_row(walk: Walk, row: TableRow, *, lone: bool) -> None:
    """Take a row; `lone` means that each row of its table is one cell, like the boxes below questions."""
    motive, walk.motive_above = walk.motive_above, None
    if motive is None or row.tagged or not _is_again(walk, motive, row):
        _take_row(walk, row, lone=lone)


def _is_again(walk: Walk, motive: str, row: TableRow) -> bool:
    """Take a row below a motive that is about the round before; return False for any other row."""
    alone, text = len(row.cells) == 1, row.cells[0].text
    is_blank = alone and not text.strip()
    column = walk.cursor.labels.asks_again(text)
    if column is None and alone and not is_blank and row.cells[0].width > 1 and RENEWED in walk.collected.answers:
        column = "before"  # somebody typed over it
    if column is not None and walk.again in ((motive, column), (motive, "realised")):
        twice = walk.collected.answers.get(f"previous.{motive}.{column}", [])
        twice[:] = [answer.with_codes_if_filled("place-unsure") for answer in twice]
        return False  # of another motive, whose own row is gone, or the row above it is
    if column is not None:
        rows.row_again(walk.collected, walk.cursor, motive, column, row)
        walk.again = motive, column
    if column is not None or is_blank:
        walk.motive_above = motive
    return column is not None


def _take_row(walk: Walk, row: TableRow, *, lone: bool) -> None:
    cursor = walk.cursor
    records = cursor.columns is not None and cursor.columns.table != "motives"
    detail = _detail_named(walk, row) if len(row.cells) > 1 and not (row.tagged or records) else None
    header = _header_in(walk, row) if not (row.tagged or detail) else None
    again = header is not None and cursor.columns is not None and header[0] == cursor.columns.table.partition(".")[0]
    if row.tagged:
        _take_tagged(walk, row)
    elif detail:
        rows.detail_row(walk.collected, cursor, detail, row)
    elif header is not None and not (again and header[0] not in SIDE_BY_SIDE):
        _take_header(walk, *header, row)
    elif not records and (question := question_in(row, walk)):
        _take_question_in(walk, row, *question)
    elif not records and (whole := _motive_in(walk, row)):
        whole_motive(walk, *whole, row.number)
    elif cursor.columns is not None and records:
        _take_record(walk.collected, cursor, cursor.columns.table, row)
    elif rows.is_motive_row(cursor, row):
        _take_motive(walk, row)
    elif len(row.cells) == 1 and lone:
        _take_lone_cell(walk, row)
    elif len(row.cells) == 1 and cursor.labels.is_heading(row.cells[0].text):
        cursor.heading = " ".join(row.cells[0].text.split())
        walk.unplace_signs(row.cells[0].text, row.number)
    else:
        rows.leave_unplaced(walk.collected, cursor, row.cells, row.number)


def _header_in(walk: Walk, row: TableRow) -> Header | None:
    """Return the table with this header row, and the column of each cell."""
    cursor = walk.cursor
    beside = cursor.labels.beside([cell.text for cell in row.cells]) if cursor.phase == "alignment" else None
    above = cursor.columns
    if beside and above and above.table.partition(".")[0] not in SIDE_BY_SIDE and len(above.titles) == len(row.cells):
        beside = beside if any(_HEAD.match(cell.text) for cell in row.cells[1:]) else None  # a record of such words
    header = beside or header_of(row.cells, cursor.labels, cursor.phase, cursor.columns)
    if header is None or (beside is None and _is_strangers(walk, *header)):
        return None
    return None if _is_another(cursor, header[0]) and header[0] in walk.begun else header


def _is_another(cursor: Cursor, table: str) -> bool:
    """Return whether a header stands among the rows of another table: it may be a record of such words."""
    above = cursor.columns.table if cursor.columns is not None and cursor.inside else table
    return table not in (above, above.partition(".")[0])


def _take_record(collected: Collected, cursor: Cursor, table: str, row: TableRow) -> None:
    if rows.repeats_header(cursor, row):
        for cell in row.cells:
            collected.unplace(cursor.labels.signs_beyond(cell.text), cursor.place(row.number))
    elif table in SIDE_BY_SIDE:
        beside_row(collected, cursor, row)
    else:
        rows.record_row(collected, cursor, table, row)


# ---- by its tags


def _take_tagged(walk: Walk, row: TableRow) -> None:
    first = next(iter(next(filter(None, row.addresses)).values()))
    if is_beside(walk.cursor, row):
        beside_row(walk.collected, walk.cursor, _parted(row, {*SIDE_BY_SIDE}, merged=True))
        return
    mixed = any(len({address.key for address in own.values()}) > 1 for own in row.addresses)
    row = _parted(row, {first.name})
    if first.table == "motives":
        codes = ("answered-twice",) if mixed else ()  # the rows of several motives, merged into one cell
        rows.motive_row(walk.collected, walk.cursor, first.key, row, how="tag", codes=codes)
        walk.last_motive = walk.motive_above = first.key
    elif first.table == "details":
        rows.detail_row(walk.collected, walk.cursor, first.key, row)
    elif first.table == "answers":
        rows.answer_row(walk.collected, walk.cursor, row)
        walk.last_answer = first.key
    else:
        rows.record_row(walk.collected, walk.cursor, first.table, row)


def _parted(row: TableRow, tables: set[str], *, merged: bool = False) -> TableRow:
    """Return a row in which each cell holds one field of these tables, and a cell of several is as many cells.

    People merge cells: each keeps the text of its own controls (`merged` doubts it all the same). A row that was mixed
    up, as by pasting one row into another, has one kind of fields, and the rest of it is text.
    """
    cells: list[OutlineCell] = []
    addresses: list[dict[str, Address]] = []
    for cell, every in zip(row.cells, row.addresses, strict=True):
        own = {tag: address for tag, address in every.items() if address.name in tables} if every else every
        if len(own) < 2 or len(set(own.values())) < 2:
            cells.append(cell)
            addresses.append(own)
            continue
        spans: dict[Address, list[Span]] = {}
        tags: dict[Address, dict[str, Address]] = {}
        parts = spans_by_tag(cell, own)
        for tag, field in own.items():
            spans.setdefault(field, []).extend(parts[tag])
            tags.setdefault(field, {})[tag] = field
        cells += [
            attrs.evolve(cell, paragraphs=[Paragraph(part)], blocks=[], width=0, merged=merged or cell.merged)
            for part in spans.values()
        ]
        cells[-1] = attrs.evolve(cells[-1], width=cell.width)
        addresses += tags.values()
    return row._replace(cells=cells, addresses=addresses)


# ---- a header

Header = tuple[str, list[str | None]]


def headers_in(table: OutlineTable, labels: Labels, phase: str) -> Iterator[Header]:
    """Yield the headers in a table: people join one table to another. A row with controls of ours is none."""
    above: HeaderColumns | None = None
    for cells in table.rows:
        if any(labels.address(tag, phase) for cell in cells for tag in cell.tags):
            continue
        header = header_of(cells, labels, phase, above)
        if header is not None:
            above = _columns_below(*header, cells)
            yield header


def begun_in(table: OutlineTable, labels: Labels, phase: str) -> Iterator[str]:
    """Yield the tables that a form has once and whose header is at the top here, or right below a heading."""
    for above, cells in zip((None, *table.rows), table.rows, strict=False):
        header = labels.table([cell.text for cell in cells], phase) if above is None or len(above) == 1 else None
        if header is not None and header[0] not in (MOTIVES.name, *BY_KEY):
            yield header[0]


def header_of(cells: list[OutlineCell], labels: Labels, phase: str, above: HeaderColumns | None) -> Header | None:
    """Return the name of the table that a row is the header of, and the column of each cell.

    Below a header, a row as wide is a record, which may hold words of ours: unless these are all titles of a table.
    """
    header = labels.table([cell.text for cell in cells], phase)
    if header is None or above is None:
        return header
    if sum(cell.width for cell in cells) == len(above.titles):
        return header if labels.is_whole(*header) else None
    named = all(name or not is_visible(cell.text) for name, cell in zip(header[1], cells, strict=True))
    return header if named else None


def _columns_below(table: str, names: list[str | None], cells: list[OutlineCell]) -> HeaderColumns:
    titles = [" ".join(cell.text.split()) for cell in cells for _ in range(cell.width)]
    wide = [name for cell, name in zip(cells, names, strict=True) for _ in range(cell.width)]
    return HeaderColumns(table, tuple(wide), tuple(titles))


def _is_strangers(walk: Walk, table: str, names: list[str | None]) -> bool:
    """Return whether these titles are those of somebody's own table: not all are ours, and ours stands elsewhere.

    People put a list of actions ("nr | actie | wie | wanneer") beside the table of agreements.
    """
    return table != "motives" and None in names and (table in walk.whole or walk.has_controls_of(table))


def _take_header(walk: Walk, table: str, names: list[str | None], row: TableRow) -> None:
    cursor = walk.cursor
    walk.collected.marked = walk.collected.marked or "shared" in names
    for cell in row.cells if _is_another(cursor, table) and not walk.has_controls_of(table) else ():
        walk.collected.unplace(cell.text, cursor.place(row.number))
    if table in BY_KEY and table not in SIDE_BY_SIDE:
        table = f"{table}.{_own_question(walk) if table == 'own_answers' else cursor.topic}"
    unsure = cursor.labels.is_of_several([cell.text for cell in row.cells], cursor.phase)
    unsure = unsure or _lacks_controls(walk, table) or (table not in SIDE_BY_SIDE and _stand_twice(names))
    cursor.columns = attrs.evolve(_columns_below(table, names, row.cells), unsure=unsure)
    strange = [cell for cell, name in zip(row.cells, names, strict=True) if name is None]
    rows.leave_unplaced(walk.collected, cursor, strange, row.number)
    for cell, name in zip(row.cells, names, strict=True):
        if name == "partner":
            continue
        if name is not None and not cursor.labels.is_cell(cell.text):  # recognised by the words before a bracket
            title, bracket, rest = cell.text.partition("(")
            walk.unplace_signs(title, row.number)
            walk.collected.unplace(bracket + rest, cursor.place(row.number))
        elif name is not None:
            walk.unplace_signs(cell.text, row.number)


def _stand_twice(names: list[str | None]) -> bool:
    """Return whether two columns have the same title, as where two tables were put side by side."""
    named = [name for name in names if name is not None]
    return len(set(named)) < len(named)


def _lacks_controls(walk: Walk, table: str) -> bool:
    """Return whether the table that the walk is in has no controls, while another one has those of this table."""
    return not any(addresses_in(cell, walk.cursor) for cell in walk.table.cells) and walk.has_controls_of(table)


def _own_question(walk: Walk) -> str:
    each = [q.id for q in walk.cursor.instrument.questions_of(walk.cursor.phase) if q.answered_by == "each"]
    question = walk.cursor.question
    return question.id if question and question.id in each else next(iter(each), "")


# ---- by its label


def _detail_named(walk: Walk, row: TableRow) -> str | None:
    field = walk.cursor.labels.details.get(matching_key(row.cells[0].text))
    return field if field in details_of(walk.cursor.phase) else None


def _take_question_in(
    walk: Walk, row: TableRow, question: str, words: str, answer: OutlineCell | None, others: list[OutlineCell]
) -> None:
    """Take a question that stands in a table, with its answer in the same cell or beside it."""
    walk.ask(CurrentQuestion(question, "label"))
    walk.unplace_signs(words, row.number)
    if answer is not None:
        _take_lone_cell(walk, TableRow([answer], [{}], row.number))
    rows.leave_unplaced(walk.collected, walk.cursor, others, row.number)


def _motive_in(walk: Walk, row: TableRow) -> tuple[str, OutlineCell, OutlineCell | None] | None:
    wanted = walk.cursor.phase == "preparation" and walk.cursor.question is None and len(row.cells) == 1
    return motive_in(row.cells[0], walk.cursor) if wanted else None


def _take_motive(walk: Walk, row: TableRow) -> None:
    cursor = walk.cursor
    motive, codes = rows.motive_named(cursor, row)
    if motive is None and walk.last_motive is not None and continues_label(cursor, row):
        motive = walk.last_motive
    # A row that begins with other words is a motive of somebody's own, not one of the form's without its label.
    if motive is None and any(_WORD.search(cell.text) for cell in row.cells[:1]):
        _leave_strange_row(walk, row)
        return
    if motive is None:
        walk.motives.append(Unmatched(walk.last_motive, row, attrs.evolve(cursor)))
        return
    rows.motive_row(walk.collected, cursor, motive, row, how="label", codes=codes)
    walk.last_motive = walk.motive_above = motive


def _leave_strange_row(walk: Walk, row: TableRow) -> None:
    """Unplace a row among the motives, also where its texts are titles of another table."""
    header = walk.cursor.labels.table([cell.text for cell in row.cells], walk.cursor.phase)
    if header is not None and header[0] != MOTIVES.name:
        for cell in row.cells:
            walk.collected.unplace(cell.text, walk.cursor.place(row.number))
    else:
        rows.leave_unplaced(walk.collected, walk.cursor, row.cells, row.number)


# ---- by the question above it


def _take_lone_cell(walk: Walk, row: TableRow) -> None:
    """Take the box below a question; without a question above it, it waits for its place."""
    question = walk.cursor.question
    if question is None or not walk.has_one_answer(question.id):
        walk.cells.append(Unmatched(walk.last_answer, row, attrs.evolve(walk.cursor)))
        return
    place = walk.cursor.place_of_question(question.id)
    field = f"answers.{question.id}"
    if field in walk.collected.answers or walk.has_controls_of(
        field
    ):  # a box of somebody's own, under or above one of ours
        walk.outside.append((question.id, row.cells[0].text, place))
        return
    answer = text_of(row.cells[0].spans, walk.cursor.instrument, how=question.how, place=place)
    codes = (*question.codes, *["place-unsure"] * walk.has_skipped_a_question())
    walk.collected.add_answer(f"answers.{question.id}", answer.with_codes_if_filled(*codes), row.cells[0])
    walk.last_answer = question.id


def addresses_in(cell: OutlineCell, cursor: Cursor) -> dict[str, Address]:
    """Return the addresses of this form in the tags of a cell."""
    tags = cell.tags
    return {tag: address for tag in tags if (address := cursor.address(tag)) is not None} if tags else {}


def only_lays_out(row: TableRow, cursor: Cursor) -> bool:
    """Return whether this row only holds tables of the form. (A table in an answer is that answer's text.)

    People put the form in the layout table of a letterhead.
    """
    if not [cell for cell in row.cells if cell.tables]:
        return False
    if cursor.columns is not None or (cursor.question is not None and not holds_form(row.cells, cursor)):
        return False
    paragraphs = (block for cell in row.cells for block in cell.blocks if isinstance(block, Paragraph))
    own = (span.tag for paragraph in paragraphs for span in paragraph.spans if span.tag)
    if any(cursor.address(tag) for tag in own):
        return False
    return any(_is_ours(table, cursor) for cell in row.cells for table in cell.tables)


def holds_form(cells: list[OutlineCell], cursor: Cursor) -> bool:
    """Return whether a row holds several tables of the form: more than somebody pastes into an answer.

    A numbered line above a frame or letterhead ("1. Inleiding") looks like a question.
    """
    return _ours_in(cells, cursor) > 1


def _ours_in(cells: Iterable[OutlineCell], cursor: Cursor) -> int:
    """Return how many tables of the form stand in cells, also in a frame within a frame."""
    tables = [table for cell in cells for table in cell.tables]
    return sum(max(_ours_in(table.cells, cursor), 1) for table in tables if _is_ours(table, cursor))


def _is_ours(table: OutlineTable, cursor: Cursor) -> bool:
    if any(addresses_in(cell, cursor) for cell in table.cells):
        return True
    if any(_is_ours(inner, cursor) for cell in table.cells for inner in cell.tables):
        return True
    if any(headers_in(table, cursor.labels, cursor.phase)):
        return True
    texts = [[cell.text for cell in row] for row in table.rows]
    if cursor.phase == "alignment" and any(map(cursor.labels.beside, filter(None, texts))):
        return True
    return any(row and matching_key(row[0]) in cursor.labels.details for row in texts)
