"""The signs of answers: each has a form of its own, so that nothing depends on colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..forms import Status
from .drawing import GREY, SMALL, Entry, Sheet
from .lettering import MM

RADIUS = 1.75
"""The radius of a sign, in millimetres."""
IN_ORDER = (Status.APPLIES, Status.NOT_TICKED, Status.UNCLEAR, Status.NOT_FILLED_IN, Status.NOT_OFFERED)


def sign(sheet: Sheet, status: Status, x: float, y: float, *, radius: float = RADIUS, doubtful: bool = False) -> None:
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


def star(sheet: Sheet, x: float, y: float) -> None:
    """Draw the mark of what is to be checked."""
    sheet.text((x, y - 9 * MM * 0.75), "*", 9, bold=True, side="center")


def meanings(sheet: Sheet, statuses: Iterable[Status], *, doubtful: bool) -> Iterator[Entry]:
    """Yield the signs of these statuses with their meanings, and the mark of doubt where there is any doubt."""
    present = set(statuses)
    for status in (status for status in IN_ORDER if status in present):
        yield (lambda x, y, status=status: sign(sheet, status, x, y)), sheet.labels.status(status)  # type: ignore[misc]
    if doubtful:
        yield (lambda x, y: star(sheet, x, y)), sheet.labels.word("brought.doubtful")
