"""Rows of the form's tables: each cell goes to its field by its tag, its label, its header or its position."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from ...basics.text import matching_key, without_format
from ...readings.findings import Place
from ..columns import TextKind
from ..fields import (
    MOTIVES,
    NOT_DISCUSSED,
    Address,
    RecordColumn,
    Records,
    details_of,
    kind_of_detail,
    records_named,
)
from ..outline.blocks import OutlineCell
from .cells import (
    Answer,
    boxed_texts,
    checked,
    has_box_or_sign,
    is_only_sign,
    may_be_tick,
    remainder,
    sign_of,
    text_of,
    tick_of,
    value_of,
    with_merge_doubt,
    without_sign,
)
from .choices import choice_of, without_options
from .not_discussed import take_not_discussed_box
from .state import Collected, CollectedRow, Cursor, HeaderColumns, TableRow


def continues_label(cursor: Cursor, row: TableRow) -> bool:
    """Return whether the label above goes on in this row: people merge a label downwards over two outcomes."""
    label = cursor.columns.index("ticked") if cursor.columns is not None and cursor.columns.table == "motives" else 0
    return any(cell.below and position == label for position, cell in zip(row.positions, row.cells, strict=True))


def repeats_header(cursor: Cursor, row: TableRow) -> bool:
    """Return whether this is the header row once more, as when a table or its header row was copied."""
    titles = cursor.columns.titles if cursor.columns is not None and not row.tagged else ()
    if not titles:
        return False
    texts = [
        (position, cell.text) for position, cell in zip(row.positions, row.cells, strict=True) if cell.text.strip()
    ]
    return len(texts) > 1 and all(
        position < len(titles) and matching_key(text) == matching_key(titles[position]) for position, text in texts
    )


def _is_shifted(columns: HeaderColumns, records: Records) -> bool:
    """Return whether the titles may be those of another table, or of other columns: one is blank, others are moved."""
    if columns.unsure or all(title.strip() for title in columns.titles):
        return columns.unsure
    own = [*["number"] * records.numbered, *(column.name for column in records.columns)]
    return any(name in own and own.index(name) != at for at, name in enumerate(columns.names))


_WORD = re.compile(r"\w\w")
_COUNTED = re.compile(r"\s*(\d{1,3}|[a-z])\s*[.)]\s*")
_INDEX = re.compile(r"\s*(\d{1,6})\s*[.)]?\s*")


def leave_unplaced(collected: Collected, cursor: Cursor, cells: list[OutlineCell], number: int | None) -> None:
    """Unplace cells that belong to no field, unless all of them are labels of the blank form."""
    filled = [cell for cell in cells if value_of(cell, cursor.instrument) is not None]
    ours = all(cursor.labels.is_cell(cell.text) and not any(mark.box for mark in boxed_texts(cell)) for cell in filled)
    for cell in filled:
        collected.unplace(cursor.labels.signs_beyond(cell.text) if ours else cell.text, cursor.place(number))
    for cell in cells:
        collected.report_object(None, cell, cursor.place(number))


# ---- answers to questions


def answer_row(collected: Collected, cursor: Cursor, row: TableRow) -> None:
    """Take a row whose cells are tagged as answers to questions."""
    for cell, addresses in zip(row.cells, row.addresses, strict=True):
        address = next(iter(addresses.values()), None)
        if address is None:
            leave_unplaced(collected, cursor, [cell], row.number)
        elif address.column == NOT_DISCUSSED:
            take_not_discussed_box(collected, cursor, address.key, cell, how="tag")
        else:
            place = cursor.place_of_question(address.key)
            answer = text_of(cell.spans, cursor.instrument, how="tag", place=place)
            above = cursor.question.id if cursor.question and cursor.question.how == "label" else address.key
            # Somebody cut the answer with its control, and pasted it under another question.
            outside = row.number is None  # in a line of text
            codes = [*["label-differs"] * (above != address.key), *["answer-outside-box"] * outside]
            answer = answer.with_codes_if_filled(*codes)
            collected.add_answer(f"answers.{address.key}", answer, cell)


# ---- details


def detail_row(collected: Collected, cursor: Cursor, field: str, row: TableRow) -> None:
    """Take a row with a label and the answer beside it, or two of these pairs."""
    for position, (cell, addresses) in enumerate(zip(row.cells, row.addresses, strict=True)):
        label = cursor.labels.details.get(matching_key(cell.text))
        named = label if position % 2 == 0 else None
        field = named if position and named in details_of(cursor.phase) else field
        field = next((address.key for address in addresses.values()), field)
        words = cursor.instrument.words[f"label.{field}"]
        place = cursor.place(row.number, words[cursor.language])
        if addresses or (position and not row.tagged and field != named):
            how = "tag" if addresses else "label"
            collected.add_answer(field, _answer_in(cell, kind_of_detail(field), cursor, how, place), cell)
        else:
            words = cursor.instrument.words[f"label.{label or field}"]
            collected.unplace(remainder(cell.text, list(words.values())), place)


def _answer_in(cell: OutlineCell, kind: TextKind, cursor: Cursor, how: str, place: Place) -> Answer:
    """Return the answer in a cell: the choice among its boxes where its kind has options, else its text."""
    if not kind.options:
        return text_of(cell.spans, cursor.instrument, how=how, place=place)
    answer = choice_of(cell, kind.options, cursor.instrument, how=how, place=place)
    lost = answer.boxed is False and cursor.boxed  # its boxes were deleted, with a tick or without
    return without_options(answer.with_codes(*["place-missing"] * lost), kind.options, cursor.instrument)


# ---- motives


def is_motive_row(cursor: Cursor, row: TableRow) -> bool:
    """Return whether this is a row of a table of motives, by its header or a label in it."""
    if cursor.phase != "preparation" or len(row.cells) < 2:
        return False
    if cursor.columns is not None and cursor.columns.table == "motives":
        return True
    return any(cursor.labels.motive(without_sign(cell.text)) for cell in row.cells)


def motive_named(cursor: Cursor, row: TableRow) -> tuple[str | None, tuple[str, ...]]:
    """Return the motive that a row names in words, with the codes of doubt about that; None if it names none."""
    label = _label_cell(cursor, row)
    if label is not None:
        return cursor.labels.motive(without_sign(row.cells[label].text)), ()
    for index, cell in enumerate(row.cells):
        if _may_be_label(cursor, row, index):
            near, whole = cursor.labels.near_motive(without_sign(cell.text), cursor.tries)
            if near:
                return near, () if whole else ("label-near",)
    return None, ()


def motive_row(
    collected: Collected, cursor: Cursor, motive: str, row: TableRow, *, how: str, codes: tuple[str, ...] = ()
) -> None:
    """Take a row with the box and label of a motive, and the outcome beside it."""
    labels = list(cursor.instrument.motive(motive).label.values())
    place = cursor.place(row.number)
    for position, (cell, column) in enumerate(zip(row.cells, _motive_columns(cursor, row), strict=True)):
        if column == "ticked":
            tick = tick_of(cell, labels, cursor.instrument, how=how, place=place)
            if how != "tag" and _is_for_no(cursor, row.positions[position]):
                if not tick.ticked:
                    continue
                tick = tick._replace(ticked=False, signed=True)
            if how == "tag" and tick.rest and not tick.labelled:
                codes = (*codes, "label-differs")  # another text was typed over the label
            tick_codes = (*tick.codes, *codes, *["cells-merged"] * cell.merged)
            tick = tick._replace(codes=tick_codes) if tick_codes != tick.codes else tick
            collected.ticks.setdefault(motive, []).append(tick)
            collected.unplace(tick.rest, place)
            collected.report_object(f"motives.{motive}", cell, place)
        elif column == "outcome":
            title = cursor.instrument.headings["outcome"][cursor.language]
            own = "label" if how == "tag" and not row.addresses[position] else how  # its control is gone
            answer = text_of(cell.spans, cursor.instrument, how=own, place=cursor.place(row.number, title))
            printed = own != how and cursor.labels.is_cell(cell.text)  # words of the form beside a motive moved there
            again = own != "tag" and any(cursor.labels.asks_again(line.text) for line in cell.paragraphs)
            pasted = ["label-differs"] * (printed or again or _is_pasted(cell, row.addresses[position], cursor, motive))
            collected.add_answer(
                f"motives.{motive}.outcome", answer.with_codes(*codes).with_codes_if_filled(*pasted), cell
            )
        elif column in ("before", "realised"):
            _motive_before(collected, cursor, f"previous.{motive}.{column}", row, position)
        elif column != "number":
            leave_unplaced(collected, cursor, [cell], row.number)


def looks_back(row: TableRow) -> bool:
    """Return whether a row holds only fields about the round before, by its tags."""
    columns = {address.column for own in row.addresses for address in own.values()}
    return bool(columns) and columns <= {"before", "realised"}


def row_again(collected: Collected, cursor: Cursor, motive: str, column: str, row: TableRow) -> None:
    """Take a row without tags about the round before: the answer then, or a question and the boxes beside it."""
    first, *others = row.cells
    if column == "realised" and others:
        collected.unplace(cursor.labels.signs_beyond(first.text), cursor.place(row.number))
        first, *others = others
    for name, cell in _asked_in(first, column, cursor):
        _motive_before(collected, cursor, f"previous.{motive}.{name}", TableRow([cell], [{}], row.number), 0)
    leave_unplaced(collected, cursor, others, row.number)


def _asked_in(cell: OutlineCell, column: str, cursor: Cursor) -> list[tuple[str, OutlineCell]]:
    """Return the answer of the round before and the boxes below it, where people made one cell of the two."""
    at = [index for index, line in enumerate(cell.paragraphs) if cursor.labels.asks_again(line.text) == "realised"]
    if column == "realised" or not at:
        return [(column, cell)]
    above, below = cell.paragraphs[: at[0]], cell.paragraphs[at[0] :]
    return [
        ("before", attrs.evolve(cell, paragraphs=above, blocks=[])),
        ("realised", attrs.evolve(cell, paragraphs=below, blocks=[])),
    ]


def _motive_before(collected: Collected, cursor: Cursor, field: str, row: TableRow, position: int) -> None:
    """Take a cell about the round before: the answer then, or whether it was realised since."""
    cell, addresses = row.cells[position], row.addresses[position]
    column, how = MOTIVES.column(field.rpartition(".")[2]), "tag" if row.tagged else "label"
    kind = column.kind if column else TextKind()
    answer = _answer_in(cell, kind, cursor, how, cursor.place(row.number))
    pasted = ["label-differs"] * _is_pasted(cell, addresses, cursor, field.split(".")[1])
    answer = answer.with_codes(*pasted) if kind.options else answer.with_codes_if_filled(*pasted)
    titles = cursor.instrument.words["column.motives.realised"].values()
    answer = answer._replace(rest=remainder(answer.rest, list(titles))) if answer.rest else answer
    collected.add_answer(field, checked(answer, (address.check for address in addresses.values())), cell)


def _label_cell(cursor: Cursor, row: TableRow) -> int | None:
    """Return the cell that is the label of a motive: the first with a box if an outcome says the same as a label."""
    candidates = [
        index
        for index, cell in enumerate(row.cells)
        if cursor.labels.motive(without_sign(cell.text)) and _may_be_label(cursor, row, index)
    ]
    marked = [index for index in candidates if has_box_or_sign(row.cells[index])]
    return next(iter(marked or candidates), None)


def _may_be_label(cursor: Cursor, row: TableRow, index: int) -> bool:
    """Return whether this cell can be the label of a row; in the outcome's column only with the row's only box."""
    columns = cursor.columns.names if cursor.columns is not None and cursor.columns.table == "motives" else ()
    fits = "outcome" in columns and len(columns) == len(row.cells)
    outcome = columns.index("outcome") if fits else len(row.cells) - 1
    before = [cell for cell in row.cells[:index] if not _is_sign(cell, cursor)]
    if row.positions[index] != outcome and not any(_WORD.search(cell.text) for cell in before):
        return True
    others = [cell for place, cell in enumerate(row.cells) if place != index]
    return has_box_or_sign(row.cells[index]) and not any(has_box_or_sign(cell) for cell in others)


def _is_for_no(cursor: Cursor, position: int) -> bool:
    """Return whether a cell stands under the title of a no: people make columns "Ja" and "Nee" of the boxes.

    "No." above a column of the form is the title of its numbers.
    """
    columns = cursor.columns
    title = columns.title(position) if columns is not None and columns.name(position) is None else None
    return title is not None and sign_of(title, cursor.instrument) is False


def _motive_columns(cursor: Cursor, row: TableRow) -> list[str | None]:
    """Return the fact that each cell holds: by its tag, its label, its header, or the column that is left."""
    label, columns = _label_cell(cursor, row), cursor.columns
    fact: Callable[[int], str | None] = {0: "ticked", 1: "outcome"}.get
    if columns is not None and "before" in columns.names:
        fact = columns.name
    elif label is not None and len(row.cells) > 1:
        fact = _beside_label(cursor, row, label).get
    elif columns is not None and columns.table == "motives":
        fact = columns.name
    names = [None if looks_back(row) else fact(place) for place in range(len(row.cells))]
    tags = (next(iter(own.values()), None) for own in row.addresses)
    return [tag.column if tag else name for tag, name in zip(tags, names, strict=True)]


def _is_sign(cell: OutlineCell, cursor: Cursor) -> bool:
    """Return whether a cell before a label holds a box or sign, or what may be somebody's own."""
    return is_only_sign(cell, cursor.instrument) or may_be_tick(without_format(cell.text))


