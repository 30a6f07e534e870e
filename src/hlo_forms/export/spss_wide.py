"""A row for each form of phase 1, a variable for each motive: status, outcome, what became of it, and the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ..analysis.table_schemas import Cell
from ..analysis.tables import Table
from ..forms import PreparationForm
from .chosen import Chosen
from .dictionary import Value, Variable
from .spss_variables import Column, Names, columns_of
from .words import say

OF_FORM = (
    "form",
    "form_id",
    "version",
    "versions",
    "partnership",
    "partnership_name",
    "round",
    "organisation",
    "organisation_name",
    "organisation_type",
    "sector",
    "ownership",
    "respondent",
    "language",
    "filled_in",
    "findings",
    "doubts",
    "instrument",
    "edition",
)
OF_MOTIVE = {"m": "status", "d": "doubts", "o": "outcome", "r": "realised"}
"""What is said of each motive, by the first letter of the variable."""


def wide_columns(found: Chosen) -> list[Column]:
    """The columns of the wide file, block by block, so that a block can be named by its first and last."""
    tables = {table.name: table for table in found.tables()}
    rows = [row for row in tables["forms"] if row["phase"] == PreparationForm.phase]
    keys = [str(row["form"]) for row in rows]
    names = Names()
    columns = [
        column
        for name in OF_FORM
        for column in columns_of(names, _variable(found, "forms", name), (row[name] for row in rows), found.language)
    ]
    columns += _motives(found, names, tables["motives"], keys)
    return columns + list(_answers(found, names, tables["answers"], keys))


def _variable(found: Chosen, table: str, name: str) -> Variable:
    return next(variable for variable in found.book.variables[table] if variable.name == name)


def _motives(found: Chosen, names: Names, table: Table, keys: Iterable[str]) -> Iterator[Column]:
    said = {(row["form"], row["motive"]): row for row in table}
    for letter, name in OF_MOTIVE.items():
        variable = _variable(found, "motives", name)
        for motive in _variable(found, "motives", "motive").values:
            values = [_cell(said.get((key, motive.code)), name) for key in keys]
            label = say(f"wide.{name}", found.language, motive=motive.label[found.language])
            own = attrs.evolve(variable, name=f"{letter}_{motive.code}")
            yield from columns_of(names, own, values, found.language, label=label)


def _answers(found: Chosen, names: Names, table: Table, keys: Iterable[str]) -> Iterator[Column]:
    said = {(row["form"], row["question"]): row for row in table}
    variable = _variable(found, "answers", "text")
    for question in _asked(found):
        values = [_cell(said.get((key, question.code)), "text") for key in keys]
        own = attrs.evolve(variable, name=f"q_{question.code}")
        yield from columns_of(names, own, values, found.language, label=question.label[found.language])


def _asked(found: Chosen) -> list[Value]:
    """The questions of phase 1, of every instrument."""
    own = {question.id for asked in found.book.instruments for question in asked.questions_of(PreparationForm.phase)}
    return [value for value in _variable(found, "answers", "question").values if value.code in own]


def _cell(row: dict[str, Cell] | None, name: str) -> Cell:
    return None if row is None else row[name]
