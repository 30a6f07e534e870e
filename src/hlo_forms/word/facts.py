"""The ticks of a whole form as facts: what one box means depends on how the others were used."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..findings import Place
from .blocks import BOLD, MARKED, STRUCK
from .ticks import CHECKS, CROSSES, Tick


@attrs.frozen
class Doubt:
    """Something to tell about a tick."""

    code: str
    place: Place
    seen: str


@attrs.frozen
class Usage:
    """How a form was ticked: with boxes, with signs, with crosses as well as check marks, with some labels in bold?"""

    boxed: bool
    signed: bool
    crossed: bool
    bold: bool

    @classmethod
    def of(cls, ticks: Iterable[Tick]) -> Usage:
        """The usage of all ticks of a form."""
        every = list(ticks)
        signs = {box.sign for tick in every for box in tick.boxes}
        return cls(
            boxed=any(tick.boxes for tick in every),
            signed=any(tick.boxes or tick.signed or tick.ticked is None for tick in every),
            crossed=bool(signs & set(CHECKS)) and bool(signs & set(CROSSES)),
            bold=len({BOLD in tick.looks for tick in every}) > 1,
        )


def fact_of(ticks: list[Tick], usage: Usage, outcome: str | None) -> tuple[bool | None, list[Doubt]]:
    """Is a motive ticked (None: its signs contradict each other), and what is doubtful about that?

    `outcome` is what was written beside it, less what says no: where a form has neither boxes nor signs, it counts
    as a tick.
    """
    doubts = [Doubt(code, tick.place, tick.seen) for tick in ticks for code in tick.codes]
    if not ticks:
        return False, [Doubt("place-missing", Place(), "")]
    telling = {MARKED, STRUCK, BOLD} if usage.bold else {MARKED, STRUCK}
    doubts += [Doubt("label-marked", tick.place, tick.seen) for tick in ticks if tick.looks & telling]
    first, last = ticks[0], ticks[-1]
    if not usage.signed:
        told = [Doubt("tick-by-outcome", first.place, outcome)] if outcome else []
        return bool(outcome), [*doubts, *told]
    marks = [tick for tick in ticks if tick.boxes or tick.signed or tick.ticked is None]
    if not marks:
        told = [Doubt("place-missing", first.place, first.seen)] if usage.boxed else []
        return False, [*doubts, *told]
    crosses = [tick for tick in marks if any(box.sign in CROSSES and not box.control for box in tick.boxes)]
    if usage.crossed and crosses:
        return None, [*doubts, Doubt("tick-crossed", crosses[0].place, crosses[0].seen)]
    if len(marks) > 1:
        doubts.append(Doubt("answered-twice", last.place, last.seen))
    states = {tick.ticked for tick in marks}
    if len(states) > 1:
        return None, [*doubts, Doubt("tick-contradicts", last.place, last.seen)]
    return states.pop(), doubts
