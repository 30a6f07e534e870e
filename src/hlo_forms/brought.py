"""What goes along from the phase before, in the one order that the document gives back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from .answers import BroughtAnswer, BroughtMotive, BroughtOtherMotive
from .errors import InvalidValueError
from .wording import one_of

Partners = Sequence[str | None]
Brought = TypeVar("Brought", BroughtMotive, BroughtOtherMotive, BroughtAnswer)
ONE: Partners = (None,)
"""Whose rows stand on a form that is of one organisation: nobody's in particular."""


def of_partners(name: str, rows: Iterable[Brought], partners: Partners) -> tuple[Brought, ...]:
    """The rows, each of one of these partners."""
    known = [found for found in partners if found]
    found = tuple(rows)
    for row in found:
        if row.organisation not in (known if partners != ONE else ONE):
            expected = "no organisation: the form is of one" if partners == ONE else "a partner: " + one_of(known)
            raise InvalidValueError(name, expected, row.organisation)
    return found


def by_motive(rows: Iterable[BroughtMotive], motives: Sequence[str], partners: Partners) -> tuple[BroughtMotive, ...]:
    """The rows in the order of the motives and then of the partners, each motive once for each."""
    found: dict[tuple[int, int], BroughtMotive] = {}
    for row in of_partners("brought", rows, partners):
        if row.motive not in motives:
            raise InvalidValueError("brought", "a motive: " + one_of(motives, row.motive), row.motive)
        place = motives.index(row.motive), partners.index(row.organisation)
        if found.setdefault(place, row) is not row:
            raise InvalidValueError("brought", "each motive once for each organisation", row.motive)
    return tuple(found[place] for place in sorted(found))


def by_question(
    name: str, rows: Iterable[BroughtAnswer], asked: Sequence[str], partners: Partners
) -> tuple[BroughtAnswer, ...]:
    """The rows that hold an answer, in the order of these questions."""
    found = of_partners(name, rows, partners)
    for row in found:
        if row.question not in asked:
            raise InvalidValueError(name, "a question: " + one_of(asked, row.question), row.question)
    return tuple(sorted((row for row in found if row.text), key=lambda row: asked.index(row.question)))
