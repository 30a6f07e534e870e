"""Conditions on the forms of a data set: columns of the table "forms" with wanted values, and any condition."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from ..basics.messages import Sentence
from ..basics.values import one_of
from ..errors import InvalidValueError
from . import rows
from .entries import Record
from .tables import TEXTS, Cell, Column, as_cell, ids_of, schemas

Condition = Callable[[dict[str, Cell]], bool]
_OF_ORGANISATIONS = {"organisation": "id", "organisation_type": "type", "organisation_name": "name"}
_OF_ORGANISATIONS |= {"sector": "sector", "ownership": "ownership"}


def fitting(entries: Iterable[Record], where: Condition | None, wanted: Mapping[str, object]) -> tuple[Record, ...]:
    """Return the forms that fit every condition; see `Dataset.filter`."""
    pairs = [(entry, next(rows.forms(entry))) for entry in entries]
    fits = [where is None or where(row) for _, row in pairs]
    for name, value in wanted.items():
        column = schemas()["forms"].column(name)
        cells = [_cells(entry, row, name) for entry, row in pairs]
        values = frozenset(as_cell(one, column.kind) for one in _as_set(value))
        instruments = dict.fromkeys(entry.form.instrument for entry, _ in pairs)
        _check(column, values, set().union(*cells), column.codes or tuple(ids_of(column.of, instruments)))
        fits = [fit and bool(own & values) for fit, own in zip(fits, cells, strict=True)]
    return tuple(entry for (entry, _), fit in zip(pairs, fits, strict=True) if fit)


def why_empty(forms: int, wanted: Mapping[str, object]) -> Sentence:
    """Return in words why no form fits."""
    if not forms:
        return TEXTS.sentence("nothing_before")
    if not wanted:
        return TEXTS.sentence("nothing_fits_own", count=forms)
    conditions = ", ".join(f"{name} = {value}" for name, value in wanted.items())
    return TEXTS.sentence("nothing_fits", count=forms, conditions=conditions)


def _check(column: Column, values: Collection[Cell], occurring: Collection[Cell], codes: Collection[str]) -> None:
    """Raise for an unknown code, and for a value that no form has, also beside others that occur.

    A year beside others that occur is no typing error: 2024 to 2026 may be asked of a study that began in 2025.
    """
    wrong = [one for one in values if one is not None and one not in occurring and one not in codes]
    if len(wrong) < len(values):
        wrong = [one for one in wrong if not str(one).isdecimal()]
    if column.kind != "text" or not occurring or not wrong:
        return
    names = [*codes] or sorted(str(cell) for cell in occurring if cell is not None)
    nearest = next((one for one in wrong if difflib.get_close_matches(str(one), names)), wrong[0])
    raise InvalidValueError(column.name, one_of(names, nearest), nearest)


def _as_set(value: Any) -> frozenset[Any]:  # Any: one value or a collection of them
    plain = isinstance(value, str) or not isinstance(value, Iterable)
    return frozenset([value] if plain else value)


def _cells(entry: Record, row: Mapping[str, Cell], name: str) -> set[Cell]:
    """Return the values of a form in a column: of all its partners where it is about organisations."""
    who = _OF_ORGANISATIONS.get(name)
    return {getattr(one, who) for one in entry.organisations} if who else {row.get(name)}
