"""The rows of the tables of a form: each cell goes to its field by its tag, its label, its header or its position."""

from __future__ import annotations

import re

import attrs

from ..findings import Place
from . import layout
from .addresses import Address, records_named
from .blocks import Cell, Paragraph, Span
from .cells import Answer, choice_of, merged, shares, text_of
from .given import checked
from .passed import passed_box
from .sheet import Here, Row, Sheet, TableRow
from .strange_rows import may_be_from_elsewhere, repeats_header
from .ticks import beyond, is_only_sign, marked, tick_of, unsigned

_WORD = re.compile(r"\w\w")
_COUNTED = re.compile(r"\s*(\d{1,3}|[a-z])\s*[.)]\s*")
_INDEX = re.compile(r"\s*(\d{1,6})\s*[.)]?\s*")


def nobodys(sheet: Sheet, here: Here, cells: list[Cell], number: int | None) -> None:
    """Cells that belong to no field: unplaced, unless all of them are labels of the blank form."""
    said = [
        cell for cell in cells if text_of(cell.spans, here.instrument, how="", place=here.place()).value is not None
    ]
    ours = all(here.known.is_cell(cell.text) and not any(mark.box for mark in marked(cell)) for cell in said)
    for cell in said if not ours else ():
        sheet.unplace(cell.text, here.place(number))
    for cell in cells:
        sheet.object_in(None, cell, here.place(number))


# ---- answers to questions


def answer_row(sheet: Sheet, here: Here, row: TableRow) -> None:
    """A row whose cells are tagged as answers to questions."""
    for cell, found in zip(row.cells, row.addresses, strict=True):
        if not found:
            nobodys(sheet, here, [cell], row.number)
        for tag, spans in shares(cell, found).items() if found else ():
            key = found[tag].key
            if found[tag].column == layout.PASSED:
                passed_box(sheet, here, key, Cell([Paragraph(spans)]), how="tag")
                continue
            said = text_of(spans, here.instrument, how="tag", place=here.place_of_question(key))
            asked = here.asked.question if here.asked is not None and here.asked.how == "label" else key
            codes = ("label-differs",) if asked != key and said.value is not None else ()
            sheet.answer(f"answers.{key}", attrs.evolve(said, codes=(*said.codes, *codes)), cell)


# ---- details


def detail_row(sheet: Sheet, here: Here, field: str, row: TableRow) -> None:
    """A row with a label, and the answer beside it."""
    words = here.instrument.words[f"label.{field}"]
    place = here.place(row.number, words[here.language])
    for position, (cell, found) in enumerate(zip(row.cells, row.addresses, strict=True)):
        if found:
            _tagged_details(sheet, here, cell, found, row.number)
        elif position and not row.tagged:
            _detail(sheet, here, field, cell, "label", place)
        else:
            sheet.unplace(beyond(cell.text, list(words.values())), place)


def _tagged_details(sheet: Sheet, here: Here, cell: Cell, found: dict[str, Address], number: int | None) -> None:
    tags = {address.key: tag for tag, address in reversed(found.items())}
    for tag, spans in shares(cell, reversed(tags.values())).items():
        part = cell if len(tags) == 1 else Cell([Paragraph(spans)])
        field = found[tag].key
        place = here.place(number, here.instrument.word(f"label.{field}", here.language))
        _detail(sheet, here, field, part, "tag", place)


def _detail(sheet: Sheet, here: Here, field: str, cell: Cell, how: str, place: Place) -> None:
    kind = layout.OPTIONS_OF.get(field)
    if kind:
        sheet.answer(field, choice_of(cell, kind, here.instrument, how=how, place=place), cell)
    else:
        sheet.answer(field, text_of(cell.spans, here.instrument, how=how, place=place), cell)


# ---- motives


def is_motive_row(here: Here, row: TableRow) -> bool:
    """Is this a row of a table of motives, by its header or a label in it?"""
    if here.phase != "preparation" or len(row.cells) < 2:
        return False
    if here.columns is not None and here.columns.table == "motives":
        return True
    return any(here.known.motive(unsigned(cell.text)) for cell in row.cells)


def motive_named(here: Here, row: TableRow) -> tuple[str | None, tuple[str, ...]]:
    """The motive that a row names in words, with the codes of doubt about that; None where it names none."""
    label = _label_cell(here, row)
    if label is not None:
        return here.known.motive(unsigned(row.cells[label].text)), ()
    for index, cell in enumerate(row.cells):
        near, whole = here.known.near_motive(unsigned(cell.text)) if _may_be_label(here, row, index) else (None, False)
        if near:
            return near, () if whole else ("label-near",)
    return None, ()


