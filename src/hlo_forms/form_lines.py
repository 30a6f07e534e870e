"""A form as lines in the words that stand on it, part by part, for views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from .field_ids import FieldId
from .field_words import column_of, heading_of, motive_of, question_of
from .forms import AlignmentForm, Form, PreparationForm
from .forms.answers import BroughtMotive, Status
from .forms.fields import GIVEN, tables_of

_STATUS = {True: "applies", False: "not_ticked", None: "unclear"}


@attrs.frozen
class Line:
    """A line of a form: the id of its field, what it is called, and its values, each with the name of its column."""

    field: str
    label: str
    values: tuple[tuple[str, str | None], ...]


@attrs.frozen
class FormLines:
    """The form with this number in a document, in a language where its instrument has that.

    `seen` are the ids of the fields that the document gave.
    """

    form: Form
    number: int
    wanted: str
    seen: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """The language of the words."""
        known = self.form.instrument.languages
        return self.wanted if self.wanted in known else known[0]

    @property
    def title(self) -> str:
        """The title of the form."""
        if isinstance(self.form, PreparationForm):
            return self.form.instrument.organisation_type(self.form.organisation.type or "").form_title[self.language]
        return self._word(f"form.title.{self.form.phase}")

    def sections(self) -> Iterator[tuple[str, list[Line]]]:
        """Each part of the form with its heading and lines, in the order of the form; a part may have no lines."""
        yield self._word("heading.details"), list(self._details())
        tables = {table: self._records(table) for table in tables_of(self.form)}
        for table in ("organisations", "participants"):
            yield self._heading(table), tables.pop(table, [])
        for part in GIVEN:
            if part == "brought" and isinstance(self.form, AlignmentForm):
                yield self._word("heading.overview"), list(self._side_by_side(self.form))
            else:
                yield (
                    self._heading(part),
                    [self._given(part, *row) for row in enumerate(getattr(self.form, part, ()), 1)],
                )
        if isinstance(self.form, PreparationForm):
            yield from self._motives(self.form)
        for table in ("other_motives", "previous_other"):
            yield self._heading(table), tables.pop(table, [])
        yield self._word("reading.questions"), list(self._answers())
        for table, lines in tables.items():
            yield self._heading(table), lines

    def _heading(self, table: str) -> str:
        field = FieldId.of(table)
        if field.key:
            return question_of(field.key, self.form.instrument, self.language)
        return heading_of(table, self.form.instrument, self.language)

    def _word(self, key: str) -> str:
        return self.form.instrument.word(key, self.language)

    def _id(self, field: str) -> str:
        return str(attrs.evolve(FieldId.of(field), form=self.number))

    def _details(self) -> Iterator[Line]:
        for key in self.form.instrument.words:
            names = key.removeprefix("label.").split(".")
            if not key.startswith("label.") or not hasattr(self.form, names[0]):
                continue
            value: Any = self.form  # Any: walks down to a text
            for name in names:
                value = getattr(value, name)
            silent = names[0] in ("invitation", "previous_round") or (
                names[0] == "research" and not self.form.asks_research
            )
            if value is not None or not silent:
                yield Line(self._id(".".join(names)), self._word(key), (("", self._shown(names[-1], value)),))

    def _motives(self, form: PreparationForm) -> Iterator[tuple[str, list[Line]]]:
        for category in form.instrument.categories:
            offered = [found.id for found in form.instrument.in_category(category.id)]
            lines = [self._motive(form, answer.motive) for answer in form.motives if answer.motive in offered]
            before = [self._previous(row) for row in form.previous if row.motive in offered]
            yield category.label[self.language], [*lines, *before]

    def _motive(self, form: PreparationForm, motive: str) -> Line:
        answer = form.answer(motive)
        values = [("", self._word(f"status.{form.status(motive)}")), *self._values("motives", ["outcome"], answer)]
        return Line(self._id(f"motives.{motive}"), motive_of(motive, form.instrument, self.language), tuple(values))

    def _previous(self, row: Any) -> Line:  # Any: a motive of the round before
        label = f"{motive_of(row.motive, self.form.instrument, self.language)} ({self._word('label.previous_round')})"
        values = self._values("previous", ["ticked", "outcome", "realised"], row)
        return Line(self._id(f"previous.{row.motive}"), label, tuple(values))

    def _answers(self) -> Iterator[Line]:
        for question in self.form.questions:
            label = question_of(question.id, self.form.instrument, self.language)
            yield Line(self._id(f"answers.{question.id}"), label, (("", self.form.answers.get(question.id)),))

    def _records(self, table: str) -> list[Line]:
        found = []
        for number, row in enumerate(tables_of(self.form)[table], 1):
            names = [field.name for field in attrs.fields(type(row)) if field.name != "question"]
            values = tuple(self._values(FieldId.of(table).part, names, row))
            found.append(Line(self._id(f"{table}.{number}"), str(number), values))
        gone = self._id(f"{table}.removed")
        return [*found, *([Line(gone, self._word("reading.removed"), ())] if gone in self.seen else [])]

    def _side_by_side(self, form: AlignmentForm) -> Iterator[Line]:
        """What the partners bring about each motive that they were offered."""
        for motive in dict.fromkeys(row.motive for row in form.brought):
            own = (row for row in form.brought if row.motive == motive)
            rows = [row for row in own if row.outcome or row.status is not Status.NOT_OFFERED]
            told = [(self._named("organisation", row.organisation or ""), self._brought(row)) for row in rows]
            yield Line(self._id(f"outcomes.{motive}"), motive_of(motive, form.instrument, self.language), tuple(told))

    def _brought(self, row: BroughtMotive) -> str:
        doubt = f" ({self._word('brought.doubtful')})" if row.doubtful else ""
        return self._word(f"status.{row.status}") + doubt + (f"\n{row.outcome}" if row.outcome else "")

    def _given(self, part: str, number: int, row: Any) -> Line:  # Any: any row
        names = [field.name for field in attrs.fields(type(row))]
        known = {name: self._shown(name, getattr(row, name)) for name in ("motive", "question") if name in names}
        label = next(iter(known.values()), None) or str(number)
        values = [*self._values(part, [name for name in names if name not in known], row)]
        doubt = [("", self._word("brought.doubtful"))] if row.doubtful else []
        return Line(self._id(f"{part}.{number}"), label, (*values, *doubt))

    def _values(self, part: str, names: Iterable[str], row: Any) -> Iterator[tuple[str, str]]:  # Any: any row
        for name in names:
            label = column_of(FieldId(part=part, column=name), self.form.instrument, self.language)
            value = self._shown(name, getattr(row, name))
            if value is not None and (label or name == "organisation"):
                yield label, value

    def _shown(self, column: str, value: Any) -> str | None:  # Any: a text, a tick or a status
        """A value as people read it: the words for a tick and for the id of a choice, an organisation or a motive."""
        if column == "ticked":
            return self._word(f"status.{_STATUS[value]}")
        if value is None or isinstance(value, bool):
            return None
        if column in ("status", "ownership", "realised", "research"):
            return self._word(f"{column}.{value}")
        return self._word(f"relation.{value}") if column == "kind" else self._named(column, str(value))

    def _named(self, column: str, id: str) -> str:
        """What the id of a part of the instrument or of a partner stands for; any other text as it is."""
        instrument = self.form.instrument
        if column == "type":
            return instrument.organisation_type(id).label[self.language]
        if column.endswith("motive"):
            return motive_of(id, instrument, self.language)
        if column == "question":
            return question_of(id, instrument, self.language)
        partners = self.form.organisations if isinstance(self.form, AlignmentForm) else ()
        named = (partner.name for partner in partners if partner.id == id and partner.name)
        return next(named, id) if column.endswith("organisation") else id
