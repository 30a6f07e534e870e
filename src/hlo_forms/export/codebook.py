"""The codebook of a data set: its variables and codes, the wording of its instruments, and the page that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeAlias

import attrs

from ..basics.messages import Catalogue, Texts
from ..basics.values import FrozenMap, grouped
from ..errors import InvalidValueError
from ..instrument.model import Instrument
from ..instrument.parts import Wording
from ..pages.model import Fold, Page, PageTable, Section, Text, fixed
from ..pages.model import rows as table_rows
from ..pages.shown import Shown, makes_page_of
from ..readings.findings import CODES
from ..research.dataset import Dataset
from ..research.tables import TEXTS as DATASET_TEXTS
from ..research.tables import (
    Cell,
    Column,
    Framed,
    Schema,
    Table,
    by_language,
    checked_language,
    codes_of,
    first_language,
    ids_of,
    languages_shown,
    schemas,
    table_of,
)

TEXTS = Catalogue("exports")
Row: TypeAlias = dict[str, Cell]
_SLOT = re.compile(r"\{\w+\}")
_Section: TypeAlias = tuple[int, str, str, list[str], list[list[str]]]
"""A section of the page: its level, its title, a line below that, and the head and rows of its table, if any."""

_KINDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "organisation_types": ("organisation_type", {}),
    "categories": ("category", {}),
    "motives": ("motive", {"part_of": "category", "offered_to": "offered_to", "counterpart": "counterpart"}),
    "phases": ("phase", {"number": "number"}),
    "themes": ("theme", {"part_of": "phase"}),
    "questions": ("question", {"number": "number", "part_of": "phase", "theme": "theme"}),
}
"""The kind of each group of entries of an instrument, and the details of an entry by their columns."""


@attrs.frozen(kw_only=True)
class Value:
    """A value that a variable can have.

    Attributes:
        code: The code, as it stands in the table.
        label: Its meaning, by language.
        number: Its number, below 0 where there is no answer (and the label says why); None for ids of an instrument and
            codes from an open set.

    >>> Value(code="applies", label={"nl": "van toepassing", "en": "applies"}, number=1).label["nl"]
    'van toepassing'
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
    """A column of a table in a codebook.

    Attributes:
        table: The name of the table.
        name: The name of the column.
        kind: The kind of its values, as in `Column`.
        label: Its meaning, by language.
        values: Its values where these are a fixed set; empty otherwise.
        of: The entries of the instrument whose ids are its values ("motives"); "" where there are none.

    >>> from hlo_forms import Dataset, codebook, examples
    >>> book = codebook(Dataset(examples.forms(1)))
    >>> (status,) = [variable for variable in book.variables["motives"] if variable.name == "status"]
    >>> [value.code for value in status.values][:3]
    ['applies', 'not_ticked', 'not_filled_in']
    """

    table: str
    name: str
    kind: str
    label: FrozenMap[str, str] = attrs.field(repr=False)
    values: tuple[Value, ...] = attrs.field(default=(), repr=False)
    of: str = ""