def motive_row(sheet: Sheet, here: Here, motive: str, row: TableRow, *, how: str, codes: tuple[str, ...] = ()) -> None:
    """A row with the box and label of a motive, and the outcome beside it."""
    labels = list(here.instrument.motive(motive).label.values())
    place = here.place(row.number)
    row = _apart(row)
    for position, cell in enumerate(row.cells):
        column = _motive_column(here, position, row)
        if column == "ticked":
            tick = tick_of(cell, labels, here.instrument, how=how, place=place)
            if how == "tag" and tick.rest and not tick.labelled:
                codes = (*codes, "label-differs")
            told = (*tick.codes, *codes, *["cells-merged"] * cell.merged)
            sheet.ticks.setdefault(motive, []).append(attrs.evolve(tick, codes=told))
            sheet.unplace(tick.rest, place)
            sheet.object_in(f"motives.{motive}", cell, place)
        elif column == "outcome":
            title = here.instrument.headings["outcome"][here.language]
            said = text_of(cell.spans, here.instrument, how=how, place=here.place(row.number, title))
            sheet.answer(f"motives.{motive}.outcome", attrs.evolve(said, codes=(*said.codes, *codes)), cell)
        elif column in ("before", "realised"):
            _motive_before(sheet, here, f"previous.{motive}.{column}", row, position)
        elif column != "number":
            nobodys(sheet, here, [cell], row.number)


def _apart(row: TableRow) -> TableRow:
    """A row whose box and outcome were merged into one cell, with each apart again by its control."""
    cells: list[Cell] = []
    addresses: list[dict[str, Address]] = []
    for cell, found in zip(row.cells, row.addresses, strict=True):
        tags = {address.column: tag for tag, address in reversed(found.items())}
        parts = shares(cell, reversed(tags.values())) if len(tags) > 1 else {}
        cells += [attrs.evolve(cell, paragraphs=[Paragraph(spans)], blocks=[]) for spans in parts.values()] or [cell]
        addresses += [{tag: found[tag]} for tag in parts] or [found]
    return attrs.evolve(row, cells=cells, addresses=addresses)


def _motive_before(sheet: Sheet, here: Here, field: str, row: TableRow, position: int) -> None:
    """A cell about the round before: what was answered then, or whether it was realised since."""
    cell, found = row.cells[position], row.addresses[position]
    place, how = here.place(row.number), "tag" if row.tagged else "label"
    if field.endswith(".realised"):
        sheet.answer(field, choice_of(cell, "realised", here.instrument, how=how, place=place), cell)
    else:
        said = text_of(cell.spans, here.instrument, how=how, place=place)
        sheet.answer(field, checked(said, (address.check for address in found.values())), cell)


def _label_cell(here: Here, row: TableRow) -> int | None:
    """The cell that is the label of a motive: the first with a box where an outcome says the same as a label."""
    named = [
        index
        for index, cell in enumerate(row.cells)
        if here.known.motive(unsigned(cell.text)) and _may_be_label(here, row, index)
    ]
    boxed = [index for index in named if _is_marked(row.cells[index])]
    return next(iter(boxed or named), None)


def _may_be_label(here: Here, row: TableRow, index: int) -> bool:
    """Can this cell be the label of a row? One in another column is, where it has the box that no other cell has."""
    columns = here.columns.names if here.columns is not None and here.columns.table == "motives" else ()
    fits = "outcome" in columns and len(columns) == len(row.cells)
    outcome = columns.index("outcome") if fits else len(row.cells) - 1
    before = [cell for cell in row.cells[:index] if not is_only_sign(cell, here.instrument)]
    if row.positions[index] != outcome and not any(_WORD.search(cell.text) for cell in before):
        return True
    others = [cell for place, cell in enumerate(row.cells) if place != index]
    return _is_marked(row.cells[index]) and not any(_is_marked(cell) for cell in others)


def _is_marked(cell: Cell) -> bool:
    return any(mark.box for mark in marked(cell)) or unsigned(cell.text) != cell.text


def _motive_column(here: Here, position: int, row: TableRow) -> str | None:
    """Which of the two facts a cell holds: by its tag, its label, its header, or what is left."""
    if row.addresses[position]:
        return next(iter(row.addresses[position].values())).column
    if here.columns is not None and "before" in here.columns.names:
        return here.columns.name(position)
    label = _label_cell(here, row)
    if label is not None and len(row.cells) > 1:
        return _beside_label(here, row, label, position)
    if here.columns is not None and here.columns.table == "motives":
        return here.columns.name(position)
    return ("ticked", "outcome")[position] if position < 2 else None


