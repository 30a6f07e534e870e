"""Rows of the tables with the partners beside each other: each cell is what one partner brings about a motive."""

from __future__ import annotations

import functools

import attrs

from ...readings.findings import Place
from ..fields import SIDE_BY_SIDE, Address
from ..outline.blocks import OutlineCell
from .cells import Answer, checked, remainder, text_of, with_merge_doubt
from .rows import leave_unplaced
from .state import Collected, CollectedRow, Cursor, TableRow


def is_beside(cursor: Cursor, row: TableRow) -> bool:
    """Return whether a row with tags has the partners beside each other, by its header or else by its cells."""
    addresses = [address for own in row.addresses for address in own.values() if address.name in SIDE_BY_SIDE]
    if not addresses or (cursor.columns is not None and cursor.columns.table.startswith("outcomes.")):
        return False
    if cursor.columns is not None and cursor.columns.table in SIDE_BY_SIDE:
        return True
    return len(row.cells) > 2 or cursor.labels.lettered_motive(row.cells[0].text) is not None


def beside_row(collected: Collected, cursor: Cursor, row: TableRow) -> None:
    """Take a row of a motive: each cell goes to the partner of its tag, or else of the head of its column."""
    motive, codes, label = _motive_of(collected, cursor, row)
    tagged = [address for own in row.addresses for address in own.values() if address.name in SIDE_BY_SIDE]
    if motive is None and not tagged:
        leave_unplaced(collected, cursor, row.cells, row.number)
        return
    if label is not None and cursor.columns is not None and cursor.columns.name(row.positions[label]) != "motive":
        codes = (*codes, "matched-by-position")  # the cells were moved under the heads of other partners
    reader = _Beside(collected, cursor, row, motive, codes)
    for index, (position, cell) in enumerate(zip(row.positions, row.cells, strict=True)):
        if index != label:
            reader.cell(position, cell, row.addresses[index])


def _motive_of(collected: Collected, cursor: Cursor, row: TableRow) -> tuple[str | None, tuple[str, ...], int | None]:
    """Return the motive that a row names, the codes of doubt about that, and the cell that is its label."""
    place = cursor.place(row.number)
    for at, cell in enumerate(row.cells):
        motive = cursor.labels.lettered_motive(cell.text)
        if motive is not None:
            if not row.addresses[at]:
                collected.unplace(cursor.labels.signs_beyond(cell.text), place)
            return motive, (), at
    first = row.cells[0]
    if row.addresses[0] or not first.text.strip():
        return None, (), None if row.addresses[0] else 0
    is_heading = cursor.labels.is_heading(first.text)  # of the motives of a category
    near, whole = (None, False) if is_heading else cursor.labels.near_motive(first.text, cursor.tries)
    if near is not None:
        wordings = list(cursor.instrument.motive(near).label.values())
        collected.unplace(_without_letter(remainder(first.text, wordings)) if whole else "", place)
        return near, ("label-near",), 0
    if row.tagged:
        collected.unplace(first.text, place)
        return None, ("label-differs",), 0
    return None, (), None


def _without_letter(text: str) -> str:
    letter, dot, rest = text.partition(".")
    return rest.strip() if dot and letter.strip().isalpha() and len(letter.strip()) < 3 else text


@attrs.frozen
class _Beside:
    """Reads the cells of one row about a motive."""

    collected: Collected
    cursor: Cursor
    row: TableRow
    motive: str | None
    codes: tuple[str, ...]

    def cell(self, position: int, cell: OutlineCell, addresses: dict[str, Address]) -> None:
        """Take a cell."""
        columns = self.cursor.columns
        name = columns.name(position) if columns is not None else None
        head = columns.title(position) if columns is not None else None
        place = self.cursor.place(self.row.number, head)
        address = next(iter(addresses.values()), None)
        if address is None:
            self._untagged(name, head, cell, place)
        else:
            self._tagged(address, head if name == "partner" else None, cell, place)

    def _tagged(self, address: Address, head: str | None, cell: OutlineCell, place: Place) -> None:
        columns = self.cursor.columns
        elsewhere = columns is not None and columns.table != address.name
        moved = self.motive is not None and not address.table.endswith(f".{self.motive}")
        codes = ["label-differs"] * (elsewhere or moved)
        answer = checked(self._answer(cell, "tag", place, codes), [address.check])
        self._add(address.table, CollectedRow(address.index, tagged=True), head, answer)

    def _untagged(self, name: str | None, head: str | None, cell: OutlineCell, place: Place) -> None:
        columns = self.cursor.columns
        if name == "shared":
            self.collected.add_computed(cell.text, place)
        elif name == "partner" and self.motive is not None and columns is not None:
            wide = self._width != len(columns.titles) or len(set(columns.titles)) < len(columns.titles)
            codes = [*["matched-by-position"] * wide, *["cells-merged"] * (cell.width > 1)]
            codes += ["differs-from-given"] * self.cursor.tagged  # typed where there was nothing, or over its control
            answer = self._answer(cell, "label", place, codes)
            self._add(f"{columns.table}.{self.motive}", CollectedRow(0), head, answer)
        else:
            leave_unplaced(self.collected, self.cursor, [cell], self.row.number)

    @functools.cached_property
    def _width(self) -> int:
        return sum(cell.width for cell in self.row.cells)

    def _answer(self, cell: OutlineCell, how: str, place: Place, codes: list[str]) -> Answer:
        answer = with_merge_doubt(text_of(cell.spans, self.cursor.instrument, how=how, place=place), cell)
        answer = answer.with_codes("object-in-answer") if cell.objects else answer
        return answer.with_codes_if_filled(*codes, *self.codes) if codes or self.codes else answer

    def _add(self, table: str, record: CollectedRow, head: str | None, answer: Answer) -> None:
        """Add a cell to what was collected; `head` names its partner."""
        name = SIDE_BY_SIDE[table.partition(".")[0]].columns[1].name
        if head is not None:
            record.answers["organisation"] = Answer(value=head, how=answer.how, place=answer.place, seen=head)
        record.answers[name] = answer
        self.collected.rows.setdefault(table, []).append(record)
