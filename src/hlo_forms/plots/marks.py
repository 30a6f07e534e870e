"""The signs of answers: each has a form of its own, so that nothing depends on colour."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from ..comparison.labels import names_of
from ..comparison.sides import Side
from ..forms import Status
from .drawing import BODY, GREY, SMALL, Column, Drawing, Entry, line_height
from .lettering import MM, fits, wrapped

RADIUS = 1.75
"""The radius of a sign, in millimetres."""
_MOST = 4  # lines of a name

IN_ORDER = (Status.APPLIES, Status.NOT_TICKED, Status.UNCLEAR, Status.NOT_FILLED_IN, Status.NOT_OFFERED)


def sign(sheet: Drawing, status: Status, x: float, y: float, *, radius: float = RADIUS, doubtful: bool = False) -> None:
    """Draw the sign of a status around a point, with a star where it is doubtful."""
    if status in (Status.APPLIES, Status.NOT_TICKED):
        sheet.circle((x, y), radius, filled=status is Status.APPLIES)
    elif status is Status.UNCLEAR:
        size = max(SMALL, min(10.0, radius * 5.6))
        sheet.text((x, y - size * MM * 0.63), "?", size, bold=True, side="center")
    elif status is Status.NOT_FILLED_IN:
        sheet.rule((x - radius, y), (x + radius, y), thick=1.5, colour=GREY)
    else:
        sheet.rule((x - radius * 0.55, y + radius * 0.8), (x + radius * 0.55, y - radius * 0.8), thick=0.9, colour=GREY)
    if doubtful:
        star(sheet, x + radius + 0.9, y + 0.2)


def star(sheet: Drawing, x: float, y: float) -> None:
    """Draw the mark of what is to be checked."""
    sheet.text((x, y - 9 * MM * 0.75), "*", 9, bold=True, side="center")


def meanings(sheet: Drawing, statuses: Iterable[Status], *, doubtful: bool) -> Iterator[Entry]:
    """Yield the signs of these statuses with their meanings, and the mark of doubt where there is any doubt."""
    present = set(statuses)
    for status in (status for status in IN_ORDER if status in present):
        yield (lambda x, y, status=status: sign(sheet, status, x, y)), sheet.labels.status(status)  # type: ignore[misc]
    if doubtful:
        yield (lambda x, y: star(sheet, x, y)), sheet.labels.word("brought.doubtful")


@attrs.frozen
class GridRow:
    """A row of a grid: its motive, small words behind it, and what draws its signs at a height."""

    motive: str
    signs: Callable[[float], None]
    behind: tuple[Column, ...] = ()


def grid(sheet: Drawing, rows: Iterable[GridRow], left: float) -> None:
    """Draw rows of signs, each with the name of its motive before `left`, under the headings of their categories."""
    by_motive = {row.motive: row for row in rows}
    for heading, motives in sheet.labels.categories(by_motive):
        sheet.heading(heading)
        for row in (by_motive[motive] for motive in motives):
            row.signs(sheet.row(wrapped(sheet.labels.motive(row.motive), left - 2, BODY), *row.behind))


@attrs.frozen
class PartnerMarks:
    """All partners that take part, and their names and numbers in the picture."""

    sheet: Drawing
    sides: tuple[Side, ...]

    def name(self, organisation: str) -> str:
        """Return the name of a partner."""
        return names_of(self.sides)[organisation]

    def number(self, organisation: str) -> int:
        """Return the number of a partner, from 1."""
        return 1 + [side.id for side in self.sides].index(organisation)

    def type(self, side: Side) -> str:
        """Return the type of a partner."""
        return self.sheet.labels.type(side.type)

    def fit(self, room: float) -> bool:
        """Return whether all names and types fit over columns of so many millimetres."""
        return all(
            fits(self.name(side.id), room, SMALL, bold=True, most=_MOST) and fits(self.type(side), room, SMALL, most=2)
            for side in self.sides
        )

    def heads(self, columns: Sequence[tuple[Side, float]], room: float) -> None:
        """Draw the names with their types over columns of this width, each given with its middle."""
        if not self.fit(room):
            self._numbers(columns, room)
            return
        foot = self.sheet.y + max(self._height(side, room) for side, _ in columns)
        for side, x in columns:
            y = foot - self._height(side, room)
            name = wrapped(self.name(side.id), room, SMALL, bold=True)
            y = self.sheet.lines((x, y), name, SMALL, bold=True, side="center")
            self.sheet.lines((x, y), wrapped(self.type(side), room, SMALL), SMALL, colour=GREY, side="center")
        self.sheet.y = foot + 0.8

    def _numbers(self, columns: Sequence[tuple[Side, float]], room: float) -> None:
        """Draw the numbers over their columns, and over these the types, where there is room for all of them."""
        sheet, types = self.sheet, []
        for _, group in itertools.groupby(columns, lambda column: column[0].type):
            own = list(group)
            (side, left), (_, right) = own[0], own[-1]
            types.append((self.type(side), (left + right) / 2, right - left + room))
        if all(fits(label, wide, SMALL) for label, _, wide in types):
            for label, x, _ in types:
                sheet.text((x, sheet.y), label, SMALL, colour=GREY, side="center")
            sheet.y += line_height(SMALL) + 0.3
        for side, x in columns:
            sheet.text((x, sheet.y), str(self.number(side.id)), bold=True, side="center")
        sheet.y += line_height(BODY) + 0.8

    def _height(self, side: Side, room: float) -> float:
        lines = len(wrapped(self.name(side.id), room, SMALL, bold=True)) + len(wrapped(self.type(side), room, SMALL))
        return lines * line_height(SMALL)

    def key(self, room: float) -> None:
        """Draw the numbers with the names of the partners, where there was no room for the names."""
        if not self.fit(room):
            self.sheet.key((str(self.number(s.id)), f"{self.name(s.id)} ({self.type(s)})") for s in self.sides)