def _beside_label(cursor: Cursor, row: TableRow, label: int) -> dict[int, str]:
    """Return the facts that cells hold: people swap columns, and give boxes and numbers columns of their own."""
    others = [index for index in range(len(row.cells)) if index != label]
    if len(others) == 1:
        return {label: "ticked", others[0]: "outcome"}
    facts = {label: "ticked"}
    for index in others:
        cell = row.cells[index]
        if _is_sign(cell, cursor) if index < label else is_only_sign(cell, cursor.instrument):
            facts[index] = "ticked"
        elif _COUNTED.fullmatch(without_format(cell.text)):
            facts[index] = "number"
        elif cell.text.strip() and "outcome" not in facts.values():
            facts[index] = "outcome"
    return facts


# ---- records


def record_row(collected: Collected, cursor: Cursor, table: str, row: TableRow) -> None:
    """Take a row of a table with a header row, by its columns."""
    records = records_named(table, cursor.phase)
    if records is None:
        leave_unplaced(collected, cursor, row.cells, row.number)
        return
    record, indexes = CollectedRow(index=0), set[int]()
    for position, cell, addresses in zip(row.positions, row.cells, row.addresses, strict=True):
        address = next(iter(addresses.values()), None)
        place = cursor.place(row.number, cursor.columns.title(position) if cursor.columns else None)
        if address is not None:
            record.index, record.tagged = address.index, True
            there = record.answers.get(address.column)
            indexes |= {address.index} if there is None or there.value is None else set()
        name, how = (
            (address.column, "tag")
            if address is not None
            else _record_column(cursor, table, records, position, len(row.cells))
        )
        column = records.by_name.get(name or "")
        if name == "number":
            _number(collected, record, cell, place)
        elif column is not None and (address or name not in record.answers):
            codes = [] if address else _doubts_without_tag(cursor, table, records, column, cell)
            answer = _record_answer(collected, cursor, column, cell, how, place).with_codes_if_filled(*codes)
            answer = checked(answer, [address.check] if address else ())
            record.take(column.name, answer, is_choice=bool(column.kind.options))
        else:
            leave_unplaced(collected, cursor, [cell], row.number)
    around = cursor.columns.table if cursor.columns is not None else table if len(row.cells) > 1 else None
    if (record.tagged and around != table) or len(indexes) > 1:
        record.doubt("label-differs")  # somebody cut a cell and pasted it into another row
    collected.rows.setdefault(table, []).append(record)


