"""The codebook of a data set: its variables and codes, the wording of its instruments, and the page that shows them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeAlias

import attrs

from ..basics.messages import Catalogue
from ..basics.values import FrozenMap
from ..errors import InvalidValueError
from ..instrument.model import Instrument
from ..instrument.parts import Wording
from ..pages.html import style_sheet
from ..readings.findings import CODES
from ..research.dataset import Dataset
from ..research.tables import TEXTS as DATASET_TEXTS
from ..research.tables import Cell, Column, Schema, Table, codes_of, schemas

TEXTS = Catalogue("exports")
Row: TypeAlias = dict[str, Cell]
_Section: TypeAlias = tuple[int, str, str, list[str], list[list[str]]]
"""A section of the page: its level, its title, a line below that, and the head and rows of its table, if any."""

_KINDS = {
    "organisation_types": "organisation_type",
    "categories": "category",
    "motives": "motive",
    "themes": "theme",
    "questions": "question",
    "findings": "finding",
}
"""The kind of each group of entries of an instrument."""


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
        return _table(schemas("exports")["codebook"], (row for name in self.variables for row in self._rows(name)))

    @property
    def items(self) -> Table:
        """The entries of the instruments and their wording, as a table."""
        return _table(schemas("exports")["instrument"], (row for asked in self.instruments for row in _items(asked)))

    def to_markdown(self, language: str = "nl") -> str:
        """Return the codebook as a Markdown page; `InvalidValueError` for a language other than "nl" and "en"."""
        return _markdown(self, TEXTS.checked(language))

    def to_html(self, language: str = "nl") -> str:
        """Return the codebook as a self-contained piece of HTML; `InvalidValueError` as for `to_markdown`."""
        return _html(self, TEXTS.checked(language))

    def _rows(self, name: str) -> Iterator[Row]:
        yield {"table": name, **_labels(schemas()[name].label)}
        for variable in self.variables[name]:
            own: Row = {"table": name, "variable": variable.name, "kind": variable.kind}
            yield {**own, **_labels(variable.label)}
            for value in variable.values:
                yield {**own, **_value(value), **_labels(value.label)}

    def _repr_html_(self) -> str:
        return self.to_html(TEXTS.languages[0])

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
    return Codebook(variables=_variables_of(dataset), instruments=_instruments_of(dataset))


def _variables_of(dataset: Dataset) -> dict[str, tuple[Variable, ...]]:
    """Return the variables of every table of a data set, by table, in order."""
    asked = _instruments_of(dataset)
    return {
        name: tuple(_described(name, column, asked) for column in table.columns) for name, table in schemas().items()
    }


def _instruments_of(dataset: Dataset) -> tuple[Instrument, ...]:
    """Return the instruments of the forms of a data set, in order of appearance."""
    return tuple(dict.fromkeys(entry.form.instrument for entry in dataset.entries))


def by_language(wording: Mapping[str, str]) -> FrozenMap[str, str]:
    """Return a wording in the languages of exports; where one is missing, its first language stands in."""
    other = next(iter(wording.values()))
    return FrozenMap({language: wording.get(language, other) for language in TEXTS.languages})


def _described(table: str, column: Column, asked: Iterable[Instrument]) -> Variable:
    fixed = tuple(Value(code=code.id, label=code.label, number=code.number) for code in codes_of(column))
    often = tuple(Value(code=code, label=_meaning(code)) for code in column.often)
    values = fixed or often or _ids(column.of, asked)
    return Variable(table=table, name=column.name, kind=column.kind, label=column.label, values=values, of=column.of)


def _ids(of: str, asked: Iterable[Instrument]) -> tuple[Value, ...]:
    """Return the ids of these entries, in the wording of the first instrument that has them."""
    labels: dict[str, Wording] = {}
    for instrument in asked if of else ():
        for id, label in _labels_of(instrument, of):
            labels.setdefault(id, label)
    return tuple(Value(code=id, label=by_language(label)) for id, label in labels.items())


def _labels_of(asked: Instrument, of: str) -> Iterator[tuple[str, Wording]]:
    """Yield the ids and labels of these entries of an instrument; "findings" are its messages by code."""
    if of == "findings":
        messages = {code: asked.words.get(f"finding.{code}") for code in CODES}
        yield from ((code, message) for code, message in messages.items() if message)
    else:
        yield from ((entry.id, entry.label) for entry in getattr(asked, of))


def _meaning(code: str) -> FrozenMap[str, str]:
    return DATASET_TEXTS.texts(f"codes.{code}")


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
    for code, label in _labels_of(asked, "findings"):
        yield "finding", label, {"id": code}


def _markdown(book: Codebook, language: str) -> str:
    """Return the codebook as a page of Markdown."""
    parts = [f"# {TEXTS.text('codebook', language)}"]
    for level, title, note, head, rows in _sections(book, language):
        parts.append(f"{'#' * level} {title}")
        parts += [note] if note else []
        parts += [markdown_table(head, rows)] if head else []
    return "\n\n".join(parts) + "\n"


def _html(book: Codebook, language: str) -> str:
    """Return the codebook as HTML with a fold for each section."""
    parts = [f"<p><strong>{html.escape(TEXTS.text('codebook', language))}</strong></p>"]
    for _, title, note, head, rows in _sections(book, language):
        if head:
            summary = f"<summary>{html.escape(f'{title}: {note}' if note else title)}</summary>"
            parts.append(f"<details>{summary}{_html_table(head, rows)}</details>")
        else:
            line = f"<br>{html.escape(note)}" if note else ""
            parts.append(f"<p><strong>{html.escape(title)}</strong>{line}</p>")
    return f'<div class="hlo-page" lang="{language}"><style>{style_sheet()}</style>{"".join(parts)}</div>'


def _sections(book: Codebook, language: str) -> Iterator[_Section]:
    yield 2, TEXTS.text("kinds.tables", language), "", [], []
    head = [TEXTS.text(key, language) for key in ("variable", "kind", "meaning", "codes")]
    for name, variables in book.variables.items():
        rows = [_variable(variable, language) for variable in variables]
        yield 3, name, schemas()[name].label[language], head, rows
    head = [TEXTS.text(key, language) for key in ("id", "wording")]
    for asked in book.instruments:
        yield 2, by_language(asked.title)[language], asked_line(asked, language), [], []
        items = [row for row in book.items if row["digest"] == asked.digest]
        for kind, own in groupby(items, key=lambda row: str(row["kind"])):
            labels = [[str(row["id"]), str(row[f"label_{language}"])] for row in own]
            yield 3, TEXTS.text(f"kinds.{kind}", language), "", head, labels


def checked_dataset(dataset: object) -> Dataset:
    """Return the data set; raise `InvalidValueError` for anything else."""
    if not isinstance(dataset, Dataset):
        raise InvalidValueError("dataset", "a Dataset", dataset)
    return dataset


def asked_line(asked: Instrument, language: str) -> str:
    """Return a line that names an instrument, its edition and its source."""
    title, citation = (by_language(text)[language] for text in (asked.title, asked.citation))
    return TEXTS.text("asked", language, title=title, id=asked.id, edition=asked.edition, citation=citation)


def _variable(variable: Variable, language: str) -> list[str]:
    kind = TEXTS.text(f"kind.{variable.kind}", language)
    return [variable.name, kind, variable.label[language], _codes(variable, language)]


def _codes(variable: Variable, language: str) -> str:
    if variable.of:
        return TEXTS.text("ids.of", language, kind=TEXTS.text(f"kinds.{_KINDS[variable.of]}", language).lower())
    return "; ".join(f"{value.code} = {value.label[language]}" for value in variable.values)


def markdown_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table in Markdown, with the texts in its cells escaped."""
    cells = list(head)
    lines = [cells, ["---"] * len(cells), *([plain(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(cell: object) -> str:
    """Return a text on one line of Markdown, with everything escaped that Markdown could interpret."""
    text = " ".join(str(cell).split())
    for sign in "\\`*_<>[]|":
        text = text.replace(sign, "\\" + sign)
    return text


def _html_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table>"
