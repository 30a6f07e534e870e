"""Controls for the fields of a form: texts, choices and tables of records, in the language of the document."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from ...forms import Form
from ...forms.field_ids import heading_of
from ...instrument.model import Instrument
from ..carried import check_of, with_doubt_mark
from ..columns import ChoiceKind, offered, option_label
from ..controls import Xml, checkbox, label_beside, runs, text_control
from ..fields import RecordColumn, Records, title_of_column

Slots = dict[str, Any]  # Any: a template's slot takes text, a control, or lists of these
NOTHING = Xml("")
_INLINE = "   "
FURTHER = "further"
"""The prompt of what is asked again and again, such as in the rows below the first: only the first has words."""


@attrs.frozen
class FieldWriter:
    """Writes fields and tables of one form in one language."""

    form: Form
    language: str

    @functools.cached_property
    def instrument(self) -> Instrument:
        """The instrument of the form."""
        return self.form.instrument

    @functools.cached_property
    def renewed(self) -> bool:
        """True if the form holds anything of a previous round."""
        return self.form.renewed

    def word(self, key: str) -> str:
        """Return one of our own words in the language of the document."""
        return self.instrument.word(key, self.language)

    def text(self, field: str, value: str | None, prompt: str, alias: str) -> Xml:
        """A control for a text."""
        words = self.instrument.prompt(prompt, self.language) if value is None else ""
        return text_control(field, value, prompt_key=prompt, prompt=words, alias=alias)

    def choice(self, field: str, kind: str, value: str | None, alias: str, *, apart: str = "\n") -> Xml:
        """The boxes of a closed set of choices, one below the other or with other signs between them."""
        boxes = []
        for option in offered(kind, value, self.instrument):
            label = option_label(kind, option, self.instrument, self.language)
            box = checkbox(f"{field}.{option}", ticked=option == value, alias=f"{alias}: {label}")
            boxes.append(box.text + label_beside(label))
        return Xml(runs(apart).join(boxes))

    # ---- tables of records

    def title(self, records: Records, column: str) -> str:
        """Return the title of a column of a table."""
        return title_of_column(records.name, column, self.instrument, self.language)

    def table(self, records: Records, rows: Sequence[Slots] = (), **more: Any) -> Slots:  # Any: what a slot takes
        """Return the heading, titles and rows of a table, and whatever else its slot has."""
        titles = {column.name: self.title(records, column.name) for column in records.every}
        help = f"heading.{records.heading}.help"
        help = f"{help}.again" if self.renewed and f"{help}.again" in self.instrument.words else help
        return {
            "heading": heading_of(records.heading, self.instrument, self.language),
            "help": self.word(help) if help in self.instrument.words else "",
            "headers": {"number": self.word("column.number"), **titles},
            "rows": rows,
            **more,
        }

    def rows(self, records: Records, entries: Iterable[object], key: str = "") -> list[Slots]:
        """Return the rows of a table: a control in each cell, and blank rows where people fill in the table."""
        filled = list(entries)
        blank = 0 if records.carried else records.rows(len(filled)) - len(filled)
        table = f"{records.name}.{key}" if key else records.name
        heading = heading_of(records.heading, self.instrument, self.language)
        columns = [(column, self.title(records, column.name)) for column in records.columns]
        rows: list[Slots] = []
        for number, entry in enumerate([*filled, *[None] * blank], start=1):
            row: Slots = {"number": f"{number}."}
            for column, title in columns:
                field, alias = f"{table}.{number}.{column.name}", f"{heading} {number}: {title}"
                row[column.name] = self._cell(records, column, field, entry, alias, first=number == 1)
            rows.append(row)
        return rows

    def _cell(
        self, records: Records, column: RecordColumn, field: str, entry: Any, alias: str, *, first: bool
    ) -> Xml | str:  # Any: any row
        value, kind = getattr(entry, column.name, None), column.kind
        is_fact = isinstance(kind, ChoiceKind) and kind.is_fact
        if kind.options and not (is_fact and value):
            apart = "\t" if is_fact else _INLINE if records.carried else "\n"
            return self.choice(field, kind.options, value, alias, apart=apart)
        text = kind.shown(value, self.form, self.language)
        if kind.marked:
            text = with_doubt_mark(text, entry.doubtful, self.instrument, self.language)
        if kind.printed:
            return text or ""
        if records.carried and not kind.asked:
            return self.carried(field, text, alias)
        return self.text(field, text, kind.prompt if first else FURTHER, alias)

    def carried(self, field: str, text: str | None, alias: str) -> Xml:
        """A control for a text that is carried over, with its check in the tag; empty where there is no text."""
        return self.text(f"{field}~{check_of(text)}", text, "cell", alias) if text is not None else NOTHING
