"""Rows carried over from the previous phase, checked and put in the order in which a document reads back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from .errors import InvalidValueError
from .forms.answers import BroughtAnswer, BroughtMotive, BroughtOtherMotive
from .wording import one_of

Partners = Sequence[str | None]
Brought = TypeVar("Brought", BroughtMotive, BroughtOtherMotive, BroughtAnswer)
ONE: Partners = (None,)
"""The partners on a form that belongs to one organisation: its rows name none."""


def of_partners(name: str, rows: Iterable[Brought], partners: Partners) -> tuple[Brought, ...]:
    """Return the rows; `InvalidValueError` unless each belongs to one of these partners."""
    ids = [partner for partner in partners if partner]
    rows = tuple(rows)
    for row in rows:
        if row.organisation not in (ONE if partners == ONE else ids):
            expected = "no organisation: the form is of one" if partners == ONE else "a partner: " + one_of(ids)
            raise InvalidValueError(name, expected, row.organisation)
    return rows


def by_motive(rows: Iterable[BroughtMotive], motives: Sequence[str], partners: Partners) -> tuple[BroughtMotive, ...]:
    """Return the rows in the order of the motives and then of the partners; each pair may occur once."""
    by_place: dict[tuple[int, int], BroughtMotive] = {}
    for row in of_partners("brought", rows, partners):
        if row.motive not in motives:
            raise InvalidValueError("brought", "a motive: " + one_of(motives, row.motive), row.motive)
        place = motives.index(row.motive), partners.index(row.organisation)
        if by_place.setdefault(place, row) is not row:
            raise InvalidValueError("brought", "each motive once for each organisation", row.motive)
    return tuple(by_place[place] for place in sorted(by_place))


def by_question(
    name: str, rows: Iterable[BroughtAnswer], questions: Sequence[str], partners: Partners
) -> tuple[BroughtAnswer, ...]:
    """Return the rows with an answer, in the order of these questions."""
    rows = of_partners(name, rows, partners)
    for row in rows:
        if row.question not in questions:
            raise InvalidValueError(name, "a question: " + one_of(questions, row.question), row.question)
    return tuple(sorted((row for row in rows if row.text), key=lambda row: questions.index(row.question)))