def _beside_label(here: Here, row: TableRow, label: int, position: int) -> str | None:
    """Which fact a cell holds, whichever column the label is in; boxes and numbers may have columns of their own."""
    if position == label:
        return "ticked"
    others = [index for index in range(len(row.cells)) if index != label]
    signs = [index for index in others if len(others) > 1 and is_only_sign(row.cells[index], here.instrument)]
    numbers = [index for index in others if len(others) > 1 and _COUNTED.fullmatch(row.cells[index].text)]
    said = [index for index in others if index not in (*signs, *numbers) and row.cells[index].text.strip()]
    if position in signs:
        return "ticked"
    if position in numbers:
        return "number"
    outcome = next(iter(said), None) if len(others) > 1 else others[0]
    return "outcome" if position == outcome else None


# ---- records


def record_row(sheet: Sheet, here: Here, table: str, row: TableRow) -> None:
    """A row of a table with a header row, read by its columns."""
    records = records_named(table, here.phase)
    if records is None:
        nobodys(sheet, here, row.cells, row.number)
        return
    if repeats_header(here, row):
        return
    allowed = {column.name: column for column in records.columns}
    odd = ["matched-by-position"] * may_be_from_elsewhere(here, row)
    made = Row(index=0)
    for position, cell, found in zip(row.positions, row.cells, row.addresses, strict=True):
        own = [tag for tag, address in found.items() if address.table == table]
        mixed = len({found[tag].index for tag in own}) > 1
        columns = list(dict.fromkeys(found[tag].column for tag in own))
        place = here.place(row.number, here.columns.title(position) if here.columns else None)
        made.index, made.tagged = (found[own[0]].index, True) if own else (made.index, made.tagged)
        if len(columns) > 1:
            _merged(sheet, here, made, shares(cell, own), {tag: allowed[found[tag].column] for tag in own}, place)
            continue
        name, how = (columns[0], "tag") if own else _record_column(here, table, records, position, len(row.cells))
        if name == "number":
            _number(sheet, made, cell, place)
        elif name in allowed and name not in made.answers:
            said = _record_answer(sheet, here, allowed[name], cell, how, place)
            wide = not own and here.columns is not None and here.columns.covers(position, cell.width) > 1
            codes = (*said.codes, *["answered-twice"] * mixed, *["cells-merged"] * wide)
            codes = (*codes, *odd) if said.value is not None else said.codes
            said = attrs.evolve(said, codes=tuple(dict.fromkeys(codes)))
            made.answers[name] = checked(said, (address.check for address in found.values()))
        else:
            nobodys(sheet, here, [cell], row.number)
    sheet.rows.setdefault(table, []).append(made)


def _merged(
    sheet: Sheet, here: Here, made: Row, parts: dict[str, list[Span]], columns: dict[str, layout.Column], place: Place
) -> None:
    """The answers of cells that were merged into one: each keeps what stands in its own controls."""
    spans: dict[layout.Column, list[Span]] = {}
    for tag, part in parts.items():
        spans.setdefault(columns[tag], []).extend(part)
    for column, part in spans.items():
        if column.name not in made.answers:
            made.answers[column.name] = _record_answer(sheet, here, column, Cell([Paragraph(part)]), "tag", place)


def _record_column(
    here: Here, table: str, records: layout.Records, position: int, width: int
) -> tuple[str | None, str]:
    """The column of a cell without a tag, and how it was told."""
    if here.columns is not None and here.columns.table == table:
        return here.columns.name(position), "label"
    names = [column.name for column in records.columns]
    names = ["number", *names] if records.numbered and width > len(names) else names
    return (names[position] if position < len(names) else None), "position"


def _number(sheet: Sheet, made: Row, cell: Cell, place: Place) -> None:
    found = _INDEX.fullmatch(cell.text)
    if found:
        made.index = made.index or int(found[1])
    else:
        sheet.unplace(cell.text, place)


def _record_answer(sheet: Sheet, here: Here, column: layout.Column, cell: Cell, how: str, place: Place) -> Answer:
    if column.options:
        said = choice_of(cell, column.options, here.instrument, how=how, place=place)
        sheet.unplace(said.rest, place)
    else:
        said = text_of(cell.spans, here.instrument, how=how, place=place)
    guessed = how == "position" and said.value is not None
    codes = (*said.codes, *["matched-by-position"] * guessed, *["object-in-answer"] * bool(cell.objects))
    return merged(attrs.evolve(said, codes=codes), cell)
