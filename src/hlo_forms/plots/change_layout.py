"""The places of the rounds of each partner in a picture, however many partners and rounds there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import attrs

from ..comparison.sides import Side
from .drawing import SMALL, WIDTH, line_height
from .lettering import shortened, width

COLUMN = 27.0
"""The width of a column of words behind the rows, in millimetres."""
_LABELS, _LABELS_AT_BEST = 58.0, 70.0
_GAP = 3.5
_NARROWEST, _WIDEST, _WIDEST_ALONE = 3.4, 10.0, 14.0
_LONGEST = 26.0


@attrs.frozen
class Block:
    """Rounds of one partner (numbers, from 0) with their names, from a left edge, each so many millimetres wide."""

    side: Side
    rounds: range
    names: tuple[str, ...]
    left: float
    pitch: float

    def x(self, round: int) -> float:
        """The middle of a round."""
        return self.left + (round - self.rounds[0] + 0.5) * self.pitch

    @property
    def middle(self) -> float:
        """The middle of them all."""
        return self.left + len(self.rounds) * self.pitch / 2


@attrs.frozen(kw_only=True)
class Layout:
    """Blocks in bands, one band below the other; `left` is where the first block begins, after the labels.

    `room` is the width for the name of a partner; `columns` is the number of columns of words behind the rows.
    """

    bands: tuple[list[Block], ...]
    left: float
    room: float
    columns: int
    upright: bool
    names_height: float

    @classmethod
    def of(cls, sides: Sequence[Side], rounds: Sequence[str], columns: int) -> Self:
        """Return the layout of these partners and rounds; columns of words go where the rounds need their room."""
        while columns and len(rounds) * _NARROWEST + _GAP > _free(columns):
            columns -= 1
        needed = (len(rounds) * _NARROWEST + _GAP) * len(sides)
        free = min(_free(columns), max(needed, WIDTH - _LABELS_AT_BEST - columns * COLUMN))
        pitch = (free / len(sides) - _GAP) / len(rounds)
        pitch = max(_NARROWEST, min(pitch, _WIDEST_ALONE if len(sides) == 1 else _WIDEST))
        most = int((free - _GAP) / pitch)
        parts = [range(start, min(start + most, len(rounds))) for start in range(0, len(rounds), most)]
        pieces = [(side, part) for side in sides for part in parts]
        wide = pitch * len(parts[0]) + _GAP
        upright = any(width(name, SMALL) > pitch - 0.8 for name in rounds)
        names = [shortened(name, _LONGEST, SMALL) if upright else name for name in rounds]
        per_band = _even(len(pieces), int(free / wide))
        left = WIDTH - columns * COLUMN - min(per_band, len(pieces)) * wide
        bands = [pieces[start : start + per_band] for start in range(0, len(pieces), per_band)]
        return cls(
            bands=tuple(
                [
                    Block(side, part, tuple(names[number] for number in part), left + place * wide + _GAP / 2, pitch)
                    for place, (side, part) in enumerate(band)
                ]
                for band in bands
            ),
            left=left,
            room=wide - 1.5,
            columns=columns,
            upright=upright,
            names_height=max(width(name, SMALL) for name in names) + 1.2 if upright else line_height(SMALL) + 0.4,
        )

    def column(self, place: int) -> float:
        """Return where a column of words begins."""
        return WIDTH - (self.columns - place) * COLUMN + 2


def _free(columns: int) -> float:
    return WIDTH - _LABELS - columns * COLUMN


def _even(pieces: int, most: int) -> int:
    """Return how many pieces to put beside each other, so that the bands are about as wide."""
    bands = -(-pieces // max(most, 1))
    return -(-pieces // bands)