def _doubts_without_tag(
    cursor: Cursor, table: str, records: Records, column: RecordColumn, cell: OutlineCell
) -> list[str]:
    """Return the doubts about a cell without a tag of its table."""
    printed = column.kind.printed or column.name not in records.says
    typed = records.carried and not printed and cursor.tagged  # where there was nothing
    codes = {
        "label-differs": _is_foreign(cell, cursor, table),
        "matched-by-position": cursor.columns is not None and _is_shifted(cursor.columns, records),
        "differs-from-given": typed,
    }
    return [code for code, holds in codes.items() if holds]


def _is_foreign(cell: OutlineCell, cursor: Cursor, table: str) -> bool:
    """Return whether the controls of a cell belong to another table: somebody pasted it here."""
    tables = {address.table for address in _addresses(cell, cursor)}
    return bool(tables) and table not in tables


def _is_pasted(cell: OutlineCell, own: dict[str, Address], cursor: Cursor, motive: str) -> bool:
    """Return whether the controls of a cell belong to another motive or table: somebody pasted it here."""
    owners = {(address.table, address.key) for address in (own.values() or _addresses(cell, cursor))}
    return bool(owners) and ("motives", motive) not in owners


def _addresses(cell: OutlineCell, cursor: Cursor) -> list[Address]:
    return [address for tag in cell.tags if (address := cursor.address(tag)) is not None]


