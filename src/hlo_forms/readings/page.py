"""The page of a reading: the form as it was read, findings beside it, and all other text in the document."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import attrs

from ..basics.values import one_of
from ..errors import InvalidValueError
from ..forms import AlignmentForm, Form, PreparationForm
from ..forms.answers import BroughtMotive, DeclaredRelation, Status
from ..forms.field_ids import CARRIED_OVER, FieldId, column_of, heading_of, motive_of, question_of, tables_of
from ..forms.naming import relation_sentence
from ..pages.model import (
    Block,
    Bullets,
    Page,
    PageRow,
    PageTable,
    Run,
    Runs,
    Section,
    Text,
    check,
    fixed,
    in_lines,
    literal,
    quoted,
    section,
    strong,
)
from ..pages.shown import makes_page_of
from .findings import CORRECTED, Finding, Passage, Severity, is_within
from .reading import Reading

_STATUS = {True: "applies", False: "not_ticked", None: "unclear"}


@attrs.frozen
class Entry:
    """A value on a form: the id of its field, the name of its column or "", and its text (None where blank)."""

    field: str
    label: str
    text: str | None


@attrs.frozen
class Line:
    """A line of a form: the id of its field, its label, and its values."""

    field: str
    label: str
    entries: tuple[Entry, ...]

    @property
    def places(self) -> tuple[str, ...]:
        return (self.field, *(entry.field for entry in self.entries))


_GIVEN = ("invitation", "study", "previous_round", "corrected")
"""The details that a form has or has not, and that nobody fills in."""


@attrs.frozen
class FormLines:
    """The lines of a form: the one with this number in a document, in a language where its instrument has that.

    `seen` are the ids of the fields that the document gave. With `ids` every field of the form is among the entries.
    """

    form: Form
    number: int
    wanted: str
    seen: frozenset[str] = frozenset()
    ids: bool = False

    @property
    def language(self) -> str:
        languages = self.form.instrument.languages
        return self.wanted if self.wanted in languages else languages[0]

    @property
    def title(self) -> str:
        if isinstance(self.form, PreparationForm):
            return self.form.instrument.organisation_type(self.form.organisation.type or "").form_title[self.language]
        return self._word(f"form.title.{self.form.phase}")

    def sections(self) -> list[tuple[str, list[Line]]]:
        """Return each part of the form that has lines, with its heading, in the order of the form."""
        return [(heading, lines) for heading, lines in self._parts() if lines]

    def _parts(self) -> Iterator[tuple[str, list[Line]]]:
        yield self._word("heading.details"), list(self._details())
        tables = {table: self._records(table) for table in tables_of(self.form)}
        for table in ("organisations", "participants"):
            yield self._heading(table), tables.pop(table, [])
        for part in CARRIED_OVER:
            if part == "brought" and isinstance(self.form, AlignmentForm):
                yield self._word("heading.overview"), list(self._side_by_side(self.form))
            else:
                rows = enumerate(getattr(self.form, part, ()), 1)
                yield self._heading(part), [self._carried(part, number, row) for number, row in rows]
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
            value = functools.reduce(getattr, names, self.form)
            is_asked = names[0] != "research" or self.form.asks_research
            if value is not None or (
                is_asked and names[0] not in ("invitation", "study", "previous_round", "corrected")
            ):
                field = self._id(".".join(names))
                entries = [Entry(field, "", self._shown(names[-1], value))]
                if self.ids and names[-1] == "name" and (id := getattr(self.form, names[0]).id) is not None:
                    entries.append(Entry(self._id(f"{names[0]}.id"), "", id))
                yield Line(field, self._word(key), tuple(entries))

    def _motives(self, form: PreparationForm) -> Iterator[tuple[str, list[Line]]]:
        for category in form.instrument.categories:
            offered = [motive.id for motive in form.instrument.in_category(category.id)]
            lines = [self._motive(form, answer.motive) for answer in form.motives if answer.motive in offered]
            before = [self._previous(row) for row in form.previous if row.motive in offered]
            yield category.label[self.language], [*lines, *before]

    def _motive(self, form: PreparationForm, motive: str) -> Line:
        place = f"motives.{motive}"
        tick = Entry(self._id(f"{place}.ticked"), "", self._word(f"status.{form.status(motive)}"))
        entries = (tick, *self._entries(place, ["outcome"], form.answer(motive)))
        return Line(self._id(place), motive_of(motive, form.instrument, self.language), entries)

    def _previous(self, row: Any) -> Line:  # Any: a motive of the round before
        place = f"previous.{row.motive}"
        label = f"{motive_of(row.motive, self.form.instrument, self.language)} ({self._word('label.previous_round')})"
        entries = self._entries(place, ["ticked", "outcome", "realised"], row)
        return Line(self._id(place), label, tuple(entries))

    def _answers(self) -> Iterator[Line]:
        for question in self.form.questions:
            field = self._id(f"answers.{question.id}")
            entry = Entry(field, "", self.form.answers.get(question.id))
            yield Line(field, question_of(question.id, self.form.instrument, self.language), (entry,))

    def _records(self, table: str) -> list[Line]:
        lines = []
        for number, row in enumerate(tables_of(self.form)[table], 1):
            names = [field.name for field in attrs.fields(type(row)) if field.name != "question"]
            place, asked = f"{table}.{number}", getattr(row, "question", None) if table == "previous_answers" else None
            label = question_of(asked, self.form.instrument, self.language) if asked else str(number)
            entries = self._entries(place, names, row)
            if isinstance(row, DeclaredRelation) and not self.ids:
                entries = self._relation(place, row)
            lines.append(Line(self._id(place), label, tuple(entries)))
        gone = self._id(f"{table}.removed")
        return [*lines, *([Line(gone, self._word("reading.removed"), ())] if gone in self.seen else [])]

    def _relation(self, place: str, row: DeclaredRelation) -> Iterator[Entry]:
        """Yield a relation as a sentence, and its note."""
        partners = self.form.organisations if isinstance(self.form, AlignmentForm) else ()
        sentence = " ".join(relation_sentence(row, partners, self.form.instrument, self.language))
        yield Entry(self._id(place), "", sentence)
        yield from self._entries(place, ["note"], row)

    def _side_by_side(self, form: AlignmentForm) -> Iterator[Line]:
        """Yield a line for each motive, with the answers that the partners bring about it."""
        rows = list(enumerate(form.brought, 1))
        for motive in dict.fromkeys(row.motive for row in form.brought):
            entries = tuple(
                Entry(self._id(f"brought.{number}"), self._named("organisation", row.organisation or ""), text)
                for number, row in rows
                if row.motive == motive and (text := self._brought(row))
            )
            yield Line(self._id(f"outcomes.{motive}"), motive_of(motive, form.instrument, self.language), entries)

    def _brought(self, row: BroughtMotive) -> str:
        """Return an answer of phase 1; "" for a motive that was not offered, unless every field is wanted."""
        if row.status is Status.NOT_OFFERED and not row.outcome and not self.ids:
            return ""
        doubt = f" ({self._word('brought.doubtful')})" if row.doubtful else ""
        return self._word(f"status.{row.status}") + doubt + (f"\n{row.outcome}" if row.outcome else "")

    def _carried(self, part: str, number: int, row: Any) -> Line:  # Any: any row
        place = f"{part}.{number}"
        names = [field.name for field in attrs.fields(type(row))]
        labels = {name: self._shown(name, getattr(row, name)) for name in ("motive", "question") if name in names}
        label = next(iter(labels.values()), None) or str(number)
        entries = self._entries(place, [name for name in names if self.ids or name not in labels], row)
        doubt = (Entry(self._id(f"{place}.doubtful"), "", self._word("brought.doubtful")),) if row.doubtful else ()
        return Line(self._id(place), label, (*entries, *doubt))

    def _entries(self, place: str, names: Iterable[str], row: Any) -> Iterator[Entry]:  # Any: any row
        part = FieldId.of(place).part
        for name in names:
            label = column_of(FieldId(part=part, column=name), self.form.instrument, self.language)
            text = self._shown(name, getattr(row, name))
            if text is not None and (label or name == "organisation" or self.ids):
                yield Entry(self._id(f"{place}.{name}"), label, text)

    def _shown(self, column: str, value: Any) -> str | None:  # Any: a text, a tick or a status
        """Return a value in words: a tick, and the id of a choice, an organisation or a motive; a text as it is."""
        if column == "ticked":
            return self._word(f"status.{_STATUS[value]}")
        if value is None or isinstance(value, bool):
            return None
        if column in ("status", "ownership", "realised", "research"):
            return self._word(f"{column}.{value}")
        return self._word(f"relation.{value}") if column == "kind" else self._named(column, str(value))

    def _named(self, column: str, id: str) -> str:
        """Return the name of a part of the instrument or of a partner by its id; any other text as it is."""
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


_SHOWN_APART = {"unplaced-text", "hidden-text", "deleted-text"}
_ADVICE = {"unplaced": "finding.unplaced-text", "deleted": "finding.deleted-text"}


@makes_page_of(Reading)
def reading_page(reading: Reading, language: str, *, ids: bool = False) -> Page:
    """Return a reading as a page: its forms section by section, then findings about the document and all other text.

    With `ids` each value has a row with the id of its field, by which it can be corrected.
    """
    if language not in reading.instrument.languages:
        raise InvalidValueError("language", one_of(reading.instrument.languages, language), language)
    return _ReadingPage(reading, language, ids).page()


@attrs.frozen
class _ReadingPage:
    reading: Reading
    language: str
    ids: bool

    def page(self) -> Page:
        seen = frozenset(self.reading.evidence)
        forms = enumerate(self.reading.forms, 1)
        views = [FormLines(form, number, self.language, seen, self.ids) for number, form in forms]
        parts = [view.sections() for view in views]
        lines = [line for part in parts for _, own in part for line in own]
        sections = [self._form(view, part) for view, part in zip(views, parts, strict=True)]
        sections += self._noticed(lines)
        for name in ("unplaced", "deleted", "remarks"):
            sections += section("", self._passages(name, getattr(self.reading, name)))
        return Page(
            title=self._word("reading.title"),
            locale=self.language,
            notes=tuple(self._opening()),
            sections=tuple(sections),
        )

    def _word(self, key: str) -> str:
        return self.reading.instrument.word(key, self.language)

    def _opening(self) -> Iterator[Runs]:
        if self.reading.source:
            yield literal(self.reading.source)
        names = ("forms", "warnings", "unplaced", "deleted", "remarks")
        counts = (f"{self._word(f'reading.count.{name}')}: {len(getattr(self.reading, name))}" for name in names)
        yield fixed(" · ".join(counts))

    def _form(self, view: FormLines, parts: list[tuple[str, list[Line]]]) -> Section:
        several = self._word("place.form").replace("{number}", f"{view.number}: ")
        title = (several if len(self.reading.forms) > 1 else "") + view.title
        columns = tuple(self._word(f"reading.column.{name}") for name in ("field", "value", "how", "findings"))
        tables = (
            PageTable(
                caption=heading,
                columns=columns,
                rows=tuple(row for line in lines for row in self._rows(line)),
                widths=(26, 26, 14, 34),
            )
            for heading, lines in parts
        )
        return Section(title[:1].upper() + title[1:], tuple(tables))

    def _rows(self, line: Line) -> Iterator[PageRow]:
        """Yield a row for a line, or with ids a group with a row for each of its values."""
        if not self.ids:
            value = in_lines(self._value(entry) for entry in line.entries)
            yield PageRow((fixed(line.label), value, self._found_by(line.places), self._beside(line.places)))
            return
        yield PageRow((fixed(line.label),), group=True)
        for number, entry in enumerate(line.entries or [Entry(line.field, "", "")]):
            others = [other.field for other in line.entries if other != entry]
            places = [entry.field] if number else [entry.field, line.field]
            how = self._found_by([entry.field]) or self._found_by(places, others)
            yield PageRow((quoted(entry.field), self._value(entry), how, self._beside(places, others)))

    def _value(self, entry: Entry) -> Runs:
        if entry.text is None:
            return (Run(self._word("reading.blank"), "blank"),)
        sign = "" if entry.label.endswith("?") else ":"
        label = (Run(f"{entry.label}{sign}", "strong"), Run(" ")) if entry.label else ()
        return (*label, *quoted(entry.text))

    def _found_by(self, places: Collection[str], others: Collection[str] = ()) -> Runs:
        """Return how the values at these places were found, and the text before a correction."""
        evidence = [entry for entry in self.reading.evidence.values() if _at(entry.field, places, others)]
        hows = (self._word(f"reading.how.{how}") for how in dict.fromkeys(entry.how for entry in evidence))
        seen = (entry.seen for entry in evidence if entry.how == CORRECTED)
        texts = (text for text in seen if text and text not in self.reading.instrument.prompt_texts)
        before = (quoted(self._word("reading.seen").replace("{seen}", text)) for text in texts)
        return in_lines([fixed(", ".join(hows)) if evidence else (), *before])

    def _beside(self, places: Collection[str], others: Collection[str] = ()) -> Runs:
        """Return the findings about these places."""
        findings = [finding for finding in self.reading.findings if _at(finding.field, places, others)]
        return in_lines(self._finding(finding, self._beside_field(finding)) for finding in findings)

    def _beside_field(self, finding: Finding) -> str:
        """Return a finding in words where its field is obvious."""
        place = finding.place.words(self.reading.instrument, self.language)
        return (f"{place}: " if place else "") + finding.said(self.reading.instrument, language=self.language)

    def _finding(self, finding: Finding, message: str) -> Runs:
        mark: Runs = ()
        if finding in self.reading.settled:
            mark = strong(self._word("reading.settled") + ": ")
        elif finding.severity is Severity.WARNING:
            mark = check(self._word("reading.check") + ": ")
        return (*mark, *quoted(message))

    def _noticed(self, lines: list[Line]) -> Iterator[Section]:
        """Yield the findings beside no line and about no text in a list below."""
        places = [place for line in lines for place in line.places]
        apart = (finding for finding in self.reading.findings if finding.code not in _SHOWN_APART)
        findings = (finding for finding in apart if not _at(finding.field, places))
        items = tuple(self._finding(finding, self._message(finding)) for finding in findings)
        return section(self._word("reading.document"), [Bullets(items)] if items else [])

    def _message(self, finding: Finding) -> str:
        return finding.message(self.reading.instrument, language=self.language)

    def _passages(self, name: str, passages: tuple[Passage, ...]) -> Iterator[Block]:
        if not passages:
            return
        signed = any(passage.author or passage.date for passage in passages)
        columns = ("place", "text", "who") if signed else ("place", "text")
        yield PageTable(
            caption=self._word(f"reading.count.{name}"),
            columns=tuple(self._word(f"reading.column.{column}") for column in columns),
            rows=tuple(self._passage(passage, signed=signed) for passage in passages),
        )
        if name in _ADVICE:
            yield Text(fixed(self._word(_ADVICE[name])))

    def _passage(self, passage: Passage, *, signed: bool) -> PageRow:
        place = passage.place.words(self.reading.instrument, self.language)
        who = ", ".join(text for text in (passage.author, passage.date) if text)
        return PageRow((quoted(place) if place else (), quoted(passage.text), *([quoted(who)] if signed else [])))


def _at(field: str | None, places: Collection[str], others: Collection[str] = ()) -> bool:
    """Return whether a field is at one of these places and at none of the others."""
    return any(is_within(field, place) for place in places) and not any(is_within(field, place) for place in others)
