"""The one dictionary of every export: each variable of each table, with what it holds and what its values mean."""

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
    """A value that a variable can have: its code, what that means, by language, and its number if it has one.

    A number below 0 says that there is no answer, and why. Ids of an instrument, and codes beside which there may be
    others, have no number.
    """

    code: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    number: int | None = None

    @property
    def no_answer(self) -> bool | None:
        """Does it say that there is no answer? None for an id of an instrument."""
        return None if self.number is None else self.number < 0


@attrs.frozen(kw_only=True)
class Variable:
    """A column of a table: what it holds, by language, and what its values mean, where these are known beforehand.

    `of` names the entries of the instrument whose ids are its values ("motives").
    """

    table: str
    name: str
    kind: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    values: tuple[Value, ...] = attrs.field(default=(), repr=False)
    of: str = ""


def variables_of(dataset: Dataset) -> dict[str, tuple[Variable, ...]]:
    """The variables of every table of a data set, by table, in order."""
    asked = instruments_of(dataset)
    return {
        name: tuple(_variable(name, column, asked) for column in table.columns) for name, table in schemas().items()
    }


def instruments_of(dataset: Dataset) -> tuple[Instrument, ...]:
    """The instruments that the forms of a data set were made with, in the order they came."""
    return tuple(dict.fromkeys(entry.form.instrument for entry in dataset.entries))


def by_language(wording: Mapping[str, str]) -> FrozenMap[str, str]:
    """A wording in the languages of exports; in another one where it has no words in that language."""
    other = next(iter(wording.values()))
    return FrozenMap({language: wording.get(language, other) for language in languages()})


def _variable(table: str, column: Column, asked: Iterable[Instrument]) -> Variable:
    fixed = tuple(Value(code=code.id, label=code.label, number=code.number) for code in codes_of(column))
    often = tuple(Value(code=code, label=_meaning(code)) for code in column.often)
    values = fixed or often or _ids(column.of, asked)
    return Variable(table=table, name=column.name, kind=column.kind, label=column.label, values=values, of=column.of)


def _ids(of: str, asked: Iterable[Instrument]) -> tuple[Value, ...]:
    """The ids of these entries, as the first instrument that has them words them."""
    found: dict[str, Wording] = {}
    for instrument in asked if of else ():
        for id, label in entries_of(instrument, of):
            found.setdefault(id, label)
    return tuple(Value(code=id, label=by_language(label)) for id, label in found.items())


def entries_of(asked: Instrument, of: str) -> Iterator[tuple[str, Wording]]:
    """The ids and labels of these entries of an instrument; "findings" are what it says of each of these."""
    if of == "findings":
        words = {code: asked.words.get(f"finding.{code}") for code in CODES}
        yield from ((code, said) for code, said in words.items() if said)
    else:
        yield from ((entry.id, entry.label) for entry in getattr(asked, of))


def _meaning(code: str) -> FrozenMap[str, str]:
    return FrozenMap({language: code_label(code, language) for language in languages()})