@attrs.frozen(kw_only=True, repr=False)
class Codebook(Framed, Shown):
    """The meaning of everything in a data set: its variables by table, and the instruments of its forms.

    `table` has one row for each table, variable and code; `items` one for each motive, question, category, phase,
    theme, type of organisation and finding of each edition. Each is a `Table` with every language side by side. Shows
    itself in a notebook. Made by `codebook`.

    Attributes:
        variables: The columns of each table, by the name of the table.
        instruments: The instruments of the forms, each edition once.
        language: The language in which it shows itself.

    >>> from hlo_forms import Dataset, codebook, examples
    >>> book = codebook(Dataset(examples.forms(1)))
    >>> [variable.name for variable in book.variables["motives"]][:3]
    ['form', 'category', 'motive']
    """

    variables: dict[str, tuple[Variable, ...]]
    instruments: tuple[Instrument, ...]
    language: str = attrs.field(default=attrs.Factory(lambda self: first_language(self.instruments), takes_self=True))

    @property
    def _default_language(self) -> str:
        return self.language

    @property
    def table(self) -> Table:
        """The variables and their codes, as a table."""
        rows = (row for name in self.variables for row in self._rows(name))
        return table_of(self._schema("codebook"), rows, self.instruments, self.language)

    @property
    def items(self) -> Table:
        """The entries of the instruments and their wording, as a table."""
        rows = (row for asked in self.instruments for row in _items(asked))
        return table_of(self._schema("instrument"), rows, self.instruments, self.language)

    def _schema(self, name: str) -> Schema:
        """Return the columns of a table, with a column of labels in each language of the instruments."""
        own = schemas("exports")[name]
        names = [f"label_{language}" for language in languages_shown(self.instruments)]
        kept = [column for column in own.columns if not column.name.startswith("label_") or column.name in names]
        more = [Column(name=name, kind="text", label=_label_in(name)) for name in names if name not in own.names]
        return attrs.evolve(own, columns=(*kept, *more))

    def to_markdown(self, *, language: str | None = None) -> str:
        """Return the codebook as a Markdown page; `InvalidValueError` for a language that neither exports
        nor the instruments speak.

        Without a language it is in that of the data set.
        """
        language = checked_language(self.language_or_own(language), self.instruments)
        parts = [f"# {TEXTS.text('codebook', language)}", TEXTS.text("unit", language)]
        for level, title, note, head, rows in _sections(self, language):
            parts.append(f"{'#' * level} {title}")
            parts += [note] if note else []
            parts += [markdown_table(head, rows)] if head else []
        return "\n\n".join(parts) + "\n"

    def _rows(self, name: str) -> Iterator[Row]:
        shown = languages_shown(self.instruments)
        yield {"table": name, **labels_of(schemas()[name].label, shown)}
        for variable in self.variables[name]:
            own: Row = {"table": name, "variable": variable.name, "kind": variable.kind}
            yield {**own, **labels_of(variable.label, shown)}
            for value in variable.values:
                cells: Row = {"code": value.code, "number": value.number, "no_answer": value.no_answer}
                yield {**own, **cells, **labels_of(value.label, shown)}

    def __repr__(self) -> str:
        asked = ", ".join(f"{one.id} {one.edition}" for one in self.instruments) or "no instrument"
        return f"Codebook({len(self.variables)} tables; {asked})"


def codebook(dataset: Dataset) -> Codebook:
    """Return the codebook of a data set: the meaning of each table, variable and code, and the instrument's wording.

    Raises `InvalidValueError` unless `dataset` is a data set.

    >>> from hlo_forms import Dataset, codebook, examples
    >>> book = codebook(Dataset(examples.forms(2)))
    >>> book
    Codebook(18 tables; strategic-motives 2022)
    >>> [row["label_en"] for row in book.items if row["id"] == "network"]
    ['Expanding/strengthening our network']
    """
    instruments = checked_dataset(dataset).instruments
    recoded = _recoded(dataset.recoded)
    variables = {
        name: tuple(_described(name, column, instruments, recoded) for column in table.columns)
        for name, table in schemas().items()
    }
    return Codebook(variables=variables, instruments=instruments, language=export_language(dataset))


def export_language(dataset: Dataset, language: str | None = None) -> str:
    """Return the language of an export: the one that is named, or else that of the data set.

    `InvalidValueError` for a named language other than "nl", "en" and those of the instruments.
    """
    if language is not None:
        return checked_language(language, dataset.instruments)
    return dataset.language_or_own(None)


def _described(table: str, column: Column, asked: tuple[Instrument, ...], recoded: tuple[Value, ...]) -> Variable:
    fixed = tuple(Value(code=code.id, label=code.label, number=code.number) for code in codes_of(column))
    often = tuple(Value(code=code, label=DATASET_TEXTS.label(f"codes.{code}")) for code in column.often)
    values = fixed or often or _ids(column.of, asked) or (recoded if column.name.endswith("sector") else ())
    return Variable(table=table, name=column.name, kind=column.kind, label=column.label, values=values, of=column.of)


def _recoded(sectors: Mapping[str, str]) -> tuple[Value, ...]:
    """Return each new name of sectors that were recoded, with the names that it stands for."""
    olds = grouped((new, old) for old, new in sectors.items())
    return tuple(
        Value(code=new, label=TEXTS.label("recoded", names="; ".join(f"“{name}”" for name in own)))
        for new, own in sorted(olds.items())
    )


