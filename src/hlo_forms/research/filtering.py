"""Conditions on the forms of a data set: columns of the table "forms" with wanted values, and any condition."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs

from ..basics.messages import Sentence
from ..basics.values import grouped, one_of
from ..errors import InvalidValueError
from ..forms import Organisation
from . import rows
from .entries import Record
from .statistics.pool import GROUPS, Answers, answers_by_key, place_in
from .tables import TEXTS, Cell, Column, Kind, as_cell, ids_of, schemas

Condition = Callable[[dict[str, Cell]], bool]
_OF_ORGANISATIONS = {"organisation": "id", "organisation_type": "type", "organisation_name": "name"}
_OF_ORGANISATIONS |= {"sector": "sector", "ownership": "ownership"}
_OF_VOICES = ("respondent", "organisation_name")


def fitting(entries: Iterable[Record], where: Condition | None, wanted: Mapping[str, object]) -> tuple[Record, ...]:
    """Return the forms that fit every condition; see `Dataset.filter`."""
    if where is not None and not callable(where):
        raise InvalidValueError("where", "a function of a row, or a column by its name as in round=2026", where)
    pairs = [(entry, next(rows.forms(entry))) for entry in entries]
    counted = _Counted.of([entry for entry, _ in pairs])
    fits = [where is None or where(row) for _, row in pairs]
    for name, value in wanted.items():
        column = schemas()["forms"].column(name)
        cells = [counted.cells(entry, row, name) for entry, row in pairs]
        values = frozenset(_wanted(column, one) for one in _as_list(value))
        instruments = dict.fromkeys(entry.form.instrument for entry, _ in pairs)
        occurring = set().union(*cells, {row.get(name) for _, row in pairs})
        _check(column, values, occurring, column.codes or tuple(ids_of(column.of, instruments)))
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
    if not names:
        raise InvalidValueError(column.name, "None, as no form has a value here", wrong[0])
    nearest = next((one for one in wrong if difflib.get_close_matches(str(one), names)), wrong[0])
    raise InvalidValueError(column.name, one_of(names, nearest), nearest)


def _as_list(value: Any) -> list[Any]:  # Any: one value or a collection of them
    plain = isinstance(value, str | bytes) or not isinstance(value, Iterable)
    return [value] if plain else list(value)


@attrs.frozen
class _Counted:
    """The answers that forms are counted in: by the key of a form of phase 1, and by place.

    `voices` holds the last versions of the forms in each answer, by the key of its first form.
    """

    answers: Mapping[str, Answers]
    places: Mapping[tuple[Cell, ...], Answers]
    voices: Mapping[str, Sequence[Record]]

    @classmethod
    def of(cls, entries: Sequence[Record]) -> _Counted:
        answers = answers_by_key(entries)
        voices = grouped((own.keys[0], one) for one in entries if (own := answers.get(one.key)) and one.key in own.keys)
        places = {place_in(own[0].form, own[0].organisations[0]): answers[own[0].key] for own in voices.values()}
        return cls(answers, places, voices)

    def cells(self, entry: Record, row: Mapping[str, Cell], name: str) -> set[Cell]:
        """Return the values of a form in a column.

        What is about an organisation, of a form of phase 1 all that is split by, is that of the answer that counts; of
        a form of phase 2 that of all its partners.
        """
        if answer := self.answers.get(entry.key):
            if name in GROUPS:
                return {answer.particulars[name]}
            if name in _OF_VOICES:
                return {next(rows.forms(voice)).get(name) for voice in self.voices[answer.keys[0]]}
        if name in _OF_ORGANISATIONS:
            return {self._detail(entry, who, name) for who in entry.organisations}
        return {row.get(name)}

    def _detail(self, entry: Record, who: Organisation, name: str) -> Cell:
        answer = self.places.get(place_in(entry.form, who)) if who.id else None
        own: Cell = getattr(who, _OF_ORGANISATIONS[name])
        return (answer.particulars[name] or own) if answer and name in GROUPS else own


_TRUTH = {"true": True, "false": False}


def _wanted(column: Column, value: Any) -> Cell:  # Any: as somebody types it
    """Return a value as the column holds it; raise for one of another kind, with what to pass."""
    cell = as_cell(value, column.kind)
    if column.kind == "boolean" and isinstance(cell, str):
        cell = _TRUTH.get(cell.strip().lower(), cell)
    if cell is None or _is_of(column.kind, cell):
        return cell
    raise InvalidValueError(column.name, _EXPECTED[column.kind], value)


_EXPECTED: Mapping[Kind, str] = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "True or False",
}


def _is_of(kind: Kind, cell: Cell) -> bool:
    if kind == "boolean":
        return isinstance(cell, bool) or cell in (0, 1)
    if kind == "text":
        return isinstance(cell, str)
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return is_number and (kind == "number" or isinstance(cell, int))
