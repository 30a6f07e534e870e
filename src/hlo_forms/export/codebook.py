"""The codebook of a data set: its variables and codes, and the wording of its instruments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import attrs

from ..analysis.dataset import Dataset
from ..analysis.table_schemas import Cell, Schema, languages, schemas
from ..analysis.tables import Table
from ..instrument import Instrument
from ..wording import Wording
from . import codebook_pages as pages
from .dictionary import Value, Variable, by_language, entries_of, instruments_of, variables_of
from .words import checked_dataset, checked_language, schema

Row: TypeAlias = dict[str, Cell]


@attrs.frozen(kw_only=True, repr=False)
class Codebook:
    """The meaning of everything in a data set: its variables by table, and the instruments of its forms.

    `table` has one row for each table, variable and code; `items` one for each motive, question, category, phase,
    theme, type of organisation and finding of each edition. Each is a `Table` with every language side by side. Shows
    itself in a notebook. Made by `codebook`.
    """

    variables: dict[str, tuple[Variable, ...]]
    instruments: tuple[Instrument, ...]

    @property
    def table(self) -> Table:
        """The variables and their codes, as a table."""
        return _table(schema("codebook"), (row for name in self.variables for row in self._rows(name)))

    @property
    def items(self) -> Table:
        """The entries of the instruments and their wording, as a table."""
        return _table(schema("instrument"), (row for asked in self.instruments for row in _items(asked)))

    def to_markdown(self, language: str = "nl") -> str:
        """Return the codebook as a Markdown page; `InvalidValueError` for a language other than "nl" and "en"."""
        return pages.markdown_of(self, checked_language(language))

    def to_html(self, language: str = "nl") -> str:
        """Return the codebook as a self-contained piece of HTML; `InvalidValueError` as for `to_markdown`."""
        return pages.html_of(self, checked_language(language))

    def _rows(self, name: str) -> Iterator[Row]:
        yield {"table": name, **_labels(schemas()[name].label)}
        for variable in self.variables[name]:
            own: Row = {"table": name, "variable": variable.name, "kind": variable.kind}
            yield {**own, **_labels(variable.label)}
            for value in variable.values:
                yield {**own, **_value(value), **_labels(value.label)}

    def _repr_html_(self) -> str:
        return self.to_html(languages()[0])

    def __repr__(self) -> str:
        asked = ", ".join(f"{one.id} {one.edition}" for one in self.instruments) or "no instrument"
        return f"Codebook({len(self.variables)} tables; {asked})"


def codebook(dataset: Dataset) -> Codebook:
    """Return the codebook of a data set: the meaning of each table, variable and code, and the instrument's wording.

    Raises `InvalidValueError` unless `dataset` is a data set.

    >>> from hlo_forms import Dataset, codebook, examples
    >>> book = codebook(Dataset(examples.forms(2)))
    >>> book
    Codebook(16 tables; strategic-motives 2022)
    >>> [row["label_en"] for row in book.items if row["id"] == "network"]
    ['Expanding/strengthening our network']
    """
    checked_dataset(dataset)
    return Codebook(variables=variables_of(dataset), instruments=instruments_of(dataset))


def _table(schema: Schema, rows: Iterator[Row]) -> Table:
    return Table(schema, map(schema.row, rows))


def _labels(label: Mapping[str, str]) -> Row:
    return {f"label_{language}": text for language, text in by_language(label).items()}


def _value(value: Value) -> Row:
    return {"code": value.code, "number": value.number, "no_answer": value.no_answer}


def _items(asked: Instrument) -> Iterator[Row]:
    common: Row = {"instrument": asked.id, "edition": asked.edition, "digest": asked.digest}
    for kind, label, details in _entries(asked):
        yield {**common, "kind": kind, **details, "origin": _origin(kind, label), **_labels(label)}


def _origin(kind: str, label: Wording) -> str:
    if label.ours or kind == "finding":
        return "ours"
    return "reconstructed" if label.reconstructed else "source"


def _entries(asked: Instrument) -> Iterator[tuple[str, Wording, Row]]:
    for kind in asked.organisation_types:
        yield "organisation_type", kind.label, {"id": kind.id}
    for category in asked.categories:
        yield "category", category.label, {"id": category.id}
    for motive in asked.motives:
        offered = " ".join(motive.offered_to)
        of: Row = {"part_of": motive.category, "offered_to": offered, "counterpart": motive.counterpart}
        yield "motive", motive.label, {"id": motive.id, **of}
    for phase in asked.phases:
        yield "phase", phase.label, {"id": phase.id, "number": phase.number}
    for theme in asked.themes:
        yield "theme", theme.label, {"id": theme.id, "part_of": theme.phase}
    for question in asked.questions:
        where: Row = {"number": question.number, "part_of": question.phase, "theme": question.theme}
        yield "question", question.label, {"id": question.id, **where}
    for code, label in entries_of(asked, "findings"):
        yield "finding", label, {"id": code}