def _ids(of: str, asked: tuple[Instrument, ...]) -> tuple[Value, ...]:
    """Return the ids of these entries, in the wording of the first instrument that has them."""
    labels = ids_of(of, asked)
    if of == "findings":
        for instrument in reversed(asked):
            labels |= _findings(instrument)
    return tuple(Value(code=id, label=label) for id, label in labels.items())


def _findings(asked: Instrument) -> dict[str, FrozenMap[str, str]]:
    """Return the messages of an instrument by the code of the finding."""
    messages = {code: asked.words.get(f"finding.{code}") for code in CODES}
    return {code: by_language(_without_slots(message)) for code, message in messages.items() if message}


def _label_in(name: str) -> Texts:
    return TEXTS.label("label_in", lacking=name.removeprefix("label_"))


def _without_slots(message: Wording) -> Wording:
    """Return the words of a finding, with an ellipsis for what each finding of this code fills in."""
    return attrs.evolve(message, texts={language: _SLOT.sub("…", text) for language, text in message.items()})


def labels_of(label: Mapping[str, str], languages: Iterable[str] | None = None) -> dict[str, str]:
    """Return a wording as values by column: "label_nl" and so on; of all its languages, or of these."""
    texts = by_language(label)
    return {f"label_{language}": texts[language] for language in (texts if languages is None else languages)}


def _items(asked: Instrument) -> Iterator[Row]:
    common: Row = {"instrument": asked.id, "edition": asked.edition, "digest": asked.digest}
    for group, (kind, columns) in _KINDS.items():
        for entry in getattr(asked, group):
            details = {column: getattr(entry, name) for column, name in columns.items()}
            if kind == "motive":
                details["offered_to"] = " ".join(entry.offered_to)
            ours = "ours" if entry.label.ours else "reconstructed" if entry.label.reconstructed else "source"
            yield {**common, "kind": kind, "id": entry.id, **details, "origin": ours, **labels_of(entry.label)}
    for code, label in _findings(asked).items():
        yield {**common, "kind": "finding", "id": code, "origin": "ours", **labels_of(label)}


@makes_page_of(Codebook)
def _(book: Codebook, language: str) -> Page:
    sections: list[Section] = []
    language = checked_language(language, book.instruments)
    for level, title, note, head, rows in _sections(book, language):
        if level == 2:
            sections.append(Section(title, (Text(fixed(note)),) if note else ()))
            continue
        cells = table_rows(*(tuple(map(fixed, row)) for row in rows))
        table = PageTable(caption="", columns=tuple(head), rows=cells)
        fold = Fold(f"{title}: {note}" if note else title, (table,))
        sections[-1] = attrs.evolve(sections[-1], blocks=(*sections[-1].blocks, fold))
    notes = (fixed(TEXTS.text("unit", language)),)
    return Page(title=TEXTS.text("codebook", language), locale=language, notes=notes, sections=tuple(sections))


def _sections(book: Codebook, language: str) -> Iterator[_Section]:
    yield 2, TEXTS.text("kinds.tables", language), "", [], []
    head = [TEXTS.text(key, language) for key in ("variable", "kind", "meaning", "codes")]
    for name, variables in book.variables.items():
        rows = [
            [one.name, TEXTS.text(f"kind.{one.kind}", language), one.label[language], _codes(one, language)]
            for one in variables
        ]
        yield 3, name, schemas()[name].label[language], head, rows
    head = [TEXTS.text(key, language) for key in ("id", "wording")]
    spoken = languages_shown(book.instruments)
    shown = language if language in spoken else "en" if "en" in spoken else spoken[0]
    for asked in book.instruments:
        yield 2, by_language(asked.title)[language], asked_line(asked, language), [], []
        items = [row for row in book.items if row["digest"] == asked.digest]
        for kind, own in groupby(items, key=lambda row: str(row["kind"])):
            labels = [[str(row["id"]), str(row[f"label_{shown}"])] for row in own]
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


def _codes(variable: Variable, language: str) -> str:
    if variable.of:
        kind = "finding" if variable.of == "findings" else _KINDS[variable.of][0]
        return TEXTS.text("ids.of", language, kind=TEXTS.text(f"kinds.{kind}", language).lower())
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
