"""The data dictionary of every export: each variable of each table, its meaning and that of its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from ..analysis.dataset import Dataset
from ..analysis.table_schemas import Column, code_label, codes_of, languages, schemas
from ..findings import CODES
from ..instrument import Instrument
from ..values import FrozenMap
from ..wording import Wording


@attrs.frozen(kw_only=True)
class Value:
    """A value that a variable can have: its code, its meaning by language, and its number if it has one.

    A number below 0 means that there is no answer, and why. Ids of an instrument, and codes from an open set, have no
    number.
    """

    code: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    number: int | None = None

    @property
    def no_answer(self) -> bool | None:
        """True if it means that there is no answer; None for a value without a number."""
        return None if self.number is None else self.number < 0


@attrs.frozen(kw_only=True)
class Variable:
    """A column of a table: its meaning by language, and its values where these are a fixed set.

    `of` names the entries of the instrument whose ids are its values ("motives").
    """

    table: str
    name: str
    kind: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    values: tuple[Value, ...] = attrs.field(default=(), repr=False)
    of: str = ""


def variables_of(dataset: Dataset) -> dict[str, tuple[Variable, ...]]:
    """Return the variables of every table of a data set, by table, in order."""
    asked = instruments_of(dataset)
    return {
        name: tuple(_variable(name, column, asked) for column in table.columns) for name, table in schemas().items()
    }


def instruments_of(dataset: Dataset) -> tuple[Instrument, ...]:
    """Return the instruments of the forms of a data set, in order of appearance."""
    return tuple(dict.fromkeys(entry.form.instrument for entry in dataset.entries))


def by_language(wording: Mapping[str, str]) -> FrozenMap[str, str]:
    """Return a wording in the languages of exports; where one is missing, its first language stands in."""
    other = next(iter(wording.values()))
    return FrozenMap({language: wording.get(language, other) for language in languages()})


def _variable(table: str, column: Column, asked: Iterable[Instrument]) -> Variable:
    fixed = tuple(Value(code=code.id, label=code.label, number=code.number) for code in codes_of(column))
    often = tuple(Value(code=code, label=_meaning(code)) for code in column.often)
    values = fixed or often or _ids(column.of, asked)
    return Variable(table=table, name=column.name, kind=column.kind, label=column.label, values=values, of=column.of)


def _ids(of: str, asked: Iterable[Instrument]) -> tuple[Value, ...]:
    """Return the ids of these entries, in the wording of the first instrument that has them."""
    labels: dict[str, Wording] = {}
    for instrument in asked if of else ():
        for id, label in entries_of(instrument, of):
            labels.setdefault(id, label)
    return tuple(Value(code=id, label=by_language(label)) for id, label in labels.items())


def entries_of(asked: Instrument, of: str) -> Iterator[tuple[str, Wording]]:
    """Yield the ids and labels of these entries of an instrument; "findings" are its messages by code."""
    if of == "findings":
        messages = {code: asked.words.get(f"finding.{code}") for code in CODES}
        yield from ((code, message) for code, message in messages.items() if message)
    else:
        yield from ((entry.id, entry.label) for entry in getattr(asked, of))


def _meaning(code: str) -> FrozenMap[str, str]:
    return FrozenMap({language: code_label(code, language) for language in languages()})