def _record_column(cursor: Cursor, table: str, records: Records, position: int, width: int) -> tuple[str | None, str]:
    """Return the column of a cell without a tag, and how it was recognised."""
    if cursor.columns is not None and cursor.columns.table == table:
        return cursor.columns.name(position), "label"
    names = [column.name for column in records.columns]
    names = ["number", *names] if records.numbered and width > len(names) else names
    return (names[position] if position < len(names) else None), "position"


def _number(collected: Collected, record: CollectedRow, cell: OutlineCell, place: Place) -> None:
    match = _INDEX.fullmatch(without_format(cell.text))
    if match:
        record.index = record.index or int(match[1])
    else:
        collected.unplace(cell.text, place)


def _record_answer(
    collected: Collected, cursor: Cursor, column: RecordColumn, cell: OutlineCell, how: str, place: Place
) -> Answer:
    answer = _answer_in(cell, column.kind, cursor, how, place)
    if column.kind.options:
        collected.unplace(answer.rest, place)
        collected.boxes.append(answer.boxed)
    guessed = how == "position" and answer.value is not None
    if guessed or cell.objects:
        answer = answer.with_codes(*["matched-by-position"] * guessed, *["object-in-answer"] * bool(cell.objects))
    return with_merge_doubt(answer, cell)
