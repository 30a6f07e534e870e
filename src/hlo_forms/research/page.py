"""The pages of a data set and of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from ..basics.messages import in_language
from ..forms import FORMS
from ..instrument.parts import Phase
from ..pages.model import Block, Page, PageTable, Runs, Section, Text, fixed, literal, quoted
from ..pages.model import rows as table_rows
from ..pages.shown import makes_page_of
from .dataset import Dataset
from .tables import TEXTS, Cell, Table, checked_language, edition_lines

_SHOWN = 25
_SHOWN_OF_TABLE = 10


@makes_page_of(Dataset)
def _(dataset: Dataset, language: str) -> Page:
    return _DatasetPage(dataset, checked_language(language, dataset.instruments)).page()


@attrs.frozen
class _DatasetPage:
    """The contents of a data set in a language, and what is missing from it."""

    dataset: Dataset
    language: str

    def page(self) -> Page:
        sizes = ", ".join(f"{name} {len(table)}" for name, table in self.dataset.tables.items())
        tables = Text(fixed(f"{self._text('tables_heading')} ({self._text('rows')}): {sizes}"))
        editions = [Text(fixed(line)) for line in edition_lines(self.dataset.edition_changes, self.language)]
        blocks = (*self._phases(), *editions, *self._missing(), *self._failures(), *self._versions(), tables)
        notes = [fixed("; ".join(self._counts()))]
        if self.dataset.why_empty:
            notes.append(fixed(self.dataset.why_empty.in_words(language=self.language)))
        return Page(
            title=self._text("title"), locale=self.language, notes=tuple(notes), sections=(Section("", blocks),)
        )

    def _text(self, key: str, **values: object) -> str:
        return TEXTS.text(key, self.language, **values)

    def _counts(self) -> Iterator[str]:
        dataset = self.dataset
        yield f"{len(dataset)} {self._text('forms')}"
        yield f"{len(dataset['partnerships'])} {self._text('partnerships')}"
        yield f"{len(dataset['organisations'])} {self._text('organisations')}"
        doubtful = sum(bool(row["doubts"]) for row in dataset["forms"])
        yield f"{doubtful} {self._text('doubtful')}"
        if dataset.files:
            results = [file["result"] for file in dataset["sources"]]
            same = sum(file["same_as"] is not None for file in dataset["sources"])
            kinds = {"not_read": results.count("failed"), "no_form": results.count("no_form"), "same": same}
            parts = ", ".join(f"{count} {self._text(key)}" for key, count in kinds.items() if count)
            yield f"{len(dataset.files)} {self._text('files')}{f' ({parts})' if parts else ''}"

    def _phases(self) -> Iterator[Block]:
        order = [kind.phase for kind in FORMS]
        counts = Counter((entry.form.phase, entry.form.round or "") for entry in self.dataset.entries)
        keys = sorted(counts, key=lambda key: (order.index(key[0]), key[1]))
        rows = [
            (
                fixed(in_language(self._phase(phase).label, self.language)),
                self._known(round),
                fixed(str(counts[phase, round])),
            )
            for phase, round in keys
        ]
        return self._table("what", ["phase", "round", "forms"], rows, numbers=[2])

    def _phase(self, id: object) -> Phase:
        instruments = (entry.form.instrument for entry in self.dataset.entries if entry.form.phase == id)
        return next(instruments).phase(str(id))

    def _known(self, value: Cell) -> Runs:
        return quoted(str(value)) if value else fixed(self._text("unknown"))

    def _names(self, kind: str) -> dict[str, str]:
        """Return the names of organisations or partnerships; the id of one without a name."""
        return {str(row[kind]): str(row["name"] or row[kind]) for row in self.dataset[f"{kind}s"]}

    def _missing(self) -> Iterator[Block]:
        """Yield the sides that did not answer, by partnership, round and phase."""
        partnerships, organisations = self._names("partnership"), self._names("organisation")
        rows = [
            (
                quoted(partnerships.get(str(row["partnership"]), str(row["partnership"]))),
                self._known(row["round"]),
                fixed(str(self._phase(row["phase"]).number)),
                self._who(row, organisations),
                fixed(self._text(str(row["response"]))),
            )
            for row in self.dataset["responses"]
            if row["response"] != "filled_in"
        ]
        if rows:
            columns = ["partnership", "round", "phase", "organisation", "response"]
            yield from self._table("missing_heading", columns, rows)
        elif len(self.dataset["responses"]):
            yield Text(fixed(self._text("none_missing")))

    def _who(self, row: Mapping[str, Cell], names: Mapping[str, str]) -> Runs:
        if row["organisation"] is not None:
            return quoted(names.get(str(row["organisation"]), str(row["organisation"])))
        if row["organisation_type"] is None:
            return fixed(self._text("together"))
        type = self.dataset.entries[0].form.instrument.organisation_type(str(row["organisation_type"]))
        return fixed(self._text("nobody_of", type=in_language(type.label, self.language)))

    def _failures(self) -> Iterator[Block]:
        rows = [(literal(file.source), fixed(file.in_words(language=self.language))) for file in self.dataset.failures]
        return self._table("failed_heading", ["file", "reason"], rows) if rows else iter(())

    def _versions(self) -> Iterator[Block]:
        counts = Counter(row["form_id"] for row in self.dataset["forms"])
        firsts = {row["form_id"]: row for row in self.dataset["forms"] if counts[row["form_id"]] > 1}
        names = ("partnership", "round", "organisation")
        rows = [(*(self._known(row[name]) for name in names), fixed(str(counts[id]))) for id, row in firsts.items()]
        if rows:
            yield from self._table("versions_heading", [*names, "versions"], rows, numbers=[3])
            yield Text(fixed(self._text("versions_note")))

    def _table(
        self, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Runs]], numbers: Sequence[int] = ()
    ) -> Iterator[Block]:
        """Yield a table of the first rows, and the number of those after them."""
        heads = (self._text(name) for name in columns)
        yield PageTable(
            caption=self._text(caption),
            columns=tuple(head[:1].upper() + head[1:] for head in heads),
            rows=table_rows(*rows[:_SHOWN]),
            numbers=numbers,
        )
        yield from _more(len(rows) - _SHOWN, self.language)


def _more(count: int, language: str) -> Iterator[Block]:
    text = TEXTS.text("more", language, count=count)
    if count > 0:
        yield Text(fixed(text))


@makes_page_of(Table)
def _(table: Table, language: str) -> Page:
    language = checked_language(language, table.instruments)
    shown = PageTable(
        caption=TEXTS.text("table_size", language, name=table.name, rows=len(table), columns=len(table.columns)),
        columns=table.schema.names,
        rows=table_rows(*(tuple(map(_cell, row)) for row in table.rows[:_SHOWN_OF_TABLE])),
        numbers=[place for place, column in enumerate(table.columns) if column.kind in ("integer", "number")],
    )
    blocks = (shown, *_more(len(table) - _SHOWN_OF_TABLE, language))
    return Page(title="", locale=language, sections=(Section("", blocks),))


def _cell(value: Cell) -> Runs:
    return () if value is None else quoted(str(value))
