"""Partners as the columns of a picture: by name where the names fit over them, else by number with a key."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import attrs

from ..comparison.labels import names_of
from ..comparison.sides import Side
from .drawing import BODY, GREY, SMALL, Sheet, line_height
from .lettering import fits, wrapped

_MOST = 4


@attrs.frozen
class Partners:
    """All partners that take part, and their names and numbers in the picture."""

    sheet: Sheet
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
            entries = ((str(self.number(s.id)), f"{self.name(s.id)} ({self.type(s)})") for s in self.sides)
            self.sheet.key(entries)
