"""The ticks of a whole form as facts: the meaning of one box depends on how the others were used."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..readings.findings import Place
from .outline.blocks import BOLD, MARKED, STRUCK
from .ticks import CHECKS, CROSSES, Tick


@attrs.frozen
class Doubt:
    """A doubt about a tick."""

    code: str
    place: Place
    seen: str


@attrs.frozen
class Usage:
    """The way a form was ticked: with boxes, with signs, with crosses beside check marks, with some labels in bold."""

    boxed: bool
    signed: bool
    crossed: bool
    bold: bool

    @classmethod
    def of(cls, ticks: Iterable[Tick]) -> Usage:
        """Return the usage of all ticks of a form."""
        every = list(ticks)
        signs = {box.sign for tick in every for box in tick.boxes}
        return cls(
            boxed=any(tick.boxes for tick in every),
            signed=any(tick.boxes or tick.signed or tick.ticked is None for tick in every),
            crossed=bool(signs & set(CHECKS)) and bool(signs & set(CROSSES)),
            bold=len({BOLD in tick.looks for tick in every}) > 1,
        )


def fact_of(ticks: list[Tick], usage: Usage, outcome: str | None) -> tuple[bool | None, list[Doubt]]:
    """Return whether a motive is ticked (None: its signs contradict each other), and the doubts about that.

    `outcome` is the text written beside it, unless that is a negative: on a form with neither boxes nor signs, as when
    retyped from paper or sent through a web editor that drops every box, it counts as a tick.
    """
    doubts = [Doubt(code, tick.place, tick.seen) for tick in ticks for code in tick.codes]
    if not ticks:
        return False, [Doubt("place-missing", Place(), "")]
    # People highlight labels or strike them through, and mark with bold where there are no boxes. Bold says nothing
    # where all labels have it.
    conspicuous = {MARKED, STRUCK, BOLD} if usage.bold else {MARKED, STRUCK}
    doubts += [Doubt("label-marked", tick.place, tick.seen) for tick in ticks if tick.looks & conspicuous]
    first, last = ticks[0], ticks[-1]
    if not usage.signed:
        more = [Doubt("tick-by-outcome", first.place, outcome)] if outcome else []
        return bool(outcome), [*doubts, *more]
    marks = [tick for tick in ticks if tick.boxes or tick.signed or tick.ticked is None]
    if not marks:
        more = [Doubt("place-missing", first.place, first.seen)] if usage.boxed else []
        return False, [*doubts, *more]
    crosses = [tick for tick in marks if any(box.sign in CROSSES and not box.control for box in tick.boxes)]
    if usage.crossed and crosses:  # beside ✓ on the same form, ✗ may mean yes or no
        return None, [*doubts, Doubt("tick-crossed", crosses[0].place, crosses[0].seen)]
    if len(marks) > 1:
        doubts.append(Doubt("answered-twice", last.place, last.seen))
    states = {tick.ticked for tick in marks}
    if len(states) > 1:
        return None, [*doubts, Doubt("tick-contradicts", last.place, last.seen)]
    return states.pop(), doubts
